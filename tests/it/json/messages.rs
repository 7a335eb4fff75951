//! What a socket reads of a message: how long it may be, in which form it comes, what is passed over, and which protocol it is of.

use super::{PROTOCOL, nested};
use crate::harness::{Socket, Spark, on_sqlite};
use serde_json::json;

on_sqlite! {
    what_nobody_needs_is_not_looked_at;
    a_message_of_4_mib_is_read;
    text_in_bytes_is_read;
    who_speaks_the_older_protocol_is_told_of_the_newer;
}

async fn what_nobody_needs_is_not_looked_at(spark: Spark) {
    let alice = spark.user("alice").await;
    let mut socket = Socket::raw(&spark.url, PROTOCOL).await;
    let token = &alice.token;
    // Beside what is read of a message, and of `connection_init`.
    socket
        .says(format!(
            r#"{{"type": "connection_init", "x": {}, "payload": {{"v": 1e999, "authorization": "Bearer {token}"}}}}"#,
            nested(2_000)
        ))
        .await;
    assert_eq!(socket.hear().await["type"], "connection_ack");
    socket.says(format!(r#"{{"x": {}, "type": "ping", "id": 1e999}}"#, nested(100_000))).await;
    assert_eq!(socket.hear().await, json!({"type": "pong"}));
    socket.says(r#"{"type": "ping", "payload": {"n": 1e999}}"#).await;
    socket.says(r#"{"type": "ping"}"#).await;

    for (message, expected) in [
        (format!(r#"{{"type": "connection_init", "payload": {{"v": {}}}}}"#, nested(2_000)), 4400),
        (format!(r#"{{"type": {}}}"#, nested(2_000)), 4400),
        (nested(2_000), 4400),
        ("[".repeat(50_000), 4400),
        (r#"{"type": "ping", "payload": [1]}"#.into(), 4400),
        (r#"{"type": "ping""#.into(), 4400),
    ] {
        let mut stranger = Socket::raw(&spark.url, PROTOCOL).await;
        stranger.says(message).await;
        assert_eq!(stranger.hear().await, json!({"close": expected}));
    }
    assert_eq!(spark.http.get(format!("{}/livez", spark.url)).send().await.unwrap().status(), 200);
}

async fn a_message_of_4_mib_is_read(spark: Spark) {
    const MOST: usize = 4 << 20;
    let alice = spark.user("alice").await;
    let padded = |length: usize| {
        let message = |pad: &str| format!(r#"{{"type": "subscribe", "id": "1", "payload": {{"query": "{pad}"}}}}"#);
        message(&" ".repeat(length - message("").len()))
    };
    let mut socket = alice.connects().await;
    for length in [256 * 1024 + 1, 1 << 20, MOST] {
        socket.says(padded(length)).await;
        let error = socket.hear().await;
        assert_eq!((&error["type"], &error["id"]), (&json!("error"), &json!("1")), "{length}");
        assert_eq!(error["payload"][0]["extensions"]["code"], "TOO_LARGE");
    }
    socket.say(json!({"type": "ping"})).await;
    assert_eq!(socket.hear().await["type"], "pong");
    // Whoever writes all of it before reading can do so, and the close is not lost.
    for length in [MOST + 1, 3 * MOST] {
        let mut socket = alice.connects().await;
        socket.says(padded(length)).await;
        assert_eq!(socket.hear().await, json!({"close": 1009}), "{length}");
    }
}

async fn text_in_bytes_is_read(spark: Spark) {
    let alice = spark.user("alice").await;
    let mut socket = Socket::raw(&spark.url, PROTOCOL).await;
    let authorization = format!("Bearer {}", alice.token);
    let init = json!({"type": "connection_init", "payload": {"authorization": authorization}});
    socket.says_bytes(init.to_string()).await;
    assert_eq!(socket.hear().await["type"], "connection_ack");
    let subscribe = json!({"type": "subscribe", "id": "1", "payload": {"query": "{ viewer { username } }"}});
    socket.says_bytes(subscribe.to_string()).await;
    assert_eq!(socket.hear().await["payload"]["data"]["viewer"]["username"], "alice");
    assert_eq!(socket.hear().await["type"], "complete");
    socket.says_bytes([0xFF, 0xFE]).await;
    assert_eq!(socket.hear().await, json!({"close": 4400}));
}

async fn who_speaks_the_older_protocol_is_told_of_the_newer(spark: Spark) {
    let alice = spark.user("alice").await;
    for message in [
        json!({"type": "start", "id": "1", "payload": {"query": "{ __typename }"}}),
        json!({"type": "stop", "id": "1"}),
        json!({"type": "connection_terminate"}),
    ] {
        let mut socket = alice.connects().await;
        socket.say(message).await;
        let (code, reason) = socket.hears_close().await;
        assert_eq!(code, 4400);
        assert!(reason.contains("graphql-transport-ws"), "{reason}");
    }
    for protocol in [Some("graphql-ws"), None] {
        let mut socket = Socket::raw(&spark.url, protocol).await;
        let (code, reason) = socket.hears_close().await;
        assert_eq!(code, 4406);
        assert!(reason.contains("graphql-transport-ws"), "{reason}");
    }
    // Who speaks both gets the newer.
    let mut both = Socket::raw(&spark.url, Some("graphql-ws, graphql-transport-ws")).await;
    both.say(json!({"type": "connection_init", "payload": {"authorization": format!("Bearer {}", alice.token)}})).await;
    assert_eq!(both.hear().await["type"], "connection_ack");
}
