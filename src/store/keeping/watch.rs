//! Looking at the database while it is served: that it is still the one that was opened, that it is whole, and that it can be
//! written to. `/readyz` tells what comes of it.

use crate::store::{
    Address, Done, Failure, Job, QueueKey, Store, Tx,
    error::said,
    open::plain,
    sql::{self, execute},
};
use sqlx::{ConnectOptions, Connection, sqlite::SqliteConnectOptions};
use std::time::Duration;
use tokio::time::{Instant, sleep, timeout};

/// How often it is looked at; and how often while something is wrong.
const EVERY: Duration = Duration::from_secs(60);
const AGAIN: Duration = Duration::from_secs(1);
/// Of all time, how much may be spent on reading the whole file: a hundredth.
const SHARE: u32 = 100;
/// A file that takes longer to read is not read as a whole while it is served. More than half of the time is FTS5's look at its lists.
const LONGEST: Duration = Duration::from_secs(5);
/// How long `/readyz` waits for the database.
const PATIENCE: Duration = Duration::from_secs(3);

/// Writes what is there already.
struct Touch;

impl Job for Touch {
    type Answer = ();

    fn queue(&self) -> QueueKey {
        QueueKey::Maintenance
    }

    async fn run(&self, tx: &mut Tx) -> Result<Done<()>, Failure> {
        execute!(tx, "UPDATE announcement_counter SET last_number = last_number")?;
        Ok(Done::quiet(()))
    }
}

impl Store {
    /// Whether one can read and write; else why not.
    pub async fn ready(&self) -> Result<(), String> {
        if let Some(reason) = self.health.reason() {
            return Err(reason);
        }
        let read = async {
            // Of a table, so that there must be a file.
            sql::scalar!(&mut self.reader().await?, i64, "SELECT last_number FROM announcement_counter").map(drop)
        };
        match timeout(PATIENCE, read).await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(error)) => Err(format!("the database cannot be read: {}", error.cause())),
            Err(_) => Err("the database cannot be read: it does not answer".to_owned()),
        }
    }

    /// Looks after the database for as long as it is served.
    pub async fn watch(self) {
        self.watch_every(EVERY).await;
    }

    pub(in crate::store) async fn watch_every(self, every: Duration) {
        let (mut deep, mut told) = (Instant::now(), None);
        loop {
            self.rests(if told.is_none() { every } else { AGAIN }, every).await;
            if let Address::Sqlite(options) = &self.address {
                let begun = Instant::now();
                if begun >= deep && self.look_into(options).await {
                    let took = begun.elapsed();
                    deep = begun + took * SHARE;
                    if took > LONGEST {
                        deep += Duration::from_secs(24 * 3600);
                    }
                }
            }
            // What it says of itself is noted by the queue.
            let _ = self.write(Touch).await;
            let reason = self.ready().await.err();
            if reason != told {
                if let Some(reason) = &reason {
                    tracing::error!(reason, "{} cannot be served", self.address);
                } else {
                    tracing::info!("{} can be served again", self.address);
                }
                told = reason;
            }
        }
    }

    /// Waits for so long, and no longer than until something is wrong: what passes is to be seen when it has passed.
    async fn rests(&self, time: Duration, every: Duration) {
        let until = Instant::now() + time.min(every);
        loop {
            sleep(AGAIN.min(every)).await;
            if Instant::now() >= until || self.health.reason().is_some() {
                return;
            }
        }
    }

    /// Reads the whole file, with a connection that remembers nothing; false when it is not the file that was opened.
    async fn look_into(&self, options: &SqliteConnectOptions) -> bool {
        if self.health.has_shrunk() {
            self.look_at_length().await;
        }
        if self.health.refuse().is_err() {
            return false;
        }
        let looked = async {
            let mut conn = plain(options.get_filename()).read_only(true).connect().await?;
            let lines: Vec<String> = sqlx::query_scalar("PRAGMA quick_check(1)").fetch_all(&mut conn).await?;
            conn.close().await?;
            Ok::<_, sqlx::Error>(lines.concat())
        };
        match looked.await {
            Ok(lines) if lines == "ok" => self.health.distrust(None),
            Ok(lines) => {
                let why = lines.split_whitespace().collect::<Vec<_>>().join(" ");
                self.health.distrust(Some(format!("the database is damaged: {why}")));
            }
            Err(error) if matches!(crate::store::error::sqlite_code(&error), Some(11 | 26)) => {
                self.health.distrust(Some(format!("the database is damaged: {}", said(&error))));
            }
            // It could not be asked just now.
            Err(error) => tracing::debug!(%error, "the database could not be looked into"),
        }
        true
    }

    /// A file that somebody vacuumed has fewer pages, and the connections know it. One that was written over does not.
    async fn look_at_length(&self) {
        let Some(file) = &self.health.file else { return };
        let options = plain(file.path()).read_only(true);
        let asked = async {
            let mut conn = options.connect().await?;
            let bytes: i64 =
                sqlx::query_scalar("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size")
                    .fetch_one(&mut conn)
                    .await?;
            conn.close().await?;
            Ok::<_, sqlx::Error>(bytes)
        };
        if let Ok(bytes) = asked.await {
            file.accept(u64::try_from(bytes).unwrap_or(u64::MAX));
        }
    }
}

#[cfg(test)]
mod tests;
