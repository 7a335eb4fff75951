//! Asks what became of a transaction whose COMMIT had no answer: on another connection, until there is an answer.

use crate::store::{
    StoreError,
    engine::{
        fate::{Fate, History, Place, Trace},
        open::Opener,
        sql::scalar,
        tx::Idle,
    },
};
use std::time::Duration;
use tokio::time::{Instant, sleep, timeout};

/// How long one question may take, with a connection to ask it on.
const TRY: Duration = Duration::from_secs(5);
/// How long to wait before the second question, and at most before the next one.
const FIRST_PAUSE: Duration = Duration::from_millis(10);
const LONGEST_PAUSE: Duration = Duration::from_secs(1);
/// A session that waits for a client who is gone is ended after this time: its COMMIT may be on its way.
const HURRY_AFTER: Duration = Duration::from_secs(1);
/// After this time nothing is under way any more of which nobody can ask: the server ends a session that waits for its client.
pub const OVER: Duration = Duration::from_secs(20);

const STATUS: &str = "SELECT pg_xact_status($1::text::xid8)";
/// Only while it waits for its client: one that commits is left to end.
const HURRY: &str = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
    WHERE backend_xid = ($1::text::xid8)::xid AND state = 'idle in transaction'";

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
            Trace::Written => Ok(Fate::of_a_file(&opener.health.refuse_written())),
            Trace::Number { number, history } => {
                let question = ask(opener, &mut idle, number, history, begun.elapsed());
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

/// Who can say what became of a transaction.
#[derive(Debug, PartialEq, Eq)]
enum Witness {
    /// This connection.
    This,
    /// One that comes later: the server may come to write, or to say where it is, or another one stands behind the address.
    Another,
    /// Nobody any more.
    Nobody,
}

impl Witness {
    /// Of a transaction of that history, on a connection that leads there, so long after the COMMIT.
    fn at(place: &Place, history: &History, since: Duration) -> Self {
        match place {
            Place::In(here) if here == history => Self::This,
            Place::In(_) => Self::Nobody,
            Place::Unnamed if since >= OVER => Self::Nobody,
            Place::Reader | Place::Unnamed => Self::Another,
        }
    }
}

/// Asks once, on a connection that stays; none while the transaction is under way.
async fn ask(
    opener: &Opener,
    idle: &mut Option<Idle>,
    number: &str,
    history: &History,
    since: Duration,
) -> Result<Option<Fate>, StoreError> {
    let asking = match idle {
        Some(idle) => idle,
        None => idle.insert(opener.writer().await?),
    };
    match Witness::at(&asking.place, history, since) {
        Witness::This => {}
        Witness::Nobody => return Ok(Some(Fate::Lost)),
        Witness::Another => {
            *idle = None;
            return Ok(None);
        }
    }
    let status = scalar!(&mut asking.conn, Option<String>, STATUS, number);
    let fate = fate_in(status.map(Option::flatten))?;
    if fate.is_none() && since >= HURRY_AFTER {
        scalar!(&mut asking.conn, i64, HURRY, number)?;
    }
    Ok(fate)
}

/// The fate that the answer tells; none while the transaction is under way.
fn fate_in(status: Result<Option<String>, StoreError>) -> Result<Option<Fate>, StoreError> {
    match status {
        Ok(status) => Ok(Fate::said(status.as_deref())),
        // A number that was not given yet.
        Err(error) if error.has_code("22023") => Ok(Some(Fate::Lost)),
        Err(error) => Err(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::coded;

    #[test]
    fn a_number_that_was_not_given_is_lost_and_who_could_not_be_asked_is_asked_again() {
        assert_eq!(fate_in(Ok(Some("aborted".to_owned()))).unwrap(), Some(Fate::RolledBack));
        assert_eq!(fate_in(Ok(Some("in progress".to_owned()))).unwrap(), None);
        assert_eq!(fate_in(Err(coded("22023").into())).unwrap(), Some(Fate::Lost));
        assert!(fate_in(Err(coded("57P01").into())).is_err());
    }

    #[test]
    fn who_has_the_transaction_in_its_history_is_asked() {
        let [here, there] = ["here", "there"].map(History::from);
        let (soon, late) = (Duration::from_secs(19), Duration::from_secs(20));
        let at = |place: &Place, since| Witness::at(place, &here, since);
        for since in [soon, late] {
            assert_eq!(at(&Place::In(here.clone()), since), Witness::This);
            assert_eq!(at(&Place::In(there.clone()), since), Witness::Nobody);
            assert_eq!(at(&Place::Reader, since), Witness::Another, "it may come to write");
        }
        assert_eq!(at(&Place::Unnamed, soon), Witness::Another);
        assert_eq!(at(&Place::Unnamed, late), Witness::Nobody);
    }
}
