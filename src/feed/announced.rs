//! Finds out what became of announcements when the answer of a COMMIT was lost, and has it delivered.

use crate::{
    domain::event::{GlobalEvent, GlobalEventKind},
    feed::Feeds,
    hub::Hub,
    store::{Done, Failure, Job, QueueKey, StoreError, Tx, announcements},
};
use std::{sync::Arc, time::Duration};

/// How long to wait when the database can't be asked: at first, and at most.
const RETRY: [Duration; 2] = [Duration::from_millis(50), Duration::from_secs(5)];

/// Finds out for as long as the server runs.
pub async fn run(feeds: Feeds) {
    let [first, most] = RETRY;
    let mut pause = first;
    loop {
        feeds.hub.unconfirmed_announcement().await;
        match feeds.store.write(FindOut { hub: feeds.hub.clone() }).await {
            Ok(done) => {
                for (event, happened) in done.answer {
                    feeds.hub.resolve_announcement(&event, happened);
                }
                pause = first;
            }
            Err(refusal) => {
                tracing::warn!(refusal.message, "whether an announcement was published could not be found out");
                tokio::time::sleep(pause).await;
                pause = (pause * 2).min(most);
            }
        }
    }
}

/// Changes nothing. Its locks wait for a COMMIT that comes in late.
struct FindOut {
    hub: Arc<Hub>,
}

impl Job for FindOut {
    /// Each that was unconfirmed, and whether it happened.
    type Answer = Vec<(Arc<GlobalEvent>, bool)>;

    fn queue(&self) -> QueueKey {
        QueueKey::Announcements
    }

    async fn run(&self, tx: &mut Tx) -> Result<Done<Self::Answer>, Failure> {
        let unconfirmed = self.hub.unconfirmed_announcements();
        announcements::lock_numbers(tx).await?;
        let mut found = Vec::with_capacity(unconfirmed.len());
        for event in unconfirmed {
            let happened = has_happened(tx, &event).await?;
            found.push((event, happened));
        }
        Ok(Done::quiet(found))
    }
}

/// Whether an announcement is as the event says. Under another number it was published later, and that was delivered.
async fn has_happened(tx: &mut Tx, event: &GlobalEvent) -> Result<bool, StoreError> {
    let Some(found) = announcements::find_still(tx, event.announcement.id).await? else {
        return Ok(false);
    };
    Ok(match event.kind {
        GlobalEventKind::AnnouncementPublished => found.number == event.announcement.number,
        GlobalEventKind::AnnouncementRetracted => found.retracted_at == event.announcement.retracted_at,
    })
}
