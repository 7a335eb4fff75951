//! What mutations take.

use crate::{
    domain::{
        announcement::{AnnouncementAudience, AnnouncementKind, AnnouncementSeverity},
        room::{NotificationMode, RoomKind, RoomRole},
        user::UserStatus,
    },
    graphql::scalars::{DateTime, Json, WebAddress},
};
use async_graphql::{ID, InputObject, MaybeUndefined};

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
        /// Or the code of an invite. Exactly one of the two.
        invite_code: Option<String>,
    }
    UpdateProfileInput { display_name: MaybeUndefined<String>, avatar_url: MaybeUndefined<WebAddress>, }
    UpdateSettingsInput {
        /// A language tag by BCP 47, such as `de-CH`.
        locale: MaybeUndefined<String>,
        /// A name of the IANA time zone database, such as `Europe/Zurich`.
        time_zone: MaybeUndefined<String>,
        do_not_disturb: MaybeUndefined<bool>,
    }
    SetStatusInput {
        /// ONLINE, AWAY or BUSY.
        status: UserStatus,
        /// At most 140 characters.
        text: MaybeUndefined<String>,
    }
    OpenDirectRoomInput { user_id: ID, }
    UpdateRoomInput {
        room_id: ID,
        name: MaybeUndefined<String>,
        topic: MaybeUndefined<String>,
        /// PUBLIC or PRIVATE. Only an owner makes a PRIVATE room PUBLIC.
        kind: MaybeUndefined<RoomKind>,
    }
    ArchiveRoomInput { room_id: ID, }
    CreateInviteInput { room_id: ID, expires_at: Option<DateTime>, max_uses: Option<i32>, }
    RevokeInviteInput { invite_id: ID, }
    AddMembersInput {
        room_id: ID,
        /// At most 100.
        user_ids: Vec<ID>,
    }
    SetMemberRoleInput { room_id: ID, user_id: ID, role: RoomRole, }
    UpdateMembershipInput {
        room_id: ID,
        notification_mode: MaybeUndefined<NotificationMode>,
        is_pinned: MaybeUndefined<bool>,
        /// Of a DIRECT room.
        is_hidden: MaybeUndefined<bool>,
    }
    SetTypingInput { room_id: ID, is_typing: bool, }
    PublishAnnouncementInput {
        #[graphql(default_with = "AnnouncementKind::Notice")]
        kind: AnnouncementKind,
        #[graphql(default_with = "AnnouncementSeverity::Info")]
        severity: AnnouncementSeverity,
        #[graphql(default_with = "AnnouncementAudience::Everyone")]
        audience: AnnouncementAudience,
        /// 1 to 200 characters.
        title: String,
        /// 1 to 8,000 characters.
        body: String,
        landing_url: Option<WebAddress>,
        image_url: Option<WebAddress>,
        /// At most 4 KiB.
        metadata: Option<Json>,
        /// In the future: scheduled. Null: now.
        publish_at: Option<DateTime>,
        expires_at: Option<DateTime>,
        starts_at: Option<DateTime>,
        ends_at: Option<DateTime>,
    }
    RetractAnnouncementInput { announcement_id: ID, }
    AcknowledgeAnnouncementInput { announcement_id: ID, }
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
