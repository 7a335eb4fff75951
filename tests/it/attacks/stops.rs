//! A stop has an end, whatever clients do.

use super::slow_http::asks_for_much;
use crate::harness::{Engine, Socket, Spark, Wire, on_their_own, process::ended};
use serde_json::json;
use std::time::{Duration, Instant};

on_their_own! {
    whoever_asks_half_a_question_is_not_waited_for;
    a_stop_takes_ten_seconds_at_most;
}

/// Somebody of each kind that lets a server wait.
async fn hostile(url: &str, token: &str) -> (Vec<Wire>, Vec<Socket>) {
    let mut wires = Vec::new();
    for lines in [
        &[][..],
        &["POST /graphql HTTP/1.1\r\nHost: spark\r\nX-Half: "],
        &["POST /graphql HTTP/1.1\r\nHost: spark\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{"],
    ] {
        let mut wire = Wire::dial_from("127.0.0.1", url).await;
        assert!(wire.writes(lines.concat()).await);
        wires.push(wire);
    }
    let mut deaf = Wire::dial_from("127.0.0.1", url).await;
    asks_for_much(&mut deaf).await;
    wires.push(deaf);
    // A stream and a socket that are not read.
    let mut stream = Wire::dial_from("127.0.0.1", url).await;
    let query = json!({"query": "subscription { userEvents { __typename } }"}).to_string();
    let (bearer, length) = (format!("Authorization: Bearer {token}"), format!("Content-Length: {}", query.len()));
    let json = "Content-Type: application/json";
    stream.asks(&["POST /graphql HTTP/1.1", &bearer, json, "Accept: text/event-stream", &length]).await;
    assert!(stream.writes(&query).await);
    stream.until("StreamReady").await;
    wires.push(stream);
    let mut socket = Socket::narrow(url, token).await;
    let schema = "__schema { types { description fields { description args { name description } } } }";
    let aliases: Vec<_> = (0..28).map(|n| format!("s{n}: {schema}")).collect();
    for _ in 0..8 {
        socket.begins(&format!("{{ {} }}", aliases.join(" ")), json!({})).await;
    }
    (wires, vec![socket, Socket::raw(url, Some("graphql-transport-ws")).await])
}

async fn whoever_asks_half_a_question_is_not_waited_for() {
    let spark = Spark::start(Engine::Sqlite).await;
    let mut half = Wire::dial(&spark).await;
    assert!(half.writes("GET /livez HTTP/1.1\r\nHost: ").await);
    let mut silent = Wire::dial(&spark).await;
    // It has been read: what comes behind it is answered.
    let mut whole = Wire::dial(&spark).await;
    whole.asks(&["GET /livez HTTP/1.1"]).await;
    assert_eq!(whole.answer().await.status, 200);
    let since = Instant::now();
    spark.stop().await;
    assert!(since.elapsed() < Duration::from_secs(4), "it took {:?}", since.elapsed());
    half.ends().await;
    silent.ends().await;
}

async fn a_stop_takes_ten_seconds_at_most() {
    let spark = Spark::start(Engine::Sqlite).await;
    let alice = spark.user("alice").await;
    let process = spark.gives_way(&["--log=warn"]).await;
    let held = hostile(&process.url, &alice.token).await;
    let since = Instant::now();
    process.terminate().await;
    let (code, _, err) = ended(&process.ended().await);
    let took = since.elapsed();
    assert!(took < Duration::from_millis(10_500), "it took {took:?}");
    assert_eq!(code, Some(0), "{err}");
    assert_eq!(spark.database.folder(), ["spark.db"]);
    drop(held);
}
