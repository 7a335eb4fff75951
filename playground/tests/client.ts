/** A client that is told what happens, by hand; and what a small server would tell it. */

import { expect } from 'vitest';
import type { Effect, Input, Outcome, ServerMessage, Wish } from '../src/spark/interface.ts';
import { begin, type Announcement, type Message, type RoomEvent, type Session, type State } from '../src/spark/model.ts';
import { step } from '../src/spark/step.ts';

export const ME = { id: 'me', username: 'me', displayName: 'Me', avatarUrl: null };
export const OTHER = { id: 'other', username: 'other', displayName: 'Other', avatarUrl: null };
export const SESSION: Session = { token: 'token', user: ME };
export const FIELDS = { id: 'room', kind: 'PRIVATE' as const, name: 'Room', topic: null, createdAt: '', archivedAt: null, latestSeq: 2, memberCount: 2, lastActivityAt: '' };
export const STAY = {
  id: 'stay', roomId: 'room', role: 'MEMBER' as const, permissions: [], joinedAt: '', lastReadSeq: 1, unreadCount: 1, mentionCount: 0, asOfSeq: 2, notificationMode: 'ALL' as const,
  isPinned: false, isHidden: false,
};

export const message = (seq: number, by = OTHER, clientMutationId: string | null = null): Message => ({
  id: `message-${seq}`, roomId: 'room', seq, previousSeq: seq > 1 ? seq - 1 : null, updatedSeq: seq, kind: 'TEXT', body: `body ${seq}`, createdAt: '', editedAt: null, deletedAt: null, clientMutationId, author: by, system: null,
  mentions: [], mentionsRoom: false, parent: null, replyCount: 0, reactions: [], forwardedFrom: null, attachments: [],
});
export const sent = (seq: number, by = OTHER, clientMutationId: string | null = null) =>
  ({ __typename: 'MessageSent', roomId: 'room', seq, fingerprint: `f${seq}`, occurredAt: '', clientMutationId, actor: by, room: { ...FIELDS, latestSeq: seq }, message: message(seq, by, clientMutationId) }) as RoomEvent;

type Happening = { [T in Input['type']]: Omit<Extract<Input, { type: T }>, 'now'> }[Input['type']];

/** A client that is told what happens, by hand. */
export class Client {
  state: State = begin({ seed: 7 });
  now = 1_000;
  /** Everything that was to be done, since `done` was called last. */
  effects: Effect[] = [];

  happens(happening: Happening) {
    const before = this.state;
    const frozen = JSON.stringify([...before.rooms]);
    const { state, effects } = step(before, { ...happening, now: this.now });
    expect(JSON.stringify([...before.rooms]), 'a state never changes').toBe(frozen);
    this.state = state;
    this.effects.push(...effects);
    return this;
  }

  wish(wish: Wish) {
    return this.happens({ type: 'wish', wish });
  }

  frame(message: ServerMessage) {
    return this.happens({ type: 'frame', socket: this.state.connection.socket, message });
  }

  /** On `rooms`, `user`, `global`, or the open room's own stream. */
  hears(stream: string, event: object) {
    const field = { rooms: 'roomEvents', user: 'userEvents', global: 'global' }[stream] ?? 'activeRoom';
    return this.frame({ type: 'next', id: stream, payload: { data: { [field]: event } } });
  }

  /** The number of the newest call of a kind. */
  call(kind: string) {
    const found = [...this.state.calls].findLast(([, call]) => call.kind === kind);
    if (!found) throw new Error(`no call ${kind} in ${JSON.stringify([...this.state.calls])}`);
    return found[0];
  }

  answers(kind: string, data: object | null, errors: Extract<Outcome, { type: 'answered' }>['errors'] = []) {
    return this.happens({ type: 'answer', call: this.call(kind), outcome: { type: 'answered', data, errors } });
  }

  loses(kind: string) {
    return this.happens({ type: 'answer', call: this.call(kind), outcome: { type: 'unknown', reason: 'lost' } });
  }

  passes(ms: number) {
    this.now += ms;
    return this.happens({ type: 'tick' });
  }

  /** Signed in, with one room. */
  live({ unread = true, rooms = true, saved = new Map<string, string>(), announcements = [] as Announcement[] } = {}) {
    this.happens({ type: 'signedIn', session: SESSION, saved });
    return this.comes({ unread, rooms, announcements });
  }

  /** From an open socket to the list. */
  comes({ unread = true, rooms = true, latestSeq = 2, latestFingerprint = 'f2', announcements = [] as Announcement[] } = {}) {
    const stay = unread ? STAY : { ...STAY, unreadCount: 0, lastReadSeq: 2 };
    this.happens({ type: 'opened', socket: this.state.connection.socket });
    this.frame({ type: 'connection_ack' });
    for (const stream of ['rooms', 'user']) this.hears(stream, { __typename: 'StreamReady', occurredAt: '' });
    const room = { ...FIELDS, latestSeq, latestFingerprint, lastMessage: message(2), viewerPermissions: [], viewerPeer: null };
    this.answers('loginSync', {
      loginSync: { serverTime: '', viewer: ME, settings: null, announcements, memberships: { pageInfo: { hasNextPage: false, endCursor: null }, nodes: rooms ? [{ ...stay, room }] : [] } },
    });
    return this;
  }

  /** The open room with its newest page. */
  looks() {
    this.wish({ kind: 'open', roomId: 'room' });
    const messages = { pageInfo: { hasPreviousPage: false }, nodes: [message(1), message(2)] };
    this.answers('history', { room: { ...FIELDS, latestFingerprint: 'f2', viewerMembership: null, messages } });
    return this;
  }

  done() {
    const { effects } = this;
    this.effects = [];
    return effects;
  }

  told() {
    return this.effects.flatMap((effect) => (effect.type === 'tell' ? [effect.told] : []));
  }

  fetched() {
    return this.effects.flatMap((effect) => (effect.type === 'fetch' ? [/(\w+)\(/.exec(effect.document.toString())?.[1]] : []));
  }
}

export const writes = (body: string, id: string): Wish => ({ kind: 'send', roomId: 'room', body, clientMutationId: id });
export const payload = (action: string, rest: object = {}) => ({ sendMessage: { action, clientMutationId: null, error: null, message: null, seq: null, ...rest } });
export const refused = { code: 'NOT_FOUND', message: 'You are not in this room.', path: null, retryAfterMs: null };
