//! A COMMIT without an answer. Before it does anything else, its queue finds out what became of it: then everything is published that the
//! COMMIT would have published, in its place in the order, or the work is run again. Whoever waits is answered RETRY when it takes long.

use crate::{
    metrics::Metrics,
    store::{
        StoreError,
        engine::{
            asking,
            fate::{Fate, Trace},
        },
        health::Health,
        queue::{Group, Work, WriteQueue},
        tx::CommitUnknown,
    },
};
use std::{pin::pin, time::Duration};
use tokio::time::{Instant, sleep_until};

/// How long the callers of a queue wait while it does not know what became of a COMMIT.
pub(in crate::store) const PATIENCE: Duration = Duration::from_secs(3);

/// What a queue does after a COMMIT without an answer.
pub(super) enum Found {
    /// All was committed, and is published.
    Committed,
    /// Nothing was, and there is time to run it again.
    RolledBack,
    /// The callers are told RETRY, if they were not yet.
    TooLate(StoreError),
}

impl WriteQueue {
    /// Finds out what became of the group's COMMIT, and publishes what it did. `until` is when the callers have waited for long enough.
    pub(super) async fn find_out(&mut self, unknown: CommitUnknown, group: &mut Group, until: Instant) -> Found {
        let (opener, trace, closing) = (self.opener.clone(), unknown.trace.clone(), self.closing.clone());
        // What went to a file that is not there any more is for an operator to bring back.
        let until = if trace == Trace::Written { Instant::now() } else { until };
        let _doubt = Doubt::new(&opener.health, self.number, until);
        tracing::warn!(error = %unknown.error, "a COMMIT has no answer: what became of it is asked for");
        let mut asking = pin!(asking::find_out(&opener, &trace));
        let mut is_late = false;
        let (fate, idle) = loop {
            tokio::select! {
                found = &mut asking => break found,
                () = sleep_until(until), if !is_late => {
                    is_late = true;
                    std::mem::take(group).answer(Some(&unknown.error));
                    self.answer_rest(&unknown.error);
                }
                // What comes now would wait for what nobody knows.
                Some(work) = self.waiting.recv(), if is_late => work.answer(&unknown.error),
                // Nobody is left to be told.
                () = closing.cancelled(), if is_late => return Found::TooLate(unknown.error),
            }
        };
        self.writer = idle.map(super::Writer::Idle);
        count(&self.metrics, fate);
        match fate {
            Fate::Committed => {
                self.publishing.publish_late(&unknown.found());
                Found::Committed
            }
            Fate::RolledBack if !is_late => Found::RolledBack,
            Fate::RolledBack => Found::TooLate(unknown.error),
            Fate::Lost => {
                self.publishing.commit_unknown(&unknown.events);
                Found::TooLate(unknown.error)
            }
        }
    }
}

impl Work {
    /// It is not done now.
    fn answer(self, fault: &StoreError) {
        match self {
            Self::Batch(batch) => batch.answer(Some(fault)),
            Self::Job(job) => job.answer(Some(fault)),
        }
    }
}

fn count(metrics: &Metrics, fate: Fate) {
    metrics.commit_unknown(match fate {
        Fate::Committed => "committed",
        Fate::RolledBack => "rolled_back",
        Fate::Lost => "lost",
    });
    tracing::info!(?fate, "what became of a COMMIT without an answer is known");
}

/// `/readyz` and `/metrics` tell of it for as long as this is there.
struct Doubt<'h> {
    health: &'h Health,
    queue: usize,
}

impl<'h> Doubt<'h> {
    fn new(health: &'h Health, queue: usize, until: Instant) -> Self {
        health.doubts(queue, Some(until));
        Self { health, queue }
    }
}

impl Drop for Doubt<'_> {
    fn drop(&mut self) {
        self.health.doubts(self.queue, None);
    }
}
