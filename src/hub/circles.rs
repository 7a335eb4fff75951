//! News of people for those who share a room with them: their names, pictures and statuses. Thousands may come at once,
//! and each concerns everybody in the person's rooms. So a commit only notes them, of statuses the newest of each person,
//! and every tick tells some. Of whom it is unknown whether something was committed is noted as well, to be told anew.

use crate::{
    domain::event::{CircleEvent, UserEvent, UserEventKind},
    hub::{Hub, lock, posted::Posted, user::UserTopic},
    ids::UserId,
};
use std::{
    collections::{BTreeMap, HashMap},
    mem::Discriminant,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};
use tokio::{sync::Notify, time::Instant};

/// The most news that one tick tells: less than half of what a mailbox holds, so that a reader who keeps up loses nothing.
const PER_TICK: usize = 100;
/// A tick that has reached this many readers ends early. The next tick goes on.
const READERS_PER_TICK: usize = 20_000;

/// When this many news wait, all kinds are merged, not only statuses: so there are never many more than there are people.
const MERGED_FROM: usize = 1_000;

/// The news that wait. A std mutex: held to note or to take one, never across an await.
#[derive(Default, Debug)]
pub(super) struct Circles {
    waiting: Mutex<Waiting>,
    /// Rings when somebody is doubted.
    doubt: Notify,
}

/// Somebody of whom something may have been committed that was not told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Doubted {
    pub user: UserId,
    /// Whether it was the name or the picture; else what they say, or whether they are there.
    pub is_profile: bool,
}

#[derive(Default, Debug)]
struct Waiting {
    next: u64,
    /// In the order of the last change. An event holds the whole person, so an older one must not be told after a newer one.
    events: BTreeMap<u64, Arc<CircleEvent>>,
    places: HashMap<(UserId, Discriminant<UserEventKind>), u64>,
    /// Each person once, whatever happened to them; true when it was also their profile.
    doubted: HashMap<UserId, bool>,
    /// Since when there has been somebody.
    since: Option<Instant>,
}

impl Circles {
    fn waiting(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Notes an event. A status replaces an older one of the same person; from `MERGED_FROM` on, so does everything.
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

    /// Notes that this may have been committed.
    pub fn doubt(&self, event: &CircleEvent) {
        let is_profile = matches!(event.kind, UserEventKind::ProfileChanged(_));
        self.doubt_again([Doubted { user: event.about, is_profile }]);
    }

    fn doubt_again(&self, people: impl IntoIterator<Item = Doubted>) {
        let mut waiting = self.waiting();
        for Doubted { user, is_profile } in people {
            *waiting.doubted.entry(user).or_default() |= is_profile;
            waiting.since.get_or_insert_with(Instant::now);
        }
        drop(waiting);
        self.doubt.notify_one();
    }

    /// How many are doubted, and since when there has been somebody.
    pub fn doubts(&self) -> (usize, Duration) {
        let waiting = self.waiting();
        (waiting.doubted.len(), waiting.since.map(|since| since.elapsed()).unwrap_or_default())
    }

    /// Some of those who are doubted, at most so many.
    fn take_doubted(&self, most: usize) -> Vec<Doubted> {
        let mut waiting = self.waiting();
        let some: Vec<_> = waiting.doubted.keys().take(most).copied().collect();
        let taken = some.into_iter().filter_map(|user| {
            let is_profile = waiting.doubted.remove(&user)?;
            Some(Doubted { user, is_profile })
        });
        let taken = taken.collect();
        if waiting.doubted.is_empty() {
            waiting.since = None;
        }
        taken
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
    /// Waits until somebody is doubted; up to so many of them. Who could not be told of is to be given back.
    pub async fn doubted(&self, most: usize) -> Vec<Doubted> {
        loop {
            let people = self.circles.take_doubted(most);
            if !people.is_empty() {
                return people;
            }
            self.circles.doubt.notified().await;
        }
    }

    /// They are still doubted.
    pub fn doubt_again(&self, people: impl IntoIterator<Item = Doubted>) {
        self.circles.doubt_again(people);
    }

    /// Tells what waits, up to the bounds of one tick.
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

    /// Tells an event to all listeners who share a room with the person, each once, and to the person's own devices.
    /// Returns how many users were told.
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
