//! The subscriptions to `global`: what concerns everybody.

use crate::{
    domain::event::GlobalEvent,
    hub::{
        channel::GlobalChannel,
        mailbox::{Mailbox, SubscriptionId},
        shared_event::SharedEvent,
    },
    ids::UserId,
};
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

/// The listeners of the global channel.
#[derive(Default)]
pub(in crate::hub) struct Global {
    /// A std mutex: held to change or walk the list, never across an await.
    listeners: Mutex<HashMap<SubscriptionId, Listener>>,
}

struct Listener {
    user: UserId,
    mailbox: Arc<Mailbox<GlobalChannel>>,
}

impl Global {
    fn lock(&self) -> MutexGuard<'_, HashMap<SubscriptionId, Listener>> {
        self.listeners.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn add(&self, id: SubscriptionId, user: UserId, mailbox: Arc<Mailbox<GlobalChannel>>) {
        self.lock().insert(id, Listener { user, mailbox });
    }

    pub fn remove(&self, id: SubscriptionId) {
        self.lock().remove(&id);
    }

    #[cfg(test)]
    pub fn len(&self) -> usize {
        self.lock().len()
    }

    /// Events may be missing. Sends all listeners away; those who come back get what is pending.
    pub fn commit_unknown(&self) {
        for listener in self.lock().values() {
            listener.mailbox.cut_off();
        }
    }

    /// Delivers an event to its audience.
    pub fn deliver(&self, event: &Arc<GlobalEvent>) {
        let shared = SharedEvent::new(event.clone());
        for listener in self.lock().values() {
            if event.audience.as_ref().is_none_or(|users| users.contains(&listener.user)) {
                listener.mailbox.push(&shared);
            }
        }
    }
}

#[cfg(test)]
mod tests;
