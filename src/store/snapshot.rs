//! Reading: everything that one query reads, it reads from one moment.

use crate::store::{Conn, StoreError, open::Address, sql::Engine};
use prometheus_client::metrics::counter::Counter;
use sqlx::{Connection, PgPool, SqlitePool, postgres::PgPoolOptions, sqlite::SqlitePoolOptions};
use std::time::Duration;
use tokio::time::Instant;

/// The longest a snapshot may be held: older ones keep the database from cleaning up behind them.
const MAX_AGE: Duration = Duration::from_secs(5);
/// How long a reader waits for a connection before it is told to come back.
const ACQUIRE: Duration = Duration::from_secs(2);
/// How long a connection to PostgreSQL may have been idle before it is tried.
const TRIED_AFTER: Duration = Duration::from_secs(1);
const SQLITE_READERS: u32 = 4;
const POSTGRES_READERS: u32 = 16;

const BEGIN_POSTGRES: &str = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";

/// The connections that only read.
#[derive(Clone)]
pub(in crate::store) enum Readers {
    Sqlite(SqlitePool),
    Postgres(PgPool),
}

impl Readers {
    pub fn open(address: &Address) -> Self {
        match address {
            Address::Sqlite(options) => {
                // A file does not go away as a server does: no connection is tried before it is used.
                let pool = SqlitePoolOptions::new().max_connections(SQLITE_READERS).acquire_timeout(ACQUIRE);
                let pool = pool.test_before_acquire(false);
                Self::Sqlite(pool.connect_lazy_with(options.clone().read_only(true).create_if_missing(false)))
            }
            Address::Postgres(options) => {
                let pool = PgPoolOptions::new().max_connections(POSTGRES_READERS).acquire_timeout(ACQUIRE);
                // One that was used just now is not tried first: that is a round trip for every reading.
                let pool = pool.test_before_acquire(false).before_acquire(|conn, meta| {
                    Box::pin(async move {
                        if meta.idle_for >= TRIED_AFTER {
                            conn.ping().await?;
                        }
                        Ok(true)
                    })
                });
                Self::Postgres(pool.connect_lazy_with(options.clone()))
            }
        }
    }

    pub async fn close(&self) {
        match self {
            Self::Sqlite(pool) => pool.close().await,
            Self::Postgres(pool) => pool.close().await,
        }
    }
}

impl Conn {
    /// A connection for a single statement, which is one moment by itself: without the round trips of a transaction.
    pub(in crate::store) async fn for_one(readers: &Readers, statements: Counter) -> Result<Self, StoreError> {
        let engine = match readers {
            Readers::Sqlite(pool) => Engine::SqliteReader(pool.acquire().await?),
            Readers::Postgres(pool) => Engine::PostgresReader(pool.acquire().await?),
        };
        Ok(Self { engine, statements })
    }
}

/// A read-only transaction: one moment of the database. Dropping it gives the connection back.
pub struct Snapshot {
    conn: Conn,
    since: Instant,
}

impl Snapshot {
    pub(in crate::store) async fn open(readers: &Readers, statements: Counter) -> Result<Self, StoreError> {
        let engine = match readers {
            Readers::Sqlite(pool) => Engine::SqliteSnapshot(pool.begin().await?),
            Readers::Postgres(pool) => Engine::PostgresSnapshot(pool.begin_with(BEGIN_POSTGRES).await?),
        };
        Ok(Self { conn: Conn { engine, statements }, since: Instant::now() })
    }

    /// The connection, unless the snapshot is too old.
    pub fn conn(&mut self) -> Result<&mut Conn, StoreError> {
        if self.since.elapsed() > MAX_AGE {
            return Err(StoreError::TooSlow("a query took longer than five seconds"));
        }
        Ok(&mut self.conn)
    }
}
