//! What SYSTEM messages say, for clients that say it in another language.

use crate::harness::{Person, Spark, on_both};
use serde_json::{Value, json};

on_both! {
    every_system_message_says_what_happened;
}

async fn every_system_message_says_what_happened(spark: Spark) {
    let [alice, bob, carol, dave] = spark.users(["alice", "bob", "carol", "dave"]).await;
    let room = alice.creates_room("PUBLIC", "Square", &[&bob]).await;
    carol.joins(&room).await;
    alice.makes(&room, &bob, "MODERATOR").await;
    bob.does("updateRoom", json!({"roomId": room, "topic": "All things round"}), "").await;
    bob.removes(&room, &carol).await;
    alice.adds(&room, &[&dave]).await;
    dave.leaves(&room).await;
    alice.does("archiveRoom", json!({"roomId": room}), "").await;

    let notice = |kind: &str, actor: &Person, subject: Option<&Person>, body: &str| {
        let subject = subject.map(|subject| json!({"id": subject.id}));
        json!({
            "kind": "SYSTEM", "author": null, "body": body,
            "system": {"kind": kind, "actor": {"id": actor.id}, "subject": subject},
        })
    };
    let expected = [
        notice("ROOM_CREATED", &alice, Some(&alice), "alice created the room."),
        notice("MEMBER_ADDED", &alice, Some(&bob), "alice added bob."),
        notice("MEMBER_JOINED", &carol, Some(&carol), "carol joined."),
        notice("ROLE_CHANGED", &alice, Some(&bob), "alice changed the role of bob."),
        notice("ROOM_CHANGED", &bob, None, "bob changed the room."),
        notice("MEMBER_REMOVED", &bob, Some(&carol), "bob removed carol."),
        notice("MEMBER_ADDED", &alice, Some(&dave), "alice added dave."),
        notice("MEMBER_LEFT", &dave, Some(&dave), "dave left."),
        notice("ROOM_ARCHIVED", &alice, None, "alice archived the room."),
    ];
    let shown = "kind author { id } body system { kind actor { id } subject { id } }";
    let history = format!(
        "query($room: ID!) {{ room(id: $room) {{ messages {{ nodes {{ {shown} }} }}
        lastMessage {{ id }} viewerMembership {{ unreadCount }} }} }}"
    );
    let found = bob.reads(&history, json!({"room": room})).await["room"].clone();
    assert_eq!(found["messages"]["nodes"], json!(expected));
    assert_eq!(found["lastMessage"], Value::Null, "nobody wrote");
    assert_eq!(found["viewerMembership"]["unreadCount"], 0);
    let log = format!(
        "query($room: ID!) {{ sync(roomId: $room, fromSeq: 1) {{ events {{
        ... on MemberJoined {{ message {{ {shown} }} }} ... on MemberLeft {{ message {{ {shown} }} }}
        ... on MemberRoleChanged {{ message {{ {shown} }} }} ... on RoomUpdated {{ message {{ {shown} }} }} }} }} }}"
    );
    let events = bob.reads(&log, json!({"room": room})).await["sync"]["events"].clone();
    let said: Vec<_> = events.as_array().unwrap().iter().map(|event| event["message"].clone()).collect();
    assert_eq!(said, expected);
    // Nobody edits or deletes what the server said.
    let first = bob
        .reads("query($room: ID!) { room(id: $room) { messages(first: 1) { nodes { id } } } }", json!({"room": room}));
    let first = first.await["room"]["messages"]["nodes"][0]["id"].clone();
    let open = alice.creates_room("PRIVATE", "Open", &[]).await;
    let made =
        alice.reads("query($room: ID!) { room(id: $room) { messages { nodes { id } } } }", json!({"room": open}));
    let made = made.await["room"]["messages"]["nodes"][0]["id"].clone();
    assert_eq!(alice.fails("editMessage", json!({"messageId": made, "body": "I was here"})).await, "FORBIDDEN");
    assert_eq!(alice.fails("deleteMessage", json!({"messageId": made})).await, "FORBIDDEN");
    assert_eq!(alice.fails("deleteMessage", json!({"messageId": first})).await, "ROOM_ARCHIVED");
}
