//! What waits for one subscription: a queue of its channel's items. Pushing never waits. All mailboxes of a socket share one
//! budget of events and bytes; what becomes of an event that finds no place, its channel says (`Channel::overflow`).

pub use crate::hub::budget::{Budget, MAX_BYTES, MAX_EVENTS};

use crate::hub::{
    channel::{Channel, Queue},
    shared_event::SharedEvent,
};
use futures_util::Stream;
use std::{
    pin::Pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::{Context, Poll},
};

/// The name of a mailbox, and so of its subscription, on this node.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct SubscriptionId(pub(in crate::hub) u64);

/// The writers' end.
pub struct Mailbox<C: Channel> {
    budget: Arc<Budget>,
    /// A std mutex: held for a push or a pop, never across an await.
    queue: Mutex<Queue<C>>,
}

impl<C: Channel> Mailbox<C> {
    /// A mailbox that shares its socket's budget.
    pub fn new(budget: Arc<Budget>) -> Arc<Self> {
        Arc::new(Self { budget, queue: Mutex::default() })
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
        Some(self.queue()).filter(|queue| !queue.has_ended())
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

impl<C: Channel> Drop for Mailbox<C> {
    fn drop(&mut self) {
        let queue = self.queue.get_mut().unwrap_or_else(PoisonError::into_inner);
        queue.retain(&self.budget, |_| false);
    }
}

/// The reader's end.
pub struct Inbox<C: Channel>(pub Arc<Mailbox<C>>);

impl<C: Channel> Stream for Inbox<C> {
    type Item = C::Item;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<C::Item>> {
        self.0.queue().poll(&self.0.budget, context)
    }
}

#[cfg(test)]
mod tests;
