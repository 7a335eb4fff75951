//! JSON that the world sends: a bad value costs what it is a part of, and nothing else.

mod messages;
mod names;

use crate::harness::{Person, Socket, Spark, on_sqlite, person::fresh};
use serde_json::{Value, json};

on_sqlite! {
    half_an_emoji_is_read_over_http;
    half_an_emoji_is_read_over_a_socket;
    a_bad_value_is_refused_over_http;
    a_bad_value_costs_its_operation_not_the_socket;
    of_two_members_of_one_name_the_last_counts;
    a_number_is_the_same_to_its_last_digit;
}

const PROTOCOL: Option<&str> = Some("graphql-transport-ws");
/// What any length limit in a browser makes of a smiley: `'\u{1f600}'.slice(0, 1)`.
const HALF: &str = r"\ud83d";
const READ: &str = "\u{fffd}";
const TOPIC: &str = "mutation($v: UpdateProfileInput!) { updateProfile(input: $v) { action user { displayName } } }";

/// The answer to a body, as it is: status and JSON.
async fn posts(spark: &Spark, person: &Person, body: impl Into<String>) -> (u16, Value) {
    let request = spark.http.post(format!("{}/graphql", spark.url)).bearer_auth(&person.token);
    let request = request.header("content-type", "application/json").body(body.into());
    let response = request.send().await.unwrap();
    (response.status().as_u16(), response.json().await.unwrap())
}

/// The answer as it is written.
async fn posts_text(spark: &Spark, person: &Person, body: String) -> (u16, String) {
    let request = spark.http.post(format!("{}/graphql", spark.url)).bearer_auth(&person.token);
    let response = request.header("content-type", "application/json").body(body).send().await.unwrap();
    (response.status().as_u16(), response.text().await.unwrap())
}

async fn gets(spark: &Spark, person: &Person, query: &str, variables: &str) -> (u16, Value) {
    let escaped = |text: &str| url::form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
    let url = format!("{}/graphql?query={}&variables={}", spark.url, escaped(query), escaped(variables));
    let response = spark.http.get(url).bearer_auth(&person.token).send().await.unwrap();
    (response.status().as_u16(), response.json().await.unwrap())
}

fn nested(levels: usize) -> String {
    format!("{}1{}", "[".repeat(levels), "]".repeat(levels))
}

fn code(answer: &Value) -> &Value {
    &answer["errors"][0]["extensions"]["code"]
}

async fn half_an_emoji_is_read_over_http(spark: Spark) {
    let alice = spark.user("alice").await;
    // In a value, in a key that nobody asks for, and in the name of an operation that is the only one.
    let body = format!(
        r#"{{"query": "{TOPIC}", "variables": {{"v": {{"displayName": "so {HALF}"}}, "{HALF}": "{HALF}"}}, "extensions": {{"{HALF}": 1}}}}"#
    );
    let (status, answer) = posts(&spark, &alice, body).await;
    let payload = &answer["data"]["updateProfile"];
    assert_eq!((status, &payload["user"]["displayName"]), (200, &json!(format!("so {READ}"))), "{answer}");

    let query = "query($name: String!) { user(username: $name) { id } }";
    let (status, answer) = gets(&spark, &alice, query, &format!(r#"{{"name": "{HALF}"}}"#)).await;
    assert_eq!((status, answer), (200, json!({"data": {"user": null}})));
    // In the text of a document.
    let (status, answer) =
        posts(&spark, &alice, format!(r#"{{"query": "{{ user(username: \"{HALF}\") {{ id }} }}"}}"#)).await;
    assert_eq!((status, answer), (200, json!({"data": {"user": null}})));
}

async fn half_an_emoji_is_read_over_a_socket(spark: Spark) {
    let alice = spark.user("alice").await;
    let mut socket = Socket::raw(&spark.url, PROTOCOL).await;
    let token = &alice.token;
    socket
        .says(format!(
            r#"{{"type": "connection_init", "payload": {{"authorization": "Bearer {token}", "{HALF}": "{HALF}"}}}}"#
        ))
        .await;
    assert_eq!(socket.hear().await["type"], "connection_ack");
    socket.says(format!(r#"{{"type": "ping", "payload": {{"{HALF}": ["{HALF}"]}}}}"#)).await;
    assert_eq!(socket.hear().await, json!({"type": "pong", "payload": {READ: [READ]}}));
    let payload = format!(r#"{{"query": "{TOPIC}", "variables": {{"v": {{"displayName": "so {HALF}"}}}}}}"#);
    socket.says(format!(r#"{{"type": "subscribe", "id": "{HALF}", "payload": {payload}, "{HALF}": 1}}"#)).await;
    let next = socket.hear().await;
    assert_eq!((&next["type"], &next["id"]), (&json!("next"), &json!(READ)));
    assert_eq!(next["payload"]["data"]["updateProfile"]["user"]["displayName"], format!("so {READ}"));
    assert_eq!(socket.hear().await, json!({"type": "complete", "id": READ}));
}

/// Values that no operation can have, and the code of the refusal.
fn bad_values() -> Vec<(String, &'static str)> {
    let object = |levels: usize| format!("{}1{}", r#"{"a":"#.repeat(levels), "}".repeat(levels));
    vec![
        ("1e999".into(), "INVALID_INPUT"),
        ("[-1e999]".into(), "INVALID_INPUT"),
        (nested(140), "TOO_LARGE"),
        (nested(2_000), "TOO_LARGE"),
        (nested(50_000), "TOO_LARGE"),
        (object(10_000), "TOO_LARGE"),
    ]
}

const VIEWER: &str = "query($v: Int) { viewer { username } memberships(first: $v) { totalCount } }";

async fn a_bad_value_is_refused_over_http(spark: Spark) {
    let alice = spark.user("alice").await;
    for (value, expected) in bad_values() {
        for member in ["variables", "extensions"] {
            let body = format!(r#"{{"query": "{VIEWER}", "{member}": {{"v": {value}}}}}"#);
            let (status, answer) = posts(&spark, &alice, body).await;
            let start: String = value.chars().take(20).collect();
            assert_eq!((status, code(&answer)), (400, &json!(expected)), "{member}, {start}: {answer}");
            assert!(answer.get("data").is_none());
        }
        let (status, answer) = posts(&spark, &alice, value.clone()).await;
        assert_eq!((status, code(&answer)), (400, &json!(expected)));
        // An address has no room for more.
        if value.len() < 5_000 {
            let (status, answer) = gets(&spark, &alice, VIEWER, &format!(r#"{{"v": {value}}}"#)).await;
            assert_eq!((status, code(&answer)), (400, &json!(expected)));
        }
    }
    // As deep as may be.
    let body = format!(r#"{{"query": "{{ viewer {{ username }} }}", "extensions": {{"v": {}}}}}"#, nested(62));
    assert_eq!(posts(&spark, &alice, body).await.0, 200);
}

async fn a_bad_value_costs_its_operation_not_the_socket(spark: Spark) {
    let alice = spark.user("alice").await;
    let mut socket = alice.connects().await;
    let live = socket.begins("subscription { userEvents { __typename } }", json!({})).await;
    assert_eq!(socket.hears(&live).await["payload"]["data"]["userEvents"]["__typename"], "StreamReady");
    let long = format!("\"{}\"", "x".repeat(2_000_000));
    for (value, expected) in bad_values().into_iter().chain([(long, "TOO_LARGE")]) {
        for member in ["variables", "extensions"] {
            let payload = format!(r#"{{"query": "{VIEWER}", "{member}": {{"v": {value}}}}}"#);
            socket.says(format!(r#"{{"type": "subscribe", "id": "bad", "payload": {payload}}}"#)).await;
            let error = socket.hears("bad").await;
            assert_eq!((&error["type"], &error["id"]), (&json!("error"), &json!("bad")));
            assert_eq!(error["payload"][0]["extensions"], json!({"code": expected, "action": "ROLLBACK"}), "{error}");
        }
        // A ping has nobody to tell: it is answered without what it brought.
        socket.says(format!(r#"{{"type": "ping", "payload": {{"v": {value}}}}}"#)).await;
        let pong = socket.hear().await;
        assert_eq!(pong["type"], "pong");
    }
    for (length, answer) in [(256, "next"), (257, "error"), (4_096, "error")] {
        let id = "i".repeat(length);
        socket.say(json!({"type": "subscribe", "id": id, "payload": {"query": "{ __typename }"}})).await;
        assert_eq!(socket.hears(&id).await["type"], answer, "{length}");
    }
    alice.creates_room("PUBLIC", "Square", &[]).await;
    assert_eq!(socket.hears(&live).await["payload"]["data"]["userEvents"]["__typename"], "MembershipAdded");
    // An id that is live is in use, whatever comes under it.
    socket.says(format!(r#"{{"type": "subscribe", "id": "{live}", "payload": {{"query": 1e999}}}}"#)).await;
    assert_eq!(socket.hear().await, json!({"close": 4409}));
}

async fn of_two_members_of_one_name_the_last_counts(spark: Spark) {
    let alice = spark.user("alice").await;
    let query = r#""query": "{ nonsense }", "query": "{ viewer { username } }""#;
    let data = json!({"data": {"viewer": {"username": "alice"}}});
    assert_eq!(posts(&spark, &alice, format!("{{{query}}}")).await, (200, data.clone()));
    let mut socket = alice.connects().await;
    socket
        .says(format!(r#"{{"id": "1", "id": "2", "type": "ping", "payload": {{{query}}}, "type": "subscribe"}}"#))
        .await;
    assert_eq!(socket.hear().await, json!({"id": "2", "type": "next", "payload": data}));
}

/// Seoul by its coordinates, and numbers at the ends of what a double holds: each is written with as few digits as tell it apart.
const NUMBERS: [&str; 8] = [
    "37.56653500001371",
    "126.97796919999998",
    "0.30000000000000004",
    "1.1111111111111113e+134",
    "8.41e+21",
    "1.7976931348623157e+308",
    "2.2250738585072014e-308",
    "5e-324",
];

async fn a_number_is_the_same_to_its_last_digit(spark: Spark) {
    let alice = spark.user("alice").await;
    let room = alice.creates_room("PRIVATE", "Places", &[]).await;
    let numbers = format!("[{}]", NUMBERS.join(","));
    let literal = numbers.replace(',', " ");
    let input = |metadata: &str| {
        format!("{{roomId: \"{room}\", body: \"b\", clientMutationId: \"{}\", metadata: {metadata}}}", fresh())
    };
    let send = |metadata: &str| format!("sendMessage(input: {}) {{ message {{ id metadata }} }}", input(metadata));
    for (query, variables) in [
        (format!("mutation {{ {} }}", send(&literal)), "{}".to_owned()),
        (format!("mutation($m: JSON) {{ {} }}", send("$m")), format!("{{\"m\": {numbers}}}")),
        (format!("mutation($m: JSON = {literal}) {{ {} }}", send("$m")), "{}".to_owned()),
    ] {
        let body = format!("{{\"query\": {}, \"variables\": {variables}}}", json!(query));
        let answer = posts_text(&spark, &alice, body).await.1;
        assert!(answer.contains(&numbers), "{answer}");
        let answer: Value = serde_json::from_str(&answer).unwrap();
        let read = json!({"query": format!("{{ message(id: {}) {{ metadata }} }}", answer["data"]["sendMessage"]["message"]["id"])});
        let read = posts_text(&spark, &alice, read.to_string()).await.1;
        assert!(read.contains(&numbers), "{read}");
    }
}
