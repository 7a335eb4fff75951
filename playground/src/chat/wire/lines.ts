/** What the wire shows, out of what was told: one line for each event, each change and each stretch of a connection. */

import type { ClientAction, Phase, Room, RoomEvent, WireLine } from '../../spark/index.ts';

/** How a number came to be there, or not. */
export type How =
  /** It came as the next one. */
  | 'came'
  /** The same, and the viewer did it. */
  | 'own'
  /** It came before others, and waits for them. */
  | 'waits'
  /** It had waited. */
  | 'waited'
  /** It had not come, and was fetched. */
  | 'fetched'
  /** It was there already. */
  | 'known'
  /** A visitor threw it away. */
  | 'swallowed';

/** What was said of a change: null when no answer came. */
export interface Verdict {
  readonly action: ClientAction | null;
  readonly error: string | null;
  readonly retryAfterMs: number | null;
}

export type Line = { readonly id: number; readonly at: number } & (
  | { readonly kind: 'event'; readonly event: RoomEvent; readonly how: How }
  /** These numbers have not come, as the next line shows. */
  | { readonly kind: 'gap'; readonly roomId: string; readonly from: number; readonly to: number }
  /** `seq`: the number that it was given. */
  | { readonly kind: 'change'; readonly mutation: string; readonly key: string; readonly tries: number; readonly verdicts: readonly Verdict[]; readonly seq: number | null }
  /** Events without a number that came in a row, how many of each type. */
  | { readonly kind: 'plain'; readonly counts: ReadonlyMap<string, number> }
  /** `tries`: how often in a row it did not come to `live`. */
  | { readonly kind: 'connection'; readonly phases: readonly Phase[]; readonly tries: number }
  | { readonly kind: 'healed'; readonly events: number }
  | { readonly kind: 'reset'; readonly roomId: string }
);

/** The lines, oldest first. */
export function linesOf(wire: readonly WireLine[]): readonly Line[] {
  const lines: Line[] = [];
  /** By room: the largest number that is there, or waits; as far as these lines tell. */
  const reached = new Map<string, number>();
  const waiting = new Set<string>();
  const reach = ({ roomId, seq }: RoomEvent) => {
    reached.set(roomId, Math.max(seq, reached.get(roomId) ?? 0));
  };
  for (const { id, at, told } of wire) {
    const add = (line: Line) => {
      lines.push(line);
    };
    const last = lines.at(-1);
    switch (told.kind) {
      case 'heard': {
        const { event, place } = told;
        if (place === 'next') break; // It is applied, and told so, at once.
        if (place === 'known') {
          add({ id, at, kind: 'event', event, how: 'known' });
          break;
        }
        const before = reached.get(event.roomId);
        // The number's half stands before it: a whole one is the event's own.
        if (before !== undefined && event.seq > before + 1) add({ id: id - 0.5, at, kind: 'gap', roomId: event.roomId, from: before + 1, to: event.seq - 1 });
        add({ id, at, kind: 'event', event, how: 'waits' });
        waiting.add(keyOf(event));
        reach(event);
        break;
      }
      case 'swallowed':
        add({ id, at, kind: 'event', event: told.event, how: 'swallowed' });
        break;
      case 'applied': {
        const { event, isFetched, isOwn } = told;
        const how = waiting.delete(keyOf(event)) ? 'waited' : isFetched ? 'fetched' : isOwn ? 'own' : 'came';
        add({ id, at, kind: 'event', event, how });
        reach(event);
        if (isOwn && event.clientMutationId) change(lines, event.clientMutationId, () => ({ seq: event.seq }));
        break;
      }
      case 'sent': {
        const key = told.clientMutationId ?? `${id}`;
        if (!change(lines, key, () => ({ tries: told.tries }))) {
          add({ id, at, kind: 'change', mutation: told.mutation, key, tries: told.tries, verdicts: [], seq: null });
        }
        break;
      }
      case 'answered': {
        const { action, error, retryAfterMs } = told;
        change(lines, told.clientMutationId ?? '', ({ verdicts }) => ({ verdicts: [...verdicts, { action, error, retryAfterMs }] }));
        break;
      }
      case 'user':
      case 'global':
      case 'active': {
        const typename = told.event.__typename;
        if (last?.kind !== 'plain') add({ id, at, kind: 'plain', counts: new Map([[typename, 1]]) });
        else lines[lines.length - 1] = { ...last, counts: new Map(last.counts).set(typename, (last.counts.get(typename) ?? 0) + 1) };
        break;
      }
      case 'phase':
        if (told.phase === 'signedOut') {
          // The next person's story is another, and this one is not theirs to read.
          lines.length = 0;
          reached.clear();
          waiting.clear();
        } else if (last?.kind !== 'connection' || (told.phase === 'waiting' && last.phases.includes('live'))) add({ id, at, kind: 'connection', phases: [told.phase], tries: 0 });
        else if (told.phase === 'waiting') lines[lines.length - 1] = { ...last, phases: ['waiting'], tries: last.tries + 1 };
        else lines[lines.length - 1] = { ...last, phases: [...last.phases, told.phase] };
        break;
      case 'healed':
        add({ id, at, kind: 'healed', events: told.events });
        break;
      case 'syncRequired':
        add({ id, at, kind: 'gap', roomId: told.roomId, from: told.fromSeq, to: told.toSeq });
        reached.set(told.roomId, Math.max(told.toSeq, reached.get(told.roomId) ?? 0));
        break;
      case 'reset':
        add({ id, at, kind: 'reset', roomId: told.roomId });
        reached.delete(told.roomId);
        break;
      case 'ended':
        break;
    }
  }
  return lines;
}

const keyOf = ({ roomId, seq }: RoomEvent) => `${roomId} ${seq}`;

type Change = Extract<Line, { kind: 'change' }>;

/** Changes the newest line of a change; whether there is one. */
function change(lines: Line[], key: string, to: (line: Change) => Partial<Pick<Change, 'tries' | 'verdicts' | 'seq'>>): boolean {
  const at = lines.findLastIndex((line) => line.kind === 'change' && line.key === key);
  const line = lines[at];
  if (line?.kind !== 'change') return false;
  lines[at] = { ...line, ...to(line) };
  return true;
}

/** A number of a room, as the track shows it. */
export interface Cell {
  readonly seq: number;
  /** `before`: it was there when the page came. `missing`: one knows of it, and it is not there. */
  readonly how: How | 'before' | 'missing';
}

/** The newest numbers of a room, `count` of them. */
export function trackOf(lines: readonly Line[], room: Pick<Room, 'id' | 'last' | 'heard' | 'early'>, count: number): readonly Cell[] {
  const hows = new Map<number, How>();
  for (const line of lines) {
    if (line.kind === 'reset' && line.roomId === room.id) hows.clear();
    if (line.kind === 'event' && line.event.roomId === room.id && line.how !== 'known') hows.set(line.event.seq, line.how);
  }
  const end = Math.max(room.last.seq, room.heard, ...hows.keys(), ...room.early.keys());
  const cells: Cell[] = [];
  for (let seq = Math.max(1, end - count + 1); seq <= end; seq += 1) {
    const how = hows.get(seq);
    const isThere = seq <= room.last.seq;
    // What was swallowed or waited may have been brought by a page of which no line is left.
    if (isThere) cells.push({ seq, how: how === undefined || how === 'swallowed' || how === 'waits' ? 'before' : how });
    else cells.push({ seq, how: how ?? (room.early.has(seq) ? 'waits' : 'missing') });
  }
  return cells;
}
