//! News of people for those who share a room with them: their names, pictures and statuses. Thousands may come at once,
//! and each concerns everybody in the person's rooms. So a commit only notes them, of statuses the newest of each person,
//! and every tick delivers some. After a COMMIT of unknown outcome only who it was about is noted: `feed` reads how they look.

use crate::sync::{Mutex, MutexGuard};
use crate::{
    domain::event::{ContactEvent, UserEventKind},
    ids::UserId,
};
use std::{
    collections::{BTreeMap, HashMap},
    mem::Discriminant,
    sync::Arc,
    time::Duration,
};
use tokio::{sync::Notify, time::Instant};

/// When this many news wait, all kinds are merged, not only statuses: so there are never many more than there are people.
const MERGED_FROM: usize = 1_000;

/// The news that wait. A mutex: held to note or to take one, never across an await.
#[derive(Default, Debug)]
pub(super) struct Contacts {
    news: Mutex<News>,
    /// Rings when of somebody it is unknown what was committed.
    unknown: Notify,
}

/// Somebody of whom something may have been committed that was not published.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unconfirmed {
    /// Of whom.
    pub user: UserId,
    /// Whether it was the name or the picture; else what they say, or whether they are there.
    pub is_profile: bool,
}

#[derive(Default, Debug)]
struct News {
    next: u64,
    /// In the order of the last change. An event holds the whole person, so an older one must not come after a newer one.
    events: BTreeMap<u64, Arc<ContactEvent>>,
    newest: HashMap<(UserId, Discriminant<UserEventKind>), u64>,
    /// Each person once, whatever happened to them; true when it was also their profile.
    unconfirmed: HashMap<UserId, bool>,
    /// Since when there has been somebody.
    since: Option<Instant>,
}

impl Contacts {
    fn news(&self) -> MutexGuard<'_, News> {
        self.news.lock()
    }

    /// Notes an event. A status replaces an older one of the same person; from `MERGED_FROM` on, so does everything.
    pub fn note(&self, event: &Arc<ContactEvent>) {
        let mut news = self.news();
        let number = news.next;
        news.next += 1;
        let merged = matches!(event.kind, UserEventKind::StatusChanged(_)) || news.events.len() >= MERGED_FROM;
        if !merged {
            news.events.insert(number, event.clone());
            return;
        }
        if let Some(older) = news.newest.insert((event.about, std::mem::discriminant(&event.kind)), number) {
            news.events.remove(&older);
        }
        news.events.insert(number, event.clone());
    }

    /// Notes that this may have been committed.
    pub fn commit_unknown(&self, event: &ContactEvent) {
        let is_profile = matches!(event.kind, UserEventKind::ProfileChanged(_));
        self.put_back([Unconfirmed { user: event.about, is_profile }]);
    }

    /// Of these it is still unknown.
    pub fn put_back(&self, people: impl IntoIterator<Item = Unconfirmed>) {
        let mut news = self.news();
        for Unconfirmed { user, is_profile } in people {
            *news.unconfirmed.entry(user).or_default() |= is_profile;
            news.since.get_or_insert_with(Instant::now);
        }
        drop(news);
        self.unknown.notify_one();
    }

    /// Of how many it is unknown, and for how long there has been somebody.
    pub fn count_unconfirmed(&self) -> (usize, Duration) {
        let news = self.news();
        (news.unconfirmed.len(), news.since.map(|since| since.elapsed()).unwrap_or_default())
    }

    /// Some of those of whom it is unknown, at most so many.
    fn take_unconfirmed(&self, most: usize) -> Vec<Unconfirmed> {
        let mut news = self.news();
        let some: Vec<_> = news.unconfirmed.keys().take(most).copied().collect();
        let taken = some.into_iter().filter_map(|user| {
            let is_profile = news.unconfirmed.remove(&user)?;
            Some(Unconfirmed { user, is_profile })
        });
        let taken = taken.collect();
        if news.unconfirmed.is_empty() {
            news.since = None;
        }
        taken
    }

    /// Waits until of somebody it is unknown what was committed; up to so many of them.
    pub async fn unconfirmed(&self, most: usize) -> Vec<Unconfirmed> {
        loop {
            let people = self.take_unconfirmed(most);
            if !people.is_empty() {
                return people;
            }
            self.unknown.notified().await;
        }
    }

    /// The next event that is to be delivered.
    pub fn take(&self) -> Option<Arc<ContactEvent>> {
        let mut news = self.news();
        let (number, event) = news.events.pop_first()?;
        let key = (event.about, std::mem::discriminant(&event.kind));
        if news.newest.get(&key) == Some(&number) {
            news.newest.remove(&key);
        }
        Some(event)
    }
}

#[cfg(test)]
mod tests;
