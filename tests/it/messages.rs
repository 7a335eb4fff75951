//! Sending, editing, deleting, reading, and what everybody hears of it.

use crate::harness::{Spark, on_both, person::fresh};
use futures_util::future::join_all;
use serde_json::{Value, json};

on_both! {
    a_message_is_sent_heard_and_synced;
    sixty_four_senders_leave_no_hole;
    twenty_calls_with_one_id_are_one;
    a_refused_send_takes_no_number;
    edits_and_deletions_keep_counts_exact;
    history_is_read_in_both_directions;
}

async fn a_message_is_sent_heard_and_synced(spark: Spark) {
    let [alice, bob] = spark.users(["alice", "bob"]).await;
    let room = alice.creates_room("PRIVATE", "Kitchen", &[&bob]).await;
    let mut bobs = bob.hears_rooms().await;
    let sent = alice.sends(&room, "Soup or salad?").await;
    let heard = bobs.next().await;
    assert_eq!(heard["__typename"], "MessageSent");
    assert_eq!(heard["message"]["id"], sent["id"]);
    assert_eq!(heard["message"]["clientMutationId"], sent["clientMutationId"]);
    assert_eq!(heard["clientMutationId"], sent["clientMutationId"]);
    assert_eq!((&heard["seq"], &heard["message"]["body"]), (&json!(3), &json!("Soup or salad?")));
    let events = bob.syncs(&room, 1).await;
    let kinds: Vec<_> = events.iter().map(|event| event["__typename"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["RoomUpdated", "MemberJoined", "MessageSent"]);
    assert_eq!(events[1]["message"]["body"], "alice added bob.");
    assert_eq!(bob.membership(&room).await["viewerMembership"]["unreadCount"], 1);
    assert_eq!(alice.membership(&room).await["viewerMembership"]["unreadCount"], 0);
}

async fn sixty_four_senders_leave_no_hole(spark: Spark) {
    const EACH: usize = 8;
    let alice = spark.user("alice").await;
    let people = join_all((0..8).map(async |n| spark.user(&format!("sender{n}")).await)).await;
    let room = alice.creates_room("PUBLIC", "Square", &people.iter().collect::<Vec<_>>()).await;
    let mut feeds = Vec::new();
    for person in &people {
        feeds.push(person.hears_rooms().await);
    }
    // Eight people with eight connections each: sixty-four senders.
    let senders = people.iter().flat_map(|person| (0..8).map(move |n| (person, n)));
    let sends = senders.map(async |(person, n)| {
        let mut numbers = Vec::new();
        for k in 0..EACH {
            numbers.push(person.sends(&room, &format!("{n}/{k}")).await["seq"].as_i64().unwrap());
        }
        numbers
    });
    let mut numbers: Vec<i64> = join_all(sends).await.into_iter().flatten().collect();
    numbers.sort_unstable();
    let first = 1 + 1 + 8;
    let expected: Vec<i64> = (first..first + 64 * 8).collect();
    assert_eq!(numbers, expected);
    for feed in &mut feeds {
        for seq in &expected {
            assert_eq!(feed.next().await["seq"], *seq);
        }
    }
    let synced: Vec<_> = alice.syncs(&room, first).await.iter().map(|event| event["seq"].as_i64().unwrap()).collect();
    assert_eq!(synced, expected);
}

async fn twenty_calls_with_one_id_are_one(spark: Spark) {
    let [alice, bob] = spark.users(["alice", "bob"]).await;
    let room = alice.creates_room("PUBLIC", "Square", &[&bob]).await;
    let mut feed = bob.hears_rooms().await;
    let input = json!({"roomId": room, "body": "once", "clientMutationId": "same"});
    let calls = (0..20).map(|_| alice.does("sendMessage", input.clone(), "seq message { id body }"));
    let answers = join_all(calls).await;
    assert!(answers.iter().all(|answer| *answer == answers[0]), "{answers:?}");
    assert_eq!(feed.next().await["seq"], answers[0]["seq"]);
    let other = json!({"roomId": room, "body": "twice", "clientMutationId": "same"});
    assert_eq!(alice.fails("sendMessage", other).await, "CONFLICT");
    // Of another user the same id is another call.
    let bobs =
        bob.does("sendMessage", json!({"roomId": room, "body": "once", "clientMutationId": "same"}), "seq").await;
    assert_eq!(bobs["seq"].as_i64(), answers[0]["seq"].as_i64().map(|seq| seq + 1));

    let create = json!({"name": "Twins", "clientMutationId": "room"});
    let rooms = join_all((0..20).map(|_| alice.does("createRoom", create.clone(), "room { id }"))).await;
    assert!(rooms.iter().all(|room| *room == rooms[0]), "{rooms:?}");
    assert_eq!(alice.login_sync().await["memberships"]["totalCount"], 2);
}

async fn a_refused_send_takes_no_number(spark: Spark) {
    let [alice, bob, eve] = spark.users(["alice", "bob", "eve"]).await;
    let private = alice.creates_room("PRIVATE", "Vault", &[&bob]).await;
    let public = alice.creates_room("PUBLIC", "Square", &[]).await;
    let send = |room: &str, body: &str| json!({"roomId": room, "body": body, "clientMutationId": fresh()});
    assert_eq!(eve.fails("sendMessage", send(&private, "let me in")).await, "NOT_FOUND");
    assert_eq!(eve.fails("sendMessage", send(&public, "hello")).await, "NOT_A_MEMBER");
    assert_eq!(eve.fails("sendMessage", send("room_nonsense", "hello")).await, "NOT_FOUND");
    for body in ["", "  ", &"x".repeat(8_001), "a\0b"] {
        let payload = bob.calls("sendMessage", send(&private, body), "").await;
        assert_eq!((&payload["action"], &payload["error"]["code"]), (&json!("ROLLBACK"), &json!("INVALID_INPUT")));
        assert_eq!(payload["error"]["path"], json!(["input", "body"]));
    }
    let long = json!({"roomId": private, "body": "x", "clientMutationId": "y".repeat(65)});
    assert_eq!(bob.fails("sendMessage", long).await, "INVALID_INPUT");
    let heavy = json!({"roomId": private, "body": "x", "clientMutationId": fresh(), "metadata": "m".repeat(4097)});
    assert_eq!(bob.fails("sendMessage", heavy).await, "INVALID_INPUT");
    assert_eq!(bob.sends(&private, "the next").await["seq"], 3);
    assert_eq!(bob.syncs(&private, 1).await.len(), 3);
    assert_eq!(spark.database.number("SELECT count(*) FROM requests WHERE client_mutation_id LIKE 'call-%'").await, 1);
}

async fn edits_and_deletions_keep_counts_exact(spark: Spark) {
    let [alice, bob] = spark.users(["alice", "bob"]).await;
    let room = alice.creates_room("PRIVATE", "Kitchen", &[&bob]).await;
    let first = alice.sends(&room, "one").await;
    let second = alice.sends(&room, "two").await;
    alice.sends(&room, "three").await;
    assert_eq!(bob.membership(&room).await["viewerMembership"]["unreadCount"], 3);

    let edit = json!({"messageId": first["id"], "body": "one!"});
    let edited = alice.does("editMessage", edit.clone(), "seq message { body updatedSeq editedAt }").await;
    assert_eq!((&edited["seq"], &edited["message"]["updatedSeq"]), (&json!(6), &json!(6)));
    assert_eq!(alice.does("editMessage", edit, "seq").await["seq"], Value::Null, "the same text again");
    assert_eq!(bob.fails("editMessage", json!({"messageId": first["id"], "body": "mine"})).await, "FORBIDDEN");
    assert_eq!(bob.fails("deleteMessage", json!({"messageId": first["id"]})).await, "FORBIDDEN");

    let deleted =
        alice.does("deleteMessage", json!({"messageId": second["id"]}), "seq message { body deletedAt }").await;
    assert_eq!((&deleted["seq"], &deleted["message"]["body"]), (&json!(7), &json!("")));
    let again = alice.does("deleteMessage", json!({"messageId": second["id"]}), "seq").await;
    assert_eq!(again["seq"], Value::Null);
    assert_eq!(bob.membership(&room).await["viewerMembership"]["unreadCount"], 2);
    assert_eq!(alice.fails("editMessage", json!({"messageId": second["id"], "body": "back"})).await, "GONE");

    let read = bob.marks_read(&room, 3).await;
    assert_eq!(read, json!({"unreadCount": 1, "lastReadSeq": 3, "asOfSeq": 7}));
    assert_eq!(bob.marks_read(&room, 2).await["lastReadSeq"], 3, "never back");
    assert_eq!(bob.fails("markRead", json!({"roomId": room, "seq": 8})).await, "INVALID_INPUT");
    assert_eq!(bob.marks_read(&room, 7).await["unreadCount"], 0);
    // What was deleted behind the position was never unread again.
    let behind = json!({"unreadCount": 0, "lastReadSeq": 7, "asOfSeq": 7});
    assert_eq!(bob.marks_read(&room, 2).await, behind, "a tombstone lies between");
    // The text of a deleted message does not come back.
    let events = bob.syncs(&room, 1).await;
    assert_eq!(events[3]["message"]["body"], "");
    assert_eq!(events[5]["__typename"], "MessageEdited");
    assert_eq!(events[6]["message"]["updatedSeq"], 7);
    // The owner may delete what others wrote.
    let bobs = bob.sends(&room, "mine").await;
    alice.does("deleteMessage", json!({"messageId": bobs["id"]}), "seq").await;
}

async fn history_is_read_in_both_directions(spark: Spark) {
    let alice = spark.user("alice").await;
    let room = alice.creates_room("PUBLIC", "Diary", &[]).await;
    for n in 0..10 {
        alice.sends(&room, &format!("day {n}")).await;
    }
    let page = async |args: &str| {
        let query = format!(
            "query($room: ID!) {{ room(id: $room) {{ messages{args} {{ nodes {{ seq }} edges {{ cursor }}
               pageInfo {{ hasNextPage hasPreviousPage startCursor endCursor }} }} }} }}"
        );
        let page = alice.reads(&query, json!({"room": room})).await["room"]["messages"].clone();
        let seqs: Vec<_> = page["nodes"].as_array().unwrap().iter().map(|node| node["seq"].as_i64().unwrap()).collect();
        (seqs, page["pageInfo"]["hasPreviousPage"] == true, page["pageInfo"]["hasNextPage"] == true)
    };
    assert_eq!(page("").await, ((1..=11).collect(), false, false));
    assert_eq!(page("(last: 3)").await, (vec![9, 10, 11], true, false));
    assert_eq!(page("(last: 3, before: \"9\")").await, (vec![6, 7, 8], true, true));
    assert_eq!(page("(first: 3)").await, (vec![1, 2, 3], false, true));
    assert_eq!(page("(first: 3, after: \"9\")").await, (vec![10, 11], true, false));
    for args in ["(first: 0)", "(first: 201)", "(first: 1, last: 1)", "(first: 1, after: \"x\")"] {
        let query = format!("query($room: ID!) {{ room(id: $room) {{ messages{args} {{ nodes {{ seq }} }} }} }}");
        assert_eq!(alice.is_refused(&query, json!({"room": room})).await, "INVALID_INPUT", "{args}");
    }
}
