//! Reading: everything that one query reads, it reads from one moment.

use crate::{
    ids::UserId,
    store::{
        Conn, StoreError,
        health::Health,
        open::{Address, set_up},
        shares::{Share, Shares},
        sql::Engine,
    },
};
use prometheus_client::metrics::counter::Counter;
use sqlx::{Connection, PgPool, SqlitePool, postgres::PgPoolOptions, sqlite::SqlitePoolOptions};
use std::{sync::Arc, time::Duration};
use tokio::time::Instant;

/// The longest a snapshot may be held: older ones keep the database from cleaning up behind them.
const MAX_AGE: Duration = Duration::from_secs(5);
/// How long a reader waits for a connection before it is told to come back.
const ACQUIRE: Duration = Duration::from_secs(2);
/// How long a connection to PostgreSQL may have been idle before it is tried.
const TRIED_AFTER: Duration = Duration::from_secs(1);
const SQLITE_READERS: u32 = 4;
const POSTGRES_READERS: u32 = 16;
/// Of how many readers one user has one at most: whatever they ask for, as many are left for sign-ins and everybody else.
const SHARE: u32 = 2;

pub(in crate::store) const BEGIN_POSTGRES: &str = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";

/// The connections that only read.
#[derive(Clone)]
pub(in crate::store) struct Readers {
    pool: Pool,
    shares: Shares,
    statements: Counter,
    health: Arc<Health>,
}

#[derive(Clone)]
enum Pool {
    Sqlite(SqlitePool),
    Postgres(PgPool),
}

impl Readers {
    pub fn open(address: &Address, statements: Counter, health: Arc<Health>) -> Self {
        let pool = match address {
            Address::Sqlite(options) => {
                // A file does not go away as a server does: no connection is tried before it is used, nor closed for its age,
                // for another one might find another file.
                let pool = SqlitePoolOptions::new().max_connections(SQLITE_READERS).acquire_timeout(ACQUIRE);
                let pool = pool.test_before_acquire(false).idle_timeout(None).max_lifetime(None);
                Pool::Sqlite(pool.connect_lazy_with(options.clone().read_only(true)))
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
                let pool = pool.after_connect(|conn, _| Box::pin(set_up(conn)));
                Pool::Postgres(pool.connect_lazy_with(options.clone()))
            }
        };
        let readers = match &pool {
            Pool::Sqlite(_) => SQLITE_READERS,
            Pool::Postgres(_) => POSTGRES_READERS,
        };
        let shares = Shares::new((readers / SHARE).max(1) as usize);
        Self { pool, shares, statements, health }
    }

    pub async fn close(&self) {
        match &self.pool {
            Pool::Sqlite(pool) => pool.close().await,
            Pool::Postgres(pool) => pool.close().await,
        }
    }

    fn conn(&self, engine: Engine) -> Conn {
        Conn { engine, statements: self.statements.clone(), health: self.health.clone() }
    }
}

impl Conn {
    /// A connection for a single statement, which is one moment by itself: without the round trips of a transaction.
    pub(in crate::store) async fn for_one(readers: &Readers) -> Result<Self, StoreError> {
        readers.health.refuse()?;
        let engine = match &readers.pool {
            Pool::Sqlite(pool) => Engine::SqliteReader(pool.acquire().await?),
            Pool::Postgres(pool) => Engine::PostgresReader(pool.acquire().await?),
        };
        Ok(readers.conn(engine))
    }
}

/// A read-only transaction: one moment of the database. Dropping it gives the connection back.
pub struct Snapshot {
    conn: Conn,
    since: Instant,
    /// Of whoever holds it for as long as an operation takes.
    _share: Option<Share>,
}

impl Snapshot {
    pub(in crate::store) async fn open(readers: &Readers) -> Result<Self, StoreError> {
        readers.health.refuse()?;
        let engine = match &readers.pool {
            Pool::Sqlite(pool) => Engine::SqliteSnapshot(pool.begin().await?),
            Pool::Postgres(pool) => Engine::PostgresSnapshot(pool.begin_with(BEGIN_POSTGRES).await?),
        };
        Ok(Self { conn: readers.conn(engine), since: Instant::now(), _share: None })
    }

    /// One for an operation of this user, when it is their turn. Who waits for it holds no reader.
    pub(in crate::store) async fn of(readers: &Readers, user: UserId) -> Result<Self, StoreError> {
        let share = readers.shares.wait(user, ACQUIRE).await?;
        Self::open(readers).await.map(|snapshot| snapshot.with(share))
    }

    /// The same, if it is their turn now.
    pub(in crate::store) async fn of_at_once(readers: &Readers, user: UserId) -> Result<Option<Self>, StoreError> {
        let Some(share) = readers.shares.take(user) else { return Ok(None) };
        Self::open(readers).await.map(|snapshot| Some(snapshot.with(share)))
    }

    /// This one, for an operation of this user to go on in, if it is their turn now; else it is given back.
    pub(in crate::store) fn lend(self, readers: &Readers, user: UserId) -> Option<Self> {
        Some(self.with(readers.shares.take(user)?))
    }

    fn with(self, share: Share) -> Self {
        Self { _share: Some(share), ..self }
    }

    /// The connection, unless the snapshot is too old.
    pub fn conn(&mut self) -> Result<&mut Conn, StoreError> {
        if self.since.elapsed() > MAX_AGE {
            return Err(StoreError::TooSlow("a query took longer than five seconds"));
        }
        Ok(&mut self.conn)
    }
}
