//! A subscription: a mailbox that stands in a topic. Here one begins and ends to listen.

use crate::{
    clock::Timestamp,
    hub::{
        Hub,
        budget::Budget,
        channel::{ActiveChannel, Channel, GlobalChannel, RoomChannel, UserChannel},
        lock,
        mailbox::{Inbox, Mailbox, SubscriptionId},
        topic::user::UserTopic,
    },
    ids::{RoomId, SessionId, UserId},
};
use futures_util::{Stream, StreamExt};
use std::{
    collections::HashSet,
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

/// A subscription: dropping it takes it off the hub.
pub struct Subscription<C: Subscribed> {
    hub: Arc<Hub>,
    /// Its name, under which its topic knows it.
    pub id: SubscriptionId,
    /// What it listens to.
    pub topic: C::Topic,
    /// Where the items come out. The subscription is itself a stream of them.
    pub inbox: Inbox<C>,
}

impl<C: Subscribed> Subscription<C> {
    /// Registers a mailbox with its topic, which `register` finds.
    fn new(
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

impl Hub {
    /// Subscribes a user to the events of their rooms: all rooms, or those of `filter`. The rooms in `replaying` stay silent until
    /// `go_live`. Nothing of a room is delivered until the user's topic is loaded.
    pub fn subscribe_rooms(
        self: &Arc<Self>,
        user: UserId,
        filter: Option<HashSet<RoomId>>,
        replaying: HashSet<RoomId>,
        budget: Arc<Budget>,
    ) -> Subscription<RoomChannel> {
        Subscription::new(self, budget, |id, mailbox| {
            self.with_topic(user, |topic| topic.state().add_to_rooms(id, filter, replaying, mailbox))
        })
    }

    /// Subscribes a device of a user to what concerns them alone.
    pub fn subscribe_user(
        self: &Arc<Self>,
        user: UserId,
        session: SessionId,
        budget: Arc<Budget>,
    ) -> Subscription<UserChannel> {
        Subscription::new(self, budget, |id, mailbox| {
            self.with_topic(user, |topic| topic.state().add_to_user(id, session, mailbox))
        })
    }

    /// Adds to a user's topic, which begins with its first subscription.
    fn with_topic(&self, user: UserId, add: impl FnOnce(&UserTopic)) -> Arc<UserTopic> {
        let mut users = lock(&self.users, user.0);
        let topic = users.entry(user).or_insert_with(|| UserTopic::new(user)).clone();
        add(&topic);
        topic
    }

    fn unsubscribe(&self, user: &Arc<UserTopic>, id: SubscriptionId) {
        let mut users = lock(&self.users, user.id.0);
        let mut state = user.state();
        if state.remove(id) {
            return;
        }
        let rooms = std::mem::take(&mut state.rooms);
        state.closed = true;
        drop(state);
        users.remove(&user.id);
        drop(users);
        // The same user may subscribe again meanwhile. That makes another topic, with watchers of its own.
        for room in rooms {
            let mut topics = lock(&self.rooms, room.0);
            if topics.get_mut(&room).is_some_and(|topic| topic.unwatch(user)) {
                topics.remove(&room);
            }
        }
    }

    /// Subscribes a user to an active room. The caller checks afterwards whether the user may: register first, read then.
    pub fn subscribe_active(
        self: &Arc<Self>,
        room: RoomId,
        user: UserId,
        now: Timestamp,
        budget: Arc<Budget>,
    ) -> Subscription<ActiveChannel> {
        Subscription::new(self, budget, |id, mailbox| {
            let mut topics = lock(&self.rooms, room.0);
            topics.entry(room).or_default().active.get_or_insert_default().add(room, id, user, mailbox, now);
            drop(topics);
            self.active_rooms.lock().insert(room);
            room
        })
    }

    /// Subscribes a user to `global`, from now on.
    pub fn subscribe_global(self: &Arc<Self>, user: UserId, budget: Arc<Budget>) -> Subscription<GlobalChannel> {
        Subscription::new(self, budget, |id, mailbox| self.global.add(id, user, mailbox))
    }
}

impl Subscribed for RoomChannel {
    type Topic = Arc<UserTopic>;

    fn unsubscribe(hub: &Hub, user: &Arc<UserTopic>, id: SubscriptionId) {
        hub.unsubscribe(user, id);
    }
}

impl Subscribed for UserChannel {
    type Topic = Arc<UserTopic>;

    fn unsubscribe(hub: &Hub, user: &Arc<UserTopic>, id: SubscriptionId) {
        hub.unsubscribe(user, id);
    }
}

impl Subscribed for ActiveChannel {
    type Topic = RoomId;

    fn unsubscribe(hub: &Hub, room: &RoomId, id: SubscriptionId) {
        let mut topics = lock(&hub.rooms, room.0);
        let Some(topic) = topics.get_mut(room) else { return };
        if let Some(active) = &mut topic.active {
            active.remove(id);
            if active.is_empty() {
                topic.active = None;
            }
        }
        if topic.is_idle() {
            topics.remove(room);
        }
    }
}

impl Subscribed for GlobalChannel {
    type Topic = ();

    fn unsubscribe(hub: &Hub, (): &(), id: SubscriptionId) {
        hub.global.remove(id);
    }
}
