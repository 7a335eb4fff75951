//! What a message was stays nowhere, once it is deleted.

use crate::harness::{Spark, on_both, person::EVENT};
use serde_json::{Value, json};
use std::time::Duration;

on_both! {
    start_by_hand:
    a_tombstone_keeps_nothing_of_what_was_said;
    an_edit_keeps_what_it_does_not_change;
}

const SHOWN: &str =
    "id seq kind body metadata updatedSeq createdAt editedAt deletedAt clientMutationId author { username }";

async fn a_tombstone_keeps_nothing_of_what_was_said(spark: Spark) {
    let [alice, bob] = spark.users(["alice", "bob"]).await;
    let room = alice.creates_room("PRIVATE", "Kitchen", &[&bob]).await;
    let feed =
        format!("subscription {{ roomEvents {{ __typename ... on MessageDeleted {{ seq message {{ {SHOWN} }} }} }} }}");
    let mut bobs = bob.subscribes(&feed, json!({})).await;
    let sent = spark.clock.now();
    let input = json!({"roomId": room, "body": "secret", "metadata": {"secret": [1]}, "clientMutationId": "send"});
    let message = alice.does("sendMessage", input.clone(), &format!("message {{ {SHOWN} }}")).await["message"].clone();
    assert_eq!((&message["metadata"], &message["body"]), (&json!({"secret": [1]}), &json!("secret")));
    assert_eq!(bobs.next().await["__typename"], "MessageSent");
    spark.clock.advance(Duration::from_secs(1));
    let edited = spark.clock.now();
    alice.does("editMessage", json!({"messageId": message["id"], "body": "secrets"}), "").await;
    assert_eq!(bobs.next().await["__typename"], "MessageEdited");
    spark.clock.advance(Duration::from_secs(1));
    let deleted = spark.clock.now();
    let shows = format!("seq message {{ {SHOWN} }}");
    let call = json!({"messageId": message["id"], "clientMutationId": "delete"});
    let payload = alice.does("deleteMessage", call.clone(), &shows).await;
    let tombstone = json!({
        "id": message["id"], "seq": 3, "kind": "TEXT", "body": "", "metadata": null, "updatedSeq": 5,
        "createdAt": sent.to_rfc3339(), "editedAt": edited.to_rfc3339(), "deletedAt": deleted.to_rfc3339(),
        "clientMutationId": "send", "author": {"username": "alice"},
    });
    assert_eq!((&payload["seq"], &payload["message"]), (&json!(5), &tombstone));
    assert_eq!(bobs.next().await, json!({"__typename": "MessageDeleted", "seq": 5, "message": tombstone}));
    // Again, later: nothing moves, and the calls of before show what is now.
    spark.clock.advance(Duration::from_secs(1));
    let again = alice.does("deleteMessage", json!({"messageId": message["id"]}), &shows).await;
    assert_eq!((&again["seq"], &again["message"]), (&Value::Null, &tombstone));
    assert_eq!(alice.does("deleteMessage", call, &shows).await["message"], tombstone);
    assert_eq!(alice.does("sendMessage", input, &shows).await["message"], tombstone);
    // By every way to it.
    let query = format!(
        "query($id: ID!, $room: ID!) {{ message(id: $id) {{ {SHOWN} }} node(id: $id) {{ ... on Message {{ {SHOWN} }} }}
           room(id: $room) {{ lastMessage {{ {SHOWN} }} messages(last: 1) {{ nodes {{ {SHOWN} }} }} }}
           sync(roomId: $room, fromSeq: 3) {{ events {{ {EVENT} }} }} }}"
    );
    let seen = bob.reads(&query, json!({"id": message["id"], "room": room})).await;
    let ways = [&seen["message"], &seen["node"], &seen["room"]["lastMessage"], &seen["room"]["messages"]["nodes"][0]];
    assert_eq!(ways, [&tombstone; 4]);
    for event in seen["sync"]["events"].as_array().unwrap() {
        assert_eq!((&event["message"]["body"], &event["message"]["metadata"]), (&json!(""), &Value::Null), "{event}");
    }
    let kept = "SELECT count(*) FROM messages WHERE seq = 3 AND (body <> '' OR metadata IS NOT NULL)";
    assert_eq!(spark.database.number(kept).await, 0);
}

async fn an_edit_keeps_what_it_does_not_change(spark: Spark) {
    let alice = spark.user("alice").await;
    let room = alice.creates_room("PRIVATE", "Kitchen", &[]).await;
    let input = json!({"roomId": room, "body": "soup", "metadata": {"hot": true}, "clientMutationId": "send"});
    let shows = format!("seq message {{ {SHOWN} }}");
    let sent = alice.does("sendMessage", input, &shows).await["message"].clone();
    assert_eq!((&sent["editedAt"], &sent["deletedAt"]), (&Value::Null, &Value::Null));
    let mut expected = sent.clone();
    for (body, seq) in [("salad", 3), ("soup", 4)] {
        spark.clock.advance(Duration::from_secs(1));
        expected["body"] = json!(body);
        expected["updatedSeq"] = json!(seq);
        expected["editedAt"] = json!(spark.clock.now().to_rfc3339());
        let edited = alice.does("editMessage", json!({"messageId": sent["id"], "body": body}), &shows).await;
        assert_eq!((&edited["seq"], &edited["message"]), (&json!(seq), &expected));
    }
    // The same text again is no edit, however late.
    spark.clock.advance(Duration::from_secs(1));
    let same = alice.does("editMessage", json!({"messageId": sent["id"], "body": "soup"}), &shows).await;
    assert_eq!((&same["seq"], &same["message"]), (&Value::Null, &expected));
}
