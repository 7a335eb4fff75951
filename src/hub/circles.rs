//! News of people for those who share a room with them: how they look, whether they are there. Thousands may come at once,
//! and each concerns everybody in their rooms; so a commit only notes them, of statuses the newest of each person, and
//! every tick tells some.

use crate::{
    domain::event::{CircleEvent, UserEvent, UserEventKind},
    hub::{Hub, lock, posted::Posted, user::UserTopic},
    ids::UserId,
};
use std::{
    collections::{BTreeMap, HashMap},
    mem::Discriminant,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

/// The most that one tick tells: less than half of what a mailbox holds, so that whoever reads along loses nothing.
const PER_TICK: usize = 100;
/// A tick ends early when it has reached so many readers: the next one goes on.
const READERS_PER_TICK: usize = 20_000;

/// From so many on, what is not a status is merged as well: what waits is bounded by the people there are.
const MERGED_FROM: usize = 1_000;

/// What waits to be told. A std mutex: held to note or to take one, never across an await.
#[derive(Default, Debug)]
pub(super) struct Circles(Mutex<Waiting>);

#[derive(Default, Debug)]
struct Waiting {
    next: u64,
    /// In the order of the last change: one event holds all of a person, so a newer one must not be told before an older.
    events: BTreeMap<u64, Arc<CircleEvent>>,
    places: HashMap<(UserId, Discriminant<UserEventKind>), u64>,
}

impl Circles {
    fn waiting(&self) -> MutexGuard<'_, Waiting> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Notes an event: a status in place of an older one, and when very much waits, anything.
    pub fn note(&self, event: &Arc<CircleEvent>) {
        let mut waiting = self.waiting();
        let place = waiting.next;
        waiting.next += 1;
        let merged = matches!(event.kind, UserEventKind::StatusChanged(_)) || waiting.events.len() >= MERGED_FROM;
        if !merged {
            waiting.events.insert(place, event.clone());
            return;
        }
        if let Some(older) = waiting.places.insert((event.about, std::mem::discriminant(&event.kind)), place) {
            waiting.events.remove(&older);
        }
        waiting.events.insert(place, event.clone());
    }

    fn take(&self) -> Option<Arc<CircleEvent>> {
        let mut waiting = self.waiting();
        let (place, event) = waiting.events.pop_first()?;
        let key = (event.about, std::mem::discriminant(&event.kind));
        if waiting.places.get(&key) == Some(&place) {
            waiting.places.remove(&key);
        }
        Some(event)
    }
}

impl Hub {
    /// Tells what waits, as far as one tick may.
    pub(super) fn tell_circles(&self) {
        let mut readers = 0;
        for _ in 0..PER_TICK {
            if readers >= READERS_PER_TICK {
                return;
            }
            let Some(event) = self.circles.take() else { return };
            readers += self.tell_circle(&event);
        }
    }

    /// Tells everybody who listens and shares a room, each once, and the person's own devices; how many they are.
    fn tell_circle(&self, circle: &CircleEvent) -> usize {
        let own = lock(&self.users, circle.about.0).get(&circle.about).cloned();
        let mut told: HashMap<UserId, Arc<UserTopic>> = own.into_iter().map(|user| (user.id, user)).collect();
        for room in &circle.rooms {
            if let Some(topic) = lock(&self.rooms, room.0).get(room) {
                told.extend(topic.listeners().map(|user| (user.id, user.clone())));
            }
        }
        for room in &circle.large_rooms {
            if let Some(topic) = lock(&self.rooms, room.0).get(room) {
                told.extend(topic.looking_listeners().map(|user| (user.id, user.clone())));
            }
        }
        let event = UserEvent { user: circle.about, at: circle.at, kind: circle.kind.clone() };
        let event = Posted::new(Arc::new(event));
        for user in told.values() {
            user.state().deliver_user(&event);
        }
        told.len()
    }
}

#[cfg(test)]
mod tests;
