/** The viewer's own place in rooms, and the rooms' own fields: of two states the newer one. */

import { watchOpenRoom } from './connection.ts';
import { refreshOpenRoom } from './history.ts';
import { roomOf, UNPROVED, type Membership, type Message, type OwnRoom, type Place, type RoomFields } from './model.ts';
import type { Turn } from './turn.ts';

/** Of a room that is doubted, what is there may be of another log: a list, or a return, says how it is. */
export function believe(turn: Turn, fields: RoomFields, lastMessage: Message | null | undefined, membership: Membership) {
  const room = turn.state.rooms.get(fields.id);
  if (room?.isDoubted && turn.rules.believesList()) turn.setRoom(fields.id, { fields, lastMessage: lastMessage ?? null, membership });
}

/** What the server says of a room for the viewer alone. */
export function takeOwnRoom(turn: Turn, { id, latestSeq, viewerPeer, viewerPermissions }: OwnRoom) {
  const room = turn.state.rooms.get(id);
  if (room) {
    // Its events may have been faster. The other one of a DIRECT room never changes, and something is better than nothing.
    const isOlder = latestSeq < room.fields.latestSeq;
    const permissions = isOlder && room.permissions.length > 0 ? room.permissions : viewerPermissions;
    turn.setRoom(id, { peerId: viewerPeer?.id ?? room.peerId, permissions });
  }
  turn.meet(viewerPeer);
}

export function takeRoom(turn: Turn, fields: RoomFields, lastMessage?: Message | null) {
  const room = turn.state.rooms.get(fields.id);
  if (!room) return;
  if (fields.latestSeq >= room.fields.latestSeq) turn.setRoom(fields.id, { fields });
  if (lastMessage) takeLastMessage(turn, lastMessage);
}

export function takeLastMessage(turn: Turn, message: Message) {
  if (message.parent && turn.rules.leavesRepliesOut()) return;
  const mine = turn.state.rooms.get(message.roomId)?.lastMessage;
  const isNewer = !mine || mine.updatedSeq === UNPROVED || message.seq > mine.seq || (message.id === mine.id && turn.rules.isNewerMessage(mine, message));
  if (isNewer) turn.setRoom(message.roomId, { lastMessage: message });
  turn.meet(message.author);
}

/** A state of a stay that is known. It begins by the list, by the user channel or by one's own coming, and by nothing else. */
export function takeMembership(turn: Turn, membership: Membership) {
  const mine = turn.state.rooms.get(membership.roomId)?.membership;
  if (mine?.id !== membership.id || !turn.rules.areNewerCounts(mine, membership)) return;
  turn.setRoom(membership.roomId, { membership });
  if (!membership.isHidden || mine.isHidden || turn.state.open?.roomId !== membership.roomId) return;
  // Put away, on whichever device: nobody looks at it any more.
  turn.set({ open: null });
  watchOpenRoom(turn);
}

/** The same, read at an unknown moment: of two with the same counts it may be the older one, and what differs is told by an event. */
export function takeReadMembership(turn: Turn, membership: Membership) {
  const mine = turn.state.rooms.get(membership.roomId)?.membership;
  if (mine?.asOfSeq !== membership.asOfSeq || mine.lastReadSeq !== membership.lastReadSeq) takeMembership(turn, membership);
}

/** The stay that the server speaks of, in place of an earlier one. */
export function takeStay(turn: Turn, membership: Membership) {
  const mine = turn.state.rooms.get(membership.roomId)?.membership;
  if (mine?.id === membership.id) takeMembership(turn, membership);
  else turn.setRoom(membership.roomId, { membership });
}

/** The room's own fields, its newest message, and its newest event. */
export function partsOf({ lastMessage, latestFingerprint, viewerPeer: _peer, viewerPermissions: _permissions, ...fields }: OwnRoom) {
  return { fields, lastMessage, latest: { seq: fields.latestSeq, fingerprint: latestFingerprint } };
}

/** Where the events of a room begin that was not known: with one's own coming, or, of a DIRECT one, which may be an old one, with what is unread. */
function beginning({ lastReadSeq }: Membership, latest: Place, kind: RoomFields['kind']): Place {
  if (kind !== 'DIRECT') return { seq: Math.max(0, lastReadSeq - 1), fingerprint: null };
  return lastReadSeq >= latest.seq ? latest : { seq: lastReadSeq, fingerprint: null };
}

/** The viewer has come into a room, or has one back that was put away, on whichever device. */
export function enter(turn: Turn, membership: Membership, own: OwnRoom) {
  const { roomId } = membership;
  const { fields, lastMessage, latest } = partsOf(own);
  const room = turn.state.rooms.get(roomId);
  // The answer to one's own coming may be later than the news that one is out again.
  if (room?.endedStay === membership.id) return;
  // So may what was held while the list was read, which tells a later stay.
  if (room?.membership && room.membership.id !== membership.id && membership.asOfSeq <= room.membership.asOfSeq) return;
  if (!room) {
    const created = roomOf(roomId, beginning(membership, latest, fields.kind), fields);
    const heard = fields.kind === 'DIRECT' ? latest.seq : created.heard;
    turn.set({ rooms: new Map(turn.state.rooms).set(roomId, { ...created, heard }) });
  } else if (room.isAway) {
    turn.setRoom(roomId, { isAway: false, isDoubted: turn.rules.doubts() });
  }
  // Its events may have been faster; and of a stay that the list told, the list is as new.
  if (room?.membership?.id !== membership.id && latest.seq >= (room?.last.seq ?? 0)) believe(turn, fields, lastMessage, membership);
  takeRoom(turn, fields, lastMessage);
  takeOwnRoom(turn, own);
  takeStay(turn, membership);
  watchOpenRoom(turn);
  refreshOpenRoom(turn);
}

/** The viewer is out of a room. An earlier stay's end does not end a later one. */
export function exit(turn: Turn, roomId: string, membershipId: string, byOwnWish: boolean) {
  const room = turn.state.rooms.get(roomId);
  turn.setRoom(roomId, { endedStay: membershipId });
  if (!room?.membership || !turn.rules.endsStay(room.membership, membershipId)) return;
  turn.setRoom(roomId, { membership: null, isAway: true, isDoubted: turn.rules.doubts(), members: null, typing: new Map() });
  if (byOwnWish && turn.state.open?.roomId === roomId) turn.set({ open: null });
  watchOpenRoom(turn);
}
