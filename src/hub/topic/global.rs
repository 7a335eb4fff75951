//! The subscriptions to `global`: what concerns everybody.

use crate::{
    domain::event::GlobalEvent,
    hub::{
        Hub,
        budget::Budget,
        channel::GlobalChannel,
        mailbox::Mailbox,
        shared_event::SharedEvent,
        subscription::{Subscribed, Subscription, SubscriptionId},
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

impl Hub {
    /// Subscribes a user to `global`, from now on.
    pub fn subscribe_global(self: &Arc<Self>, user: UserId, budget: Arc<Budget>) -> Subscription<GlobalChannel> {
        Subscription::new(self, budget, |id, mailbox| {
            self.global.lock().insert(id, Listener { user, mailbox });
        })
    }
}

impl Subscribed for GlobalChannel {
    type Topic = ();

    fn unsubscribe(hub: &Hub, (): &(), id: SubscriptionId) {
        hub.global.lock().remove(&id);
    }
}

#[cfg(test)]
mod tests;
