//! `activeRoom`: who types and who reads in a room, now. Without a place an event is dropped: the next one says more.

use crate::{
    domain::event::{ActiveEvent, ActiveEventKind},
    hub::{
        budget::Budget,
        channel::{Channel, Queue},
        shared_event::SharedEvent,
    },
};

/// The channel of `activeRoom`. Its readers get its events and nothing else.
pub enum ActiveChannel {}

impl Channel for ActiveChannel {
    type Event = ActiveEvent;
    type Item = SharedEvent<ActiveEvent>;
    type Dropped = ();

    fn weight(_: &ActiveEvent) -> usize {
        300
    }

    fn event(item: &SharedEvent<ActiveEvent>) -> Option<&SharedEvent<ActiveEvent>> {
        Some(item)
    }

    /// An event replaces an older one of the same person that still waits.
    fn absorb(queue: &mut Queue<Self>, _: &Budget, event: &SharedEvent<ActiveEvent>) -> bool {
        let older = queue.iter_mut().find(|older| replaces(&event.kind, &older.kind));
        older.map(|older| *older = event.clone()).is_some()
    }

    fn overflow(_: &mut Queue<Self>, _: &Budget, _: &SharedEvent<ActiveEvent>) {}
}

/// Whether the new event of an active room may replace the old one.
fn replaces(new: &ActiveEventKind, old: &ActiveEventKind) -> bool {
    match (old, new) {
        (ActiveEventKind::Typing { user: old, .. }, ActiveEventKind::Typing { user: new, .. }) => old == new,
        (ActiveEventKind::ReadReceipt(old), ActiveEventKind::ReadReceipt(new)) => old.user_id == new.user_id,
        _ => false,
    }
}
