//! A COMMIT without an answer. Before it does anything else, its queue finds out what became of it: then everything is published that the
//! COMMIT would have published, in its place in the order, or the work is run again. Whoever waits is answered RETRY when it takes long.

use crate::store::{
    engine::asking,
    fate::{Fate, Trace},
    health::Health,
    open::Opener,
    queue::group::Work,
    tx::{CommitUnknown, Idle},
};
use std::{pin::pin, time::Duration};
use tokio::{
    sync::mpsc,
    time::{Instant, sleep_until},
};
use tokio_util::sync::CancellationToken;

/// How long the callers of a queue wait while it does not know what became of a COMMIT.
pub(super) const PATIENCE: Duration = Duration::from_secs(3);

/// A queue that asks.
pub(super) struct Asker<'q> {
    pub opener: &'q Opener,
    pub closing: &'q CancellationToken,
    pub queue: usize,
    pub waiting: &'q mut mpsc::Receiver<Work>,
}

/// What it is told.
pub(super) struct FateAnswer {
    pub fate: Fate,
    /// The connection on which it was asked, to go on with.
    pub idle: Option<Idle>,
    /// Whether the callers were told RETRY meanwhile.
    pub is_late: bool,
}

impl Asker<'_> {
    /// Asks until it is known. From `until` on those who wait are told `late`, and so is whoever comes. None when the store is closed
    /// meanwhile: nobody is left to be told.
    pub async fn find_out(self, unknown: &CommitUnknown, until: Instant, late: impl FnOnce()) -> Option<FateAnswer> {
        // What went to a file that is not there any more is for an operator to bring back.
        let until = if unknown.trace == Trace::Written { Instant::now() } else { until };
        let _doubt = Doubt::new(&self.opener.health, self.queue, until);
        tracing::warn!(error = %unknown.error, "a COMMIT has no answer: what became of it is asked for");
        let mut asking = pin!(asking::find_out(self.opener, &unknown.trace));
        let mut late = Some(late);
        let (fate, idle) = loop {
            let is_late = late.is_none();
            tokio::select! {
                found = &mut asking => break found,
                () = sleep_until(until), if !is_late => {
                    if let Some(late) = late.take() {
                        late();
                    }
                }
                // What comes now would wait for what nobody knows.
                Some(work) = self.waiting.recv(), if is_late => work.answer(&unknown.error),
                () = self.closing.cancelled(), if is_late => return None,
            }
        };
        tracing::info!(fate = fate.name(), "what became of a COMMIT without an answer is known");
        Some(FateAnswer { fate, idle, is_late: late.is_none() })
    }
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
