//! What shows nothing: names hide nothing that could make two of them look alike, and a message has something to see.

use crate::harness::{
    Spark, on_both,
    person::{PASSWORD, fresh},
};
use serde_json::{Value, json};

on_both! {
    a_name_hides_nothing;
    a_name_keeps_what_scripts_and_emoji_need;
    a_message_has_something_to_see;
}

/// What is said of a value, and of which.
fn fault(payload: &Value) -> Value {
    let error = &payload["error"];
    json!({"code": error["code"], "path": error["path"], "problem": error["problem"]})
}

const HIDING: [&str; 8] =
    ["\u{202e}evil", "\u{200b}", "a\u{200b}", "al\u{ad}ice", "\u{2066}a\u{2069}", "a\nb", "alice\u{200d}", "a\u{3164}"];
const NEEDED: [&str; 5] = [
    "👨\u{200d}👩\u{200d}👧 Smith",
    "❤\u{fe0f}\u{200d}🔥",
    "می\u{200c}خواهم",
    "क्\u{200d}ष",
    "🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}",
];

async fn a_name_hides_nothing(spark: Spark) {
    let alice = spark.user("alice").await;
    let room = alice.creates_room("PUBLIC", "Square", &[]).await;
    let shows = "error { problem }";
    let register = |name: &str| json!({"username": "bob", "password": PASSWORD, "displayName": name});
    for name in HIDING {
        for (mutation, input, field) in [
            ("register", register(name), "displayName"),
            ("updateProfile", json!({"displayName": name}), "displayName"),
            ("createRoom", json!({"name": name}), "name"),
            ("updateRoom", json!({"roomId": room, "name": name}), "name"),
        ] {
            let payload = alice.calls(mutation, input, shows).await;
            let error = json!({"code": "INVALID_INPUT", "path": ["input", field], "problem": "MALFORMED"});
            assert_eq!(fault(&payload), error, "{mutation} {name:?}: {payload}");
        }
    }
    // Letters and marks that are not seen make no other username either.
    for name in ["al\u{3164}ice", "al\u{34f}ice", "al\u{fe0f}ice", "\u{1160}\u{1160}"] {
        let payload = alice.calls("register", json!({"username": name, "password": PASSWORD}), shows).await;
        let error = &payload["error"];
        assert_eq!(
            (&error["code"], &error["path"]),
            (&json!("INVALID_INPUT"), &json!(["input", "username"])),
            "{name:?}: {payload}"
        );
    }
    assert_eq!(spark.database.number("SELECT count(*) FROM users").await, 1);
}

async fn a_name_keeps_what_scripts_and_emoji_need(spark: Spark) {
    let alice = spark.user("alice").await;
    for name in NEEDED {
        let shows = "user { displayName }";
        let profile = alice.does("updateProfile", json!({"displayName": format!(" {name} ")}), shows).await;
        assert_eq!(profile["user"]["displayName"], name);
        let room = alice.does("createRoom", json!({"name": name}), "room { name }").await;
        assert_eq!(room["room"]["name"], name);
    }
}

async fn a_message_has_something_to_see(spark: Spark) {
    let alice = spark.user("alice").await;
    let room = alice.creates_room("PUBLIC", "Square", &[]).await;
    let send = |body: &str| json!({"roomId": room, "body": body, "clientMutationId": fresh()});
    let hello = alice.does("sendMessage", send("hello"), "message { id }").await["message"]["id"].clone();
    for body in ["\u{200b}", "\u{202e}\n", " \u{200d}\u{fe0f} ", "\u{3164}", "\u{2800}", "\u{7}"] {
        for (mutation, input) in
            [("sendMessage", send(body)), ("editMessage", json!({"messageId": hello, "body": body}))]
        {
            let payload = alice.calls(mutation, input, "error { problem }").await;
            let error = json!({"code": "INVALID_INPUT", "path": ["input", "body"], "problem": "REQUIRED"});
            assert_eq!(fault(&payload), error, "{mutation} {body:?}");
        }
    }
    // What is seen is kept as it was written.
    for body in NEEDED.into_iter().chain(["\u{200b}a\u{202e}b", "a\nb"]) {
        let payload = alice.does("sendMessage", send(body), "message { body }").await;
        assert_eq!(payload["message"]["body"], Value::from(body));
    }
}
