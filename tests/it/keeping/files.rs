//! What people do with the files of a database that is served.

use super::{bodies, readiness, sends_while_it_goes, written};
use crate::harness::{
    Engine, Person, Spark,
    database::Database,
    eventually, on_sqlite,
    person::Room,
    process::{Process, complains, succeeds},
};
use serde_json::json;
use sqlx::{ConnectOptions, Connection, sqlite::SqliteConnectOptions};
use std::fs;

on_sqlite! {
    what_is_deleted_or_replaced_while_it_is_served_is_not_written_to;
    what_comes_back_is_served_again;
    what_is_written_over_while_it_is_served_is_not_believed;
    a_log_that_is_deleted_is_missed;
    a_backup_put_over_a_killed_servers_database_is_refused;
    without_its_log_a_file_is_what_it_was_before;
}

/// A server in a process of its own on what `written` wrote, after something was said.
async fn served(spark: &Spark) -> (Process, Person, Room) {
    let (alice, room) = written(spark).await;
    let process = Process::serve(&spark.database, &["--send-rate=0", "--log=off"]).await;
    let alice = alice.at(&process.url);
    alice.sends(&room, "before anything happened").await;
    (process, alice, room)
}

/// Nothing that is said from now on is acknowledged, and `/readyz` says why.
async fn refuses(process: &Process, alice: &Person, room: &Room, why: &str) {
    let (acknowledged, answer) = sends_while_it_goes(alice, room).await;
    assert!(acknowledged.is_empty(), "{why}: acknowledged {acknowledged:?}");
    assert!(answer.contains("UNAVAILABLE"), "{answer}");
    let (status, reason) = readiness(&process.url).await;
    assert_eq!(status, 503, "{reason}");
    assert!(reason.contains(why), "{reason}");
}

async fn stops(process: Process) {
    process.terminate().await;
    assert_eq!(process.ended().await.status.code(), Some(0));
}

async fn what_is_deleted_or_replaced_while_it_is_served_is_not_written_to(spark: Spark) {
    let (process, alice, room) = served(&spark).await;
    let aside = spark.database.beside("aside.db");
    fs::rename(spark.database.file(), &aside).unwrap();
    refuses(&process, &alice, &room, "deleted").await;
    // Another one under its name.
    fs::copy(&aside, spark.database.file()).unwrap();
    let put = fs::read(spark.database.file()).unwrap();
    refuses(&process, &alice, &room, "replaced").await;
    stops(process).await;
    assert!(fs::read(spark.database.file()).unwrap() == put, "nothing was written to the other one");
}

async fn what_comes_back_is_served_again(spark: Spark) {
    let (process, alice, room) = served(&spark).await;
    let aside = spark.database.beside("aside.db");
    fs::rename(spark.database.file(), &aside).unwrap();
    refuses(&process, &alice, &room, "deleted").await;
    fs::rename(&aside, spark.database.file()).unwrap();
    alice.sends(&room, "there it is").await;
    assert_eq!(readiness(&process.url).await.0, 200);
    stops(process).await;
    assert_eq!(spark.database.folder(), ["spark.db"]);
    assert!(bodies(&spark.database, &alice, &room).await.contains(&"there it is".to_owned()));
    succeeds(&["doctor", "--database-url", &spark.database.url]).await;
}

async fn what_is_written_over_while_it_is_served_is_not_believed(spark: Spark) {
    let (alice, room) = written(&spark).await;
    let backup = fs::read(spark.database.file()).unwrap();
    let process = Process::serve(&spark.database, &["--send-rate=0", "--log=off"]).await;
    let alice = alice.at(&process.url);
    for n in 0..300 {
        alice.sends(&room, &format!("{n} {}", "long ".repeat(200))).await;
    }
    // Once the file has grown, the backup is shorter.
    let grown = u64::try_from(backup.len()).unwrap();
    eventually("a checkpoint", async || match fs::metadata(spark.database.file()).unwrap().len() {
        length if length > grown => Ok(()),
        length => Err(length),
    })
    .await;
    alice.sends(&room, "and the server saw it").await;
    fs::write(spark.database.file(), &backup).unwrap();
    refuses(&process, &alice, &room, "written over").await;
    stops(process).await;
}

async fn a_log_that_is_deleted_is_missed(spark: Spark) {
    let (process, alice, room) = served(&spark).await;
    fs::remove_file(spark.database.beside("spark.db-wal")).unwrap();
    let (acknowledged, answer) = sends_while_it_goes(&alice, &room).await;
    assert!(acknowledged.is_empty() && answer.contains("UNAVAILABLE"), "{answer}");
    let (status, reason) = readiness(&process.url).await;
    assert!(status == 503 && reason.contains("-wal"), "{status} {reason}");
    stops(process).await;
    // What was acknowledged went into the file all the same.
    assert!(bodies(&spark.database, &alice, &room).await.contains(&"before anything happened".to_owned()));
    succeeds(&["doctor", "--database-url", &spark.database.url]).await;
}

async fn a_backup_put_over_a_killed_servers_database_is_refused(spark: Spark) {
    let (alice, room) = written(&spark).await;
    let (url, backup) = (spark.database.url.as_str(), spark.database.beside("backup.db"));
    succeeds(&["backup", backup.to_str().unwrap(), "--database-url", url]).await;
    let before = bodies(&spark.database, &alice, &room).await;
    let mut process = Process::serve(&spark.database, &["--send-rate=0", "--log=off"]).await;
    let person = alice.at(&process.url);
    for n in 0..100 {
        person.sends(&room, &format!("{n} {}", "long ".repeat(200))).await;
    }
    process.kill().await;
    let log = fs::read(spark.database.beside("spark.db-wal")).unwrap();
    fs::copy(&backup, spark.database.file()).unwrap();
    let said = complains(&["serve", "--listen=127.0.0.1:0", "--log=off", "--database-url", url], 1).await;
    assert!(said.contains("is damaged") && said.contains("spark restore"), "{said}");
    assert!(fs::read(spark.database.beside("spark.db-wal")).unwrap() == log, "and left as it is");
    // What it says helps.
    succeeds(&["restore", backup.to_str().unwrap(), "--keep-sessions", "--database-url", url]).await;
    let folder = spark.database.folder();
    assert!(!folder.contains(&"spark.db-wal".to_owned()), "{folder:?}");
    let kept = folder.iter().find(|name| name.starts_with("spark.db.before-")).unwrap();
    assert!(folder.contains(&format!("{kept}-wal")), "the log is kept with its file: {folder:?}");
    assert_eq!(bodies(&spark.database, &alice, &room).await, before);
    succeeds(&["doctor", "--database-url", url]).await;
}

/// Of a running server the file alone is copied, and of a killed one the log is deleted: both are sound, and lack what was said
/// last. Who heard it is told so.
async fn without_its_log_a_file_is_what_it_was_before(spark: Spark) {
    let (mut process, alice, room) = served(&spark).await;
    // What was said is in the file; what comes is in the log alone, for as long as somebody reads.
    spark.database.execute("PRAGMA wal_checkpoint(FULL)").await;
    let options = SqliteConnectOptions::new().filename(spark.database.file()).read_only(true);
    let mut reader = options.connect().await.unwrap();
    sqlx::query("BEGIN").execute(&mut reader).await.unwrap();
    sqlx::query("SELECT count(*) FROM messages").execute(&mut reader).await.unwrap();
    let last = alice.sends(&room, "in the log alone").await["seq"].as_i64().unwrap();
    let heard = alice.syncs(&room, last).await.remove(0);
    let copied = Database::create(Engine::Sqlite).await;
    fs::copy(spark.database.file(), copied.file()).unwrap();
    process.kill().await;
    reader.close().await.unwrap();
    for log in ["spark.db-wal", "spark.db-shm"] {
        fs::remove_file(spark.database.beside(log)).unwrap();
    }
    for database in [&spark.database, &copied] {
        succeeds(&["doctor", "--database-url", &database.url]).await;
        let served = Process::serve(database, &["--log=off"]).await;
        let alice = alice.at(&served.url);
        let query = "query($room: ID!, $from: Int!, $previous: String) {
            sync(roomId: $room, fromSeq: $from, previousFingerprint: $previous) { reset latestSeq } }";
        // Another one takes its number.
        for n in 0..2 {
            let variables = json!({"room": room, "from": last + 1, "previous": heard["fingerprint"]});
            let told = alice.reads(query, variables).await["sync"].clone();
            assert_eq!(told, json!({"reset": true, "latestSeq": last - 1 + n}));
            alice.sends(&room, "instead").await;
        }
        stops(served).await;
        let bodies = bodies(database, &alice, &room).await;
        assert!(bodies.contains(&"before anything happened".to_owned()));
        assert!(!bodies.contains(&"in the log alone".to_owned()));
    }
}
