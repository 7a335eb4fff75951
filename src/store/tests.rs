//! What only the inside can be told: a connection that it has no more pages, and a watch that it looks at once. And how a store is opened by itself, for those beside it.

use super::{
    Address, Committed, Done, Failure, Job, Publisher, QueueKey, Store, StoreError, Tx,
    open::plain,
    sql::{Text, execute, scalar},
};
use crate::{clock::Clock, domain::refusal::ErrorCode, metrics::Metrics};
use futures_util::future::join_all;
use sqlx::{ConnectOptions, Connection, SqliteConnection};
use std::{
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

struct Nobody;

impl Publisher for Nobody {
    fn publish(&self, _: &Committed) {}
    fn commit_unknown(&self, _: &[crate::domain::event::Event]) {}
}

/// The address of a new database in a folder.
pub(in crate::store) async fn new_database(folder: &Path, name: &str) -> Address {
    let address: Address = format!("sqlite://{}", folder.join(name).display()).parse().unwrap();
    address.migrate().await.unwrap();
    address
}

/// Opens what is there; nobody hears what is committed.
pub(in crate::store) fn open(address: &Address) -> Store {
    Store::open(address, Clock::system(), crate::seed(), Nobody, Metrics::new())
}

/// Writes rows, after it has taken the room for more away or not.
struct Fill {
    room: i64,
    rows: i64,
    full: bool,
}

impl Job for Fill {
    type Answer = ();

    fn queue(&self) -> QueueKey {
        QueueKey::Maintenance
    }

    async fn run(&self, tx: &mut Tx) -> Result<Done<()>, Failure> {
        if self.full {
            // It is never less than what is used: from here on no page can be added.
            tx.command("PRAGMA max_page_count = 1").await?;
        }
        let text = "INSERT INTO changes (room_id, seq, kind, message_seq, created_at)
             WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < $2)
             SELECT $1, i, 'EDITED', i, 0 FROM n WHERE i <= $2";
        execute!(tx, text, self.room, self.rows)?;
        Ok(Done::quiet(()))
    }
}

/// Says that its connection broke, or panics; and how often it ran.
struct Fails {
    ran: Arc<AtomicU32>,
    panics: bool,
}

impl Job for Fails {
    type Answer = ();

    fn queue(&self) -> QueueKey {
        QueueKey::Maintenance
    }

    async fn run(&self, _: &mut Tx) -> Result<Done<()>, Failure> {
        self.ran.fetch_add(1, Ordering::Relaxed);
        assert!(!self.panics, "as told");
        Err(Failure::Store(StoreError::Broken(sqlx::Error::WorkerCrashed)))
    }
}

async fn rows_of(store: &Store) -> i64 {
    let mut snapshot = store.snapshot().await.unwrap();
    let conn = snapshot.conn().unwrap();
    scalar!(conn, i64, "SELECT count(*) FROM changes").unwrap().unwrap()
}

#[tokio::test(flavor = "current_thread")]
async fn those_who_wait_behind_a_broken_database_are_not_run_one_by_one() {
    let folder = tempfile::tempdir().unwrap();
    let address = new_database(folder.path(), "broken.db").await;
    let store = open(&address);
    let ran: Vec<_> = (0..6).map(|_| Arc::<AtomicU32>::default()).collect();
    let fail = |n: usize| store.write(Fails { ran: ran[n].clone(), panics: n == 0 });
    // They are one group, which the panic parts.
    let answers = join_all((0..6).map(fail)).await;
    let codes: Vec<_> = answers.into_iter().map(|answer| answer.err().unwrap().code).collect();
    assert_eq!(codes[1..], [ErrorCode::Unavailable; 5]);
    let ran: Vec<_> = ran.iter().map(|ran| ran.load(Ordering::Relaxed)).collect();
    // One may be at fault itself; two are not.
    assert_eq!(ran, [2, 1, 1, 0, 0, 0]);
    store.close().await;
}

// On one thread, so that all jobs wait before the queue takes the first: they are one group.
#[tokio::test(flavor = "current_thread")]
async fn a_full_database_is_a_retry_for_everyone_and_the_writer_lives() {
    let folder = tempfile::tempdir().unwrap();
    let address = new_database(folder.path(), "full.db").await;
    let store = open(&address);
    let fill = |room, rows, full| store.write(Fill { room, rows, full });
    let answers = join_all([fill(1, 1, false), fill(2, 20_000, true), fill(3, 1, false)]).await;
    for answer in answers {
        let refusal = answer.unwrap_err();
        assert_eq!(refusal.code, ErrorCode::Unavailable);
        assert!(refusal.retry_after_ms.is_some());
    }
    assert_eq!(rows_of(&store).await, 0, "nothing of the group");
    // What writes nothing succeeds, and says nothing of the next one that does.
    fill(1, 0, false).await.unwrap();
    let why = store.ready().await.unwrap_err();
    assert!(why.starts_with("the database cannot write"), "{why}");
    for answer in join_all([fill(1, 1, false), fill(3, 20_000, false)]).await {
        answer.unwrap();
    }
    assert_eq!((rows_of(&store).await, store.ready().await), (20_001, Ok(())));
    let check = Text::each("SELECT integrity_check = 'ok' FROM pragma_integrity_check", "SELECT true");
    let mut snapshot = store.snapshot().await.unwrap();
    assert_eq!(scalar!(snapshot.conn().unwrap(), bool, check).unwrap(), Some(true));
    drop(snapshot);
    store.close().await;
}

/// Writes a row, and goes on after a statement that failed.
struct GoesOn;

impl Job for GoesOn {
    type Answer = ();

    fn queue(&self) -> QueueKey {
        QueueKey::Maintenance
    }

    async fn run(&self, tx: &mut Tx) -> Result<Done<()>, Failure> {
        execute!(
            tx,
            "INSERT INTO changes (room_id, seq, kind, message_seq, created_at) VALUES (1, 1, 'EDITED', 1, 0)"
        )?;
        assert!(execute!(tx, "INSERT INTO nowhere VALUES (1)").is_err());
        Ok(Done::quiet(()))
    }
}

#[tokio::test]
async fn what_goes_on_after_a_statement_that_failed_is_not_committed() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(&new_database(folder.path(), "failed.db").await);
    assert_eq!(store.write(GoesOn).await.unwrap_err().code, ErrorCode::Internal);
    assert_eq!(rows_of(&store).await, 0);
    store.write(Fill { room: 1, rows: 1, full: false }).await.unwrap();
    store.close().await;
}

/// Whether the watch finds that it can be served, or that it cannot, before long.
async fn found(store: &Store, sound: bool) {
    let found = async {
        loop {
            match store.ready().await {
                Ok(()) if sound => break,
                Err(why) if !sound && why.contains("damaged") => break,
                _ => tokio::task::yield_now().await,
            }
        }
    };
    tokio::time::timeout(Duration::from_secs(20), found).await.unwrap();
}

#[tokio::test]
async fn the_watch_reads_what_nobody_reads() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("watched.db");
    let address = new_database(folder.path(), "watched.db").await;
    let store = open(&address);
    store.write(Fill { room: 1, rows: 20_000, full: false }).await.unwrap();
    store.close().await;
    // The last page, which is of the table that was filled last. Another process writes it: to close the file in this one would
    // take SQLite's locks off it.
    let (bytes, page) = (std::fs::read(&file).unwrap(), folder.path().join("page"));
    let last = bytes.len() - 4_096;
    let writes = |bytes: &[u8]| {
        std::fs::write(&page, bytes).unwrap();
        let (from, to) = (format!("if={}", page.display()), format!("of={}", file.display()));
        let seek = format!("seek={}", last / 4_096);
        let dd =
            std::process::Command::new("dd").args([&from, &to, "bs=4096", &seek, "conv=notrunc"]).output().unwrap();
        assert!(dd.status.success(), "{dd:?}");
    };
    let store = open(&address);
    found(&store, true).await;
    writes(&[0x5a; 4_096]);
    let watch = tokio::spawn(store.clone().watch_every(Duration::from_millis(10)));
    found(&store, false).await;
    writes(&bytes[last..]);
    found(&store, true).await;
    watch.abort();
    store.close().await;
}

/// Copies the whole log into the file, as soon as nobody else does: the store itself does it twice a second.
async fn truncate(conn: &mut SqliteConnection) {
    loop {
        let busy: i64 = sqlx::query_scalar("PRAGMA wal_checkpoint(TRUNCATE)").fetch_one(&mut *conn).await.unwrap();
        if busy == 0 {
            return;
        }
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn a_file_that_somebody_vacuumed_is_believed_again() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("vacuumed.db");
    let address = new_database(folder.path(), "vacuumed.db").await;
    let store = open(&address);
    store.write(Fill { room: 1, rows: 20_000, full: false }).await.unwrap();
    let mut conn = plain(&file).connect().await.unwrap();
    truncate(&mut conn).await;
    // As long as it ever was.
    store.ready().await.unwrap();
    sqlx::raw_sql("DELETE FROM changes; VACUUM").execute(&mut conn).await.unwrap();
    truncate(&mut conn).await;
    conn.close().await.unwrap();
    let why = store.ready().await.unwrap_err();
    assert!(why.contains("written over"), "{why}");
    let watch = tokio::spawn(store.clone().watch_every(Duration::from_millis(10)));
    found(&store, true).await;
    watch.abort();
    store.write(Fill { room: 1, rows: 1, full: false }).await.unwrap();
    store.close().await;
}
