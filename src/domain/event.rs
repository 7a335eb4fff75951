//! What happened: the durable events of rooms, and what concerns one user alone.
//!
//! To add an event of a room: a variant of `RoomEventKind`, its row in the log, and the object that shows it. One of a user is a
//! `UserEventKind`, which has no row. CONTRIBUTING.md has every step.

use crate::{
    clock::Timestamp,
    domain::{
        announcement::Announcement,
        change::{ChangeKind, MessageChange},
        emoji::Emoji,
        hiding::{IN_LISTS, Shown},
        mentioned::NamesBefore,
        message::Message,
        named_enum,
        room::{Member, Membership, NotificationMode, Room, RoomKind},
        user::{Settings, User},
    },
    ids::{Fingerprint, MessageKey, RoomId, Seq, SessionId, StayId, UserId},
};
use std::sync::Arc;

/// A durable event of a room, with the objects it is about in the state right after it, or a later one.
#[derive(Clone, Debug)]
pub struct RoomEvent {
    /// Its number in the room, from 1 on.
    pub seq: Seq,
    /// When it happened.
    pub at: Timestamp,
    /// Who did it; none when that is not known any more.
    pub actor_id: Option<UserId>,
    /// The id that the caller gave the call.
    pub client_mutation_id: Option<String>,
    /// What happened.
    pub kind: RoomEventKind,
    /// The room.
    pub room: Arc<Room>,
    /// The message that was sent or changed, or that says what happened.
    pub message: Arc<Message>,
    /// Whom the message named before.
    pub named: NamesBefore,
    /// People whom the writer had at hand, so that showing the event need not look them up.
    pub people: Vec<Arc<User>>,
    /// In whose lists the message puts a room that was hidden from them. Only who hears of it live is told.
    pub shown: Vec<Shown>,
    /// Who is in the room no more in the state in which the objects are, when that is a later one: these are not shown the event.
    /// Nobody when it is told as it happens.
    pub kept_from: Vec<UserId>,
}

/// What a room's event says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RoomEventKind {
    /// A person wrote a TEXT message.
    MessageSent,
    /// Its author gave it another text.
    MessageEdited,
    /// The first deletion is an event; a second one changes nothing.
    MessageDeleted,
    /// Somebody gave an emoji to a message, or took it back.
    ReactionChanged {
        /// Which one.
        emoji: Emoji,
        /// Whether it was given.
        added: bool,
    },
    /// The stay that began.
    MemberJoined(Member),
    /// The stay that ended.
    MemberLeft(StayId),
    /// A member has another role: the stay with the new one.
    MemberRoleChanged(Member),
    /// Created, renamed, archived …: the message says which. The maker joins with the creation.
    RoomUpdated,
    /// Nobody knows: somebody has taken its row out of the database. It is told as the deletion of its message, by nobody.
    Missing,
}

impl From<MessageChange> for RoomEventKind {
    fn from(change: MessageChange) -> Self {
        match change {
            MessageChange::Edit => Self::MessageEdited,
            MessageChange::Delete => Self::MessageDeleted,
            MessageChange::React { emoji, added } => Self::ReactionChanged { emoji, added },
        }
    }
}

impl RoomEvent {
    /// The room it happened in.
    pub fn room_id(&self) -> RoomId {
        self.message.room_id
    }

    /// What stands where the log has no row, so that what is left of the room can be read.
    pub fn missing(room: &Arc<Room>, seq: Seq) -> Self {
        Self {
            seq,
            at: room.created_at,
            actor_id: None,
            client_mutation_id: None,
            kind: RoomEventKind::Missing,
            room: room.clone(),
            message: Arc::new(Message::missing(room, seq)),
            named: NamesBefore::Unknown,
            people: Vec::new(),
            shown: Vec::new(),
            kept_from: Vec::new(),
        }
    }

    /// Whether this reader left the room between the event and the state in which its objects are.
    pub fn is_kept_from(&self, user: UserId) -> bool {
        self.kept_from.contains(&user)
    }

    /// Which event it is among all that may ever have had its number.
    pub fn fingerprint(&self) -> Fingerprint {
        let change = match self.kind {
            RoomEventKind::MessageEdited => Some(ChangeKind::Edited),
            RoomEventKind::MessageDeleted => Some(ChangeKind::Deleted),
            RoomEventKind::ReactionChanged { added: true, .. } => Some(ChangeKind::ReactionAdded),
            RoomEventKind::ReactionChanged { added: false, .. } => Some(ChangeKind::ReactionRemoved),
            // Written out: whoever adds a kind decides here.
            RoomEventKind::MessageSent
            | RoomEventKind::MemberJoined(_)
            | RoomEventKind::MemberLeft(_)
            | RoomEventKind::MemberRoleChanged(_)
            | RoomEventKind::RoomUpdated
            | RoomEventKind::Missing => None,
        };
        let change = change.map(|kind| (kind.as_str(), self.message.seq));
        Fingerprint::of(self.room_id(), self.seq, self.at, change)
    }

    /// The stay of which its user is told by this event: a joining, or the creation, with which the maker joins. Of a DIRECT
    /// room the other hears with its first message.
    pub fn stay_begun(&self) -> Option<Member> {
        match self.kind {
            RoomEventKind::MemberJoined(_) if self.room.kind == RoomKind::Direct => None,
            RoomEventKind::MemberJoined(member) => Some(member),
            // Only the message of the creation names a stay: what else changes a room has no subject.
            RoomEventKind::RoomUpdated => Member::former(&self.message, self.at),
            _ => None,
        }
    }

    /// Those who are told of the room by this event.
    pub fn newcomers(&self) -> impl Iterator<Item = UserId> {
        let shown = self.shown.iter().filter(|shown| shown.is_new).map(|shown| shown.membership.member);
        self.stay_begun().into_iter().chain(shown).map(|member| member.user_id)
    }

    /// About how many bytes a reader's copy of it takes: the measure of a mailbox.
    pub fn weight(&self) -> usize {
        400 + self.message.weight()
    }
}

impl Member {
    /// The stay that a SYSTEM message speaks of, as the message remembers it: for stays that are over, and new ones.
    /// `joined_at` is the time of the event with which it began.
    pub fn former(message: &Message, joined_at: Timestamp) -> Option<Self> {
        let joined_seq = message.subject_joined_seq?;
        Some(Self {
            room_id: message.room_id,
            user_id: message.subject_id?,
            role: message.subject_role?,
            joined_at,
            joined_seq,
            last_read_seq: joined_seq,
            read_count: message.text_count,
            notification_mode: NotificationMode::All,
            is_pinned: false,
            hidden_count: IN_LISTS,
            began_hidden: false,
        })
    }
}

named_enum! {
    /// Says why a session has ended.
    SessionEndReason {
        /// Its own client called `logout`.
        SignedOut = "SIGNED_OUT",
        /// Nobody used it for 30 days.
        Expired = "EXPIRED",
        /// Another session of the same user ended it, with `changePassword` or with `logout` everywhere. The command that
        /// restores a backup ends sessions as well.
        Revoked = "REVOKED",
    }
}

/// What concerns one user alone. Nothing of it is kept: who misses it reads `loginSync`.
#[derive(Clone, Debug)]
pub struct UserEvent {
    /// Whom it concerns.
    pub user: UserId,
    /// When it happened.
    pub at: Timestamp,
    /// What happened.
    pub kind: UserEventKind,
}

/// What a user's event says.
#[derive(Clone, Debug)]
pub enum UserEventKind {
    /// Messages came or went, or the read position moved.
    UnreadCountChanged(Unread),
    /// The viewer is in a room. The room comes along, for it may be out of sight when the event is shown.
    MembershipAdded(Membership, Arc<Room>),
    /// The viewer's own state in a room changed.
    MembershipChanged(Membership, Arc<Room>),
    /// The viewer, or somebody who shares a room with the viewer, changed their name or picture.
    ProfileChanged(Arc<User>),
    /// The viewer, or somebody who shares a room with the viewer, came, went, or says something else.
    StatusChanged(Arc<User>),
    /// The same of the other person in a room of two that has come into the viewer's lists, or into theirs for the first time.
    /// It is read when it is shown: what a transaction of the room knows of a person may be old when it commits.
    PeerStatus(RoomId),
    /// A message names the viewer, who was not named in it before.
    Mentioned(Arc<Message>),
    /// The viewer's settings changed.
    SettingsChanged(Arc<Settings>),
    /// The viewer is out of a room.
    MembershipRemoved {
        /// The stay that ended.
        stay: StayId,
        /// Who ended it; none when that is not known any more.
        actor_id: Option<UserId>,
    },
    /// An announcement was acknowledged, on whichever device.
    AnnouncementAcknowledged {
        /// The announcement.
        announcement: Arc<Announcement>,
        /// When it was acknowledged.
        at: Timestamp,
    },
}

/// A member's counts as of a room's number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unread {
    /// Whose counts these are, and of which room.
    pub stay: StayId,
    /// TEXT messages after `last_read_seq`, deleted ones not counted.
    pub unread_count: i64,
    /// Those of them that name the member, or the whole room.
    pub mention_count: i64,
    /// Whether the member is told when a message names them.
    pub notification_mode: NotificationMode,
    /// Up to where the member has read.
    pub last_read_seq: Seq,
    /// The room's number for which the counts are exact.
    pub as_of_seq: Seq,
    /// The newest message that is neither SYSTEM nor a reply.
    pub last_message: Option<MessageKey>,
    /// How many of the room's `text_count` messages are not unread: read, or a tombstone after the position.
    pub read_base: i64,
}

impl Unread {
    /// The counts of a membership in a room that is read in the same moment.
    pub fn of(room: &Room, membership: &Membership) -> Self {
        Self {
            stay: membership.member.stay(),
            unread_count: membership.unread_count,
            mention_count: membership.mention_count,
            notification_mode: membership.member.notification_mode,
            last_read_seq: membership.member.last_read_seq,
            as_of_seq: membership.as_of_seq,
            last_message: room.last_message(),
            read_base: room.text_count - membership.unread_count,
        }
    }
}

/// A member read on: the counts for the reader, the receipt for those who look at the room.
#[derive(Clone, Copy, Debug)]
pub struct ReadEvent {
    /// When it happened.
    pub at: Timestamp,
    /// The reader, with the new position.
    pub member: Member,
    /// The reader's counts after it.
    pub unread: Unread,
    /// How many members the room has: in large ones nobody is told of receipts.
    pub member_count: i64,
}

/// Sessions of a user are over: each connection hears of its own.
#[derive(Clone, Debug)]
pub struct SessionsEnded {
    /// Whose they were.
    pub user: UserId,
    /// Those that are over.
    pub sessions: Vec<SessionId>,
    /// Why.
    pub reason: SessionEndReason,
}

/// Something about one person for their contacts: everybody who shares a room with them, and their own devices.
#[derive(Clone, Debug)]
pub struct ContactEvent {
    /// Whom it is about.
    pub about: UserId,
    /// The rooms whose members are told.
    pub rooms: Vec<RoomId>,
    /// Rooms in which only those hear of it who look at them.
    pub large_rooms: Vec<RoomId>,
    /// When it happened.
    pub at: Timestamp,
    /// What happened.
    pub kind: UserEventKind,
}

/// What only those who look at a room need to know, now.
#[derive(Clone, Debug)]
pub struct ActiveEvent {
    /// The room.
    pub room: RoomId,
    /// When it happened.
    pub at: Timestamp,
    /// What happened.
    pub kind: ActiveEventKind,
}

/// What an event of an active room says.
#[derive(Clone, Copy, Debug)]
pub enum ActiveEventKind {
    /// Somebody writes, until then; or writes no more.
    Typing {
        /// Who it is.
        user: UserId,
        /// Until when, unless repeated; none when they have stopped.
        until: Option<Timestamp>,
    },
    /// Somebody read on.
    ReadReceipt(Member),
}

/// What concerns everybody, or all admins.
#[derive(Clone, Debug)]
pub struct GlobalEvent {
    /// When it happened.
    pub at: Timestamp,
    /// What happened.
    pub kind: GlobalEventKind,
    /// The announcement, as it is then.
    pub announcement: Arc<Announcement>,
    /// Whom it reaches: everybody without.
    pub audience: Option<Vec<UserId>>,
}

impl GlobalEvent {
    /// About how many bytes a reader's copy of it takes.
    pub fn weight(&self) -> usize {
        self.announcement.weight()
    }
}

/// What a global event says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GlobalEventKind {
    /// It can be read from now on.
    AnnouncementPublished,
    /// Taken back after it was published.
    AnnouncementRetracted,
}

/// What a transaction has to tell once it is committed, in order.
#[derive(Clone, Debug)]
pub enum Event {
    /// For the members of a room, and kept in its log.
    Room(Arc<RoomEvent>),
    /// For one user.
    User(Arc<UserEvent>),
    /// For the reader, and for those who look at the room.
    Read(Arc<ReadEvent>),
    /// For those who share a room with somebody.
    Contact(Arc<ContactEvent>),
    /// For the connections that live on these sessions.
    Sessions(Arc<SessionsEnded>),
    /// For everybody, or all admins.
    Global(Arc<GlobalEvent>),
}
