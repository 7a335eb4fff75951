//! Floods on a socket whose user is known: of requests that are not read, and of frames that never end a message.

use super::memory::{Growth, answers};
use crate::harness::{Engine, Spark, Wire, on_their_own, wire::frame};
use serde_json::{Value, json};

on_their_own! {
    a_flood_of_requests_on_an_unread_socket_is_not_read;
    a_flood_of_subscriptions_is_answered_one_by_one;
    a_message_that_never_ends_ends_its_socket;
}

/// More than the server and the system between them take of who does not read; and of a socket that is closed already, so that
/// its client hears why.
const TAKEN: usize = 48 << 20;

fn subscribe(id: usize, query: &str) -> Vec<u8> {
    frame(0x81, &json!({"type": "subscribe", "id": format!("flood{id}"), "payload": {"query": query}}).to_string())
}

async fn a_flood_of_requests_on_an_unread_socket_is_not_read() {
    let spark = Spark::start(Engine::Sqlite).await;
    let [alice, mallory] = spark.users(["alice", "mallory"]).await;
    let process = spark.gives_way(&["--log=warn"]).await;
    let alice = alice.at(&process.url);
    let padding = "#".repeat(8_000);
    for query in [
        "subscription { roomEvents { __typename } }",
        "{ viewer { username } }",
        "{ nonsense }",
        "mutation { logout(input: {}) { nonsense } }",
    ] {
        let growth = Growth::begins(&process);
        let mut wire = Wire::dial_from("127.0.0.2", &process.url).await;
        wire.becomes_socket(&mallory.token).await;
        let (mut taken, mut id) = (0, 0);
        // In frames with room for much beside the request.
        let query = format!("{query} {padding}");
        while taken < TAKEN {
            let requests: Vec<u8> = (id..id + 100).flat_map(|id| subscribe(id, &query)).collect();
            id += 100;
            match wire.is_taken(&requests).await {
                count if count < requests.len() => break,
                count => taken += count,
            }
        }
        assert!(taken < TAKEN, "the server reads on and on: {query}");
        answers(&alice).await;
        growth.is_at_most(48, &process);
    }
}

async fn a_flood_of_subscriptions_is_answered_one_by_one() {
    const MANY: usize = 2_000;
    let spark = Spark::start(Engine::Sqlite).await;
    let [alice, mallory] = spark.users(["alice", "mallory"]).await;
    let mut socket = mallory.connects().await;
    let requests: Vec<Value> = (0..MANY)
        .map(|id| {
            json!({"type": "subscribe", "id": format!("flood{id}"),
            "payload": {"query": "subscription { roomEvents { __typename } }"}})
        })
        .collect();
    socket.says_at_once(&requests).await;
    let (mut ready, mut refused) = (0, 0);
    while ready + refused < MANY {
        match socket.hear().await {
            message if message["type"] == "next" => ready += 1,
            message if message["payload"][0]["extensions"]["code"] == "TOO_LARGE" => refused += 1,
            other => panic!("{other}"),
        }
    }
    assert_eq!((ready, refused), (64, MANY - 64));
    assert_eq!(spark.server.subscriptions(), 64);
    // The socket lives, and so does everybody else's.
    let id = socket.begins("{ viewer { username } }", json!({})).await;
    assert_eq!(socket.hears(&id).await["payload"]["data"]["viewer"]["username"], "mallory");
    alice.connects().await;
}

/// Frames that hold nothing make a message no longer, and never end it.
async fn a_message_that_never_ends_ends_its_socket() {
    let spark = Spark::start(Engine::Sqlite).await;
    let [alice, mallory] = spark.users(["alice", "mallory"]).await;
    for (first, next) in [(frame(0x01, ""), frame(0x00, "")), (frame(0x02, "x"), frame(0x00, "x"))] {
        let mut wire = Wire::dial_from("127.0.0.2", &spark.url).await;
        wire.becomes_socket(&mallory.token).await;
        assert!(wire.writes(first).await);
        let flood = next.repeat(10_000);
        let mut taken = 0;
        while taken < TAKEN && wire.writes(&flood).await {
            taken += flood.len();
        }
        assert!(taken < TAKEN, "the server reads on and on");
    }
    // One that ends is heard, in however many frames it comes, and others between them.
    let mut wire = Wire::dial_from("127.0.0.2", &spark.url).await;
    wire.becomes_socket(&alice.token).await;
    let said = json!({"type": "subscribe", "id": "1", "payload": {"query": "{ viewer { username } }"}}).to_string();
    let mut bytes = frame(0x01, "");
    for sign in said.split("") {
        bytes.extend(frame(0x00, sign));
        bytes.extend(frame(0x8a, ""));
    }
    bytes.extend(frame(0x80, ""));
    assert!(wire.writes(bytes).await);
    wire.until(r#"{"viewer":{"username":"alice"}}"#).await;
}
