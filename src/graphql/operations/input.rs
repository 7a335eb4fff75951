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
            /// The client's own id of this call, 1 to 64 characters. A second call with the same id and the same input
            /// changes nothing and answers as the first COMMIT did. `login`, `logout`, `markRead` and `setTyping` only
            /// echo it.
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
    /// The account to make.
    RegisterInput {
        /// A name of 2 to 32 characters: letters and digits of any script, `_`, `.` and `-`. White space around it does
        /// not count. The server compares usernames after NFKC and case folding, so `Bob` and `bob` are one name.
        username: String,
        /// A password of 8 to 256 characters.
        password: String,
        /// The name to show, 1 to 80 characters, without hidden ones. Null takes the username.
        display_name: Option<String>,
    }
    /// Who signs in.
    LoginInput {
        /// The username, in any case. White space around it does not matter.
        username: String,
        /// The user's password.
        password: String,
    }
    /// Which sessions to end.
    LogoutInput {
        /// Whether all other sessions of the user end as well.
        #[graphql(default = false)]
        everywhere: bool,
    }
    /// The password to change, and the new one.
    ChangePasswordInput {
        /// The password of now. A wrong one answers UNAUTHENTICATED.
        current_password: String,
        /// The password from now on, 8 to 256 characters.
        new_password: String,
    }
    /// The room to make, and its first members.
    CreateRoomInput {
        /// PUBLIC or PRIVATE. A DIRECT room is made with `openDirectRoom`.
        #[graphql(default_with = "RoomKind::Public")]
        kind: RoomKind,
        /// The room's name, 1 to 80 characters, without hidden ones. Other rooms may have the same name.
        name: String,
        /// What the room is about, at most 500 characters. Null or an empty text is no topic.
        topic: Option<String>,
        /// The users to add at once, at most 100. The viewer is the OWNER, whether listed or not.
        #[graphql(default)]
        member_ids: Vec<ID>,
    }
    /// The room to join: give exactly one of `roomId` and `inviteCode`.
    JoinRoomInput {
        /// The id of a PUBLIC room.
        room_id: Option<ID>,
        /// The code of an invite, to a room of any kind that has invites. Case, spaces and hyphens do not matter.
        invite_code: Option<String>,
    }
    /// What to change about the viewer's profile. An absent field keeps its value.
    UpdateProfileInput {
        /// The name to show, 1 to 80 characters, without hidden ones. Null is INVALID_INPUT.
        display_name: MaybeUndefined<String>,
        /// The address of a picture. Null takes the picture away.
        avatar_url: MaybeUndefined<WebAddress>,
    }
    /// What to change about the viewer's settings. An absent field keeps its value; null is INVALID_INPUT.
    UpdateSettingsInput {
        /// A language tag by BCP 47, such as `de-CH`, at most 35 characters.
        locale: MaybeUndefined<String>,
        /// A name of the IANA time zone database, such as `Europe/Zurich`.
        time_zone: MaybeUndefined<String>,
        /// Whether clients should show no notifications.
        do_not_disturb: MaybeUndefined<bool>,
    }
    /// What the viewer says of themselves.
    SetStatusInput {
        /// ONLINE, AWAY or BUSY. OFFLINE is INVALID_INPUT: the server knows it from the connections.
        status: UserStatus,
        /// A text beside the status, at most 140 characters. Absent keeps the text; null or an empty text takes it away.
        text: MaybeUndefined<String>,
    }
    /// The person to talk to.
    OpenDirectRoomInput {
        /// The id of the other person. The viewer's own is INVALID_INPUT.
        user_id: ID,
    }
    /// What to change about a room. An absent field keeps its value.
    UpdateRoomInput {
        /// The id of the room to change.
        room_id: ID,
        /// The new name, 1 to 80 characters, without hidden ones. Null is INVALID_INPUT.
        name: MaybeUndefined<String>,
        /// The new topic, at most 500 characters. Null or an empty text takes it away.
        topic: MaybeUndefined<String>,
        /// PUBLIC or PRIVATE. Only an owner makes a PRIVATE room PUBLIC. Null and DIRECT are INVALID_INPUT; so is PRIVATE of a
        /// room without members.
        kind: MaybeUndefined<RoomKind>,
    }
    /// The room to archive.
    ArchiveRoomInput {
        /// The id of the room to archive.
        room_id: ID,
    }
    /// The invite to make.
    CreateInviteInput {
        /// The id of the room that the invite opens.
        room_id: ID,
        /// When the invite ends; it must be in the future. Null is never.
        expires_at: Option<DateTime>,
        /// How many people may join with it, 1 to 1,000,000. Null is no limit.
        max_uses: Option<i32>,
    }
    /// The invite to revoke.
    RevokeInviteInput {
        /// The id of the invite, not its code.
        invite_id: ID,
    }
    /// The people to add, and the room.
    AddMembersInput {
        /// The id of the room that they become members of.
        room_id: ID,
        /// The ids of the users to add, at most 100. Those who are members already stay as they are.
        user_ids: Vec<ID>,
    }
    /// The member whose role changes.
    SetMemberRoleInput {
        /// The id of the room.
        room_id: ID,
        /// The user id of the member. It may be the viewer's own.
        user_id: ID,
        /// The role from now on.
        role: RoomRole,
    }
    /// What to change about the viewer's own state in a room. An absent field keeps its value; null is INVALID_INPUT.
    UpdateMembershipInput {
        /// The id of the room.
        room_id: ID,
        /// Which messages of the room should call for the viewer's attention.
        notification_mode: MaybeUndefined<NotificationMode>,
        /// Whether the room stands before the others in the viewer's list.
        is_pinned: MaybeUndefined<bool>,
        /// Whether the viewer hides the room from their lists until its next message. True also reads the room. True of a
        /// room that is not DIRECT is INVALID_INPUT.
        is_hidden: MaybeUndefined<bool>,
    }
    /// Whether the viewer types, and where.
    SetTypingInput {
        /// The id of the room in which the viewer types.
        room_id: ID,
        /// True while the viewer types: repeat it at least every 6 s. False when the viewer stops without sending.
        is_typing: bool,
    }
    /// The announcement to publish.
    PublishAnnouncementInput {
        /// What the announcement is about.
        #[graphql(default_with = "AnnouncementKind::Notice")]
        kind: AnnouncementKind,
        /// How much it matters.
        #[graphql(default_with = "AnnouncementSeverity::Info")]
        severity: AnnouncementSeverity,
        /// Who may read it.
        #[graphql(default_with = "AnnouncementAudience::Everyone")]
        audience: AnnouncementAudience,
        /// The title, 1 to 200 characters.
        title: String,
        /// The text, 1 to 8,000 characters.
        body: String,
        /// Where a click on the announcement leads. Null is nowhere.
        landing_url: Option<WebAddress>,
        /// The address of a picture. Null is no picture.
        image_url: Option<WebAddress>,
        /// The application's own data, at most 4,096 bytes of JSON. Null is no data.
        metadata: Option<Json>,
        /// When the server publishes it. Null or an instant in the past is now.
        publish_at: Option<DateTime>,
        /// When it stops to be pending; it must come after `publishAt`. Null is never.
        expires_at: Option<DateTime>,
        /// When the maintenance begins. Null when nobody knows, or there is none.
        starts_at: Option<DateTime>,
        /// When the maintenance ends; it must come after `startsAt`. Null when nobody knows, or there is none.
        ends_at: Option<DateTime>,
    }
    /// The announcement to retract.
    RetractAnnouncementInput {
        /// The id of the announcement, published or still scheduled.
        announcement_id: ID,
    }
    /// The announcement that the viewer has read.
    AcknowledgeAnnouncementInput {
        /// The id of the announcement. One that is still scheduled is INVALID_INPUT.
        announcement_id: ID,
    }
    /// The room to leave.
    LeaveRoomInput {
        /// The id of a room that is not DIRECT.
        room_id: ID,
    }
    /// The member to remove.
    RemoveMemberInput {
        /// The id of the room.
        room_id: ID,
        /// The user id of the member. The viewer's own is INVALID_INPUT: use `leaveRoom`.
        user_id: ID,
    }
    /// The message to edit, and its new text.
    EditMessageInput {
        /// The id of a message that the viewer wrote.
        message_id: ID,
        /// The whole new text, 1 to 8,000 characters, with something to see.
        body: String,
    }
    /// The message to delete.
    DeleteMessageInput {
        /// The id of the message.
        message_id: ID,
    }
    /// Up to where the viewer has read a room.
    MarkReadInput {
        /// The id of the room.
        room_id: ID,
        /// The `seq` of the last event that the viewer has read. A lower one than `Membership.lastReadSeq` changes
        /// nothing; one below 0 or above `Room.latestSeq` is INVALID_INPUT.
        seq: i64,
    }
}

/// The message to send.
#[derive(InputObject, Clone)]
pub struct SendMessageInput {
    /// The id of the room to send to. The viewer must be a member.
    pub room_id: ID,
    /// The text, 1 to 8,000 characters (Unicode code points), with something to see.
    pub body: String,
    /// The application's own data, at most 4,096 bytes of JSON. Null is no data.
    pub metadata: Option<Json>,
    /// The client's own id of this message, 1 to 64 characters. A second call with the same id and the same input sends
    /// nothing and answers as the first COMMIT did; so a client may send again whatever has no answer.
    pub client_mutation_id: String,
}

impl Input for SendMessageInput {
    fn client_mutation_id(&self) -> Option<&str> {
        Some(&self.client_mutation_id)
    }
}
