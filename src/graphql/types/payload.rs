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
            message::MessageObject,
            room::{InviteObject, MembershipObject, RoomMemberObject, RoomObject},
            user::{SettingsObject, UserObject},
        },
    },
    ids::Seq,
};
use async_graphql::{Description, ID, Interface, Object, Result, SimpleObject};

/// Why a mutation did not happen.
#[derive(SimpleObject, Clone)]
pub struct MutationError {
    pub code: ErrorCode,
    /// One English sentence for a person.
    pub message: String,
    /// The field at fault, as a path from `input`.
    pub path: Option<Vec<String>>,
    /// Of INVALID_INPUT: what is wrong with the value.
    pub problem: Option<InputProblem>,
    /// The limit that `problem` or TOO_LARGE speaks of, where it is a number.
    pub limit: Option<i64>,
    /// How long to wait before the same input may be sent again.
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

/// A session. The token is shown only here.
#[derive(Description)]
pub struct Session {
    pub token: String,
    pub expires_at: DateTime,
    pub user: UserObject,
}

#[Object(use_type_description)]
impl Session {
    /// Send as `Authorization: Bearer …`, or as `authorization` in connection_init.
    async fn token(&self) -> &str {
        &self.token
    }

    async fn expires_at(&self) -> DateTime {
        self.expires_at
    }

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
                #[graphql(owned)]
                pub action: ClientAction,
                /// Null exactly when `action` is COMMIT.
                #[graphql(owned)]
                pub error: Option<MutationError>,
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

        /// Every mutation is one transaction on the server and answers with what the client is to do.
        ///
        /// `clientMutationId` (1 to 64 characters) makes it repeatable: a second call of the same user with the same id
        /// and input changes nothing and answers as the first COMMIT did, for 7 days at least; the same id with another
        /// input is CONFLICT. `login`, `logout`, `markRead` and `setTyping` only echo it; `register` called again
        /// with the same id, name and password within the hour signs in, as `login` would.
        /// In an update an absent field keeps its value, null clears it; null for what cannot be empty is INVALID_INPUT.
        /// A failure outside a payload (a GraphQL error) carries `extensions.code` and `extensions.action` with the same
        /// values.
        #[derive(Interface)]
        #[graphql(
            field(name = "action", ty = "ClientAction"),
            field(name = "error", ty = "Option<MutationError>", desc = "Null exactly when `action` is COMMIT."),
            field(name = "client_mutation_id", ty = "Option<String>")
        )]
        pub enum MutationPayload { $($name($name),)* }
    };
}

payloads! {
    RegisterPayload { session: Result<Session>, }
    LoginPayload { session: Result<Session>, }
    LogoutPayload {}
    ChangePasswordPayload {
        /// The other sessions have ended; this one goes on.
        session: Result<Session>,
    }
    CreateRoomPayload { room: Result<RoomObject>, membership: Result<MembershipObject>, }
    JoinRoomPayload {
        membership: Result<MembershipObject>,
        /// Null when already a member.
        seq: Seq,
    }
    LeaveRoomPayload {
        /// Take it off the list.
        room_id: ID,
        membership_id: ID,
        /// The number of the MemberLeft event.
        seq: Seq,
    }
    RemoveMemberPayload { room: Result<RoomObject>, seq: Seq, }
    SendMessagePayload {
        message: Result<MessageObject>,
        /// The same with its cursor, for caches that keep `Room.messages` as a list of edges.
        message_edge: Result<Edge<MessageObject>>,
        /// The number of the event.
        seq: Seq,
    }
    EditMessagePayload {
        message: Result<MessageObject>,
        /// Null when nothing changed.
        seq: Seq,
    }
    DeleteMessagePayload {
        message: Result<MessageObject>,
        /// Null when nothing changed.
        seq: Seq,
    }
    MarkReadPayload { membership: Result<MembershipObject>, }
    UpdateProfilePayload { user: Result<UserObject>, }
    SetStatusPayload { user: Result<UserObject>, }
    UpdateSettingsPayload { settings: Result<SettingsObject>, }
    OpenDirectRoomPayload { room: Result<RoomObject>, membership: Result<MembershipObject>, }
    UpdateRoomPayload {
        room: Result<RoomObject>,
        /// Null when nothing changed.
        seq: Seq,
    }
    ArchiveRoomPayload { room: Result<RoomObject>, seq: Seq, }
    CreateInvitePayload { invite: Result<InviteObject>, }
    RevokeInvitePayload { invite_id: ID, }
    AddMembersPayload { room: Result<RoomObject>, members: Result<List<RoomMemberObject>>, }
    SetMemberRolePayload {
        member: Result<RoomMemberObject>,
        /// Null when nothing changed.
        seq: Seq,
    }
    UpdateMembershipPayload { membership: Result<MembershipObject>, }
    SetTypingPayload {}
    PublishAnnouncementPayload { announcement: Result<AnnouncementObject>, }
    RetractAnnouncementPayload { announcement: Result<AnnouncementObject>, }
    AcknowledgeAnnouncementPayload { announcement: Result<AnnouncementObject>, }
}
