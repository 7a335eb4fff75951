//! Waiting for a PostgreSQL server that starts beside Spark, or after it.

use crate::store::{Address, error::said, open::connect_postgres};
use anyhow::bail;
use sqlx::Connection;
use std::time::Duration;
use tokio::time::{Instant, sleep, timeout};

/// How long one try may take.
const TRY: Duration = Duration::from_secs(5);
const TRY_EVERY: Duration = Duration::from_millis(250);
/// How often is said why it does not go on.
const SAY_EVERY: Duration = Duration::from_secs(5);

impl Address {
    /// Waits until the server answers. A file is there or it is not.
    pub async fn wait(&self, patience: Duration) -> anyhow::Result<()> {
        let Self::Postgres(options) = self else { return Ok(()) };
        let (begun, mut said_at) = (Instant::now(), None::<Instant>);
        loop {
            let left = patience.saturating_sub(begun.elapsed());
            let why = match timeout(TRY.min(left.max(TRY_EVERY)), connect_postgres(options)).await {
                Ok(Ok(conn)) => return Ok(conn.close().await?),
                Ok(Err(error)) if is_final(&error) => {
                    bail!("{self} lets nobody in: {}; see --database-url (SPARK_DATABASE_URL)", said(&error))
                }
                Ok(Err(error)) => said(&error),
                Err(_) => "no answer".to_owned(),
            };
            if begun.elapsed() >= patience {
                bail!(
                    "{self} did not answer within {} s ({why}): start it, see --database-url (SPARK_DATABASE_URL), or wait \
                     longer with --database-wait (SPARK_DATABASE_WAIT)",
                    patience.as_secs()
                );
            }
            if said_at.is_none_or(|at| at.elapsed() > SAY_EVERY) {
                tracing::warn!(why, "waiting for {self}");
                said_at = Some(Instant::now());
            }
            sleep(TRY_EVERY).await;
        }
    }
}

/// Whether waiting does not help: the server answered, and it was no.
fn is_final(error: &sqlx::Error) -> bool {
    match error {
        sqlx::Error::Database(database) => {
            let code = database.code().unwrap_or_default();
            // It starts, it stops, it has no connection left; a pooler says 08P01 while its server is away.
            !matches!(code.as_ref(), "57P01" | "57P02" | "57P03" | "53300" | "08P01" | "08006" | "08001" | "08004")
        }
        sqlx::Error::Io(_) | sqlx::Error::Protocol(_) => false,
        _ => true,
    }
}

#[cfg(test)]
mod tests;
