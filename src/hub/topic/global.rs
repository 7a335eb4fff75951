//! The subscriptions to `global`: what concerns everybody.

mod unconfirmed;

use crate::sync::{Mutex, MutexGuard};
use crate::{
    domain::event::GlobalEvent,
    hub::{
        channel::GlobalChannel,
        mailbox::{Mailbox, SubscriptionId},
        shared_event::SharedEvent,
    },
    ids::UserId,
};
use std::{collections::HashMap, sync::Arc};
use unconfirmed::UnconfirmedAnnouncements;

/// The listeners of the global channel.
#[derive(Default)]
pub(in crate::hub) struct Global {
    /// A mutex: held to change or walk the list, never across an await.
    listeners: Mutex<HashMap<SubscriptionId, Listener>>,
    unconfirmed: UnconfirmedAnnouncements,
}

struct Listener {
    user: UserId,
    mailbox: Arc<Mailbox<GlobalChannel>>,
}

impl Global {
    fn lock(&self) -> MutexGuard<'_, HashMap<SubscriptionId, Listener>> {
        self.listeners.lock()
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

    /// What may have happened.
    pub fn unconfirmed(&self) -> &UnconfirmedAnnouncements {
        &self.unconfirmed
    }

    /// This may have happened. When too much may have, all listeners are sent away; those who come back get what is pending.
    pub fn commit_unknown(&self, event: &Arc<GlobalEvent>) {
        if !self.unconfirmed.note(event) {
            for listener in self.lock().values() {
                listener.mailbox.cut_off();
            }
        }
    }

    /// Takes an event that happened.
    pub fn take(&self, event: &Arc<GlobalEvent>) {
        self.unconfirmed.take(event);
        self.deliver(event);
    }

    /// It is known whether an unconfirmed event happened.
    pub fn resolve(&self, event: &Arc<GlobalEvent>, happened: bool) {
        if self.unconfirmed.take(event) && happened {
            self.deliver(event);
        }
    }

    /// Delivers an event to its audience.
    fn deliver(&self, event: &Arc<GlobalEvent>) {
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
