//! The connections that read an SQLite file. sqlx's own pool asks each connection after each use whether it lives, in a task of
//! its own: one to a file lives as long as the thread behind it, and a small query has few statements besides.

use crate::sync::{Mutex, MutexGuard};
use sqlx::{
    Connection, SqliteConnection,
    sqlite::{SqliteConnectOptions, SqliteTransactionManager},
};
// sqlx's `Transaction` borrows its connection or comes from its pool.
use sqlx_core::transaction::TransactionManager;
use std::{
    ops::{Deref, DerefMut},
    sync::Arc,
    time::Duration,
};
use tokio::{
    sync::{Mutex as Held, OwnedMutexGuard, OwnedSemaphorePermit, Semaphore},
    time::timeout,
};

/// How many read at once. The file is read from memory: more would wait for the processor.
const READERS: u32 = 4;

/// Up to four connections, opened when they are needed. Cloning shares them.
#[derive(Clone)]
pub(in crate::store) struct SqliteReaders(Arc<Inner>);

struct Inner {
    options: SqliteConnectOptions,
    patience: Duration,
    places: Arc<Semaphore>,
    /// A mutex: held for a push or a pop.
    idle: Mutex<Vec<Arc<Held<SqliteConnection>>>>,
}

impl SqliteReaders {
    /// Of this file. Who reads waits so long for a connection.
    pub fn new(options: SqliteConnectOptions, patience: Duration) -> Self {
        let places = Arc::new(Semaphore::new(READERS as usize));
        Self(Arc::new(Inner { options: options.read_only(true), patience, places, idle: Mutex::default() }))
    }

    /// A connection, as soon as one is free. `PoolTimedOut` if none is in time, `PoolClosed` when the store is closed.
    pub async fn take(&self) -> Result<SqliteReader, sqlx::Error> {
        let place = timeout(self.0.patience, self.0.places.clone().acquire_owned())
            .await
            .map_err(|_| sqlx::Error::PoolTimedOut)?;
        let place = place.map_err(|_| sqlx::Error::PoolClosed)?;
        // The one that was used last: what it knows is still in the processor's caches.
        let idle = self.0.idle().pop();
        let conn = match idle {
            Some(conn) => conn,
            None => Arc::new(Held::new(SqliteConnection::connect_with(&self.0.options).await?)),
        };
        let conn = conn.lock_owned().await;
        Ok(SqliteReader { conn, in_transaction: false, is_dead: false, readers: self.clone(), _place: place })
    }

    /// A connection that reads all from one moment, that of its first statement.
    pub async fn begin(&self) -> Result<SqliteReader, sqlx::Error> {
        let mut reader = self.take().await?;
        // Before it begins: who stops waiting may leave a transaction that has to be undone.
        reader.in_transaction = true;
        SqliteTransactionManager::begin(&mut reader, None).await?;
        Ok(reader)
    }

    /// Waits until nobody reads any more, and closes the connections.
    pub async fn close(&self) {
        // An error says that somebody else has closed them.
        let Ok(_all) = self.0.places.acquire_many(READERS).await else { return };
        self.0.places.close();
        let idle = std::mem::take(&mut *self.0.idle());
        for conn in idle.into_iter().filter_map(Arc::into_inner) {
            if let Err(error) = conn.into_inner().close().await {
                tracing::debug!(%error, "a connection was not closed in order");
            }
        }
    }
}

impl Inner {
    fn idle(&self) -> MutexGuard<'_, Vec<Arc<Held<SqliteConnection>>>> {
        self.idle.lock()
    }
}

/// A connection in use. Dropping it ends its transaction, and gives it back.
pub struct SqliteReader {
    conn: OwnedMutexGuard<SqliteConnection>,
    in_transaction: bool,
    /// The thread behind it is gone.
    is_dead: bool,
    readers: SqliteReaders,
    /// Given back last: whoever comes next finds the connection.
    _place: OwnedSemaphorePermit,
}

impl SqliteReader {
    /// Notes of a failure whether the connection can be used again.
    pub fn note(&mut self, error: &sqlx::Error) {
        self.is_dead |= matches!(error, sqlx::Error::WorkerCrashed);
    }
}

impl Deref for SqliteReader {
    type Target = SqliteConnection;

    fn deref(&self) -> &SqliteConnection {
        &self.conn
    }
}

impl DerefMut for SqliteReader {
    fn deref_mut(&mut self) -> &mut SqliteConnection {
        &mut self.conn
    }
}

impl Drop for SqliteReader {
    fn drop(&mut self) {
        if self.is_dead {
            return;
        }
        if self.in_transaction {
            // Told to the thread, and not waited for: whatever comes next on this connection comes after it.
            SqliteTransactionManager::start_rollback(&mut self.conn);
        }
        self.readers.0.idle().push(OwnedMutexGuard::mutex(&self.conn).clone());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Address;
    use futures_util::FutureExt;

    async fn readers() -> (tempfile::TempDir, SqliteReaders) {
        let folder = tempfile::tempdir().unwrap();
        let address: Address = format!("sqlite://{}/read.db", folder.path().display()).parse().unwrap();
        address.migrate().await.unwrap();
        let Address::Sqlite(options) = address else { panic!("a file") };
        (folder, SqliteReaders::new(options, Duration::from_millis(200)))
    }

    async fn is_in_transaction(reader: &mut SqliteReader) -> bool {
        // Within one, another can't begin.
        sqlx::raw_sql("BEGIN; ROLLBACK").execute(&mut **reader).await.is_err()
    }

    #[tokio::test]
    async fn who_stops_waiting_leaves_a_connection_that_can_be_used() {
        let (_folder, readers) = readers().await;
        drop(readers.begin().await.unwrap());
        for _ in 0..20 {
            // Begun, and given up before it is answered; a quick thread answers at once, and it is given up then.
            drop(readers.begin().now_or_never());
        }
        drop(readers.begin().await.unwrap());
        let mut reader = readers.take().await.unwrap();
        assert!(!is_in_transaction(&mut reader).await);
        assert!(readers.0.idle().is_empty(), "one connection served all");
    }

    #[tokio::test]
    async fn a_snapshot_ends_when_it_is_dropped() {
        let (_folder, readers) = readers().await;
        let mut reader = readers.begin().await.unwrap();
        assert!(is_in_transaction(&mut reader).await);
        drop(reader);
        assert!(!is_in_transaction(&mut readers.take().await.unwrap()).await);
    }

    #[tokio::test]
    async fn a_connection_whose_thread_died_is_not_used_again() {
        let (_folder, readers) = readers().await;
        let mut reader = readers.take().await.unwrap();
        reader.note(&sqlx::Error::RowNotFound);
        drop(reader);
        assert_eq!(readers.0.idle().len(), 1);
        let mut reader = readers.take().await.unwrap();
        reader.note(&sqlx::Error::WorkerCrashed);
        drop(reader);
        assert_eq!(readers.0.idle().len(), 0);
        assert!(readers.take().await.is_ok());
    }

    #[tokio::test]
    async fn four_read_and_the_fifth_is_told_in_time() {
        let (_folder, readers) = readers().await;
        let mut held = Vec::new();
        for _ in 0..READERS {
            held.push(readers.take().await.unwrap());
        }
        assert!(matches!(readers.take().await, Err(sqlx::Error::PoolTimedOut)));
        let mut closing = Box::pin(readers.close());
        assert!(closing.as_mut().now_or_never().is_none(), "somebody reads");
        held.clear();
        closing.await;
        assert!(matches!(readers.take().await, Err(sqlx::Error::PoolClosed)));
    }
}
