//! What Spark should do, said again in the simplest way: a list of events, and counts that are counted.

use serde_json::{Value, json};
use spark::clock::Timestamp;
use std::collections::BTreeMap;

/// What is given to messages.
pub const EMOJI: [&str; 2] = ["👍", "❤\u{fe0f}"];

/// A text by its number: three that name nobody, one for each of the people, two for everybody.
pub fn body(n: u8, people: &[String]) -> String {
    match n {
        0..=2 => format!("text {n}"),
        3..=5 => format!("look, @{}!", people[usize::from(n) - 3]),
        6 => format!("@all and @{}", people[1]),
        _ => "who is @here?".to_owned(),
    }
}

/// Whom such a text names.
fn names(body: &str) -> (Vec<usize>, bool) {
    let is_named = |who: &usize| body.contains(["@alice", "@bob", "@carol"][*who]);
    ((0..3).filter(is_named).collect(), body.contains("@all") || body.contains("@here"))
}

/// What a file is called, by what stands in it.
pub fn file_name(text: &str) -> String {
    format!("{text}.txt")
}

/// What is sent on of a message: its text, who first said it, and what stands in its files.
pub type Said = (String, usize, Vec<String>);

/// Something that a person does. People and rooms are known by their place.
#[derive(Clone, Debug)]
pub enum Action {
    Send {
        who: usize,
        room: usize,
        body: String,
        metadata: Value,
        /// What stands in the files that hang on it.
        files: Vec<String>,
    },
    Edit {
        who: usize,
        room: usize,
        message: i64,
        body: String,
    },
    Delete {
        who: usize,
        room: usize,
        message: i64,
    },
    Answer {
        who: usize,
        room: usize,
        parent: i64,
        body: String,
    },
    React {
        who: usize,
        room: usize,
        message: i64,
        emoji: usize,
        added: bool,
    },
    /// What is said in a message of another room, if the one may read it, and who first said it.
    Forward {
        who: usize,
        room: usize,
        from: usize,
        message: i64,
        said: Result<Said, &'static str>,
    },
    Read {
        who: usize,
        room: usize,
        seq: i64,
    },
    Join {
        who: usize,
        room: usize,
    },
    Leave {
        who: usize,
        room: usize,
    },
    Remove {
        who: usize,
        room: usize,
        whom: usize,
    },
    Add {
        who: usize,
        room: usize,
        whom: usize,
    },
    SetRole {
        who: usize,
        room: usize,
        whom: usize,
        role: Role,
    },
    Rename {
        who: usize,
        room: usize,
        name: String,
    },
    Hide {
        who: usize,
        room: usize,
        hidden: bool,
    },
    Open {
        who: usize,
        room: usize,
    },
    Pin {
        who: usize,
        room: usize,
        pinned: bool,
    },
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
    pub parent: Option<i64>,
    /// Each emoji with who gave it, in the order in which they were first given.
    pub reactions: Vec<(usize, Vec<usize>)>,
    pub first_author: Option<usize>,
    /// The people whom it names, of those who were members, and whether it names the room.
    pub named: (Vec<usize>, bool),
    /// What stands in the files that hang on it.
    pub files: Vec<String>,
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

    /// Those of them that name this member, or everybody.
    pub fn mentions(&self, who: usize) -> usize {
        let last_read = self.members[&who].last_read;
        let unread = self.texts().filter(|(seq, _)| *seq > last_read);
        unread.filter(|(_, message)| message.named.1 || message.named.0.contains(&who)).count()
    }

    /// What is shown of a message beside its text.
    pub fn thread(&self, seq: i64) -> Value {
        let message = &self.messages[&seq];
        let answers = self.texts().filter(|(_, answer)| answer.parent == Some(seq) && answer.deleted.is_none()).count();
        let given = message.reactions.iter();
        let reactions: Vec<_> = given.map(|(emoji, who)| json!({"emoji": EMOJI[*emoji], "count": who.len()})).collect();
        let files = message.files.iter();
        let files: Vec<_> = files.map(|text| json!({"name": file_name(text), "byteSize": text.len()})).collect();
        json!({"attachments": files, "parent": message.parent, "replyCount": answers, "reactions": reactions, "mentionsRoom": message.named.1,
            "mentions": message.named.0, "forwardedFrom": message.first_author})
    }

    /// What somebody may send on of a message, and who first said it.
    pub fn said(&self, who: usize, seq: i64) -> Result<Said, &'static str> {
        let message = &self.messages[&seq];
        if self.direct && !self.members.contains_key(&who) {
            return Err("NOT_FOUND");
        }
        if message.deleted.is_some() {
            return Err("GONE");
        }
        Ok((message.body.clone(), message.first_author.or(message.author).unwrap(), message.files.clone()))
    }

    /// The newest message that answers none.
    pub fn last_message(&self) -> Option<i64> {
        self.texts().filter(|(_, message)| message.parent.is_none()).map(|(seq, _)| seq).next_back()
    }

    /// What a member is told of its own state in the room.
    pub fn position(&self, who: usize) -> Value {
        json!({
            "unreadCount": self.unread(who), "mentionCount": self.mentions(who), "lastReadSeq": self.members[&who].last_read, "asOfSeq": self.latest(),
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
            parent: None,
            reactions: Vec::new(),
            first_author: None,
            named: (Vec::new(), false),
            files: Vec::new(),
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

    /// Of the people those who are in.
    fn named(&self, body: &str) -> (Vec<usize>, bool) {
        let (people, room) = names(body);
        (people.into_iter().filter(|who| self.members.contains_key(who)).collect(), room)
    }

    fn sends(&mut self, who: usize, body: &str, metadata: &Value) -> i64 {
        let named = self.named(body);
        let seq = self.tells("MessageSent", who, Some(body));
        let message = self.messages.get_mut(&seq).unwrap();
        message.named = named;
        message.metadata.clone_from(metadata);
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
            Action::Send { body, metadata, files, .. } => {
                let seq = self.sends(who, body, metadata);
                self.messages.get_mut(&seq).unwrap().files.clone_from(files);
                Ok(Some(seq))
            }
            Action::Answer { parent, body, .. } => {
                let answered = &self.messages[parent];
                match answered {
                    answered if answered.parent.is_some() => Err("INVALID_INPUT"),
                    answered if answered.deleted.is_some() => Err("GONE"),
                    _ => {
                        let seq = self.sends(who, body, &Value::Null);
                        self.messages.get_mut(&seq).unwrap().parent = Some(*parent);
                        self.messages.get_mut(parent).unwrap().updated_seq = seq;
                        Ok(Some(seq))
                    }
                }
            }
            Action::React { message, emoji, added, .. } => {
                let found = self.messages.get_mut(message).unwrap();
                if found.deleted.is_some() {
                    return Err("GONE");
                }
                let given = found.reactions.iter().position(|(other, _)| other == emoji);
                let gave = given.is_some_and(|at| found.reactions[at].1.contains(&who));
                if gave == *added {
                    return Ok(None);
                }
                match given {
                    Some(at) if *added => found.reactions[at].1.push(who),
                    Some(at) => found.reactions[at].1.retain(|giver| *giver != who),
                    None => found.reactions.push((*emoji, vec![who])),
                }
                // One that nobody gives any more begins anew.
                found.reactions.retain(|(_, who)| !who.is_empty());
                Ok(Some(self.changes("ReactionChanged", who, *message)))
            }
            Action::Forward { said, .. } => {
                let (body, first_author, files) = said.clone()?;
                let seq = self.sends(who, &body, &Value::Null);
                let message = self.messages.get_mut(&seq).unwrap();
                (message.first_author, message.named) = (Some(first_author), (Vec::new(), false));
                message.files = files;
                Ok(Some(seq))
            }
            Action::Edit { message, body, .. } => {
                let named = self.named(body);
                let found = self.messages.get_mut(message).unwrap();
                match found {
                    found if found.author != Some(who) => Err("FORBIDDEN"),
                    found if found.deleted.is_some() => Err("GONE"),
                    found if found.first_author.is_some_and(|first| first != who) => Err("FORBIDDEN"),
                    found if found.body == *body => Ok(None),
                    found => {
                        found.body.clone_from(body);
                        found.edited = Some(now);
                        found.named = named;
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
                (found.reactions, found.named) = (Vec::new(), (Vec::new(), false));
                found.first_author = None;
                found.files.clear();
                let parent = found.parent;
                let seq = self.changes("MessageDeleted", who, *message);
                if let Some(parent) = parent {
                    self.messages.get_mut(&parent).unwrap().updated_seq = seq;
                }
                Ok(Some(seq))
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
            | Self::Answer { who, .. }
            | Self::React { who, .. }
            | Self::Forward { who, .. }
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
            | Self::Answer { room, .. }
            | Self::React { room, .. }
            | Self::Forward { room, .. }
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
