//! Rooms and who is in them.

use crate::{
    clock::Timestamp,
    domain::named_enum,
    ids::{Fingerprint, MessageKey, Named, RoomId, Seq, StayId, UserId},
};

named_enum! {
    /// Says who may find, read and join a room.
    RoomKind {
        /// Every signed-in user may find, read and join it.
        Public = "PUBLIC",
        /// Only its members know of it and read it. Others come in by an invite, or a member adds them.
        Private = "PRIVATE",
        /// It is the one room of two people. Both stay members for good; nobody else can come in.
        Direct = "DIRECT",
    }
}

named_enum! {
    /// Says which rights a member has in a room. `RoomPermission` says which role has which right.
    RoomRole {
        /// An owner has every permission. Whoever creates a room is its first owner.
        Owner = "OWNER",
        /// A moderator has every permission but SET_ROLES and ARCHIVE, and removes only those with the role MEMBER.
        Moderator = "MODERATOR",
        /// A member reads, writes and mentions. In a DIRECT room both people have this role.
        Member = "MEMBER",
    }
}

named_enum! {
    /// Says which messages of a room should call for the viewer's attention. The server stores it, and clients follow it.
    NotificationMode {
        /// Every message should. New memberships begin with this mode.
        All = "ALL",
        /// Only messages that mention the viewer should.
        Mentions = "MENTIONS",
        /// No message should.
        None = "NONE",
    }
}

/// A room, as of its event `latest_seq`.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Room {
    /// Its key.
    pub id: RoomId,
    /// Who may find, read and join it.
    pub kind: RoomKind,
    /// 1 to 80 characters; none of a DIRECT room.
    pub name: Option<String>,
    /// What it is about, at most 500 characters.
    pub topic: Option<String>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was archived; none while it is not.
    pub archived_at: Option<Timestamp>,
    /// The number of its newest event.
    pub latest_seq: Seq,
    /// Of that event.
    pub latest_fingerprint: Fingerprint,
    /// How many TEXT messages were ever sent, deleted ones included: unread counts are differences of it.
    pub text_count: i64,
    /// How many members it has.
    pub member_count: i64,
    /// The newest message that is neither SYSTEM nor a reply, also when deleted.
    pub last_message_seq: Option<Seq>,
    /// The newest message of any kind.
    pub newest_message_seq: Option<Seq>,
    /// When somebody last wrote, or it was made: lists are ordered by it.
    pub last_activity_at: Timestamp,
}

impl Room {
    /// The newest message for lists, if there is one.
    pub fn last_message(&self) -> Option<MessageKey> {
        self.last_message_seq.map(|seq| MessageKey { room: self.id, seq })
    }
}

/// One user's stay in a room.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::FromRow, serde::Serialize)]
pub struct Member {
    /// The room.
    pub room_id: RoomId,
    /// The user.
    pub user_id: UserId,
    /// What they may do in it.
    pub role: RoomRole,
    /// When they joined.
    pub joined_at: Timestamp,
    /// The number of the event with which the stay began.
    pub joined_seq: Seq,
    /// Everything up to this number is read; moves only up.
    pub last_read_seq: Seq,
    /// The room's `text_count` after the event `last_read_seq`: the two move together.
    pub read_count: i64,
    /// What calls for the user's attention; nobody else sees it.
    pub notification_mode: NotificationMode,
    /// Whether the user keeps the room at the top; nobody else sees it.
    pub is_pinned: bool,
    /// Of a DIRECT room put away, or begun by the other: the room's `text_count` then. It is hidden until there are more.
    pub hidden_count: i64,
    /// Whether it began hidden, and the user has neither opened it nor put it away since.
    pub began_hidden: bool,
}

impl Member {
    /// The id of this stay.
    pub fn stay(&self) -> StayId {
        StayId {
            room: self.room_id,
            user: self.user_id,
            joined_seq: self.joined_seq,
            fingerprint: Fingerprint::of(self.room_id, self.joined_seq, self.joined_at, None),
        }
    }
}

impl Named<StayId> for Member {
    fn id(&self) -> StayId {
        self.stay()
    }
}

/// A member's own view of a room: the stay and what is unread in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Membership {
    /// The stay.
    #[sqlx(flatten)]
    pub member: Member,
    /// TEXT messages after `last_read_seq`, deleted ones not counted.
    pub unread_count: i64,
    /// Those of them that name the member, or the whole room; each counts once.
    pub mention_count: i64,
    /// The room's number for which the counts hold.
    pub as_of_seq: Seq,
    /// Whether the room is in no list of the member's.
    pub is_hidden: bool,
}

impl Named<StayId> for Membership {
    fn id(&self) -> StayId {
        self.member.stay()
    }
}
