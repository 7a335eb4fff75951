//! What Spark should do about statuses and announcements, said again in the simplest way.

use serde_json::{Value, json};
use spark::{clock::Timestamp, domain::presence::GRACE};
use std::collections::BTreeSet;

/// Something that a person does. People, rooms and announcements are known by their place.
#[derive(Clone, Debug)]
pub enum Action {
    /// An absent text stays, null clears it.
    SetStatus {
        who: usize,
        status: &'static str,
        text: Option<Value>,
    },
    Join {
        who: usize,
        room: usize,
    },
    Leave {
        who: usize,
        room: usize,
    },
    Publish {
        who: usize,
        audience: &'static str,
    },
    Retract {
        who: usize,
        which: usize,
    },
    Acknowledge {
        who: usize,
        which: usize,
    },
}

impl Action {
    pub fn who(&self) -> usize {
        match self {
            Self::SetStatus { who, .. }
            | Self::Join { who, .. }
            | Self::Leave { who, .. }
            | Self::Publish { who, .. }
            | Self::Retract { who, .. }
            | Self::Acknowledge { who, .. } => *who,
        }
    }
}

/// What somebody chose to show: status, text.
type Choice = (String, Option<String>);

#[derive(Debug)]
struct Somebody {
    is_admin: bool,
    chosen: &'static str,
    text: Option<String>,
    devices: usize,
    /// When the last device went.
    left_at: Option<Timestamp>,
    /// What whoever shared a room with them, at some time, could hear of them then.
    told: Vec<BTreeSet<Choice>>,
}

#[derive(Debug)]
struct Announcement {
    audience: &'static str,
    retracted: bool,
    acknowledged: BTreeSet<usize>,
}

#[derive(Debug)]
pub struct World {
    people: Vec<Somebody>,
    rooms: Vec<BTreeSet<usize>>,
    announcements: Vec<Announcement>,
}

impl World {
    /// People, some of whom run the server, and who is in which room.
    pub fn new(people: usize, admins: &[usize], rooms: &[&[usize]]) -> Self {
        let somebody = |who| Somebody {
            is_admin: admins.contains(&who),
            chosen: "ONLINE",
            text: None,
            devices: 0,
            left_at: None,
            told: vec![BTreeSet::new(); people],
        };
        let rooms = rooms.iter().map(|members| members.iter().copied().collect()).collect();
        let mut world = Self { people: (0..people).map(somebody).collect(), rooms, announcements: Vec::new() };
        world.notes_who_hears();
        world
    }

    /// Does it; or the code of the refusal.
    pub fn does(&mut self, action: &Action) -> Result<(), &'static str> {
        let done = self.tries(action);
        self.notes_who_hears();
        done
    }

    fn tries(&mut self, action: &Action) -> Result<(), &'static str> {
        let is_admin = self.people[action.who()].is_admin;
        match action {
            Action::SetStatus { who, status, text } => {
                let person = &mut self.people[*who];
                person.chosen = status;
                if let Some(text) = text {
                    person.text = text.as_str().map(str::to_owned);
                }
            }
            Action::Join { who, room } => drop(self.rooms[*room].insert(*who)),
            Action::Leave { who, room } if !self.rooms[*room].remove(who) => return Err("NOT_A_MEMBER"),
            Action::Leave { .. } => {}
            Action::Publish { .. } | Action::Retract { .. } if !is_admin => return Err("FORBIDDEN"),
            Action::Publish { audience, .. } => {
                self.announcements.push(Announcement { audience, retracted: false, acknowledged: BTreeSet::new() });
            }
            Action::Retract { which, .. } => self.announcements[*which].retracted = true,
            Action::Acknowledge { who, which } if !self.is_for(*which, *who) => return Err("NOT_FOUND"),
            Action::Acknowledge { who, which } => drop(self.announcements[*which].acknowledged.insert(*who)),
        }
        Ok(())
    }

    pub fn comes(&mut self, who: usize) {
        self.people[who].devices += 1;
    }

    pub fn goes(&mut self, who: usize, now: Timestamp) {
        let person = &mut self.people[who];
        person.devices -= 1;
        if person.devices == 0 {
            person.left_at = Some(now);
        }
    }

    /// How somebody looks: status, text, when they were seen last.
    pub fn look(&self, who: usize, now: Timestamp) -> Value {
        let person = &self.people[who];
        let is_there = person.devices > 0 || person.left_at.is_some_and(|left_at| left_at + GRACE > now);
        let status = if is_there { person.chosen } else { "OFFLINE" };
        let seen = person.left_at.filter(|_| !is_there).map(Timestamp::to_rfc3339);
        json!({"status": status, "statusText": person.text, "lastSeenAt": seen})
    }

    /// Those with whom somebody shares a room.
    pub fn circle(&self, who: usize) -> BTreeSet<usize> {
        self.rooms.iter().filter(|room| room.contains(&who)).flatten().copied().filter(|other| *other != who).collect()
    }

    fn notes_who_hears(&mut self) {
        for who in 0..self.people.len() {
            let person = &self.people[who];
            let choice = (person.chosen.to_owned(), person.text.clone());
            for hearer in self.circle(who).into_iter().chain([who]) {
                self.people[who].told[hearer].insert(choice.clone());
            }
        }
    }

    /// Whether somebody may have been told of somebody that they look so.
    pub fn may_hear(&self, hearer: usize, of: usize, status: &str, text: Option<&str>) -> bool {
        let mut told = self.people[of].told[hearer].iter();
        told.any(|(chosen, said)| said.as_deref() == text && (status == "OFFLINE" || status == chosen))
    }

    /// How many announcements there are.
    pub fn announced(&self) -> usize {
        self.announcements.len()
    }

    pub fn is_for(&self, which: usize, who: usize) -> bool {
        self.announcements[which].audience == "EVERYONE" || self.people[who].is_admin
    }

    /// The announcements that somebody still is to see, oldest first.
    pub fn pending(&self, who: usize) -> Vec<usize> {
        let open = |which: &usize| {
            let announcement = &self.announcements[*which];
            self.is_for(*which, who) && !announcement.retracted && !announcement.acknowledged.contains(&who)
        };
        (0..self.announced()).filter(open).collect()
    }
}
