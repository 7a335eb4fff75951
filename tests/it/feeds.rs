//! Following rooms: catching up, listening, and what becomes of who is too slow.

mod catching_up;
mod ending;
mod holes;
mod lagging;
mod listening;
mod syncing;

use crate::harness::{
    Feed, Person, Spark, eventually,
    person::{Room, fresh},
};
use futures_util::future::join_all;
use serde_json::{Value, json};

/// The least of an event that shows holes and doubles.
const NUMBERS: &str = "__typename ... on RoomEvent { roomId seq } ... on MessageSent { message { body } }
    ... on SyncRequired { roomId fromSeq toSeq }";

/// The events of named rooms.
const SOME: &str = "subscription($rooms: [ID!]) { roomEvents(roomIds: $rooms) {
    __typename ... on RoomEvent { roomId seq } } }";

/// The body after which a flood is over.
const END: &str = "the end";

/// Sends, edits and deletes in a room, one after another.
async fn floods(person: &Person, room: &Room, rounds: usize) {
    for n in 0..rounds {
        let message = person.sends(room, &format!("{n}")).await;
        if n % 3 == 0 {
            person.does("editMessage", json!({"messageId": message["id"], "body": format!("{n}!")}), "seq").await;
        }
        if n % 5 == 0 {
            person.does("deleteMessage", json!({"messageId": message["id"]}), "seq").await;
        }
    }
}

/// Many short messages, through a few connections.
async fn sends_many(person: &Person, room: &Room, count: usize) {
    const CONNECTIONS: usize = 8;
    let send = async |n: usize| {
        for _ in (n..count).step_by(CONNECTIONS) {
            let input = json!({"roomId": room, "body": "hi", "clientMutationId": fresh()});
            person.does("sendMessage", input, "").await;
        }
    };
    join_all((0..CONNECTIONS).map(send)).await;
}

/// A `roomEvents` subscription with cursors, once it is ready.
async fn resumes(person: &Person, cursors: &[(&Room, i64)]) -> Feed {
    let query = format!("subscription($resume: [RoomCursor!]) {{ roomEvents(resume: $resume) {{ {NUMBERS} }} }}");
    person.subscribes(&query, json!({"resume": as_json(cursors)})).await
}

fn as_json(cursors: &[(&Room, i64)]) -> Vec<Value> {
    cursors.iter().map(|(room, from)| json!({"roomId": room, "fromSeq": from})).collect()
}

fn seq(event: &Value) -> i64 {
    event["seq"].as_i64().unwrap_or_else(|| panic!("no number: {event}"))
}

fn text<'a>(event: &'a Value, field: &str) -> &'a str {
    event[field].as_str().unwrap_or_else(|| panic!("no {field}: {event}"))
}

/// The room's newest number.
async fn latest(person: &Person, room: &Room) -> i64 {
    person.membership(room).await["latestSeq"].as_i64().unwrap()
}

/// Waits until so many subscriptions are live on the server.
async fn subscriptions_are(spark: &Spark, count: usize) {
    eventually("the end of subscriptions", async || match spark.server.subscriptions() {
        live if live == count => Ok(()),
        live => Err(live),
    })
    .await;
}
