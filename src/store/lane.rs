//! A lane takes what waits and runs it as one transaction: the sends and read positions set-based, other jobs in
//! savepoints, then one COMMIT, then the events in order and the answers. A busy room costs a commit per batch, not per
//! message. The lane's task owns the work from BEGIN to publishing, whether or not somebody still waits for the answer.
//!
//! If a group fails, its jobs run singly. What may have ended the transaction behind our back (a full disk, a failed
//! savepoint, a failed COMMIT) ends the whole group: everyone is told RETRY and the connection is replaced, since else
//! earlier jobs would vanish and later ones commit alone.

use crate::{
    domain::{event::Event, outcome::Refusal},
    metrics::Metrics,
    store::{
        Committed, Publisher, StoreError,
        hot::{self, Read, Send},
        job::{AnyJob, Done, Keep, Reply, Tx},
        open::Opener,
        sql::Text,
    },
};
use futures_util::FutureExt;
use std::{panic::AssertUnwindSafe, sync::Arc};
use tokio::{sync::mpsc, time::Instant};
use tokio_util::sync::CancellationToken;

/// The most sends and read positions in one transaction.
const HOT_PER_GROUP: usize = 256;
/// The most other jobs in one transaction: each is a savepoint and holds its locks until the COMMIT.
const JOBS_PER_GROUP: usize = 32;
/// How often a job runs again because it met another transaction.
const ATTEMPTS: usize = 8;

const BEGIN: Text = Text::each("BEGIN IMMEDIATE", "BEGIN");
const COMMIT: Text = Text::each("COMMIT", "COMMIT");
/// While more waits, PostgreSQL's next transaction begins with the round trip that ends this one. SQLite's does not: another
/// process that writes must find the file free for a moment, and a BEGIN that waits for it must not hold up what is committed.
const COMMIT_AND_BEGIN: Text = Text::each("COMMIT", "COMMIT; BEGIN");

/// Something to do, with the way back to whoever waits.
pub(in crate::store) enum Work {
    Send(Asked<Send>),
    Read(Asked<Read>),
    Job(Box<dyn AnyJob>),
}

/// Hot work: one of many alike, done together.
pub(in crate::store) struct Asked<H: hot::Hot> {
    pub input: H,
    pub outcome: Option<Result<Done<H::Answer>, Refusal>>,
    pub reply: Reply<H::Answer>,
}

/// Runs a lane until it is to close and its queue is empty; then closes its connection.
pub(in crate::store) async fn run(
    number: usize,
    opener: Opener,
    queue: mpsc::Receiver<Work>,
    publisher: Arc<dyn Publisher>,
    metrics: Metrics,
    closing: CancellationToken,
) {
    let mut lane = Lane { number, opener, queue, tx: None, begun: false, publisher, metrics };
    loop {
        let next = tokio::select! {
            work = lane.queue.recv() => work,
            () = closing.cancelled(), if !lane.queue.is_closed() => {
                lane.queue.close();
                continue;
            }
        };
        let Some(first) = next else { break };
        let mut group = Group::default();
        group.add(first);
        while !group.is_full() {
            let Ok(work) = lane.queue.try_recv() else { break };
            group.add(work);
        }
        lane.execute(group).await;
    }
    if let Some(tx) = lane.tx {
        tx.conn.close().await;
    }
}

struct Lane {
    number: usize,
    opener: Opener,
    queue: mpsc::Receiver<Work>,
    /// The connection; none after a failure, until the next group.
    tx: Option<Tx>,
    /// Whether the next transaction has begun on it.
    begun: bool,
    publisher: Arc<dyn Publisher>,
    metrics: Metrics,
}

impl Lane {
    async fn execute(&mut self, mut group: Group) {
        match self.attempt(&mut group).await {
            Ok(()) => group.answer(None),
            Err(error) if error.is_broken() || group.len() == 1 => group.answer(Some(&error)),
            Err(_) => {
                for mut single in group.split() {
                    match self.attempt(&mut single).await {
                        Ok(()) => single.answer(None),
                        Err(error) => single.answer(Some(&error)),
                    }
                }
            }
        }
    }

    /// Runs the group in one transaction, again while it meets others, and publishes what it did.
    async fn attempt(&mut self, group: &mut Group) -> Result<(), StoreError> {
        self.opener.health.begins(self.number);
        let outcome = self.attempt_while_it_meets_others(group).await;
        self.opener.health.ends(self.number, outcome.as_ref().map(drop));
        outcome
    }

    async fn attempt_while_it_meets_others(&mut self, group: &mut Group) -> Result<(), StoreError> {
        let mut attempts = 0;
        loop {
            attempts += 1;
            let begun = Instant::now();
            match self.transaction(group).await {
                Ok(events) => {
                    self.metrics.events.inc_by(events.len() as u64);
                    if !events.is_empty() {
                        self.publisher.publish(&Committed::new(events));
                    }
                    self.metrics.commit_jobs.observe(f64::from(u32::try_from(group.len()).unwrap_or(u32::MAX)));
                    self.metrics.commit_seconds.observe(begun.elapsed().as_secs_f64());
                    return Ok(());
                }
                Err(error) if error.is_conflict() && group.len() == 1 && attempts < ATTEMPTS => {}
                Err(error) => return Err(error),
            }
        }
    }

    async fn transaction(&mut self, group: &mut Group) -> Result<Vec<Event>, StoreError> {
        let mut tx = self.begin().await?;
        let outcome = AssertUnwindSafe(group.run(&mut tx)).catch_unwind().await;
        match outcome {
            Ok(Ok(events)) => {
                let more = self.opener.begins_early() && !self.queue.is_empty();
                // An unknown outcome counts as not done: the caller repeats it, and its request tells.
                let committed = tx.command(if more { COMMIT_AND_BEGIN } else { COMMIT }).await;
                if let Err(error) = committed.and_then(|()| self.opener.health.refuse_written()) {
                    self.publisher.doubt(&events);
                    return Err(broken(error));
                }
                self.tx = Some(tx);
                self.begun = more;
                Ok(events)
            }
            Ok(Err(error)) if error.is_broken() => Err(error),
            Ok(Err(error)) => {
                tx.command("ROLLBACK").await.map_err(broken)?;
                self.tx = Some(tx);
                Err(error)
            }
            // Whatever was under way when it panicked, the connection is in an unknown state: drop it.
            Err(panic) => Err(StoreError::Panic(panic_message(panic.as_ref()))),
        }
    }

    /// A transaction on the lane's connection, or on a new one when that turns out to be dead: nothing ran on it yet.
    async fn begin(&mut self) -> Result<Tx, StoreError> {
        self.opener.health.refuse()?;
        let begun = std::mem::take(&mut self.begun);
        if let Some(mut tx) = self.tx.take()
            && (begun || tx.command(BEGIN).await.is_ok())
        {
            self.opener.refresh(&mut tx);
            return Ok(tx);
        }
        let mut tx = self.opener.writer().await?;
        tx.command(BEGIN).await?;
        Ok(tx)
    }
}

/// What runs in one transaction.
#[derive(Default)]
struct Group {
    sends: Vec<Asked<Send>>,
    reads: Vec<Asked<Read>>,
    jobs: Vec<Box<dyn AnyJob>>,
}

impl Group {
    fn add(&mut self, work: Work) {
        match work {
            Work::Send(send) => self.sends.push(send),
            Work::Read(read) => self.reads.push(read),
            Work::Job(job) => self.jobs.push(job),
        }
    }

    fn len(&self) -> usize {
        self.sends.len() + self.reads.len() + self.jobs.len()
    }

    fn is_full(&self) -> bool {
        self.sends.len() + self.reads.len() >= HOT_PER_GROUP || self.jobs.len() >= JOBS_PER_GROUP
    }

    fn split(self) -> impl Iterator<Item = Self> {
        let sends = self.sends.into_iter().map(Work::Send);
        let reads = self.reads.into_iter().map(Work::Read);
        let jobs = self.jobs.into_iter().map(Work::Job);
        sends.chain(reads).chain(jobs).map(|work| {
            let mut group = Self::default();
            group.add(work);
            group
        })
    }

    async fn run(&mut self, tx: &mut Tx) -> Result<Vec<Event>, StoreError> {
        let mut events = Vec::new();
        hot::run(tx, &mut self.sends, &mut self.reads, &mut events).await?;
        let alone = self.len() == 1;
        for job in &mut self.jobs {
            if alone {
                if job.run(tx).await? == Keep::No {
                    // The refusal is the outcome; what the job wrote before it is undone.
                    tx.command("ROLLBACK").await.map_err(broken)?;
                    tx.command(BEGIN).await.map_err(broken)?;
                }
            } else {
                run_in_savepoint(job.as_mut(), tx).await?;
            }
            events.append(&mut job.take_events());
        }
        Ok(events)
    }

    fn answer(self, fault: Option<&StoreError>) {
        for send in self.sends {
            send.reply.tell(send.outcome, fault);
        }
        for read in self.reads {
            read.reply.tell(read.outcome, fault);
        }
        for job in self.jobs {
            job.answer(fault);
        }
    }
}

async fn run_in_savepoint(job: &mut dyn AnyJob, tx: &mut Tx) -> Result<(), StoreError> {
    tx.command("SAVEPOINT job").await.map_err(broken)?;
    if job.run(tx).await? == Keep::No {
        tx.command("ROLLBACK TO SAVEPOINT job").await.map_err(broken)?;
    }
    tx.command("RELEASE SAVEPOINT job").await.map_err(broken)
}

/// A failed BEGIN, SAVEPOINT or COMMIT leaves a transaction that nobody can vouch for.
fn broken(error: StoreError) -> StoreError {
    match error {
        StoreError::Unavailable(cause) | StoreError::Statement(cause) => StoreError::Broken(cause),
        other => other,
    }
}

fn panic_message(panic: &(dyn std::any::Any + std::marker::Send)) -> String {
    panic
        .downcast_ref::<&str>()
        .map(|text| (*text).to_owned())
        .or_else(|| panic.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "no message".to_owned())
}
