/**
 * A small model of the server: rooms with numbers and fingerprints, members, counts, ids of changes that make them repeatable,
 * and backups. It does at once what the real one does in a transaction, and tells its channels.
 */

import type { Announcement, Attachment, Membership, Message, OwnRoom, RoomEvent, RoomFields } from '../../src/spark/model.ts';
import { attachmentOf, isText, isUnread, named, shown, stored, userOf, type Stored } from './messages.ts';

/** `hiddenAt`: the texts that there were when the room was put away; it is until there are more. */
type Stay = { id: string; joinedSeq: number; lastReadSeq: number; hiddenAt: number };
type LogEntry = { seq: number; fingerprint: string; type: string; emoji?: string; added?: boolean; messageId: string | null; actor: string; clientMutationId: string | null; subject: string | null };
type ModelRoom = { id: string; log: LogEntry[]; messages: Stored[]; stays: Record<string, Stay>; activeAt: string };
/** By the id of the change that brought it. */
type Files = Record<string, { attachment: Attachment; isSent: boolean }>;
type Database = { rooms: Record<string, ModelRoom>; files: Files; done: Record<string, { roomId: string; messageId: string; seq?: number | null }>; announcements: Announcement[] };

export type Payload = { action: string; clientMutationId: string | null; error: { code: string; message: string; path: null; retryAfterMs: number | null } | null } & Record<string, unknown>;

/** Whom the server tells. */
export interface Audience {
  room(userId: string, event: RoomEvent): void;
  user(userId: string, event: object): void;
  global(event: object): void;
}

export const ME = 'user-me';
export const OTHER = 'user-other';
/** Of the two of them; nobody comes or goes there. */
export const DIRECT = 'room-d';

const SHOWN = -1;
const texts = ({ messages }: ModelRoom) => messages.filter(({ kind }) => kind === 'TEXT').length;

const presence = (id: string) => ({ ...userOf(id), role: 'MEMBER' as const, status: 'ONLINE' as const, statusText: null, lastSeenAt: null });

export class ModelServer {
  /** What every `sendMessage` was answered, also those whose answer was lost: by body. */
  readonly committed = new Set<string>();
  readonly refused = new Set<string>();
  readonly refusedIds = new Set<string>();
  db: Database = { rooms: {}, files: {}, done: {}, announcements: [] };
  #marks = 0;
  readonly #audience: Audience;
  readonly #iso: () => string;

  constructor(roomIds: readonly string[], iso: () => string, audience: Audience) {
    this.#audience = audience;
    this.#iso = iso;
    for (const id of roomIds) {
      this.db.rooms[id] = { id, log: [], messages: [], stays: {}, activeAt: iso() };
      this.joins(id, OTHER);
      this.joins(id, ME);
    }
  }

  /** Something that nothing else has, also not after a backup was put back. */
  #mark() {
    this.#marks += 1;
    return `mark-${this.#marks}`;
  }

  backUp() {
    return structuredClone(this.db);
  }

  putBack(backup: Database) {
    this.db = structuredClone(backup);
  }

  room(roomId: string): ModelRoom {
    const room = this.db.rooms[roomId];
    if (!room) throw new Error(`no room ${roomId}`);
    return room;
  }

  isMember(roomId: string, userId: string) {
    return Boolean(this.room(roomId).stays[userId]);
  }

  // ------------------------------------------------------------ what changes

  #commit(room: ModelRoom, type: string, actor: string, rest: Partial<LogEntry> & { text?: string; kind?: 'TEXT' | 'SYSTEM'; parentId?: string | null; attachments?: Attachment[] } = {}): LogEntry {
    const seq = room.log.length + 1;
    const fingerprint = this.#mark();
    let messageId = rest.messageId ?? null;
    if (rest.text !== undefined) {
      messageId = `message-${room.id}-${seq}-${fingerprint}`;
      const previousSeq = room.messages.at(-1)?.seq ?? null;
      const { kind = 'TEXT', text: body, clientMutationId = null, parentId = null, attachments = [] } = rest;
      room.messages.push(stored({ id: messageId, roomId: room.id, seq, previousSeq, kind, body, createdAt: this.#iso(), clientMutationId, parentId, attachments, author: kind === 'SYSTEM' ? null : actor }));
      this.#answers(room, parentId, seq);
      if (rest.kind !== 'SYSTEM') room.activeAt = this.#iso();
    }
    const entry = { seq, fingerprint, type, messageId, actor, clientMutationId: rest.clientMutationId ?? null, subject: rest.subject ?? null, ...(rest.emoji && { emoji: rest.emoji, added: rest.added }) };
    room.log.push(entry);
    return entry;
  }

  /** Each reply changes what it answers, and so does its going. */
  #answers(room: ModelRoom, parentId: string | null, seq: number) {
    const parent = room.messages.find(({ id }) => id === parentId);
    if (parent) parent.updatedSeq = seq;
  }

  #tell(room: ModelRoom, entry: LogEntry, alsoTo: readonly string[] = []) {
    for (const userId of new Set([...Object.keys(room.stays), ...alsoTo])) this.#audience.room(userId, this.#eventOf(room, entry));
  }

  #tellCounts(room: ModelRoom) {
    for (const userId of Object.keys(room.stays)) {
      const { id: membershipId, unreadCount, mentionCount, lastReadSeq, asOfSeq } = this.#membershipOf(room, userId);
      this.#audience.user(userId, {
        __typename: 'UnreadCountChanged', occurredAt: this.#iso(), roomId: room.id, membershipId, unreadCount, mentionCount, lastReadSeq, asOfSeq,
        lastMessage: this.lastMessage(room.id),
      });
    }
  }

  joins(roomId: string, userId: string) {
    const room = this.room(roomId);
    if (room.stays[userId]) return;
    const entry = this.#commit(room, 'MemberJoined', userId, { text: 'joined', kind: 'SYSTEM', subject: userId });
    room.stays[userId] = { id: `stay-${roomId}-${userId}-${entry.fingerprint}`, joinedSeq: entry.seq, lastReadSeq: entry.seq, hiddenAt: SHOWN };
    this.#tell(room, entry);
    this.#audience.user(userId, { __typename: 'MembershipAdded', occurredAt: this.#iso(), membership: this.#placeOf(room, userId) });
  }

  /** By the client's own wish. */
  enters(roomId: string, userId: string, clientMutationId: string): Payload {
    this.joins(roomId, userId);
    return this.#committed(clientMutationId, { membership: this.#placeOf(this.room(roomId), userId) });
  }

  /** Puts a room away, or takes it out again. Putting it away also reads it. */
  hides(roomId: string, userId: string, isHidden: boolean, clientMutationId: string): Payload {
    const room = this.room(roomId);
    const stay = room.stays[userId] as Stay;
    const before = { ...stay };
    if (isHidden) Object.assign(stay, { lastReadSeq: room.log.length, hiddenAt: texts(room) });
    else if (this.#isHidden(room, userId)) stay.hiddenAt = SHOWN;
    if (stay.lastReadSeq !== before.lastReadSeq) this.#tellCounts(room);
    if (stay.lastReadSeq !== before.lastReadSeq || stay.hiddenAt !== before.hiddenAt) this.#tellPlace(room, userId);
    return this.#committed(clientMutationId, { membership: this.#membershipOf(room, userId) });
  }

  #isHidden(room: ModelRoom, userId: string) {
    return (room.stays[userId]?.hiddenAt ?? SHOWN) >= texts(room);
  }

  #tellPlace(room: ModelRoom, userId: string) {
    this.#audience.user(userId, { __typename: 'MembershipChanged', occurredAt: this.#iso(), membership: this.#placeOf(room, userId) });
  }

  #placeOf(room: ModelRoom, userId: string): Membership & { room: OwnRoom } {
    return { ...this.#membershipOf(room, userId), room: this.#ownOf(room) };
  }

  #ownOf(room: ModelRoom): OwnRoom {
    return { ...this.#fieldsOf(room), latestFingerprint: room.log.at(-1)?.fingerprint ?? '', viewerPermissions: [], viewerPeer: room.id === DIRECT ? presence(OTHER) : null, lastMessage: this.lastMessage(room.id) };
  }

  leaves(roomId: string, userId: string, actor = userId) {
    const room = this.room(roomId);
    const stay = room.stays[userId];
    if (!stay) return null;
    const entry = this.#commit(room, 'MemberLeft', actor, { text: 'left', kind: 'SYSTEM', subject: userId });
    // eslint-disable-next-line @typescript-eslint/no-dynamic-delete -- A plain object, so that a backup is one clone.
    delete room.stays[userId];
    this.#tell(room, entry, [userId]);
    this.#audience.user(userId, { __typename: 'MembershipRemoved', occurredAt: this.#iso(), roomId, membershipId: stay.id, actor: userOf(actor) });
    return stay.id;
  }

  /** A file is there; a second time it is the first one's. */
  uploads(name: string, clientMutationId: string): Payload {
    if (name.startsWith('bad')) return refusal('ROLLBACK', 'TOO_LARGE', clientMutationId);
    const { attachment } = (this.db.files[clientMutationId] ??= { attachment: attachmentOf(this.#mark(), name), isSent: false });
    return this.#committed(clientMutationId, { attachment });
  }

  sends(roomId: string, userId: string, body: string, clientMutationId: string, parentId: string | null = null, attachmentIds: readonly string[] = []): Payload {
    const earlier = this.db.done[clientMutationId];
    const room = this.room(roomId);
    if (earlier) return this.#committed(clientMutationId, { message: this.#shown(room, earlier.messageId) });
    const parent = room.messages.find(({ id }) => id === parentId);
    const files = Object.values(this.db.files).filter(({ attachment, isSent }) => !isSent && attachmentIds.includes(attachment.id));
    const isWrong = body.startsWith('bad') || files.length < attachmentIds.length || (parentId !== null && (parent?.kind !== 'TEXT' || parent.parentId));
    if (!room.stays[userId] || isWrong) {
      this.refused.add(body);
      this.refusedIds.add(clientMutationId);
      return refusal('ROLLBACK', room.stays[userId] ? 'INVALID_INPUT' : 'NOT_FOUND', clientMutationId);
    }
    const hidden = Object.keys(room.stays).filter((id) => this.#isHidden(room, id));
    for (const file of files) file.isSent = true;
    const attachments = attachmentIds.flatMap((id) => files.filter(({ attachment }) => attachment.id === id).map(({ attachment }) => attachment));
    const entry = this.#commit(room, 'MessageSent', userId, { text: body, clientMutationId, parentId, attachments });
    room.stays[userId].lastReadSeq = entry.seq;
    this.db.done[clientMutationId] = { roomId, messageId: entry.messageId ?? '' };
    this.committed.add(body);
    this.#tell(room, entry);
    for (const id of hidden) this.#tellPlace(room, id);
    this.#tellCounts(room);
    this.#tellNamed(room, body, entry.messageId);
    return this.#committed(clientMutationId, { message: this.#shown(room, entry.messageId), seq: entry.seq });
  }

  #tellNamed(room: ModelRoom, body: string, messageId: string | null) {
    for (const { id } of named(body)) if (room.stays[id]) this.#audience.user(id, { __typename: 'Mentioned', occurredAt: this.#iso(), roomId: room.id, message: this.#shown(room, messageId) });
  }

  /** Gives a reaction, or takes it back; where it is so already, nothing happens. */
  reacts(roomId: string, userId: string, messageId: string, emoji: string, added: boolean, clientMutationId: string): Payload {
    const room = this.room(roomId);
    const earlier = this.db.done[clientMutationId];
    if (earlier) return this.#committed(clientMutationId, { message: this.#shown(room, earlier.messageId), seq: earlier.seq });
    const message = room.messages.find(({ id }) => id === messageId);
    if (!room.stays[userId] || !message || !isText(message)) return refusal('ROLLBACK', 'NOT_FOUND', clientMutationId);
    const mine = message.reacted.find((each) => each.emoji === emoji);
    let seq: number | null = null;
    if ((mine?.users.includes(userId) ?? false) !== added) {
      if (!mine) message.reacted.push({ emoji, users: [userId] });
      else mine.users = added ? [...mine.users, userId] : mine.users.filter((id) => id !== userId);
      message.reacted = message.reacted.filter(({ users }) => users.length);
      const entry = this.#commit(room, 'ReactionChanged', userId, { messageId, emoji, added, clientMutationId });
      seq = message.updatedSeq = entry.seq;
      this.#tell(room, entry);
    }
    this.db.done[clientMutationId] = { roomId, messageId, seq };
    return this.#committed(clientMutationId, { message: this.#shown(room, messageId), seq });
  }

  #committed(clientMutationId: string | null, rest: object): Payload {
    return { action: 'COMMIT', clientMutationId, error: null, ...structuredClone(rest) };
  }

  /** Edits or deletes. */
  changes(roomId: string, at: number, isDeletion: boolean) {
    const room = this.room(roomId);
    const texts = room.messages.filter(isText);
    const message = texts[at % Math.max(1, texts.length)];
    if (!message?.author) return;
    const entry = this.#commit(room, isDeletion ? 'MessageDeleted' : 'MessageEdited', message.author.id, { messageId: message.id });
    Object.assign(message, { updatedSeq: entry.seq }, isDeletion ? { body: '', deletedAt: this.#iso(), mentions: [], reacted: [], attachments: [] } : { body: `${message.body}*`, editedAt: this.#iso() });
    if (isDeletion) this.#answers(room, message.parentId, entry.seq);
    this.#tell(room, entry);
    if (isDeletion) this.#tellCounts(room);
  }

  /** An event of a type that the client does not know. */
  surprises(roomId: string) {
    const room = this.room(roomId);
    this.#tell(room, this.#commit(room, 'PollOpened', OTHER));
  }

  reads(roomId: string, userId: string, seq: number): Payload {
    const room = this.room(roomId);
    const stay = room.stays[userId];
    if (!stay || seq > room.log.length) return refusal('ROLLBACK', stay ? 'INVALID_INPUT' : 'NOT_FOUND', null);
    if (seq > stay.lastReadSeq) {
      stay.lastReadSeq = seq;
      this.#tellCounts(room);
    }
    return this.#committed(null, { membership: this.#membershipOf(room, userId) });
  }

  announces() {
    const announcement: Announcement = {
      id: this.#mark(), kind: 'NOTICE', severity: 'INFO', title: 'News', body: 'News', landingUrl: null, imageUrl: null, publishAt: this.#iso(), expiresAt: null,
      startsAt: null, endsAt: null, retractedAt: null, viewerAcknowledgedAt: null,
    };
    this.db.announcements.push(announcement);
    this.#audience.global({ __typename: 'AnnouncementPublished', occurredAt: this.#iso(), missed: false, announcement });
  }

  retracts(at: number) {
    const [gone] = this.db.announcements.splice(at % Math.max(1, this.db.announcements.length), 1);
    if (gone) this.#audience.global({ __typename: 'AnnouncementRetracted', occurredAt: this.#iso(), announcement: { id: gone.id } });
  }

  // ------------------------------------------------------------ what is read

  lastMessage(roomId: string) {
    const room = this.room(roomId);
    const last = room.messages.findLast(({ kind, parentId }) => kind !== 'SYSTEM' && parentId === null);
    return last ? shown(room.messages, last, ME) : null;
  }

  /** All of a room, as it is now. */
  messages(roomId: string): Message[] {
    const { messages } = this.room(roomId);
    return messages.map((message) => shown(messages, message, ME));
  }

  #shown({ messages }: ModelRoom, messageId: string | null): Message | null {
    const message = messages.find(({ id }) => id === messageId);
    return message ? shown(messages, message, ME) : null;
  }

  membership(roomId: string, userId: string): Membership | null {
    const room = this.room(roomId);
    return room.stays[userId] ? this.#membershipOf(room, userId) : null;
  }

  #membershipOf(room: ModelRoom, userId: string): Membership {
    const { id, lastReadSeq } = room.stays[userId] as Stay;
    const unread = room.messages.filter((message) => isUnread(message, lastReadSeq));
    const unreadCount = unread.length;
    const mentionCount = unread.filter(({ mentions }) => mentions.some((user) => user.id === userId)).length;
    return {
      id, roomId: room.id, role: 'MEMBER', permissions: [], joinedAt: '', lastReadSeq, unreadCount, mentionCount, asOfSeq: room.log.length, notificationMode: 'ALL',
      isPinned: false, isHidden: this.#isHidden(room, userId),
    };
  }

  #fieldsOf(room: ModelRoom): RoomFields {
    const { id, log, stays, activeAt } = room;
    return {
      id, kind: id === DIRECT ? 'DIRECT' : 'PRIVATE', name: id === DIRECT ? null : id, topic: null, createdAt: '', archivedAt: null, latestSeq: log.length, memberCount: Object.keys(stays).length, lastActivityAt: activeAt,
    };
  }

  #eventOf(room: ModelRoom, { seq, fingerprint, type, messageId, actor, clientMutationId, subject, emoji, added }: LogEntry): RoomEvent {
    const message = this.#shown(room, messageId);
    const member = subject && room.stays[subject] && { id: room.stays[subject].id, roomId: room.id, role: 'MEMBER', joinedAt: '', lastReadSeq: 0, user: presence(subject) };
    const event = { __typename: type, roomId: room.id, seq, fingerprint, occurredAt: '', clientMutationId, actor: userOf(actor), room: this.#fieldsOf(room) };
    const left = { id: '', roomId: room.id, role: 'MEMBER', joinedAt: '', lastReadSeq: 0, user: presence(subject ?? '') };
    return { ...event, message, emoji, added, member: member ?? left, user: userOf(subject ?? '') } as unknown as RoomEvent;
  }

  loginSync(userId: string, after: string | null, size: number) {
    const mine = Object.values(this.db.rooms).filter((room) => room.stays[userId] && !this.#isHidden(room, userId));
    const rest = after === null ? mine : mine.filter(({ id }) => id > after);
    const page = rest.slice(0, size);
    return structuredClone({
      loginSync: {
        serverTime: this.#iso(), viewer: presence(userId), settings: { id: 's', locale: 'en', timeZone: 'UTC', doNotDisturb: false },
        announcements: this.db.announcements,
        memberships: {
          pageInfo: { hasNextPage: rest.length > size, endCursor: page.at(-1)?.id ?? null },
          nodes: page.map((room) => ({
            ...this.#membershipOf(room, userId),
            room: this.#ownOf(room),
          })),
        },
      },
    });
  }

  syncRooms(userId: string, cursors: readonly { roomId: string; fromSeq: number; previousFingerprint?: string | null }[], size: number) {
    let left = size;
    const syncRooms = cursors.map(({ roomId, fromSeq, previousFingerprint }) => {
      const room = this.db.rooms[roomId];
      if (!room?.stays[userId]) return null;
      const latestSeq = room.log.length;
      const before = room.log[fromSeq - 2]?.fingerprint ?? null;
      const isOther = fromSeq > 1 && previousFingerprint != null && previousFingerprint !== before;
      if (fromSeq > latestSeq + 1 || isOther) {
        return { roomId, events: [], latestSeq, nextSeq: latestSeq + 1, fingerprint: room.log.at(-1)?.fingerprint ?? null, hasMore: false, reset: true };
      }
      const entries = room.log.slice(fromSeq - 1, fromSeq - 1 + left);
      left -= entries.length;
      const nextSeq = fromSeq + entries.length;
      const events = entries.map((entry) => this.#eventOf(room, entry));
      return { roomId, events, latestSeq, nextSeq, fingerprint: room.log[nextSeq - 2]?.fingerprint ?? null, hasMore: nextSeq <= latestSeq, reset: false };
    });
    return structuredClone({ syncRooms });
  }

  history(userId: string, roomId: string, before: string | null, size: number) {
    const room = this.room(roomId);
    if (!room.stays[userId]) return { room: null };
    const messages = pageOf(this.messages(roomId), { before, last: size });
    return structuredClone({ room: { ...this.#fieldsOf(room), latestFingerprint: room.log.at(-1)?.fingerprint, viewerMembership: this.#membershipOf(room, userId), messages } });
  }

  thread(userId: string, messageId: string, before: string | null, size: number) {
    const room = Object.values(this.db.rooms).find(({ messages }) => messages.some(({ id }) => id === messageId));
    if (!room?.stays[userId]) return { message: null };
    const all = this.messages(room.id);
    const replies = pageOf(all.filter(({ parent }) => parent?.id === messageId), { before, last: size });
    return structuredClone({ message: { ...all.find(({ id }) => id === messageId), replies } });
  }

  around(userId: string, roomId: string, span: { around?: number; before?: string; after?: string }, size: number) {
    if (!this.room(roomId).stays[userId]) return { room: null };
    return structuredClone({ room: { id: roomId, messages: pageOf(this.messages(roomId), { ...span, last: size }) } });
  }

  members(userId: string, roomId: string) {
    const room = this.room(roomId);
    if (!room.stays[userId]) return { room: null };
    const nodes = Object.entries(room.stays).map(([id, stay]) => ({ id: stay.id, roomId, role: 'MEMBER', joinedAt: '', lastReadSeq: stay.lastReadSeq, user: presence(id) }));
    return { room: { id: roomId, members: { pageInfo: { hasNextPage: false, endCursor: null }, nodes } } };
  }
}

/** As many as there may be: up to a number, after one, or with one in the middle. */
function pageOf(all: readonly Message[], { around, before = null, after = null, last }: { around?: number; before?: string | null; after?: string | null; last: number }) {
  const indexOf = (seq: number) => (all.findIndex((message) => message.seq >= seq) + all.length + 1) % (all.length + 1);
  const end = before === null ? all.length : indexOf(Number(before));
  const first = around !== undefined ? Math.max(0, indexOf(around) - Math.floor(last / 2)) : after !== null ? indexOf(Number(after) + 1) : Math.max(0, end - last);
  const nodes = all.slice(first, Math.min(first + last, end));
  return { pageInfo: { hasPreviousPage: first > 0, hasNextPage: first + nodes.length < all.length }, nodes };
}

export const refusal = (action: 'ROLLBACK' | 'RETRY', code: string, clientMutationId: string | null): Payload => ({
  action, clientMutationId, error: { code, message: `${code}.`, path: null, retryAfterMs: action === 'RETRY' ? 50 : null },
});
