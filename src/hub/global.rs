//! Those who listen to `global`: what concerns everybody.

mod doubts;

use crate::{
    domain::event::GlobalEvent,
    hub::{
        Hub, SubscriptionId,
        mailbox::{Budget, Inbox, Mailbox},
        posted::Posted,
    },
    ids::UserId,
};
use doubts::Doubts;
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError, atomic::Ordering},
};

/// The listeners of the global channel.
#[derive(Default, Debug)]
pub(super) struct Global {
    /// A std mutex: held to change or walk the list, never across an await.
    listeners: Mutex<HashMap<SubscriptionId, Listener>>,
    doubts: Doubts,
}

#[derive(Debug)]
struct Listener {
    user: UserId,
    mailbox: Arc<Mailbox>,
}

/// A subscription to the global channel: dropping it takes it off the hub.
pub struct GlobalSubscription {
    hub: Arc<Hub>,
    id: SubscriptionId,
    pub inbox: Inbox,
}

impl Drop for GlobalSubscription {
    fn drop(&mut self) {
        self.hub.subscriptions.fetch_sub(1, Ordering::Relaxed);
        self.hub.global.lock().remove(&self.id);
    }
}

impl Global {
    fn lock(&self) -> MutexGuard<'_, HashMap<SubscriptionId, Listener>> {
        self.listeners.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// This may have happened. When too much may have, all listeners are sent away; those who come back are told what is pending.
    pub fn doubt(&self, event: &Arc<GlobalEvent>) {
        if !self.doubts.note(event) {
            for listener in self.lock().values() {
                listener.mailbox.cut_off();
            }
        }
    }

    /// Takes an event that happened.
    pub fn take(&self, event: &Arc<GlobalEvent>) {
        self.doubts.take(event);
        self.tell(event);
    }

    /// Tells an event to its audience.
    fn tell(&self, event: &Arc<GlobalEvent>) {
        let posted = Posted::new(event.clone());
        for listener in self.lock().values() {
            if event.audience.as_ref().is_none_or(|users| users.contains(&listener.user)) {
                listener.mailbox.push_global(&posted);
            }
        }
    }
}

impl Hub {
    /// Subscribes a user to `global`, from now on.
    pub fn subscribe_global(self: &Arc<Self>, user: UserId, budget: Arc<Budget>) -> GlobalSubscription {
        let id = SubscriptionId(self.next_subscription.fetch_add(1, Ordering::Relaxed));
        let mailbox = Mailbox::new(budget);
        self.global.lock().insert(id, Listener { user, mailbox: mailbox.clone() });
        self.subscriptions.fetch_add(1, Ordering::Relaxed);
        GlobalSubscription { hub: self.clone(), id, inbox: Inbox(mailbox) }
    }
}

#[cfg(test)]
mod tests;
