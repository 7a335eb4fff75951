//! What becomes known of announcements whose COMMIT had an unknown outcome (`feed::announced`).

use crate::{domain::event::GlobalEvent, hub::Hub};
use std::sync::Arc;

impl Hub {
    /// Waits until of an announcement it is unknown what was committed.
    pub async fn unconfirmed_announcement(&self) {
        self.global.unconfirmed().some().await;
    }

    /// All announcements that are unconfirmed now.
    pub fn unconfirmed_announcements(&self) -> Vec<Arc<GlobalEvent>> {
        self.global.unconfirmed().list()
    }

    /// What was unconfirmed is known: what happened is delivered, unless it was delivered meanwhile.
    pub fn resolve_announcement(&self, event: &Arc<GlobalEvent>, happened: bool) {
        self.global.resolve(event, happened);
    }
}
