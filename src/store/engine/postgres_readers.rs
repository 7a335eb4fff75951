//! The connections that read from PostgreSQL. sqlx's pool tries each before it takes it back, for as long as that takes: one to a server that
//! says nothing any more would keep its place for ever.

use crate::store::engine::silence::{COMMAND, answered};
use sqlx::{PgConnection, PgPool, Postgres, SqlSafeStr, pool::PoolConnection, postgres::PgTransactionManager};
// The same as for SQLite's.
use sqlx_core::transaction::TransactionManager;
use std::ops::{Deref, DerefMut};
use tokio::time::timeout;

/// A pool. Cloning shares it.
#[derive(Clone)]
pub(in crate::store) struct PostgresReaders(PgPool);

impl PostgresReaders {
    pub fn new(pool: PgPool) -> Self {
        Self(pool)
    }

    /// A connection, as soon as one is free.
    pub async fn take(&self) -> Result<PostgresReader, sqlx::Error> {
        Ok(PostgresReader { conn: self.0.acquire().await?, is_dead: false })
    }

    /// A connection in a transaction that begins like this.
    pub async fn begin(&self, begin: &'static str) -> Result<PostgresReader, sqlx::Error> {
        let mut reader = self.take().await?;
        let done = answered(PgTransactionManager::begin(&mut reader, Some(begin.into_sql_str()))).await;
        done.inspect_err(|error| reader.note(error))?;
        Ok(reader)
    }

    pub async fn close(&self) {
        self.0.close().await;
    }
}

/// A connection in use. Dropping it ends its transaction, and gives it back.
pub struct PostgresReader {
    conn: PoolConnection<Postgres>,
    /// It said nothing in time, or broke.
    is_dead: bool,
}

impl PostgresReader {
    /// Notes of a failure whether the connection can be used again.
    pub fn note(&mut self, error: &sqlx::Error) {
        self.is_dead |= matches!(error, sqlx::Error::Io(_) | sqlx::Error::Protocol(_));
    }
}

impl Deref for PostgresReader {
    type Target = PgConnection;

    fn deref(&self) -> &PgConnection {
        &self.conn
    }
}

impl DerefMut for PostgresReader {
    fn deref_mut(&mut self) -> &mut PgConnection {
        &mut self.conn
    }
}

impl Drop for PostgresReader {
    fn drop(&mut self) {
        if self.is_dead {
            return self.conn.close_on_drop();
        }
        // Sent with the trial, which is to be answered in time; else the connection is gone, and its place is free. The pool does the same
        // in a task of its own, without an end.
        PgTransactionManager::start_rollback(&mut self.conn);
        tokio::spawn(timeout(COMMAND, self.conn.return_to_pool()));
    }
}
