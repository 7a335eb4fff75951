//! What mutations take.

use crate::{domain::room::RoomKind, graphql::scalars::Json};
use async_graphql::{ID, InputObject};

/// Names each input's `clientMutationId`, so that one function can treat all mutations alike.
pub trait Input: async_graphql::InputType {
    /// The id of the call.
    fn client_mutation_id(&self) -> Option<&str>;
}

macro_rules! inputs {
    ($($(#[$doc:meta])* $name:ident { $($(#[$meta:meta])* $field:ident: $type:ty,)* })*) => {$(
        $(#[$doc])*
        #[derive(InputObject, Clone)]
        pub struct $name {
            $($(#[$meta])* pub $field: $type,)*
            /// 1 to 64 characters; makes the call repeatable.
            pub client_mutation_id: Option<String>,
        }

        impl Input for $name {
            fn client_mutation_id(&self) -> Option<&str> {
                self.client_mutation_id.as_deref()
            }
        }
    )*};
}

inputs! {
    RegisterInput { username: String, password: String, display_name: Option<String>, }
    LoginInput { username: String, password: String, }
    LogoutInput {
        /// Also end the user's other sessions.
        #[graphql(default = false)]
        everywhere: bool,
    }
    ChangePasswordInput { current_password: String, new_password: String, }
    CreateRoomInput {
        #[graphql(default_with = "RoomKind::Public")]
        kind: RoomKind,
        name: String,
        topic: Option<String>,
        /// At most 100.
        #[graphql(default)]
        member_ids: Vec<ID>,
    }
    JoinRoomInput {
        /// A PUBLIC room.
        room_id: Option<ID>,
    }
    LeaveRoomInput { room_id: ID, }
    RemoveMemberInput { room_id: ID, user_id: ID, }
    EditMessageInput { message_id: ID, body: String, }
    DeleteMessageInput { message_id: ID, }
    MarkReadInput {
        room_id: ID,
        /// Never moves back; above `latestSeq` is INVALID_INPUT.
        seq: i64,
    }
}

/// A message to send.
#[derive(InputObject, Clone)]
pub struct SendMessageInput {
    pub room_id: ID,
    /// 1 to 8,000 characters.
    pub body: String,
    /// At most 4 KiB.
    pub metadata: Option<Json>,
    /// 1 to 64 characters; makes the call repeatable.
    pub client_mutation_id: String,
}

impl Input for SendMessageInput {
    fn client_mutation_id(&self) -> Option<&str> {
        Some(&self.client_mutation_id)
    }
}
