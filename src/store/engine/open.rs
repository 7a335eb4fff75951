//! Opening a database: which engine an address means, and how its connections are set up.

use crate::{
    clock::Clock,
    store::{
        Conn, StoreError,
        engine::{
            fate::{self, Place},
            file::{self, beside},
            health::Health,
            silence::{CONNECT, within},
            sql::Engine,
            tx::Idle,
        },
    },
    sync::Mutex,
};
use prometheus_client::metrics::counter::Counter;
use rand::{SeedableRng, rngs::StdRng};
use sqlx::{
    ConnectOptions, Connection,
    postgres::{PgConnectOptions, PgConnection},
    sqlite::{SqliteConnectOptions, SqliteConnection, SqliteJournalMode, SqliteSynchronous},
};
use std::{fmt, path::Path, str::FromStr, sync::Arc, time::Duration};
use url::Url;

/// How long a writer waits for another process that writes (`spark admin` is one).
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);
/// How often the log that others may have left is looked for when SQLite is closed.
const FOLDS: u32 = 5;
const FOLD_EVERY: Duration = Duration::from_millis(100);

/// A database's address, understood. Nothing is made by opening it, and no way of showing it shows a password.
#[derive(Clone)]
pub enum Address {
    /// A file.
    Sqlite(SqliteConnectOptions),
    /// A server.
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
            let path = options.get_filename().to_owned();
            let name = path.to_string_lossy();
            if name.is_empty() || name.starts_with(":memory:") || name.starts_with("file:sqlx-in-memory") {
                return Err(BadAddress("it names no file, and memory would forget everything".into()));
            }
            Ok(Self::Sqlite(sqlite(&path)))
        } else if url.starts_with("postgres:") || url.starts_with("postgresql:") {
            let options = PgConnectOptions::from_str(&understood(url)?).map_err(bad)?;
            // What a pooler between us and the server would have to be told to let through is not said at the start.
            Ok(Self::Postgres(options.application_name("spark").extra_float_digits(None).disable_statement_logging()))
        } else {
            Err(BadAddress("unknown scheme".into()))
        }
    }
}

/// The parameters of an address that the driver knows; of any other it would log the value.
const PARAMETERS: [&str; 18] = [
    "sslmode",
    "ssl-mode",
    "sslrootcert",
    "ssl-root-cert",
    "ssl-ca",
    "sslcert",
    "ssl-cert",
    "sslkey",
    "ssl-key",
    "statement-cache-capacity",
    "host",
    "hostaddr",
    "port",
    "dbname",
    "user",
    "password",
    "application_name",
    "options",
];

/// The address without what the driver does not know. One in which a password was not escaped means something else than was
/// meant: then a part of it would be shown as a server, a port or a database.
fn understood(url: &str) -> Result<String, BadAddress> {
    let mut parsed = Url::parse(url).map_err(|error| BadAddress(error.to_string()))?;
    let is_misplaced = parsed.path().contains('@') || parsed.query_pairs().any(|(key, _)| key.contains('@'));
    if is_misplaced || parsed.fragment().is_some() {
        let escapes = "in a password, write %23 for #, %2F for /, %3F for ? and %40 for @";
        return Err(BadAddress(format!("something of it stands where it does not belong: {escapes}")));
    }
    let (known, unknown): (Vec<_>, Vec<_>) = parsed
        .query_pairs()
        .into_owned()
        .partition(|(key, _)| PARAMETERS.contains(&key.as_str()) || key.starts_with("options["));
    for (key, _) in &unknown {
        tracing::warn!(key, "the database's address has a parameter that means nothing to Spark");
    }
    parsed.set_query(None);
    if !known.is_empty() {
        parsed.query_pairs_mut().extend_pairs(known);
    }
    Ok(parsed.into())
}

/// Whatever the address said beside the file (`?mode=…`) is not asked for: Spark knows how it opens.
pub(in crate::store) fn sqlite(path: &Path) -> SqliteConnectOptions {
    plain(path)
        .journal_mode(SqliteJournalMode::Wal)
        // What is acknowledged survives a power cut.
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .statement_cache_capacity(200)
}

/// A file of which nothing is known yet: nothing that would change it.
pub(in crate::store) fn plain(path: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(path)
        .busy_timeout(BUSY_TIMEOUT)
        // What undoes a statement that fails half-way is kept in memory, not in a file that every batch makes.
        .pragma("temp_store", "MEMORY")
        .disable_statement_logging()
}

impl fmt::Display for Address {
    /// The file, or where the server is and as whom; never a password.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sqlite(options) => write!(f, "{}", options.get_filename().display()),
            Self::Postgres(options) => {
                let (host, port, user) = (options.get_host(), options.get_port(), options.get_username());
                let database = options.get_database().unwrap_or(user);
                let host = options.get_socket().map_or(host.into(), |socket| socket.to_string_lossy());
                write!(f, "the database {database} on {host}:{port} as {user}")
            }
        }
    }
}

impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// The server itself ends what takes too long, for nothing on our side drops a statement half-way; and what was there
/// already is no news.
const SESSION: &str = "SET statement_timeout = '10s'; SET lock_timeout = '5s';
     SET idle_in_transaction_session_timeout = '15s'; SET client_min_messages = warning";

/// A connection to PostgreSQL, set up.
pub(in crate::store) async fn connect_postgres(options: &PgConnectOptions) -> Result<PgConnection, sqlx::Error> {
    let mut conn = PgConnection::connect_with(options).await?;
    set_up(&mut conn).await?;
    Ok(conn)
}

/// Sets a connection up. By statements rather than with its first message, which poolers refuse.
pub(in crate::store) async fn set_up(conn: &mut PgConnection) -> Result<(), sqlx::Error> {
    sqlx::raw_sql(SESSION).execute(conn).await.map(drop)
}

/// Leaves one file of an SQLite database that nobody else has open; else as little beside it as can be.
pub(in crate::store) async fn fold(options: &SqliteConnectOptions) -> Result<(), sqlx::Error> {
    let path = options.get_filename();
    for _ in 0..FOLDS {
        let mut conn = SqliteConnection::connect_with(options).await?;
        sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)").execute(&mut conn).await?;
        // SQLite removes the log with the last connection that may write.
        conn.close().await?;
        if !beside(path, file::LOG).exists() {
            break;
        }
        // A connection that was dropped closes in its own time.
        tokio::time::sleep(FOLD_EVERY).await;
    }
    Ok(())
}

/// Opens the connections of a queue.
#[derive(Clone)]
pub(in crate::store) struct Opener {
    pub address: Address,
    pub clock: Clock,
    pub statements: Counter,
    pub health: Arc<Health>,
    /// A mutex: held for one draw of a seed.
    pub seeds: Arc<Mutex<StdRng>>,
}

impl Opener {
    /// A connection to write on.
    pub async fn writer(&self) -> Result<Idle, StoreError> {
        // Another file would be opened with the log of this one.
        self.health.refuse()?;
        let engine = match &self.address {
            Address::Sqlite(options) => {
                Engine::Sqlite(SqliteConnection::connect_with(options).await.map_err(unreachable)?)
            }
            Address::Postgres(options) => {
                Engine::Postgres(within(Some(CONNECT), connect_postgres(options)).await?.map_err(unreachable)?)
            }
        };
        let mut conn = Conn {
            engine,
            statements: self.statements.clone(),
            health: self.health.clone(),
            written: 0,
            has_failed: false,
        };
        // The checkpointer does this beside the commits; at 32 MiB of log a commit does it after all, so that a log that
        // is never at rest stays bounded.
        let place = match &self.address {
            Address::Sqlite(_) => {
                conn.command("PRAGMA wal_autocheckpoint = 8000").await?;
                Place::Unnamed
            }
            Address::Postgres(_) => fate::place(&mut conn).await?,
        };
        Ok(Idle::new(conn, place, self.rng()))
    }

    /// Whether a transaction may begin before there is something to do in it: it holds nothing until its first statement.
    pub fn begins_early(&self) -> bool {
        matches!(self.address, Address::Postgres(_))
    }

    /// How long a server is waited for. A file answers, or the machine itself is at fault.
    pub fn limit(&self, limit: Duration) -> Option<Duration> {
        matches!(self.address, Address::Postgres(_)).then_some(limit)
    }

    fn rng(&self) -> StdRng {
        StdRng::from_rng(&mut *self.seeds.lock())
    }
}

fn unreachable(error: sqlx::Error) -> StoreError {
    StoreError::Unavailable(error)
}

#[cfg(test)]
mod tests;
