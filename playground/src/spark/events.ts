/** What an event changes in the room that it is of. The objects in it are of its moment or later, never older. */

import { hearExcerpts } from './excerpts.ts';
import { forgetHistory, isLoading } from './history.ts';
import type { Message, RoomEvent, Room } from './model.ts';
import { takeLastMessage, takeRoom } from './memberships.ts';
import { settleByEvent } from './outbox.ts';
import { withEntry, type Turn } from './turn.ts';

export function applyEvent(turn: Turn, event: RoomEvent) {
  takeRoom(turn, event.room);
  turn.meet(event.actor);
  // Also of an event that is newer than this client: it is counted, and its message kept current.
  if (event.message) takeMessage(turn, event, event.message);
  switch (event.__typename) {
    case 'MemberJoined':
    case 'MemberRoleChanged': {
      const { member } = event;
      turn.meet(member.user);
      changeMembers(turn, event.roomId, (members) => withEntry(members, member.user.id, member));
      break;
    }
    case 'MemberLeft':
      changeMembers(turn, event.roomId, (members) => withEntry(members, event.user.id, null));
      break;
    default:
  }
}

function takeMessage(turn: Turn, event: RoomEvent, message: Message) {
  putMessage(turn, message);
  const isNew = message.seq === event.seq;
  if (message.kind === 'TEXT') {
    const mine = turn.state.rooms.get(event.roomId)?.lastMessage;
    // Where none is known, or an earlier one, this may be it; a list that is on its way would bring an older copy.
    if (isNew || !mine || mine.id === message.id || mine.seq < message.seq) takeLastMessage(turn, message);
    if (isNew) sent(turn, message);
  }
  const room = turn.state.rooms.get(event.roomId);
  if (isNew && room && lacksPrevious(room, message)) forgetHistory(turn, room.id);
}

/** Whether the message before this one is not the one that has to be there: what was loaded was of another log. */
function lacksPrevious({ from, messages }: Room, { seq, previousSeq }: Message) {
  const previous = messages.findLast((message) => message.seq < seq)?.seq ?? null;
  return seq >= from && previous !== previousSeq && (previous !== null || (previousSeq ?? 0) >= from);
}

/** A send also reads, and ends "is typing". */
function sent(turn: Turn, { author, roomId, seq, clientMutationId }: Message) {
  if (!author) return;
  changeMembers(turn, roomId, (members) => {
    const member = members.get(author.id);
    return member && member.lastReadSeq < seq ? withEntry(members, author.id, { ...member, lastReadSeq: seq }) : members;
  });
  const room = turn.state.rooms.get(roomId);
  if (room?.typing.has(author.id)) turn.setRoom(roomId, { typing: withEntry(room.typing, author.id, null) });
  if (author.id === turn.state.viewerId && clientMutationId) settleByEvent(turn, clientMutationId);
}

export function changeMembers(turn: Turn, roomId: string, change: (members: NonNullable<Room['members']>) => NonNullable<Room['members']>) {
  const members = turn.state.rooms.get(roomId)?.members;
  if (!members) return;
  const changed = change(members);
  if (changed !== members) turn.setRoom(roomId, { members: changed });
}

/**
 * A message that an answer brought, before its event. While the room is doubted, and where another stands at its number, it may be of
 * another log; then its event brings it, if it is there.
 */
export function putAnswered(turn: Turn, message: Message) {
  const room = turn.state.rooms.get(message.roomId);
  if (!room || (room.isDoubted && turn.rules.dropsUnproved())) return;
  const isThere = room.messages.some(({ id }) => id === message.id);
  if (!isThere && message.seq <= room.last.seq) return;
  putMessage(turn, message);
  takeLastMessage(turn, message);
}

/** A copy of a message, and of the one that it answers. */
export function putMessage(turn: Turn, message: Message) {
  if (message.parent && turn.rules.takesParents()) putCopy(turn, { ...message.parent, parent: null });
  putCopy(turn, message);
  takeParents(turn, message.roomId, [message]);
}

/** In place of an older one, or between its neighbours. */
function putCopy(turn: Turn, message: Message) {
  const room = turn.state.rooms.get(message.roomId);
  if (!room) return;
  turn.meet(...peopleOf(message));
  hearExcerpts(turn, message);
  if (room.lastMessage?.id === message.id) takeLastMessage(turn, message);
  const messages = withMessage(turn, room, room.messages, message);
  if (messages !== room.messages) turn.setRoom(room.id, { messages });
  else if (message.seq < room.from && isLoading(turn, room.id) && turn.rules.keepsPassing()) turn.setRoom(room.id, { passing: [...room.passing, message] });
}

/** Whoever a message names. */
export const peopleOf = ({ author, system, mentions, forwardedFrom }: Message) => [author, system?.actor, system?.subject, forwardedFrom, ...mentions];

/** What these messages answer, where it is older than the list reaches; and these, where some that are there answer them. */
export function takeParents(turn: Turn, roomId: string, messages: readonly Message[]) {
  const room = turn.state.rooms.get(roomId);
  if (!room) return;
  const parents = new Map(room.parents);
  let isChanged = false;
  for (const message of messages) {
    const copies = [message.parent && { ...message.parent, parent: null }, parents.has(message.id) ? message : null];
    for (const copy of copies) {
      const mine = copy && parents.get(copy.id);
      if (!copy || copy.seq >= room.from || (mine && !turn.rules.isNewerMessage(mine, copy))) continue;
      parents.set(copy.id, copy);
      isChanged = true;
    }
  }
  if (isChanged) turn.setRoom(roomId, { parents });
}

/** Another message at the same number is of another log: what comes is of today's. */
export const replaces = (turn: Turn, mine: Message, other: Message) => mine.id !== other.id || turn.rules.isNewerMessage(mine, other);

export function withMessage(turn: Turn, room: Room, messages: readonly Message[], message: Message): readonly Message[] {
  let at = messages.length;
  // From the end, where nearly all belong.
  while (at > 0 && (messages[at - 1]?.seq ?? 0) > message.seq) at -= 1;
  const mine = messages[at - 1];
  if (mine?.seq === message.seq) {
    return replaces(turn, mine, message) ? messages.with(at - 1, message) : messages;
  }
  return turn.rules.belongs(room, message.seq) ? messages.toSpliced(at, 0, message) : messages;
}
