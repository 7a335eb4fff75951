//! More connections than a process may have files open: those that are there go on, and who waits is served when others go.

use crate::harness::{Engine, Spark, Wire, eventually, on_their_own, process::Process};
use serde_json::json;

on_their_own! {
    a_server_that_has_no_file_left_serves_again_when_there_is_one;
}

/// Files that the server may have open: its own, and some connections.
const FILES: usize = 80;

async fn a_server_that_has_no_file_left_serves_again_when_there_is_one() {
    let spark = Spark::start(Engine::Sqlite).await;
    let alice = spark.user("alice").await;
    let room = alice.creates_room("PRIVATE", "Square", &[]).await;
    spark.stop().await;
    let args = ["--log=error", "--max-address-connections=0"];
    let mut process = Process::serve_limited(&spark.database, &format!("-n {FILES}"), &args).await;
    let mut log = process.log();
    let alice = alice.at(&process.url);
    let mut feed = alice.hears_rooms().await;
    let query = "{ viewer { username } }";
    alice.reads(query, json!({})).await;
    let mut held = Vec::new();
    for _ in 0..2 * FILES {
        held.push(Wire::dial_from("127.0.0.2", &process.url).await);
    }
    // That it has none left is in the log.
    let line = log.next_line().await.unwrap().unwrap();
    assert!(line.contains("open files"), "{line}");
    // Who is there reads and writes.
    alice.sends(&room, "still there").await;
    assert_eq!(feed.next().await["message"]["body"], "still there");
    drop(held);
    eventually("a new connection", async || {
        let asked = reqwest::Client::new().get(format!("{}/readyz", process.url)).send().await;
        asked.map(|_| ()).map_err(|error| error.to_string())
    })
    .await;
    alice.connects().await;
    process.terminate().await;
    assert_eq!(process.ended().await.status.code(), Some(0));
}
