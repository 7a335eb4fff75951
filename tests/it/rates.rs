//! Who is refused by a rate is told when to come again, and then gets through.

use crate::harness::{
    Event, Person, Spark, on_both,
    person::{PASSWORD, Room, fresh},
};
use serde_json::{Value, json};
use std::time::Duration;

on_both! {
    start_by_hand:
    an_outbox_in_one_breath_is_through_in_order;
    an_outbox_one_by_one_is_through_in_few_tries;
    a_refusal_keeps_its_place_and_gives_it_up;
    who_writes_again_after_a_send_is_heard;
    a_send_that_is_repeated_ends_no_typing;
    an_outbox_that_was_left_locks_no_other_device_out;
}

/// A server with the rates by default.
async fn as_by_default(spark: &Spark) -> (Spark, Person, Room) {
    let spark = Spark::start_by_hand_with(spark.database.engine, |config| {
        (config.rates.send_rate, config.rates.send_burst) = (10, 30);
    })
    .await;
    let alice = spark.user("alice").await;
    let room = alice.creates_room("PRIVATE", "Kitchen", &[]).await;
    (spark, alice, room)
}

fn outbox(room: &Room, count: usize) -> Vec<Value> {
    (0..count).map(|n| json!({"roomId": room, "body": n.to_string(), "clientMutationId": fresh()})).collect()
}

/// After how many milliseconds to come again; none when it was sent.
async fn tries(person: &Person, input: &Value) -> Option<u64> {
    let payload = person.calls("sendMessage", input.clone(), "seq").await;
    if payload["action"] == "COMMIT" {
        return None;
    }
    assert_eq!((&payload["action"], &payload["error"]["code"]), (&json!("RETRY"), &json!("RATE_LIMITED")));
    Some(payload["error"]["retryAfterMs"].as_u64().unwrap())
}

async fn bodies(person: &Person, room: &Room) -> Vec<usize> {
    let events = person.syncs(room, 1).await;
    let sent = events.iter().filter(|event| event["__typename"] == "MessageSent");
    sent.map(|event| event["message"]["body"].as_str().unwrap().parse().unwrap()).collect()
}

async fn an_outbox_in_one_breath_is_through_in_order(spark: Spark) {
    let (spark, alice, room) = as_by_default(&spark).await;
    let begun = spark.clock.now();
    let mut waiting = Vec::new();
    for (n, input) in outbox(&room, 100).into_iter().enumerate() {
        if let Some(wait) = tries(&alice, &input).await {
            waiting.push((n, begun + Duration::from_millis(wait), input));
        }
    }
    let told: Vec<_> = waiting.iter().map(|(_, due, _)| due.since(begun).as_millis()).collect();
    assert_eq!(told, (1..=70).map(|n| 100 * n + 1).collect::<Vec<_>>(), "each a time of its own");
    // Each comes when it was told to: no other try is needed.
    for (n, due, input) in waiting {
        spark.clock.advance(due.since(spark.clock.now()));
        assert_eq!(tries(&alice, &input).await, None, "message {n}");
    }
    assert_eq!(bodies(&alice, &room).await, (0..100).collect::<Vec<_>>());
}

async fn an_outbox_one_by_one_is_through_in_few_tries(spark: Spark) {
    let (spark, alice, room) = as_by_default(&spark).await;
    let mut count = 0;
    for input in outbox(&room, 100) {
        loop {
            count += 1;
            spark.clock.advance(Duration::from_millis(1));
            let Some(wait) = tries(&alice, &input).await else { break };
            spark.clock.advance(Duration::from_millis(wait));
        }
    }
    assert!(count <= 130, "{count} tries");
    assert_eq!(bodies(&alice, &room).await, (0..100).collect::<Vec<_>>());
}

async fn a_refusal_keeps_its_place_and_gives_it_up(spark: Spark) {
    let (spark, alice, room) = as_by_default(&spark).await;
    let inputs = outbox(&room, 33);
    for input in &inputs[..30] {
        assert_eq!(tries(&alice, input).await, None);
    }
    assert_eq!(tries(&alice, &inputs[30]).await, Some(101));
    assert_eq!(tries(&alice, &inputs[31]).await, Some(201));
    // Too early, it is told the rest; its place stays its own.
    spark.clock.advance(Duration::from_millis(50));
    assert_eq!(tries(&alice, &inputs[31]).await, Some(151));
    assert_eq!(tries(&alice, &inputs[30]).await, Some(51));
    // One fits, and it is the first's.
    spark.clock.advance(Duration::from_millis(51));
    assert_eq!(tries(&alice, &inputs[32]).await, Some(200));
    assert_eq!(tries(&alice, &inputs[30]).await, None);
    // Who does not come is not waited for.
    spark.clock.advance(Duration::from_millis(1_101));
    assert_eq!(tries(&alice, &inputs[32]).await, None);
    let bob = spark.user("bob").await;
    alice.adds(&room, &[&bob]).await;
    assert_eq!(tries(&bob, &json!({"roomId": room, "body": "33", "clientMutationId": fresh()})).await, None);
}

async fn who_writes_again_after_a_send_is_heard(spark: Spark) {
    let [alice, bob] = spark.users(["alice", "bob"]).await;
    let room = alice.creates_room("PRIVATE", "Kitchen", &[&bob]).await;
    let mut alices = alice.looks_at(&spark, &room).await;
    let mut hears = async |is_typing: bool| {
        let event = alices.next().await;
        assert_eq!(event, Event::of("TypingChanged").with("isTyping", is_typing), "{event}");
    };
    // The clock stands still: all of it is in one moment.
    bob.types(&room, true).await;
    hears(true).await;
    bob.sends(&room, "Soup?").await;
    hears(false).await;
    bob.types(&room, true).await;
    hears(true).await;
    // Who stopped without a send as well.
    bob.types(&room, false).await;
    hears(false).await;
    bob.types(&room, true).await;
    hears(true).await;
    // But who only goes on is not told again.
    bob.types(&room, true).await;
    bob.types(&room, false).await;
    hears(false).await;
}

async fn a_send_that_is_repeated_ends_no_typing(spark: Spark) {
    let [alice, bob] = spark.users(["alice", "bob"]).await;
    let room = alice.creates_room("PRIVATE", "Kitchen", &[&bob]).await;
    let mut alices = alice.looks_at(&spark, &room).await;
    let input = json!({"roomId": room, "body": "Soup?", "clientMutationId": "once"});
    bob.does("sendMessage", input.clone(), "seq").await;
    // The clock stands still: all of it is in one moment.
    for _ in 0..30 {
        bob.types(&room, true).await;
        bob.does("sendMessage", input.clone(), "seq").await;
    }
    bob.types(&room, false).await;
    let mut heard = Vec::new();
    while heard.last() != Some(&json!(false)) {
        let event = alices.next().await;
        if event["__typename"] == "TypingChanged" {
            heard.push(event["isTyping"].clone());
        }
    }
    assert_eq!(heard, [json!(true), json!(false)]);
}

async fn an_outbox_that_was_left_locks_no_other_device_out(spark: Spark) {
    let (spark, alice, room) = as_by_default(&spark).await;
    let login = "mutation($input: LoginInput!) { login(input: $input) { session { token } } }";
    let input = json!({"username": "alice", "password": PASSWORD});
    let phone = spark.post(None, login, json!({"input": input})).await;
    let phone = Person::new(&spark, "alice", &alice.id, phone["data"]["login"]["session"]["token"].as_str().unwrap());
    // All in one breath, and it never comes back.
    let mut socket = alice.connects().await;
    let query = "mutation($input: SendMessageInput!) { sendMessage(input: $input) { action } }";
    let mut asked = Vec::new();
    for input in outbox(&room, 300) {
        asked.push(socket.begins(query, json!({"input": input})).await);
    }
    for id in &asked {
        socket.hears(id).await;
        socket.hears(id).await;
    }
    drop(socket);
    let mut count = 0;
    let begun = spark.clock.now();
    for input in outbox(&room, 100) {
        loop {
            count += 1;
            let Some(wait) = tries(&phone, &input).await else { break };
            assert!(wait <= 1_000, "told to wait {wait} ms, in try {count}");
            spark.clock.advance(Duration::from_millis(wait));
        }
    }
    // Nothing is left of the burst, so every third is refused.
    assert!(count <= 140, "{count} tries");
    let took = spark.clock.now().since(begun);
    assert!(took <= Duration::from_secs(11), "{took:?}");
}
