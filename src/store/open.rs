//! Opening a database: which engine an address means, how its connections are set up, and bringing it up to date.

use crate::{
    clock::Clock,
    store::{
        Conn, StoreError, Tx,
        sql::{Engine, Text},
    },
};
use prometheus_client::metrics::counter::Counter;
use rand::{SeedableRng, rngs::StdRng};
use sqlx::{
    ConnectOptions, Connection,
    migrate::Migrator,
    postgres::{PgConnectOptions, PgConnection},
    sqlite::{SqliteConnectOptions, SqliteConnection, SqliteJournalMode, SqliteSynchronous},
};
use std::{
    str::FromStr,
    sync::{Arc, Mutex},
    time::Duration,
};

static SQLITE: Migrator = sqlx::migrate!("migrations/sqlite");
static POSTGRES: Migrator = sqlx::migrate!("migrations/postgres");

/// How long a writer waits for another process that writes (`spark admin` is one).
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);

/// A database's address, understood.
#[derive(Clone, Debug)]
pub enum Address {
    Sqlite(SqliteConnectOptions),
    Postgres(PgConnectOptions),
}

/// The address is none that Spark can open.
#[derive(Debug, thiserror::Error)]
#[error("the database's address must be sqlite://FILE or postgres://…: {0}")]
pub struct BadAddress(String);

impl FromStr for Address {
    type Err = BadAddress;

    fn from_str(url: &str) -> Result<Self, BadAddress> {
        // The address itself may hold a password: only the driver's words are repeated.
        let bad = |error: sqlx::Error| BadAddress(error.to_string());
        if url.starts_with("sqlite:") {
            let options = SqliteConnectOptions::from_str(url).map_err(bad)?;
            Ok(Self::Sqlite(
                options
                    .create_if_missing(true)
                    .journal_mode(SqliteJournalMode::Wal)
                    // What is acknowledged survives a power cut.
                    .synchronous(SqliteSynchronous::Full)
                    .busy_timeout(BUSY_TIMEOUT)
                    .foreign_keys(true)
                    // What undoes a statement that fails half-way is kept in memory, not in a file that every batch makes.
                    .pragma("temp_store", "MEMORY")
                    .statement_cache_capacity(200)
                    .disable_statement_logging(),
            ))
        } else if url.starts_with("postgres:") || url.starts_with("postgresql:") {
            let options = PgConnectOptions::from_str(url).map_err(bad)?;
            Ok(Self::Postgres(
                options
                    .application_name("spark")
                    // The server itself ends what takes too long; nothing on our side drops a statement half-way.
                    .options([
                        ("statement_timeout", "10s"),
                        ("lock_timeout", "5s"),
                        ("idle_in_transaction_session_timeout", "15s"),
                        // What was there already is no news.
                        ("client_min_messages", "warning"),
                    ])
                    .disable_statement_logging(),
            ))
        } else {
            Err(BadAddress("unknown scheme".into()))
        }
    }
}

impl Address {
    /// Brings the database up to date, making it when it is an SQLite file that is missing.
    pub async fn migrate(&self) -> Result<(), sqlx::migrate::MigrateError> {
        match self {
            Self::Sqlite(options) => {
                let mut conn = options.connect().await?;
                SQLITE.run_direct(None, &mut conn, false).await?;
                conn.close().await?;
            }
            Self::Postgres(options) => {
                let mut conn = options.connect().await?;
                POSTGRES.run_direct(None, &mut conn, false).await?;
                conn.close().await?;
            }
        }
        Ok(())
    }
}

/// Opens the connections of a lane.
#[derive(Clone)]
pub(in crate::store) struct Opener {
    pub address: Address,
    pub clock: Clock,
    pub statements: Counter,
    /// A std mutex: held for one draw of a seed.
    pub seeds: Arc<Mutex<StdRng>>,
}

impl Opener {
    /// A connection to write on.
    pub async fn writer(&self) -> Result<Tx, StoreError> {
        let engine = match &self.address {
            Address::Sqlite(options) => {
                Engine::Sqlite(SqliteConnection::connect_with(options).await.map_err(unreachable)?)
            }
            Address::Postgres(options) => {
                Engine::Postgres(PgConnection::connect_with(options).await.map_err(unreachable)?)
            }
        };
        let mut conn = Conn { engine, statements: self.statements.clone() };
        // The checkpointer does this beside the commits; at 32 MiB of log a commit does it after all, so that a log that
        // is never at rest stays bounded.
        conn.command(Text::each("PRAGMA wal_autocheckpoint = 8000", "SELECT 1")).await?;
        Ok(Tx { conn, now: self.clock.now(), rng: self.rng() })
    }

    /// Whether a transaction may begin before there is something to do in it: it holds nothing until its first statement.
    pub fn begins_early(&self) -> bool {
        matches!(self.address, Address::Postgres(_))
    }

    /// Time and randomness for the next transaction.
    pub fn refresh(&self, tx: &mut Tx) {
        tx.now = self.clock.now();
    }

    fn rng(&self) -> StdRng {
        StdRng::from_rng(&mut *self.seeds.lock().unwrap_or_else(std::sync::PoisonError::into_inner))
    }
}

fn unreachable(error: sqlx::Error) -> StoreError {
    StoreError::Unavailable(error)
}
