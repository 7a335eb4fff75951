/** What the core changes on the server. The types beside them are generated from `schema.graphql` (`npm run codegen`). */

import { graphql } from '../gql/gql.ts';

graphql(`
  fragment ErrorFields on MutationError { code message path problem limit retryAfterMs }
`);

export const SendMessage = graphql(`
  mutation SendMessage($input: SendMessageInput!) {
    sendMessage(input: $input) { action clientMutationId error { ...ErrorFields } message { ...MessageFields } seq }
  }
`);

export const UploadAttachment = graphql(`
  mutation UploadAttachment($input: UploadAttachmentInput!) {
    uploadAttachment(input: $input) { action clientMutationId error { ...ErrorFields } attachment { ...AttachmentFields } }
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

export const ForwardMessage = graphql(`
  mutation ForwardMessage($input: ForwardMessageInput!) {
    forwardMessage(input: $input) { action clientMutationId error { ...ErrorFields } message { ...MessageFields } seq }
  }
`);

export const AddReaction = graphql(`
  mutation AddReaction($input: AddReactionInput!) {
    addReaction(input: $input) { action clientMutationId error { ...ErrorFields } message { ...MessageFields } seq }
  }
`);

export const RemoveReaction = graphql(`
  mutation RemoveReaction($input: RemoveReactionInput!) {
    removeReaction(input: $input) { action clientMutationId error { ...ErrorFields } message { ...MessageFields } seq }
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

export const UpdateAvatar = graphql(`
  mutation UpdateAvatar($input: UpdateAvatarInput!) {
    updateAvatar(input: $input) { action clientMutationId error { ...ErrorFields } user { ...PresenceFields } }
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
  forwardMessage: ForwardMessage,
  addReaction: AddReaction,
  removeReaction: RemoveReaction,
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
  updateAvatar: UpdateAvatar,
  updateSettings: UpdateSettings,
  acknowledgeAnnouncement: AcknowledgeAnnouncement,
  publishAnnouncement: PublishAnnouncement,
} as const;
