//! Those who listen to what concerns everybody.

use crate::{
    domain::event::GlobalEvent,
    hub::{
        Hub, SubscriptionId,
        mailbox::{Budget, Inbox, Mailbox},
        posted::Posted,
    },
    ids::UserId,
};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, atomic::Ordering};

/// The listeners of the global channel.
#[derive(Default, Debug)]
pub(super) struct Global {
    /// A std mutex: held to change or walk the list, never across an await.
    listeners: Mutex<Vec<Listener>>,
}

#[derive(Debug)]
struct Listener {
    id: SubscriptionId,
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
        self.hub.global.lock().retain(|listener| listener.id != self.id);
    }
}

impl Global {
    fn lock(&self) -> MutexGuard<'_, Vec<Listener>> {
        self.listeners.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Tells those whom it is for.
    pub fn take(&self, event: &Arc<GlobalEvent>) {
        let posted = Posted::new(event.clone());
        for listener in &*self.lock() {
            if event.audience.as_ref().is_none_or(|users| users.contains(&listener.user)) {
                listener.mailbox.push_global(&posted);
            }
        }
    }
}

impl Hub {
    /// Listens to what concerns everybody, from now on.
    pub fn subscribe_global(self: &Arc<Self>, user: UserId, budget: Arc<Budget>) -> GlobalSubscription {
        let id = SubscriptionId(self.next_subscription.fetch_add(1, Ordering::Relaxed));
        let mailbox = Mailbox::new(budget);
        self.global.lock().push(Listener { id, user, mailbox: mailbox.clone() });
        self.subscriptions.fetch_add(1, Ordering::Relaxed);
        GlobalSubscription { hub: self.clone(), id, inbox: Inbox(mailbox) }
    }
}
