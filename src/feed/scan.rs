//! Looks from time to time whether what was committed was published, from what the write queues know of themselves. Whatever was not comes
//! without waiting for the room's next event.

use crate::{feed::Feeds, store::Publisher};
use std::time::Duration;
use tokio::time::{MissedTickBehavior, interval};

/// How often: what stands for a whole turn is told within two, which is less than the five seconds that anybody is to wait.
const EVERY: Duration = Duration::from_millis(1_500);

/// Looks for as long as the server runs.
pub async fn run(feeds: Feeds) {
    let mut looks = interval(EVERY);
    looks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        looks.tick().await;
        feeds.look_for_untold();
    }
}

impl Feeds {
    fn look_for_untold(&self) {
        let written = self.store.written();
        let untold = self.hub.find_untold(written.ripe());
        if untold.found > 0 {
            tracing::warn!(rooms = untold.found, "what was committed was not published: it is read from the log");
        }
        written.looked(untold.found, &untold.rooms);
        // Each by itself: one that can't be noted keeps only those behind it waiting.
        for event in written.unnoted() {
            self.hub.commit_unknown(&[event]);
            written.noted(1);
        }
    }
}
