//! `global`: what concerns everybody. Without a place the whole socket is closed: a client that comes back gets all that is
//! pending.

use crate::{
    domain::{announcement::Announcement, event::GlobalEvent},
    hub::{
        budget::Budget,
        channel::{Channel, Queue},
        mailbox::Mailbox,
        shared_event::SharedEvent,
    },
};
use std::sync::Arc;

/// The channel of `global`.
pub enum GlobalChannel {}

/// What a reader of announcements gets.
#[derive(Clone, Debug)]
pub enum GlobalItem {
    /// An announcement that was pending when the subscription began.
    Announcement(Arc<Announcement>),
    /// An announcement was published or retracted.
    Event(SharedEvent<GlobalEvent>),
}

impl From<SharedEvent<GlobalEvent>> for GlobalItem {
    fn from(event: SharedEvent<GlobalEvent>) -> Self {
        Self::Event(event)
    }
}

impl Channel for GlobalChannel {
    type Event = GlobalEvent;
    type Item = GlobalItem;
    type Dropped = ();

    fn weight(event: &GlobalEvent) -> usize {
        event.weight()
    }

    fn event(item: &GlobalItem) -> Option<&SharedEvent<GlobalEvent>> {
        match item {
            GlobalItem::Event(event) => Some(event),
            GlobalItem::Announcement(_) => None,
        }
    }

    /// Ends the mailbox after what waits, and has the socket closed. It ends in no other way while it is read.
    fn overflow(queue: &mut Queue<Self>, budget: &Budget, _: &SharedEvent<GlobalEvent>) {
        queue.end();
        budget.cut_off();
    }
}

impl Mailbox<GlobalChannel> {
    /// An event may be missing: the same as when one finds no place.
    pub fn cut_off(&self) {
        if let Some(mut queue) = self.open() {
            queue.end();
            self.budget().cut_off();
        }
    }
}
