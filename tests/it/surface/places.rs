//! Where a message stands: after which one, around which number, and under which cursor.

use crate::harness::{Person, Spark, eventually, on_both, on_both_by_hand, person::Room};
use serde_json::{Value, json};

on_both! {
    every_message_knows_the_one_before_it;
    a_page_around_a_number_has_it_in_the_middle;
    around_and_other_arguments_do_not_go_together;
    a_sent_message_comes_with_its_edge;
}

on_both_by_hand! {
    knowing_the_one_before_costs_nothing;
}

const PREVIOUS: &str = "message { seq previousSeq }";

/// Number and the one before it.
fn pair(message: &Value) -> (i64, Option<i64>) {
    (message["seq"].as_i64().unwrap(), message["previousSeq"].as_i64())
}

/// Writes, changes, comes and goes: messages of all kinds with numbers of changes between them.
async fn lives(alice: &Person, bob: &Person, room: &Room) {
    for n in 0..3 {
        let sent = alice.sends(room, &format!("line {n}")).await;
        alice.does("editMessage", json!({"messageId": sent["id"], "body": format!("line {n}!")}), "seq").await;
    }
    bob.leaves(room).await;
    let last = alice.sends(room, "oh").await;
    alice.does("deleteMessage", json!({"messageId": last["id"]}), "seq").await;
    alice.does("updateRoom", json!({"roomId": room, "topic": "alone"}), "seq").await;
    alice.adds(room, &[bob]).await;
    alice.makes(room, bob, "MODERATOR").await;
    bob.sends(room, "back").await;
}

async fn every_message_knows_the_one_before_it(spark: Spark) {
    let [alice, bob] = spark.users(["alice", "bob"]).await;
    let other = alice.creates_room("PRIVATE", "Elsewhere", &[&bob]).await;
    let query = format!("subscription {{ roomEvents {{ __typename ... on RoomEvent {{ seq {PREVIOUS} }} }} }}");
    let mut feed = alice.subscribes(&query, json!({})).await;
    let room = alice.creates_room("PRIVATE", "Kitchen", &[&bob]).await;
    alice.sends(&other, "in between").await;
    lives(&alice, &bob, &room).await;
    let newest = alice.membership(&room).await["latestSeq"].as_i64().unwrap();

    let history = "query($id: ID!) { room(id: $id) { messages(first: 200) { nodes { seq previousSeq } } } }";
    let found = alice.reads(history, json!({"id": room})).await["room"]["messages"]["nodes"].clone();
    let all: Vec<_> = found.as_array().unwrap().iter().map(pair).collect();
    let mut before = None;
    for (seq, previous) in &all {
        assert_eq!(*previous, before, "of {seq}");
        before = Some(*seq);
    }
    assert!(all.iter().any(|(seq, previous)| previous.is_some_and(|previous| previous < seq - 1)), "{all:?}");

    // A page begins anywhere; the log and what is heard say the same, of a change the message that it is about.
    let page = "query($id: ID!) { room(id: $id) { messages(last: 3) { nodes { seq previousSeq } } } }";
    let page = alice.reads(page, json!({"id": room})).await["room"]["messages"]["nodes"].clone();
    assert_eq!(page.as_array().unwrap().iter().map(pair).collect::<Vec<_>>(), all[all.len() - 3..]);
    let log =
        format!("query($id: ID!) {{ sync(roomId: $id, fromSeq: 1, first: 200) {{ events {{ seq {PREVIOUS} }} }} }}");
    let log = alice.reads(&log, json!({"id": room})).await["sync"]["events"].clone();
    let mut heard = 0;
    for event in log.as_array().unwrap() {
        assert!(all.contains(&pair(&event["message"])), "{event}");
        // The creation is told before the room is heard.
        while event["seq"].as_i64().unwrap() > heard {
            let told = feed.next().await;
            if told["message"]["seq"].is_null() || pair(&told["message"]).0 > newest {
                continue;
            }
            if told["seq"] == event["seq"] && told["message"] == event["message"] {
                heard = told["seq"].as_i64().unwrap();
            }
        }
    }
    assert_eq!(spark.wrong().await, [""; 0]);
}

async fn knowing_the_one_before_costs_nothing(spark: Spark) {
    let [alice, bob] = spark.users(["alice", "bob"]).await;
    let room = alice.creates_room("PRIVATE", "Kitchen", &[&bob]).await;
    let listens =
        |shows: &str| format!("subscription {{ roomEvents {{ __typename ... on RoomEvent {{ {shows} }} }} }}");
    let mut costs = Vec::new();
    for shows in ["message { seq }", "message { seq previousSeq system { name role } }"] {
        let mut feed = bob.subscribes(&listens(shows), json!({})).await;
        // He came with it.
        let status = "{ user(username: \"bob\") { status } }";
        eventually("Bob is there", async || match alice.reads(status, json!({})).await {
            seen if seen["user"]["status"] == "ONLINE" => Ok(()),
            seen => Err(seen),
        })
        .await;
        let before = spark.server.statements();
        alice.sends(&room, "hello").await;
        feed.until("MessageSent").await;
        costs.push(spark.server.statements() - before);
    }
    // The batch's three, and the session's one.
    assert_eq!(costs, [4, 4]);
}

/// The numbers of a page, and whether there is more on either side.
async fn around(person: &Person, room: &Room, arguments: &str) -> (Vec<i64>, bool, bool) {
    let query = format!(
        "query($id: ID!) {{ room(id: $id) {{ messages({arguments}) {{ nodes {{ seq }} edges {{ cursor }}
           pageInfo {{ hasNextPage hasPreviousPage startCursor endCursor }} }} }} }}"
    );
    let page = person.reads(&query, json!({"id": room})).await["room"]["messages"].clone();
    let numbers: Vec<_> = page["nodes"].as_array().unwrap().iter().map(|node| node["seq"].as_i64().unwrap()).collect();
    let cursors: Vec<_> = page["edges"].as_array().unwrap().iter().map(|edge| edge["cursor"].clone()).collect();
    assert_eq!(cursors, numbers.iter().map(|number| json!(number.to_string())).collect::<Vec<_>>());
    let info = &page["pageInfo"];
    assert_eq!(
        (cursors.first(), cursors.last()),
        (
            info["startCursor"].as_str().map(|_| &info["startCursor"]),
            info["endCursor"].as_str().map(|_| &info["endCursor"])
        )
    );
    (numbers, info["hasPreviousPage"] == true, info["hasNextPage"] == true)
}

async fn a_page_around_a_number_has_it_in_the_middle(spark: Spark) {
    let alice = spark.user("alice").await;
    let room = alice.creates_room("PUBLIC", "Square", &[]).await;
    for n in 2..=9 {
        alice.sends(&room, &format!("line {n}")).await;
    }
    // 10 and 11 are changes.
    let first = alice
        .reads("query($id: ID!) { room(id: $id) { messages(first: 2) { nodes { id } } } }", json!({"id": room}))
        .await;
    let second = &first["room"]["messages"]["nodes"][1]["id"];
    for body in ["one", "two"] {
        alice.does("editMessage", json!({"messageId": second, "body": body}), "seq").await;
    }
    alice.sends(&room, "line 12").await;
    let reader = spark.user("eve").await;
    for (arguments, expected) in [
        ("around: 5, first: 4", (vec![3, 4, 5, 6], true, true)),
        ("around: 5, first: 5", (vec![3, 4, 5, 6, 7], true, true)),
        ("around: 5, first: 1", (vec![5], true, true)),
        ("around: 1, first: 4", (vec![1, 2, 3, 4], false, true)),
        ("around: 2, first: 4", (vec![1, 2, 3, 4], false, true)),
        ("around: 3, first: 4", (vec![1, 2, 3, 4], false, true)),
        ("around: 12, first: 4", (vec![7, 8, 9, 12], true, false)),
        ("around: 12, first: 1", (vec![12], true, false)),
        // The number of a change, and one that is still to come.
        ("around: 10, first: 4", (vec![7, 8, 9, 12], true, false)),
        ("around: 13, first: 4", (vec![7, 8, 9, 12], true, false)),
        ("around: 2147483647, first: 4", (vec![7, 8, 9, 12], true, false)),
        ("around: 2147483647, first: 1", (vec![12], true, false)),
        ("around: 9, first: 9", (vec![2, 3, 4, 5, 6, 7, 8, 9, 12], true, false)),
        ("around: 9, first: 10", ((1..=9).chain([12]).collect(), false, false)),
        ("around: 5", ((1..=9).chain([12]).collect(), false, false)),
        ("around: null, first: 2", (vec![1, 2], false, true)),
    ] {
        assert_eq!(around(&reader, &room, arguments).await, expected, "{arguments}");
    }
    // From there it goes on as from any other page.
    assert_eq!(around(&reader, &room, "first: 2, after: \"6\"").await.0, [7, 8]);
    assert_eq!(around(&reader, &room, "last: 2, before: \"3\"").await.0, [1, 2]);
    let hidden = alice.creates_room("PRIVATE", "Attic", &[]).await;
    let query = "query($id: ID!) { room(id: $id) { messages(around: 1) { nodes { seq } } } }";
    assert_eq!(reader.reads(query, json!({"id": hidden})).await["room"], Value::Null);
}

async fn around_and_other_arguments_do_not_go_together(spark: Spark) {
    let alice = spark.user("alice").await;
    let room = alice.creates_room("PRIVATE", "Kitchen", &[]).await;
    for wrong in [
        "around: 1, after: \"1\"",
        "around: 1, before: \"1\"",
        "around: 1, last: 2",
        "around: 0",
        "around: -7",
        "around: 1, first: 0",
        "around: 1, first: 201",
        "around: 3000000000",
    ] {
        let query = format!("query($id: ID!) {{ room(id: $id) {{ messages({wrong}) {{ nodes {{ id }} }} }} }}");
        let answer = alice.ask(&query, json!({"id": room})).await;
        assert_eq!(answer["errors"][0]["extensions"]["code"], "INVALID_INPUT", "{wrong}");
        assert!(answer.get("data").is_none(), "nothing of it was begun: {answer}");
    }
}

async fn a_sent_message_comes_with_its_edge(spark: Spark) {
    let alice = spark.user("alice").await;
    let room = alice.creates_room("PRIVATE", "Kitchen", &[]).await;
    let shows = "message { id } messageEdge { cursor node { id seq previousSeq } }";
    let input = json!({"roomId": room, "body": "hello", "clientMutationId": "once"});
    let sent = alice.does("sendMessage", input.clone(), shows).await;
    let edge = json!({"cursor": "2", "node": {"id": sent["message"]["id"], "seq": 2, "previousSeq": 1}});
    assert_eq!(sent["messageEdge"], edge);
    assert_eq!(alice.does("sendMessage", input, shows).await["messageEdge"], edge, "the same call again");
    let page =
        "query($id: ID!) { room(id: $id) { messages(last: 1) { edges { cursor node { id seq previousSeq } } } } }";
    assert_eq!(alice.reads(page, json!({"id": room})).await["room"]["messages"]["edges"][0], edge);
    let refused = json!({"roomId": room, "body": "", "clientMutationId": "never"});
    assert_eq!(alice.calls("sendMessage", refused, shows).await["messageEdge"], Value::Null);
}
