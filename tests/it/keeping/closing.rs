//! A database that nobody has open is one file.

use super::{bodies, mode, written};
use crate::harness::{
    Engine, Spark, eventually, on_sqlite,
    person::fresh,
    process::{Process, run, succeeds},
};
use futures_util::future::join_all;
use serde_json::json;
use sqlx::{Connection, SqliteConnection};
use std::{
    fs,
    sync::atomic::{AtomicUsize, Ordering},
};

on_sqlite! {
    ten_stops_of_ten_under_load_leave_one_file;
    every_command_leaves_one_file;
    a_copy_of_a_stopped_one_is_whole;
    beside_another_program_all_that_can_be_is_in_the_file;
}

async fn ten_stops_of_ten_under_load_leave_one_file(spark: Spark) {
    let alice = spark.user("alice").await;
    let room = alice.creates_room("PUBLIC", "Square", &[]).await;
    spark.stop().await;
    assert_eq!(spark.database.folder(), ["spark.db"]);
    let mut total = 0;
    for round in 0..10 {
        let process = Process::serve(&spark.database, &["--send-rate=0", "--log=error"]).await;
        let (person, answered) = (alice.at(&process.url), AtomicUsize::new(0));
        let flood = join_all((0..8).map(async |_| {
            loop {
                let input = json!({"input": {"roomId": room, "body": "on and on", "clientMutationId": fresh()}});
                let query = "mutation($input: SendMessageInput!) { sendMessage(input: $input) { action } }";
                let body = json!({"query": query, "variables": input});
                let post = spark.http.post(format!("{}/graphql", person.url)).bearer_auth(&person.token).json(&body);
                let Ok(answer) = post.send().await else { return };
                let Ok(answer) = answer.json::<serde_json::Value>().await else { return };
                if answer["data"]["sendMessage"]["action"] != "COMMIT" {
                    return;
                }
                answered.fetch_add(1, Ordering::Relaxed);
            }
        }));
        let stop = async {
            eventually("a load", async || match answered.load(Ordering::Relaxed) {
                count if count >= 50 => Ok(()),
                count => Err(count),
            })
            .await;
            process.terminate().await;
            process.ended().await
        };
        let (_, ended) = tokio::join!(flood, stop);
        assert_eq!(ended.status.code(), Some(0), "{ended:?}");
        assert_eq!(spark.database.folder(), ["spark.db"], "stop {round}");
        total += answered.load(Ordering::Relaxed);
    }
    let stored = spark.database.number("SELECT count(*) FROM messages WHERE system IS NULL").await;
    assert!(stored >= i64::try_from(total).unwrap(), "{total} were acknowledged, and {stored} are there");
}

async fn every_command_leaves_one_file(spark: Spark) {
    written(&spark).await;
    let url = spark.database.url.as_str();
    let copy = spark.database.beside("copy.db");
    assert_eq!(mode(&spark.database.file()), 0o600, "for its owner alone");
    for killed in [false, true] {
        let backup = ["backup", copy.to_str().unwrap(), "--database-url", url];
        for args in [
            &["migrate", "--database-url", url][..],
            &["admin", "grant", "alice", "--database-url", url],
            &["doctor", "--database-url", url],
            &backup,
        ] {
            if killed {
                let mut process = Process::serve(&spark.database, &["--log=error"]).await;
                process.kill().await;
                assert!(spark.database.folder().contains(&"spark.db-wal".to_owned()), "a kill leaves its log");
                fs::remove_file(spark.database.beside("spark.db-serve")).unwrap();
            }
            succeeds(args).await;
            let _ = fs::remove_file(&copy);
            // A backup reads, and leaves a killed server's log to the next server.
            if !(killed && args[0] == "backup") {
                assert_eq!(spark.database.folder(), ["spark.db"], "{args:?}, killed: {killed}");
            }
        }
    }
    // What fails leaves none either.
    assert_eq!(run(&["admin", "grant", "nobody", "--database-url", url]).await.status.code(), Some(1));
    assert_eq!(spark.database.folder(), ["spark.db"]);
}

async fn a_copy_of_a_stopped_one_is_whole(spark: Spark) {
    let (alice, room) = written(&spark).await;
    let before = bodies(&spark.database, &alice, &room).await;
    let copied = crate::harness::database::Database::create(Engine::Sqlite).await;
    fs::copy(spark.database.file(), copied.file()).unwrap();
    assert_eq!(bodies(&copied, &alice, &room).await, before);
    succeeds(&["doctor", "--database-url", &copied.url]).await;
    // And back over the first, after it went on.
    let process = Process::serve(&spark.database, &["--log=error"]).await;
    alice.at(&process.url).sends(&room, "not in the copy").await;
    process.terminate().await;
    process.ended().await;
    fs::copy(copied.file(), spark.database.file()).unwrap();
    succeeds(&["doctor", "--database-url", &spark.database.url]).await;
    assert_eq!(bodies(&spark.database, &alice, &room).await, before);
}

async fn beside_another_program_all_that_can_be_is_in_the_file(spark: Spark) {
    let mut other = SqliteConnection::connect(&spark.database.url).await.unwrap();
    sqlx::query("SELECT count(*) FROM users").execute(&mut other).await.unwrap();
    let (alice, room) = written(&spark).await;
    // The other one reads nothing just now: the log is empty, though it must stay.
    assert_eq!(fs::metadata(spark.database.beside("spark.db-wal")).unwrap().len(), 0);
    let copied = crate::harness::database::Database::create(Engine::Sqlite).await;
    fs::copy(spark.database.file(), copied.file()).unwrap();
    assert!(bodies(&copied, &alice, &room).await.len() > 20);
    other.close().await.unwrap();
    assert_eq!(spark.database.folder(), ["spark.db"]);
}
