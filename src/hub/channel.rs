//! The four channels: what each delivers, and what a reader who is too slow gets instead. A file a channel.
//!
//! To add a channel, from the event up to the client:
//!
//! 1. Its event: a variant of `Event` in `src/domain/event.rs`, unless it is never stored.
//! 2. A file here: a type that is a `Channel`, whose `Item` is what its readers get. What waits is bounded by the
//!    socket's `Budget`; what is done beyond it is `Channel::overflow`.
//! 3. A file in `src/hub/topic`: who listens, and what reaches them. It pushes into mailboxes of that type.
//! 4. `Subscribed` for the type, and `Hub::subscribe_…`, in `src/hub/subscription.rs`. The event comes in at
//!    `src/hub/publishing.rs`: when it is committed, and when nobody knows whether it was.
//! 5. A file in `src/feed`, when it has a past; else the subscription is the feed.
//! 6. What an item looks like: an interface or a union in `src/graphql/types`, `RenderedChannel` in
//!    `src/graphql/render/channels.rs`, and the field of the twin in `src/graphql/render/renderer.rs`.
//! 7. The field in `src/graphql/operations/subscriptions.rs`, which `admit`s; its lists, if it takes any, in
//!    `src/graphql/request/arguments.rs`; its name among the figures of `src/transport/operation.rs`. Then `make schema`.
//! 8. A word for its items in `src/testing/ears.rs`, a story in `tests/it`, and the glossary of ARCHITECTURE.md, which lists them.

mod active;
mod global;
mod rooms;
mod user;

pub use active::ActiveChannel;
pub use global::{GlobalChannel, GlobalItem};
pub use rooms::{Gap, RoomChannel, RoomItem};
pub use user::{UserChannel, UserItem};

use crate::hub::{budget::Budget, shared_event::SharedEvent};
use std::{
    collections::VecDeque,
    task::{Context, Poll, Waker},
};

/// A channel: what its readers get, from the mailbox to what is rendered.
pub trait Channel: Sized + Send + 'static {
    /// What happens in it.
    type Event: Send + Sync + 'static;
    /// What its readers get: an event, or what stands in the place of events. A mailbox holds thousands, so it is small.
    type Item: From<SharedEvent<Self::Event>> + Clone + Send + Sync + Unpin + 'static;
    /// What a mailbox notes of events that were dropped, until the reader is told.
    type Dropped: Default + Send;

    /// About how many bytes a reader's copy of an event takes.
    fn weight(event: &Self::Event) -> usize;

    /// The event that the item is. What is none takes no place of the budget, and is rendered for each reader.
    fn event(item: &Self::Item) -> Option<&SharedEvent<Self::Event>>;

    /// Takes an event that needs no place of its own, for what waits says it, or says it with a small change. Returns whether it
    /// did.
    fn absorb(_: &mut Queue<Self>, _: &Budget, _: &SharedEvent<Self::Event>) -> bool {
        false
    }

    /// The overflow policy: what is done with an event that finds no place.
    fn overflow(queue: &mut Queue<Self>, budget: &Budget, event: &SharedEvent<Self::Event>);

    /// The turn of an item has come: completes it by what was noted of dropped events.
    fn hand_over(_: &mut Self::Item, _: &mut Self::Dropped) {}
}

/// What waits for a reader of a channel.
pub struct Queue<C: Channel> {
    items: VecDeque<C::Item>,
    /// What the channel notes of events that were dropped, until the reader is told.
    dropped: C::Dropped,
    ended: bool,
    /// The reader's waker. It is kept while the reader is awake: the next sleep is of the same task, and saves cloning it.
    reader: Option<Waker>,
    /// Whether the reader sleeps. A reader that is busy with a slow socket is not woken by every event.
    asleep: bool,
}

impl<C: Channel> Default for Queue<C> {
    fn default() -> Self {
        let dropped = C::Dropped::default();
        Self { items: VecDeque::new(), dropped, ended: false, reader: None, asleep: false }
    }
}

impl<C: Channel> Queue<C> {
    /// Puts an item behind all others. Its place is taken already, if it needs one.
    pub(in crate::hub) fn push(&mut self, item: C::Item) {
        self.items.push_back(item);
        self.wake();
    }

    /// The next item, whose place is free then; the end after the last.
    pub(in crate::hub) fn poll(&mut self, budget: &Budget, context: &mut Context<'_>) -> Poll<Option<C::Item>> {
        let Some(mut item) = self.items.pop_front() else {
            if self.ended {
                return Poll::Ready(None);
            }
            match &mut self.reader {
                Some(reader) => reader.clone_from(context.waker()),
                reader => *reader = Some(context.waker().clone()),
            }
            self.asleep = true;
            return Poll::Pending;
        };
        if let Some(event) = C::event(&item) {
            budget.give(C::weight(event));
        }
        C::hand_over(&mut item, &mut self.dropped);
        Poll::Ready(Some(item))
    }

    pub(in crate::hub) fn has_ended(&self) -> bool {
        self.ended
    }

    /// Takes no more from now on.
    pub(in crate::hub) fn end(&mut self) {
        self.ended = true;
        self.wake();
    }

    pub(in crate::hub) fn iter(&self) -> impl Iterator<Item = &C::Item> {
        self.items.iter()
    }

    pub(in crate::hub) fn iter_mut(&mut self) -> impl Iterator<Item = &mut C::Item> {
        self.items.iter_mut()
    }

    /// Drops the events that are not to be kept, and gives their places back.
    pub(in crate::hub) fn retain(&mut self, budget: &Budget, mut keeps: impl FnMut(&C::Event) -> bool) {
        self.items.retain(|item| match C::event(item) {
            Some(event) if !keeps(event) => {
                budget.give(C::weight(event));
                false
            }
            _ => true,
        });
    }

    /// Replaces an item by one that needs no place.
    pub(in crate::hub) fn replace(&mut self, budget: &Budget, at: usize, item: C::Item) {
        if let Some(old) = self.items.get_mut(at) {
            if let Some(event) = C::event(old) {
                budget.give(C::weight(event));
            }
            *old = item;
        }
    }

    fn wake(&mut self) {
        if std::mem::take(&mut self.asleep)
            && let Some(reader) = &self.reader
        {
            reader.wake_by_ref();
        }
    }
}
