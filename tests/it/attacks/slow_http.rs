//! Connections that say nothing, half of something, or take no answer: each has an end, and nobody waits behind them.

use crate::harness::{Engine, Spark, Wire, eventually, on_their_own};
use serde_json::json;
use spark::config::Patience;
use std::time::{Duration, Instant};

on_their_own! {
    half_a_head_is_answered_with_408;
    half_a_body_is_answered_with_408;
    a_silent_connection_ends_and_is_kept_longer_when_it_has_asked;
    an_answer_that_nobody_takes_ends_its_connection;
    an_address_has_so_many_connections;
    what_is_no_http_1_ends_at_once;
}

const JSON: &str = "Content-Type: application/json";
const HALF_A_HEAD: &str = "POST /graphql HTTP/1.1\r\nHost: spark\r\nX-Half: ";

/// A server with little patience for one thing, and the usual one for all others.
async fn impatient(patience: impl FnOnce(&mut Patience)) -> Spark {
    Spark::start_with(Engine::Sqlite, |config| patience(&mut config.patience)).await
}

const SHORT: Duration = Duration::from_millis(300);
const DRIP: Duration = Duration::from_millis(20);

async fn half_a_head_is_answered_with_408() {
    let spark = impatient(|patience| patience.head = SHORT).await;
    let mut half = Wire::dial(&spark).await;
    assert!(half.writes(HALF_A_HEAD).await);
    assert_eq!(half.answer().await.status, 408);
    half.ends().await;
    // A byte now and then does not help.
    let mut drips = Wire::dial(&spark).await;
    assert!(drips.writes(HALF_A_HEAD).await);
    drips.drips("x", DRIP).await;
    // Nor does it on a connection that has asked before.
    let mut kept = Wire::dial(&spark).await;
    kept.asks(&["GET /livez HTTP/1.1"]).await;
    assert_eq!(kept.answer().await.status, 200);
    assert!(kept.writes(HALF_A_HEAD).await);
    assert_eq!(kept.answer().await.status, 408);
    kept.ends().await;
    // Who says nothing at all is not told of it.
    let mut silent = Wire::dial(&spark).await;
    silent.ends().await;
}

async fn half_a_body_is_answered_with_408() {
    let spark = impatient(|patience| patience.body = SHORT).await;
    for framing in ["Content-Length: 1000", "Transfer-Encoding: chunked"] {
        let mut half = Wire::dial(&spark).await;
        half.asks(&["POST /graphql HTTP/1.1", JSON, framing]).await;
        let answer = half.answer().await;
        assert_eq!((answer.status, answer.header("connection")), (408, Some("close")), "{framing}");
        assert!(answer.body.contains("too long to come"), "{}", answer.body);
    }
    let mut drips = Wire::dial(&spark).await;
    drips.asks(&["POST /graphql HTTP/1.1", JSON, "Content-Length: 100000"]).await;
    drips.drips(" ", DRIP).await;
    assert_eq!(drips.answer().await.status, 408);
    // What is whole in time is taken.
    let query = json!({"query": "{ __typename }"}).to_string();
    let mut whole = Wire::dial(&spark).await;
    whole.asks(&["POST /graphql HTTP/1.1", JSON, &format!("Content-Length: {}", query.len())]).await;
    assert!(whole.writes(&query).await);
    assert_eq!(whole.answer().await.status, 200);
}

async fn a_silent_connection_ends_and_is_kept_longer_when_it_has_asked() {
    const KEPT: Duration = Duration::from_millis(1_500);
    let spark = impatient(|patience| (patience.head, patience.silence) = (SHORT, KEPT)).await;
    let mut kept = Wire::dial(&spark).await;
    kept.asks(&["GET /livez HTTP/1.1"]).await;
    assert_eq!(kept.answer().await.status, 200);
    let since = Instant::now();
    kept.ends().await;
    assert!(since.elapsed() >= KEPT / 2, "a connection that is kept was given up after {:?}", since.elapsed());
}

async fn an_answer_that_nobody_takes_ends_its_connection() {
    let spark = Spark::start_with(Engine::Sqlite, |config| {
        config.patience.answer = SHORT;
        config.max_address_connections = 1;
    })
    .await;
    let mut deaf = Wire::dial(&spark).await;
    asks_for_much(&mut deaf).await;
    // As long as it is there its address has no connection left.
    let status = async || {
        let mut next = Wire::dial(&spark).await;
        next.asks(&["GET /livez HTTP/1.1", "Connection: close"]).await;
        next.answer().await.status
    };
    assert_eq!(status().await, 429);
    eventually("the end of the connection that reads nothing", async || match status().await {
        200 => Ok(()),
        other => Err(other),
    })
    .await;
}

/// Asks for more than the system keeps while nobody reads.
pub async fn asks_for_much(wire: &mut Wire) {
    let schema = "__schema { types { description fields { description args { name description } } } }";
    let aliases: Vec<_> = (0..28).map(|n| format!("s{n}: {schema}")).collect();
    let query = json!({"query": format!("{{ {} }}", aliases.join(" "))}).to_string();
    wire.asks(&["POST /graphql HTTP/1.1", JSON, &format!("Content-Length: {}", query.len())]).await;
    assert!(wire.writes(&query).await);
}

async fn an_address_has_so_many_connections() {
    let spark = Spark::start_with(Engine::Sqlite, |config| config.max_address_connections = 4).await;
    let mut held = Vec::new();
    for _ in 0..4 {
        held.push(Wire::dial(&spark).await);
    }
    let livez = async |from: &str| {
        let mut wire = Wire::dial_from(from, &spark.url).await;
        wire.asks(&["GET /livez HTTP/1.1", "Connection: close"]).await;
        wire.answer().await.status
    };
    assert_eq!(livez("127.0.0.1").await, 429);
    assert_eq!(livez("127.0.0.2").await, 200, "the door is shut to others as well");
    held.pop();
    eventually("room for one more", async || match livez("127.0.0.1").await {
        200 => Ok(()),
        other => Err(other),
    })
    .await;
    // A proxy that is trusted stands for many.
    let behind = Spark::start_with(Engine::Sqlite, |config| {
        config.max_address_connections = 1;
        config.trusted_proxy = vec!["127.0.0.1/32".parse().unwrap()];
    })
    .await;
    let mut proxied = Vec::new();
    for _ in 0..5 {
        let mut wire = Wire::dial(&behind).await;
        wire.asks(&["GET /livez HTTP/1.1"]).await;
        assert_eq!(wire.answer().await.status, 200);
        proxied.push(wire);
    }
}

async fn what_is_no_http_1_ends_at_once() {
    let spark = Spark::start(Engine::Sqlite).await;
    let hello = [&[0x16, 0x03, 0x01, 0x02, 0x00, 0x01, 0x00, 0x01, 0xfc, 0x03, 0x03][..], &[7; 506]].concat();
    let preface = [b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".as_slice(), &[0, 0, 0, 4, 0, 0, 0, 0, 0]].concat();
    for bytes in [hello, preface] {
        let mut wire = Wire::dial(&spark).await;
        wire.writes(&bytes).await;
        // Sooner than half a head would be given up.
        wire.ends().await;
    }
    // A head is as long as an address that holds a document, and no longer.
    let mut long = Wire::dial(&spark).await;
    long.writes(format!("GET /livez HTTP/1.1\r\nHost: spark\r\nX-Long: {}", "x".repeat(70 << 10))).await;
    assert_eq!(long.answer().await.status, 431);
}
