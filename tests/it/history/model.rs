//! What Spark should do, said again in the simplest way: a list of events, and counts that are counted.

use serde_json::{Value, json};
use spark::clock::Timestamp;
use std::collections::BTreeMap;

/// Something that a person does. People and rooms are known by their place.
#[derive(Clone, Debug)]
pub enum Action {
    Send { who: usize, room: usize, body: String, metadata: Value },
    Edit { who: usize, room: usize, message: i64, body: String },
    Delete { who: usize, room: usize, message: i64 },
    Read { who: usize, room: usize, seq: i64 },
    Join { who: usize, room: usize },
    Leave { who: usize, room: usize },
    Remove { who: usize, room: usize, whom: usize },
    Add { who: usize, room: usize, whom: usize },
    SetRole { who: usize, room: usize, whom: usize, role: Role },
    Rename { who: usize, room: usize, name: String },
    Hide { who: usize, room: usize, hidden: bool },
    Open { who: usize, room: usize },
    Pin { who: usize, room: usize, pinned: bool },
}

/// What a member may do; whoever may more comes later.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    Member,
    Moderator,
    Owner,
}

impl Role {
    /// The name in the API.
    pub fn name(self) -> &'static str {
        match self {
            Self::Member => "MEMBER",
            Self::Moderator => "MODERATOR",
            Self::Owner => "OWNER",
        }
    }
}

/// The number of the event, none when nothing changed; or the code of the refusal.
pub type Outcome = Result<Option<i64>, &'static str>;

#[derive(Debug)]
pub struct Event {
    pub kind: &'static str,
    pub actor: usize,
    pub at: Timestamp,
    /// The number of the message that it is about.
    pub message: i64,
}

#[derive(Debug)]
pub struct Message {
    /// None of a SYSTEM message.
    pub author: Option<usize>,
    /// Empty of a SYSTEM message: its sentence is not the model's affair.
    pub body: String,
    pub metadata: Value,
    pub created: Timestamp,
    pub edited: Option<Timestamp>,
    pub deleted: Option<Timestamp>,
    pub updated_seq: i64,
}

#[derive(Debug)]
pub struct Stay {
    role: Role,
    pub last_read: i64,
    /// How many texts there were when it was put away, or begun by the other: hidden while there are no more.
    hidden: Option<usize>,
}

/// A PUBLIC room, or one of two.
#[derive(Debug)]
pub struct Room {
    name: String,
    direct: bool,
    /// When what is done now is done.
    now: Timestamp,
    pub events: Vec<Event>,
    pub messages: BTreeMap<i64, Message>,
    pub members: BTreeMap<usize, Stay>,
}

impl Room {
    /// As its maker makes it.
    pub fn new(now: Timestamp, name: &str, maker: usize, others: &[usize]) -> Self {
        let (events, messages, members) = (Vec::new(), BTreeMap::new(), BTreeMap::new());
        let mut room = Self { name: name.to_owned(), direct: false, now, events, messages, members };
        let first = room.tells("RoomUpdated", maker, None);
        room.members.insert(maker, Stay { role: Role::Owner, last_read: first, hidden: None });
        for other in others {
            room.enters(maker, *other);
        }
        room
    }

    /// As the one opens it: hidden from the other.
    pub fn of_two(now: Timestamp, opener: usize, other: usize) -> Self {
        let mut room = Self { direct: true, ..Self::new(now, "", opener, &[other]) };
        for (who, stay) in &mut room.members {
            stay.role = Role::Member;
            stay.hidden = (*who == other).then_some(0);
        }
        room
    }

    /// The other of the two.
    pub fn peer(&self, who: usize) -> Option<usize> {
        let is_one = self.direct && self.members.contains_key(&who);
        self.members.keys().find(|other| is_one && **other != who).copied()
    }

    /// Whether somebody has the room in their lists.
    pub fn is_listed(&self, who: usize) -> bool {
        self.members.get(&who).is_some_and(|stay| stay.hidden != Some(self.texts().count()))
    }

    pub fn latest(&self) -> i64 {
        i64::try_from(self.events.len()).unwrap()
    }

    /// The messages of people.
    pub fn texts(&self) -> impl DoubleEndedIterator<Item = (i64, &Message)> {
        self.messages.iter().filter(|(_, message)| message.author.is_some()).map(|(seq, message)| (*seq, message))
    }

    /// Counted anew: what people wrote after one's position and did not delete.
    pub fn unread(&self, who: usize) -> usize {
        let last_read = self.members[&who].last_read;
        self.texts().filter(|(seq, message)| *seq > last_read && message.deleted.is_none()).count()
    }

    /// What a member is told of its own state in the room.
    pub fn position(&self, who: usize) -> Value {
        json!({
            "unreadCount": self.unread(who), "lastReadSeq": self.members[&who].last_read, "asOfSeq": self.latest(),
            "isHidden": !self.is_listed(who),
        })
    }

    /// A new message with its event.
    fn tells(&mut self, kind: &'static str, actor: usize, body: Option<&str>) -> i64 {
        let seq = self.latest() + 1;
        let message = Message {
            author: body.map(|_| actor),
            body: body.unwrap_or_default().to_owned(),
            metadata: Value::Null,
            created: self.now,
            edited: None,
            deleted: None,
            updated_seq: seq,
        };
        self.messages.insert(seq, message);
        self.events.push(Event { kind, actor, at: self.now, message: seq });
        seq
    }

    /// An event about a message that exists.
    fn changes(&mut self, kind: &'static str, actor: usize, message: i64) -> i64 {
        let seq = self.latest() + 1;
        self.messages.get_mut(&message).unwrap().updated_seq = seq;
        self.events.push(Event { kind, actor, at: self.now, message });
        seq
    }

    fn enters(&mut self, actor: usize, who: usize) -> i64 {
        let seq = self.tells("MemberJoined", actor, None);
        // Who comes to an empty room owns it.
        let role = if self.members.is_empty() { Role::Owner } else { Role::Member };
        self.members.insert(who, Stay { role, last_read: seq, hidden: None });
        seq
    }

    fn sends(&mut self, who: usize, body: &str, metadata: &Value) -> i64 {
        let seq = self.tells("MessageSent", who, Some(body));
        self.messages.get_mut(&seq).unwrap().metadata.clone_from(metadata);
        self.members.get_mut(&who).unwrap().last_read = seq;
        seq
    }

    fn role(&self, who: usize) -> Role {
        self.members[&who].role
    }

    fn owners(&self) -> usize {
        self.members.values().filter(|stay| stay.role == Role::Owner).count()
    }

    /// Does it, if the rules allow it.
    #[expect(clippy::too_many_lines, reason = "an arm a rule")]
    pub fn does(&mut self, action: &Action, now: Timestamp) -> Outcome {
        self.now = now;
        let who = action.who();
        if matches!(action, Action::Remove { whom, .. } if *whom == who) {
            return Err("INVALID_INPUT");
        }
        let inside = self.members.contains_key(&who);
        if self.direct {
            match action {
                _ if !inside => return Err("NOT_FOUND"),
                Action::Leave { .. }
                | Action::Remove { .. }
                | Action::Add { .. }
                | Action::SetRole { .. }
                | Action::Rename { .. } => return Err("FORBIDDEN"),
                _ => {}
            }
        }
        if !inside && !matches!(action, Action::Join { .. }) {
            return Err("NOT_A_MEMBER");
        }
        match action {
            Action::Send { body, metadata, .. } => Ok(Some(self.sends(who, body, metadata))),
            Action::Edit { message, body, .. } => {
                let found = self.messages.get_mut(message).unwrap();
                match found {
                    found if found.author != Some(who) => Err("FORBIDDEN"),
                    found if found.deleted.is_some() => Err("GONE"),
                    found if found.body == *body => Ok(None),
                    found => {
                        found.body.clone_from(body);
                        found.edited = Some(now);
                        Ok(Some(self.changes("MessageEdited", who, *message)))
                    }
                }
            }
            Action::Delete { message, .. } => {
                let keeps_order = self.role(who) >= Role::Moderator;
                let found = self.messages.get_mut(message).unwrap();
                if found.author != Some(who) && !keeps_order {
                    return Err("FORBIDDEN");
                }
                if found.deleted.is_some() {
                    return Ok(None);
                }
                // Nothing of what was said stays.
                (found.deleted, found.metadata) = (Some(now), Value::Null);
                found.body.clear();
                Ok(Some(self.changes("MessageDeleted", who, *message)))
            }
            Action::Read { seq, .. } if *seq > self.latest() => Err("INVALID_INPUT"),
            Action::Read { seq, .. } => {
                let stay = self.members.get_mut(&who).unwrap();
                stay.last_read = stay.last_read.max(*seq);
                Ok(None)
            }
            Action::Join { .. } => Ok(if inside { None } else { Some(self.enters(who, who)) }),
            Action::Leave { .. } => {
                if self.role(who) == Role::Owner && self.owners() == 1 && self.members.len() > 1 {
                    return Err("LAST_OWNER");
                }
                self.members.remove(&who);
                Ok(Some(self.tells("MemberLeft", who, None)))
            }
            Action::Remove { .. } | Action::Add { .. } | Action::Rename { .. } if self.role(who) < Role::Moderator => {
                Err("FORBIDDEN")
            }
            Action::Remove { whom, .. } => match self.members.get(whom).map(|stay| stay.role) {
                None => Err("NOT_FOUND"),
                Some(role) if role > Role::Member && self.role(who) < Role::Owner => Err("FORBIDDEN"),
                Some(_) => {
                    self.members.remove(whom);
                    Ok(Some(self.tells("MemberLeft", who, None)))
                }
            },
            Action::Add { whom, .. } => {
                if !self.members.contains_key(whom) {
                    self.enters(who, *whom);
                }
                // The payload shows members, no number.
                Ok(None)
            }
            Action::Hide { hidden: true, .. } if !self.direct => Err("INVALID_INPUT"),
            Action::Hide { hidden: true, .. } => {
                let (latest, texts) = (self.latest(), self.texts().count());
                let stay = self.members.get_mut(&who).unwrap();
                (stay.last_read, stay.hidden) = (latest, Some(texts));
                Ok(None)
            }
            Action::Hide { .. } | Action::Open { .. } => {
                self.members.get_mut(&who).unwrap().hidden = None;
                Ok(None)
            }
            Action::Pin { .. } => Ok(None),
            Action::Rename { name, .. } if *name == self.name => Ok(None),
            Action::Rename { name, .. } => {
                self.name.clone_from(name);
                Ok(Some(self.tells("RoomUpdated", who, None)))
            }
            Action::SetRole { .. } if self.role(who) < Role::Owner => Err("FORBIDDEN"),
            Action::SetRole { whom, role, .. } => match self.members.get(whom).map(|stay| stay.role) {
                None => Err("NOT_FOUND"),
                Some(same) if same == *role => Ok(None),
                Some(Role::Owner) if self.owners() == 1 => Err("LAST_OWNER"),
                Some(_) => {
                    self.members.get_mut(whom).unwrap().role = *role;
                    Ok(Some(self.tells("MemberRoleChanged", who, None)))
                }
            },
        }
    }
}

impl Action {
    pub fn who(&self) -> usize {
        match self {
            Self::Send { who, .. }
            | Self::Edit { who, .. }
            | Self::Delete { who, .. }
            | Self::Read { who, .. }
            | Self::Join { who, .. }
            | Self::Leave { who, .. }
            | Self::Remove { who, .. }
            | Self::Add { who, .. }
            | Self::SetRole { who, .. }
            | Self::Rename { who, .. }
            | Self::Hide { who, .. }
            | Self::Open { who, .. }
            | Self::Pin { who, .. } => *who,
        }
    }

    pub fn room(&self) -> usize {
        match self {
            Self::Send { room, .. }
            | Self::Edit { room, .. }
            | Self::Delete { room, .. }
            | Self::Read { room, .. }
            | Self::Join { room, .. }
            | Self::Leave { room, .. }
            | Self::Remove { room, .. }
            | Self::Add { room, .. }
            | Self::SetRole { room, .. }
            | Self::Rename { room, .. }
            | Self::Hide { room, .. }
            | Self::Open { room, .. }
            | Self::Pin { room, .. } => *room,
        }
    }
}
