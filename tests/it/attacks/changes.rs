//! Changing things so fast that everybody is kept busy with hearing of it.

use crate::harness::{Form, Person, Spark, on_both, person::fresh};
use apollo_compiler::{Name, Schema};
use serde_json::{Value, json};
use std::time::Duration;

on_both! {
    start_by_hand:
    three_hundred_changes_in_a_breath_are_a_hundred;
    every_mutation_has_a_rate;
    who_reads_as_fast_as_others_write_is_not_held_back;
}

/// Those that have a rate of their own, or that nobody is signed in for.
const BY_THEIR_OWN_RATE: [&str; 6] =
    ["register", "login", "changePassword", "setTyping", "sendMessage", "forwardMessage"];

async fn by_default(spark: &Spark) -> Spark {
    Spark::start_by_hand_with(spark.database.engine, |config| config.rates.change_rate = 10).await
}

/// What it says of a try: none when it was done, else after how many milliseconds to come again.
fn wait(payload: &Value) -> Option<u64> {
    if payload["action"] == "COMMIT" {
        return None;
    }
    assert_eq!((&payload["action"], &payload["error"]["code"]), (&json!("RETRY"), &json!("RATE_LIMITED")), "{payload}");
    Some(payload["error"]["retryAfterMs"].as_u64().unwrap())
}

async fn renames(person: &Person, room: &str, n: usize) -> Option<u64> {
    let input = json!({"roomId": room, "name": format!("Room {n}"), "clientMutationId": fresh()});
    wait(&person.calls("updateRoom", input, "").await)
}

async fn three_hundred_changes_in_a_breath_are_a_hundred(spark: Spark) {
    let spark = by_default(&spark).await;
    let [alice, bob] = spark.users(["alice", "bob"]).await;
    let room = alice.creates_room("PUBLIC", "Square", &[&bob]).await;
    let before = alice.membership(&room).await["latestSeq"].as_i64().unwrap();
    let mut done = 0;
    for n in 0..300 {
        done += i64::from(renames(&alice, &room, n).await.is_none());
    }
    // One was the room.
    assert_eq!(done, 99);
    assert_eq!(alice.membership(&room).await["latestSeq"], before + done, "what was refused took no number");
    // Another user has a rate of their own, and so have sends.
    assert_eq!(wait(&bob.calls("updateMembership", json!({"roomId": room, "isPinned": true}), "").await), None);
    alice.sends(&room, "Hello!").await;
    // A second gives ten.
    spark.clock.advance(Duration::from_secs(60));
    done = 0;
    for n in 300..600 {
        done += i64::from(renames(&alice, &room, n).await.is_none());
    }
    assert_eq!(done, 100);
    // Who comes when told to is done; and so is the same call again.
    let input = json!({"roomId": room, "name": "The last", "clientMutationId": "last"});
    let again = wait(&alice.calls("updateRoom", input.clone(), "").await).unwrap();
    spark.clock.advance(Duration::from_millis(again));
    assert_eq!(wait(&alice.calls("updateRoom", input.clone(), "").await), None);
    spark.clock.advance(Duration::from_secs(10));
    let seq = alice.membership(&room).await["latestSeq"].clone();
    assert_eq!(wait(&alice.calls("updateRoom", input, "").await), None);
    assert_eq!(alice.membership(&room).await["latestSeq"], seq);
}

/// An input for each mutation of the schema; what it names need not be there, for a rate comes first.
fn input(mutation: &str) -> Value {
    let room = json!({"roomId": "room_x"});
    match mutation {
        "updateProfile" | "updateSettings" | "updateAvatar" | "logout" => json!({}),
        "setStatus" => json!({"status": "AWAY"}),
        "createRoom" => json!({"name": "Room"}),
        "openDirectRoom" => json!({"userId": "user_x"}),
        "updateRoom" | "archiveRoom" | "createInvite" | "joinRoom" | "leaveRoom" | "updateMembership" => room,
        "revokeInvite" => json!({"inviteId": "invite_x"}),
        "removeMember" => json!({"roomId": "room_x", "userId": "user_x"}),
        "addMembers" => json!({"roomId": "room_x", "userIds": []}),
        "setMemberRole" => json!({"roomId": "room_x", "userId": "user_x", "role": "MEMBER"}),
        "markRead" => json!({"roomId": "room_x", "seq": 1}),
        "editMessage" => json!({"messageId": "msg_x", "body": "x"}),
        "addReaction" | "removeReaction" => json!({"messageId": "msg_x", "emoji": "👍"}),
        "deleteMessage" => json!({"messageId": "msg_x"}),
        "publishAnnouncement" => json!({"title": "x", "body": "x"}),
        "retractAnnouncement" | "acknowledgeAnnouncement" => json!({"announcementId": "ann_x"}),
        other => panic!("{other} is new: which rate has it? Say here what it takes"),
    }
}

/// Calls a mutation, as one calls it; its payload.
async fn calls(person: &Person, mutation: &str) -> Value {
    match mutation {
        "uploadAttachment" => {
            let (_, mut answer) = person.posts(Form::upload(json!({}), "a.txt", "a")).await;
            // The doors ask for the rate before they read the file.
            match answer.pointer("/errors/0/extensions") {
                None => answer["data"][mutation].take(),
                Some(refused) => json!({"action": refused["action"], "error": {"code": refused["code"]}}),
            }
        }
        _ => person.calls(mutation, input(mutation), "").await,
    }
}

async fn every_mutation_has_a_rate(spark: Spark) {
    let spark = by_default(&spark).await;
    let [alice, bob] = spark.users(["alice", "bob"]).await;
    let schema = Schema::parse_and_validate(spark::graphql::sdl(), "schema.graphql").unwrap();
    let mutations = &schema.get_object("Mutation").unwrap().fields;
    let names: Vec<_> = mutations.keys().map(Name::as_str).collect();
    assert!(BY_THEIR_OWN_RATE.iter().all(|name| names.contains(name)), "{names:?}");
    let names: Vec<_> = names.into_iter().filter(|name| !BY_THEIR_OWN_RATE.contains(name)).collect();
    for n in 0..100 {
        let status = if n % 2 == 0 { "AWAY" } else { "BUSY" };
        assert_eq!(wait(&alice.calls("setStatus", json!({"status": status}), "").await), None, "change {n}");
    }
    for name in &names {
        let payload = calls(&alice, name).await;
        assert_eq!(
            (&payload["action"], &payload["error"]["code"]),
            (&json!("RETRY"), &json!("RATE_LIMITED")),
            "{name}"
        );
        // That was the rate, and not the input.
        if *name != "logout" {
            assert_ne!(calls(&bob, name).await["error"]["code"], "RATE_LIMITED", "{name}");
        }
    }
}

async fn who_reads_as_fast_as_others_write_is_not_held_back(spark: Spark) {
    let spark = by_default(&spark).await;
    let [alice, bob] = spark.users(["alice", "bob"]).await;
    let room = alice.creates_room("PUBLIC", "Square", &[&bob]).await;
    // For a while as many as one may send, each marked when it comes; and many in one breath.
    let mut last = 0;
    for n in 0..290 {
        if n < 200 {
            spark.clock.advance(Duration::from_millis(100));
        }
        last = alice.sends(&room, "hello").await["seq"].as_i64().unwrap();
        let input = json!({"roomId": room, "seq": last});
        assert_eq!(wait(&bob.calls("markRead", input, "").await), None, "message {n}");
    }
    assert_eq!(bob.membership(&room).await["viewerMembership"]["lastReadSeq"], last);
}
