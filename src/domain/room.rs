//! Rooms and who is in them.

use crate::{
    clock::Timestamp,
    domain::{event::ChangeKind, named_enum},
    ids::{Fingerprint, MessageKey, Named, RoomId, Seq, StayId, UserId},
};

named_enum! {
    /// Who may find and read a room.
    RoomKind {
        /// Every signed-in user reads and joins it.
        Public = "PUBLIC",
        /// Only its members know of it.
        Private = "PRIVATE",
        /// The one room of two people.
        Direct = "DIRECT",
    }
}

named_enum! {
    /// What a member may do in a room.
    RoomRole {
        /// May do everything.
        Owner = "OWNER",
        /// Keeps order: removes members, edits the room, deletes messages.
        Moderator = "MODERATOR",
        /// Reads and writes.
        Member = "MEMBER",
    }
}

named_enum! {
    /// Which messages of a room call for attention.
    NotificationMode {
        /// Every message.
        All = "ALL",
        /// Only those that mention the reader.
        Mentions = "MENTIONS",
        /// None.
        None = "NONE",
    }
}

/// A room, as of its event `latest_seq`.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Room {
    pub id: RoomId,
    pub kind: RoomKind,
    pub name: Option<String>,
    pub topic: Option<String>,
    pub created_at: Timestamp,
    pub archived_at: Option<Timestamp>,
    pub latest_seq: Seq,
    /// Of that event.
    pub latest_fingerprint: Fingerprint,
    /// How many TEXT messages were ever sent, deleted ones included: unread counts are differences of it.
    pub text_count: i64,
    pub member_count: i64,
    /// The newest message that is neither SYSTEM nor a reply, also when deleted.
    pub last_message_seq: Option<Seq>,
    /// The newest message of any kind.
    pub newest_message_seq: Option<Seq>,
    pub last_activity_at: Timestamp,
}

impl Room {
    /// The newest message for lists, if there is one.
    pub fn last_message(&self) -> Option<MessageKey> {
        self.last_message_seq.map(|seq| MessageKey { room: self.id, seq })
    }

    /// Takes the number of the next event, which makes a message; with it, the number of the message before it.
    pub fn number_message(&mut self, at: Timestamp) -> (Seq, Option<Seq>) {
        let seq = self.take_number(at, None);
        (seq, self.newest_message_seq.replace(seq))
    }

    /// Takes the number of the next event, which changes a message.
    pub fn number_change(&mut self, at: Timestamp, kind: ChangeKind, message: Seq) -> Seq {
        self.take_number(at, Some((kind, message)))
    }

    fn take_number(&mut self, at: Timestamp, change: Option<(ChangeKind, Seq)>) -> Seq {
        self.latest_seq += 1;
        let change = change.map(|(kind, message)| (kind.as_str(), message));
        self.latest_fingerprint = Fingerprint::of(self.id, self.latest_seq, at, change);
        self.latest_seq
    }

    /// A TEXT message comes with the event whose number was just taken. What the clock says is no order: a room moves up in
    /// lists or stays where it is, also when the clock was set back.
    pub fn count_text(&mut self, at: Timestamp) {
        self.text_count += 1;
        self.last_message_seq = Some(self.latest_seq);
        self.last_activity_at = self.last_activity_at.max(at);
    }
}

/// One user's stay in a room.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::FromRow, serde::Serialize)]
pub struct Member {
    pub room_id: RoomId,
    pub user_id: UserId,
    pub role: RoomRole,
    pub joined_at: Timestamp,
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
    #[sqlx(flatten)]
    pub member: Member,
    /// TEXT messages after `last_read_seq`, deleted ones not counted.
    pub unread_count: i64,
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
