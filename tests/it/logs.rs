//! Logs that somebody has put a hand in: operators delete spam with SQL. What is missing costs itself alone.

use crate::harness::{
    Event, Feed, Person, Spark, on_both,
    person::{EVENT, Room},
};
use serde_json::{Value, json};

on_both! {
    a_row_that_is_missing_is_a_deletion_by_nobody;
    a_live_message_after_a_missing_row_names_the_hole;
    an_account_that_is_missing_is_shown_as_gone;
    rooms_of_before_are_given_their_fingerprints;
}

const FROM: &str = "query($room: ID!, $from: Int!, $previous: String) {
    sync(roomId: $room, fromSeq: $from, previousFingerprint: $previous) { reset fingerprint events { seq } } }";

fn key(room: &Room) -> i64 {
    room.parse::<spark::ids::RoomId>().unwrap().0
}

async fn resumes(person: &Person, room: &Room, from: i64) -> Feed {
    let query = format!(
        "subscription($resume: [RoomCursor!]) {{ roomEvents(resume: $resume) {{ ... on RoomEvent {{ {EVENT} }} ... on StreamReady {{ __typename }} }} }}"
    );
    person.subscribes(&query, json!({"resume": [{"roomId": room, "fromSeq": from}]})).await
}

async fn a_row_that_is_missing_is_a_deletion_by_nobody(spark: Spark) {
    let [alice, bob] = spark.users(["alice", "bob"]).await;
    let room = alice.creates_room("PRIVATE", "Kitchen", &[&bob]).await;
    let spam = alice.sends(&room, "spam").await;
    let soup = alice.sends(&room, "soup").await;
    alice.does("editMessage", json!({"messageId": spam["id"], "body": "more spam"}), "").await;
    alice.does("editMessage", json!({"messageId": soup["id"], "body": "more soup"}), "").await;
    alice.sends(&room, "spam at the end").await;
    let before = alice.syncs(&room, 1).await;
    let key = key(&room);
    // A message, so that an edit of it hangs in the air; a change; the newest of all.
    for sql in ["messages WHERE seq IN (3, 7)", "changes WHERE seq = 6"] {
        spark.database.execute(&format!("DELETE FROM {sql} AND room_id = {key}")).await;
    }
    let after = bob.syncs(&room, 1).await;
    assert_eq!(after.len(), before.len());
    for (then, now) in before.iter().zip(&after) {
        let seq = now["seq"].as_i64().unwrap();
        assert_eq!(then["seq"], now["seq"]);
        if [3, 5, 6, 7].contains(&seq) {
            assert_eq!(now, Event::of("MessageDeleted").with("actor", Value::Null), "{now}");
            let message = &now["message"];
            assert_eq!((&message["seq"], &message["body"]), (&json!(seq), &json!("")));
            assert!(message["deletedAt"].is_string());
        } else {
            assert_eq!((&then["__typename"], &then["fingerprint"]), (&now["__typename"], &now["fingerprint"]));
        }
        // Any fingerprint is right where a row is missing; elsewhere the right one is.
        for (previous, missing) in [(&then["fingerprint"], false), (&json!("00000000"), true)] {
            let page = bob.reads(FROM, json!({"room": room, "from": seq + 1, "previous": previous})).await;
            let reset = missing && ![3, 5, 6, 7].contains(&seq);
            assert_eq!(page["sync"]["reset"], reset, "after {seq}: {page}");
        }
    }
    let mut feed = resumes(&bob, &room, 1).await;
    for event in &after {
        assert_eq!(&feed.next().await, event);
    }
    // The room goes on, and what is left of the message is not there to be changed.
    assert_eq!(alice.fails("editMessage", json!({"messageId": spam["id"], "body": "again"})).await, "NOT_FOUND");
    let sent = alice.sends(&room, "and on").await;
    assert_eq!(sent["seq"], 8);
    assert_eq!(feed.next().await["message"]["id"], sent["id"]);
    assert_eq!(bob.login_sync().await["memberships"]["nodes"][0]["room"]["latestSeq"], 8);
}

async fn an_account_that_is_missing_is_shown_as_gone(spark: Spark) {
    let [alice, bob, mallory] = spark.users(["alice", "bob", "mallory"]).await;
    let room = alice.creates_room("PRIVATE", "Kitchen", &[&bob, &mallory]).await;
    mallory.sends(&room, "spam").await;
    mallory.leaves(&room).await;
    let user = mallory.id.parse::<spark::ids::UserId>().unwrap().0;
    for sql in ["sessions WHERE user_id", "leases WHERE user_id", "users WHERE id"] {
        spark.database.execute(&format!("DELETE FROM {sql} = {user}")).await;
    }
    let events = bob.syncs(&room, 1).await;
    let shown: Vec<_> = events.iter().map(|event| event["__typename"].as_str().unwrap()).collect();
    assert_eq!(shown, ["RoomUpdated", "MemberJoined", "MemberJoined", "MessageSent", "MemberLeft"]);
    let gone = json!({"id": mallory.id, "username": "deleted"});
    assert_eq!((&events[2]["member"]["user"], &events[4]["user"]), (&gone, &gone));
    assert_eq!((&events[3]["actor"], &events[3]["message"]["author"]), (&Value::Null, &Value::Null));
    assert_eq!(bob.login_sync().await["memberships"]["nodes"][0]["room"]["lastMessage"]["author"], Value::Null);
    let mut feed = resumes(&bob, &room, 1).await;
    for event in &events {
        assert_eq!(&feed.next().await, event);
    }
}

async fn a_live_message_after_a_missing_row_names_the_hole(spark: Spark) {
    let alice = spark.user("alice").await;
    let room = alice.creates_room("PRIVATE", "Kitchen", &[]).await;
    alice.sends(&room, "spam").await;
    spark.database.execute(&format!("DELETE FROM messages WHERE seq = 2 AND room_id = {}", key(&room))).await;
    let query = "subscription { roomEvents { __typename ... on RoomEvent { message { seq previousSeq } } } }";
    let mut feed = alice.subscribes(query, json!({})).await;
    alice.sends(&room, "soup").await;
    assert_eq!(feed.next().await["message"], json!({"seq": 3, "previousSeq": 2}));
    // Who asks for what it misses is told that it is gone.
    let missed = alice.syncs(&room, 2).await.remove(0);
    assert_eq!(missed, Event::of("MessageDeleted").with("message.seq", 2));
    // Whoever reads what is there is sent after nothing that is not.
    let history = "query($id: ID!) { room(id: $id) { messages(first: 9) { nodes { seq previousSeq } } } }";
    let found = alice.reads(history, json!({"id": room})).await["room"]["messages"]["nodes"].clone();
    assert_eq!(found, json!([{"seq": 1, "previousSeq": null}, {"seq": 3, "previousSeq": 1}]));
}

async fn rooms_of_before_are_given_their_fingerprints(spark: Spark) {
    let alice = spark.user("alice").await;
    let mut rooms = Vec::new();
    for name in ["Made", "Sent", "Edited", "Gone"] {
        rooms.push(alice.creates_room("PRIVATE", name, &[]).await);
    }
    alice.sends(&rooms[1], "soup").await;
    let message = alice.sends(&rooms[2], "soup").await;
    alice.does("editMessage", json!({"messageId": message["id"], "body": "soup?"}), "").await;
    alice.sends(&rooms[3], "spam").await;
    spark.database.execute(&format!("DELETE FROM messages WHERE seq = 2 AND room_id = {}", key(&rooms[3]))).await;
    // As an older version left them.
    spark.database.execute("UPDATE rooms SET latest_fingerprint = 0").await;
    let spark = spark.restart().await;
    let alice = alice.at(&spark.url);
    for room in &rooms {
        let query = "query($room: ID!) { room(id: $room) { latestSeq latestFingerprint } }";
        let now = alice.reads(query, json!({"room": room})).await["room"].clone();
        let last = alice.syncs(room, 1).await.pop().unwrap();
        assert_eq!((&now["latestSeq"], &now["latestFingerprint"]), (&last["seq"], &last["fingerprint"]));
    }
}
