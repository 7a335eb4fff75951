//! Server-sent events as they are on the wire: what parsers, proxies and browsers need of them.

use crate::harness::{Person, Spark, Wire, on_sqlite};
use serde_json::{Value, json};

on_sqlite! {
    every_event_has_its_data;
    a_stream_begins_at_once;
    queries_and_subscriptions_stream_by_address;
}

const HEADERS: [(&str, &str); 3] =
    [("content-type", "text/event-stream"), ("cache-control", "no-store, no-transform"), ("x-accel-buffering", "no")];

/// Asks for a stream; its head.
async fn opens(wire: &mut Wire, person: &Person, query: &Value) -> String {
    let body = query.to_string();
    wire.asks(&[
        "POST /graphql HTTP/1.1",
        &format!("Authorization: Bearer {}", person.token),
        "Content-Type: application/json",
        "Accept: text/event-stream",
        "Accept-Encoding: gzip",
        &format!("Content-Length: {}", body.len()),
    ])
    .await;
    assert!(wire.writes(&body).await);
    wire.until("\r\n\r\n").await
}

fn escaped(text: &str) -> String {
    url::form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

async fn every_event_has_its_data(spark: Spark) {
    let alice = spark.user("alice").await;
    for (query, data) in [
        ("{ viewer { username } }", r#"{"data":{"viewer":{"username":"alice"}}}"#),
        ("{ nonsense }", r#"{"errors":["#),
        ("subscription { nonsense }", r#"{"errors":["#),
    ] {
        let mut wire = Wire::dial(&spark).await;
        let head = opens(&mut wire, &alice, &json!({ "query": query })).await;
        assert!(head.starts_with("HTTP/1.1 200 "), "{head}");
        let stream = wire.until("\r\n0\r\n\r\n").await;
        let next = format!("event: next\ndata: {data}");
        assert!(stream.contains(&next), "{query}: {stream}");
        // A parser by the standard drops an event without a line of data, and its client comes back for ever.
        assert!(stream.contains("\n\r\nevent: complete\ndata:\n\n") || stream.contains("event: complete\ndata:\n\n"));
        assert!(!stream.contains("event: complete\n\n"), "{stream}");
    }
}

async fn a_stream_begins_at_once(spark: Spark) {
    let alice = spark.user("alice").await;
    let room = alice.creates_room("PUBLIC", "Square", &[]).await;
    // It says nothing until somebody types.
    let query = "subscription($room: ID!) { activeRoom(roomId: $room) { __typename } }";
    let mut wire = Wire::dial(&spark).await;
    let head = opens(&mut wire, &alice, &json!({"query": query, "variables": {"room": room}})).await;
    for (name, value) in HEADERS {
        let line = format!("{name}: {value}");
        assert!(head.lines().any(|found| found.eq_ignore_ascii_case(&line)), "{line} is not in {head}");
    }
    assert!(!head.to_ascii_lowercase().contains("content-encoding"), "{head}");
    assert_eq!(wire.until(":\n\n").await, "3\r\n:\n\n");
}

async fn queries_and_subscriptions_stream_by_address(spark: Spark) {
    let alice = spark.user("alice").await;
    let gets = async |query: &str| {
        let url = format!("{}/graphql?query={}", spark.url, escaped(query));
        let request = spark.http.get(url).bearer_auth(&alice.token).header("accept", "text/event-stream");
        request.send().await.unwrap()
    };
    let answer = gets("{ viewer { username } }").await;
    for (name, value) in HEADERS {
        assert_eq!(answer.headers()[name], value);
    }
    let whole =
        ":\n\nevent: next\ndata: {\"data\":{\"viewer\":{\"username\":\"alice\"}}}\n\nevent: complete\ndata:\n\n";
    assert_eq!(answer.text().await.unwrap(), whole);

    let mut events = gets("subscription { userEvents { __typename } }").await;
    let mut heard = String::new();
    while !heard.contains("StreamReady") {
        heard.push_str(std::str::from_utf8(&events.chunk().await.unwrap().unwrap()).unwrap());
    }
    alice.creates_room("PUBLIC", "Square", &[]).await;
    while !heard.contains("MembershipAdded") {
        heard.push_str(std::str::from_utf8(&events.chunk().await.unwrap().unwrap()).unwrap());
    }

    let refused = gets("mutation { logout(input: {}) { action } }").await;
    assert_eq!((refused.status().as_u16(), &refused.headers()["allow"]), (405, &"POST".parse().unwrap()));
    let wrong = gets("{ nonsense }").await.text().await.unwrap();
    assert!(wrong.contains("INVALID_INPUT") && wrong.ends_with("event: complete\ndata:\n\n"), "{wrong}");
    assert_eq!(gets("{ viewer { username } }").await.status(), 200, "still signed in");
}
