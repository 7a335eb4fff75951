//! The root of mutations, and what all their payloads have in common.

use crate::{
    domain::refusal::ClientAction,
    graphql::operations::{
        announcements::{
            AcknowledgeAnnouncementPayload, AnnouncementMutations, PublishAnnouncementPayload,
            RetractAnnouncementPayload,
        },
        invites::{CreateInvitePayload, InviteMutations, RevokeInvitePayload},
        members::{
            AddMembersPayload, JoinRoomPayload, LeaveRoomPayload, MemberMutations, RemoveMemberPayload,
            SetMemberRolePayload,
        },
        membership::{MarkReadPayload, MembershipMutations, SetTypingPayload, UpdateMembershipPayload},
        messages::{
            DeleteMessagePayload, EditMessagePayload, ForwardMessagePayload, MessageMutations, SendMessagePayload,
        },
        payload::MutationError,
        profile::{ProfileMutations, SetStatusPayload, UpdateProfilePayload, UpdateSettingsPayload},
        reactions::{AddReactionPayload, ReactionMutations, RemoveReactionPayload},
        rooms::{ArchiveRoomPayload, CreateRoomPayload, OpenDirectRoomPayload, RoomMutations, UpdateRoomPayload},
        sessions::{ChangePasswordPayload, LoginPayload, LogoutPayload, RegisterPayload, SessionMutations},
        uploads::{UpdateAvatarPayload, UploadAttachmentPayload, UploadMutations},
    },
};
use async_graphql::{Interface, MergedObject};

/// Everything that changes something. The fields of one request run one after the other, at most 10 of them; each is a
/// transaction of its own. `MutationPayload` says how each answers.
#[derive(MergedObject, Default)]
pub struct Mutation(
    SessionMutations,
    ProfileMutations,
    RoomMutations,
    InviteMutations,
    MemberMutations,
    MembershipMutations,
    MessageMutations,
    ReactionMutations,
    AnnouncementMutations,
    UploadMutations,
);

/// The answer of a mutation: what the client does now, and the objects that changed. A mutation is one
/// transaction: it happens whole, or not at all.
///
/// Fields beside `action`, `error` and `clientMutationId` are null unless `action` is COMMIT. After a COMMIT such
/// an object is null only when the viewer may not see it any more, or when the server could not read it: then the
/// answer has a GraphQL error, and the mutation has happened all the same.
///
/// A `clientMutationId` (1 to 64 characters) makes a call repeatable. The server keeps it for 7 days at least. A
/// second call of the same user with the same id and the same input changes nothing and answers as the first
/// COMMIT did. The same id with another input answers CONFLICT. `login`, `logout`, `markRead` and `setTyping`
/// only echo the id. A second `register` with the same id, username and password within an hour signs in, as
/// `login` would.
///
/// In an update an absent field keeps its value, and null clears it. Null for a value that cannot be empty
/// answers INVALID_INPUT.
///
/// Beside the codes that a mutation lists, each may answer INVALID_INPUT (the `clientMutationId` is empty or too
/// long), CONFLICT, UNAVAILABLE and INTERNAL, and all but `register` and `login` UNAUTHENTICATED. RATE_LIMITED
/// comes with RETRY, and so does UNAVAILABLE when the call has a `clientMutationId`. Every other code comes with
/// ROLLBACK. A failure outside a payload is a GraphQL error, with the same values in `extensions.code` and
/// `extensions.action`.
#[derive(Interface)]
#[graphql(
    field(
        name = "action",
        ty = "ClientAction",
        desc = "What the client does now: keep its optimistic update, take it back, or send the call again."
    ),
    field(
        name = "error",
        ty = "Option<MutationError>",
        desc = "Why the mutation did not happen. Null exactly when `action` is COMMIT."
    ),
    field(
        name = "client_mutation_id",
        ty = "Option<String>",
        desc = "The `clientMutationId` of the input. Null when the input had none."
    )
)]
pub enum MutationPayload {
    RegisterPayload(RegisterPayload),
    LoginPayload(LoginPayload),
    LogoutPayload(LogoutPayload),
    ChangePasswordPayload(ChangePasswordPayload),
    CreateRoomPayload(CreateRoomPayload),
    JoinRoomPayload(JoinRoomPayload),
    LeaveRoomPayload(LeaveRoomPayload),
    RemoveMemberPayload(RemoveMemberPayload),
    SendMessagePayload(SendMessagePayload),
    EditMessagePayload(EditMessagePayload),
    DeleteMessagePayload(DeleteMessagePayload),
    ForwardMessagePayload(ForwardMessagePayload),
    AddReactionPayload(AddReactionPayload),
    RemoveReactionPayload(RemoveReactionPayload),
    MarkReadPayload(MarkReadPayload),
    UploadAttachmentPayload(UploadAttachmentPayload),
    UpdateProfilePayload(UpdateProfilePayload),
    UpdateAvatarPayload(UpdateAvatarPayload),
    SetStatusPayload(SetStatusPayload),
    UpdateSettingsPayload(UpdateSettingsPayload),
    OpenDirectRoomPayload(OpenDirectRoomPayload),
    UpdateRoomPayload(UpdateRoomPayload),
    ArchiveRoomPayload(ArchiveRoomPayload),
    CreateInvitePayload(CreateInvitePayload),
    RevokeInvitePayload(RevokeInvitePayload),
    AddMembersPayload(AddMembersPayload),
    SetMemberRolePayload(SetMemberRolePayload),
    UpdateMembershipPayload(UpdateMembershipPayload),
    SetTypingPayload(SetTypingPayload),
    PublishAnnouncementPayload(PublishAnnouncementPayload),
    RetractAnnouncementPayload(RetractAnnouncementPayload),
    AcknowledgeAnnouncementPayload(AcknowledgeAnnouncementPayload),
}
