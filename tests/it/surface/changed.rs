//! What a SYSTEM message says can be said in another language: the new role, and what is new of the room.

use crate::harness::{Feed, Person, Spark, on_both, person::Room};
use serde_json::{Value, json};

on_both! {
    what_is_new_of_a_room_is_told_wherever_the_message_is;
    a_new_role_is_told_as_it_was_then;
    what_tells_of_nothing_new_has_nothing_new;
}

const SYSTEM: &str = "system { kind role name topic roomKind }";

/// The newest message of a room, read anew.
async fn newest(person: &Person, room: &Room) -> Value {
    let query = format!("query($id: ID!) {{ room(id: $id) {{ messages(last: 1) {{ nodes {{ seq {SYSTEM} }} }} }} }}");
    person.reads(&query, json!({"id": room})).await["room"]["messages"]["nodes"][0]["system"].clone()
}

/// The same as it was heard, and as the log has it.
async fn heard(person: &Person, room: &Room, feed: &mut Feed) -> [Value; 2] {
    let event = feed.next().await;
    let seq = event["seq"].clone();
    let query = format!(
        "query($id: ID!, $from: Int!) {{ sync(roomId: $id, fromSeq: $from) {{ events {{ seq message {{ {SYSTEM} }} }} }} }}"
    );
    let log = person.reads(&query, json!({"id": room, "from": seq})).await["sync"]["events"][0].clone();
    assert_eq!(log["seq"], seq);
    [event["message"]["system"].clone(), log["message"]["system"].clone()]
}

async fn what_is_new_of_a_room_is_told_wherever_the_message_is(spark: Spark) {
    let [alice, bob] = spark.users(["alice", "bob"]).await;
    let room = alice.creates_room("PRIVATE", "Kitchen", &[&bob]).await;
    // The message stands on the interface: a client that knows no event of tomorrow reads it all the same.
    let query = format!(
        "subscription {{ roomEvents {{ __typename ... on RoomEvent {{ seq message {{ kind {SYSTEM} }} }} }} }}"
    );
    let mut feed = bob.subscribes(&query, json!({})).await;
    let told = |name: Value, topic: Value, kind: Value| json!({"kind": "ROOM_CHANGED", "role": null, "name": name, "topic": topic, "roomKind": kind});
    let nothing = Value::Null;
    for (change, expected) in [
        (json!({"name": "Pantry"}), told(json!("Pantry"), nothing.clone(), nothing.clone())),
        (json!({"topic": "Soup"}), told(nothing.clone(), json!("Soup"), nothing.clone())),
        // What did not change is null, so what was taken away is not.
        (json!({"topic": null}), told(nothing.clone(), json!(""), nothing.clone())),
        (
            json!({"name": "Cellar", "topic": "Wine", "kind": "PUBLIC"}),
            told(json!("Cellar"), json!("Wine"), json!("PUBLIC")),
        ),
        (json!({"name": "Cellar", "topic": "Beer"}), told(nothing.clone(), json!("Beer"), nothing.clone())),
    ] {
        let mut input = change.clone();
        input["roomId"] = json!(room);
        alice.does("updateRoom", input, "seq").await;
        assert_eq!(heard(&bob, &room, &mut feed).await, [expected.clone(), expected.clone()], "{change}");
        assert_eq!(newest(&bob, &room).await, expected, "{change}");
    }
    assert_eq!(spark.wrong().await, [""; 0]);
}

async fn a_new_role_is_told_as_it_was_then(spark: Spark) {
    let [alice, bob] = spark.users(["alice", "bob"]).await;
    let room = alice.creates_room("PRIVATE", "Kitchen", &[&bob]).await;
    alice.makes(&room, &bob, "MODERATOR").await;
    alice.makes(&room, &bob, "OWNER").await;
    let query = format!("query($id: ID!) {{ room(id: $id) {{ messages {{ nodes {{ {SYSTEM} }} }} }} }}");
    let found = bob.reads(&query, json!({"id": room})).await["room"]["messages"]["nodes"].clone();
    let said: Vec<_> =
        found.as_array().unwrap().iter().map(|node| (&node["system"]["kind"], &node["system"]["role"])).collect();
    let [changed, none] = [json!("ROLE_CHANGED"), Value::Null];
    let (moderator, owner) = (json!("MODERATOR"), json!("OWNER"));
    assert_eq!(said[2..], [(&changed, &moderator), (&changed, &owner)]);
    // Who comes has a role as well, but that is no news of it.
    assert!(said[..2].iter().all(|(_, role)| **role == none), "{said:?}");
}

async fn what_tells_of_nothing_new_has_nothing_new(spark: Spark) {
    let [alice, bob] = spark.users(["alice", "bob"]).await;
    let room = alice.creates_room("PUBLIC", "Square", &[]).await;
    let plain = |kind: &str| json!({"kind": kind, "role": null, "name": null, "topic": null, "roomKind": null});
    assert_eq!(newest(&alice, &room).await, plain("ROOM_CREATED"));
    bob.joins(&room).await;
    assert_eq!(newest(&alice, &room).await, plain("MEMBER_JOINED"));
    alice.sends(&room, "hello").await;
    assert_eq!(newest(&alice, &room).await, Value::Null);
    // Of a change from before it was kept, and of one that nobody understands, it is not known what was new.
    alice.does("updateRoom", json!({"roomId": room, "topic": "Soup"}), "seq").await;
    for news in ["NULL", "'nonsense'"] {
        spark.database.execute(&format!("UPDATE messages SET news = {news} WHERE system = 'ROOM_CHANGED'")).await;
        assert_eq!(newest(&alice, &room).await, plain("ROOM_CHANGED"));
    }
    alice.does("archiveRoom", json!({"roomId": room}), "seq").await;
    assert_eq!(newest(&alice, &room).await, plain("ROOM_ARCHIVED"));
}
