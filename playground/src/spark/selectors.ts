/** What a page shows, out of the state. The same state gives the same value, so that a list that did not change is the same list. */

import type { Announcement, Member, Message, Outgoing, Room, State, Upload, User } from './model.ts';
import { placeOfDraft } from './outbox.ts';
import { remembered } from './remembered.ts';

export * from './rows.ts';

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

/** The sums over all rooms. */
export const totalUnread = (state: State) => roomList(state).reduce((sum, { membership }) => sum + (membership?.unreadCount ?? 0), 0);

export const totalMentions = (state: State) => roomList(state).reduce((sum, { membership }) => sum + (membership?.mentionCount ?? 0), 0);

export const roomOf = (state: State, roomId: string): Room | undefined => state.rooms.get(roomId);
export const openRoom = (state: State): Room | undefined => (state.open ? state.rooms.get(state.open.roomId) : undefined);
export const viewer = (state: State): User | undefined => (state.viewerId ? state.users.get(state.viewerId) : undefined);
/** The newest that is known of a person. */
export const userOf = (state: State, user: User): User => state.users.get(user.id) ?? user;
/** The other one of a DIRECT room. */
export const peerOf = (state: State, room: Room): User | undefined => (room.peerId ? state.users.get(room.peerId) : undefined);
/** A room's name, or the other one's. */
export const nameOf = (state: State, room: Room): string => room.fields.name ?? peerOf(state, room)?.displayName ?? '';

/** What would be lost by signing out. */
export const unsent = (state: State): readonly Outgoing[] => state.outbox;

export const draftOf = (state: State, roomId: string, parentId: string | null = null): string => state.drafts.get(placeOfDraft(roomId, parentId)) ?? '';

/** The files at the box of a room or a thread, oldest first. */
export const uploadsAt = (state: State, roomId: string, parentId: string | null = null): readonly Upload[] => state.uploads.get(placeOfDraft(roomId, parentId)) ?? NO_UPLOADS;

const NO_UPLOADS: readonly Upload[] = [];

/** A message waits until all of its files are there, or taken away. */
export const isHeldBack = (uploads: readonly Upload[]): boolean => uploads.some(({ attachment }) => !attachment);

/** A file is on its way, or soon will be: it would not survive a reload. */
export const isUploading = (state: State): boolean => [...state.uploads.values()].some((uploads) => uploads.some(({ attachment, error }) => !attachment && !error));

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

/** Whether its author may change its text: what somebody else first wrote stays as it is. */
export const isOnesWords = ({ author, forwardedFrom }: Message) => !forwardedFrom || forwardedFrom.id === author?.id;

/** Whether the viewer may do something in a room, as the server says: as its member, or as an ADMIN. */
export const may = (room: Room | undefined, permission: Room['permissions'][number]) =>
  room !== undefined && !room.fields.archivedAt && (room.permissions.includes(permission) || (room.membership?.permissions.includes(permission) ?? false));
