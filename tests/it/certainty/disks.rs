//! A disk that is full when something is to be committed, and has room again later.

use super::{insists, numbers_until};
use crate::harness::{Spark, on_sqlite, person::fresh, process::Process};
use serde_json::json;
use tokio::process::Command;

on_sqlite! {
    what_was_refused_for_a_full_disk_did_not_happen;
}

/// SQLite says itself whether something is committed; what it left in its log is written over.
async fn what_was_refused_for_a_full_disk_did_not_happen(spark: Spark) {
    let [alice, bob] = spark.users(["alice", "bob"]).await;
    let room = alice.creates_room("PRIVATE", "Kitchen", &[&bob]).await;
    spark.stop().await;
    // The soft limit alone, which may be raised again.
    let process = Process::serve_limited(&spark.database, "-S -f 3000", &["--send-rate=0", "--log=off"]).await;
    let (alice, bob) = (alice.at(&process.url), bob.at(&process.url));
    let mut bobs = bob.hears_rooms().await;
    let (long, mut acknowledged) = ("long ".repeat(1_500), Vec::new());
    let refused = loop {
        let input = json!({"roomId": room, "body": long, "clientMutationId": fresh()});
        let payload = alice.tries("sendMessage", input.clone(), "seq").await;
        match payload["seq"].as_i64() {
            Some(seq) if payload["action"] == "COMMIT" => acknowledged.push(seq),
            _ => break input,
        }
        assert!(acknowledged.len() < 5_000, "the disk does not fill");
    };
    // Nobody is told of it, and it takes no number.
    assert_eq!(alice.membership(&room).await["latestSeq"].as_i64(), acknowledged.last().copied());
    let unlimited = Command::new("prlimit").args(["--fsize=unlimited:", &format!("--pid={}", process.id())]).status();
    assert!(unlimited.await.unwrap().success());
    let sent = insists(&alice, "sendMessage", &refused, "seq").await["seq"].as_i64().unwrap();
    alice.sends(&room, "that was all").await;
    let heard = numbers_until(&mut bobs, &room, "that was all").await;
    acknowledged.extend([sent, sent + 1]);
    assert_eq!(heard, acknowledged, "each once, in order");
    process.terminate().await;
    assert!(process.ended().await.status.success());
    assert_eq!(spark.wrong().await, [""; 0]);
}
