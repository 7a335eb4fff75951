/**
 * Every operation that the core asks of the server. The types beside them are generated from `schema.graphql`
 * (`npm run codegen`).
 */

import { graphql } from '../gql/gql.ts';

graphql(`
  fragment UserFields on User { id username displayName avatarUrl }
`);

graphql(`
  fragment PresenceFields on User { id username displayName avatarUrl role status statusText lastSeenAt }
`);

graphql(`
  fragment MessageFields on Message {
    id roomId seq previousSeq updatedSeq kind body createdAt editedAt deletedAt clientMutationId
    author { ...UserFields }
    system { kind actor { ...UserFields } subject { ...UserFields } }
  }
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

// ---------------------------------------------------------------- what is changed

graphql(`
  fragment ErrorFields on MutationError { code message path problem limit retryAfterMs }
`);

export const SendMessage = graphql(`
  mutation SendMessage($input: SendMessageInput!) {
    sendMessage(input: $input) { action clientMutationId error { ...ErrorFields } message { ...MessageFields } seq }
  }
`);

export const MarkRead = graphql(`
  mutation MarkRead($input: MarkReadInput!) {
    markRead(input: $input) { action clientMutationId error { ...ErrorFields } membership { ...MembershipFields } }
  }
`);

export const SetTyping = graphql(`
  mutation SetTyping($input: SetTypingInput!) {
    setTyping(input: $input) { action clientMutationId error { ...ErrorFields } }
  }
`);

export const Login = graphql(`
  mutation Login($input: LoginInput!) {
    login(input: $input) { action error { ...ErrorFields } session { token expiresAt user { ...PresenceFields } } }
  }
`);

export const Register = graphql(`
  mutation Register($input: RegisterInput!) {
    register(input: $input) { action error { ...ErrorFields } session { token expiresAt user { ...PresenceFields } } }
  }
`);

export const Logout = graphql(`
  mutation Logout($input: LogoutInput!) {
    logout(input: $input) { action clientMutationId error { ...ErrorFields } }
  }
`);

export const EditMessage = graphql(`
  mutation EditMessage($input: EditMessageInput!) {
    editMessage(input: $input) { action clientMutationId error { ...ErrorFields } message { ...MessageFields } seq }
  }
`);

export const DeleteMessage = graphql(`
  mutation DeleteMessage($input: DeleteMessageInput!) {
    deleteMessage(input: $input) { action clientMutationId error { ...ErrorFields } message { ...MessageFields } seq }
  }
`);

export const CreateRoom = graphql(`
  mutation CreateRoom($input: CreateRoomInput!) {
    createRoom(input: $input) {
      action clientMutationId error { ...ErrorFields }
      membership { ...MembershipFields room { ...OwnRoomFields } }
    }
  }
`);

export const OpenDirectRoom = graphql(`
  mutation OpenDirectRoom($input: OpenDirectRoomInput!) {
    openDirectRoom(input: $input) {
      action clientMutationId error { ...ErrorFields }
      membership { ...MembershipFields room { ...OwnRoomFields } }
    }
  }
`);

export const JoinRoom = graphql(`
  mutation JoinRoom($input: JoinRoomInput!) {
    joinRoom(input: $input) {
      action clientMutationId error { ...ErrorFields } seq
      membership { ...MembershipFields room { ...OwnRoomFields } }
    }
  }
`);

export const LeaveRoom = graphql(`
  mutation LeaveRoom($input: LeaveRoomInput!) {
    leaveRoom(input: $input) { action clientMutationId error { ...ErrorFields } roomId membershipId seq }
  }
`);

export const RemoveMember = graphql(`
  mutation RemoveMember($input: RemoveMemberInput!) {
    removeMember(input: $input) { action clientMutationId error { ...ErrorFields } seq }
  }
`);

export const AddMembers = graphql(`
  mutation AddMembers($input: AddMembersInput!) {
    addMembers(input: $input) { action clientMutationId error { ...ErrorFields } members { ...MemberFields } }
  }
`);

export const SetMemberRole = graphql(`
  mutation SetMemberRole($input: SetMemberRoleInput!) {
    setMemberRole(input: $input) { action clientMutationId error { ...ErrorFields } member { ...MemberFields } seq }
  }
`);

export const CreateInvite = graphql(`
  mutation CreateInvite($input: CreateInviteInput!) {
    createInvite(input: $input) { action clientMutationId error { ...ErrorFields } invite { id code expiresAt usesLeft } }
  }
`);

export const UpdateRoom = graphql(`
  mutation UpdateRoom($input: UpdateRoomInput!) {
    updateRoom(input: $input) { action clientMutationId error { ...ErrorFields } room { ...RoomFields } seq }
  }
`);

export const ArchiveRoom = graphql(`
  mutation ArchiveRoom($input: ArchiveRoomInput!) {
    archiveRoom(input: $input) { action clientMutationId error { ...ErrorFields } room { ...RoomFields } seq }
  }
`);

export const UpdateMembership = graphql(`
  mutation UpdateMembership($input: UpdateMembershipInput!) {
    updateMembership(input: $input) { action clientMutationId error { ...ErrorFields } membership { ...MembershipFields } }
  }
`);

export const SetStatus = graphql(`
  mutation SetStatus($input: SetStatusInput!) {
    setStatus(input: $input) { action clientMutationId error { ...ErrorFields } user { ...PresenceFields } }
  }
`);

export const UpdateProfile = graphql(`
  mutation UpdateProfile($input: UpdateProfileInput!) {
    updateProfile(input: $input) { action clientMutationId error { ...ErrorFields } user { ...PresenceFields } }
  }
`);

export const UpdateSettings = graphql(`
  mutation UpdateSettings($input: UpdateSettingsInput!) {
    updateSettings(input: $input) { action clientMutationId error { ...ErrorFields } settings { id locale timeZone doNotDisturb } }
  }
`);

export const AcknowledgeAnnouncement = graphql(`
  mutation AcknowledgeAnnouncement($input: AcknowledgeAnnouncementInput!) {
    acknowledgeAnnouncement(input: $input) { action clientMutationId error { ...ErrorFields } announcement { id } }
  }
`);

export const PublishAnnouncement = graphql(`
  mutation PublishAnnouncement($input: PublishAnnouncementInput!) {
    publishAnnouncement(input: $input) {
      action clientMutationId error { ...ErrorFields } announcement { ...AnnouncementFields }
    }
  }
`);

/** The changes that a person makes beside writing, reading and typing: all go one way (`deeds.ts`). */
export const DEEDS = {
  editMessage: EditMessage,
  deleteMessage: DeleteMessage,
  createRoom: CreateRoom,
  openDirectRoom: OpenDirectRoom,
  joinRoom: JoinRoom,
  leaveRoom: LeaveRoom,
  removeMember: RemoveMember,
  addMembers: AddMembers,
  setMemberRole: SetMemberRole,
  createInvite: CreateInvite,
  updateRoom: UpdateRoom,
  archiveRoom: ArchiveRoom,
  updateMembership: UpdateMembership,
  setStatus: SetStatus,
  updateProfile: UpdateProfile,
  updateSettings: UpdateSettings,
  acknowledgeAnnouncement: AcknowledgeAnnouncement,
  publishAnnouncement: PublishAnnouncement,
} as const;
