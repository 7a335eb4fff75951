//! `spark backup` and `spark restore`.

use super::{bodies, mode, written};
use crate::harness::{
    Engine, Spark,
    database::Database,
    eventually, on_both, on_sqlite,
    process::{Process, complains, ended, run, succeeds},
};
use futures_util::future::join_all;
use serde_json::json;
use std::{
    fs,
    sync::atomic::{AtomicBool, AtomicUsize, Ordering},
};

on_sqlite! {
    a_backup_beside_a_load_is_whole;
    a_backup_writes_over_nothing;
    a_restore_keeps_what_it_replaces;
    a_restore_ends_all_sessions_unless_told_otherwise;
    what_is_not_sound_is_not_put_in_place;
    a_backup_of_an_older_spark_is_put_in_place;
}

on_both! {
    what_is_wrong_is_told_before_serving;
}

async fn a_backup_beside_a_load_is_whole(spark: Spark) {
    let alice = spark.user("alice").await;
    let mut rooms = Vec::new();
    for n in 0..4 {
        rooms.push(alice.creates_room("PUBLIC", &format!("Room {n}"), &[]).await);
    }
    let (done, sent) = (AtomicBool::new(false), AtomicUsize::new(0));
    let flood = join_all((0..16).map(async |n: usize| {
        while !done.load(Ordering::Relaxed) {
            alice.sends(&rooms[n % 4], "on and on").await;
            sent.fetch_add(1, Ordering::Relaxed);
        }
    }));
    let backups = async {
        let mut copies = Vec::new();
        for n in 0..3 {
            let before = sent.load(Ordering::Relaxed) + 100;
            eventually("a load", async || match sent.load(Ordering::Relaxed) {
                count if count > before => Ok(()),
                count => Err(count),
            })
            .await;
            let copy = spark.database.beside(&format!("copy{n}.db"));
            succeeds(&["backup", copy.to_str().unwrap(), "--database-url", &spark.database.url]).await;
            copies.push((copy, before));
        }
        done.store(true, Ordering::Relaxed);
        copies
    };
    let (_, copies) = tokio::join!(flood, backups);
    for (copy, before) in copies {
        assert_eq!(mode(&copy), 0o600);
        let proved = Database::create(Engine::Sqlite).await;
        fs::copy(copy, proved.file()).unwrap();
        succeeds(&["doctor", "--database-url", &proved.url]).await;
        let there = proved.number("SELECT count(*) FROM messages WHERE system IS NULL").await;
        assert!(there >= i64::try_from(before).unwrap(), "all of before it began");
    }
}

async fn a_backup_writes_over_nothing(spark: Spark) {
    written(&spark).await;
    let copy = spark.database.beside("copy.db");
    let backup = ["backup", copy.to_str().unwrap(), "--database-url", &spark.database.url];
    succeeds(&backup).await;
    let first = fs::read(&copy).unwrap();
    assert!(complains(&backup, 1).await.contains("is there already"));
    assert!(fs::read(&copy).unwrap() == first);
    let nowhere = ["backup", "/nonexistent/copy.db", "--database-url", &spark.database.url];
    assert!(complains(&nowhere, 1).await.contains("/nonexistent/copy.db"));
    assert_eq!(spark.database.folder(), ["copy.db", "spark.db"]);
}

async fn a_restore_keeps_what_it_replaces(spark: Spark) {
    let (alice, room) = written(&spark).await;
    let (url, copy) = (spark.database.url.as_str(), spark.database.beside("copy.db"));
    succeeds(&["backup", copy.to_str().unwrap(), "--database-url", url]).await;
    let process = Process::serve(&spark.database, &["--log=off"]).await;
    alice.at(&process.url).sends(&room, "after the backup").await;
    let restore = ["restore", copy.to_str().unwrap(), "--keep-sessions", "--database-url", url];
    let said = complains(&restore, 1).await;
    assert!(said.contains("another Spark serves this database"), "{said}");
    process.terminate().await;
    process.ended().await;
    let later = bodies(&spark.database, &alice, &room).await;
    assert!(later.contains(&"after the backup".to_owned()));

    let said = succeeds(&restore).await;
    let kept = spark.database.folder().into_iter().find(|name| name.starts_with("spark.db.before-")).unwrap();
    assert!(said.contains(&kept), "{said}");
    let stamp: String = kept.chars().map(|c| if c.is_ascii_digit() { '0' } else { c }).collect();
    assert_eq!(stamp, "spark.db.before-00000000T000000Z", "no character that some file system does not take");
    assert_eq!(spark.database.folder(), ["copy.db", "spark.db", &kept]);
    assert_eq!(mode(&spark.database.file()), 0o600);
    assert!(!bodies(&spark.database, &alice, &room).await.contains(&"after the backup".to_owned()));
    let aside = Database::create(Engine::Sqlite).await;
    fs::rename(spark.database.beside(&kept), aside.file()).unwrap();
    assert_eq!(bodies(&aside, &alice, &room).await, later);

    // To a place where nothing is.
    let fresh = Database::create(Engine::Sqlite).await;
    let said = succeeds(&["restore", copy.to_str().unwrap(), "--database-url", &fresh.url]).await;
    assert!(said.contains("nothing was there"), "{said}");
    assert_eq!(fresh.folder(), ["spark.db"]);
}

async fn a_restore_ends_all_sessions_unless_told_otherwise(spark: Spark) {
    written(&spark).await;
    let (url, copy) = (spark.database.url.as_str(), spark.database.beside("copy.db"));
    succeeds(&["backup", copy.to_str().unwrap(), "--database-url", url]).await;
    let sessions = || spark.database.number("SELECT count(*) FROM sessions");
    succeeds(&["restore", copy.to_str().unwrap(), "--keep-sessions", "--database-url", url]).await;
    assert_eq!(sessions().await, 2);
    // What is kept has a name with the second in it.
    eventually("another second", async || {
        match run(&["restore", copy.to_str().unwrap(), "--database-url", url]).await {
            output if output.status.success() => Ok(()),
            output => Err(ended(&output)),
        }
    })
    .await;
    assert_eq!(sessions().await, 0);
    assert_eq!(spark.database.number("SELECT count(*) FROM users").await, 2);
}

async fn what_is_not_sound_is_not_put_in_place(spark: Spark) {
    written(&spark).await;
    let (url, copy) = (spark.database.url.as_str(), spark.database.beside("copy.db"));
    succeeds(&["backup", copy.to_str().unwrap(), "--database-url", url]).await;
    let (before, whole) = (fs::read(spark.database.file()).unwrap(), fs::read(&copy).unwrap());
    let other = Database::create(Engine::Sqlite).await;
    fs::write(other.file(), &whole).unwrap();
    other.execute("UPDATE rooms SET text_count = text_count + 1").await;
    fs::write(spark.database.beside("short.db"), &whole[..whole.len() / 2]).unwrap();
    fs::write(spark.database.beside("text.db"), "no database".repeat(100)).unwrap();
    for (file, why) in [
        (other.file(), "is not sound"),
        (spark.database.beside("short.db"), "is damaged"),
        (spark.database.beside("text.db"), "is no SQLite database"),
        (spark.database.beside("missing.db"), "there is no file"),
    ] {
        let said = complains(&["restore", file.to_str().unwrap(), "--database-url", url], 1).await;
        assert!(said.contains(why), "{said}");
        assert!(fs::read(spark.database.file()).unwrap() == before);
    }
    assert_eq!(spark.database.folder(), ["copy.db", "short.db", "spark.db", "text.db"]);
}

async fn a_backup_of_an_older_spark_is_put_in_place(spark: Spark) {
    let alice = spark.user("alice").await;
    let room = alice.creates_room("PRIVATE", "Kitchen", &[]).await;
    let message = alice.sends(&room, "before").await;
    alice.does("editMessage", json!({"messageId": message["id"], "body": "long before"}), "seq").await;
    spark.stop().await;
    let older = Database::create(Engine::Sqlite).await;
    fs::copy(spark.database.file(), older.file()).unwrap();
    older
        .execute(
            "DROP TABLE attachments; DROP TABLE files; DROP TABLE secrets; ALTER TABLE messages DROP COLUMN attachments;
             ALTER TABLE users DROP COLUMN avatar_file; ALTER TABLE users DROP COLUMN avatar_address;
             DROP TABLE search_words; DROP INDEX messages_by_search_id; DROP INDEX messages_without_place;
             ALTER TABLE messages DROP COLUMN search_id; DROP TABLE mentions; DROP TABLE reactions; DROP INDEX replies;
             ALTER TABLE messages DROP COLUMN parent_seq; ALTER TABLE messages DROP COLUMN reply_count;
             ALTER TABLE messages DROP COLUMN mentions; ALTER TABLE messages DROP COLUMN mentions_room;
             ALTER TABLE messages DROP COLUMN reactions; ALTER TABLE messages DROP COLUMN forwarded_from;
             ALTER TABLE changes DROP COLUMN emoji; ALTER TABLE rooms DROP COLUMN latest_fingerprint; ALTER TABLE rooms DROP COLUMN newest_message_seq;
             ALTER TABLE messages DROP COLUMN news; DROP INDEX invites_by_room; DROP TABLE nodes; DROP TABLE leases; DELETE FROM _sqlx_migrations WHERE version >= 4; PRAGMA application_id = 0;
             ALTER TABLE users DROP COLUMN chosen_status; ALTER TABLE users DROP COLUMN status_text;
             ALTER TABLE users DROP COLUMN is_online; ALTER TABLE users DROP COLUMN last_seen_at;
             ALTER TABLE memberships DROP COLUMN hidden_count; ALTER TABLE memberships DROP COLUMN began_hidden;
             DROP TABLE removals; ALTER TABLE invites DROP COLUMN made_seq;
             DROP INDEX demo_users; ALTER TABLE users DROP COLUMN is_demo",
        )
        .await;
    let url = spark.database.url.as_str();
    let said = complains(&["admin", "grant", "alice", "--database-url", &older.url], 1).await;
    assert!(said.contains("version 3") && said.contains("spark migrate"), "{said}");
    succeeds(&["restore", older.file().to_str().unwrap(), "--database-url", url]).await;
    assert_eq!(
        spark.database.number("SELECT max(version) FROM _sqlx_migrations").await,
        3,
        "serve and migrate migrate"
    );
    let said = succeeds(&["migrate", "--database-url", url]).await;
    assert!(said.contains("from version 3 to"), "{said}");
    succeeds(&["doctor", "--database-url", url]).await;
}

async fn what_is_wrong_is_told_before_serving(spark: Spark) {
    let url = spark.database.url.as_str();
    let said = succeeds(&["check", "--listen=127.0.0.1:0", "--database-url", url]).await;
    assert!(said.contains("is sound") && said.contains("is free"), "{said}");
    let taken = spark.url.strip_prefix("http://").unwrap();
    let (code, out, err) = ended(&run(&["check", "--listen", taken, "--database-url", url]).await);
    assert_eq!(code, Some(1), "{out}{err}");
    assert!(out.contains("is sound") && err.contains("--listen"), "{out}{err}");
    // Its password in a file, and in no list of processes.
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("url");
    fs::write(&file, format!("{url}\n")).unwrap();
    let named = ["check", "--listen=127.0.0.1:0", "--database-url-file", file.to_str().unwrap()];
    assert!(succeeds(&named).await.contains("is sound"));
    fs::write(&file, "").unwrap();
    let (_, _, err) = ended(&run(&named).await);
    assert!(err.contains("--database-url-file"), "{err}");
    complains(&["check", "--database-url", url, "--database-url-file", "x"], 2).await;
    if spark.database.engine == Engine::Postgres {
        for (command, tool) in [("backup", "pg_dump"), ("restore", "pg_restore")] {
            let said = complains(&[command, "copy", "--database-url", url], 1).await;
            assert!(said.contains(tool), "{said}");
        }
    }
}
