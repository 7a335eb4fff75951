//! Answers over HTTP that are large, and not read: how many of them wait, and what is not made at all.

use super::memory::{Growth, written};
use crate::harness::{
    Engine, PATIENCE, Person, Socket, Spark, Wire, eventually, on_their_own,
    person::{Room, fresh},
};
use serde_json::{Value, json};
use std::time::Duration;

on_their_own! {
    a_mutation_waits_until_there_is_room_for_its_answer;
    what_has_happened_and_finds_no_room_says_so_in_few_words;
    mutations_on_an_unread_socket_say_so_in_few_words;
    what_no_answer_can_hold_is_not_gathered;
}

/// So many large answers of one user may be on their way.
const PLACES: usize = 16;

/// A room with one message of the longest kind.
async fn attic(alice: &Person) -> Room {
    let room = alice.creates_room("PRIVATE", "Attic", &[]).await;
    alice.sends(&room, &"\u{1f525}".repeat(8_000)).await;
    room
}

/// Renames the room and wants to see thirty times what is in it: a megabyte.
async fn renames(spark: &Spark, alice: &Person, room: &Room, name: &str) -> Wire {
    let bodies: String = (0..30).map(|n| format!("b{n}: body ")).collect();
    let query = format!(
        "mutation($input: UpdateRoomInput!) {{ updateRoom(input: $input) {{ action room {{ messages(first: 3) {{
           nodes {{ {bodies} }} }} }} }} }}"
    );
    let asked = json!({"query": query, "variables": {"input": {"roomId": room, "name": name}}}).to_string();
    let mut wire = Wire::dial(spark).await;
    wire.asks(&[
        "POST /graphql HTTP/1.1",
        "Content-Type: application/json",
        &format!("Authorization: Bearer {}", alice.token),
        &format!("Content-Length: {}", asked.len()),
    ])
    .await;
    assert!(wire.writes(&asked).await);
    wire
}

async fn name(alice: &Person, room: &Room) -> Value {
    let query = "query($room: ID!) { room(id: $room) { name } }";
    alice.reads(query, json!({"room": room})).await["room"]["name"].clone()
}

/// A server that waits so long for an answer to be read.
async fn patient(patience: Duration) -> Spark {
    Spark::start_with(Engine::Sqlite, |config| config.patience.answer = patience).await
}

async fn a_mutation_waits_until_there_is_room_for_its_answer() {
    let spark = patient(Duration::from_secs(600)).await;
    let [alice, bob] = spark.users(["alice", "bob"]).await;
    let room = attic(&alice).await;
    let mut held = Vec::new();
    for n in 0..PLACES {
        let mut wire = renames(&spark, &alice, &room, &format!("Attic {n}")).await;
        assert!(wire.until("\r\n\r\n").await.starts_with("HTTP/1.1 200 "));
        held.push(wire);
    }
    let mut waits = renames(&spark, &alice, &room, "Cellar").await;
    // What is small and asks for nothing to happen is answered, and so are others.
    for _ in 0..20 {
        assert_eq!(name(&alice, &room).await, "Attic 15", "it happened, and could not be told of");
    }
    bob.does("setStatus", json!({"status": "BUSY"}), "").await;
    held.pop();
    assert!(waits.until("\r\n\r\n").await.starts_with("HTTP/1.1 200 "));
    assert_eq!(name(&alice, &room).await, "Cellar");
}

async fn what_has_happened_and_finds_no_room_says_so_in_few_words() {
    let spark = patient(Duration::from_secs(600)).await;
    let alice = spark.user("alice").await;
    let room = attic(&alice).await;
    let mut held = Vec::new();
    for n in 0..PLACES - 1 {
        let mut wire = renames(&spark, &alice, &room, &format!("Attic {n}")).await;
        wire.until("\r\n\r\n").await;
        held.push(wire);
    }
    // Ten at once for the place that is left. Some have begun before it was taken, the others wait.
    let mut many = Vec::new();
    for n in 0..10 {
        many.push(renames(&spark, &alice, &room, &format!("Cellar {n}")).await);
    }
    let (mut large, mut waiting) = (0, Vec::new());
    for mut wire in many {
        let Some(length) = wire.is_answered_within(Duration::from_secs(1)).await else {
            waiting.push(wire);
            continue;
        };
        if length > 100_000 {
            large += 1;
            held.push(wire);
            continue;
        }
        let told: Value = serde_json::from_str(&wire.until("\"data\":null}").await).unwrap();
        let error = &told["errors"][0];
        assert_eq!((&error["extensions"]["code"], &error["path"]), (&json!("TOO_LARGE"), &json!(["updateRoom"])));
        assert_eq!(error["extensions"]["action"], "COMMIT");
    }
    assert!(large <= 1, "{large} found room for one");
    drop(held);
    for mut wire in waiting {
        assert!(wire.is_answered_within(PATIENCE).await.is_some());
    }
}

async fn mutations_on_an_unread_socket_say_so_in_few_words() {
    let (_spark, process, alice, room) = written(3).await;
    let bodies: String = (0..30).map(|n| format!("b{n}: body ")).collect();
    let query = format!(
        "mutation($input: UpdateRoomInput!) {{ updateRoom(input: $input) {{ action room {{ messages(first: 4) {{
           nodes {{ {bodies} }} }} }} }} }}"
    );
    let mut stalled = Socket::narrow(&process.url, &alice.token).await;
    let growth = Growth::begins(&process);
    // In one breath, so that they begin together.
    let ids: Vec<_> = (0..60).map(|n| format!("flood{n}")).collect();
    let asked = ids.iter().map(|id| {
        let variables = json!({"input": {"roomId": room, "name": id}});
        json!({"type": "subscribe", "id": id, "payload": {"query": query, "variables": variables}})
    });
    stalled.says_at_once(&asked.collect::<Vec<_>>()).await;
    // Until all that may begin is done, others may be told to come again.
    eventually("an answer", async || {
        let answer = alice.ask("{ memberships { nodes { id } } }", json!({})).await;
        if answer.get("errors").is_none() { Ok(()) } else { Err(answer) }
    })
    .await;
    growth.is_at_most(64, &process);
    // Each of them happens, and says so.
    for id in ids {
        let answer = stalled.hears(&id).await["payload"].clone();
        let told = &answer["errors"][0]["extensions"];
        let whole = answer["data"]["updateRoom"]["action"] == "COMMIT";
        assert!(whole || (told["action"] == "COMMIT" && told["code"] == "TOO_LARGE"), "{answer}");
    }
}

/// Long texts that stand in what is not long: pages of pages, thirty times over.
async fn what_no_answer_can_hold_is_not_gathered() {
    let spark = Spark::start(Engine::Sqlite).await;
    let alice = spark.user("alice").await;
    let avatar = format!("https://example.org/{}", "x".repeat(1_900));
    alice.does("updateProfile", json!({"avatarUrl": avatar}), "").await;
    let room = alice.creates_room("PRIVATE", "Attic", &[]).await;
    let numbers = vec![1; 2_000];
    for n in 0..100 {
        let topic = if n % 2 == 0 { "\u{1f525}" } else { "\u{1f30a}" }.repeat(500);
        alice.does("updateRoom", json!({"roomId": room, "topic": topic}), "").await;
        let sent = json!({"roomId": room, "body": "x", "metadata": numbers, "clientMutationId": fresh()});
        alice.does("sendMessage", sent, "").await;
    }
    let process = spark.gives_way(&["--log=warn"]).await;
    let alice = alice.at(&process.url);
    let asks = |shows: &str| {
        format!(
            "query($room: ID!) {{ room(id: $room) {{ messages(last: 24) {{ nodes {{ room {{ messages(last: 200) {{
               nodes {{ {shows} }} }} }} }} }} }} }}"
        )
    };
    let thirty = |field: &str| (0..30).map(|n| format!("a{n}: {field} ")).collect::<String>();
    // What one page shows, it shows.
    alice
        .reads(
            "query($room: ID!) { room(id: $room) { messages(last: 50) { nodes { metadata } } } }",
            json!({"room": room}),
        )
        .await;
    for shows in [thirty("metadata"), thirty("system { topic }"), format!("author {{ {} }}", thirty("avatarUrl"))] {
        let growth = Growth::begins(&process);
        assert_eq!(alice.is_refused(&asks(&shows), json!({"room": room})).await, "TOO_LARGE");
        growth.is_at_most(100, &process);
    }
}
