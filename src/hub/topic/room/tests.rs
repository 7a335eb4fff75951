//! A room whose events come twice, late and with holes; who comes and goes meanwhile; and what each counts.

mod counts;
pub(super) mod histories;
mod loading;
mod mentions;
mod order;
mod stays;

use super::*;
use crate::{
    domain::event::Event,
    hub::{Hub, Missing, channel::UserItem, tests::is_known},
    testing::{ANN, BOB, CLEO, Ears, Log, OTHER, ROOM, at, commits, happen, now, of_user, person},
};
use futures_util::{FutureExt, StreamExt};

/// Ann listens to the room in which she and Bob are: its numbers 1 and 2.
struct Story {
    hub: Arc<Hub>,
    holes: Missing,
    log: Log,
    ann: Ears,
}

impl Story {
    fn new() -> Self {
        let (hub, holes) = Hub::new();
        let log = Log::of(ROOM, [ANN, BOB]);
        let ann = Ears::of(&hub, ANN, [&log]);
        Self { hub, holes, log, ann }
    }

    /// Bob says so many things.
    fn bob_says(&mut self, count: usize) {
        for n in 0..count {
            self.log.says(BOB, &format!("{n}"));
        }
    }

    /// The events of these numbers come in, in this order.
    fn come(&self, numbers: &[Seq]) {
        happen(&self.hub, numbers.iter().map(|seq| self.log.event(*seq)));
    }

    /// What the hub keeps of the room, while it keeps it.
    fn topic<T>(&self, look: impl FnOnce(&RoomTopic) -> T) -> Option<T> {
        crate::hub::lock(&self.hub.rooms, ROOM.0).get(&ROOM).map(look)
    }

    /// How often the room waits to be repaired since the last time: once, if at all.
    fn repairs(&mut self) -> usize {
        let asked = std::iter::from_fn(|| self.holes.try_next());
        asked.inspect(|room| assert_eq!(*room, ROOM)).count()
    }

    fn ticks(&self) {
        self.hub.tick(now(self.log.latest()));
    }
}

/// The next that somebody hears of their own.
fn next(ears: &mut Ears) -> Arc<UserEvent> {
    match ears.own.inbox.next().now_or_never().flatten() {
        Some(UserItem::Event(event)) => event.event().clone(),
        other => panic!("nothing is told: {other:?}"),
    }
}
