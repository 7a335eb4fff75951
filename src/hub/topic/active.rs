//! The subscriptions to one `activeRoom`, and what only they get: who types, and how far the others have read. Never stored.

use crate::{
    clock::Timestamp,
    domain::{
        event::{ActiveEvent, ActiveEventKind},
        room::Member,
    },
    hub::{
        Hub,
        budget::Budget,
        channel::ActiveChannel,
        lock,
        mailbox::Mailbox,
        shared_event::SharedEvent,
        subscription::{Subscribed, Subscription, SubscriptionId},
    },
    ids::{RoomId, UserId},
};
use std::{
    collections::{HashMap, HashSet},
    sync::{Arc, PoisonError},
    time::Duration,
};

/// How long a member counts as typing unless they repeat it.
pub const TYPING_LASTS: Duration = Duration::from_secs(6);
/// In rooms with more members nobody gets receipts.
const MAX_RECEIPT_MEMBERS: i64 = 500;

/// What goes on in one room.
#[derive(Default)]
pub(in crate::hub) struct ActiveRoom {
    subscribers: Vec<Subscriber>,
    typing: HashMap<UserId, Timestamp>,
    /// The receipts since the last tick: the newest of each reader.
    receipts: HashMap<UserId, Member>,
}

struct Subscriber {
    id: SubscriptionId,
    user: UserId,
    mailbox: Arc<Mailbox<ActiveChannel>>,
}

impl ActiveRoom {
    /// Adds a subscription. It gets at once who else types.
    pub fn add(
        &mut self,
        room: RoomId,
        id: SubscriptionId,
        user: UserId,
        mailbox: Arc<Mailbox<ActiveChannel>>,
        now: Timestamp,
    ) {
        for (writer, until) in self.typing.iter().filter(|(writer, _)| **writer != user) {
            let kind = ActiveEventKind::Typing { user: *writer, until: Some(*until) };
            mailbox.push(&SharedEvent::new(Arc::new(ActiveEvent { room, at: now, kind })));
        }
        self.subscribers.push(Subscriber { id, user, mailbox });
    }

    pub fn remove(&mut self, id: SubscriptionId) {
        self.subscribers.retain(|it| it.id != id);
    }

    /// A member is gone: their subscriptions end, and they type no more.
    pub fn dismiss(&mut self, room: RoomId, user: UserId, now: Timestamp) {
        self.subscribers.retain(|it| {
            if it.user == user {
                it.mailbox.close();
            }
            it.user != user
        });
        self.receipts.remove(&user);
        self.set_typing(room, user, false, now);
    }

    /// Who subscribes; a user with two subscriptions comes twice.
    pub fn users(&self) -> impl Iterator<Item = UserId> {
        self.subscribers.iter().map(|it| it.user)
    }

    pub fn is_empty(&self) -> bool {
        self.subscribers.is_empty()
    }

    /// A member types, or has stopped. All others get it.
    pub fn set_typing(&mut self, room: RoomId, user: UserId, typing: bool, now: Timestamp) {
        let until = typing.then(|| now + TYPING_LASTS);
        let before = match until {
            Some(until) => self.typing.insert(user, until),
            None => self.typing.remove(&user),
        };
        if until.is_some() || before.is_some() {
            self.deliver(room, now, ActiveEventKind::Typing { user, until }, Some(user));
        }
    }

    /// Notes a receipt for the next tick.
    pub fn note_receipt(&mut self, member: &Member, member_count: i64) {
        if member_count <= MAX_RECEIPT_MEMBERS {
            self.receipts.insert(member.user_id, *member);
        }
    }

    /// Delivers the receipts, and whose typing has ended by itself.
    pub fn tick(&mut self, room: RoomId, now: Timestamp) {
        for member in std::mem::take(&mut self.receipts).into_values() {
            self.deliver(room, now, ActiveEventKind::ReadReceipt(member), None);
        }
        let stopped: Vec<_> = self.typing.iter().filter(|(_, until)| **until <= now).map(|(user, _)| *user).collect();
        for user in stopped {
            self.set_typing(room, user, false, now);
        }
    }

    fn deliver(&self, room: RoomId, at: Timestamp, kind: ActiveEventKind, but: Option<UserId>) {
        let event = SharedEvent::new(Arc::new(ActiveEvent { room, at, kind }));
        for it in self.subscribers.iter().filter(|it| Some(it.user) != but) {
            it.mailbox.push(&event);
        }
    }
}

impl Hub {
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
            self.active_rooms.lock().unwrap_or_else(PoisonError::into_inner).insert(room);
            room
        })
    }

    /// A member types, or has stopped.
    pub fn set_typing(&self, room: RoomId, user: UserId, typing: bool, now: Timestamp) {
        if let Some(active) = lock(&self.rooms, room.0).get_mut(&room).and_then(|topic| topic.active.as_mut()) {
            active.set_typing(room, user, typing, now);
        }
    }

    /// Delivers what waits for a tick in active rooms.
    pub(in crate::hub) fn tick_active(&self, now: Timestamp) {
        let rooms = std::mem::take(&mut *self.active_rooms.lock().unwrap_or_else(PoisonError::into_inner));
        let mut again = HashSet::with_capacity(rooms.len());
        for room in rooms {
            if let Some(active) = lock(&self.rooms, room.0).get_mut(&room).and_then(|topic| topic.active.as_mut()) {
                active.tick(room, now);
                again.insert(room);
            }
        }
        self.active_rooms.lock().unwrap_or_else(PoisonError::into_inner).extend(again);
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

#[cfg(test)]
mod tests;
