//! What time does to sessions: their ends move on, and come. Who signs in by one is found with the users.

use crate::{
    clock::Timestamp,
    domain::account,
    ids::SessionId,
    store::{
        StoreError, Tx,
        sql::{by_keys, execute, keys},
    },
};
use std::time::Duration;

/// Moves the ends of sessions on: to `until`, but not beyond `longest` after they began.
pub async fn extend_sessions(
    tx: &mut Tx,
    sessions: &[SessionId],
    until: Timestamp,
    longest: Duration,
) -> Result<(), StoreError> {
    let text = by_keys!(
        "UPDATE sessions SET expires_at = CASE WHEN created_at > $3 THEN $2 ELSE created_at + $4 END WHERE id IN",
        " AND expires_at < $2"
    );
    let sessions = keys(sessions.iter().map(|session| session.0));
    let micros = i64::try_from(longest.as_micros()).unwrap_or(i64::MAX);
    execute!(tx, text, sessions, until, until - longest, micros).map(drop)
}

/// Sessions that began later than now, and more than clocks differ, begin now and end then.
pub async fn bring_back_sessions(
    tx: &mut Tx,
    now: Timestamp,
    differ: Duration,
    end: Timestamp,
) -> Result<(), StoreError> {
    let text = "UPDATE sessions SET created_at = $1, expires_at = $2 WHERE created_at > $3";
    execute!(tx, text, now, end, now + differ).map(drop)
}

/// Forgets sessions that were over at a time.
pub async fn delete_expired_sessions(tx: &mut Tx, at: Timestamp) -> Result<u64, StoreError> {
    let text = "DELETE FROM sessions WHERE expires_at <= $1 OR created_at <= $2";
    execute!(tx, text, at, at - account::LONGEST_SESSION)
}
