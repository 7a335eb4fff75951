//! What was heard live and what `sync` and `resume` give are the same events, in all that does not change afterwards.

use crate::harness::{Person, Spark, on_both, person::Room};
use serde_json::{Value, json};
use std::time::Duration;

on_both! {
    start_by_hand:
    every_event_is_the_same_live_and_afterwards;
}

/// What of an event, and of what it shows, was so when it happened and stays so.
const SHOWN: &str = "__typename roomId seq occurredAt fingerprint actor { id } clientMutationId
    ... on MessageSent { message { ...Message } } ... on MessageEdited { message { ...Message } }
    ... on MessageDeleted { message { ...Message } } ... on RoomUpdated { message { ...Message } }
    ... on MemberJoined { member { id roomId joinedAt user { id } } message { ...Message } }
    ... on MemberLeft { user { id } message { ...Message } }
    ... on MemberRoleChanged { member { id roomId joinedAt user { id } } message { ...Message } }";
const MESSAGE: &str = "fragment Message on Message { id seq previousSeq kind createdAt clientMutationId author { id }
    system { kind actor { id } subject { id } } }";

/// Everything that can happen in a room, each by a call of its own; the ids of the calls.
async fn everything(spark: &Spark, room: &Room, people: &[Person; 4]) -> Vec<String> {
    let [alice, bob, carol, dave] = people;
    let mut calls = Vec::new();
    let mut does = async |person: &Person, mutation: &str, mut input: Value, shows: &str| {
        spark.clock.advance(Duration::from_secs(1));
        let call = format!("{mutation} {}", calls.len());
        input["clientMutationId"] = json!(call);
        calls.push(call);
        person.does(mutation, input, shows).await
    };
    let in_room = |more: Value| {
        let mut input = json!({ "roomId": room });
        input.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        input
    };
    does(alice, "addMembers", in_room(json!({"userIds": [carol.id]})), "").await;
    does(dave, "joinRoom", in_room(json!({})), "").await;
    let sent = does(carol, "sendMessage", in_room(json!({"body": "soup"})), "message { id }").await;
    let sent = json!({"messageId": sent["message"]["id"]});
    let mut edit = sent.clone();
    edit["body"] = json!("salad");
    does(carol, "editMessage", edit, "").await;
    does(alice, "setMemberRole", in_room(json!({"userId": carol.id, "role": "MODERATOR"})), "").await;
    does(carol, "removeMember", in_room(json!({"userId": dave.id})), "").await;
    does(dave, "joinRoom", in_room(json!({})), "").await;
    does(carol, "updateRoom", in_room(json!({"name": "Pantry", "topic": "soup"})), "").await;
    does(alice, "deleteMessage", sent, "").await;
    does(dave, "leaveRoom", in_room(json!({})), "").await;
    does(alice, "setMemberRole", in_room(json!({"userId": bob.id, "role": "OWNER"})), "").await;
    does(bob, "setMemberRole", in_room(json!({"userId": alice.id, "role": "MEMBER"})), "").await;
    does(bob, "archiveRoom", in_room(json!({})), "").await;
    calls
}

async fn every_event_is_the_same_live_and_afterwards(spark: Spark) {
    let people = spark.users(["alice", "bob", "carol", "dave"]).await;
    let [alice, bob, ..] = &people;
    let room = alice.creates_room("PUBLIC", "Kitchen", &[bob]).await;
    let feed = |arguments: &str| {
        format!("subscription {{ roomEvents{arguments} {{ __typename ... on RoomEvent {{ {SHOWN} }} }} }} {MESSAGE}")
    };
    let mut live = bob.subscribes(&feed(""), json!({})).await;
    let begun = spark.clock.now();
    let calls = everything(&spark, &room, &people).await;
    let mut heard = Vec::new();
    for (n, call) in calls.iter().enumerate() {
        let event = live.next().await;
        let at = begun + Duration::from_secs(n as u64 + 1);
        assert_eq!(event["clientMutationId"], json!(call), "{event}");
        assert_eq!((&event["seq"], &event["occurredAt"]), (&json!(n + 3), &json!(at.to_rfc3339())), "{event}");
        // A change is about a message of before; every other event made its own.
        if !["MessageEdited", "MessageDeleted"].contains(&event["__typename"].as_str().unwrap()) {
            let message = &event["message"];
            assert_eq!((&message["seq"], &message["createdAt"]), (&event["seq"], &event["occurredAt"]), "{event}");
            assert_eq!(message["clientMutationId"], json!(call), "{event}");
        }
        heard.push(event);
    }
    let query = format!("query($room: ID!) {{ sync(roomId: $room, fromSeq: 3) {{ events {{ {SHOWN} }} }} }} {MESSAGE}");
    let synced = bob.reads(&query, json!({ "room": room })).await["sync"]["events"].clone();
    assert_eq!(synced.as_array().unwrap().len(), heard.len());
    let arguments = format!("(resume: [{{roomId: \"{room}\", fromSeq: 3}}])");
    let mut resumed = bob.subscribes(&feed(&arguments), json!({})).await;
    for (event, synced) in heard.iter().zip(synced.as_array().unwrap()) {
        assert_eq!(synced, event);
        assert_eq!(resumed.next().await, *event);
    }
}
