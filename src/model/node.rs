//! A server: a write queue, a hub, and who repairs its rooms.

use crate::{
    domain::event::{Event, RoomEvent},
    feed::to_read::ToRead,
    hub::{Hub, Missing, Repair},
    ids::Seq,
    store::Logged,
    testing::ROOM,
};
use std::sync::Arc;

/// What the write queue of the room is at.
#[derive(Clone)]
pub enum Queue {
    Idle,
    /// It was committed, and is to be published.
    Publishes(Arc<RoomEvent>),
    /// Its COMMIT has no answer.
    Doubts(Arc<RoomEvent>),
}

/// A room that somebody is at.
pub struct RepairUnderWay {
    pub repair: Repair,
    pub to_read: ToRead,
    /// What was read, and is to be handed to the hub.
    pub page: Option<(Vec<Logged>, (Seq, Seq))>,
}

impl RepairUnderWay {
    /// Whether a COMMIT may still come in.
    pub fn is_in_doubt(&self) -> bool {
        self.repair.unconfirmed.is_some()
    }
}

pub struct Node {
    pub hub: Arc<Hub>,
    pub missing: Missing,
    pub queue: Queue,
    pub under_way: Option<RepairUnderWay>,
    /// The newest number that it knows to be committed, which it says to the others.
    pub written: Seq,
    /// Up to which number it has looked at the room while nobody listened.
    pub scanned: Seq,
}

impl Node {
    pub fn new() -> Self {
        let (hub, missing) = Hub::new();
        Self { hub, missing, queue: Queue::Idle, under_way: None, written: 0, scanned: 0 }
    }

    pub fn wrote(&mut self, seq: Seq) {
        self.written = self.written.max(seq);
    }

    /// Takes a room that waits.
    pub fn take_repair(&mut self) {
        self.under_way = self.missing.take_early().map(|repair| {
            let to_read = ToRead::new(repair.unconfirmed);
            RepairUnderWay { repair, to_read, page: None }
        });
    }

    /// The numbers that are committed, as all nodes say, and that are to be looked at here.
    pub fn untold(&self, committed: Seq, looks_for_nobody: bool) -> std::ops::RangeInclusive<Seq> {
        let unheard = if looks_for_nobody { self.scanned + 1 } else { committed + 1 };
        self.hub.next_seq(ROOM).unwrap_or(unheard)..=committed
    }

    pub fn describe(&self) -> String {
        let queue = match &self.queue {
            Queue::Idle => "idle".to_owned(),
            Queue::Publishes(event) => format!("publishes {}", event.seq),
            Queue::Doubts(event) => format!("doubts {}", event.seq),
        };
        let under_way = self.under_way.as_ref().map(|it| {
            let page = it.page.as_ref().map(|(_, page)| page);
            format!("{:?} {:?} {page:?}", it.repair.unconfirmed, it.to_read)
        });
        format!("{queue} {under_way:?} {} {} {}", self.written, self.scanned, self.hub.describe(ROOM))
    }
}

/// An event of a room, as a COMMIT gives it.
pub fn told(event: &Arc<RoomEvent>) -> Event {
    Event::Room(event.clone())
}
