//! Rooms of which something is to be read from the log: an event is missing, or may have been committed unpublished. Each is there once,
//! whatever happens to it meanwhile, until it is known to be whole: one that fails comes again, later each time, and none is
//! dropped.

use crate::{
    ids::{RoomId, Seq},
    sync::{Mutex, MutexGuard},
};
use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
    time::Duration,
};
use tokio::{
    sync::Notify,
    time::{Instant, sleep_until},
};

/// How long a hole gets to fill by itself, for events of two sources overtake each other.
const PATIENCE: Duration = Duration::from_millis(50);
/// How long to wait after a failure: twice as long after each, up to a bound. Whoever listens to a quiet room is to have everything
/// within five seconds of the database's return.
const RETRY: Duration = Duration::from_secs(1);
const LONGEST_RETRY: Duration = Duration::from_secs(4);

/// The first and the last of some numbers.
pub type Stretch = (Seq, Seq);

/// The rooms that wait. A mutex: held to note or to take one, never across an await.
#[derive(Default, Debug)]
pub(super) struct Repairs {
    waiting: Mutex<Waiting>,
    /// Rings when one comes that may be due before all others.
    ring: Notify,
}

#[derive(Default, Debug)]
struct Waiting {
    rooms: HashMap<RoomId, Wait>,
    /// Those whom nobody is at, in the order in which they are due.
    due: BTreeMap<(Instant, u64), RoomId>,
    next: u64,
}

#[derive(Debug)]
struct Wait {
    since: Instant,
    /// The numbers that may have been committed unpublished, if any.
    unconfirmed: Option<Stretch>,
    /// Whether somebody is at it; and whether it is to be looked at again after that.
    is_under_way: bool,
    again: bool,
    failures: u32,
}

impl Waiting {
    fn push(&mut self, room: RoomId, due: Instant) {
        self.due.insert((due, self.next), room);
        self.next += 1;
    }

    /// A room is to be looked at. One that waits already is there once; whether it is new.
    fn add(&mut self, room: RoomId, unconfirmed: Option<Stretch>, now: Instant) -> bool {
        if let Some(wait) = self.rooms.get_mut(&room) {
            wait.unconfirmed = wider(wait.unconfirmed, unconfirmed);
            wait.again = wait.is_under_way;
            return false;
        }
        let wait = Wait { since: now, unconfirmed, is_under_way: false, again: false, failures: 0 };
        self.rooms.insert(room, wait);
        self.push(room, now + PATIENCE);
        true
    }

    /// Takes the first that is due, and what is unconfirmed of it; else when to ask again.
    fn take(&mut self, now: Instant) -> Result<(RoomId, Option<Stretch>), Option<Instant>> {
        let first = self.due.first_entry().ok_or(None)?;
        let (due, _) = *first.key();
        if due > now {
            return Err(Some(due));
        }
        let room = first.remove();
        let wait = self.rooms.get_mut(&room).ok_or(None)?;
        wait.is_under_way = true;
        Ok((room, wait.unconfirmed))
    }

    /// Somebody was at it. What became unconfirmed meanwhile is looked at again.
    fn give_back(&mut self, room: RoomId, is_done: bool, now: Instant) {
        let Some(wait) = self.rooms.get_mut(&room) else { return };
        let due = if !is_done {
            let pause = RETRY.saturating_mul(1 << wait.failures.min(2)).min(LONGEST_RETRY);
            wait.failures += 1;
            now + pause
        } else if wait.again {
            wait.failures = 0;
            now + PATIENCE
        } else {
            self.rooms.remove(&room);
            return;
        };
        (wait.is_under_way, wait.again) = (false, false);
        self.push(room, due);
    }

    /// All of a room that is not a time. More than two failures are as two: so long is the pause at most.
    #[cfg(test)]
    fn describe(&self, room: RoomId) -> String {
        let is_due = self.due.values().any(|it| *it == room);
        self.rooms.get(&room).map_or_else(String::new, |wait| {
            format!("{:?} {} {} {} {is_due}", wait.unconfirmed, wait.is_under_way, wait.again, wait.failures.min(2))
        })
    }

    /// In how many rooms something may have been committed unpublished, and for how long at most.
    fn count_unconfirmed(&self, now: Instant) -> (usize, Duration) {
        let since = self.rooms.values().filter(|wait| wait.unconfirmed.is_some()).map(|wait| now - wait.since);
        (since.clone().count(), since.max().unwrap_or_default())
    }
}

impl Repairs {
    fn waiting(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock()
    }

    /// An event of the room is missing. Whether that is news.
    pub fn note(&self, room: RoomId) -> bool {
        self.add(room, None)
    }

    /// This event may have been committed, and was not published.
    pub fn commit_unknown(&self, room: RoomId, seq: Seq) {
        self.add(room, Some((seq, seq)));
    }

    fn add(&self, room: RoomId, unconfirmed: Option<Stretch>) -> bool {
        let is_new = self.waiting().add(room, unconfirmed, Instant::now());
        if is_new {
            self.ring.notify_one();
        }
        is_new
    }

    /// All of a room that is not a time: what is the same goes on in the same way.
    #[cfg(test)]
    pub fn describe(&self, room: RoomId) -> String {
        self.waiting().describe(room)
    }

    /// How many rooms wait.
    pub fn len(&self) -> usize {
        self.waiting().rooms.len()
    }

    /// In how many of them something may have been committed unpublished, and for how long at most.
    pub fn count_unconfirmed(&self) -> (usize, Duration) {
        self.waiting().count_unconfirmed(Instant::now())
    }
}

/// The stretch that holds both.
fn wider(one: Option<Stretch>, other: Option<Stretch>) -> Option<Stretch> {
    match (one, other) {
        (Some((from, to)), Some((first, last))) => Some((from.min(first), to.max(last))),
        (one, other) => one.or(other),
    }
}

/// Where a hub's rooms come from that are to be repaired. Cloning shares it.
#[derive(Clone, Debug)]
pub struct Missing(pub(super) Arc<Repairs>);

impl Missing {
    /// Waits for the next room.
    pub async fn next(&self) -> Repair {
        loop {
            let taken = self.0.waiting().take(Instant::now());
            let due = match taken {
                Ok((room, unconfirmed)) => {
                    let since = self.0.waiting().rooms.get(&room).map_or_else(Instant::now, |wait| wait.since);
                    return Repair { repairs: self.0.clone(), room, since, unconfirmed, is_done: false };
                }
                Err(due) => due,
            };
            let is_due = async {
                match due {
                    Some(due) => sleep_until(due).await,
                    None => std::future::pending().await,
                }
            };
            tokio::select! {
                () = self.0.ring.notified() => {}
                () = is_due => {}
            }
        }
    }

    /// The next room, whether it is due or not.
    #[cfg(test)]
    pub fn take_early(&self) -> Option<Repair> {
        let ages = Instant::now() + Duration::from_hours(1);
        let (room, unconfirmed) = self.0.waiting().take(ages).ok()?;
        Some(Repair { repairs: self.0.clone(), room, since: Instant::now(), unconfirmed, is_done: false })
    }

    /// What waits, in its order, whether it is due or not.
    #[cfg(test)]
    pub fn try_next(&self) -> Option<RoomId> {
        let mut waiting = self.0.waiting();
        let (_, room) = waiting.due.pop_first()?;
        waiting.rooms.remove(&room);
        Some(room)
    }
}

/// A room that somebody is at. One that is dropped before it is done comes again.
#[derive(Debug)]
pub struct Repair {
    repairs: Arc<Repairs>,
    /// The room whose log is to be read.
    pub room: RoomId,
    /// Since when it waits.
    pub since: Instant,
    /// The numbers that may have been committed unpublished, if any.
    pub unconfirmed: Option<Stretch>,
    is_done: bool,
}

impl Repair {
    /// It is whole.
    pub fn done(mut self) {
        self.is_done = true;
    }
}

impl Drop for Repair {
    fn drop(&mut self) {
        self.repairs.waiting().give_back(self.room, self.is_done, Instant::now());
        self.repairs.ring.notify_one();
    }
}

#[cfg(test)]
mod tests;
