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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        sync::Mutex,
        testing::{ANN, Log, ROOM},
    };
    use std::sync::atomic::{AtomicUsize, Ordering};

    /// Notes what it is told, or panics.
    #[derive(Default)]
    struct Told {
        words: Mutex<Vec<&'static str>>,
        panics: bool,
    }

    impl Told {
        fn note(&self, word: &'static str) {
            self.words.lock().push(word);
            assert!(!self.panics, "as told");
        }
    }

    impl Publisher for Told {
        fn publish(&self, _: &Committed) {
            self.note("publish");
        }

        fn publish_late(&self, _: &Committed) {
            self.note("publish late");
        }

        fn commit_unknown(&self, _: &[Event]) {
            self.note("unknown");
        }
    }

    /// Takes all events alike.
    #[derive(Default)]
    struct Counts(AtomicUsize);

    impl Publisher for Counts {
        fn publish(&self, committed: &Committed) {
            self.0.fetch_add(committed.events().len(), Ordering::Relaxed);
        }

        fn commit_unknown(&self, _: &[Event]) {}
    }

    #[test]
    fn what_is_known_late_is_published_as_all_else_is_where_that_makes_no_difference() {
        let counts = Counts::default();
        counts.publish_late(&Committed::of_a_test(vec![Event::Room(Log::of(ROOM, []).says(ANN, ""))]));
        assert_eq!(counts.0.into_inner(), 1);
    }

    /// What a publisher is told of one event, in time and late; how many events it could not even note, and whether it was counted that it panicked.
    fn told(panics: bool) -> (Vec<&'static str>, usize, bool) {
        let told = Arc::new(Told { words: Mutex::default(), panics });
        let written = Arc::new(Written::new(Metrics::new()));
        let metrics = Metrics::new();
        let publishing = Publishing::new(told.clone(), written.clone(), metrics.clone());
        let one = || Committed::of_a_test(vec![Event::Room(Log::of(ROOM, []).says(ANN, ""))]);
        publishing.publish(&one());
        publishing.publish_late(&one());
        publishing.publish(&Committed::of_a_test(Vec::new()));
        let words = told.words.lock().clone();
        let counted = metrics.to_text().contains("spark_panics_total{kind=\"publishing\"} 4");
        (words, written.unnoted().len(), counted)
    }

    #[test]
    fn what_is_known_late_is_published_as_that_and_what_panics_is_in_doubt() {
        assert_eq!(told(false), (vec!["publish", "publish late"], 0, false));
        assert_eq!(told(true), (vec!["publish", "unknown", "publish late", "unknown"], 2, true));
    }
}
