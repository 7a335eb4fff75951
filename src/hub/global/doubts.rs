//! Announcements of which it is unknown whether they were published, or taken back. Nobody is told of them, and nobody is sent
//! away, until somebody has found out (`src/feed/announced.rs`); whichever tells first, the finding or the same once more, the
//! other tells nothing.

use crate::{
    domain::event::{GlobalEvent, GlobalEventKind},
    hub::Hub,
    ids::AnnouncementId,
};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::Notify;

/// How many are in doubt at most. With more, listeners are sent away, and are told all that is pending when they come back.
const MOST: usize = 256;

/// What is in doubt, each once.
#[derive(Default, Debug)]
pub(super) struct Doubts {
    /// A std mutex: held to note or to take one, never across an await.
    events: Mutex<Vec<Arc<GlobalEvent>>>,
    /// Rings when there is one.
    noted: Notify,
}

fn which(event: &GlobalEvent) -> (AnnouncementId, GlobalEventKind) {
    (event.announcement.id, event.kind)
}

impl Doubts {
    fn events(&self) -> MutexGuard<'_, Vec<Arc<GlobalEvent>>> {
        self.events.lock().unwrap_or_else(PoisonError::into_inner)
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

    /// It is in doubt no more; whether it was.
    pub fn take(&self, event: &GlobalEvent) -> bool {
        let mut events = self.events();
        let before = events.len();
        events.retain(|other| which(other) != which(event));
        events.len() < before
    }
}

impl Hub {
    /// Waits until an announcement is in doubt.
    pub async fn announcement_doubted(&self) {
        loop {
            let noted = self.global.doubts.noted.notified();
            if !self.doubted_announcements().is_empty() {
                return;
            }
            noted.await;
        }
    }

    /// All that is in doubt now.
    pub fn doubted_announcements(&self) -> Vec<Arc<GlobalEvent>> {
        self.global.doubts.events().clone()
    }

    /// What was in doubt is known: what happened is told, unless it was told meanwhile.
    pub fn resolve_announcement(&self, event: &Arc<GlobalEvent>, happened: bool) {
        if self.global.doubts.take(event) && happened {
            self.global.tell(event);
        }
    }
}
