//! Ann: what she heard, and what her client shows.

use crate::{
    domain::event::{UserEvent, UserEventKind},
    hub::{
        Hub,
        channel::{RoomItem, UserItem},
    },
    ids::Seq,
    testing::{ANN, Ears, Log, ROOM},
};
use futures_util::{FutureExt, StreamExt};
use std::sync::Arc;

/// How far she is.
pub enum Listening {
    No,
    /// She is registered, and it was read whether she is in the room.
    Registered {
        is_in: bool,
    },
    /// She stands in the room.
    Watched {
        is_in: bool,
    },
    /// Her position was read.
    Read {
        is_in: bool,
        log: Box<Log>,
    },
    /// She hears.
    Live,
}

/// A count, and up to which number it holds.
type Count = (i64, Seq);

pub struct Ann {
    pub listening: Listening,
    ears: Option<Ears>,
    /// What came, each with whether she was in the room with it.
    heard: Vec<Seq>,
    /// What her client shows.
    count: Option<Count>,
    /// The newest number when she went live: what is before it, her client read.
    since: Seq,
}

impl Ann {
    pub fn new() -> Self {
        Self { listening: Listening::No, ears: None, heard: Vec::new(), count: None, since: 0 }
    }

    /// The mailboxes are there.
    pub fn register(&mut self, hub: &Arc<Hub>, log: &Log) {
        self.ears = Some(Ears::deaf(hub, ANN));
        self.listening = Listening::Registered { is_in: log.members.contains_key(&ANN) };
    }

    /// She stands in the rooms that were read.
    pub fn watch(&self, hub: &Hub, is_in: bool) {
        if let Some(ears) = self.ears.as_ref().filter(|_| is_in) {
            hub.watch(&ears.own.topic, &[ROOM]);
        }
    }

    /// The positions are there: she is live, and her client reads what is.
    pub fn load(&mut self, hub: &Hub, is_in: bool, read: &Log, log: &Log) {
        if let Some(ears) = self.ears.as_ref().filter(|_| is_in) {
            ears.load_positions(hub, [read]);
        }
        self.listening = Listening::Live;
        self.since = log.latest();
        self.count = count_in(log);
    }

    /// Takes what waits in the mailboxes.
    pub fn listen(&mut self, log: &Log) {
        let Some(ears) = &mut self.ears else { return };
        while let Some(item) = ears.rooms.next().now_or_never().flatten() {
            match item {
                RoomItem::Ready => {}
                RoomItem::Event(event) => self.heard.push(event.seq),
                // That there was something counts: what it was she may not see any more.
                RoomItem::SyncRequired(gap) => self.heard.extend(gap.from..=gap.to),
            }
        }
        while let Some(item) = ears.own.next().now_or_never().flatten() {
            match item {
                UserItem::Event(event) => self.count = newer(self.count, &event),
                UserItem::LoginSyncRequired => self.count = count_in(log),
                UserItem::Ready | UserItem::SessionEnded(_) => {}
            }
        }
    }

    /// As though a number had come. For rules that are taken out.
    pub fn hears(&mut self, seq: Seq) {
        self.heard.push(seq);
    }

    /// What may never be. `is_in` says of each number whether Ann was in the room with it, `is_owed` whether she must hear it.
    pub fn wrong(&self, is_in: impl Fn(Seq) -> bool, is_owed: impl Fn(Seq) -> bool) -> Option<String> {
        let pairs = || self.heard.iter().zip(self.heard.iter().skip(1));
        if let Some((one, next)) = pairs().find(|(one, next)| one >= next) {
            return Some(format!("#{next} after #{one}"));
        }
        if let Some(missed) = pairs().find_map(|(one, next)| (one + 1..*next).find(|between| is_owed(*between))) {
            return Some(format!("#{missed} is left out"));
        }
        self.heard.iter().find(|seq| !is_in(**seq)).map(|seq| format!("#{seq}, with which she is not in the room"))
    }

    /// Whether she was told of a stay, or found it when she came.
    pub fn knows(&self, (from, to): (Seq, Seq)) -> bool {
        from <= self.since || self.heard.iter().any(|seq| (from..=to).contains(seq))
    }

    /// What may not be when nothing can happen any more.
    pub fn lacks(&self, log: &Log, is_owed: impl Fn(Seq) -> bool) -> Option<String> {
        if let Some(missed) =
            (self.since + 1..=log.latest()).filter(|seq| is_owed(*seq)).find(|seq| !self.heard.contains(seq))
        {
            return Some(format!("#{missed} never came"));
        }
        let (shown, is) = (self.count.map(|(count, _)| count), count_in(log).map(|(count, _)| count));
        (is.is_some() && shown != is).then(|| format!("{shown:?} unread are shown, {is:?} are"))
    }

    /// All that she knows.
    pub fn describe(&self) -> String {
        let listening = match &self.listening {
            Listening::No => "no".to_owned(),
            Listening::Registered { is_in } => format!("registered {is_in}"),
            Listening::Watched { is_in } => format!("watched {is_in}"),
            Listening::Read { is_in, log } => format!("read {is_in} {}", log.latest()),
            Listening::Live => format!("live {}", self.since),
        };
        format!("{listening} {:?} {:?}", self.heard, self.count)
    }
}

fn count_in(log: &Log) -> Option<Count> {
    log.members.contains_key(&ANN).then(|| log.position(ANN)).map(|unread| (unread.unread_count, unread.as_of_seq))
}

/// What a client shows after an event: what is older than what it shows, it passes over.
fn newer(shown: Option<Count>, event: &UserEvent) -> Option<Count> {
    let told = match &event.kind {
        UserEventKind::UnreadCountChanged(unread) => (unread.unread_count, unread.as_of_seq),
        UserEventKind::MembershipAdded(membership, _) => (membership.unread_count, membership.as_of_seq),
        _ => return shown,
    };
    if shown.is_some_and(|(_, as_of)| told.1 < as_of) { shown } else { Some(told) }
}
