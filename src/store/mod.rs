//! The only SQL, on two engines. `write` and `write_in_batch` change everything that is changed while a server
//! runs: they hand a job to a write queue, whose task owns it from BEGIN to publishing. Outside a job one reads from a `snapshot`, or with a `reader` when it is a single statement.
//!
//! `engine` is how one text runs on two engines, `queue` how work becomes transactions, `tables` what is read and written, and
//! `keeping` how a database is looked after.

mod engine;
mod keeping;
mod queue;
mod tables;
#[cfg(test)]
mod tests;

// The model of what follows from a lost answer decides as a write queue does.
#[cfg(test)]
pub(crate) use engine::fate::{Fate, Verdict};

pub use tables::{
    announcements, attachments, direct, files, invites, log, memberships, mentions, messages, page, presence,
    reactions, read_positions, requests, rooms, search, secrets, send_facts, sends, sessions, standings, users,
};

pub use engine::{
    asking::OVER,
    error::{Failure, StoreError},
    open::{Address, BadAddress},
    snapshot::Snapshot,
    sql::Conn,
    tx::{Committed, Tx},
};
pub use keeping::files::KnownFile;
pub use keeping::upgrade::{Contents, Upgraded};
pub use log::Logged;
pub use queue::{
    batch::{BatchJob, Decision, Rooms},
    job::{Done, Job, Publisher, QueueKey},
    once::Once,
    written::Written,
};
pub use requests::Request;

// By these names the store's own files know each other.
pub(in crate::store) use engine::{
    error, fate, file, health, open, postgres_readers, snapshot, sql, sqlite_readers, tx,
};
pub(in crate::store) use keeping::{backup, draft, fingerprints, look, look_postgres, signature, upgrade};
pub(in crate::store) use queue::{batch, job};

use crate::{clock::Clock, domain::refusal::Refusal, metrics::Metrics, sync::Mutex};
use engine::{
    file::{Gone, Watched},
    health::Health,
    open::{Opener, fold},
    snapshot::Readers,
};
use queue::{Work, job::Reply, publishing::Publishing};
use rand::rngs::StdRng;
use sqlx::{Connection, SqliteConnection};
use std::{sync::Arc, time::Duration};
use tokio::sync::{mpsc, oneshot};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

/// How much work may wait for a queue before it is refused.
const QUEUE: usize = 4_096;
/// PostgreSQL commits side by side; SQLite has one writer.
const POSTGRES_QUEUES: usize = 8;
/// How often SQLite's log is copied into the database file, beside the commits.
const CHECKPOINT_EVERY: Duration = Duration::from_millis(500);

/// The database. Cloning shares it.
#[derive(Clone)]
pub struct Store {
    queues: Arc<[mpsc::Sender<Work>]>,
    readers: Readers,
    address: Address,
    health: Arc<Health>,
    written: Arc<Written>,
    metrics: Metrics,
    tasks: TaskTracker,
    closing: CancellationToken,
}

impl Store {
    /// Opens a database that is up to date, and starts its queues. Events of what commits go to `publisher`.
    pub fn open(address: &Address, clock: Clock, seed: StdRng, publisher: impl Publisher, metrics: Metrics) -> Self {
        let publisher: Arc<dyn Publisher> = Arc::new(publisher);
        let seeds = Arc::new(Mutex::new(seed));
        let (tasks, closing) = (TaskTracker::new(), CancellationToken::new());
        let (queues, file) = match address {
            Address::Sqlite(options) => (1, Watched::of(options.get_filename())),
            Address::Postgres(_) => (POSTGRES_QUEUES, None),
        };
        let (health, statements) = (Arc::new(Health::new(file, queues)), metrics.statements.clone());
        let written = Arc::new(Written::new(metrics.clone()));
        let readers = Readers::open(address, statements.clone(), health.clone());
        let opener = Opener { address: address.clone(), clock, statements, health: health.clone(), seeds };
        let queues = (0..queues)
            .map(|n| {
                let (sender, queue) = mpsc::channel(QUEUE);
                let (opener, metrics) = (opener.clone(), metrics.clone());
                let publishing = Publishing::new(publisher.clone(), written.clone(), metrics.clone());
                let (alive, closing) = (health.alive(n), closing.clone());
                tasks.spawn(async move {
                    queue::run(n, opener, queue, publishing, metrics, closing).await;
                    drop(alive);
                });
                sender
            })
            .collect();
        if let Address::Sqlite(options) = address {
            tasks.spawn(checkpoint(options.clone(), health.clone(), closing.clone()));
        }
        tasks.close();
        Self { queues, readers, address: address.clone(), health, written, metrics, tasks, closing }
    }

    /// Runs a job in its queue. It goes on when the caller does not wait.
    pub async fn write<J: Job>(&self, job: J) -> Result<Done<J::Answer>, Refusal> {
        let (reply, answer) = Reply::new();
        let key = job.queue();
        self.ask(key, Work::Job(Box::new(job::Pending { job, outcome: None, reply })), answer).await
    }

    /// Runs a batch job together with all others of its kind that wait in its room's queue.
    pub async fn write_in_batch<J: BatchJob>(&self, job: J) -> Result<Done<J::Answer>, Refusal> {
        let (reply, answer) = Reply::new();
        let key = QueueKey::Room(job.room());
        self.ask(key, Work::Batch(batch::batch(job, reply)), answer).await
    }

    async fn ask<A>(
        &self,
        key: QueueKey,
        work: Work,
        answer: oneshot::Receiver<Result<Done<A>, Refusal>>,
    ) -> Result<Done<A>, Refusal> {
        self.queues[key.place(self.queues.len())].try_send(work).map_err(|_| Refusal::unavailable())?;
        // A queue that ends without an answer leaves the outcome unknown.
        answer.await.unwrap_or_else(|_| Err(Refusal::unavailable()))
    }

    /// One moment of the database, to read from.
    pub async fn snapshot(&self) -> Result<Snapshot, StoreError> {
        Snapshot::open(&self.readers).await
    }

    /// A connection for one statement.
    pub async fn reader(&self) -> Result<Conn, StoreError> {
        Conn::for_one(&self.readers).await
    }

    /// How many statements were run since the start; BEGIN, SAVEPOINT and COMMIT are not counted.
    pub fn statements(&self) -> u64 {
        self.metrics.statements.get()
    }

    /// How much work waits in the fullest queue.
    pub fn waiting(&self) -> usize {
        self.queues.iter().map(|queue| queue.max_capacity() - queue.capacity()).max().unwrap_or_default()
    }

    /// What the write queues have written of late.
    pub fn written(&self) -> &Written {
        &self.written
    }

    /// How many queues do not know what became of a COMMIT, and for how long at most.
    pub fn doubtful(&self) -> (usize, Duration) {
        self.health.doubtful()
    }

    /// Takes no more work, writes what waits in the queues, and closes the database: those who write, those who read, and
    /// last one who may write, for a reader cannot take the log away.
    pub async fn close(&self) {
        self.closing.cancel();
        self.tasks.wait().await;
        self.readers.close().await;
        let Address::Sqlite(options) = &self.address else { return };
        // Another file of that name has nothing to do with what is in this one's log.
        let folded = match self.health.refuse_to_close() {
            Ok(()) => fold(options).await.map_err(StoreError::from),
            Err(gone) => Err(gone),
        };
        if let Err(error) = folded {
            tracing::error!(%error, "the database could not be closed in order: its last writes are in the log beside it");
        }
    }
}

/// Copies SQLite's log into the database file, so that no commit has to.
async fn checkpoint(options: sqlx::sqlite::SqliteConnectOptions, health: Arc<Health>, closing: CancellationToken) {
    let mut conn: Option<SqliteConnection> = None;
    let mut ticks = tokio::time::interval(CHECKPOINT_EVERY);
    let (mut goes_on, mut failed) = (true, false);
    while goes_on {
        // Once more at the end.
        goes_on = closing.run_until_cancelled(ticks.tick()).await.is_some();
        // Into another file, or one that was written over, nothing is copied. A log that lost its name is open here all the
        // same, and what it holds is wanted; but another connection would begin a new one.
        match health.refuse_to_close() {
            Ok(()) if conn.is_none() && goes_on => conn = SqliteConnection::connect_with(&options).await.ok(),
            Ok(()) | Err(StoreError::Gone(Gone::Log)) => {}
            Err(_) => continue,
        }
        // The connection stays, whatever it met: with the last one SQLite takes the log away.
        let Some(open) = &mut conn else { continue };
        let copied = sqlx::query("PRAGMA wal_checkpoint(PASSIVE)").execute(open).await;
        if let Err(error) = &copied
            && !failed
        {
            tracing::warn!(%error, "the log of SQLite could not be copied into its file");
        }
        failed = copied.is_err();
    }
    if let Some(conn) = conn
        && let Err(error) = conn.close().await
    {
        tracing::debug!(%error, "a connection was not closed in order");
    }
}
