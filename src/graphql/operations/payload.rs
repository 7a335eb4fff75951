//! Payloads: every mutation answers with what the client is to do.

use crate::{
    domain::{
        problem::{InputProblem, Problem},
        refusal::{ClientAction, ErrorCode, Refusal},
    },
    graphql::{
        scalars::DateTime,
        types::{
            List,
            announcement::AnnouncementObject,
            connection::Edge,
            invite::InviteObject,
            message::MessageObject,
            room::{MembershipObject, RoomMemberObject, RoomObject},
            user::{SettingsObject, UserObject},
        },
    },
    ids::Seq,
};
use async_graphql::{Description, ID, Interface, Object, Result, SimpleObject};

/// Why a mutation did not happen.
#[derive(SimpleObject, Clone)]
pub struct MutationError {
    /// The reason, for the client's code.
    pub code: ErrorCode,
    /// The reason as one or two English sentences, for a person.
    pub message: String,
    /// The path from `input` to the value at fault, such as `["input", "userIds", "2"]`. Null when no single value is at
    /// fault.
    pub path: Option<Vec<String>>,
    /// What is wrong with the value. Null unless `code` is INVALID_INPUT.
    pub problem: Option<InputProblem>,
    /// The bound that `problem` or TOO_LARGE speaks of, in the unit of the rule. Null when there is no such number.
    pub limit: Option<i64>,
    /// How many milliseconds to wait before sending the same input again. Null unless `code` is RATE_LIMITED or UNAVAILABLE.
    pub retry_after_ms: Option<u64>,
}

impl From<Refusal> for MutationError {
    fn from(refusal: Refusal) -> Self {
        let Refusal { code, message, path, problem, retry_after_ms } = refusal;
        debug_assert!(code != ErrorCode::InvalidInput || problem.is_some(), "{message} says no problem");
        let limit = problem.and_then(Problem::limit);
        Self { code, message, path, problem: problem.map(Problem::kind), limit, retry_after_ms }
    }
}

/// A session that has just begun, or goes on. It ends when nobody uses it for 30 days.
#[derive(Description)]
pub struct Session {
    pub token: String,
    pub expires_at: DateTime,
    pub user: UserObject,
}

#[Object(use_type_description)]
impl Session {
    /// The secret that signs the user in. Send it as the header `Authorization: Bearer TOKEN`; over a WebSocket, send
    /// `{"authorization": "Bearer TOKEN"}` as the payload of `connection_init`. Keep it: no query returns it.
    async fn token(&self) -> &str {
        &self.token
    }

    /// When the session ends if nobody uses it. Using it moves this on, once an hour at most.
    async fn expires_at(&self) -> DateTime {
        self.expires_at
    }

    /// The user who is signed in.
    async fn user(&self) -> &UserObject {
        &self.user
    }
}

/// What all payloads have.
pub trait Payload {
    /// An empty payload: of a refusal, or to be filled.
    fn new(refusal: Option<Refusal>, client_mutation_id: Option<String>) -> Self;
}

/// Makes the payload types and their interface: each has the action, the error and the id, and objects of its own, which
/// are null unless the action is COMMIT. What is read for them after the commit is a `Result`: when that fails the field is
/// null, with an error, and the call has happened all the same.
macro_rules! payloads {
    ($($(#[$doc:meta])* $name:ident { $($(#[$field_doc:meta])* $field:ident: $type:ty,)* })*) => {
        $(
            $(#[$doc])*
            #[derive(SimpleObject)]
            pub struct $name {
                /// What the client does now: keep its optimistic update, take it back, or send the call again.
                #[graphql(owned)]
                pub action: ClientAction,
                /// Why the mutation did not happen. Null exactly when `action` is COMMIT.
                #[graphql(owned)]
                pub error: Option<MutationError>,
                /// The `clientMutationId` of the input. Null when the input had none.
                #[graphql(owned)]
                pub client_mutation_id: Option<String>,
                $($(#[$field_doc])* pub $field: Option<$type>,)*
            }

            impl Payload for $name {
                fn new(refusal: Option<Refusal>, client_mutation_id: Option<String>) -> Self {
                    let repeatable = client_mutation_id.is_some();
                    let refusal = refusal.map(|refusal| refusal.of_call(repeatable));
                    let action = refusal.as_ref().map_or(ClientAction::Commit, |refusal| refusal.code.action(repeatable));
                    Self { action, error: refusal.map(MutationError::from), client_mutation_id, $($field: None,)* }
                }
            }
        )*

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
        pub enum MutationPayload { $($name($name),)* }
    };
}

payloads! {
    /// What `register` answers.
    RegisterPayload {
        /// The first session of the new account.
        session: Result<Session>,
    }
    /// What `login` answers.
    LoginPayload {
        /// The session that has begun.
        session: Result<Session>,
    }
    /// What `logout` answers.
    LogoutPayload {}
    /// What `changePassword` answers.
    ChangePasswordPayload {
        /// The session of this call, which goes on. The user's other sessions have ended.
        session: Result<Session>,
    }
    /// What `createRoom` answers.
    CreateRoomPayload {
        /// The new room.
        room: Result<RoomObject>,
        /// The viewer's own state in the new room, as its OWNER.
        membership: Result<MembershipObject>,
    }
    /// What `joinRoom` answers.
    JoinRoomPayload {
        /// The viewer's own state in the room.
        membership: Result<MembershipObject>,
        /// The `seq` of the MemberJoined event. Null when the viewer was a member already.
        seq: Seq,
    }
    /// What `leaveRoom` answers.
    LeaveRoomPayload {
        /// The id of the room that the viewer has left. Take it off the viewer's list.
        room_id: ID,
        /// The id of the Membership that has ended.
        membership_id: ID,
        /// The `seq` of the MemberLeft event.
        seq: Seq,
    }
    /// What `removeMember` answers.
    RemoveMemberPayload {
        /// The room without the member.
        room: Result<RoomObject>,
        /// The `seq` of the MemberLeft event.
        seq: Seq,
    }
    /// What `sendMessage` answers.
    SendMessagePayload {
        /// The message that was sent.
        message: Result<MessageObject>,
        /// The message with its cursor, for caches that keep `Room.messages` as a list of edges.
        message_edge: Result<Edge<MessageObject>>,
        /// The `seq` of the message, which is that of its MessageSent event.
        seq: Seq,
    }
    /// What `editMessage` answers.
    EditMessagePayload {
        /// The message with its new text.
        message: Result<MessageObject>,
        /// The `seq` of the MessageEdited event. Null when the text was the same, so that nothing changed.
        seq: Seq,
    }
    /// What `deleteMessage` answers.
    DeleteMessagePayload {
        /// What is left of the message: a tombstone, with an empty `body` and a `deletedAt`.
        message: Result<MessageObject>,
        /// The `seq` of the MessageDeleted event. Null when the message was deleted already, so that nothing changed.
        seq: Seq,
    }
    /// What `markRead` answers.
    MarkReadPayload {
        /// The viewer's own state in the room, with the new counts.
        membership: Result<MembershipObject>,
    }
    /// What `updateProfile` answers.
    UpdateProfilePayload {
        /// The viewer with the new profile.
        user: Result<UserObject>,
    }
    /// What `setStatus` answers.
    SetStatusPayload {
        /// The viewer with the new status. Without a live connection its `status` is still OFFLINE.
        user: Result<UserObject>,
    }
    /// What `updateSettings` answers.
    UpdateSettingsPayload {
        /// The new settings.
        settings: Result<SettingsObject>,
    }
    /// What `openDirectRoom` answers.
    OpenDirectRoomPayload {
        /// The room of the two people.
        room: Result<RoomObject>,
        /// The viewer's own state in the room.
        membership: Result<MembershipObject>,
    }
    /// What `updateRoom` answers.
    UpdateRoomPayload {
        /// The changed room.
        room: Result<RoomObject>,
        /// The `seq` of the RoomUpdated event. Null when nothing changed.
        seq: Seq,
    }
    /// What `archiveRoom` answers.
    ArchiveRoomPayload {
        /// The archived room.
        room: Result<RoomObject>,
        /// The `seq` of the RoomUpdated event.
        seq: Seq,
    }
    /// What `createInvite` answers.
    CreateInvitePayload {
        /// The new invite, with its code.
        invite: Result<InviteObject>,
    }
    /// What `revokeInvite` answers.
    RevokeInvitePayload {
        /// The id of the invite that opens nothing any more.
        invite_id: ID,
    }
    /// What `addMembers` answers.
    AddMembersPayload {
        /// The room with its new members.
        room: Result<RoomObject>,
        /// The members whom the input names, each once and in its order, those who were members before included.
        members: Result<List<RoomMemberObject>>,
    }
    /// What `setMemberRole` answers.
    SetMemberRolePayload {
        /// The member with the new role.
        member: Result<RoomMemberObject>,
        /// The `seq` of the MemberRoleChanged event. Null when the member had this role already, so that nothing changed.
        seq: Seq,
    }
    /// What `updateMembership` answers.
    UpdateMembershipPayload {
        /// The viewer's own state in the room after the change.
        membership: Result<MembershipObject>,
    }
    /// What `setTyping` answers.
    SetTypingPayload {}
    /// What `publishAnnouncement` answers.
    PublishAnnouncementPayload {
        /// The announcement, published or scheduled.
        announcement: Result<AnnouncementObject>,
    }
    /// What `retractAnnouncement` answers.
    RetractAnnouncementPayload {
        /// The announcement, with its `retractedAt`.
        announcement: Result<AnnouncementObject>,
    }
    /// What `acknowledgeAnnouncement` answers.
    AcknowledgeAnnouncementPayload {
        /// The announcement, with its `viewerAcknowledgedAt`.
        announcement: Result<AnnouncementObject>,
    }
}
