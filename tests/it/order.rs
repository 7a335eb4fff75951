//! Sends of one socket take their numbers in the order in which they came, and nothing else waits for them.

use crate::harness::{
    Engine, Person, Socket, Spark, on_both,
    person::{Room, fresh},
};
use serde_json::{Value, json};
use sqlx::{Connection, Executor};

on_both! {
    two_hundred_sends_in_one_breath_take_their_numbers_in_order;
    who_listened_before_sends_in_order_as_well;
    several_sends_of_one_operation_are_not_overtaken;
    a_query_does_not_wait_for_sends;
}

const SEND: &str = "mutation($input: SendMessageInput!) { sendMessage(input: $input) {
    action seq error { code path retryAfterMs } } }";
/// The same with much to judge.
fn slow() -> String {
    SEND.replace("action", &format!("action {}", "message { id body } ".repeat(150)))
}

fn send(room: &str, body: &str) -> Value {
    json!({"input": {"roomId": room, "body": body, "clientMutationId": fresh()}})
}

/// What a mutation of one field answers.
async fn answer(socket: &mut Socket, id: &str) -> Value {
    let message = socket.hears(id).await;
    assert_eq!(message["type"], "next", "{message}");
    let data = message["payload"]["data"].as_object().unwrap_or_else(|| panic!("{message}"));
    data.values().next().unwrap().clone()
}

/// The numbers of messages in a room, each with its body.
async fn bodies(person: &Person, room: &Room) -> Vec<String> {
    let events = person.syncs(room, 1).await;
    let sent = events.iter().filter(|event| event["__typename"] == "MessageSent");
    sent.map(|event| event["message"]["body"].as_str().unwrap().to_owned()).collect()
}

async fn two_hundred_sends_in_one_breath_take_their_numbers_in_order(spark: Spark) {
    let alice = spark.user("alice").await;
    let mut rooms = Vec::new();
    for name in ["Kitchen", "Pantry", "Cellar"] {
        rooms.push(alice.creates_room("PRIVATE", name, &[]).await);
    }
    let slow = slow();
    let mut socket = alice.connects().await;
    let (mut sends, mut refused, mut expected) = (Vec::new(), Vec::new(), [const { Vec::new() }; 3]);
    for n in 0..200 {
        let body = n.to_string();
        match n % 10 {
            // Refusals of every kind: before the database is asked, in its queue, by the gate.
            3 => refused.push((socket.begins(SEND, send(&rooms[0], "")).await, "INVALID_INPUT")),
            5 => refused.push((socket.begins(SEND, send("room_nonsense", &body)).await, "NOT_FOUND")),
            7 => {
                let id = socket.begins("mutation { sendMessage(input: {}) { seq } }", json!({})).await;
                assert_eq!(socket.hears(&id).await["type"], "error");
            }
            8 => drop(socket.begins("{ loginSync { totalUnread } }", json!({})).await),
            _ => {
                let query = if n % 10 == 1 { &slow } else { SEND };
                sends.push((n % 3, socket.begins(query, send(&rooms[n % 3], &body)).await));
                expected[n % 3].push(body);
            }
        }
    }
    let mut last = [0; 3];
    for (room, id) in &sends {
        let payload = answer(&mut socket, id).await;
        let seq = payload["seq"].as_i64().unwrap_or_else(|| panic!("{payload}"));
        assert!(seq > last[*room], "{seq} after {}", last[*room]);
        last[*room] = seq;
    }
    for (id, code) in &refused {
        assert_eq!(answer(&mut socket, id).await["error"]["code"], *code);
    }
    for (room, expected) in rooms.iter().zip(&expected) {
        assert_eq!(bodies(&alice, room).await, *expected);
    }
}

async fn who_listened_before_sends_in_order_as_well(spark: Spark) {
    let alice = spark.user("alice").await;
    let room = alice.creates_room("PRIVATE", "Kitchen", &[]).await;
    let mut socket = alice.connects().await;
    for round in 0..3 {
        let mut listening = Vec::new();
        for _ in 0..20 {
            let id = socket.begins("subscription { userEvents { __typename } }", json!({})).await;
            assert_eq!(answer(&mut socket, &id).await["__typename"], "StreamReady");
            listening.push(id);
        }
        // While the first is judged, the others arrive: they begin together.
        let (mut ids, mut expected) = (Vec::new(), Vec::new());
        for id in listening {
            socket.say(json!({"type": "complete", "id": id})).await;
        }
        for n in 0..40 {
            let body = (100 * round + n).to_string();
            let query = if n == 0 { slow() } else { SEND.to_owned() };
            ids.push(socket.begins(&query, send(&room, &body)).await);
            expected.push(body);
        }
        for id in &ids {
            assert_eq!(answer(&mut socket, id).await["action"], "COMMIT");
        }
        assert!(bodies(&alice, &room).await.ends_with(&expected));
    }
}

async fn several_sends_of_one_operation_are_not_overtaken(spark: Spark) {
    let alice = spark.user("alice").await;
    let room = alice.creates_room("PRIVATE", "Kitchen", &[]).await;
    let mut socket = alice.connects().await;
    let (mut ids, mut expected) = (Vec::new(), Vec::new());
    for n in 0..20 {
        let three: Vec<_> = ["a", "b", "c"].iter().map(|letter| format!("{n}{letter}")).collect();
        let fields = three.iter().enumerate().map(|(at, body)| {
            let id = fresh();
            let input = format!("{{roomId: $room, body: \"{body}\", clientMutationId: \"{id}\"}}");
            format!("s{at}: sendMessage(input: {input}) {{ action }} ")
        });
        // What comes before a send in its document comes before those behind it as well.
        let fields = fields
            .collect::<Vec<_>>()
            .join(&format!("u{n}: updateRoom(input: {{roomId: $room, topic: \"{n}\"}}) {{ action }} "));
        let fields = fields.replacen(&format!("u{n}:"), "u:", 1).replacen(&format!("u{n}:"), "v:", 1);
        ids.push(socket.begins(&format!("mutation($room: ID!) {{ {fields} }}"), json!({"room": room})).await);
        expected.extend(three);
        let body = n.to_string();
        ids.push(socket.begins(SEND, send(&room, &body)).await);
        expected.push(body);
    }
    for id in &ids {
        assert_eq!(answer(&mut socket, id).await["action"], "COMMIT");
    }
    assert_eq!(bodies(&alice, &room).await, expected);
}

async fn a_query_does_not_wait_for_sends(spark: Spark) {
    let alice = spark.user("alice").await;
    let room = alice.creates_room("PRIVATE", "Kitchen", &[]).await;
    let mut socket = alice.connects().await;
    // Somebody else writes, and does not end: no send gets through.
    let held = match spark.database.engine {
        Engine::Sqlite => {
            let mut conn = sqlx::SqliteConnection::connect(&spark.database.url).await.unwrap();
            conn.execute("BEGIN IMMEDIATE").await.unwrap();
            Held::Sqlite(conn)
        }
        Engine::Postgres => {
            let mut conn = sqlx::PgConnection::connect(&spark.database.url).await.unwrap();
            conn.execute("BEGIN; LOCK TABLE messages IN EXCLUSIVE MODE").await.unwrap();
            Held::Postgres(conn)
        }
    };
    let two = format!(
        "mutation($room: ID!) {{ a: sendMessage(input: {{roomId: $room, body: \"a\", clientMutationId: \"{}\"}}) {{ action }}
           b: sendMessage(input: {{roomId: $room, body: \"b\", clientMutationId: \"{}\"}}) {{ action }} }}",
        fresh(),
        fresh()
    );
    let mut sends = vec![socket.begins(&two, json!({"room": room})).await];
    for n in 0..100 {
        sends.push(socket.begins(SEND, send(&room, &n.to_string())).await);
    }
    // Behind a hundred that wait, whatever they wait for.
    for _ in 0..3 {
        let query = socket.begins("{ viewer { username } }", json!({})).await;
        assert_eq!(answer(&mut socket, &query).await["username"], "alice");
        let listen = socket.begins("subscription { userEvents { __typename } }", json!({})).await;
        assert_eq!(answer(&mut socket, &listen).await["__typename"], "StreamReady");
    }
    held.lets_go().await;
    for id in &sends {
        assert_eq!(answer(&mut socket, id).await["action"], "COMMIT");
    }
    let expected: Vec<_> = ["a".into(), "b".into()].into_iter().chain((0..100).map(|n| n.to_string())).collect();
    assert_eq!(bodies(&alice, &room).await, expected);
}

/// A transaction that keeps others from writing.
enum Held {
    Sqlite(sqlx::SqliteConnection),
    Postgres(sqlx::PgConnection),
}

impl Held {
    async fn lets_go(self) {
        match self {
            Self::Sqlite(conn) => conn.close().await.unwrap(),
            Self::Postgres(conn) => conn.close().await.unwrap(),
        }
    }
}
