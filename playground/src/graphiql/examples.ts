/** The tabs of a first visit: each main task once. Their names are what the tabs are called. */

/** Stands in variables for a room; the page fills it in. */
export const FIRST_ROOM = 'FIRST_ROOM';
/** Stands in variables for an id that is new each time. */
export const NEW_ID = 'NEW_ID';

interface Example {
  query: string;
  variables?: string;
}

function example(query: string, variables?: object): Example {
  return { query: query.trim() + '\n', variables: variables && JSON.stringify(variables, null, 2) };
}

export const examples: Example[] = [
  example(
    `
# Welcome. Each tab is one task of a chat.
#
# 1. Sign in: above, or by running this tab.
# 2. In the tab RoomEvents, run: it listens,
#    and goes on when you change to another tab.
# 3. In the tab SendMessage, run: the message
#    arrives in the list at the bottom.

mutation SignIn($input: LoginInput!) {
  login(input: $input) {
    action
    error { code message }
    session {
      token
      expiresAt
      user { id username displayName }
    }
  }
}`,
    { input: { username: 'alice', password: 'spark-demo' } },
  ),
  example(`
# All that a client needs to begin with,
# from one moment of the database.

query LoginSync {
  loginSync {
    serverTime
    viewer { id username displayName role status }
    settings { locale timeZone doNotDisturb }
    totalUnread
    announcements { id title body severity expiresAt }
    memberships(first: 50) {
      totalCount
      pageInfo { hasNextPage endCursor }
      nodes {
        role
        lastReadSeq
        unreadCount
        room {
          id
          kind
          name
          latestSeq
          latestFingerprint
          lastMessage { body createdAt author { displayName } }
        }
      }
    }
  }
}`),
  example(`
# The room channel: what happens in your rooms.
# Each event of a room has a number, and there
# is no hole between the numbers.
# It goes on when you change to another tab.

subscription RoomEvents {
  roomEvents {
    __typename
    ... on RoomEvent {
      seq
      fingerprint
      occurredAt
      room { name }
      actor { displayName }
    }
    ... on MessageSent { message { id body clientMutationId } }
    ... on MessageEdited { message { id body editedAt } }
    ... on SyncRequired { roomId fromSeq toSeq }
  }
}`),
  example(
    `
# This page fills in FIRST_ROOM, the first of
# your rooms, and NEW_ID, another for each call.
# With the same clientMutationId, a second call
# is the same message.

mutation SendMessage($input: SendMessageInput!) {
  sendMessage(input: $input) {
    action
    error { code message retryAfterMs }
    seq
    message { id body createdAt }
  }
}`,
    { input: { roomId: FIRST_ROOM, body: 'Hello from GraphiQL', clientMutationId: NEW_ID } },
  ),
  example(
    `
# What a client missed: the events of a room
# from a number on.

query Sync($room: ID!, $from: Int!) {
  sync(roomId: $room, fromSeq: $from, first: 50) {
    latestSeq
    nextSeq
    fingerprint
    hasMore
    reset
    events {
      __typename
      seq
      fingerprint
      occurredAt
      actor { displayName }
      ... on MessageSent { message { body } }
    }
  }
}`,
    { room: FIRST_ROOM, from: 1 },
  ),
  example(
    `
# Leaves the first of your rooms. Its last owner
# may not: the answer is ROLLBACK, and says why.
# joinRoom brings you back into a PUBLIC one.

mutation LeaveRoom($input: LeaveRoomInput!) {
  leaveRoom(input: $input) {
    action
    error { code message }
    seq
  }
}`,
    { input: { roomId: FIRST_ROOM } },
  ),
  example(`
# The user channel: what concerns you alone,
# on all of your devices.

subscription UserEvents {
  userEvents {
    __typename
    occurredAt
    ... on UnreadCountChanged { roomId unreadCount }
    ... on MembershipAdded { membership { room { id name } } }
    ... on MembershipRemoved { roomId }
    ... on UserStatusChanged { user { displayName status } }
    ... on SessionEnded { reason }
  }
}`),
  example(
    `
# The active-room channel: who is typing in a
# room that you look at, and how far others read.

subscription ActiveRoom($room: ID!) {
  activeRoom(roomId: $room) {
    __typename
    occurredAt
    ... on TypingChanged { user { displayName } isTyping expiresAt }
    ... on ReadReceiptMoved { member { user { displayName } lastReadSeq } }
  }
}`,
    { room: FIRST_ROOM },
  ),
  example(`
# The global channel: first the announcements
# that are pending, then new ones.

subscription Global {
  global {
    __typename
    occurredAt
    ... on AnnouncementPublished { missed announcement { id title body severity landingUrl imageUrl } }
    ... on AnnouncementRetracted { announcement { id } }
  }
}`),
];
