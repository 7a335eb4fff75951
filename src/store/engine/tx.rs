//! A transaction as a type. A connection to write on is idle, or a transaction has begun on it; each step takes the one and gives the
//! other, so nothing can be written on a transaction that is over, and what was committed is known by what its COMMIT gives.

use crate::{
    clock::Timestamp,
    domain::event::Event,
    store::{
        Conn, StoreError,
        fate::{Place, Trace, WasCommitted},
        sql::Text,
    },
};
use rand::rngs::StdRng;
use std::ops::{Deref, DerefMut};

/// PostgreSQL says with it which number the transaction has, by which its fate is known when its COMMIT has no answer.
const BEGIN: Text = Text::each("BEGIN IMMEDIATE", "BEGIN; SELECT pg_current_xact_id()::text");
const COMMIT: Text = Text::each("COMMIT", "COMMIT");
/// On PostgreSQL alone, for SQLite's next transaction does not begin with the COMMIT: another process that writes must find the file
/// free for a moment, and a BEGIN that waits for it must not hold up what is committed.
const COMMIT_AND_BEGIN: &str = "COMMIT; BEGIN; SELECT pg_current_xact_id()::text";

/// A connection to write on, between two transactions.
pub(in crate::store) struct Idle {
    pub conn: Conn,
    pub place: Place,
    rng: StdRng,
}

/// A transaction that has begun, and holds nothing but its number until its first statement.
pub(in crate::store) struct Begun {
    idle: Idle,
    trace: Trace,
}

/// A transaction under way. Only a job holds one; reading functions take the `Conn` in it.
pub struct Tx {
    conn: Conn,
    place: Place,
    trace: Trace,
    /// One moment for the whole transaction.
    pub now: Timestamp,
    /// Chance, for keys and secrets.
    pub rng: StdRng,
}

/// Events of a transaction that is committed, in order. Only a COMMIT that succeeded gives one, and only this can be published.
#[derive(Clone)]
pub struct Committed(Vec<Event>);

/// Why a COMMIT gave no `Committed`.
pub(in crate::store) enum CommitFailed {
    /// The database said so itself: nothing of it stands there.
    RolledBack(StoreError),
    Unknown(CommitUnknown),
}

/// A COMMIT without an answer, or with one that cannot be believed: its events may have been committed. Its connection is gone.
pub(in crate::store) struct CommitUnknown {
    pub events: Vec<Event>,
    pub error: StoreError,
    pub trace: Trace,
}

impl CommitUnknown {
    /// Its transaction was found to be committed.
    pub fn found(self, _: WasCommitted) -> Committed {
        Committed(self.events)
    }
}

impl Committed {
    /// What a test says was committed.
    #[cfg(test)]
    pub fn of_a_test(events: Vec<Event>) -> Self {
        Self(events)
    }

    /// The events, in order.
    pub fn events(&self) -> &[Event] {
        &self.0
    }
}

impl Idle {
    pub fn new(conn: Conn, place: Place, rng: StdRng) -> Self {
        Self { conn, place, rng }
    }

    /// Begins a transaction at a moment. An error takes the connection along.
    pub async fn begin(mut self, now: Timestamp) -> Result<Tx, StoreError> {
        let said = self.conn.commands(BEGIN).await.outcome?;
        Ok(Begun { trace: self.place.trace(said), idle: self }.at(now))
    }

    /// Closes the connection, and waits until it is closed.
    pub async fn close(self) {
        self.conn.close().await;
    }
}

impl Place {
    /// What a transaction is known by whose number is this.
    fn trace(&self, number: Option<String>) -> Trace {
        match (self, number) {
            (Self::In(history), Some(number)) => Trace::Number { number, history: history.clone() },
            _ => Trace::None,
        }
    }
}

impl Begun {
    /// The transaction, from the moment on in which there is something to do in it.
    pub fn at(self, now: Timestamp) -> Tx {
        let Self { idle: Idle { mut conn, place, rng }, trace } = self;
        (conn.written, conn.has_failed) = (0, false);
        Tx { conn, place, trace, now, rng }
    }

    /// Closes the connection: nothing happened in the transaction.
    pub async fn close(self) {
        self.idle.close().await;
    }
}

impl Tx {
    /// Whether something was written in it.
    pub(in crate::store) fn has_written(&self) -> bool {
        self.conn.written > 0
    }

    /// Commits what was written; `events` say what happened.
    pub(in crate::store) async fn commit(self, events: Vec<Event>) -> Result<(Committed, Idle), CommitFailed> {
        let (committed, idle, _) = self.commit_with(COMMIT, events).await?;
        Ok((committed, idle))
    }

    /// The same, and begins the next transaction in one round trip; none when only the COMMIT came through.
    pub(in crate::store) async fn commit_and_begin(
        self,
        events: Vec<Event>,
    ) -> Result<(Committed, Option<Begun>), CommitFailed> {
        let (committed, idle, begun) = self.commit_with(COMMIT_AND_BEGIN, events).await?;
        let begun = begun.map(|number| Begun { trace: idle.place.trace(number), idle });
        Ok((committed, begun.ok()))
    }

    async fn commit_with(
        mut self,
        text: impl Into<Text>,
        events: Vec<Event>,
    ) -> Result<(Committed, Idle, Result<Option<String>, StoreError>), CommitFailed> {
        if self.conn.has_failed {
            // PostgreSQL would undo it, and answer as if it had done it.
            let error = StoreError::Unexpected("a statement failed, and whoever ran it went on".into());
            return Err(CommitFailed::RolledBack(error));
        }
        let said = self.conn.commands(text).await;
        if !said.is_first_done {
            let wordless = || StoreError::Broken(sqlx::Error::Protocol("a COMMIT without a word".into()));
            let error = said.outcome.err().unwrap_or_else(wordless);
            return Err(if error.is_said_by_the_database() {
                CommitFailed::RolledBack(error.broken())
            } else {
                CommitFailed::Unknown(CommitUnknown { events, error: error.broken(), trace: self.trace })
            });
        }
        match self.conn.health.refuse_written() {
            Ok(()) => Ok((Committed(events), self.idle(), said.outcome)),
            Err(error) => Err(CommitFailed::Unknown(CommitUnknown { events, error, trace: Trace::Written })),
        }
    }

    /// Undoes everything.
    pub(in crate::store) async fn roll_back(mut self) -> Result<Idle, StoreError> {
        self.conn.command("ROLLBACK").await.map_err(StoreError::broken)?;
        Ok(self.idle())
    }

    fn idle(self) -> Idle {
        Idle { conn: self.conn, place: self.place, rng: self.rng }
    }
}

impl Deref for Tx {
    type Target = Conn;
    fn deref(&self) -> &Conn {
        &self.conn
    }
}

impl DerefMut for Tx {
    fn deref_mut(&mut self) -> &mut Conn {
        &mut self.conn
    }
}
