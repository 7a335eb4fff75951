//! What became of a transaction whose COMMIT had no answer. PostgreSQL keeps the fate of each transaction by its number, which a
//! queue learns with the BEGIN; so it is asked, on another connection, until there is an answer.
//!
//! A number means the same transaction only in the same history: a server that crashed, or another one that took over, may give
//! it to somebody else. Then nobody can say, and what the transaction would have told is looked for in the tables.

use crate::store::{Conn, StoreError, open::Opener, sql::scalar, tx::Idle};
use std::{sync::Arc, time::Duration};
use tokio::time::{Instant, sleep, timeout};

/// How long one question may take, with a connection to ask it on.
const TRY: Duration = Duration::from_secs(5);
/// How long to wait before the second question, and at most before the next one.
const FIRST_PAUSE: Duration = Duration::from_millis(10);
const LONGEST_PAUSE: Duration = Duration::from_secs(1);
/// A session that waits for a client who is gone is ended after this time: its COMMIT may be on its way.
const HURRY_AFTER: Duration = Duration::from_secs(1);
/// After this time nothing is under way any more of which nobody can ask: the server ends a session that waits for its client.
const OVER: Duration = Duration::from_secs(20);

/// Which history of which server a connection is in: none when it is not the one that writes. A crash throws the figures away
/// that are counted from `stats_reset` on, a stop in order keeps them; a server that takes over begins another timeline.
const HISTORY: &str = "SELECT CASE WHEN pg_is_in_recovery() THEN NULL ELSE
    (SELECT system_identifier FROM pg_control_system()) || ' ' || left(pg_walfile_name(pg_current_wal_insert_lsn()), 8)
    || ' ' || (SELECT COALESCE(stats_reset::text, '') FROM pg_stat_bgwriter) END";
const STATUS: &str = "SELECT pg_xact_status($1::text::xid8)";
/// Only while it waits for its client: one that commits is left to end.
const HURRY: &str = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
    WHERE backend_xid = ($1::text::xid8)::xid AND state = 'idle in transaction'";

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
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::store) enum Fate {
    Committed,
    RolledBack,
    /// Nobody can say any more.
    Lost,
}

/// Asks until there is an answer; and the connection on which it came, to go on with.
pub(in crate::store) async fn find_out(opener: &Opener, trace: &Trace) -> (Fate, Option<Idle>) {
    let (begun, mut pause, mut idle) = (Instant::now(), FIRST_PAUSE, None);
    loop {
        let asked = match trace {
            Trace::None => {
                if opener.begins_early() {
                    sleep(OVER).await;
                }
                return (Fate::Lost, None);
            }
            Trace::Written => Ok(opener.health.refuse_written().is_ok().then_some(Fate::Committed)),
            Trace::Number { number, history } => {
                let question = ask(opener, &mut idle, number, history, begun.elapsed() >= HURRY_AFTER);
                timeout(TRY, question).await.unwrap_or(Err(StoreError::TooSlow("no answer")))
            }
        };
        match asked {
            Ok(Some(fate)) => return (fate, idle),
            // It is under way.
            Ok(None) => {}
            Err(error) => {
                tracing::debug!(%error, "what became of a transaction could not be asked");
                idle = None;
            }
        }
        sleep(pause).await;
        pause = (pause * 2).min(LONGEST_PAUSE);
    }
}

/// Asks once, on a connection that stays; none while the transaction is under way.
async fn ask(
    opener: &Opener,
    idle: &mut Option<Idle>,
    number: &str,
    history: &History,
    hurry: bool,
) -> Result<Option<Fate>, StoreError> {
    let asking = match idle {
        Some(idle) => idle,
        None => idle.insert(opener.writer().await?),
    };
    match &asking.place {
        Place::In(here) if here == history => {}
        Place::In(_) | Place::Unnamed => return Ok(Some(Fate::Lost)),
        // It may come to write, or another one stands behind the address the next time.
        Place::Reader => {
            *idle = None;
            return Ok(None);
        }
    }
    let status = scalar!(&mut asking.conn, Option<String>, STATUS, number);
    match status {
        Ok(status) => match status.flatten().as_deref() {
            Some("committed") => Ok(Some(Fate::Committed)),
            Some("aborted") => Ok(Some(Fate::RolledBack)),
            Some(_) => {
                if hurry {
                    scalar!(&mut asking.conn, i64, HURRY, number)?;
                }
                Ok(None)
            }
            // Too long ago: its fate was forgotten.
            None => Ok(Some(Fate::Lost)),
        },
        // A number that was not given yet.
        Err(error) if error.has_code("22023") => Ok(Some(Fate::Lost)),
        Err(error) => Err(error),
    }
}

/// Asks what a new connection to PostgreSQL is to.
pub(in crate::store) async fn place(conn: &mut Conn) -> Result<Place, StoreError> {
    match conn.commands(HISTORY).await.outcome {
        Ok(Some(history)) => Ok(Place::In(history.into())),
        Ok(None) => Ok(Place::Reader),
        Err(error) if error.is_broken() => Err(error),
        Err(error) => {
            tracing::debug!(%error, "the database does not say in which history it is");
            Ok(Place::Unnamed)
        }
    }
}
