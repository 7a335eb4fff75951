/**
 * What the core reads of the server, and hears of it. The types beside them are generated from `schema.graphql`
 * (`npm run codegen`).
 */

import { graphql } from '../gql/gql.ts';

graphql(`
  fragment UserFields on User { id username displayName avatarUrl }
`);

graphql(`
  fragment PresenceFields on User { id username displayName avatarUrl role status statusText lastSeenAt }
`);

// Two sizes of a picture: what stands in a list, and what is looked at.
graphql(`
  fragment AttachmentFields on Attachment {
    id kind name mediaType byteSize url urlExpiresAt
    image { width height thumbHash small: thumbnailUrl(longEdge: 640) large: thumbnailUrl(longEdge: 1280) }
  }
`);

graphql(`
  fragment SaidFields on Message {
    id roomId seq previousSeq updatedSeq kind body createdAt editedAt deletedAt clientMutationId mentionsRoom replyCount
    author { ...UserFields }
    system { kind actor { ...UserFields } subject { ...UserFields } }
    mentions { ...UserFields }
    reactions { id emoji count viewerReacted }
    forwardedFrom { ...UserFields }
    attachments { ...AttachmentFields }
  }
`);

// A reply brings its parent, for each reply changes it: so its count is known as soon as the reply is.
graphql(`
  fragment MessageFields on Message { ...SaidFields parent { ...SaidFields } }
`);

graphql(`
  fragment RoomFields on Room { id kind name topic createdAt archivedAt latestSeq memberCount lastActivityAt }
`);

graphql(`
  fragment MembershipFields on Membership {
    id roomId role permissions joinedAt lastReadSeq unreadCount mentionCount asOfSeq notificationMode isPinned isHidden
  }
`);

// What stands beside a place of one's own in it; of a DIRECT room, the other one is its name and its presence.
graphql(`
  fragment OwnRoomFields on Room {
    ...RoomFields latestFingerprint viewerPermissions
    viewerPeer { ...PresenceFields }
    lastMessage { ...MessageFields }
  }
`);

graphql(`
  fragment MemberFields on RoomMember { id roomId role joinedAt lastReadSeq user { ...PresenceFields } }
`);

graphql(`
  fragment AnnouncementFields on Announcement {
    id kind severity title body landingUrl imageUrl publishAt expiresAt startsAt endsAt retractedAt viewerAcknowledgedAt
  }
`);

// RoomEvent has all that counting needs, and the message, so that an event of a new type is counted and its message kept current.
graphql(`
  fragment EventFields on RoomEvent {
    __typename roomId seq fingerprint occurredAt clientMutationId
    actor { ...UserFields }
    room { ...RoomFields }
    message { ...MessageFields }
    ... on ReactionChanged { emoji added }
    ... on MemberJoined { member { ...MemberFields } }
    ... on MemberLeft { user { ...UserFields } }
    ... on MemberRoleChanged { member { ...MemberFields } }
  }
`);

// ---------------------------------------------------------------- the four subscriptions

export const RoomEvents = graphql(`
  subscription RoomEvents {
    roomEvents {
      __typename
      ...EventFields
      ... on SyncRequired { roomId fromSeq toSeq }
      ... on StreamReady { occurredAt }
    }
  }
`);

export const UserEvents = graphql(`
  subscription UserEvents {
    userEvents {
      __typename occurredAt
      ... on MembershipAdded { membership { ...MembershipFields room { ...OwnRoomFields } } }
      ... on MembershipChanged { membership { ...MembershipFields room { ...OwnRoomFields } } }
      ... on MembershipRemoved { roomId membershipId actor { ...UserFields } }
      ... on UnreadCountChanged {
        roomId membershipId unreadCount mentionCount lastReadSeq asOfSeq lastMessage { ...MessageFields }
      }
      ... on Mentioned { roomId message { ...MessageFields } }
      ... on UserStatusChanged { user { ...PresenceFields } }
      ... on ProfileChanged { user { ...UserFields } }
      ... on SettingsChanged { settings { id locale timeZone doNotDisturb } }
      ... on AnnouncementAcknowledged { announcement { id } }
      ... on SessionEnded { reason }
    }
  }
`);

export const ActiveRoom = graphql(`
  subscription ActiveRoom($roomId: ID!) {
    activeRoom(roomId: $roomId) {
      __typename roomId occurredAt
      ... on TypingChanged { user { ...UserFields } isTyping expiresAt }
      ... on ReadReceiptMoved { member { ...MemberFields } }
    }
  }
`);

export const Global = graphql(`
  subscription Global {
    global {
      __typename occurredAt
      ... on AnnouncementPublished { missed announcement { ...AnnouncementFields } }
      ... on AnnouncementRetracted { announcement { id } }
    }
  }
`);

// ---------------------------------------------------------------- what is read

export const LoginSync = graphql(`
  query LoginSync($after: String) {
    loginSync {
      serverTime
      viewer { ...PresenceFields }
      settings { id locale timeZone doNotDisturb }
      announcements { ...AnnouncementFields }
      memberships(first: 200, after: $after) {
        pageInfo { hasNextPage endCursor }
        nodes {
          ...MembershipFields
          room { ...OwnRoomFields }
        }
      }
    }
  }
`);

export const SyncRooms = graphql(`
  query SyncRooms($cursors: [RoomCursor!]!) {
    syncRooms(cursors: $cursors, first: 200) {
      roomId latestSeq nextSeq fingerprint hasMore reset
      events { ...EventFields }
    }
  }
`);

/** The newest page of a room, or the one before a number; and the viewer's own state, which a reset made unknown. */
export const History = graphql(`
  query History($roomId: ID!, $before: String) {
    room(id: $roomId) {
      ...RoomFields latestFingerprint
      viewerMembership { ...MembershipFields }
      messages(last: 50, before: $before) {
        pageInfo { hasPreviousPage }
        nodes { ...MessageFields }
      }
    }
  }
`);

/** A message with the newest replies to it, or with those before a number. */
export const Thread = graphql(`
  query Thread($messageId: ID!, $before: String) {
    message(id: $messageId) {
      ...MessageFields
      replies(last: 50, before: $before) {
        pageInfo { hasPreviousPage hasNextPage }
        nodes { ...MessageFields }
      }
    }
  }
`);

/** What stands around a number of a room, or on one side of it. */
export const Around = graphql(`
  query Around($roomId: ID!, $first: Int, $after: String, $last: Int, $before: String, $around: Int) {
    room(id: $roomId) {
      id
      messages(first: $first, after: $after, last: $last, before: $before, around: $around) {
        pageInfo { hasPreviousPage hasNextPage }
        nodes { ...MessageFields }
      }
    }
  }
`);

export const Members = graphql(`
  query Members($roomId: ID!, $after: String) {
    room(id: $roomId) {
      id
      members(first: 200, after: $after) {
        pageInfo { hasNextPage endCursor }
        nodes { ...MemberFields }
      }
    }
  }
`);
