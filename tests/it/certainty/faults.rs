//! A disk that is full, broken, or may only be read, at each point at which SQLite writes. Whoever calls meanwhile is told COMMIT or RETRY;
//! once the disk is well, the server goes on by itself, and nothing that was acknowledged is lost.

use super::{insists, numbers_until};
use crate::harness::{
    Person, Spark,
    disk::{Disk, Fault, Order},
    eventually, on_sqlite,
    person::fresh,
};
use serde_json::{Value, json};
use std::time::{Duration, Instant};

on_sqlite! {
    a_disk_that_is_full_at_a_commit;
    a_disk_that_is_full_in_the_middle;
    a_disk_that_is_full_when_a_connection_is_opened;
    a_disk_that_is_full_for_the_index_of_the_log;
    a_disk_that_is_full_when_the_log_is_copied;
    a_disk_that_breaks_at_a_write;
    a_disk_that_breaks_when_a_commit_is_to_last;
    a_disk_that_may_only_be_read;
}

const LOG: &str = "spark.db-wal";
const INDEX: &str = "spark.db-shm";
const FILE: &str = "spark.db";
/// How often the server copies the log into the file.
const COPIED_EVERY: Duration = Duration::from_millis(500);

/// Whether calls are refused meanwhile.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Writes {
    Fail,
    /// The smaller ones get through.
    SomeFail,
    GoOn,
}

async fn a_disk_that_is_full_at_a_commit(spark: Spark) {
    goes_on(&spark, &[("write", LOG, Fault::Full, 0)], Writes::Fail).await;
}

/// Some of a transaction's pages are in the log already.
async fn a_disk_that_is_full_in_the_middle(spark: Spark) {
    goes_on(&spark, &[("write", LOG, Fault::Full, 5)], Writes::Fail).await;
}

/// After a failure the next transaction begins on a new connection.
async fn a_disk_that_is_full_when_a_connection_is_opened(spark: Spark) {
    let full = [("open", LOG), ("open", INDEX), ("open", FILE), ("write", LOG), ("write", INDEX), ("write", FILE)];
    goes_on(&spark, &full.map(|(call, end)| (call, end, Fault::Full, 0)), Writes::Fail).await;
}

/// Which grows with the log; it is looked at long enough to do so.
async fn a_disk_that_is_full_for_the_index_of_the_log(spark: Spark) {
    let full = [("write", INDEX, Fault::Full, 0), ("truncate", INDEX, Fault::Full, 0), ("write", FILE, Fault::Full, 0)];
    goes_on(&spark, &full, Writes::SomeFail).await;
}

async fn a_disk_that_is_full_when_the_log_is_copied(spark: Spark) {
    goes_on(&spark, &[("write", FILE, Fault::Full, 0), ("sync", FILE, Fault::Broken, 0)], Writes::GoOn).await;
}

async fn a_disk_that_breaks_at_a_write(spark: Spark) {
    goes_on(&spark, &[("write", LOG, Fault::Broken, 3)], Writes::Fail).await;
}

/// All of it is in the log, and nobody knows whether it stays there.
async fn a_disk_that_breaks_when_a_commit_is_to_last(spark: Spark) {
    goes_on(&spark, &[("sync", LOG, Fault::Broken, 0)], Writes::Fail).await;
}

/// As a file system becomes by itself when its disk has errors.
async fn a_disk_that_may_only_be_read(spark: Spark) {
    let files = [LOG, INDEX, FILE];
    let orders =
        files.iter().flat_map(|end| ["write", "truncate", "open"].map(|call| (call, *end, Fault::ReadOnly, 0)));
    goes_on(&spark, &orders.collect::<Vec<_>>(), Writes::Fail).await;
}

/// What Alice tries while the disk fails.
struct Calls {
    room: String,
    sent: Vec<(Value, i64)>,
    refused: Vec<(&'static str, Value)>,
}

impl Calls {
    /// Calls, and keeps what came of it. Nothing but COMMIT and RETRY is said.
    async fn calls(&mut self, alice: &Person, mutation: &'static str, mut input: Value) {
        input["clientMutationId"] = json!(fresh());
        let is_send = mutation == "sendMessage";
        let payload = alice.tries(mutation, input.clone(), if is_send { "seq" } else { "" }).await;
        match payload["action"].as_str().unwrap() {
            "COMMIT" if is_send => self.sent.push((input, payload["seq"].as_i64().unwrap())),
            "COMMIT" => {}
            "RETRY" => {
                assert_eq!(payload["error"]["code"], "UNAVAILABLE", "{mutation}: {payload}");
                self.refused.push((mutation, input));
            }
            _ => panic!("{mutation}: {payload}"),
        }
    }

    async fn calls_all(&mut self, alice: &Person, n: usize) {
        self.calls(alice, "sendMessage", json!({"roomId": self.room, "body": "long ".repeat(1_500)})).await;
        self.calls(alice, "setStatus", json!({"status": "BUSY", "text": format!("{n}")})).await;
        self.calls(alice, "createRoom", json!({"kind": "PUBLIC", "name": "Hall"})).await;
        let newest = self.sent.last().map_or(1, |(_, seq)| *seq);
        self.calls(alice, "markRead", json!({"roomId": self.room, "seq": newest})).await;
    }
}

async fn readiness(url: &str) -> (u16, String) {
    let response = reqwest::get(format!("{url}/readyz")).await.unwrap();
    (response.status().as_u16(), response.text().await.unwrap())
}

fn file_length(spark: &Spark) -> u64 {
    std::fs::metadata(spark.database.file()).unwrap().len()
}

async fn goes_on(spark: &Spark, orders: &[Order], writes: Writes) {
    let [alice, bob] = spark.users(["alice", "bob"]).await;
    let room = alice.creates_room("PRIVATE", "Kitchen", &[&bob]).await;
    spark.stop().await;
    let disk = Disk::new().await;
    let process = disk.serves(&spark.database, &["--send-rate=0", "--change-rate=0", "--log=off"]).await;
    let (alice, bob) = (alice.at(&process.url), bob.at(&process.url));
    let mut bobs = bob.hears_rooms().await;
    let mut calls = Calls { room: room.clone(), sent: Vec::new(), refused: Vec::new() };
    calls.calls_all(&alice, 0).await;
    assert!(calls.refused.is_empty(), "{:?}", calls.refused);
    disk.fails(orders);
    let (mut rounds, mut heard, begun, length) = (0, Vec::new(), Instant::now(), file_length(spark));
    while if writes == Writes::GoOn { begun.elapsed() < 3 * COPIED_EVERY } else { calls.refused.len() < 8 } {
        rounds += 1;
        calls.calls_all(&alice, rounds).await;
        while heard.last() != calls.sent.last().map(|(_, seq)| seq) {
            heard.push(bobs.next().await["seq"].as_i64().unwrap());
        }
        assert!(rounds < 2_000, "nothing fails");
    }
    match writes {
        Writes::Fail => {
            let (status, reason) = readiness(&process.url).await;
            assert!(status == 503 && reason.contains("cannot write"), "{status} {reason}");
        }
        Writes::SomeFail => {}
        Writes::GoOn => {
            assert_eq!((calls.refused.len(), readiness(&process.url).await.0), (0, 200));
            assert_eq!(file_length(spark), length, "the log is copied all the same");
        }
    }
    // Who reads is served, and nothing is seen of what was refused.
    let last = calls.sent.last().unwrap().1;
    assert_eq!(alice.membership(&room).await["latestSeq"], last);
    disk.heals();
    // Whether anybody writes or not.
    eventually("readiness", async || match readiness(&process.url).await {
        (200, _) => Ok(()),
        not_yet => Err(not_yet),
    })
    .await;
    for (mutation, input) in std::mem::take(&mut calls.refused) {
        let payload = insists(&alice, mutation, &input, if mutation == "sendMessage" { "seq" } else { "" }).await;
        if let Some(seq) = payload["seq"].as_i64() {
            calls.sent.push((input, seq));
        }
    }
    alice.sends(&room, "that was all").await;
    heard.extend(numbers_until(&mut bobs, &room, "that was all").await);
    let mut numbers: Vec<_> = calls.sent.iter().map(|(_, seq)| *seq).collect();
    numbers.push(numbers.last().unwrap() + 1);
    assert_eq!(heard, numbers, "each once, in order");
    // The same call again is the same message.
    for (input, seq) in calls.sent.iter().rev().take(20) {
        assert_eq!(insists(&alice, "sendMessage", input, "seq").await["seq"], *seq);
    }
    eventually("the log is copied", async || if file_length(spark) > length { Ok(()) } else { Err(length) }).await;
    process.terminate().await;
    assert!(process.ended().await.status.success());
    assert_eq!(spark.wrong().await, [""; 0]);
}
