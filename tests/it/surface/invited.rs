//! The open invites of a room, for those who may make them.

use crate::harness::{Person, Spark, on_both, person::Room};
use serde_json::{Value, json};
use std::time::Duration;

on_both! {
    start_by_hand:
    open_invites_are_listed_newest_first;
    invites_are_for_those_who_may_invite;
    a_list_of_invites_is_bounded_and_counted;
}

async fn invites(person: &Person, input: Value) -> Value {
    person.does("createInvite", input, "invite { id }").await["invite"]["id"].clone()
}

/// The ids that a person sees.
async fn listed(person: &Person, room: &Room) -> Vec<Value> {
    let query = "query($id: ID!) { invites(roomId: $id) { id code usesLeft expiresAt room { id } } }";
    let found = person.reads(query, json!({"id": room})).await["invites"].clone();
    let found = found.as_array().unwrap();
    assert!(found.iter().all(|invite| invite["room"]["id"] == json!(room) && invite["code"].is_string()), "{found:?}");
    found.iter().map(|invite| invite["id"].clone()).collect()
}

async fn open_invites_are_listed_newest_first(spark: Spark) {
    let [alice, bob] = spark.users(["alice", "bob"]).await;
    let room = alice.creates_room("PRIVATE", "Kitchen", &[]).await;
    let other = alice.creates_room("PRIVATE", "Attic", &[]).await;
    invites(&alice, json!({"roomId": other})).await;
    let mut made = Vec::new();
    for input in [
        json!({"roomId": room}),
        json!({"roomId": room, "maxUses": 1}),
        json!({"roomId": room, "expiresAt": "2026-06-01T09:00:00Z"}),
        json!({"roomId": room, "maxUses": 2}),
    ] {
        made.push(invites(&alice, input).await);
        spark.clock.advance(Duration::from_secs(1));
    }
    let [unlimited, once, hour, twice] = made.try_into().unwrap();
    assert_eq!(listed(&alice, &room).await, [&twice, &hour, &once, &unlimited].map(Clone::clone));
    // Used up, over, revoked: not open any more.
    let code = alice.reads("query($id: ID!) { node(id: $id) { ... on Invite { code } } }", json!({"id": once})).await;
    bob.does("joinRoom", json!({"inviteCode": code["node"]["code"]}), "seq").await;
    assert_eq!(listed(&alice, &room).await, [&twice, &hour, &unlimited].map(Clone::clone));
    spark.clock.advance(Duration::from_secs(3_600));
    assert_eq!(listed(&alice, &room).await, [&twice, &unlimited].map(Clone::clone));
    alice.does("revokeInvite", json!({"inviteId": twice}), "").await;
    assert_eq!(listed(&alice, &room).await, [unlimited]);
    // Nobody joins an archived room.
    alice.does("archiveRoom", json!({"roomId": room}), "").await;
    assert_eq!(listed(&alice, &room).await, [Value::Null; 0]);
}

async fn invites_are_for_those_who_may_invite(spark: Spark) {
    let [alice, bob, carol, eve] = spark.users(["alice", "bob", "carol", "eve"]).await;
    let ruth = spark.admin("ruth").await;
    let room = alice.creates_room("PRIVATE", "Kitchen", &[&bob, &carol]).await;
    let public = alice.creates_room("PUBLIC", "Square", &[&bob]).await;
    let direct = alice.does("openDirectRoom", json!({"userId": bob.id}), "room { id }").await["room"]["id"].clone();
    let invite = invites(&alice, json!({"roomId": room})).await;
    alice.makes(&room, &carol, "MODERATOR").await;
    assert_eq!(listed(&carol, &room).await, [invite]);
    let query = "query($id: ID!) { viewer { id } invites(roomId: $id) { id } }";
    for (person, room, code) in [
        (&bob, json!(room), "FORBIDDEN"),
        (&bob, json!(public), "FORBIDDEN"),
        (&alice, direct, "FORBIDDEN"),
        (&eve, json!(public), "NOT_A_MEMBER"),
        (&ruth, json!(public), "NOT_A_MEMBER"),
        (&eve, json!(room), "NOT_FOUND"),
        (&eve, json!("room_0000000000000"), "NOT_FOUND"),
        (&eve, json!("nonsense"), "NOT_FOUND"),
    ] {
        let answer = person.ask(query, json!({"id": room})).await;
        let error = &answer["errors"][0];
        assert_eq!((&error["extensions"]["code"], &error["path"]), (&json!(code), &json!(["invites"])), "{answer}");
    }
    let nobody = spark.post(None, query, json!({"id": room})).await;
    assert_eq!(nobody["errors"][0]["extensions"]["code"], "UNAUTHENTICATED");
}

async fn a_list_of_invites_is_bounded_and_counted(spark: Spark) {
    let alice = spark.user("alice").await;
    let room = alice.creates_room("PRIVATE", "Kitchen", &[]).await;
    invites(&alice, json!({"roomId": room})).await;
    let series = spark.database.series(300);
    spark.database.execute(&format!(
        "INSERT INTO invites (id, code, room_id, created_by, created_at, uses)
         {series} SELECT n.i, 'code' || n.i, v.room_id, v.created_by, n.i, 0 FROM n, (SELECT room_id, created_by FROM invites LIMIT 1) v"
    )).await;
    let found = listed(&alice, &room).await;
    assert_eq!(found.len(), 200);
    // What stands in it is multiplied, as below a page.
    let query = "query($id: ID!, $n: Int!) { invites(roomId: $id) { room { messages(first: $n) { nodes { id } } } } }";
    assert_eq!(alice.is_refused(query, json!({"id": room, "n": 25})).await, "TOO_LARGE");
    assert_eq!(alice.reads(query, json!({"id": room, "n": 24})).await["invites"].as_array().unwrap().len(), 200);
}
