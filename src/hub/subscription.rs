//! A subscription: a mailbox that stands in a topic.

use crate::hub::{
    Hub,
    budget::Budget,
    channel::Channel,
    mailbox::{Inbox, Mailbox},
};
use futures_util::{Stream, StreamExt};
use std::{
    pin::Pin,
    sync::{Arc, atomic::Ordering},
    task::{Context, Poll},
};

/// A channel that one subscribes to.
pub trait Subscribed: Channel {
    /// What a subscription is a subscription to.
    type Topic: Send + Sync + Unpin;

    /// Takes a subscription off its topic.
    fn unsubscribe(hub: &Hub, topic: &Self::Topic, id: SubscriptionId);
}

/// The name of a subscription on this node.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct SubscriptionId(u64);

/// A subscription: dropping it takes it off the hub.
pub struct Subscription<C: Subscribed> {
    hub: Arc<Hub>,
    pub id: SubscriptionId,
    pub topic: C::Topic,
    pub inbox: Inbox<C>,
}

impl<C: Subscribed> Subscription<C> {
    /// Registers a mailbox with its topic, which `register` finds.
    pub(in crate::hub) fn new(
        hub: &Arc<Hub>,
        budget: Arc<Budget>,
        register: impl FnOnce(SubscriptionId, Arc<Mailbox<C>>) -> C::Topic,
    ) -> Self {
        let id = SubscriptionId(hub.next_subscription.fetch_add(1, Ordering::Relaxed));
        let mailbox = Mailbox::new(budget);
        let topic = register(id, mailbox.clone());
        hub.subscriptions.fetch_add(1, Ordering::Relaxed);
        Self { hub: hub.clone(), id, topic, inbox: Inbox(mailbox) }
    }
}

impl<C: Subscribed> Drop for Subscription<C> {
    fn drop(&mut self) {
        self.hub.subscriptions.fetch_sub(1, Ordering::Relaxed);
        C::unsubscribe(&self.hub, &self.topic, self.id);
    }
}

impl<C: Subscribed> Stream for Subscription<C> {
    type Item = C::Item;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<C::Item>> {
        self.inbox.poll_next_unpin(context)
    }
}
