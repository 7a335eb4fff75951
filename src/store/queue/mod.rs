//! A write queue takes what waits and runs it as one transaction: the batch jobs set-based, other jobs in savepoints, then one
//! COMMIT, then the events in order and the answers. A busy room costs a commit per batch, not per message. The queue's task owns the work from BEGIN to publishing, whether or not somebody still waits for the answer.
//!
//! If a group fails, its jobs run singly. What may have ended the transaction behind our back (a full disk, a failed
//! savepoint, a failed COMMIT) ends the whole group: everyone is told RETRY and the connection is replaced, since else
//! earlier jobs would vanish and later ones commit alone. What became of a COMMIT without an answer is found out first (`doubt`).
//!
//! A queue does not end before its store is closed: a panic costs what was under way, is counted, and the queue goes on.

pub(in crate::store) mod batch;
mod doubt;
mod group;
pub(in crate::store) mod job;
pub(in crate::store) mod once;
pub(in crate::store) mod publishing;
pub(in crate::store) mod written;

pub(in crate::store) use group::Work;

use crate::{
    metrics::Metrics,
    store::{
        Committed, StoreError, Tx,
        engine::{fate::Verdict, silence::within},
        open::Opener,
        queue::{
            doubt::Asker,
            group::{Group, Ran},
            publishing::Publishing,
        },
        tx::{Begun, CommitFailed, CommitUnknown, Idle},
    },
};
use futures_util::FutureExt;
use std::{collections::VecDeque, panic::AssertUnwindSafe, time::Duration};
use tokio::{sync::mpsc, time::Instant};
use tokio_util::sync::CancellationToken;

/// How often a job runs again because it met another transaction.
const ATTEMPTS: usize = 8;

/// How long the statements of one transaction may take before the database counts as silent. It ends each after ten seconds itself.
const RUN: Duration = Duration::from_secs(30);

/// Runs a write queue until it is to close and nothing waits in it; then closes its connection.
pub(in crate::store) async fn run(
    number: usize,
    opener: Opener,
    waiting: mpsc::Receiver<Work>,
    publishing: Publishing,
    metrics: Metrics,
    closing: CancellationToken,
) {
    let (rest, closing_too) = (VecDeque::new(), closing.clone());
    let mut queue =
        WriteQueue { number, opener, waiting, rest, writer: None, publishing, metrics, closing: closing_too };
    loop {
        let next = tokio::select! {
            work = queue.waiting.recv() => work,
            () = closing.cancelled(), if !queue.waiting.is_closed() => {
                queue.waiting.close();
                continue;
            }
        };
        let Some(first) = next else { break };
        let mut group = Group::default();
        group.add(first);
        while !group.is_full() {
            let Ok(work) = queue.waiting.try_recv() else { break };
            group.add(work);
        }
        if AssertUnwindSafe(queue.execute(group)).catch_unwind().await.is_err() {
            // Whoever waited is told RETRY, as their way back is gone; whatever ran is undone with its connection.
            queue.metrics.panicked("write queue");
            queue.writer = None;
            queue.rest.clear();
            queue.opener.health.ends(number, Ok(()));
        }
    }
    match queue.writer {
        Some(Writer::Idle(idle)) => idle.close().await,
        Some(Writer::Begun(begun)) => begun.close().await,
        None => {}
    }
}

struct WriteQueue {
    number: usize,
    opener: Opener,
    waiting: mpsc::Receiver<Work>,
    /// What is still to be run singly of a group that failed.
    rest: VecDeque<Group>,
    /// The connection; none after a failure, until the next group.
    writer: Option<Writer>,
    publishing: Publishing,
    metrics: Metrics,
    closing: CancellationToken,
}

/// Why a transaction was not committed, as far as that is known.
enum Unfinished {
    Failed(StoreError),
    Unknown(CommitUnknown),
}

impl From<StoreError> for Unfinished {
    fn from(error: StoreError) -> Self {
        Self::Failed(error)
    }
}

/// What a queue does after a COMMIT without an answer.
enum Found {
    /// All was committed, and is published.
    Committed,
    /// Nothing was, and there is time to run it again.
    RolledBack,
    /// The callers are told RETRY, if they were not yet.
    TooLate(StoreError),
}

/// A connection to write on, between two groups.
enum Writer {
    Idle(Idle),
    Begun(Begun),
}

impl WriteQueue {
    async fn execute(&mut self, mut group: Group) {
        match self.attempt(&mut group).await {
            Ok(()) => group.answer(None),
            Err(error) if error.is_broken() || group.len() == 1 => group.answer(Some(&error)),
            Err(_) => {
                self.rest = group.split().collect();
                self.execute_singly().await;
            }
        }
    }

    /// One of them may break the connection. When the next one finds it broken as well, it is the database, and nobody waits for
    /// each of them to find that out.
    async fn execute_singly(&mut self) {
        let mut broken = 0;
        while let Some(mut single) = self.rest.pop_front() {
            let outcome = self.attempt(&mut single).await;
            single.answer(outcome.as_ref().err());
            let Err(error) = outcome else {
                broken = 0;
                continue;
            };
            broken += u32::from(error.is_broken());
            if broken > 1 {
                self.answer_rest(&error);
            }
        }
    }

    fn answer_rest(&mut self, fault: &StoreError) {
        answer_all(&mut self.rest, fault);
    }

    /// Runs the group in one transaction, again while it meets others, and publishes what it did.
    async fn attempt(&mut self, group: &mut Group) -> Result<(), StoreError> {
        self.opener.health.begins(self.number);
        let outcome = self.attempt_while_it_meets_others(group).await;
        self.opener.health.ends(self.number, outcome.as_ref().map(drop));
        outcome
    }

    async fn attempt_while_it_meets_others(&mut self, group: &mut Group) -> Result<(), StoreError> {
        let (mut attempts, mut patience) = (0, None);
        loop {
            attempts += 1;
            let begun = Instant::now();
            match self.transaction(group).await {
                Ok(committed) => {
                    if let Some(committed) = committed {
                        self.publishing.publish(&committed);
                    }
                    self.metrics.commit_jobs.observe(f64::from(u32::try_from(group.len()).unwrap_or(u32::MAX)));
                    self.metrics.commit_seconds.observe(begun.elapsed().as_secs_f64());
                    return Ok(());
                }
                Err(Unfinished::Unknown(unknown)) => {
                    let until = *patience.get_or_insert_with(|| Instant::now() + doubt::PATIENCE);
                    match self.find_out(unknown, group, until).await {
                        Found::Committed => return Ok(()),
                        Found::RolledBack => {}
                        Found::TooLate(error) => return Err(error),
                    }
                }
                Err(Unfinished::Failed(error)) if error.is_conflict() && group.len() == 1 && attempts < ATTEMPTS => {}
                Err(Unfinished::Failed(error)) => return Err(error),
            }
        }
    }

    /// Finds out what became of the group's COMMIT, and publishes what it did. `until` is when the callers have waited for long enough.
    async fn find_out(&mut self, unknown: CommitUnknown, group: &mut Group, until: Instant) -> Found {
        let (opener, closing, rest) = (&self.opener, &self.closing, &mut self.rest);
        let asker = Asker { opener, closing, queue: self.number, waiting: &mut self.waiting };
        let late = || {
            std::mem::take(group).answer(Some(&unknown.error));
            answer_all(rest, &unknown.error);
        };
        let Some(answer) = asker.find_out(&unknown, until, late).await else { return Found::TooLate(unknown.error) };
        self.writer = answer.idle.map(Writer::Idle);
        self.metrics.commit_unknown(answer.fate.name());
        match answer.fate.verdict(answer.is_late) {
            Verdict::PublishLate(witness) => {
                self.publishing.publish_late(&unknown.found(witness));
                Found::Committed
            }
            Verdict::RunAgain => Found::RolledBack,
            Verdict::GiveUp => Found::TooLate(unknown.error),
            Verdict::Doubt => {
                self.publishing.commit_unknown(&unknown.events);
                Found::TooLate(unknown.error)
            }
        }
    }

    /// None when there was nothing to commit.
    async fn transaction(&mut self, group: &mut Group) -> Result<Option<Committed>, Unfinished> {
        let mut tx = self.begin().await?;
        let limit = self.opener.limit(RUN);
        let running = within(limit, AssertUnwindSafe(group.run(&mut tx)).catch_unwind()).await;
        match running.map_err(Unfinished::Failed)? {
            Ok(Ok(Ran::Refused)) => {
                self.writer = Some(Writer::Idle(tx.roll_back().await?));
                Ok(None)
            }
            Ok(Ok(Ran::Well(events))) => {
                // While more waits, the next transaction begins with the round trip that ends this one.
                let more = self.opener.begins_early() && !self.waiting.is_empty();
                let has_written = tx.has_written();
                let committed = if more {
                    tx.commit_and_begin(events).await.map(|(committed, begun)| (committed, begun.map(Writer::Begun)))
                } else {
                    tx.commit(events).await.map(|(committed, idle)| (committed, Some(Writer::Idle(idle))))
                };
                let (committed, writer) = committed.map_err(|failed| match failed {
                    CommitFailed::RolledBack(error) => Unfinished::Failed(error),
                    CommitFailed::Unknown(unknown) => Unfinished::Unknown(unknown),
                })?;
                self.writer = writer;
                if has_written {
                    self.opener.health.writes();
                }
                Ok(Some(committed))
            }
            Ok(Err(error)) if error.is_broken() => Err(error.into()),
            Ok(Err(error)) => {
                self.writer = Some(Writer::Idle(tx.roll_back().await?));
                Err(error.into())
            }
            // Whatever was under way when it panicked, the connection is in an unknown state: drop it.
            Err(panic) => Err(StoreError::Panic(panic_message(panic.as_ref())).into()),
        }
    }

    /// A transaction on the queue's connection, or on a new one when that turns out to be dead: nothing ran on it yet.
    async fn begin(&mut self) -> Result<Tx, StoreError> {
        self.opener.health.refuse()?;
        let now = self.opener.clock.now();
        match self.writer.take() {
            Some(Writer::Begun(begun)) => return Ok(begun.at(now)),
            Some(Writer::Idle(idle)) => {
                if let Ok(tx) = idle.begin(now).await {
                    return Ok(tx);
                }
            }
            None => {}
        }
        // Whoever can't be reached by one is not reached by those who wait with it.
        let idle = self.opener.writer().await.map_err(StoreError::broken)?;
        idle.begin(self.opener.clock.now()).await
    }
}

fn answer_all(groups: &mut VecDeque<Group>, fault: &StoreError) {
    for group in groups.drain(..) {
        group.answer(Some(fault));
    }
}

fn panic_message(panic: &(dyn std::any::Any + Send)) -> String {
    panic
        .downcast_ref::<&str>()
        .map(|text| (*text).to_owned())
        .or_else(|| panic.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "no message".to_owned())
}
