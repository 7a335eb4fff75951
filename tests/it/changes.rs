//! Changing a room, and closing it.

use crate::harness::{Event, Spark, on_both, person::fresh};
use serde_json::{Value, json};

on_both! {
    what_is_not_said_stays;
    a_change_that_is_none_has_no_number;
    what_a_room_cannot_become;
    who_may_change_a_room;
    an_archived_room_is_read_and_left_but_not_written_to;
    archiving_tells_everybody_once;
}

const ROOM: &str = "room { kind name topic latestSeq archivedAt } seq";

async fn what_is_not_said_stays(spark: Spark) {
    let [alice, bob] = spark.users(["alice", "bob"]).await;
    let room = alice.creates_room("PRIVATE", "Kitchen", &[&bob]).await;
    let mut bobs = bob.hears_rooms().await;
    let steps = [
        (json!({"topic": " Soup "}), ["PRIVATE", "Kitchen", "Soup"]),
        (json!({"name": "Pantry"}), ["PRIVATE", "Pantry", "Soup"]),
        (json!({"kind": "PUBLIC"}), ["PUBLIC", "Pantry", "Soup"]),
        (json!({"topic": null, "kind": "PRIVATE"}), ["PRIVATE", "Pantry", ""]),
    ];
    for ((mut input, after), seq) in steps.into_iter().zip(3..) {
        input["roomId"] = json!(room);
        let cmid = fresh();
        input["clientMutationId"] = json!(cmid);
        let [kind, name, topic] = after;
        let topic = if topic.is_empty() { Value::Null } else { json!(topic) };
        let changed = alice.does("updateRoom", input, ROOM).await;
        assert_eq!(changed["seq"], seq);
        let shown = json!({"kind": kind, "name": name, "topic": topic, "latestSeq": seq, "archivedAt": null});
        assert_eq!(changed["room"], shown);
        let heard = bobs.next().await;
        assert_eq!(heard, Event::of("RoomUpdated").seq(seq));
        assert_eq!(heard["clientMutationId"], cmid);
        let system = json!({"kind": "ROOM_CHANGED", "actor": {"id": alice.id}, "subject": null});
        assert_eq!((&heard["message"]["system"], &heard["message"]["kind"]), (&system, &json!("SYSTEM")));
        assert_eq!(heard["message"]["body"], "alice changed the room.");
    }
    // What clears is another input than what keeps.
    let keep = json!({"roomId": room, "name": "Larder", "clientMutationId": "keep"});
    alice.does("updateRoom", keep.clone(), "seq").await;
    assert_eq!(alice.does("updateRoom", keep.clone(), "seq").await["seq"], 7, "the same call again");
    let mut clear = keep;
    clear["topic"] = Value::Null;
    assert_eq!(alice.fails("updateRoom", clear).await, "CONFLICT");
}

async fn a_change_that_is_none_has_no_number(spark: Spark) {
    let [alice, bob] = spark.users(["alice", "bob"]).await;
    let room = alice.creates_room("PUBLIC", "Square", &[&bob]).await;
    let mut bobs = bob.hears_rooms().await;
    for input in [json!({}), json!({"name": " Square "}), json!({"topic": null}), json!({"topic": " "})] {
        let mut input = input;
        input["roomId"] = json!(room);
        let same = alice.does("updateRoom", input, ROOM).await;
        assert_eq!((&same["seq"], &same["room"]["latestSeq"]), (&Value::Null, &json!(2)));
    }
    alice.sends(&room, "next").await;
    assert_eq!(bobs.next().await["__typename"], "MessageSent", "nobody heard of it");
}

async fn what_a_room_cannot_become(spark: Spark) {
    let alice = spark.user("alice").await;
    let room = alice.creates_room("PRIVATE", "Kitchen", &[]).await;
    let wrong = [
        ("name", json!(null)),
        ("name", json!("")),
        ("name", json!(" ")),
        ("name", json!("x".repeat(81))),
        ("name", json!("a\0b")),
        ("topic", json!("x".repeat(501))),
        ("topic", json!("a\0b")),
        ("kind", json!(null)),
        ("kind", json!("DIRECT")),
    ];
    for (field, value) in wrong {
        let fault = alice.is_at_fault("updateRoom", json!({"roomId": room, field: value})).await;
        assert_eq!(fault, ("INVALID_INPUT".into(), json!(["input", field])), "{field}: {value}");
    }
    let document = "mutation($input: UpdateRoomInput!) { updateRoom(input: $input) { action } }";
    let secret = json!({"input": {"roomId": room, "kind": "SECRET"}});
    assert_eq!(alice.is_refused(document, secret).await, "INVALID_INPUT");
    assert_eq!(alice.membership(&room).await["latestSeq"], 1);
    alice.does("updateRoom", json!({"roomId": room, "name": "é".repeat(80), "topic": "é".repeat(500)}), "seq").await;
}

async fn who_may_change_a_room(spark: Spark) {
    let [alice, bob, carol, eve] = spark.users(["alice", "bob", "carol", "eve"]).await;
    let private = alice.creates_room("PRIVATE", "Vault", &[&bob, &carol]).await;
    let public = alice.creates_room("PUBLIC", "Square", &[]).await;
    let rename = |room: &str| json!({"roomId": room, "name": "Mine"});
    assert_eq!(bob.fails("updateRoom", rename(&private)).await, "FORBIDDEN");
    assert_eq!(eve.fails("updateRoom", rename(&private)).await, "NOT_FOUND");
    assert_eq!(eve.fails("updateRoom", rename(&public)).await, "NOT_A_MEMBER");
    assert_eq!(eve.fails("updateRoom", rename("room_nonsense")).await, "NOT_FOUND");
    assert_eq!(bob.fails("archiveRoom", json!({"roomId": private})).await, "FORBIDDEN");
    assert_eq!(eve.fails("archiveRoom", json!({"roomId": private})).await, "NOT_FOUND");
    assert_eq!(eve.fails("archiveRoom", json!({"roomId": public})).await, "NOT_A_MEMBER");
    alice.makes(&private, &bob, "MODERATOR").await;
    bob.does("updateRoom", rename(&private), "seq").await;
    assert_eq!(bob.fails("archiveRoom", json!({"roomId": private})).await, "FORBIDDEN", "a moderator keeps order only");
    // A room that becomes PUBLIC is seen by all, and PRIVATE again by its members.
    assert_eq!(eve.membership(&private).await, Value::Null);
    alice.does("updateRoom", json!({"roomId": private, "kind": "PUBLIC"}), "").await;
    assert_eq!(eve.membership(&private).await["memberCount"], 3);
    alice.does("updateRoom", json!({"roomId": private, "kind": "PRIVATE"}), "").await;
    assert_eq!(eve.membership(&private).await, Value::Null);
    assert_eq!(eve.fails("joinRoom", json!({"roomId": private})).await, "NOT_FOUND");
}

async fn an_archived_room_is_read_and_left_but_not_written_to(spark: Spark) {
    let [alice, bob, carol, dave] = spark.users(["alice", "bob", "carol", "dave"]).await;
    let room = alice.creates_room("PUBLIC", "Square", &[&bob, &carol]).await;
    let message = alice.sends(&room, "the last word").await;
    let shows = "invite { id code }";
    let invite = alice.does("createInvite", json!({"roomId": room}), shows).await["invite"].clone();
    let archived = alice.does("archiveRoom", json!({"roomId": room}), ROOM).await;
    assert!(archived["room"]["archivedAt"].is_string());
    let latest = archived["seq"].as_i64().unwrap();

    let writes = [
        ("sendMessage", json!({"roomId": room, "body": "and another", "clientMutationId": fresh()})),
        ("editMessage", json!({"messageId": message["id"], "body": "other words"})),
        ("deleteMessage", json!({"messageId": message["id"]})),
        ("updateRoom", json!({"roomId": room, "name": "Ruin"})),
        ("archiveRoom", json!({"roomId": room})),
        ("createInvite", json!({"roomId": room})),
        ("revokeInvite", json!({"inviteId": invite["id"]})),
        ("addMembers", json!({"roomId": room, "userIds": [dave.id]})),
        ("removeMember", json!({"roomId": room, "userId": bob.id})),
        ("setMemberRole", json!({"roomId": room, "userId": bob.id, "role": "OWNER"})),
        ("setTyping", json!({"roomId": room, "isTyping": true})),
    ];
    for (mutation, input) in writes {
        assert_eq!(alice.fails(mutation, input).await, "ROOM_ARCHIVED", "{mutation}");
    }
    assert_eq!(dave.fails("joinRoom", json!({"roomId": room})).await, "ROOM_ARCHIVED");
    assert_eq!(dave.fails("joinRoom", json!({"inviteCode": invite["code"]})).await, "ROOM_ARCHIVED");
    assert_eq!(bob.membership(&room).await["latestSeq"], latest, "nothing of it took a number");
    assert_eq!(bob.membership(&room).await["viewerMembership"]["permissions"], json!([]));

    // Reading goes on, also for strangers; so does what one keeps for oneself, and so does leaving.
    let read = "query($room: ID!) { room(id: $room) { messages { nodes { body } } members { totalCount } } }";
    for person in [&bob, &dave] {
        let found = person.reads(read, json!({"room": room})).await["room"].clone();
        assert_eq!(found["messages"]["nodes"][3]["body"], "the last word");
        assert_eq!(found["members"]["totalCount"], 3);
    }
    assert_eq!(bob.syncs(&room, 1).await.len(), usize::try_from(latest).unwrap());
    assert_eq!(bob.marks_read(&room, latest).await["unreadCount"], 0);
    bob.does("updateMembership", json!({"roomId": room, "isPinned": true}), "").await;
    let mut feed = bob.hears_rooms().await;
    assert_eq!(carol.leaves(&room).await, latest + 1);
    assert_eq!(feed.next().await["__typename"], "MemberLeft");
}

async fn archiving_tells_everybody_once(spark: Spark) {
    let [alice, bob] = spark.users(["alice", "bob"]).await;
    let room = alice.creates_room("PRIVATE", "Kitchen", &[&bob]).await;
    let mut bobs = bob.hears_rooms().await;
    let input = json!({"roomId": room, "clientMutationId": "close"});
    let archived = alice.does("archiveRoom", input.clone(), ROOM).await;
    assert_eq!(alice.does("archiveRoom", input, ROOM).await, archived, "the same call again");
    let heard = bobs.next().await;
    assert_eq!(heard, Event::of("RoomUpdated").seq(3));
    let system = json!({"kind": "ROOM_ARCHIVED", "actor": {"id": alice.id}, "subject": null});
    assert_eq!((&heard["message"]["system"], &heard["message"]["body"]), (&system, &json!("alice archived the room.")));
    bob.leaves(&room).await;
    assert_eq!(bobs.next().await["seq"], 4, "it was told once");
}
