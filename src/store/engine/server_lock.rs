//! One server a database: nothing tells a second one what the first commits, and it would take the first one's people for
//! those of a run that is over. A lock says so before anything is read or migrated. It goes with the process, however
//! that ends; `spark admin` and `spark migrate` do not take it.

use crate::store::{
    error::said,
    file::beside,
    open::{Address, connect_postgres},
};
use anyhow::{Context, anyhow, bail};
use sqlx::{Connection, PgConnection};
use std::{
    fs::{self, File, OpenOptions, TryLockError},
    os::unix::fs::{MetadataExt, OpenOptionsExt},
    path::{Path, PathBuf},
    time::Duration,
};
use tokio::time::{Instant, sleep, timeout};

/// How long to wait for the lock: that of a server that was killed takes a moment to go.
const PATIENCE: Duration = Duration::from_secs(5);
const TRY_EVERY: Duration = Duration::from_millis(100);
/// How often PostgreSQL is asked whether the lock's connection is still there.
const LOOK_EVERY: Duration = Duration::from_secs(5);
/// How long a session of our own that lost its network may still hold the lock: the keepalives below, and as much again.
const OWN_SESSION: Duration = Duration::from_secs(25);
/// The advisory lock: "spark" in ASCII. Each database has its own.
const KEY: i64 = 0x73_7061_726b;

const KEEPALIVES: &str = "SET tcp_keepalives_idle = 5; SET tcp_keepalives_interval = 2; SET tcp_keepalives_count = 3";

/// The right to serve a database; given back when it is dropped.
pub struct ServerLock {
    address: Address,
    held: Held,
}

enum Held {
    /// A file beside SQLite's own: to open and close that one would take SQLite's locks off it.
    File(#[expect(dead_code, reason = "the lock is held as long as this is there")] LockFile),
    /// The connection's session holds the lock.
    Session(Box<PgConnection>),
}

/// A file whose lock is held for as long as it is open. In order, it goes as it came: a folder with nobody in it has the
/// database alone. After a kill it stays, and says nothing.
struct LockFile {
    path: PathBuf,
    _locked: File,
}

impl Drop for LockFile {
    fn drop(&mut self) {
        // While it is still locked: whoever waits for it sees that it has no name any more, and makes another.
        if let Err(error) = fs::remove_file(&self.path) {
            tracing::debug!(%error, "the lock of the database was not removed");
        }
    }
}

impl Address {
    /// Waits up to five seconds for the right to serve this database. The error says that another server has it.
    pub async fn lock_server(&self) -> anyhow::Result<ServerLock> {
        let until = Instant::now() + PATIENCE;
        loop {
            if let Some(held) = self.try_alone().await? {
                return Ok(ServerLock { address: self.clone(), held });
            }
            if Instant::now() >= until {
                bail!("another Spark serves this database: stop it, or give this one a database of its own");
            }
            sleep(TRY_EVERY).await;
        }
    }

    async fn try_alone(&self) -> anyhow::Result<Option<Held>> {
        match self {
            Self::Sqlite(options) => Ok(try_file(&lock_beside(options.get_filename()))?.map(Held::File)),
            Self::Postgres(options) => {
                let connected = timeout(PATIENCE, connect_postgres(options)).await;
                let connected = connected.with_context(|| format!("{self} does not answer"))?;
                let mut conn = connected.map_err(|error| anyhow!("{self} cannot be reached: {}", said(&error)))?;
                // A session whose network is gone must not hold the lock for the hours that are the default.
                sqlx::raw_sql(KEEPALIVES).execute(&mut conn).await?;
                let got = sqlx::query_scalar("SELECT pg_try_advisory_lock($1)").bind(KEY).fetch_one(&mut conn).await?;
                Ok(if got { Some(Held::Session(Box::new(conn))) } else { None })
            }
        }
    }
}

impl ServerLock {
    /// Ends when another server has the right, which only PostgreSQL can take away: a session that it lost has no lock any
    /// more. The lock is taken again as soon as the database is back.
    pub async fn lost(&mut self) {
        let mut since = None;
        loop {
            let Held::Session(conn) = &mut self.held else { return std::future::pending().await };
            sleep(LOOK_EVERY).await;
            if timeout(PATIENCE, conn.ping()).await.is_ok_and(|pinged| pinged.is_ok()) {
                since = None;
                continue;
            }
            match self.address.try_alone().await {
                Ok(Some(held)) => self.held = held,
                Ok(None) if may_be_own(*since.get_or_insert_with(Instant::now)) => {}
                Ok(None) => return,
                Err(error) => tracing::warn!(%error, "whether this server is alone could not be asked"),
            }
        }
    }
}

/// Whether it may be this server's own session that has the lock: one that is lost is not known to be dead at once.
fn may_be_own(lost_since: Instant) -> bool {
    lost_since.elapsed() < OWN_SESSION
}

/// Where the lock of a database file lies. Two names of one file are one database.
fn lock_beside(database: &Path) -> PathBuf {
    beside(&fs::canonicalize(database).unwrap_or_else(|_| database.to_owned()), "-serve")
}

fn try_file(path: &Path) -> anyhow::Result<Option<LockFile>> {
    loop {
        let file = OpenOptions::new().create(true).truncate(false).write(true).mode(0o600).open(path);
        let file = file.with_context(|| format!("the lock {} could not be opened", path.display()))?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Ok(None),
            // A file system without locks: then nobody can say.
            Err(TryLockError::Error(error)) => {
                tracing::warn!(%error, "whether this server is alone on its database could not be asked");
            }
        }
        let (opened, named) = (file.metadata()?, fs::metadata(path));
        // Whoever had it before took its name away meanwhile: another file is the lock now.
        if named.is_ok_and(|named| (named.dev(), named.ino()) == (opened.dev(), opened.ino())) {
            return Ok(Some(LockFile { path: path.to_owned(), _locked: file }));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::{pin::pin, task::Poll};

    #[tokio::test]
    async fn whoever_comes_waits_for_the_one_that_goes() {
        let folder = tempfile::tempdir().unwrap();
        let address: Address = format!("sqlite://{}/spark.db", folder.path().display()).parse().unwrap();
        let first = address.lock_server().await.unwrap();
        let mut second = pin!(address.lock_server());
        assert!(matches!(futures_util::poll!(&mut second), Poll::Pending));
        drop(first);
        let second = second.await.unwrap();
        assert!(lock_beside(&folder.path().join("spark.db")).exists());
        drop(second);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0, "it goes as it came");
    }

    #[test]
    fn what_lost_its_session_a_moment_ago_may_have_the_lock_itself() {
        assert!(may_be_own(Instant::now()));
        assert!(!may_be_own(Instant::now() - Duration::from_secs(25)));
    }

    #[test]
    fn two_names_of_one_file_have_one_lock() {
        let folder = tempfile::tempdir().unwrap();
        let [file, other] = ["spark.db", "other.db"].map(|name| folder.path().join(name));
        fs::write(&file, "").unwrap();
        std::os::unix::fs::symlink(&file, &other).unwrap();
        assert_eq!(lock_beside(&other), lock_beside(&file));
        assert!(lock_beside(&file).to_str().unwrap().ends_with("spark.db-serve"));
    }
}
