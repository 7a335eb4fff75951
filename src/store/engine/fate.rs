//! What a transaction whose COMMIT had no answer is known by, and what may have become of it. PostgreSQL keeps the fate of each
//! transaction by its number, which a queue learns with the BEGIN.
//!
//! A number means the same transaction only in the same history: a server that crashed, or another one that took over, may give
//! it to somebody else. Then nobody can say, and what the transaction would have told is looked for in the tables.

use crate::store::{Conn, StoreError};
use std::sync::Arc;

/// Which history of which server a connection is in: none when it is not the one that writes. A crash throws the figures away
/// that are counted from `stats_reset` on, a stop in order keeps them; a server that takes over begins another timeline.
const HISTORY: &str = "SELECT CASE WHEN pg_is_in_recovery() THEN NULL ELSE
    (SELECT system_identifier FROM pg_control_system()) || ' ' || left(pg_walfile_name(pg_current_wal_insert_lsn()), 8)
    || ' ' || (SELECT COALESCE(stats_reset::text, '') FROM pg_stat_bgwriter) END";

/// Which history of which server a number belongs to.
pub(in crate::store) type History = Arc<str>;

/// What a connection is to, as far as the fate of a transaction is concerned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::store) enum Place {
    /// A server that writes, which says in which history.
    In(History),
    /// One that does not say it; SQLite, of which nothing is asked.
    Unnamed,
    /// One that only reads: it knows less than the one that writes.
    Reader,
}

/// What a COMMIT without an answer is known by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::store) enum Trace {
    /// The number of the transaction, and the history in which it has it.
    Number { number: String, history: History },
    /// It is committed, into a file that does not bear its name any more: it counts when the file comes back.
    Written,
    /// Nothing that could be asked for.
    None,
}

/// What became of it.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Fate {
    Committed(WasCommitted),
    RolledBack,
    /// Nobody can say any more.
    Lost,
}

/// A COMMIT whose answer was lost was found to be done. Only what was said of it gives one.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct WasCommitted(());

/// What a queue does once it knows.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// Publishes what the COMMIT would have published, in its place.
    PublishLate(WasCommitted),
    /// Runs the group again: its callers still wait.
    RunAgain,
    /// Does nothing: its callers were told RETRY.
    GiveUp,
    /// Has looked for what may have been committed.
    Doubt,
}

impl Fate {
    /// What follows from it. `is_late` says that the callers were told RETRY meanwhile.
    pub fn verdict(self, is_late: bool) -> Verdict {
        match self {
            Self::Committed(witness) => Verdict::PublishLate(witness),
            Self::RolledBack if is_late => Verdict::GiveUp,
            Self::RolledBack => Verdict::RunAgain,
            Self::Lost => Verdict::Doubt,
        }
    }

    /// By PostgreSQL's word; none while it is under way.
    pub fn said(status: Option<&str>) -> Option<Self> {
        match status {
            Some("committed") => Some(Self::Committed(WasCommitted(()))),
            Some("aborted") => Some(Self::RolledBack),
            Some(_) => None,
            // Too long ago: it was forgotten.
            None => Some(Self::Lost),
        }
    }

    /// Of what is committed into a file: none as long as that does not bear its name.
    pub fn of_a_file(looked: &Result<(), StoreError>) -> Option<Self> {
        looked.is_ok().then_some(Self::Committed(WasCommitted(())))
    }

    /// As `/metrics` and the log call it.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Committed(_) => "committed",
            Self::RolledBack => "rolled_back",
            Self::Lost => "lost",
        }
    }
}

/// Asks what a new connection to PostgreSQL is to.
pub(in crate::store) async fn place(conn: &mut Conn) -> Result<Place, StoreError> {
    match conn.commands(HISTORY).await.outcome {
        Ok(Some(history)) => Ok(Place::In(history.into())),
        Ok(None) => Ok(Place::Reader),
        // It may say so the next time.
        Err(error @ (StoreError::Broken(_) | StoreError::Unavailable(_))) => Err(error),
        Err(error) => {
            tracing::debug!(%error, "the database does not say in which history it is");
            Ok(Place::Unnamed)
        }
    }
}

#[cfg(test)]
mod tests;
