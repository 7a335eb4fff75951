/** One step of the core while it is taken: the state as it becomes, and the effects so far. Nobody outside sees it. */

import type { TypedDocumentString } from '../gql/graphql.ts';
import type { Effect, Told } from './interface.ts';
import type { Call, Connection, Room, State, User } from './model.ts';
import type { Rules } from './rules.ts';

export class Turn {
  state: State;
  readonly effects: Effect[] = [];
  readonly now: number;
  readonly rules: Rules;

  constructor(state: State, now: number, rules: Rules) {
    this.state = state;
    this.now = now;
    this.rules = rules;
  }

  set(change: Partial<State>) {
    this.state = { ...this.state, ...change };
  }

  setConnection(change: Partial<Connection>) {
    const before = this.state.connection.phase;
    this.set({ connection: { ...this.state.connection, ...change } });
    if (change.phase && change.phase !== before) this.tell({ kind: 'phase', phase: change.phase });
  }

  /** Changes a room that is there. */
  setRoom(roomId: string, change: Partial<Room>) {
    const room = this.state.rooms.get(roomId);
    if (room) this.set({ rooms: new Map(this.state.rooms).set(roomId, { ...room, ...change }) });
  }

  /** Takes what is newer of a person: a field that is not there says nothing. */
  meet(...people: readonly (User | null | undefined)[]) {
    const news = people.filter((user) => user && isNews(this.state.users.get(user.id), user));
    if (!news.length) return;
    const users = new Map(this.state.users);
    for (const user of news) if (user) users.set(user.id, { ...users.get(user.id), ...user });
    this.set({ users });
  }

  do(effect: Effect) {
    this.effects.push(effect);
  }

  tell(told: Told) {
    this.do({ type: 'tell', told });
  }

  persist(key: string, value: string | null) {
    this.do({ type: 'persist', key, value });
  }

  /** Asks, and remembers what for. The number of the call. */
  fetch<R, V extends object>(call: Call, document: TypedDocumentString<R, V>, variables: V, number = this.state.nextCall, file: string | null = null) {
    this.set({ calls: new Map(this.state.calls).set(number, call), nextCall: Math.max(this.state.nextCall, number + 1) });
    const token = this.state.session?.token ?? null;
    const anyDocument = document as unknown as TypedDocumentString<unknown, never>;
    this.do({ type: 'fetch', call: number, document: anyDocument, variables: variables as Record<string, unknown>, token, file });
    return number;
  }

  /** Calls for which this holds are not on their way any more. */
  forgetCalls(forgotten: (call: Call) => boolean) {
    const calls = new Map([...this.state.calls].filter(([, call]) => !forgotten(call)));
    if (calls.size !== this.state.calls.size) this.set({ calls });
  }

  /** Is told by a tick after so long. */
  wait(timer: string, ms: number) {
    this.set({ timers: new Map(this.state.timers).set(timer, this.now + ms) });
    this.do({ type: 'wait', timer, ms });
  }

  /** Waits no more. */
  stop(timer: string) {
    if (!this.state.timers.has(timer)) return;
    const timers = new Map(this.state.timers);
    timers.delete(timer);
    this.set({ timers });
    this.do({ type: 'wait', timer, ms: null });
  }

  /** Between 0 and 1, by Park and Miller: enough for choosing a pause. */
  random() {
    const seed = (this.state.seed * 48_271) % 0x7fff_ffff;
    this.set({ seed });
    return seed / 0x7fff_ffff;
  }

  /** How long to wait after so many failures in a row: doubling, and not all clients at once. */
  pause(failures: number) {
    const { first, base, max } = this.state.config.backoff;
    return failures === 0 ? first * (0.2 + 0.8 * this.random()) : base + this.random() * Math.min(max - base, base * 2 ** failures);
  }
}

function isNews(mine: User | undefined, user: User) {
  return !mine || Object.entries(user).some(([field, value]) => value !== mine[field as keyof User]);
}

/** The map with one entry changed, or taken out by null. */
export function withEntry<K, V>(map: ReadonlyMap<K, V>, key: K, value: V | null): ReadonlyMap<K, V> {
  const changed = new Map(map);
  if (value === null) changed.delete(key);
  else changed.set(key, value);
  return changed;
}
