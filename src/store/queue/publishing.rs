//! How a write queue publishes. A panic of the publisher costs the queue nothing, and no event: what it leaves unpublished is in doubt, and
//! what it could not even note of that is kept until it can.

use crate::{
    domain::event::Event,
    metrics::Metrics,
    store::{Committed, Publisher, queue::written::Written},
};
use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::Arc,
};

/// The publisher, and what is known beside it of what it was to publish.
pub(in crate::store) struct Publishing {
    publisher: Arc<dyn Publisher>,
    written: Arc<Written>,
    metrics: Metrics,
}

impl Publishing {
    pub fn new(publisher: Arc<dyn Publisher>, written: Arc<Written>, metrics: Metrics) -> Self {
        Self { publisher, written, metrics }
    }

    /// Publishes what was committed.
    pub fn publish(&self, committed: &Committed) {
        self.publish_by(committed, |publisher| publisher.publish(committed));
    }

    /// The same of a COMMIT that was known of only later.
    pub fn publish_late(&self, committed: &Committed) {
        self.publish_by(committed, |publisher| publisher.publish_late(committed));
    }

    fn publish_by(&self, committed: &Committed, publish: impl FnOnce(&dyn Publisher)) {
        let events = committed.events();
        self.metrics.events.inc_by(events.len() as u64);
        if events.is_empty() {
            return;
        }
        self.written.note(events);
        if !self.survives(publish) {
            self.commit_unknown(events);
        }
    }

    /// Notes that these may stand in the database, and are to be looked for.
    pub fn commit_unknown(&self, events: &[Event]) {
        if !self.survives(|publisher| publisher.commit_unknown(events)) {
            self.written.keep_unnoted(events);
        }
    }

    /// Whether the publisher did it without a panic.
    fn survives(&self, deed: impl FnOnce(&dyn Publisher)) -> bool {
        let done = catch_unwind(AssertUnwindSafe(|| deed(&*self.publisher))).is_ok();
        if !done {
            self.metrics.panicked("publishing");
        }
        done
    }
}
