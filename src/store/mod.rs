//! The only SQL, on two engines. `write` is the only way to change anything: it hands a job to a lane, whose task owns it
//! from BEGIN to publishing. Outside a job one reads from a `snapshot`, or with a `reader` when it is a single statement.
//!
//! One SQL text serves both engines; the macros of `sql` run it on either. Each table has a file of functions:
//! `find_…` gives an `Option` or those that exist, `page`/`list_…` many, `insert_/update_/delete_…` only a `Tx` can do.

mod alone;
pub mod announcements;
pub mod direct;
mod error;
mod fingerprints;
pub mod hot;
pub mod invites;
mod job;
mod lane;
pub mod log;
pub mod memberships;
pub mod messages;
mod open;
pub mod page;
pub mod presence;
pub mod requests;
pub mod rooms;
mod sending;
mod snapshot;
mod sql;
#[cfg(test)]
mod tests;
pub mod users;

pub use error::{Failure, StoreError};
pub use job::{Committed, Done, Job, Publisher, Tx};
pub use open::{Address, BadAddress};
pub use requests::{Once, Request};
pub use snapshot::Snapshot;
pub use sql::Conn;

use crate::{
    clock::Clock,
    domain::{outcome::Refusal, room::Membership},
    metrics::Metrics,
};
use job::Reply;
use lane::{Asked, Work};
use open::Opener;
use rand::rngs::StdRng;
use snapshot::Readers;
use sqlx::{Connection, SqliteConnection};
use std::{
    sync::{Arc, Mutex},
    time::Duration,
};
use tokio::sync::{mpsc, oneshot};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

/// How much work may wait for a lane before it is refused.
const QUEUE: usize = 4_096;
/// PostgreSQL commits side by side; SQLite has one writer.
const POSTGRES_LANES: usize = 8;
/// How often SQLite's log is copied into the database file, beside the commits.
const CHECKPOINT_EVERY: Duration = Duration::from_millis(500);

/// The database. Cloning shares it.
#[derive(Clone)]
pub struct Store {
    lanes: Arc<[mpsc::Sender<Work>]>,
    readers: Readers,
    metrics: Metrics,
    tasks: TaskTracker,
    closing: CancellationToken,
}

impl Store {
    /// Opens a database that is up to date, and starts its lanes. Events of what commits go to `publisher`.
    pub fn open(address: &Address, clock: Clock, seed: StdRng, publisher: impl Publisher, metrics: Metrics) -> Self {
        let publisher: Arc<dyn Publisher> = Arc::new(publisher);
        let seeds = Arc::new(Mutex::new(seed));
        let opener = Opener { address: address.clone(), clock, statements: metrics.statements.clone(), seeds };
        let (tasks, closing) = (TaskTracker::new(), CancellationToken::new());
        let lanes = match address {
            Address::Sqlite(_) => 1,
            Address::Postgres(_) => POSTGRES_LANES,
        };
        let lanes = (0..lanes)
            .map(|_| {
                let (sender, queue) = mpsc::channel(QUEUE);
                tasks.spawn(lane::run(opener.clone(), queue, publisher.clone(), metrics.clone(), closing.clone()));
                sender
            })
            .collect();
        if let Address::Sqlite(options) = address {
            tasks.spawn(closing.clone().run_until_cancelled_owned(checkpoint(options.clone())));
        }
        tasks.close();
        Self { lanes, readers: Readers::open(address), metrics, tasks, closing }
    }

    /// Runs a job in its lane. It goes on when the caller does not wait.
    pub async fn write<J: Job>(&self, job: J) -> Result<Done<J::Answer>, Refusal> {
        let (reply, answer) = Reply::new();
        let key = job.lane();
        self.ask(key, Work::Job(Box::new(job::Waiting { job, outcome: None, reply })), answer).await
    }

    /// Sends a message, together with all others that wait.
    pub async fn send(&self, input: hot::Send) -> Result<Done<hot::Sent>, Refusal> {
        let (reply, answer) = Reply::new();
        self.ask(input.room.0, Work::Send(Asked { input, outcome: None, reply }), answer).await
    }

    /// Moves a read position, together with all others that wait.
    pub async fn mark_read(&self, input: hot::Read) -> Result<Done<Membership>, Refusal> {
        let (reply, answer) = Reply::new();
        self.ask(input.room.0, Work::Read(Asked { input, outcome: None, reply }), answer).await
    }

    async fn ask<A>(
        &self,
        key: i64,
        work: Work,
        answer: oneshot::Receiver<Result<Done<A>, Refusal>>,
    ) -> Result<Done<A>, Refusal> {
        // Keys are time and chance: the low bits are as good as a hash.
        let lane = usize::try_from(key).unwrap_or_default() % self.lanes.len();
        self.lanes[lane].try_send(work).map_err(|_| Refusal::unavailable())?;
        // A lane that ends without an answer leaves the outcome unknown.
        answer.await.unwrap_or_else(|_| Err(Refusal::unavailable()))
    }

    /// One moment of the database, to read from.
    pub async fn snapshot(&self) -> Result<Snapshot, StoreError> {
        Snapshot::open(&self.readers, self.metrics.statements.clone()).await
    }

    /// A connection for one statement.
    pub async fn reader(&self) -> Result<Conn, StoreError> {
        Conn::for_one(&self.readers, self.metrics.statements.clone()).await
    }

    /// Whether the database can be read.
    pub async fn ping(&self) -> Result<(), StoreError> {
        sql::scalar!(&mut self.reader().await?, i64, "SELECT CAST(1 AS BIGINT)").map(drop)
    }

    /// How many statements were run since the start; BEGIN, SAVEPOINT and COMMIT are not counted.
    pub fn statements(&self) -> u64 {
        self.metrics.statements.get()
    }

    /// How much work waits in the fullest lane.
    pub fn waiting(&self) -> usize {
        self.lanes.iter().map(|lane| lane.max_capacity() - lane.capacity()).max().unwrap_or_default()
    }

    /// Takes no more work, writes what waits in the lanes, and closes the database.
    pub async fn close(&self) {
        self.closing.cancel();
        self.tasks.wait().await;
        self.readers.close().await;
    }
}

/// Copies SQLite's log into the database file, so that no commit has to.
async fn checkpoint(options: sqlx::sqlite::SqliteConnectOptions) {
    let mut conn: Option<SqliteConnection> = None;
    let mut ticks = tokio::time::interval(CHECKPOINT_EVERY);
    loop {
        ticks.tick().await;
        if conn.is_none() {
            conn = SqliteConnection::connect_with(&options).await.ok();
        }
        if let Some(open) = &mut conn
            && let Err(error) = sqlx::query("PRAGMA wal_checkpoint(PASSIVE)").execute(open).await
        {
            tracing::warn!(%error, "the log of SQLite could not be copied into its file");
            conn = None;
        }
    }
}
