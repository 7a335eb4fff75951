//! A transaction as a type. A connection to write on is idle, or a transaction has begun on it; each step takes the one and gives the
//! other, so nothing can be written on a transaction that is over, and what was committed is known by what its COMMIT gives.

use crate::{
    clock::Timestamp,
    domain::event::Event,
    store::{Conn, StoreError, sql::Text},
};
use rand::rngs::StdRng;
use std::ops::{Deref, DerefMut};

const BEGIN: Text = Text::each("BEGIN IMMEDIATE", "BEGIN");
const COMMIT: Text = Text::each("COMMIT", "COMMIT");
/// On PostgreSQL alone, for SQLite's next transaction does not begin with the COMMIT: another process that writes must find the file
/// free for a moment, and a BEGIN that waits for it must not hold up what is committed.
const COMMIT_AND_BEGIN: &str = "COMMIT; BEGIN";

/// A connection to write on, between two transactions.
pub(in crate::store) struct Idle {
    conn: Conn,
    rng: StdRng,
}

/// A transaction that has begun, and holds nothing until its first statement.
pub(in crate::store) struct Begun(Idle);

/// A transaction under way. Only a job holds one; reading functions take the `Conn` in it.
pub struct Tx {
    conn: Conn,
    /// One moment for the whole transaction.
    pub now: Timestamp,
    /// Chance, for keys and secrets.
    pub rng: StdRng,
}

/// Events of a transaction that is committed, in order. Only a COMMIT that succeeded gives one, and only this can be published.
#[derive(Clone)]
pub struct Committed(Vec<Event>);

/// A COMMIT without an answer, or with one that cannot be believed: its events may have been committed. Its connection is gone.
pub(in crate::store) struct CommitUnknown {
    pub events: Vec<Event>,
    pub error: StoreError,
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
    pub fn new(conn: Conn, rng: StdRng) -> Self {
        Self { conn, rng }
    }

    /// Begins a transaction at a moment. An error takes the connection along.
    pub async fn begin(mut self, now: Timestamp) -> Result<Tx, StoreError> {
        self.conn.command(BEGIN).await?;
        Ok(Begun(self).at(now))
    }

    /// Closes the connection, and waits until it is closed.
    pub async fn close(self) {
        self.conn.close().await;
    }
}

impl Begun {
    /// The transaction, from the moment on in which there is something to do in it.
    pub fn at(self, now: Timestamp) -> Tx {
        let Idle { conn, rng } = self.0;
        Tx { conn, now, rng }
    }

    /// Closes the connection: nothing happened in the transaction.
    pub async fn close(self) {
        self.0.close().await;
    }
}

impl Tx {
    /// Commits what was written; `events` say what happened.
    pub(in crate::store) async fn commit(self, events: Vec<Event>) -> Result<(Committed, Idle), CommitUnknown> {
        self.commit_with(COMMIT, events).await
    }

    /// The same, and begins the next transaction in one round trip.
    pub(in crate::store) async fn commit_and_begin(
        self,
        events: Vec<Event>,
    ) -> Result<(Committed, Begun), CommitUnknown> {
        let (committed, idle) = self.commit_with(COMMIT_AND_BEGIN, events).await?;
        Ok((committed, Begun(idle)))
    }

    async fn commit_with(
        mut self,
        text: impl Into<Text>,
        events: Vec<Event>,
    ) -> Result<(Committed, Idle), CommitUnknown> {
        // An unknown outcome counts as not done: the caller repeats it, and its request tells.
        let answer = self.conn.command(text).await;
        match answer.and_then(|()| self.conn.health.refuse_written()) {
            Ok(()) => Ok((Committed(events), self.idle())),
            Err(error) => Err(CommitUnknown { events, error: error.broken() }),
        }
    }

    /// Undoes everything.
    pub(in crate::store) async fn roll_back(mut self) -> Result<Idle, StoreError> {
        self.conn.command("ROLLBACK").await.map_err(StoreError::broken)?;
        Ok(self.idle())
    }

    /// Undoes everything, and goes on in a transaction in which nothing has happened.
    pub(in crate::store) async fn begin_again(&mut self) -> Result<(), StoreError> {
        self.conn.command("ROLLBACK").await.map_err(StoreError::broken)?;
        self.conn.command(BEGIN).await.map_err(StoreError::broken)
    }

    fn idle(self) -> Idle {
        Idle { conn: self.conn, rng: self.rng }
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
