//! A server that says nothing. A host that lost its power, or a firewall that forgot a connection, ends nothing: what was asked would be
//! waited for without an end.

use crate::store::StoreError;
use std::{io, time::Duration};
use tokio::time::timeout;

/// How long one command may take: the server itself ends a statement after ten seconds.
pub(in crate::store) const COMMAND: Duration = Duration::from_secs(12);
/// How long a new connection may take, with what sets it up.
pub(in crate::store) const CONNECT: Duration = Duration::from_secs(5);

/// Waits for an answer within a limit, if there is one. Beyond it the connection can't be trusted any more.
pub(in crate::store) async fn within<T>(
    limit: Option<Duration>,
    asked: impl Future<Output = T>,
) -> Result<T, StoreError> {
    match limit {
        Some(limit) => timeout(limit, asked).await.map_err(|_| silent()),
        None => Ok(asked.await),
    }
}

/// The same of a driver's answer, of one command.
pub(in crate::store) async fn answered<T>(
    asked: impl Future<Output = Result<T, sqlx::Error>>,
) -> Result<T, sqlx::Error> {
    timeout(COMMAND, asked).await.unwrap_or_else(|_| Err(silence()))
}

fn silent() -> StoreError {
    StoreError::Broken(silence())
}

fn silence() -> sqlx::Error {
    sqlx::Error::Io(io::Error::new(io::ErrorKind::TimedOut, "the database does not answer"))
}
