//! Reading: everything that one query reads, it reads from one moment.

use crate::store::{
    Conn, StoreError,
    health::Health,
    open::{Address, set_up},
    postgres_readers::PostgresReaders,
    sql::Engine,
    sqlite_readers::SqliteReaders,
};
use prometheus_client::metrics::counter::Counter;
use sqlx::{Connection, postgres::PgPoolOptions};
use std::{sync::Arc, time::Duration};
use tokio::time::Instant;

/// The longest a snapshot may be held: older ones keep the database from cleaning up behind them.
const MAX_AGE: Duration = Duration::from_secs(5);
/// How long a reader waits for a connection before it is told to come back.
const ACQUIRE: Duration = Duration::from_secs(2);
/// How long a connection to PostgreSQL may have been idle before it is tried.
const TRIED_AFTER: Duration = Duration::from_secs(1);
const POSTGRES_READERS: u32 = 16;

pub(in crate::store) const BEGIN_POSTGRES: &str = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";

/// The connections that only read.
#[derive(Clone)]
pub(in crate::store) struct Readers {
    pool: Pool,
    statements: Counter,
    health: Arc<Health>,
}

#[derive(Clone)]
enum Pool {
    Sqlite(SqliteReaders),
    Postgres(PostgresReaders),
}

impl Readers {
    pub fn open(address: &Address, statements: Counter, health: Arc<Health>) -> Self {
        let pool = match address {
            // A file does not go away as a server does: no connection is tried before it is used, nor closed for its age, for
            // another one might find another file.
            Address::Sqlite(options) => Pool::Sqlite(SqliteReaders::new(options.clone(), ACQUIRE)),
            Address::Postgres(options) => {
                let pool = PgPoolOptions::new().max_connections(POSTGRES_READERS).acquire_timeout(ACQUIRE);
                // One that was used just now is not tried first: that is a round trip for every reading.
                let pool = pool.test_before_acquire(false).before_acquire(|conn, meta| {
                    Box::pin(async move {
                        if is_to_be_tried(meta.idle_for) {
                            conn.ping().await?;
                        }
                        Ok(true)
                    })
                });
                let pool = pool.after_connect(|conn, _| Box::pin(set_up(conn)));
                Pool::Postgres(PostgresReaders::new(pool.connect_lazy_with(options.clone())))
            }
        };
        Self { pool, statements, health }
    }

    pub async fn close(&self) {
        match &self.pool {
            Pool::Sqlite(pool) => pool.close().await,
            Pool::Postgres(pool) => pool.close().await,
        }
    }

    fn conn(&self, engine: Engine) -> Conn {
        Conn { engine, statements: self.statements.clone(), health: self.health.clone(), written: 0, has_failed: false }
    }
}

impl Conn {
    /// A connection for a single statement, which is one moment by itself: without the round trips of a transaction.
    pub(in crate::store) async fn for_one(readers: &Readers) -> Result<Self, StoreError> {
        readers.health.refuse()?;
        let engine = match &readers.pool {
            Pool::Sqlite(pool) => Engine::SqliteReader(pool.take().await?),
            Pool::Postgres(pool) => Engine::PostgresReader(pool.take().await?),
        };
        Ok(readers.conn(engine))
    }
}

/// A read-only transaction: one moment of the database. Dropping it gives the connection back.
pub struct Snapshot {
    conn: Conn,
    since: Instant,
}

/// Whether a connection that was idle for so long may have broken.
fn is_to_be_tried(idle_for: Duration) -> bool {
    idle_for >= TRIED_AFTER
}

impl Snapshot {
    pub(in crate::store) async fn open(readers: &Readers) -> Result<Self, StoreError> {
        readers.health.refuse()?;
        let engine = match &readers.pool {
            Pool::Sqlite(pool) => Engine::SqliteReader(pool.begin().await?),
            Pool::Postgres(pool) => Engine::PostgresReader(pool.begin(BEGIN_POSTGRES).await?),
        };
        Ok(Self { conn: readers.conn(engine), since: Instant::now() })
    }

    /// The connection, unless the snapshot is too old.
    pub fn conn(&mut self) -> Result<&mut Conn, StoreError> {
        if self.since.elapsed() > MAX_AGE {
            return Err(StoreError::TooSlow("a query took longer than five seconds"));
        }
        Ok(&mut self.conn)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::tests::{new_database, open};

    #[test]
    fn what_was_used_just_now_is_not_tried() {
        assert!(!is_to_be_tried(Duration::from_millis(999)) && is_to_be_tried(Duration::from_secs(1)));
    }

    #[tokio::test]
    async fn a_snapshot_that_is_too_old_is_given_up() {
        let folder = tempfile::tempdir().unwrap();
        let store = open(&new_database(folder.path(), "spark.db").await);
        let mut snapshot = store.snapshot().await.unwrap();
        assert!(snapshot.conn().is_ok());
        snapshot.since -= Duration::from_secs(5);
        assert!(matches!(snapshot.conn(), Err(StoreError::TooSlow(_))));
        drop(snapshot);
        store.close().await;
    }
}
