/** What comes without a number: the user's own channel, the global one, and that of the open room. */

import type { ActiveRoomSubscription } from '../gql/graphql.ts';
import { changeMembers } from './events.ts';
import type { Announcement, GlobalEvent, UserEvent } from './model.ts';
import { enter, exit, partsOf, takeLastMessage, takeMembership, takeOwnRoom, takeRoom } from './memberships.ts';
import { heal } from './numbers.ts';
import { beginReading } from './reading.ts';
import { endSession } from './session.ts';
import { withEntry, type Turn } from './turn.ts';

export function hearUser(turn: Turn, event: UserEvent) {
  turn.tell({ kind: 'user', event });
  switch (event.__typename) {
    case 'MembershipAdded': {
      const { room, ...membership } = event.membership;
      enter(turn, membership, room);
      return heal(turn);
    }
    case 'MembershipChanged': {
      const { room, ...membership } = event.membership;
      const mine = turn.state.rooms.get(room.id)?.membership;
      if (mine) {
        const { fields, lastMessage } = partsOf(room);
        takeRoom(turn, fields, lastMessage);
        takeOwnRoom(turn, room);
        return takeMembership(turn, membership);
      }
      // Put away before the list was read, and back in it.
      if (!membership.isHidden) enter(turn, membership, room);
      return heal(turn);
    }
    case 'MembershipRemoved':
      return exit(turn, event.roomId, event.membershipId, event.actor?.id === turn.state.viewerId);
    case 'UnreadCountChanged': {
      const { roomId, membershipId, unreadCount, mentionCount, lastReadSeq, asOfSeq, lastMessage } = event;
      const membership = turn.state.rooms.get(roomId)?.membership;
      if (membership?.id === membershipId) takeMembership(turn, { ...membership, unreadCount, mentionCount, lastReadSeq, asOfSeq });
      if (lastMessage) takeLastMessage(turn, lastMessage);
      return;
    }
    case 'Mentioned':
      // Told, to be shown. The message comes by its number, and the count by its own event.
      return turn.meet(event.message.author);
    case 'UserStatusChanged':
    case 'ProfileChanged':
      return turn.meet(event.user);
    case 'SettingsChanged':
      return turn.set({ settings: event.settings });
    case 'AnnouncementAcknowledged':
      return withoutAnnouncement(turn, event.announcement.id);
    case 'SessionEnded':
      return endSession(turn, event.reason);
    case 'LoginSyncRequired':
      return turn.rules.heedsLoginSyncRequired() ? beginReading(turn) : undefined;
    default:
    // Newer than this client.
  }
}

export function hearGlobal(turn: Turn, event: GlobalEvent) {
  turn.tell({ kind: 'global', event });
  if (event.__typename === 'AnnouncementPublished') {
    const { announcement } = event;
    const others = turn.state.announcements.filter(({ id }) => id !== announcement.id);
    setAnnouncements(turn, [...others, announcement]);
  } else if (event.__typename === 'AnnouncementRetracted') {
    withoutAnnouncement(turn, event.announcement.id);
  }
}

export function withoutAnnouncement(turn: Turn, gone: string) {
  setAnnouncements(turn, turn.state.announcements.filter(({ id }) => id !== gone));
}

/** Those that stand, and a timer for the first that ends. */
export function setAnnouncements(turn: Turn, announcements: readonly Announcement[]) {
  const pending = announcements.filter(({ expiresAt }) => !expiresAt || Date.parse(expiresAt) > turn.now);
  turn.set({ announcements: pending });
  const ends = pending.flatMap(({ expiresAt }) => (expiresAt ? [Date.parse(expiresAt)] : []));
  turn.stop('announcements');
  // A timer of a browser does not reach further than 24 days.
  if (ends.length) turn.wait('announcements', Math.min(Math.min(...ends) - turn.now, 86_400_000));
}

export function hearActive(turn: Turn, event: ActiveRoomSubscription['activeRoom']) {
  turn.tell({ kind: 'active', event });
  const room = turn.state.rooms.get(event.roomId);
  if (!room) return;
  if (event.__typename === 'TypingChanged') {
    const { user, isTyping, expiresAt, occurredAt } = event;
    turn.meet(user);
    if (user.id === turn.state.viewerId) return;
    // By the server's clock alone: this machine's may be another.
    const left = expiresAt ? Date.parse(expiresAt) - Date.parse(occurredAt) : 0;
    turn.setRoom(room.id, { typing: withEntry(room.typing, user.id, isTyping && left > 0 ? { user, until: turn.now + left } : null) });
    waitForTyping(turn);
  } else if (event.__typename === 'ReadReceiptMoved') {
    const { member } = event;
    changeMembers(turn, room.id, (members) => {
      const mine = members.get(member.user.id);
      return mine && mine.lastReadSeq > member.lastReadSeq ? members : withEntry(members, member.user.id, member);
    });
  }
}

/** "Is typing" ends by itself, also when nobody says so. */
export function typingDue(turn: Turn) {
  for (const room of turn.state.rooms.values()) {
    const typing = new Map([...room.typing].filter(([, { until }]) => until > turn.now));
    if (typing.size !== room.typing.size) turn.setRoom(room.id, { typing });
  }
  waitForTyping(turn);
}

function waitForTyping(turn: Turn) {
  const ends = [...turn.state.rooms.values()].flatMap(({ typing }) => [...typing.values()].map(({ until }) => until));
  turn.stop('typing');
  if (ends.length) turn.wait('typing', Math.max(0, Math.min(...ends) - turn.now));
}

/** Without a connection nobody is known to be typing. */
export function quieten(turn: Turn) {
  for (const room of turn.state.rooms.values()) if (room.typing.size) turn.setRoom(room.id, { typing: new Map() });
  turn.stop('typing');
}
