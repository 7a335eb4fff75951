//! What is delivered by ticks: many changes of a moment, the newest of each.

use crate::{
    clock::Now,
    domain::event::{ContactEvent, UserEvent},
    hub::{
        Hub, lock,
        shared_event::SharedEvent,
        topic::user::{Ticks, UserTopic},
    },
    ids::UserId,
};
use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

/// The most news that one tick delivers: less than half of what a mailbox holds, so that a reader who keeps up loses nothing.
const PER_TICK: usize = 100;
/// A tick that has reached this many readers ends early. The next tick goes on.
const READERS_PER_TICK: usize = 20_000;

impl Hub {
    /// Delivers what waits for a tick: receipts, the end of typing, news of people, counts. Call it every `TICK`.
    pub fn tick(&self, now: Now) {
        self.tick_active(now);
        self.deliver_contacts();
        let users = std::mem::take(&mut *self.ticking.lock());
        let again = users.into_iter().filter(|user| user.state().tick()).collect();
        self.tick_later(again);
    }

    pub(in crate::hub) fn tick_later(&self, users: Ticks) {
        if !users.is_empty() {
            self.ticking.lock().extend(users);
        }
    }

    /// Delivers what waits for a tick in active rooms.
    fn tick_active(&self, now: Now) {
        let rooms = std::mem::take(&mut *self.active_rooms.lock());
        let mut again = HashSet::with_capacity(rooms.len());
        for room in rooms {
            if let Some(active) = lock(&self.rooms, room.0).get_mut(&room).and_then(|topic| topic.active.as_mut()) {
                active.tick(room, now);
                again.insert(room);
            }
        }
        self.active_rooms.lock().extend(again);
    }

    /// Delivers what waits, up to the bounds of one tick.
    fn deliver_contacts(&self) {
        let mut readers = 0;
        for _ in 0..PER_TICK {
            if readers >= READERS_PER_TICK {
                return;
            }
            let Some(event) = self.contacts.take() else { return };
            readers += self.deliver_contact(&event);
        }
    }

    /// Delivers an event to all listeners who share a room with the person, each once, and to the person's own devices.
    /// Returns how many users it reached.
    fn deliver_contact(&self, contact: &ContactEvent) -> usize {
        let own = lock(&self.users, contact.about.0).get(&contact.about).cloned();
        let mut readers: HashMap<UserId, Arc<UserTopic>> = own.into_iter().map(|user| (user.id, user)).collect();
        for room in &contact.rooms {
            if let Some(topic) = lock(&self.rooms, room.0).get(room) {
                readers.extend(topic.listeners().map(|user| (user.id, user.clone())));
            }
        }
        for room in &contact.large_rooms {
            if let Some(topic) = lock(&self.rooms, room.0).get(room) {
                readers.extend(topic.active_listeners().map(|user| (user.id, user.clone())));
            }
        }
        let event = UserEvent { user: contact.about, at: contact.at, kind: contact.kind.clone() };
        let event = SharedEvent::new(Arc::new(event));
        for user in readers.values() {
            user.state().deliver(&event);
        }
        readers.len()
    }
}
