//! What waits for one subscription: a queue of its channel's items. Pushing never waits. All mailboxes of a socket share one
//! budget of events and bytes; what becomes of an event that finds no place, its channel says (`Channel::overflow`).

mod budget;

pub use budget::{Budget, MAX_BYTES, MAX_EVENTS};

use crate::hub::{channel::Channel, shared_event::SharedEvent};
use futures_util::Stream;
use std::{
    collections::VecDeque,
    pin::Pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::{Context, Poll, Waker},
};

/// The writers' end.
pub struct Mailbox<C: Channel> {
    budget: Arc<Budget>,
    /// A std mutex: held for a push or a pop, never across an await.
    queue: Mutex<Queue<C>>,
}

/// What waits.
pub struct Queue<C: Channel> {
    items: VecDeque<C::Item>,
    /// What the channel notes of events that were dropped, until the reader is told.
    pub(in crate::hub) dropped: C::Dropped,
    ended: bool,
    /// The reader's waker. It is kept while the reader is awake: the next sleep is of the same task, and saves cloning it.
    reader: Option<Waker>,
    /// Whether the reader sleeps. A reader that is busy with a slow socket is not woken by every event.
    asleep: bool,
}

impl<C: Channel> Mailbox<C> {
    /// A mailbox that shares its socket's budget.
    pub fn new(budget: Arc<Budget>) -> Arc<Self> {
        let dropped = C::Dropped::default();
        let queue = Queue { items: VecDeque::new(), dropped, ended: false, reader: None, asleep: false };
        Arc::new(Self { budget, queue: Mutex::new(queue) })
    }

    /// Puts an event in, or does with it what its channel does with what finds no place.
    pub fn push(&self, event: &SharedEvent<C::Event>) {
        let Some(mut queue) = self.open() else { return };
        if C::absorb(&mut queue, &self.budget, event) {
            return;
        }
        if self.budget.take(C::weight(event)) {
            queue.push(event.clone().into());
        } else {
            C::overflow(&mut queue, &self.budget, event);
        }
    }

    /// The queue, as long as anything may come. Nothing does after the end, however long it takes to be read.
    pub(in crate::hub) fn open(&self) -> Option<MutexGuard<'_, Queue<C>>> {
        Some(self.queue()).filter(|queue| !queue.ended)
    }

    fn queue(&self) -> MutexGuard<'_, Queue<C>> {
        // A panic under this lock can only have lost an event, and the reader sees that by its `seq`.
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Ends the mailbox after what waits.
    pub(in crate::hub) fn close(&self) {
        if let Some(mut queue) = self.open() {
            queue.end();
        }
    }

    /// What all mailboxes of the socket share.
    pub(in crate::hub) fn budget(&self) -> &Budget {
        &self.budget
    }
}

impl<C: Channel> Queue<C> {
    /// Puts an item behind all others. Its place is taken already, if it needs one.
    pub(in crate::hub) fn push(&mut self, item: C::Item) {
        self.items.push_back(item);
        self.wake();
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

impl<C: Channel> Drop for Mailbox<C> {
    fn drop(&mut self) {
        let queue = self.queue.get_mut().unwrap_or_else(PoisonError::into_inner);
        for event in queue.items.iter().filter_map(C::event) {
            self.budget.give(C::weight(event));
        }
    }
}

/// The reader's end.
pub struct Inbox<C: Channel>(pub Arc<Mailbox<C>>);

impl<C: Channel> Stream for Inbox<C> {
    type Item = C::Item;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<C::Item>> {
        let mut queue = self.0.queue();
        let Some(mut item) = queue.items.pop_front() else {
            if queue.ended {
                return Poll::Ready(None);
            }
            match &mut queue.reader {
                Some(reader) => reader.clone_from(context.waker()),
                reader => *reader = Some(context.waker().clone()),
            }
            queue.asleep = true;
            return Poll::Pending;
        };
        if let Some(event) = C::event(&item) {
            self.0.budget.give(C::weight(event));
        }
        C::hand_over(&mut item, &mut queue.dropped);
        Poll::Ready(Some(item))
    }
}

#[cfg(test)]
mod tests;
