/** One client, one server, and a network between them that does all that networks do. */

import type { Effect, Input, Outcome, ServerMessage, Told } from '../../src/spark/interface.ts';
import { begin, type Config, type Session, type State } from '../../src/spark/model.ts';
import { UPLOADS, type Rules } from '../../src/spark/rules.ts';
import { step } from '../../src/spark/step.ts';
import { Chance } from './random.ts';
import { Clock } from './clock.ts';
import { wrongWith, type Wished, type Written } from './judge.ts';
import { DIRECT, ME, ModelServer, OTHER, refusal } from './server.ts';

const CONFIG: Config = { backoff: { first: 20, base: 50, max: 400 }, silenceMs: 2_000, probeMs: 500 };
const PING_MS = 700;
const TIMEOUT_MS = 600;
const GROUPS = ['room-a', 'room-b', 'room-c'];
const ROOMS = [...GROUPS, DIRECT];
const SESSION: Session = { token: 'token', user: { id: ME, username: ME, displayName: ME, avatarUrl: null } };

type Happening = { [T in Input['type']]: Omit<Extract<Input, { type: T }>, 'now'> }[Input['type']];

/** The server's end of a socket. Frames of a direction arrive in their order. */
interface Wire {
  readonly number: number;
  isDead: boolean;
  isFrozen: boolean;
  readonly streams: Set<string>;
  readonly arrives: { up: number; down: number };
}

/** What a slow reader misses. */
interface Left {
  readonly rooms: Map<string, { from: number; to: number }>;
  user: boolean;
}

export class World {
  /** How often the connection was cut, frozen or ended with the server. */
  cuts = 0;
  readonly clock = new Clock();
  readonly chance: Chance;
  readonly server: ModelServer;
  readonly #rules: Rules;
  #state: State;
  #storage = new Map<string, string>();
  #wire: Wire | null = null;
  #left: Left | null = null;
  #isOnline = true;
  #hasFaults = true;
  #era = 0;
  #page = 0;
  #written: Written[] = [];
  /** By their ids here: what was added to messages, and is neither taken away nor gone with a page that was not done with it. */
  readonly #files = new Map<string, string>();
  #attached = 0;
  /** By message: the reaction that was wished for last. */
  readonly #reactions = new Map<string, Wished>();
  #reacted = 0;
  /** Messages of which a reaction was refused, or forgotten by a reload: an earlier try of it that was very slow may still come. */
  readonly #uncertain = new Set<string>();
  readonly #places = new Map<string, number>();
  readonly #backups: ReturnType<ModelServer['backUp']>[] = [];

  constructor(seed: number, rules: Rules) {
    this.chance = new Chance(seed);
    this.#rules = rules;
    this.#state = begin({ config: CONFIG, seed: seed + 1 });
    this.server = new ModelServer(ROOMS, () => this.clock.iso, {
      room: (userId, event) => userId === ME && this.#leaves('rooms', event),
      user: (userId, event) => userId === ME && this.#leaves('user', event),
      global: (event) => this.#leaves('global', event),
    });
    this.#backups.push(this.server.backUp());
    this.#begins();
    this.#pings();
  }

  // ------------------------------------------------------------ the client

  #begins() {
    this.#happens({ type: 'signedIn', session: SESSION, saved: new Map(this.#storage) });
  }

  #happens(happening: Happening) {
    const { state, effects } = step(this.#state, { ...happening, now: this.clock.now }, this.#rules);
    this.#state = state;
    const onTheirWay = [...state.calls.values()].filter(({ kind }) => kind === 'upload').length;
    if (onTheirWay > UPLOADS) throw new Error(`${onTheirWay} files are on their way at once`);
    for (const effect of effects) this.#run(effect);
  }

  /** Something happens to this page, unless it was reloaded meanwhile. */
  #later(ms: number, happening: Happening, page = this.#page) {
    this.clock.after(ms, () => page === this.#page && this.#happens(happening));
  }

  #run(effect: Effect) {
    switch (effect.type) {
      case 'open':
        return this.#open(effect.socket);
      case 'send':
        return this.#up(effect);
      case 'close':
        if (this.#wire?.number === effect.socket) this.#wire = null;
        return;
      case 'fetch':
        return this.#fetch(effect);
      case 'wait':
        if (effect.ms !== null) this.#later(Math.ceil(effect.ms), { type: 'tick' });
        return;
      case 'persist':
        if (effect.value === null) this.#storage.delete(effect.key);
        else this.#storage.set(effect.key, effect.value);
        return;
      case 'settle':
        return this.#settled(effect);
      case 'tell':
        return this.#told(effect.told);
      default:
    }
  }

  #settled({ clientMutationId, settled }: Extract<Effect, { type: 'settle' }>) {
    const [messageId, reaction] = [...this.#reactions].find(([, each]) => each.clientMutationId === clientMutationId) ?? [];
    if (settled.action === 'ROLLBACK') this.#uncertain.add(clientMutationId.replace(REACTS, '$1'));
    else if (messageId && reaction) this.#reactions.set(messageId, { ...reaction, isDone: true });
  }

  #told(told: Told) {
    if (told.kind === 'reset') this.#places.delete(told.roomId);
    if (told.kind !== 'applied') return;
    const { roomId, seq } = told.event;
    const last = this.#places.get(roomId);
    if (last !== undefined && seq !== last + 1) throw new Error(`${roomId}: number ${seq} was applied after ${last}`);
    this.#places.set(roomId, seq);
  }

  // ------------------------------------------------------------ the network

  #delay() {
    return this.chance.oneIn(8) ? this.chance.below(400) : this.chance.below(25);
  }

  #open(number: number) {
    if (!this.#isOnline) return this.#later(5, { type: 'closed', socket: number, code: 1006 });
    this.#wire = { number, isDead: false, isFrozen: false, streams: new Set(), arrives: { up: 0, down: 0 } };
    this.#left = null;
    this.#later(this.chance.below(10), { type: 'opened', socket: number });
  }

  #passes(wire: Wire, direction: 'up' | 'down', arrive: () => void) {
    const at = Math.max(wire.arrives[direction], this.clock.now + this.#delay());
    wire.arrives[direction] = at;
    this.clock.after(at - this.clock.now, () => {
      if (!wire.isDead && !wire.isFrozen && wire === this.#wire) arrive();
    });
  }

  #down(wire: Wire, message: ServerMessage) {
    const page = this.#page;
    this.#passes(wire, 'down', () => page === this.#page && this.#happens({ type: 'frame', socket: wire.number, message }));
  }

  #up({ socket, message }: Extract<Effect, { type: 'send' }>) {
    const wire = this.#wire;
    if (wire?.number !== socket) return;
    this.#passes(wire, 'up', () => {
      if (message.type === 'connection_init') this.#down(wire, { type: 'connection_ack' });
      if (message.type === 'subscribe' && message.id in FIELD) {
        // It begins a while after it was asked for; the global one does not say when, and is asked for first.
        this.clock.after(message.id === 'global' ? 0 : this.#delay(), () => {
          wire.streams.add(message.id);
          if (message.id !== 'global') this.#down(wire, next(message.id, { __typename: 'StreamReady', occurredAt: '' }));
        });
      }
    });
  }

  #pings() {
    if (this.#wire) this.#down(this.#wire, { type: 'ping' });
    this.clock.after(PING_MS, () => this.#pings());
  }

  /** An event leaves the server, unless its reader is too slow. */
  #leaves(stream: string, event: object) {
    const wire = this.#wire;
    if (!wire || wire.isDead || !wire.streams.has(stream)) return;
    if (this.#left && stream === 'user') {
      this.#left.user = true;
    } else if (this.#left && stream === 'rooms') {
      const { roomId, seq } = event as { roomId: string; seq: number };
      const { from } = this.#left.rooms.get(roomId) ?? { from: seq };
      this.#left.rooms.set(roomId, { from, to: seq });
    } else {
      this.#down(wire, next(stream, structuredClone(event)));
    }
  }

  /** The slow reader is told what it missed. */
  #catchesUp() {
    const left = this.#left;
    this.#left = null;
    if (!left || !this.#wire) return;
    for (const [roomId, { from, to }] of left.rooms) this.#down(this.#wire, next('rooms', { __typename: 'SyncRequired', roomId, fromSeq: from, toSeq: to }));
    if (left.user) this.#down(this.#wire, next('user', { __typename: 'LoginSyncRequired', occurredAt: '' }));
  }

  #fetch({ call, document, variables, file }: Extract<Effect, { type: 'fetch' }>) {
    const page = this.#page;
    const answer = (ms: number, outcome: Outcome) => this.#later(ms, { type: 'answer', call, outcome }, page);
    const lost: Outcome = { type: 'unknown', reason: 'lost' };
    const fate = this.#hasFaults ? this.chance.below(20) : 20;
    const era = this.#era;
    if (!this.#isOnline || fate === 0) return answer(TIMEOUT_MS, lost);
    // Some are so slow that the client has given them up, and asked again, when they arrive.
    const late = fate === 1 ? TIMEOUT_MS + 300 : 0;
    if (late || fate === 2) answer(TIMEOUT_MS, lost);
    this.clock.after(late + this.#delay(), () => {
      // What was on its way to a server that has ended never arrives.
      if (era !== this.#era) return late || fate === 2 ? undefined : answer(1, lost);
      const outcome = fate === 3 || fate === 4 ? trouble(document.toString(), fate === 3) : this.#answers(document.toString(), variables, file);
      if (!late && fate !== 2) this.#back(era, outcome, answer);
    });
  }

  #back(era: number, outcome: Outcome, answer: (ms: number, outcome: Outcome) => void) {
    this.clock.after(this.#delay(), () => answer(0, era === this.#era ? outcome : { type: 'unknown', reason: 'ended' }));
  }

  #answers(document: string, variables: Readonly<Record<string, unknown>>, file: string | null): Outcome {
    const [, name] = /^\s*(?:query|mutation) (\w+)/.exec(document) ?? [];
    const input = (variables.input ?? {}) as Record<string, never>;
    const { roomId, after, before, cursors } = variables as { roomId: string; after: string | null; before: string | null; cursors: Parameters<ModelServer['syncRooms']>[1] };
    switch (name) {
      case 'LoginSync':
        return answered(this.server.loginSync(ME, after, 2));
      case 'SyncRooms':
        return answered(this.server.syncRooms(ME, cursors, 4));
      case 'History':
        return answered(this.server.history(ME, roomId, before, 4));
      case 'Members':
        return answered(this.server.members(ME, roomId));
      case 'SendMessage':
        return answered({ sendMessage: this.server.sends(input.roomId as never, ME, input.body as never, input.clientMutationId as never, input.parentId ?? null, input.attachmentIds) });
      case 'UploadAttachment':
        return answered({ uploadAttachment: this.server.uploads(nameOf(file ?? ''), input.clientMutationId as never) });
      case 'AddReaction':
      case 'RemoveReaction': {
        const { messageId, emoji, clientMutationId } = input as Record<string, string>;
        const payload = this.server.reacts(roomOfMessage(messageId), ME, messageId as string, emoji as string, name === 'AddReaction', clientMutationId as string);
        return answered({ addReaction: payload, removeReaction: payload });
      }
      case 'Thread':
        return answered(this.server.thread(ME, variables.messageId as string, before, 3));
      case 'Around':
        return answered(this.server.around(ME, roomId, variables, 4));
      case 'MarkRead':
        return answered({ markRead: this.server.reads(input.roomId as never, ME, input.seq as never) });
      case 'LeaveRoom': {
        const membershipId = this.server.leaves(input.roomId as never, ME);
        const clientMutationId = input.clientMutationId as string | undefined;
        return answered({ leaveRoom: membershipId ? { action: 'COMMIT', error: null, roomId: input.roomId, membershipId } : refusal('ROLLBACK', 'NOT_FOUND', clientMutationId ?? null) });
      }
      case 'JoinRoom':
        return answered({ joinRoom: this.server.enters(input.roomId as never, ME, input.clientMutationId as never) });
      case 'UpdateMembership':
        return answered({ updateMembership: this.server.hides(input.roomId as never, ME, input.isHidden as never, input.clientMutationId as never) });
      default:
        return answered({ setTyping: { action: 'COMMIT', error: null } });
    }
  }

  // ------------------------------------------------------------ what happens

  /** One thing of all that can happen, and a while. */
  anything() {
    const { chance, server } = this;
    const roomId = chance.pick(ROOMS);
    const group = chance.pick(GROUPS);
    const deeds: readonly (() => void)[] = [
      () => this.#writes(roomId), () => this.#writes(roomId), () => this.#writes(roomId),
      () => { for (let n = chance.below(6); n >= 0; n--) server.sends(roomId, OTHER, `other ${this.#written.length} ${this.clock.now} ${n}${chance.oneIn(4) ? ` @${ME}` : ''}`, `other-${this.clock.now}-${n}`); },
      () => server.changes(roomId, chance.below(100), false),
      () => server.changes(roomId, chance.below(100), true),
      () => server.surprises(roomId),
      () => this.#happens({ type: 'wish', wish: { kind: 'open', roomId } }),
      () => this.#happens({ type: 'wish', wish: { kind: 'older', roomId } }),
      () => this.#looksWhileItChanges(roomId), () => this.#looksWhileItChanges(roomId),
      () => this.#looksCloser(roomId), () => this.#looksCloser(roomId),
      () => this.#attaches(roomId), () => this.#attaches(roomId), () => this.#attachesElse(roomId),
      () => this.#replies(roomId), () => this.#reacts(roomId), () => this.#reacts(roomId),
      () => this.#cutWhileReading(group),
      () => this.#happens({ type: 'wish', wish: { kind: 'read', roomId, seq: this.#state.rooms.get(roomId)?.last.seq ?? 0 } }),
      () => { server.leaves(group, ME, OTHER); if (chance.oneIn(2)) server.joins(group, ME); },
      () => { for (const id of ROOMS) server.joins(id, ME); },
      () => this.#leavesRoom(group),
      () => this.#joinsRoom(group),
      () => this.#hides(chance.oneIn(2)), () => this.#hides(true),
      () => chance.oneIn(2) ? server.announces() : server.retracts(chance.below(9)),
      () => this.#cut(), () => this.#cut(),
      () => this.#freezes(),
      () => { this.#isOnline = !this.#isOnline; if (!this.#isOnline) this.#cut(); },
      () => { this.#isOnline = true; },
      () => { if (!this.#left) this.#left = { rooms: new Map(), user: false }; else this.#catchesUp(); },
      () => this.#backups.push(server.backUp()),
      () => chance.oneIn(2) && this.#restarts(),
      () => this.#reloads(),
      () => this.#happens({ type: 'woke' }),
    ];
    chance.pick(deeds)();
    this.clock.pass(chance.oneIn(3) ? chance.below(700) : chance.below(60));
  }

  #writes(roomId: string) {
    for (let n = this.chance.below(3); n >= 0; n--) {
      const body = `${this.chance.oneIn(9) ? 'bad' : 'own'} ${this.#written.length}`;
      const clientMutationId = `send-${this.#written.length + 1}`;
      const files = (this.#state.uploads.get(roomId) ?? []).map(({ name }) => name);
      this.#happens({ type: 'wish', wish: { kind: 'send', roomId, body, clientMutationId } });
      // One that waits for its files is not written yet.
      if (this.#state.outbox.some((own) => own.clientMutationId === clientMutationId)) this.#written.push({ roomId, body, files });
    }
  }

  /** Adds files to a message, and may write it at once. */
  #attaches(roomId: string) {
    const files = Array.from({ length: 1 + this.chance.below(3) }, () => {
      this.#attached += 1;
      const id = `${this.chance.oneIn(9) ? 'bad' : 'file'}-${this.#attached}`;
      return { id, name: nameOf(id), byteSize: 100 };
    });
    this.#happens({ type: 'wish', wish: { kind: 'attach', roomId, files } });
    for (const { id, name } of files) if (this.#state.uploads.get(roomId)?.some((upload) => upload.id === id)) this.#files.set(id, name);
    this.clock.pass(this.chance.below(80));
    if (this.chance.oneIn(2)) this.#writes(roomId);
  }

  /** Takes a file away, or tries one again; those that were refused go, so that messages do not wait for ever. */
  #attachesElse(roomId: string) {
    for (const { id, name, error } of this.#state.uploads.get(roomId) ?? []) {
      if (error?.code !== 'TOO_LARGE' && this.chance.oneIn(2)) this.#happens({ type: 'wish', wish: { kind: 'uploadAgain', id } });
      if (error?.code !== 'TOO_LARGE' && !this.chance.oneIn(4)) continue;
      this.#happens({ type: 'wish', wish: { kind: 'detach', id } });
      for (const [file, other] of this.#files) if (other === name) this.#files.delete(file);
    }
  }

  /** Somebody answers a message, and so does the client. */
  #replies(roomId: string) {
    const parent = this.#text(roomId, false);
    if (!parent) return;
    this.server.sends(roomId, OTHER, `answer ${this.clock.now} @${ME}`, `answer-${this.clock.now}`, parent.id);
    if (this.chance.oneIn(2)) return;
    const body = `own ${this.#written.length}`;
    this.#written.push({ roomId, body, files: [] });
    this.#happens({ type: 'wish', wish: { kind: 'send', roomId, parentId: parent.id, body, clientMutationId: `send-${this.#written.length}` } });
  }

  /** Gives reactions and takes them back, faster than they are answered. */
  #reacts(roomId: string) {
    const message = this.#text(roomId, true);
    if (!message) return;
    this.server.reacts(roomId, OTHER, message.id, '👍', this.chance.oneIn(2), `other-reacts-${this.clock.now}`);
    for (let n = this.chance.below(3); n >= 0; n--) {
      const isAdded = this.chance.oneIn(2);
      this.#reacted += 1;
      const input = { messageId: message.id, emoji: '👍', clientMutationId: `react ${message.id} ${this.#reacted}` };
      this.#reactions.set(message.id, { isAdded, clientMutationId: input.clientMutationId, isDone: false });
      this.#happens({ type: 'wish', wish: { kind: 'do', name: isAdded ? 'addReaction' : 'removeReaction', input } });
    }
  }

  /** Looks at a thread and at a place, which change meanwhile. */
  #looksCloser(roomId: string) {
    const message = this.#text(roomId, false);
    if (!message) return;
    this.#happens({ type: 'wish', wish: { kind: 'open', roomId } });
    this.#happens({ type: 'wish', wish: { kind: 'thread', parentId: message.id } });
    this.#happens({ type: 'wish', wish: { kind: 'place', seq: message.seq } });
    for (let n = 0; n < 3; n++) {
      this.clock.pass(this.chance.below(30));
      if (this.chance.oneIn(2)) this.server.sends(roomId, OTHER, `closer ${this.clock.now} ${n}`, `closer-${this.clock.now}-${n}`, message.id);
      else this.server.changes(roomId, this.chance.below(100), this.chance.oneIn(4));
      if (this.chance.oneIn(3)) this.#happens({ type: 'wish', wish: { kind: 'more', of: this.chance.oneIn(2) ? 'thread' : 'place', page: this.chance.oneIn(2) ? 'earlier' : 'later' } });
    }
  }

  /** What one looks at changes while one is away. */
  #looksAway(roomId: string) {
    for (const [, { of }] of this.#state.excerpts) {
      const seen = this.server.messages(roomId).find(({ id, seq, kind }) => kind === 'TEXT' && (of.kind === 'thread' ? id === of.parentId : seq === of.seq));
      if (seen) this.server.reacts(roomId, OTHER, seen.id, '🎉', true, `away-${this.clock.now}-${seen.id}`);
    }
  }

  /** What one looks at comes before its events do, and then the server is set back to before it: it never was. */
  #looksAhead(roomId: string) {
    this.clock.pass(600);
    const backup = this.server.backUp();
    this.#left ??= { rooms: new Map(), user: false };
    this.#looksCloser(roomId);
    this.clock.pass(100);
    this.#left = null;
    this.#setsBack(backup);
  }

  /** Something that somebody wrote; `isReplyToo`: also in a thread. */
  #text(roomId: string, isReplyToo: boolean) {
    const all = this.server.messages(roomId).filter(({ kind, deletedAt, parent }) => kind === 'TEXT' && !deletedAt && (isReplyToo || !parent));
    return all.length ? this.chance.pick(all) : undefined;
  }

  #leavesRoom(roomId: string) {
    this.#happens({ type: 'wish', wish: { kind: 'do', name: 'leaveRoom', input: { roomId, clientMutationId: `leave-${this.clock.now}` } } });
    this.clock.pass(this.chance.below(60));
    this.server.joins(roomId, ME);
  }

  /** Comes into a room by itself, and may be put out of it before the answer is there. */
  #joinsRoom(roomId: string) {
    this.#happens({ type: 'wish', wish: { kind: 'do', name: 'joinRoom', input: { roomId, clientMutationId: `join-${this.clock.now}` } } });
    this.clock.pass(this.chance.below(60));
    if (this.chance.oneIn(3)) this.server.leaves(roomId, ME, OTHER);
  }

  /** Here, or on another device. */
  #hides(isHidden: boolean) {
    const clientMutationId = `hide-${this.clock.now}`;
    if (this.chance.oneIn(2)) this.server.hides(DIRECT, ME, isHidden, clientMutationId);
    else this.#happens({ type: 'wish', wish: { kind: 'do', name: 'updateMembership', input: { roomId: DIRECT, isHidden, clientMutationId } } });
  }

  /** A page is on its way, and what is in it changes. */
  #looksWhileItChanges(roomId: string) {
    this.#happens({ type: 'wish', wish: { kind: 'open', roomId } });
    this.#happens({ type: 'wish', wish: { kind: 'older', roomId } });
    for (let n = 0; n < 3; n++) {
      this.clock.pass(this.chance.below(30));
      this.server.changes(roomId, this.chance.below(100), this.chance.oneIn(4));
    }
  }

  /** A list is on its way, and the connection that it was asked for is lost. */
  #cutWhileReading(roomId: string) {
    this.#cut();
    this.clock.pass(40 + this.chance.below(100));
    this.#cut();
    if (this.chance.oneIn(2)) this.server.leaves(roomId, ME, OTHER);
    else this.server.joins(roomId, ME);
    if (this.chance.oneIn(2)) this.server.retracts(this.chance.below(9));
  }

  #cut(code = 1006) {
    this.cuts += 1;
    const wire = this.#wire;
    this.#wire = null;
    if (!wire) return;
    wire.isDead = true;
    if (!wire.isFrozen) this.#later(1, { type: 'closed', socket: wire.number, code });
  }

  #freezes() {
    this.cuts += 1;
    if (this.#wire) this.#wire.isFrozen = true;
  }

  /** The server ends and begins again, most often with its own database, sometimes with an older one. */
  #restarts() {
    if (this.chance.oneIn(3)) {
      this.#ends();
      return;
    }
    this.#setsBack(this.chance.pick(this.#backups.slice(-4)));
    // Then the numbers that a client has are taken by other events.
    const roomId = this.chance.pick(ROOMS);
    const lack = (this.#state.rooms.get(roomId)?.last.seq ?? 0) - this.server.room(roomId).log.length;
    for (let n = 0; n < lack; n++) this.server.surprises(roomId);
  }

  #ends() {
    this.#era += 1;
    this.#cut(1001);
  }

  #setsBack(backup: ReturnType<ModelServer['backUp']>) {
    this.#ends();
    this.server.putBack(backup);
    this.#reactions.clear();
  }

  #reloads() {
    this.#page += 1;
    if (this.#wire) this.#wire.isDead = true;
    this.#wire = null;
    this.#places.clear();
    for (const { input } of this.#state.deeds.values()) if (typeof input.messageId === 'string') this.#uncertain.add(input.messageId);
    for (const uploads of this.#state.uploads.values()) for (const { id, attachment } of uploads) if (!attachment) this.#files.delete(id);
    this.#reactions.clear();
    this.#state = begin({ config: CONFIG, seed: 1 + this.chance.below(1_000_000) });
    this.#begins();
  }

  // ------------------------------------------------------------ the end

  /** Everything works again; after a while the client has to show what the server has. */
  settles() {
    // Last acts, after which no cut hides what they leave behind.
    const [first, second] = [this.chance.pick(GROUPS), this.chance.pick(ROOMS)];
    this.#leavesRoom(first);
    this.#looksWhileItChanges(second);
    this.clock.pass(600);
    this.#looksCloser(second);
    const last = this.chance.below(4);
    if (last < 2) {
      this.clock.pass(600);
      this.#cut();
      this.#looksAway(second);
    }
    if (last === 2) this.#looksAhead(second);
    this.#left ??= { rooms: new Map(), user: false };
    // An event that changes no count: nothing else says that it was missed.
    this.server.surprises(second);
    this.#catchesUp();
    this.#hasFaults = false;
    this.#isOnline = true;
    // Long enough for a silence to be noticed.
    this.clock.pass(CONFIG.silenceMs + TIMEOUT_MS);
    let wrong: string | null = 'nothing happened';
    for (let n = 0; n < 60 && wrong; n++) {
      this.clock.pass(250);
      wrong = this.#wrong();
    }
    if (wrong) throw new Error(wrong);
    // And it stays so.
    this.clock.pass(500);
    const later = this.#wrong();
    if (later) throw new Error(`it did not stay right: ${later}`);
  }

  #wrong(): string | null {
    return wrongWith({
      server: this.server, state: this.#state, written: this.#written, kept: [...this.#storage.keys()], reactions: this.#reactions, uncertain: this.#uncertain, rooms: ROOMS, files: new Set(this.#files.values()),
    });
  }
}

/** What a file is called says what becomes of it. */
const nameOf = (id: string) => id.replace('-', ' ');
const REACTS = /^react (\S+) .*$/;
const FIELD: Readonly<Record<string, string>> = { rooms: 'roomEvents', user: 'userEvents', global: 'global' };
const next = (id: string, event: object): ServerMessage => ({ type: 'next', id, payload: { data: { [FIELD[id] ?? '']: event } } });
const roomOfMessage = (messageId = '') => ROOMS.find((roomId) => messageId.startsWith(`message-${roomId}-`)) ?? '';
const answered = (data: object): Outcome => ({ type: 'answered', data: structuredClone(data), errors: [] });

/** The database is busy, or a proxy answers. */
function trouble(document: string, isBusy: boolean): Outcome {
  if (!isBusy) return { type: 'unknown', reason: '502' };
  if (!document.includes('sendMessage(')) return { type: 'answered', data: null, errors: [{ message: 'Later.', extensions: { code: 'UNAVAILABLE', action: 'RETRY' } }] };
  return answered({ sendMessage: refusal('RETRY', 'RATE_LIMITED', null) });
}
