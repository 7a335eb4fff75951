//! What can go wrong between Spark and its database, and what each means for the work in hand.

use crate::domain::outcome::Refusal;

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
        matches!(self, Self::Broken(_))
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
            Self::Unavailable(_) | Self::Broken(_) | Self::TooSlow(_) | Self::Conflict(_) => Refusal::unavailable(),
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
                    // The server stops or the transaction was ended for being idle.
                    Some("57P01" | "57P02" | "57P03" | "25P03") => Self::Broken(error),
                    // SQLite, extended codes; the low byte is the primary one.
                    Some(code) if code.len() < 5 => match code.parse::<i32>().map_or(0, |code| code & 0xff) {
                        // BUSY, LOCKED
                        5 | 6 => Self::Unavailable(error),
                        // NOMEM, INTERRUPT, IOERR, CORRUPT, FULL: SQLite may have rolled back by itself.
                        7 | 9 | 10 | 11 | 13 => Self::Broken(error),
                        _ => Self::Statement(error),
                    },
                    _ => Self::Statement(error),
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

/// Why a job did not commit: the domain refused it, or the store failed.
#[derive(Debug)]
pub enum Failure {
    Refused(Refusal),
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
