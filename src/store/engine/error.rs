//! What can go wrong between Spark and its database, and what each means for the work in hand.

use crate::{domain::refusal::Refusal, store::file::Gone};
use sqlx::postgres::{PgDatabaseError, PgSeverity};

/// A fault of the store.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The database is away, busy or full: nothing happened, later it may work.
    #[error("the database cannot do this now: {0}")]
    Unavailable(#[source] sqlx::Error),
    /// Two transactions were in each other's way, or a key was taken at the same moment: run it again.
    #[error("two transactions met: {0}")]
    Conflict(&'static str),
    /// A statement was wrong: a bug.
    #[error("the database refused a statement: {0}")]
    Statement(#[source] sqlx::Error),
    /// The connection can't be trusted any more; whatever ran on it must count as not done.
    #[error("the connection to the database broke: {0}")]
    Broken(#[source] sqlx::Error),
    /// The file is not the one that was opened: what is written to it, nobody finds again.
    #[error("{0}")]
    Gone(Gone),
    /// A snapshot was held for too long, or no connection was free in time.
    #[error("{0}")]
    TooSlow(&'static str),
    /// The work's code panicked.
    #[error("a panic: {0}")]
    Panic(String),
    /// The database holds what it never should.
    #[error("the database holds something unexpected: {0}")]
    Unexpected(String),
}

impl StoreError {
    /// Whether the same work may succeed when it is run again right away.
    pub fn is_conflict(&self) -> bool {
        matches!(self, Self::Conflict(_))
    }

    /// Whether the connection is to be replaced.
    pub fn is_broken(&self) -> bool {
        matches!(self, Self::Broken(_) | Self::Gone(_))
    }

    /// The same of a BEGIN, SAVEPOINT or COMMIT: it leaves a transaction that nobody can vouch for.
    pub(in crate::store) fn broken(self) -> Self {
        match self {
            Self::Unavailable(cause) | Self::Statement(cause) => Self::Broken(cause),
            other => other,
        }
    }

    /// Whether a COMMIT that failed like this undid everything: the database itself said so, and its session goes on. What ends
    /// a session may come after the COMMIT was done.
    pub(in crate::store) fn is_said_by_the_database(&self) -> bool {
        let error = match self {
            Self::Conflict(_) => return true,
            Self::Broken(error) | Self::Unavailable(error) | Self::Statement(error) => error,
            _ => return false,
        };
        let Some(said) = error.as_database_error() else { return false };
        // What stands between Spark and the database speaks of connections.
        if said.code().is_some_and(|code| code.starts_with("08") || code.starts_with("57P")) {
            return false;
        }
        said.try_downcast_ref::<PgDatabaseError>()
            .is_none_or(|said| !matches!(said.severity(), PgSeverity::Fatal | PgSeverity::Panic))
    }

    /// Whether the database said so, with this code.
    pub(in crate::store) fn has_code(&self, code: &str) -> bool {
        let (Self::Broken(error) | Self::Unavailable(error) | Self::Statement(error)) = self else { return false };
        error.as_database_error().is_some_and(|said| said.code().as_deref() == Some(code))
    }

    /// Whether the database itself is at fault, and not what was asked of it.
    pub(in crate::store) fn is_the_databases(&self) -> bool {
        matches!(self, Self::Unavailable(_) | Self::Broken(_)) || self.is_malformed()
    }

    /// Whether SQLite found pages that are none of a database.
    pub(in crate::store) fn is_malformed(&self) -> bool {
        let (Self::Broken(error) | Self::Unavailable(error) | Self::Statement(error)) = self else { return false };
        // CORRUPT, NOTADB
        matches!(sqlite_code(error), Some(11 | 26))
    }

    /// What the driver said, without the words around it.
    pub(in crate::store) fn cause(&self) -> String {
        match self {
            Self::Unavailable(error) | Self::Broken(error) | Self::Statement(error) => said(error),
            other => other.to_string(),
        }
    }

    /// Logs it, once, where it leaves the store: a bug as an error, what passes by itself as a warning.
    pub fn log(&self, what: &str) {
        match self {
            Self::Statement(_) | Self::Panic(_) | Self::Unexpected(_) => {
                tracing::error!(error = %self, "{what} failed");
            }
            _ => tracing::warn!(error = %self, "{what} could not be done now"),
        }
    }

    /// What the client is told: nothing of the inside.
    pub fn refusal(&self) -> Refusal {
        match self {
            Self::Unavailable(_) | Self::Broken(_) | Self::Gone(_) | Self::TooSlow(_) | Self::Conflict(_) => {
                Refusal::unavailable()
            }
            Self::Statement(_) | Self::Panic(_) | Self::Unexpected(_) => Refusal::internal(),
        }
    }
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        match &error {
            sqlx::Error::Database(database) => {
                if database.is_unique_violation() {
                    return Self::Conflict("a key was taken at the same moment");
                }
                match database.code().as_deref() {
                    // PostgreSQL: serialization_failure, deadlock_detected.
                    Some("40001" | "40P01") => Self::Conflict("the database undid one of two transactions"),
                    // Lock not available, statement cancelled by its time-out, too many connections, out of disk or memory.
                    Some("55P03" | "57014" | "53100" | "53200" | "53300") => Self::Unavailable(error),
                    // The server stops, the transaction was ended for being idle, or this server only reads: another one has
                    // taken over.
                    Some("57P01" | "57P02" | "57P03" | "25P03" | "25006") => Self::Broken(error),
                    _ => match sqlite_code(&error) {
                        // BUSY, LOCKED
                        Some(5 | 6) => Self::Unavailable(error),
                        // NOMEM, READONLY, INTERRUPT, IOERR, CORRUPT, FULL, CANTOPEN, NOTADB: SQLite may have rolled back by
                        // itself.
                        Some(7..=11 | 13 | 14 | 26) => Self::Broken(error),
                        _ => Self::Statement(error),
                    },
                }
            }
            sqlx::Error::Io(_) | sqlx::Error::Protocol(_) | sqlx::Error::WorkerCrashed | sqlx::Error::Tls(_) => {
                Self::Broken(error)
            }
            sqlx::Error::PoolTimedOut | sqlx::Error::PoolClosed => Self::Unavailable(error),
            _ => Self::Statement(error),
        }
    }
}

/// SQLite's primary code: the low byte of the extended one. PostgreSQL's codes have five characters.
pub(in crate::store) fn sqlite_code(error: &sqlx::Error) -> Option<i32> {
    let code = error.as_database_error()?.code()?;
    (code.len() < 5).then(|| code.parse::<i32>().map_or(0, |code| code & 0xff))
}

/// What went wrong, in the words of the database, or of the system.
pub(in crate::store) fn said(error: &sqlx::Error) -> String {
    match error {
        sqlx::Error::Database(database) => database.message().to_owned(),
        sqlx::Error::Io(error) => error.to_string(),
        other => other.to_string(),
    }
}

/// Why a job did not commit: the domain refused it, or the store failed.
#[derive(Debug)]
pub enum Failure {
    /// The domain refused it: the refusal is its outcome.
    Refused(Refusal),
    /// Nobody can say yet whether it may be done.
    Store(StoreError),
}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl From<StoreError> for Refusal {
    fn from(error: StoreError) -> Self {
        error.log("a read");
        error.refusal()
    }
}

#[cfg(test)]
mod tests;
