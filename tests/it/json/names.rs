//! Names that mean something to the JSON library are names like any other.

use super::{PROTOCOL, VIEWER, code, gets, posts_text};
use crate::harness::{Socket, Spark, on_sqlite, person::fresh};
use serde_json::json;

on_sqlite! {
    a_name_is_a_name_over_http;
    a_name_is_a_name_over_a_socket;
    a_name_is_a_name_in_the_database;
}

/// Names that the JSON library gives a meaning of its own: the text under the first is parsed once more.
const NAMES: [&str; 2] = ["$serde_json::private::RawValue", "$serde_json::private::Number"];

/// An object with such a name, as text: what it says would be read by these stories' own library, too.
fn called(name: &str, text: &str) -> String {
    format!("{{{}:{}}}", json!(name), json!(text))
}

async fn a_name_is_a_name_over_http(spark: Spark) {
    let alice = spark.user("alice").await;
    let bottomless = "[".repeat(50_000);
    for name in NAMES {
        // As a request, or a part of it.
        let whole = called(name, r#"{"query": "{ __typename }"}"#);
        let (status, answer) = posts_text(&spark, &alice, whole).await;
        assert!(status == 400 && answer.contains("`query` is missing"), "{answer}");
        assert_eq!(posts_text(&spark, &alice, called(name, &bottomless)).await.0, 400);
        for value in [called(name, "1"), called(name, &bottomless)] {
            let (_, answer) =
                posts_text(&spark, &alice, format!(r#"{{"query": "{VIEWER}", "variables": {{"v": {value}}}}}"#)).await;
            assert!(answer.contains("INVALID_INPUT"), "{answer}");
            let (status, _) =
                posts_text(&spark, &alice, format!(r#"{{"query": "{{ __typename }}", "extensions": {value}}}"#)).await;
            assert_eq!(status, 200);
        }
        for value in [called(name, "1"), called(name, &bottomless[..3_000])] {
            let (_, answer) = gets(&spark, &alice, VIEWER, &format!(r#"{{"v": {value}}}"#)).await;
            assert_eq!(code(&answer), "INVALID_INPUT", "{answer}");
            assert_eq!(gets(&spark, &alice, "{ __typename }", &value).await.0, 200);
        }
    }
}

async fn a_name_is_a_name_over_a_socket(spark: Spark) {
    let alice = spark.user("alice").await;
    let bottomless = "[".repeat(50_000);
    for name in NAMES {
        let whole = called(name, r#"{"query": "{ __typename }"}"#);
        let mut socket = Socket::raw(&spark.url, PROTOCOL).await;
        let authorization = format!("Bearer {}", alice.token);
        let deep = called(name, &bottomless);
        socket
            .says(format!(
                r#"{{"type": "connection_init", "payload": {{"{name}": "[", "v": {deep}, "authorization": "{authorization}"}}}}"#
            ))
            .await;
        assert_eq!(socket.hear().await["type"], "connection_ack");
        for payload in [called(name, "{}"), called(name, &bottomless[..900])] {
            socket.says(format!(r#"{{"type": "ping", "payload": {payload}}}"#)).await;
            assert_eq!(socket.hears_text().await, format!(r#"{{"type":"pong","payload":{payload}}}"#));
        }
        for payload in [whole, deep.clone()] {
            socket.says(format!(r#"{{"type": "subscribe", "id": "1", "payload": {payload}}}"#)).await;
            let error = socket.hear().await;
            assert_eq!(
                (&error["type"], &error["payload"][0]["message"]),
                (&json!("error"), &json!("`query` is missing."))
            );
        }
        for value in [called(name, "1"), deep] {
            let payload = format!(r#"{{"query": "{VIEWER}", "variables": {{"v": {value}}}, "extensions": {value}}}"#);
            socket.says(format!(r#"{{"type": "subscribe", "id": "1", "payload": {payload}}}"#)).await;
            let error = socket.hear().await;
            assert_eq!(
                (&error["type"], &error["payload"][0]["extensions"]["code"]),
                (&json!("error"), &json!("INVALID_INPUT"))
            );
        }
    }
}

async fn a_name_is_a_name_in_the_database(spark: Spark) {
    let alice = spark.admin("alice").await;
    let room = alice.creates_room("PUBLIC", "Square", &[]).await;
    let bottomless = "[".repeat(50_000);
    for name in NAMES {
        // What is kept is what was sent.
        let sends = "mutation($v: SendMessageInput!) { sendMessage(input: $v) { action message { id metadata } } }";
        let publishes = "mutation($v: PublishAnnouncementInput!) { publishAnnouncement(input: $v) {
            action announcement { id metadata } } }";
        for text in ["[[1]]", "1e999", &bottomless[..3_000]] {
            let metadata = called(name, text);
            let inputs = [
                (
                    sends,
                    format!(
                        r#"{{"roomId": "{room}", "body": "soup?", "clientMutationId": "{}", "metadata": {metadata}}}"#,
                        fresh()
                    ),
                ),
                (publishes, format!(r#"{{"title": "Soup", "body": "today", "metadata": {metadata}}}"#)),
            ];
            for (mutation, input) in inputs {
                let query = json!(mutation);
                let (_, answer) =
                    posts_text(&spark, &alice, format!(r#"{{"query": {query}, "variables": {{"v": {input}}}}}"#)).await;
                assert!(answer.contains(&format!(r#""metadata":{metadata}"#)), "{answer}");
                assert!(answer.contains("COMMIT"), "{answer}");
            }
            let read = "query($room: ID!) { room(id: $room) { lastMessage { metadata } } announcements(first: 1) { nodes { metadata } } }";
            let body = json!({"query": read, "variables": {"room": room}}).to_string();
            let (_, answer) = posts_text(&spark, &alice, body).await;
            assert_eq!(answer.matches(&format!(r#""metadata":{metadata}"#)).count(), 2, "{answer}");
        }
    }
}
