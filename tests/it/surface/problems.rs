//! What is wrong with a value is said in a word and a number, for clients that say it in another language.

use crate::harness::{Person, Spark, on_both};
use serde_json::{Value, json};

on_both! {
    what_a_message_cannot_be_says_how;
    what_a_room_cannot_be_says_how;
    what_people_cannot_say_of_themselves_says_how;
    what_an_announcement_cannot_be_says_how;
    what_an_account_cannot_be_says_how;
    other_refusals_have_no_problem;
    of_several_people_it_says_which_is_unknown;
}

/// Problem and limit of a refusal, with the field at fault.
async fn problem(person: &Person, mutation: &str, input: Value) -> Value {
    let name = mutation[..1].to_uppercase() + &mutation[1..];
    let query = format!(
        "mutation($input: {name}Input!) {{ {mutation}(input: $input) {{ action error {{ code path problem limit }} }} }}"
    );
    let payload = person.reads(&query, json!({"input": input})).await[mutation].clone();
    assert_eq!(payload["action"], "ROLLBACK", "{mutation} {input}: {payload}");
    payload["error"].clone()
}

fn wrong(field: &str, problem: &str, limit: impl Into<Option<i64>>) -> Value {
    json!({"code": "INVALID_INPUT", "path": ["input", field], "problem": problem, "limit": limit.into()})
}

fn text(length: usize) -> String {
    "x".repeat(length)
}

/// Tries each, and compares what is said of it.
async fn tells_each<const N: usize>(person: &Person, cases: [(&str, Value, Value); N]) {
    for (mutation, input, expected) in cases {
        assert_eq!(problem(person, mutation, input.clone()).await, expected, "{mutation} {input}");
    }
}

async fn what_a_message_cannot_be_says_how(spark: Spark) {
    let alice = spark.user("alice").await;
    let room = &alice.creates_room("PUBLIC", "Square", &[]).await;
    let send = |body: &str, metadata: Value, id: &str| json!({"roomId": room, "body": body, "metadata": metadata, "clientMutationId": id});
    let cases = [
        ("sendMessage", send(" \n", Value::Null, "a"), wrong("body", "REQUIRED", None)),
        ("sendMessage", send(&text(8_001), Value::Null, "a"), wrong("body", "TOO_LONG", 8_000)),
        ("sendMessage", send("a\0b", Value::Null, "a"), wrong("body", "MALFORMED", None)),
        ("sendMessage", send("b", json!(text(5_000)), "a"), wrong("metadata", "TOO_LONG", 4_096)),
        ("sendMessage", send("b", Value::Null, ""), wrong("clientMutationId", "REQUIRED", None)),
        ("sendMessage", send("b", Value::Null, &text(65)), wrong("clientMutationId", "TOO_LONG", 64)),
        ("markRead", json!({"roomId": room, "seq": -1}), wrong("seq", "OUT_OF_RANGE", 0)),
        ("markRead", json!({"roomId": room, "seq": 2}), wrong("seq", "OUT_OF_RANGE", 1)),
    ];
    tells_each(&alice, cases).await;
}

async fn what_a_room_cannot_be_says_how(spark: Spark) {
    let [alice, bob] = spark.users(["alice", "bob"]).await;
    let room = &alice.creates_room("PUBLIC", "Square", &[]).await;
    let many = vec![&bob.id; 101];
    let past = "2026-01-01T00:00:00Z";
    let cases = [
        ("createRoom", json!({"name": "  "}), wrong("name", "REQUIRED", None)),
        ("createRoom", json!({"name": text(81)}), wrong("name", "TOO_LONG", 80)),
        ("createRoom", json!({"name": "A", "topic": text(501)}), wrong("topic", "TOO_LONG", 500)),
        ("createRoom", json!({"name": "A", "kind": "DIRECT"}), wrong("kind", "NOT_ALLOWED", None)),
        ("createRoom", json!({"name": "A", "memberIds": many}), wrong("memberIds", "TOO_MANY", 100)),
        ("addMembers", json!({"roomId": room, "userIds": many}), wrong("userIds", "TOO_MANY", 100)),
        ("updateRoom", json!({"roomId": room, "name": null}), wrong("name", "REQUIRED", None)),
        ("updateRoom", json!({"roomId": room, "kind": "DIRECT"}), wrong("kind", "NOT_ALLOWED", None)),
        ("openDirectRoom", json!({"userId": alice.id}), wrong("userId", "NOT_ALLOWED", None)),
        ("removeMember", json!({"roomId": room, "userId": alice.id}), wrong("userId", "NOT_ALLOWED", None)),
        ("joinRoom", json!({}), wrong("roomId", "REQUIRED", None)),
        ("joinRoom", json!({"roomId": room, "inviteCode": "x"}), wrong("inviteCode", "NOT_ALLOWED", None)),
        ("createInvite", json!({"roomId": room, "maxUses": 0}), wrong("maxUses", "OUT_OF_RANGE", 1)),
        ("createInvite", json!({"roomId": room, "maxUses": 1_000_001}), wrong("maxUses", "OUT_OF_RANGE", 1_000_000)),
        ("createInvite", json!({"roomId": room, "expiresAt": past}), wrong("expiresAt", "OUT_OF_RANGE", None)),
        ("updateMembership", json!({"roomId": room, "isPinned": null}), wrong("isPinned", "REQUIRED", None)),
    ];
    tells_each(&alice, cases).await;
}

async fn what_people_cannot_say_of_themselves_says_how(spark: Spark) {
    let alice = spark.user("alice").await;
    let cases = [
        ("setStatus", json!({"status": "OFFLINE"}), wrong("status", "NOT_ALLOWED", None)),
        ("setStatus", json!({"status": "AWAY", "text": text(141)}), wrong("text", "TOO_LONG", 140)),
        ("updateProfile", json!({"displayName": null}), wrong("displayName", "REQUIRED", None)),
        ("updateProfile", json!({"displayName": text(81)}), wrong("displayName", "TOO_LONG", 80)),
        ("updateSettings", json!({"locale": "!"}), wrong("locale", "MALFORMED", None)),
        ("updateSettings", json!({"locale": text(40)}), wrong("locale", "TOO_LONG", 35)),
        ("updateSettings", json!({"timeZone": "Mars/Olympus"}), wrong("timeZone", "MALFORMED", None)),
    ];
    tells_each(&alice, cases).await;
}

async fn what_an_announcement_cannot_be_says_how(spark: Spark) {
    let alice = spark.admin("alice").await;
    let later = json!({"title": "T", "body": "B", "publishAt": "9998-01-01T00:00:00Z"});
    let later = alice.does("publishAnnouncement", later, "announcement { id }").await["announcement"]["id"].clone();
    let announce = |more: Value| {
        let mut input = json!({"title": "T", "body": "B"});
        input.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        input
    };
    let backward = json!({"startsAt": "9998-01-02T00:00:00Z", "endsAt": "9998-01-01T00:00:00Z"});
    let over = json!({"expiresAt": "2026-01-01T00:00:00Z"});
    let cases = [
        ("publishAnnouncement", announce(json!({"title": text(201)})), wrong("title", "TOO_LONG", 200)),
        ("publishAnnouncement", announce(json!({"body": ""})), wrong("body", "REQUIRED", None)),
        ("publishAnnouncement", announce(over), wrong("expiresAt", "OUT_OF_RANGE", None)),
        ("publishAnnouncement", announce(backward), wrong("endsAt", "OUT_OF_RANGE", None)),
        ("acknowledgeAnnouncement", json!({"announcementId": later}), wrong("announcementId", "NOT_ALLOWED", None)),
    ];
    tells_each(&alice, cases).await;
}

async fn what_an_account_cannot_be_says_how(spark: Spark) {
    let alice = spark.user("alice").await;
    let account = |username: &str, password: &str| json!({"username": username, "password": password});
    for (username, expected) in [
        ("", wrong("username", "REQUIRED", None)),
        ("b", wrong("username", "TOO_SHORT", 2)),
        (&"b".repeat(33), wrong("username", "TOO_LONG", 32)),
        // Three characters as they are compared.
        (&"ﬃ".repeat(11), wrong("username", "TOO_LONG", 32)),
        ("bob@example.org", wrong("username", "MALFORMED", None)),
    ] {
        assert_eq!(problem(&alice, "register", account(username, "correct horse")).await, expected, "{username}");
    }
    for (password, expected) in [
        ("", wrong("password", "REQUIRED", None)),
        ("short", wrong("password", "TOO_SHORT", 8)),
        (&"x".repeat(257), wrong("password", "TOO_LONG", 256)),
    ] {
        assert_eq!(problem(&alice, "register", account("bob", password)).await, expected, "{password}");
    }
    let change = json!({"currentPassword": "correct horse", "newPassword": "short"});
    assert_eq!(problem(&alice, "changePassword", change).await, wrong("newPassword", "TOO_SHORT", 8));
}

async fn other_refusals_have_no_problem(spark: Spark) {
    let alice = spark.user("alice").await;
    for (mutation, input, code, path) in [
        (
            "register",
            json!({"username": "ALICE", "password": "correct horse"}),
            "ALREADY_EXISTS",
            json!(["input", "username"]),
        ),
        ("joinRoom", json!({"roomId": "room_nowhere"}), "NOT_FOUND", json!(["input", "roomId"])),
        ("publishAnnouncement", json!({"title": "T", "body": "B"}), "FORBIDDEN", Value::Null),
    ] {
        let expected = json!({"code": code, "path": path, "problem": null, "limit": null});
        assert_eq!(problem(&alice, mutation, input).await, expected);
    }
}

async fn of_several_people_it_says_which_is_unknown(spark: Spark) {
    let [alice, bob] = spark.users(["alice", "bob"]).await;
    let room = alice.creates_room("PRIVATE", "Kitchen", &[]).await;
    for unknown in ["user_0000000000000", "nobody"] {
        // As they stand in the list, whoever stands in it twice or needs no asking.
        let people = json!([alice.id, bob.id, bob.id, unknown, unknown]);
        for (mutation, field, mut input) in
            [("createRoom", "memberIds", json!({"name": "Room"})), ("addMembers", "userIds", json!({"roomId": room}))]
        {
            input[field] = people.clone();
            let expected = ("NOT_FOUND".to_owned(), json!(["input", field, "3"]));
            assert_eq!(alice.is_at_fault(mutation, input).await, expected, "{unknown}");
        }
    }
}
