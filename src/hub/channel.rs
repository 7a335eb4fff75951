//! The four channels: what each delivers, and what a reader who is too slow gets instead. A file a channel.
//!
//! To add a channel: a type that is a `Channel`, whose `Item` is what its readers get. Its topic (`hub::topic`) pushes events into
//! mailboxes of that type, a feed (`feed`) brings the items to whoever subscribed, and `graphql` renders them as they are.

mod active;
mod global;
mod rooms;
mod user;

pub use active::ActiveChannel;
pub use global::{GlobalChannel, GlobalItem};
pub use rooms::{Gap, RoomChannel, RoomItem};
pub use user::{UserChannel, UserItem};

use crate::hub::{
    Hub,
    mailbox::{Budget, Inbox, Mailbox, Queue},
    shared_event::SharedEvent,
};
use futures_util::{Stream, StreamExt};
use std::{
    pin::Pin,
    sync::{Arc, atomic::Ordering},
    task::{Context, Poll},
};

/// A channel: what its readers get, from the mailbox to what is rendered.
pub trait Channel: Sized + Send + 'static {
    /// What happens in it.
    type Event: Send + Sync + 'static;
    /// What its readers get: an event, or what stands in the place of events. A mailbox holds thousands, so it is small.
    type Item: From<SharedEvent<Self::Event>> + Clone + Send + Sync + Unpin + 'static;
    /// What a mailbox notes of events that were dropped, until the reader is told.
    type Dropped: Default + Send;
    /// What a subscription is a subscription to.
    type Topic: Send + Sync + Unpin;

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

    /// Takes a subscription off its topic.
    fn unsubscribe(hub: &Hub, topic: &Self::Topic, id: SubscriptionId);
}

/// The name of a subscription on this node.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct SubscriptionId(u64);

/// A subscription: dropping it takes it off the hub.
pub struct Subscription<C: Channel> {
    hub: Arc<Hub>,
    pub id: SubscriptionId,
    pub topic: C::Topic,
    pub inbox: Inbox<C>,
}

impl<C: Channel> Subscription<C> {
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

impl<C: Channel> Drop for Subscription<C> {
    fn drop(&mut self) {
        self.hub.subscriptions.fetch_sub(1, Ordering::Relaxed);
        C::unsubscribe(&self.hub, &self.topic, self.id);
    }
}

impl<C: Channel> Stream for Subscription<C> {
    type Item = C::Item;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<C::Item>> {
        self.inbox.poll_next_unpin(context)
    }
}
