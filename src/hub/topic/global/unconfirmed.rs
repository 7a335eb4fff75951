//! Announcements of which it is unknown whether they were published, or taken back. Nobody gets them, and nobody is sent away,
//! until somebody has found out (`src/feed/announced.rs`); whichever delivers first, the finding or the same once more, the other
//! delivers nothing.

use crate::{
    domain::event::{GlobalEvent, GlobalEventKind},
    ids::AnnouncementId,
    sync::{Mutex, MutexGuard},
};
use std::sync::Arc;
use tokio::sync::Notify;

/// How many are unconfirmed at most. With more, listeners are sent away, and get all that is pending when they come back.
const MOST: usize = 256;

/// What is unconfirmed, each once.
#[derive(Default)]
pub(in crate::hub) struct UnconfirmedAnnouncements {
    /// A mutex: held to note or to take one, never across an await.
    events: Mutex<Vec<Arc<GlobalEvent>>>,
    /// Rings when there is one.
    noted: Notify,
}

fn which(event: &GlobalEvent) -> (AnnouncementId, GlobalEventKind) {
    (event.announcement.id, event.kind)
}

impl UnconfirmedAnnouncements {
    fn events(&self) -> MutexGuard<'_, Vec<Arc<GlobalEvent>>> {
        self.events.lock()
    }

    /// Notes an event; false when there are too many.
    pub fn note(&self, event: &Arc<GlobalEvent>) -> bool {
        let mut events = self.events();
        events.retain(|other| which(other) != which(event));
        if events.len() >= MOST {
            return false;
        }
        events.push(event.clone());
        self.noted.notify_one();
        true
    }

    /// It is unconfirmed no more; whether it was.
    pub fn take(&self, event: &GlobalEvent) -> bool {
        let mut events = self.events();
        let before = events.len();
        events.retain(|other| which(other) != which(event));
        events.len() < before
    }

    /// All of them.
    pub fn list(&self) -> Vec<Arc<GlobalEvent>> {
        self.events().clone()
    }

    /// Waits until there is one.
    pub async fn some(&self) {
        loop {
            let noted = self.noted.notified();
            if !self.events().is_empty() {
                return;
            }
            noted.await;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::announces;

    #[test]
    fn each_is_there_once_until_it_is_taken() {
        let all = UnconfirmedAnnouncements::default();
        let [one, other] = [1, 2].map(|number| announces(number, 0, None));
        assert!(all.note(&one) && all.note(&other) && all.note(&one));
        let numbers = || all.list().iter().map(|event| event.announcement.id.0).collect::<Vec<_>>();
        assert_eq!(numbers(), [2, 1]);
        assert!(all.take(&one) && !all.take(&one));
        assert_eq!(numbers(), [2]);
        assert!(all.take(&other) && numbers().is_empty());
    }

    #[test]
    fn so_many_are_noted_and_not_one_more() {
        let all = UnconfirmedAnnouncements::default();
        let events: Vec<_> = (0..=256).map(|number| announces(number, 0, None)).collect();
        assert!(events[..256].iter().all(|event| all.note(event)));
        assert!(!all.note(&events[256]) && all.note(&events[0]), "what is there already takes no place");
    }
}
