/** What a page shows, out of the state. The same state gives the same value, so that a list that did not change is the same list. */

import type { Announcement, Member, Message, Outgoing, Room, State, User } from './model.ts';

/** Remembers the last answer for the parts of the state that it is made of. */
function remembered<A extends readonly unknown[], R>(make: (...parts: A) => R): (...parts: A) => R {
  let last: { parts: A; value: R } | undefined;
  return (...parts) => {
    if (!last?.parts.every((part, n) => part === parts[n])) last = { parts, value: make(...parts) };
    return last.value;
  };
}

/** Whether what is shown is what the server has, as far as one can know. */
export const isOnline = (state: State) => state.connection.phase === 'live';

/** The rooms one is in and has not put away, as the server sorts them: pinned first, then by the newest activity. */
export const roomList = (state: State): readonly Room[] => sortedRooms(state.rooms);

const sortedRooms = remembered((rooms: State['rooms']): readonly Room[] =>
  [...rooms.values()]
    .filter(({ membership }) => membership && !membership.isHidden)
    .sort((a, b) => pinned(b) - pinned(a) || compare(activity(b), activity(a)) || compare(a.id, b.id)),
);

const pinned = (room: Room) => Number(room.membership?.isPinned ?? false);
// A newer message says it before the room's own fields do.
const activity = ({ fields, lastMessage }: Room) =>
  lastMessage && lastMessage.createdAt > fields.lastActivityAt ? lastMessage.createdAt : fields.lastActivityAt;
const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

/** The sum over all rooms. */
export const totalUnread = (state: State) => roomList(state).reduce((sum, { membership }) => sum + (membership?.unreadCount ?? 0), 0);

export const roomOf = (state: State, roomId: string): Room | undefined => state.rooms.get(roomId);
export const openRoom = (state: State): Room | undefined => (state.open ? state.rooms.get(state.open.roomId) : undefined);
export const viewer = (state: State): User | undefined => (state.viewerId ? state.users.get(state.viewerId) : undefined);
/** The newest that is known of a person. */
export const userOf = (state: State, user: User): User => state.users.get(user.id) ?? user;
/** The other one of a DIRECT room. */
export const peerOf = (state: State, room: Room): User | undefined => (room.peerId ? state.users.get(room.peerId) : undefined);
/** A room's name, or the other one's. */
export const nameOf = (state: State, room: Room): string => room.fields.name ?? peerOf(state, room)?.displayName ?? '';

/** A line of the list of messages. The key is the same from pending to committed, so that it keeps its node. */
export type Row = { readonly key: string; readonly body: string; readonly isOwn: boolean } & (
  /** The server has it. `isPending`: an edit or a deletion of it is on its way, and shown already. */
  | { readonly kind: 'message'; readonly message: Message; readonly isDeleted: boolean; readonly isPending: boolean; readonly startsUnread: boolean }
  /** It is on its way. `trouble` says why it is sent again, once it was tried. */
  | { readonly kind: 'pending'; readonly outgoing: Outgoing }
);

/** What stands in a room, oldest first: what the server has, then what waits to be sent. */
export function rows(state: State, roomId: string): readonly Row[] {
  const room = state.rooms.get(roomId);
  const unreadAfter = state.open?.roomId === roomId ? state.open.unreadAfter : null;
  // As long as older messages of the unread are not there, the first that is there is not the first.
  const isThere = room !== undefined && unreadAfter !== null && room.from <= unreadAfter + 1;
  return roomRows(room?.messages ?? NONE, state.outbox, state.deeds, roomId, isThere ? unreadAfter : null, state.viewerId);
}

const NONE: readonly Message[] = [];

const roomRows = remembered(
  (messages: readonly Message[], outbox: State['outbox'], deeds: State['deeds'], roomId: string, unreadAfter: number | null, viewerId: string | null) => {
    const changes = new Map([...deeds.values()].filter(({ name }) => name === 'editMessage' || name === 'deleteMessage').map((deed) => [deed.input.messageId as string, deed]));
    let starts = unreadAfter;
    const there: Row[] = messages.map((message) => {
      const change = changes.get(message.id);
      const isOwn = message.author?.id === viewerId;
      const startsUnread = starts !== null && message.seq > starts && message.kind === 'TEXT' && !isOwn && !message.deletedAt;
      if (startsUnread) starts = null;
      return {
        kind: 'message',
        key: isOwn && message.clientMutationId ? `own-${message.clientMutationId}` : message.id,
        message,
        body: change?.name === 'editMessage' ? String(change.input.body) : message.body,
        isOwn,
        isDeleted: message.deletedAt !== null || change?.name === 'deleteMessage',
        isPending: change !== undefined,
        startsUnread,
      };
    });
    const keys = new Set(there.map(({ key }) => key));
    const waiting: Row[] = outbox
      .filter((outgoing) => outgoing.roomId === roomId && !keys.has(`own-${outgoing.clientMutationId}`))
      .map((outgoing) => ({ kind: 'pending', key: `own-${outgoing.clientMutationId}`, outgoing, body: outgoing.body, isOwn: true }));
    return [...there, ...waiting];
  },
);

/** What would be lost by signing out. */
export const unsent = (state: State): readonly Outgoing[] => state.outbox;

export const draftOf = (state: State, roomId: string): string => state.drafts.get(roomId) ?? '';

/** Who is typing in a room, by name. */
export const typists = (state: State, roomId: string): readonly User[] =>
  [...(state.rooms.get(roomId)?.typing.values() ?? [])].map(({ user }) => userOf(state, user));

/** A room's members, in the order of their coming. */
export const membersOf = (state: State, roomId: string): readonly Member[] => [...(state.rooms.get(roomId)?.members?.values() ?? [])];

/** The others who have read up to a message, by their receipts. */
export const readersOf = (state: State, roomId: string, seq: number): readonly Member[] =>
  membersOf(state, roomId).filter(({ user, lastReadSeq }) => user.id !== state.viewerId && lastReadSeq >= seq);

export const notices = (state: State): readonly Announcement[] => state.announcements;

/** A maintenance that is announced and not over: the banner. */
export const maintenance = (state: State, now: number): Announcement | undefined =>
  state.announcements.find(({ kind, endsAt }) => kind === 'MAINTENANCE' && (!endsAt || Date.parse(endsAt) > now));

/** Whether the viewer may do something in a room, as the server says: as its member, or as an ADMIN. */
export const may = (room: Room | undefined, permission: Room['permissions'][number]) =>
  room !== undefined && !room.fields.archivedAt && (room.permissions.includes(permission) || (room.membership?.permissions.includes(permission) ?? false));
