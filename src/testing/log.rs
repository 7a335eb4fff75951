//! The log of a room, as the store would write it.

use crate::{
    domain::{
        change::ChangeKind,
        event::{Event, ReadEvent, RoomEvent, RoomEventKind, Unread, UserEvent, UserEventKind},
        hiding::Shown,
        message::{Message, SystemKind},
        room::{Member, Membership, Room, RoomKind, RoomRole},
    },
    ids::{Fingerprint, RoomId, Seq, UserId},
    testing::at,
};
use std::{collections::BTreeMap, sync::Arc};

/// The log of a room, with who is in it and how far they read. Each deed is what the store would tell of it.
#[derive(Clone)]
pub struct Log {
    pub room: Room,
    pub members: BTreeMap<UserId, Member>,
    messages: BTreeMap<Seq, Message>,
    events: Vec<Arc<RoomEvent>>,
}

impl Log {
    /// A room that these have joined, one after the other.
    pub fn of<const N: usize>(id: RoomId, members: [UserId; N]) -> Self {
        let room = Room {
            id,
            kind: RoomKind::Public,
            name: Some("Square".into()),
            topic: None,
            created_at: at(0),
            archived_at: None,
            latest_seq: 0,
            latest_fingerprint: Fingerprint::default(),
            text_count: 0,
            member_count: 0,
            last_message_seq: None,
            newest_message_seq: None,
            last_activity_at: at(0),
        };
        let mut log = Self { room, members: BTreeMap::new(), messages: BTreeMap::new(), events: Vec::new() };
        for member in members {
            log.joins(member);
        }
        log
    }

    /// The room of two that the first opened; the other has not been told of it.
    pub fn direct(id: RoomId, first: UserId, other: UserId) -> Self {
        let mut log = Self::of(id, []);
        log.room.kind = RoomKind::Direct;
        log.joins(first);
        log.joins(other);
        log.members.entry(other).and_modify(|member| *member = member.beginning_hidden());
        log
    }

    /// The newest number.
    pub fn latest(&self) -> Seq {
        self.room.latest_seq
    }

    /// The event of a number, as it was told.
    pub fn event(&self, seq: Seq) -> &Arc<RoomEvent> {
        &self.events[usize::try_from(seq - 1).expect("a number")]
    }

    /// The events from a number on.
    pub fn from(&self, seq: Seq) -> &[Arc<RoomEvent>] {
        &self.events[usize::try_from(seq - 1).expect("a number")..]
    }

    /// Somebody sends a message.
    pub fn says(&mut self, user: UserId, body: &str) -> Arc<RoomEvent> {
        let when = at(self.latest() + 1);
        let (seq, previous_seq) = self.room.number_message(when);
        self.room.count_text(when, false);
        let message = Message {
            previous_seq,
            actor_id: Some(user),
            body: body.to_owned(),
            created_at: when,
            deleted_at: None,
            text_count: self.room.text_count,
            ..Message::missing(&self.room, seq)
        };
        let direct = self.room.kind == RoomKind::Direct;
        let hiding = self.members.values().filter(|_| direct);
        let shown = hiding.filter_map(|member| Shown::by(&message, *member)).collect();
        let text_count = self.room.text_count;
        self.members.entry(user).and_modify(|member| {
            member.last_read_seq = seq;
            member.read_count = text_count;
        });
        self.messages.insert(seq, message);
        self.tells(seq, Some(user), RoomEventKind::MessageSent, seq, shown)
    }

    /// Somebody edits the message of a number.
    pub fn edits(&mut self, user: UserId, message: Seq) -> Arc<RoomEvent> {
        let when = at(self.latest() + 1);
        let seq = self.room.number_change(when, ChangeKind::Edited, message);
        self.messages.entry(message).and_modify(|message| message.edited_at = Some(when));
        self.tells(seq, Some(user), RoomEventKind::MessageEdited, message, Vec::new())
    }

    /// Somebody deletes the message of a number.
    pub fn deletes(&mut self, user: UserId, message: Seq) -> Arc<RoomEvent> {
        let when = at(self.latest() + 1);
        let seq = self.room.number_change(when, ChangeKind::Deleted, message);
        self.messages.entry(message).and_modify(|message| message.deleted_at = Some(when));
        self.tells(seq, Some(user), RoomEventKind::MessageDeleted, message, Vec::new())
    }

    /// Somebody comes.
    pub fn joins(&mut self, user: UserId) -> Arc<RoomEvent> {
        self.room.member_count += 1;
        let seq = self.notes(SystemKind::MemberJoined, user, None);
        let member = Member::former(&self.messages[&seq], at(seq)).expect("a stay");
        self.members.insert(user, member);
        self.tells(seq, Some(user), RoomEventKind::MemberJoined(member), seq, Vec::new())
    }

    /// Somebody goes.
    pub fn leaves(&mut self, user: UserId) -> Arc<RoomEvent> {
        self.room.member_count -= 1;
        let member = self.members.remove(&user).expect("a member");
        let seq = self.notes(SystemKind::MemberLeft, user, Some(member.joined_seq));
        self.tells(seq, Some(user), RoomEventKind::MemberLeft(member.stay()), seq, Vec::new())
    }

    /// The room is made, and its maker is in it.
    pub fn is_made_by(&mut self, user: UserId) -> Arc<RoomEvent> {
        self.room.member_count += 1;
        let seq = self.notes(SystemKind::RoomCreated, user, None);
        self.members.insert(user, Member::former(&self.messages[&seq], at(seq)).expect("a stay"));
        self.tells(seq, Some(user), RoomEventKind::RoomUpdated, seq, Vec::new())
    }

    /// Somebody reads up to a number.
    pub fn reads(&mut self, user: UserId, seq: Seq) -> Arc<ReadEvent> {
        let read_count = self.count_at(seq);
        self.members.entry(user).and_modify(|member| {
            member.last_read_seq = seq;
            member.read_count = read_count;
        });
        Arc::new(ReadEvent {
            at: at(self.latest()),
            member: self.members[&user],
            unread: self.position(user),
            member_count: self.room.member_count,
        })
    }

    /// Somebody puts a room of two away.
    pub fn puts_away(&mut self, user: UserId) {
        let room = self.room.clone();
        self.members.entry(user).and_modify(|member| *member = member.put_away(&room));
    }

    /// A member's counts as of now, counted one by one.
    pub fn position(&self, user: UserId) -> Unread {
        let member = &self.members[&user];
        let after = self.messages.range(member.last_read_seq + 1..).map(|(_, message)| message);
        let unread = after.filter(|message| message.system.is_none() && message.deleted_at.is_none()).count();
        let unread_count = i64::try_from(unread).expect("few");
        Unread {
            stay: member.stay(),
            unread_count,
            last_read_seq: member.last_read_seq,
            as_of_seq: self.latest(),
            last_message: self.room.last_message(),
            read_base: self.room.text_count - unread_count,
        }
    }

    /// A member's view of the room as of now.
    pub fn membership(&self, user: UserId) -> Membership {
        let member = self.members[&user];
        let Unread { unread_count, as_of_seq, .. } = self.position(user);
        Membership { member, unread_count, as_of_seq, is_hidden: member.is_hidden(self.room.text_count) }
    }

    /// What tells a user that they are in the room as it is now.
    pub fn adds(&self, user: UserId) -> Event {
        let kind = UserEventKind::MembershipAdded(self.membership(user), Arc::new(self.room.clone()));
        Event::User(Arc::new(UserEvent { user, at: at(self.latest()), kind }))
    }

    fn count_at(&self, seq: Seq) -> i64 {
        self.messages.range(..=seq).next_back().map_or(0, |(_, message)| message.text_count)
    }

    /// A SYSTEM message about somebody.
    fn notes(&mut self, system: SystemKind, user: UserId, joined_seq: Option<Seq>) -> Seq {
        let when = at(self.latest() + 1);
        let (seq, previous_seq) = self.room.number_message(when);
        let message = Message {
            previous_seq,
            system: Some(system),
            actor_id: Some(user),
            subject_id: Some(user),
            subject_role: Some(RoomRole::Member),
            subject_joined_seq: joined_seq.or(Some(seq)),
            created_at: when,
            deleted_at: None,
            text_count: self.room.text_count,
            ..Message::missing(&self.room, seq)
        };
        self.messages.insert(seq, message);
        seq
    }

    fn tells(
        &mut self,
        seq: Seq,
        actor_id: Option<UserId>,
        kind: RoomEventKind,
        message: Seq,
        shown: Vec<Shown>,
    ) -> Arc<RoomEvent> {
        let event = Arc::new(RoomEvent {
            seq,
            at: at(seq),
            actor_id,
            client_mutation_id: None,
            kind,
            room: Arc::new(self.room.clone()),
            message: Arc::new(self.messages[&message].clone()),
            people: Vec::new(),
            shown,
            kept_from: Vec::new(),
        });
        self.events.push(event.clone());
        event
    }
}
