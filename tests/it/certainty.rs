//! What is told after a fault: whoever is a member hears every number once, in order, whatever became of the answer to a COMMIT.

mod disks;
mod faults;
mod joinings;
mod kills;
mod late;
mod many;
mod random;
mod servers;
mod untold;

use crate::harness::{Engine, Feed, Person, Spark, eventually, proxy::Proxy};
use serde_json::Value;

/// A server with a proxy before its PostgreSQL.
async fn behind_a_proxy() -> (Spark, Proxy) {
    let mut proxy = None;
    let spark = Spark::start_with(Engine::Postgres, |config| proxy = Some(Proxy::before(config))).await;
    (spark, proxy.unwrap())
}

/// Calls again with the same input until it is known to have happened: the payload.
async fn insists(person: &Person, mutation: &str, input: &Value, shows: &str) -> Value {
    let mut done = Value::Null;
    eventually("an answer", async || {
        let payload = person.tries(mutation, input.clone(), shows).await;
        if payload["action"] == "COMMIT" {
            done = payload;
            return Ok(());
        }
        assert_eq!(payload["action"], "RETRY", "{payload}");
        Err(payload)
    })
    .await;
    done
}

/// Waits until the server knows what became of every COMMIT.
async fn knows_all(spark: &Spark) {
    eventually("no doubt", async || match spark.metric("doubts").await {
        0 => Ok(()),
        doubts => Err(doubts),
    })
    .await;
}

/// What somebody hears of rooms, until a message with this text: the numbers of one room.
async fn numbers_until(feed: &mut Feed, room: &str, body: &str) -> Vec<i64> {
    let mut numbers = Vec::new();
    loop {
        let item = feed.next().await;
        if item["roomId"] == room {
            numbers.push(item["seq"].as_i64().unwrap_or_else(|| panic!("{item}")));
        }
        if item["message"]["body"] == body {
            return numbers;
        }
    }
}
