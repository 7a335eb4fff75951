/* eslint-disable */
import * as types from './graphql.js';



/**
 * Map of all GraphQL operations in the project.
 *
 * This map has several performance disadvantages:
 * 1. It is not tree-shakeable, so it will include all operations in the project.
 * 2. It is not minifiable, so the string of a GraphQL query will be multiple times inside the bundle.
 * 3. It does not support dead code elimination, so it will add unused operations.
 *
 * Therefore it is highly recommended to use the babel or swc plugin for production.
 * Learn more about it here: https://the-guild.dev/graphql/codegen/plugins/presets/preset-client#reducing-bundle-size
 */
type Documents = {
    "\n  query FindRooms($search: String) {\n    publicRooms(search: $search, first: 30) {\n      nodes { id name topic memberCount }\n    }\n  }\n": typeof types.FindRoomsDocument,
    "\n  query FindPeople($search: String!) {\n    users(search: $search, first: 12) {\n      nodes { ...PresenceFields }\n    }\n  }\n": typeof types.FindPeopleDocument,
    "\n  query SearchMessages($query: String!, $after: String) {\n    searchMessages(query: $query, first: 20, after: $after) {\n      pageInfo { hasNextPage endCursor }\n      nodes { id roomId seq body createdAt author { ...UserFields } }\n    }\n  }\n": typeof types.SearchMessagesDocument,
    "\n  query WhoReacted($messageId: ID!) {\n    message(id: $messageId) {\n      id\n      reactions { id emoji count users(first: 10) { nodes { ...UserFields } } }\n    }\n  }\n": typeof types.WhoReactedDocument,
    "\n  query AllAnnouncements {\n    announcements(first: 50) {\n      nodes { ...AnnouncementFields }\n    }\n  }\n": typeof types.AllAnnouncementsDocument,
    "\n  query FreshAttachment($id: ID!) {\n    node(id: $id) { ... on Attachment { ...AttachmentFields } }\n  }\n": typeof types.FreshAttachmentDocument,
    "\n  fragment ErrorFields on MutationError { code message path problem limit retryAfterMs }\n": typeof types.ErrorFieldsFragmentDoc,
    "\n  mutation SendMessage($input: SendMessageInput!) {\n    sendMessage(input: $input) { action clientMutationId error { ...ErrorFields } message { ...MessageFields } seq }\n  }\n": typeof types.SendMessageDocument,
    "\n  mutation UploadAttachment($input: UploadAttachmentInput!) {\n    uploadAttachment(input: $input) { action clientMutationId error { ...ErrorFields } attachment { ...AttachmentFields } }\n  }\n": typeof types.UploadAttachmentDocument,
    "\n  mutation MarkRead($input: MarkReadInput!) {\n    markRead(input: $input) { action clientMutationId error { ...ErrorFields } membership { ...MembershipFields } }\n  }\n": typeof types.MarkReadDocument,
    "\n  mutation SetTyping($input: SetTypingInput!) {\n    setTyping(input: $input) { action clientMutationId error { ...ErrorFields } }\n  }\n": typeof types.SetTypingDocument,
    "\n  mutation Login($input: LoginInput!) {\n    login(input: $input) { action error { ...ErrorFields } session { token expiresAt user { ...PresenceFields } } }\n  }\n": typeof types.LoginDocument,
    "\n  mutation Register($input: RegisterInput!) {\n    register(input: $input) { action error { ...ErrorFields } session { token expiresAt user { ...PresenceFields } } }\n  }\n": typeof types.RegisterDocument,
    "\n  mutation Logout($input: LogoutInput!) {\n    logout(input: $input) { action clientMutationId error { ...ErrorFields } }\n  }\n": typeof types.LogoutDocument,
    "\n  mutation EditMessage($input: EditMessageInput!) {\n    editMessage(input: $input) { action clientMutationId error { ...ErrorFields } message { ...MessageFields } seq }\n  }\n": typeof types.EditMessageDocument,
    "\n  mutation DeleteMessage($input: DeleteMessageInput!) {\n    deleteMessage(input: $input) { action clientMutationId error { ...ErrorFields } message { ...MessageFields } seq }\n  }\n": typeof types.DeleteMessageDocument,
    "\n  mutation ForwardMessage($input: ForwardMessageInput!) {\n    forwardMessage(input: $input) { action clientMutationId error { ...ErrorFields } message { ...MessageFields } seq }\n  }\n": typeof types.ForwardMessageDocument,
    "\n  mutation AddReaction($input: AddReactionInput!) {\n    addReaction(input: $input) { action clientMutationId error { ...ErrorFields } message { ...MessageFields } seq }\n  }\n": typeof types.AddReactionDocument,
    "\n  mutation RemoveReaction($input: RemoveReactionInput!) {\n    removeReaction(input: $input) { action clientMutationId error { ...ErrorFields } message { ...MessageFields } seq }\n  }\n": typeof types.RemoveReactionDocument,
    "\n  mutation CreateRoom($input: CreateRoomInput!) {\n    createRoom(input: $input) {\n      action clientMutationId error { ...ErrorFields }\n      membership { ...MembershipFields room { ...OwnRoomFields } }\n    }\n  }\n": typeof types.CreateRoomDocument,
    "\n  mutation OpenDirectRoom($input: OpenDirectRoomInput!) {\n    openDirectRoom(input: $input) {\n      action clientMutationId error { ...ErrorFields }\n      membership { ...MembershipFields room { ...OwnRoomFields } }\n    }\n  }\n": typeof types.OpenDirectRoomDocument,
    "\n  mutation JoinRoom($input: JoinRoomInput!) {\n    joinRoom(input: $input) {\n      action clientMutationId error { ...ErrorFields } seq\n      membership { ...MembershipFields room { ...OwnRoomFields } }\n    }\n  }\n": typeof types.JoinRoomDocument,
    "\n  mutation LeaveRoom($input: LeaveRoomInput!) {\n    leaveRoom(input: $input) { action clientMutationId error { ...ErrorFields } roomId membershipId seq }\n  }\n": typeof types.LeaveRoomDocument,
    "\n  mutation RemoveMember($input: RemoveMemberInput!) {\n    removeMember(input: $input) { action clientMutationId error { ...ErrorFields } seq }\n  }\n": typeof types.RemoveMemberDocument,
    "\n  mutation AddMembers($input: AddMembersInput!) {\n    addMembers(input: $input) { action clientMutationId error { ...ErrorFields } members { ...MemberFields } }\n  }\n": typeof types.AddMembersDocument,
    "\n  mutation SetMemberRole($input: SetMemberRoleInput!) {\n    setMemberRole(input: $input) { action clientMutationId error { ...ErrorFields } member { ...MemberFields } seq }\n  }\n": typeof types.SetMemberRoleDocument,
    "\n  mutation CreateInvite($input: CreateInviteInput!) {\n    createInvite(input: $input) { action clientMutationId error { ...ErrorFields } invite { id code expiresAt usesLeft } }\n  }\n": typeof types.CreateInviteDocument,
    "\n  mutation UpdateRoom($input: UpdateRoomInput!) {\n    updateRoom(input: $input) { action clientMutationId error { ...ErrorFields } room { ...RoomFields } seq }\n  }\n": typeof types.UpdateRoomDocument,
    "\n  mutation ArchiveRoom($input: ArchiveRoomInput!) {\n    archiveRoom(input: $input) { action clientMutationId error { ...ErrorFields } room { ...RoomFields } seq }\n  }\n": typeof types.ArchiveRoomDocument,
    "\n  mutation UpdateMembership($input: UpdateMembershipInput!) {\n    updateMembership(input: $input) { action clientMutationId error { ...ErrorFields } membership { ...MembershipFields } }\n  }\n": typeof types.UpdateMembershipDocument,
    "\n  mutation SetStatus($input: SetStatusInput!) {\n    setStatus(input: $input) { action clientMutationId error { ...ErrorFields } user { ...PresenceFields } }\n  }\n": typeof types.SetStatusDocument,
    "\n  mutation UpdateProfile($input: UpdateProfileInput!) {\n    updateProfile(input: $input) { action clientMutationId error { ...ErrorFields } user { ...PresenceFields } }\n  }\n": typeof types.UpdateProfileDocument,
    "\n  mutation UpdateAvatar($input: UpdateAvatarInput!) {\n    updateAvatar(input: $input) { action clientMutationId error { ...ErrorFields } user { ...PresenceFields } }\n  }\n": typeof types.UpdateAvatarDocument,
    "\n  mutation UpdateSettings($input: UpdateSettingsInput!) {\n    updateSettings(input: $input) { action clientMutationId error { ...ErrorFields } settings { id locale timeZone doNotDisturb } }\n  }\n": typeof types.UpdateSettingsDocument,
    "\n  mutation AcknowledgeAnnouncement($input: AcknowledgeAnnouncementInput!) {\n    acknowledgeAnnouncement(input: $input) { action clientMutationId error { ...ErrorFields } announcement { id } }\n  }\n": typeof types.AcknowledgeAnnouncementDocument,
    "\n  mutation PublishAnnouncement($input: PublishAnnouncementInput!) {\n    publishAnnouncement(input: $input) {\n      action clientMutationId error { ...ErrorFields } announcement { ...AnnouncementFields }\n    }\n  }\n": typeof types.PublishAnnouncementDocument,
    "\n  fragment UserFields on User { id username displayName avatarUrl }\n": typeof types.UserFieldsFragmentDoc,
    "\n  fragment PresenceFields on User { id username displayName avatarUrl role status statusText lastSeenAt }\n": typeof types.PresenceFieldsFragmentDoc,
    "\n  fragment AttachmentFields on Attachment {\n    id kind name mediaType byteSize url urlExpiresAt\n    image { width height thumbHash small: thumbnailUrl(longEdge: 640) large: thumbnailUrl(longEdge: 1280) }\n  }\n": typeof types.AttachmentFieldsFragmentDoc,
    "\n  fragment SaidFields on Message {\n    id roomId seq previousSeq updatedSeq kind body createdAt editedAt deletedAt clientMutationId mentionsRoom replyCount\n    author { ...UserFields }\n    system { kind actor { ...UserFields } subject { ...UserFields } }\n    mentions { ...UserFields }\n    reactions { id emoji count viewerReacted }\n    forwardedFrom { ...UserFields }\n    attachments { ...AttachmentFields }\n  }\n": typeof types.SaidFieldsFragmentDoc,
    "\n  fragment MessageFields on Message { ...SaidFields parent { ...SaidFields } }\n": typeof types.MessageFieldsFragmentDoc,
    "\n  fragment RoomFields on Room { id kind name topic createdAt archivedAt latestSeq memberCount lastActivityAt }\n": typeof types.RoomFieldsFragmentDoc,
    "\n  fragment MembershipFields on Membership {\n    id roomId role permissions joinedAt lastReadSeq unreadCount mentionCount asOfSeq notificationMode isPinned isHidden\n  }\n": typeof types.MembershipFieldsFragmentDoc,
    "\n  fragment OwnRoomFields on Room {\n    ...RoomFields latestFingerprint viewerPermissions\n    viewerPeer { ...PresenceFields }\n    lastMessage { ...MessageFields }\n  }\n": typeof types.OwnRoomFieldsFragmentDoc,
    "\n  fragment MemberFields on RoomMember { id roomId role joinedAt lastReadSeq user { ...PresenceFields } }\n": typeof types.MemberFieldsFragmentDoc,
    "\n  fragment AnnouncementFields on Announcement {\n    id kind severity title body landingUrl imageUrl publishAt expiresAt startsAt endsAt retractedAt viewerAcknowledgedAt\n  }\n": typeof types.AnnouncementFieldsFragmentDoc,
    "\n  fragment EventFields on RoomEvent {\n    __typename roomId seq fingerprint occurredAt clientMutationId\n    actor { ...UserFields }\n    room { ...RoomFields }\n    message { ...MessageFields }\n    ... on ReactionChanged { emoji added }\n    ... on MemberJoined { member { ...MemberFields } }\n    ... on MemberLeft { user { ...UserFields } }\n    ... on MemberRoleChanged { member { ...MemberFields } }\n  }\n": typeof types.EventFieldsFragmentDoc,
    "\n  subscription RoomEvents {\n    roomEvents {\n      __typename\n      ...EventFields\n      ... on SyncRequired { roomId fromSeq toSeq }\n      ... on StreamReady { occurredAt }\n    }\n  }\n": typeof types.RoomEventsDocument,
    "\n  subscription UserEvents {\n    userEvents {\n      __typename occurredAt\n      ... on MembershipAdded { membership { ...MembershipFields room { ...OwnRoomFields } } }\n      ... on MembershipChanged { membership { ...MembershipFields room { ...OwnRoomFields } } }\n      ... on MembershipRemoved { roomId membershipId actor { ...UserFields } }\n      ... on UnreadCountChanged {\n        roomId membershipId unreadCount mentionCount lastReadSeq asOfSeq lastMessage { ...MessageFields }\n      }\n      ... on Mentioned { roomId message { ...MessageFields } }\n      ... on UserStatusChanged { user { ...PresenceFields } }\n      ... on ProfileChanged { user { ...UserFields } }\n      ... on SettingsChanged { settings { id locale timeZone doNotDisturb } }\n      ... on AnnouncementAcknowledged { announcement { id } }\n      ... on SessionEnded { reason }\n    }\n  }\n": typeof types.UserEventsDocument,
    "\n  subscription ActiveRoom($roomId: ID!) {\n    activeRoom(roomId: $roomId) {\n      __typename roomId occurredAt\n      ... on TypingChanged { user { ...UserFields } isTyping expiresAt }\n      ... on ReadReceiptMoved { member { ...MemberFields } }\n    }\n  }\n": typeof types.ActiveRoomDocument,
    "\n  subscription Global {\n    global {\n      __typename occurredAt\n      ... on AnnouncementPublished { missed announcement { ...AnnouncementFields } }\n      ... on AnnouncementRetracted { announcement { id } }\n    }\n  }\n": typeof types.GlobalDocument,
    "\n  query LoginSync($after: String) {\n    loginSync {\n      serverTime\n      viewer { ...PresenceFields }\n      settings { id locale timeZone doNotDisturb }\n      announcements { ...AnnouncementFields }\n      memberships(first: 200, after: $after) {\n        pageInfo { hasNextPage endCursor }\n        nodes {\n          ...MembershipFields\n          room { ...OwnRoomFields }\n        }\n      }\n    }\n  }\n": typeof types.LoginSyncDocument,
    "\n  query SyncRooms($cursors: [RoomCursor!]!) {\n    syncRooms(cursors: $cursors, first: 200) {\n      roomId latestSeq nextSeq fingerprint hasMore reset\n      events { ...EventFields }\n    }\n  }\n": typeof types.SyncRoomsDocument,
    "\n  query History($roomId: ID!, $before: String) {\n    room(id: $roomId) {\n      ...RoomFields latestFingerprint\n      viewerMembership { ...MembershipFields }\n      messages(last: 50, before: $before) {\n        pageInfo { hasPreviousPage }\n        nodes { ...MessageFields }\n      }\n    }\n  }\n": typeof types.HistoryDocument,
    "\n  query Thread($messageId: ID!, $before: String) {\n    message(id: $messageId) {\n      ...MessageFields\n      replies(last: 50, before: $before) {\n        pageInfo { hasPreviousPage hasNextPage }\n        nodes { ...MessageFields }\n      }\n    }\n  }\n": typeof types.ThreadDocument,
    "\n  query Around($roomId: ID!, $first: Int, $after: String, $last: Int, $before: String, $around: Int) {\n    room(id: $roomId) {\n      id\n      messages(first: $first, after: $after, last: $last, before: $before, around: $around) {\n        pageInfo { hasPreviousPage hasNextPage }\n        nodes { ...MessageFields }\n      }\n    }\n  }\n": typeof types.AroundDocument,
    "\n  query Members($roomId: ID!, $after: String) {\n    room(id: $roomId) {\n      id\n      members(first: 200, after: $after) {\n        pageInfo { hasNextPage endCursor }\n        nodes { ...MemberFields }\n      }\n    }\n  }\n": typeof types.MembersDocument,
};
const documents: Documents = {
    "\n  query FindRooms($search: String) {\n    publicRooms(search: $search, first: 30) {\n      nodes { id name topic memberCount }\n    }\n  }\n": types.FindRoomsDocument,
    "\n  query FindPeople($search: String!) {\n    users(search: $search, first: 12) {\n      nodes { ...PresenceFields }\n    }\n  }\n": types.FindPeopleDocument,
    "\n  query SearchMessages($query: String!, $after: String) {\n    searchMessages(query: $query, first: 20, after: $after) {\n      pageInfo { hasNextPage endCursor }\n      nodes { id roomId seq body createdAt author { ...UserFields } }\n    }\n  }\n": types.SearchMessagesDocument,
    "\n  query WhoReacted($messageId: ID!) {\n    message(id: $messageId) {\n      id\n      reactions { id emoji count users(first: 10) { nodes { ...UserFields } } }\n    }\n  }\n": types.WhoReactedDocument,
    "\n  query AllAnnouncements {\n    announcements(first: 50) {\n      nodes { ...AnnouncementFields }\n    }\n  }\n": types.AllAnnouncementsDocument,
    "\n  query FreshAttachment($id: ID!) {\n    node(id: $id) { ... on Attachment { ...AttachmentFields } }\n  }\n": types.FreshAttachmentDocument,
    "\n  fragment ErrorFields on MutationError { code message path problem limit retryAfterMs }\n": types.ErrorFieldsFragmentDoc,
    "\n  mutation SendMessage($input: SendMessageInput!) {\n    sendMessage(input: $input) { action clientMutationId error { ...ErrorFields } message { ...MessageFields } seq }\n  }\n": types.SendMessageDocument,
    "\n  mutation UploadAttachment($input: UploadAttachmentInput!) {\n    uploadAttachment(input: $input) { action clientMutationId error { ...ErrorFields } attachment { ...AttachmentFields } }\n  }\n": types.UploadAttachmentDocument,
    "\n  mutation MarkRead($input: MarkReadInput!) {\n    markRead(input: $input) { action clientMutationId error { ...ErrorFields } membership { ...MembershipFields } }\n  }\n": types.MarkReadDocument,
    "\n  mutation SetTyping($input: SetTypingInput!) {\n    setTyping(input: $input) { action clientMutationId error { ...ErrorFields } }\n  }\n": types.SetTypingDocument,
    "\n  mutation Login($input: LoginInput!) {\n    login(input: $input) { action error { ...ErrorFields } session { token expiresAt user { ...PresenceFields } } }\n  }\n": types.LoginDocument,
    "\n  mutation Register($input: RegisterInput!) {\n    register(input: $input) { action error { ...ErrorFields } session { token expiresAt user { ...PresenceFields } } }\n  }\n": types.RegisterDocument,
    "\n  mutation Logout($input: LogoutInput!) {\n    logout(input: $input) { action clientMutationId error { ...ErrorFields } }\n  }\n": types.LogoutDocument,
    "\n  mutation EditMessage($input: EditMessageInput!) {\n    editMessage(input: $input) { action clientMutationId error { ...ErrorFields } message { ...MessageFields } seq }\n  }\n": types.EditMessageDocument,
    "\n  mutation DeleteMessage($input: DeleteMessageInput!) {\n    deleteMessage(input: $input) { action clientMutationId error { ...ErrorFields } message { ...MessageFields } seq }\n  }\n": types.DeleteMessageDocument,
    "\n  mutation ForwardMessage($input: ForwardMessageInput!) {\n    forwardMessage(input: $input) { action clientMutationId error { ...ErrorFields } message { ...MessageFields } seq }\n  }\n": types.ForwardMessageDocument,
    "\n  mutation AddReaction($input: AddReactionInput!) {\n    addReaction(input: $input) { action clientMutationId error { ...ErrorFields } message { ...MessageFields } seq }\n  }\n": types.AddReactionDocument,
    "\n  mutation RemoveReaction($input: RemoveReactionInput!) {\n    removeReaction(input: $input) { action clientMutationId error { ...ErrorFields } message { ...MessageFields } seq }\n  }\n": types.RemoveReactionDocument,
    "\n  mutation CreateRoom($input: CreateRoomInput!) {\n    createRoom(input: $input) {\n      action clientMutationId error { ...ErrorFields }\n      membership { ...MembershipFields room { ...OwnRoomFields } }\n    }\n  }\n": types.CreateRoomDocument,
    "\n  mutation OpenDirectRoom($input: OpenDirectRoomInput!) {\n    openDirectRoom(input: $input) {\n      action clientMutationId error { ...ErrorFields }\n      membership { ...MembershipFields room { ...OwnRoomFields } }\n    }\n  }\n": types.OpenDirectRoomDocument,
    "\n  mutation JoinRoom($input: JoinRoomInput!) {\n    joinRoom(input: $input) {\n      action clientMutationId error { ...ErrorFields } seq\n      membership { ...MembershipFields room { ...OwnRoomFields } }\n    }\n  }\n": types.JoinRoomDocument,
    "\n  mutation LeaveRoom($input: LeaveRoomInput!) {\n    leaveRoom(input: $input) { action clientMutationId error { ...ErrorFields } roomId membershipId seq }\n  }\n": types.LeaveRoomDocument,
    "\n  mutation RemoveMember($input: RemoveMemberInput!) {\n    removeMember(input: $input) { action clientMutationId error { ...ErrorFields } seq }\n  }\n": types.RemoveMemberDocument,
    "\n  mutation AddMembers($input: AddMembersInput!) {\n    addMembers(input: $input) { action clientMutationId error { ...ErrorFields } members { ...MemberFields } }\n  }\n": types.AddMembersDocument,
    "\n  mutation SetMemberRole($input: SetMemberRoleInput!) {\n    setMemberRole(input: $input) { action clientMutationId error { ...ErrorFields } member { ...MemberFields } seq }\n  }\n": types.SetMemberRoleDocument,
    "\n  mutation CreateInvite($input: CreateInviteInput!) {\n    createInvite(input: $input) { action clientMutationId error { ...ErrorFields } invite { id code expiresAt usesLeft } }\n  }\n": types.CreateInviteDocument,
    "\n  mutation UpdateRoom($input: UpdateRoomInput!) {\n    updateRoom(input: $input) { action clientMutationId error { ...ErrorFields } room { ...RoomFields } seq }\n  }\n": types.UpdateRoomDocument,
    "\n  mutation ArchiveRoom($input: ArchiveRoomInput!) {\n    archiveRoom(input: $input) { action clientMutationId error { ...ErrorFields } room { ...RoomFields } seq }\n  }\n": types.ArchiveRoomDocument,
    "\n  mutation UpdateMembership($input: UpdateMembershipInput!) {\n    updateMembership(input: $input) { action clientMutationId error { ...ErrorFields } membership { ...MembershipFields } }\n  }\n": types.UpdateMembershipDocument,
    "\n  mutation SetStatus($input: SetStatusInput!) {\n    setStatus(input: $input) { action clientMutationId error { ...ErrorFields } user { ...PresenceFields } }\n  }\n": types.SetStatusDocument,
    "\n  mutation UpdateProfile($input: UpdateProfileInput!) {\n    updateProfile(input: $input) { action clientMutationId error { ...ErrorFields } user { ...PresenceFields } }\n  }\n": types.UpdateProfileDocument,
    "\n  mutation UpdateAvatar($input: UpdateAvatarInput!) {\n    updateAvatar(input: $input) { action clientMutationId error { ...ErrorFields } user { ...PresenceFields } }\n  }\n": types.UpdateAvatarDocument,
    "\n  mutation UpdateSettings($input: UpdateSettingsInput!) {\n    updateSettings(input: $input) { action clientMutationId error { ...ErrorFields } settings { id locale timeZone doNotDisturb } }\n  }\n": types.UpdateSettingsDocument,
    "\n  mutation AcknowledgeAnnouncement($input: AcknowledgeAnnouncementInput!) {\n    acknowledgeAnnouncement(input: $input) { action clientMutationId error { ...ErrorFields } announcement { id } }\n  }\n": types.AcknowledgeAnnouncementDocument,
    "\n  mutation PublishAnnouncement($input: PublishAnnouncementInput!) {\n    publishAnnouncement(input: $input) {\n      action clientMutationId error { ...ErrorFields } announcement { ...AnnouncementFields }\n    }\n  }\n": types.PublishAnnouncementDocument,
    "\n  fragment UserFields on User { id username displayName avatarUrl }\n": types.UserFieldsFragmentDoc,
    "\n  fragment PresenceFields on User { id username displayName avatarUrl role status statusText lastSeenAt }\n": types.PresenceFieldsFragmentDoc,
    "\n  fragment AttachmentFields on Attachment {\n    id kind name mediaType byteSize url urlExpiresAt\n    image { width height thumbHash small: thumbnailUrl(longEdge: 640) large: thumbnailUrl(longEdge: 1280) }\n  }\n": types.AttachmentFieldsFragmentDoc,
    "\n  fragment SaidFields on Message {\n    id roomId seq previousSeq updatedSeq kind body createdAt editedAt deletedAt clientMutationId mentionsRoom replyCount\n    author { ...UserFields }\n    system { kind actor { ...UserFields } subject { ...UserFields } }\n    mentions { ...UserFields }\n    reactions { id emoji count viewerReacted }\n    forwardedFrom { ...UserFields }\n    attachments { ...AttachmentFields }\n  }\n": types.SaidFieldsFragmentDoc,
    "\n  fragment MessageFields on Message { ...SaidFields parent { ...SaidFields } }\n": types.MessageFieldsFragmentDoc,
    "\n  fragment RoomFields on Room { id kind name topic createdAt archivedAt latestSeq memberCount lastActivityAt }\n": types.RoomFieldsFragmentDoc,
    "\n  fragment MembershipFields on Membership {\n    id roomId role permissions joinedAt lastReadSeq unreadCount mentionCount asOfSeq notificationMode isPinned isHidden\n  }\n": types.MembershipFieldsFragmentDoc,
    "\n  fragment OwnRoomFields on Room {\n    ...RoomFields latestFingerprint viewerPermissions\n    viewerPeer { ...PresenceFields }\n    lastMessage { ...MessageFields }\n  }\n": types.OwnRoomFieldsFragmentDoc,
    "\n  fragment MemberFields on RoomMember { id roomId role joinedAt lastReadSeq user { ...PresenceFields } }\n": types.MemberFieldsFragmentDoc,
    "\n  fragment AnnouncementFields on Announcement {\n    id kind severity title body landingUrl imageUrl publishAt expiresAt startsAt endsAt retractedAt viewerAcknowledgedAt\n  }\n": types.AnnouncementFieldsFragmentDoc,
    "\n  fragment EventFields on RoomEvent {\n    __typename roomId seq fingerprint occurredAt clientMutationId\n    actor { ...UserFields }\n    room { ...RoomFields }\n    message { ...MessageFields }\n    ... on ReactionChanged { emoji added }\n    ... on MemberJoined { member { ...MemberFields } }\n    ... on MemberLeft { user { ...UserFields } }\n    ... on MemberRoleChanged { member { ...MemberFields } }\n  }\n": types.EventFieldsFragmentDoc,
    "\n  subscription RoomEvents {\n    roomEvents {\n      __typename\n      ...EventFields\n      ... on SyncRequired { roomId fromSeq toSeq }\n      ... on StreamReady { occurredAt }\n    }\n  }\n": types.RoomEventsDocument,
    "\n  subscription UserEvents {\n    userEvents {\n      __typename occurredAt\n      ... on MembershipAdded { membership { ...MembershipFields room { ...OwnRoomFields } } }\n      ... on MembershipChanged { membership { ...MembershipFields room { ...OwnRoomFields } } }\n      ... on MembershipRemoved { roomId membershipId actor { ...UserFields } }\n      ... on UnreadCountChanged {\n        roomId membershipId unreadCount mentionCount lastReadSeq asOfSeq lastMessage { ...MessageFields }\n      }\n      ... on Mentioned { roomId message { ...MessageFields } }\n      ... on UserStatusChanged { user { ...PresenceFields } }\n      ... on ProfileChanged { user { ...UserFields } }\n      ... on SettingsChanged { settings { id locale timeZone doNotDisturb } }\n      ... on AnnouncementAcknowledged { announcement { id } }\n      ... on SessionEnded { reason }\n    }\n  }\n": types.UserEventsDocument,
    "\n  subscription ActiveRoom($roomId: ID!) {\n    activeRoom(roomId: $roomId) {\n      __typename roomId occurredAt\n      ... on TypingChanged { user { ...UserFields } isTyping expiresAt }\n      ... on ReadReceiptMoved { member { ...MemberFields } }\n    }\n  }\n": types.ActiveRoomDocument,
    "\n  subscription Global {\n    global {\n      __typename occurredAt\n      ... on AnnouncementPublished { missed announcement { ...AnnouncementFields } }\n      ... on AnnouncementRetracted { announcement { id } }\n    }\n  }\n": types.GlobalDocument,
    "\n  query LoginSync($after: String) {\n    loginSync {\n      serverTime\n      viewer { ...PresenceFields }\n      settings { id locale timeZone doNotDisturb }\n      announcements { ...AnnouncementFields }\n      memberships(first: 200, after: $after) {\n        pageInfo { hasNextPage endCursor }\n        nodes {\n          ...MembershipFields\n          room { ...OwnRoomFields }\n        }\n      }\n    }\n  }\n": types.LoginSyncDocument,
    "\n  query SyncRooms($cursors: [RoomCursor!]!) {\n    syncRooms(cursors: $cursors, first: 200) {\n      roomId latestSeq nextSeq fingerprint hasMore reset\n      events { ...EventFields }\n    }\n  }\n": types.SyncRoomsDocument,
    "\n  query History($roomId: ID!, $before: String) {\n    room(id: $roomId) {\n      ...RoomFields latestFingerprint\n      viewerMembership { ...MembershipFields }\n      messages(last: 50, before: $before) {\n        pageInfo { hasPreviousPage }\n        nodes { ...MessageFields }\n      }\n    }\n  }\n": types.HistoryDocument,
    "\n  query Thread($messageId: ID!, $before: String) {\n    message(id: $messageId) {\n      ...MessageFields\n      replies(last: 50, before: $before) {\n        pageInfo { hasPreviousPage hasNextPage }\n        nodes { ...MessageFields }\n      }\n    }\n  }\n": types.ThreadDocument,
    "\n  query Around($roomId: ID!, $first: Int, $after: String, $last: Int, $before: String, $around: Int) {\n    room(id: $roomId) {\n      id\n      messages(first: $first, after: $after, last: $last, before: $before, around: $around) {\n        pageInfo { hasPreviousPage hasNextPage }\n        nodes { ...MessageFields }\n      }\n    }\n  }\n": types.AroundDocument,
    "\n  query Members($roomId: ID!, $after: String) {\n    room(id: $roomId) {\n      id\n      members(first: 200, after: $after) {\n        pageInfo { hasNextPage endCursor }\n        nodes { ...MemberFields }\n      }\n    }\n  }\n": types.MembersDocument,
};

/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query FindRooms($search: String) {\n    publicRooms(search: $search, first: 30) {\n      nodes { id name topic memberCount }\n    }\n  }\n"): typeof import('./graphql.js').FindRoomsDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query FindPeople($search: String!) {\n    users(search: $search, first: 12) {\n      nodes { ...PresenceFields }\n    }\n  }\n"): typeof import('./graphql.js').FindPeopleDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query SearchMessages($query: String!, $after: String) {\n    searchMessages(query: $query, first: 20, after: $after) {\n      pageInfo { hasNextPage endCursor }\n      nodes { id roomId seq body createdAt author { ...UserFields } }\n    }\n  }\n"): typeof import('./graphql.js').SearchMessagesDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query WhoReacted($messageId: ID!) {\n    message(id: $messageId) {\n      id\n      reactions { id emoji count users(first: 10) { nodes { ...UserFields } } }\n    }\n  }\n"): typeof import('./graphql.js').WhoReactedDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query AllAnnouncements {\n    announcements(first: 50) {\n      nodes { ...AnnouncementFields }\n    }\n  }\n"): typeof import('./graphql.js').AllAnnouncementsDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query FreshAttachment($id: ID!) {\n    node(id: $id) { ... on Attachment { ...AttachmentFields } }\n  }\n"): typeof import('./graphql.js').FreshAttachmentDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment ErrorFields on MutationError { code message path problem limit retryAfterMs }\n"): typeof import('./graphql.js').ErrorFieldsFragmentDoc;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation SendMessage($input: SendMessageInput!) {\n    sendMessage(input: $input) { action clientMutationId error { ...ErrorFields } message { ...MessageFields } seq }\n  }\n"): typeof import('./graphql.js').SendMessageDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation UploadAttachment($input: UploadAttachmentInput!) {\n    uploadAttachment(input: $input) { action clientMutationId error { ...ErrorFields } attachment { ...AttachmentFields } }\n  }\n"): typeof import('./graphql.js').UploadAttachmentDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation MarkRead($input: MarkReadInput!) {\n    markRead(input: $input) { action clientMutationId error { ...ErrorFields } membership { ...MembershipFields } }\n  }\n"): typeof import('./graphql.js').MarkReadDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation SetTyping($input: SetTypingInput!) {\n    setTyping(input: $input) { action clientMutationId error { ...ErrorFields } }\n  }\n"): typeof import('./graphql.js').SetTypingDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation Login($input: LoginInput!) {\n    login(input: $input) { action error { ...ErrorFields } session { token expiresAt user { ...PresenceFields } } }\n  }\n"): typeof import('./graphql.js').LoginDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation Register($input: RegisterInput!) {\n    register(input: $input) { action error { ...ErrorFields } session { token expiresAt user { ...PresenceFields } } }\n  }\n"): typeof import('./graphql.js').RegisterDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation Logout($input: LogoutInput!) {\n    logout(input: $input) { action clientMutationId error { ...ErrorFields } }\n  }\n"): typeof import('./graphql.js').LogoutDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation EditMessage($input: EditMessageInput!) {\n    editMessage(input: $input) { action clientMutationId error { ...ErrorFields } message { ...MessageFields } seq }\n  }\n"): typeof import('./graphql.js').EditMessageDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation DeleteMessage($input: DeleteMessageInput!) {\n    deleteMessage(input: $input) { action clientMutationId error { ...ErrorFields } message { ...MessageFields } seq }\n  }\n"): typeof import('./graphql.js').DeleteMessageDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation ForwardMessage($input: ForwardMessageInput!) {\n    forwardMessage(input: $input) { action clientMutationId error { ...ErrorFields } message { ...MessageFields } seq }\n  }\n"): typeof import('./graphql.js').ForwardMessageDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation AddReaction($input: AddReactionInput!) {\n    addReaction(input: $input) { action clientMutationId error { ...ErrorFields } message { ...MessageFields } seq }\n  }\n"): typeof import('./graphql.js').AddReactionDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation RemoveReaction($input: RemoveReactionInput!) {\n    removeReaction(input: $input) { action clientMutationId error { ...ErrorFields } message { ...MessageFields } seq }\n  }\n"): typeof import('./graphql.js').RemoveReactionDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation CreateRoom($input: CreateRoomInput!) {\n    createRoom(input: $input) {\n      action clientMutationId error { ...ErrorFields }\n      membership { ...MembershipFields room { ...OwnRoomFields } }\n    }\n  }\n"): typeof import('./graphql.js').CreateRoomDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation OpenDirectRoom($input: OpenDirectRoomInput!) {\n    openDirectRoom(input: $input) {\n      action clientMutationId error { ...ErrorFields }\n      membership { ...MembershipFields room { ...OwnRoomFields } }\n    }\n  }\n"): typeof import('./graphql.js').OpenDirectRoomDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation JoinRoom($input: JoinRoomInput!) {\n    joinRoom(input: $input) {\n      action clientMutationId error { ...ErrorFields } seq\n      membership { ...MembershipFields room { ...OwnRoomFields } }\n    }\n  }\n"): typeof import('./graphql.js').JoinRoomDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation LeaveRoom($input: LeaveRoomInput!) {\n    leaveRoom(input: $input) { action clientMutationId error { ...ErrorFields } roomId membershipId seq }\n  }\n"): typeof import('./graphql.js').LeaveRoomDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation RemoveMember($input: RemoveMemberInput!) {\n    removeMember(input: $input) { action clientMutationId error { ...ErrorFields } seq }\n  }\n"): typeof import('./graphql.js').RemoveMemberDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation AddMembers($input: AddMembersInput!) {\n    addMembers(input: $input) { action clientMutationId error { ...ErrorFields } members { ...MemberFields } }\n  }\n"): typeof import('./graphql.js').AddMembersDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation SetMemberRole($input: SetMemberRoleInput!) {\n    setMemberRole(input: $input) { action clientMutationId error { ...ErrorFields } member { ...MemberFields } seq }\n  }\n"): typeof import('./graphql.js').SetMemberRoleDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation CreateInvite($input: CreateInviteInput!) {\n    createInvite(input: $input) { action clientMutationId error { ...ErrorFields } invite { id code expiresAt usesLeft } }\n  }\n"): typeof import('./graphql.js').CreateInviteDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation UpdateRoom($input: UpdateRoomInput!) {\n    updateRoom(input: $input) { action clientMutationId error { ...ErrorFields } room { ...RoomFields } seq }\n  }\n"): typeof import('./graphql.js').UpdateRoomDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation ArchiveRoom($input: ArchiveRoomInput!) {\n    archiveRoom(input: $input) { action clientMutationId error { ...ErrorFields } room { ...RoomFields } seq }\n  }\n"): typeof import('./graphql.js').ArchiveRoomDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation UpdateMembership($input: UpdateMembershipInput!) {\n    updateMembership(input: $input) { action clientMutationId error { ...ErrorFields } membership { ...MembershipFields } }\n  }\n"): typeof import('./graphql.js').UpdateMembershipDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation SetStatus($input: SetStatusInput!) {\n    setStatus(input: $input) { action clientMutationId error { ...ErrorFields } user { ...PresenceFields } }\n  }\n"): typeof import('./graphql.js').SetStatusDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation UpdateProfile($input: UpdateProfileInput!) {\n    updateProfile(input: $input) { action clientMutationId error { ...ErrorFields } user { ...PresenceFields } }\n  }\n"): typeof import('./graphql.js').UpdateProfileDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation UpdateAvatar($input: UpdateAvatarInput!) {\n    updateAvatar(input: $input) { action clientMutationId error { ...ErrorFields } user { ...PresenceFields } }\n  }\n"): typeof import('./graphql.js').UpdateAvatarDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation UpdateSettings($input: UpdateSettingsInput!) {\n    updateSettings(input: $input) { action clientMutationId error { ...ErrorFields } settings { id locale timeZone doNotDisturb } }\n  }\n"): typeof import('./graphql.js').UpdateSettingsDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation AcknowledgeAnnouncement($input: AcknowledgeAnnouncementInput!) {\n    acknowledgeAnnouncement(input: $input) { action clientMutationId error { ...ErrorFields } announcement { id } }\n  }\n"): typeof import('./graphql.js').AcknowledgeAnnouncementDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation PublishAnnouncement($input: PublishAnnouncementInput!) {\n    publishAnnouncement(input: $input) {\n      action clientMutationId error { ...ErrorFields } announcement { ...AnnouncementFields }\n    }\n  }\n"): typeof import('./graphql.js').PublishAnnouncementDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment UserFields on User { id username displayName avatarUrl }\n"): typeof import('./graphql.js').UserFieldsFragmentDoc;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment PresenceFields on User { id username displayName avatarUrl role status statusText lastSeenAt }\n"): typeof import('./graphql.js').PresenceFieldsFragmentDoc;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment AttachmentFields on Attachment {\n    id kind name mediaType byteSize url urlExpiresAt\n    image { width height thumbHash small: thumbnailUrl(longEdge: 640) large: thumbnailUrl(longEdge: 1280) }\n  }\n"): typeof import('./graphql.js').AttachmentFieldsFragmentDoc;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment SaidFields on Message {\n    id roomId seq previousSeq updatedSeq kind body createdAt editedAt deletedAt clientMutationId mentionsRoom replyCount\n    author { ...UserFields }\n    system { kind actor { ...UserFields } subject { ...UserFields } }\n    mentions { ...UserFields }\n    reactions { id emoji count viewerReacted }\n    forwardedFrom { ...UserFields }\n    attachments { ...AttachmentFields }\n  }\n"): typeof import('./graphql.js').SaidFieldsFragmentDoc;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment MessageFields on Message { ...SaidFields parent { ...SaidFields } }\n"): typeof import('./graphql.js').MessageFieldsFragmentDoc;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment RoomFields on Room { id kind name topic createdAt archivedAt latestSeq memberCount lastActivityAt }\n"): typeof import('./graphql.js').RoomFieldsFragmentDoc;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment MembershipFields on Membership {\n    id roomId role permissions joinedAt lastReadSeq unreadCount mentionCount asOfSeq notificationMode isPinned isHidden\n  }\n"): typeof import('./graphql.js').MembershipFieldsFragmentDoc;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment OwnRoomFields on Room {\n    ...RoomFields latestFingerprint viewerPermissions\n    viewerPeer { ...PresenceFields }\n    lastMessage { ...MessageFields }\n  }\n"): typeof import('./graphql.js').OwnRoomFieldsFragmentDoc;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment MemberFields on RoomMember { id roomId role joinedAt lastReadSeq user { ...PresenceFields } }\n"): typeof import('./graphql.js').MemberFieldsFragmentDoc;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment AnnouncementFields on Announcement {\n    id kind severity title body landingUrl imageUrl publishAt expiresAt startsAt endsAt retractedAt viewerAcknowledgedAt\n  }\n"): typeof import('./graphql.js').AnnouncementFieldsFragmentDoc;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment EventFields on RoomEvent {\n    __typename roomId seq fingerprint occurredAt clientMutationId\n    actor { ...UserFields }\n    room { ...RoomFields }\n    message { ...MessageFields }\n    ... on ReactionChanged { emoji added }\n    ... on MemberJoined { member { ...MemberFields } }\n    ... on MemberLeft { user { ...UserFields } }\n    ... on MemberRoleChanged { member { ...MemberFields } }\n  }\n"): typeof import('./graphql.js').EventFieldsFragmentDoc;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  subscription RoomEvents {\n    roomEvents {\n      __typename\n      ...EventFields\n      ... on SyncRequired { roomId fromSeq toSeq }\n      ... on StreamReady { occurredAt }\n    }\n  }\n"): typeof import('./graphql.js').RoomEventsDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  subscription UserEvents {\n    userEvents {\n      __typename occurredAt\n      ... on MembershipAdded { membership { ...MembershipFields room { ...OwnRoomFields } } }\n      ... on MembershipChanged { membership { ...MembershipFields room { ...OwnRoomFields } } }\n      ... on MembershipRemoved { roomId membershipId actor { ...UserFields } }\n      ... on UnreadCountChanged {\n        roomId membershipId unreadCount mentionCount lastReadSeq asOfSeq lastMessage { ...MessageFields }\n      }\n      ... on Mentioned { roomId message { ...MessageFields } }\n      ... on UserStatusChanged { user { ...PresenceFields } }\n      ... on ProfileChanged { user { ...UserFields } }\n      ... on SettingsChanged { settings { id locale timeZone doNotDisturb } }\n      ... on AnnouncementAcknowledged { announcement { id } }\n      ... on SessionEnded { reason }\n    }\n  }\n"): typeof import('./graphql.js').UserEventsDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  subscription ActiveRoom($roomId: ID!) {\n    activeRoom(roomId: $roomId) {\n      __typename roomId occurredAt\n      ... on TypingChanged { user { ...UserFields } isTyping expiresAt }\n      ... on ReadReceiptMoved { member { ...MemberFields } }\n    }\n  }\n"): typeof import('./graphql.js').ActiveRoomDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  subscription Global {\n    global {\n      __typename occurredAt\n      ... on AnnouncementPublished { missed announcement { ...AnnouncementFields } }\n      ... on AnnouncementRetracted { announcement { id } }\n    }\n  }\n"): typeof import('./graphql.js').GlobalDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query LoginSync($after: String) {\n    loginSync {\n      serverTime\n      viewer { ...PresenceFields }\n      settings { id locale timeZone doNotDisturb }\n      announcements { ...AnnouncementFields }\n      memberships(first: 200, after: $after) {\n        pageInfo { hasNextPage endCursor }\n        nodes {\n          ...MembershipFields\n          room { ...OwnRoomFields }\n        }\n      }\n    }\n  }\n"): typeof import('./graphql.js').LoginSyncDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query SyncRooms($cursors: [RoomCursor!]!) {\n    syncRooms(cursors: $cursors, first: 200) {\n      roomId latestSeq nextSeq fingerprint hasMore reset\n      events { ...EventFields }\n    }\n  }\n"): typeof import('./graphql.js').SyncRoomsDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query History($roomId: ID!, $before: String) {\n    room(id: $roomId) {\n      ...RoomFields latestFingerprint\n      viewerMembership { ...MembershipFields }\n      messages(last: 50, before: $before) {\n        pageInfo { hasPreviousPage }\n        nodes { ...MessageFields }\n      }\n    }\n  }\n"): typeof import('./graphql.js').HistoryDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Thread($messageId: ID!, $before: String) {\n    message(id: $messageId) {\n      ...MessageFields\n      replies(last: 50, before: $before) {\n        pageInfo { hasPreviousPage hasNextPage }\n        nodes { ...MessageFields }\n      }\n    }\n  }\n"): typeof import('./graphql.js').ThreadDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Around($roomId: ID!, $first: Int, $after: String, $last: Int, $before: String, $around: Int) {\n    room(id: $roomId) {\n      id\n      messages(first: $first, after: $after, last: $last, before: $before, around: $around) {\n        pageInfo { hasPreviousPage hasNextPage }\n        nodes { ...MessageFields }\n      }\n    }\n  }\n"): typeof import('./graphql.js').AroundDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Members($roomId: ID!, $after: String) {\n    room(id: $roomId) {\n      id\n      members(first: 200, after: $after) {\n        pageInfo { hasNextPage endCursor }\n        nodes { ...MemberFields }\n      }\n    }\n  }\n"): typeof import('./graphql.js').MembersDocument;


export function graphql(source: string) {
  return (documents as any)[source] ?? {};
}
