//! News of people for those who share a room with them: their names, pictures and statuses. Thousands may come at once,
//! and each concerns everybody in the person's rooms. So a commit only notes them, of statuses the newest of each person,
//! and every tick delivers some. After a COMMIT of unknown outcome only
//! who it was about is noted (`unconfirmed`): `feed` reads how they look.

use crate::sync::{Mutex, MutexGuard};
use crate::{
    domain::event::{ContactEvent, UserEventKind},
    ids::UserId,
};
use std::{
    collections::{BTreeMap, HashMap},
    mem::Discriminant,
    sync::Arc,
};

/// When this many news wait, all kinds are merged, not only statuses: so there are never many more than there are people.
const MERGED_FROM: usize = 1_000;

/// The news that wait. A mutex: held to note or to take one, never across an await.
#[derive(Default, Debug)]
pub(super) struct Contacts {
    news: Mutex<News>,
}

#[derive(Default, Debug)]
struct News {
    next: u64,
    /// In the order of the last change. An event holds the whole person, so an older one must not come after a newer one.
    events: BTreeMap<u64, Arc<ContactEvent>>,
    newest: HashMap<(UserId, Discriminant<UserEventKind>), u64>,
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
