//! Rooms of two.

use crate::harness::{Event, Person, Spark, on_both};
use serde_json::{Value, json};

on_both! {
    two_people_have_one_room;
    it_is_theirs_alike_and_for_good;
    nobody_else_knows_of_it;
    with_whom_nobody_can_talk;
}

const OPENED: &str =
    "room { id kind name topic memberCount latestSeq } membership { id roomId role permissions unreadCount }";

async fn opens(opener: &Person, other: &Person) -> Value {
    opener.does("openDirectRoom", json!({"userId": other.id}), OPENED).await
}

async fn two_people_have_one_room(spark: Spark) {
    let [alice, bob] = spark.users(["alice", "bob"]).await;
    let (mut alices, mut bobs, mut bobs_own) =
        (alice.hears_rooms().await, bob.hears_rooms().await, bob.hears_own().await);
    let first = opens(&alice, &bob).await;
    let room = first["room"]["id"].as_str().unwrap().to_owned();
    assert_eq!(
        first["room"],
        json!({"id": room, "kind": "DIRECT", "name": null, "topic": null, "memberCount": 2, "latestSeq": 2})
    );
    assert_eq!(first["membership"]["role"], "MEMBER");
    // She hears of both; he is told of it once there is a word, or he opens it himself.
    let made = alices.next().await;
    assert_eq!(made, Event::of("RoomUpdated").seq(1));
    assert_eq!(made["message"]["system"]["kind"], "ROOM_CREATED");
    let came = alices.next().await;
    assert_eq!(came, Event::of("MemberJoined").seq(2));
    assert_eq!(came["member"]["user"]["id"], bob.id);
    let system = json!({"kind": "MEMBER_ADDED", "actor": {"id": alice.id}, "subject": {"id": bob.id}});
    assert_eq!(came["message"]["system"], system);

    // Whoever opens it again gets the same, and nothing happens to the room.
    let again = opens(&bob, &alice).await;
    assert_eq!(again["room"], first["room"]);
    let own = bobs_own.next().await;
    assert_eq!(own, Event::of("MembershipAdded").with("membership.roomId", &room));
    assert_eq!(again["membership"]["id"], own["membership"]["id"]);
    assert_eq!(opens(&alice, &bob).await, first);
    bob.sends(&room, "Lunch?").await;
    assert_eq!((&alices.next().await["seq"], &bobs.next().await["seq"]), (&json!(3), &json!(3)));
    assert_eq!(opens(&alice, &bob).await["membership"]["unreadCount"], 1);
    // With somebody else there is another.
    let carol = spark.user("carol").await;
    assert_ne!(opens(&carol, &bob).await["room"]["id"], room.as_str());
}

async fn it_is_theirs_alike_and_for_good(spark: Spark) {
    let [alice, bob, carol] = spark.users(["alice", "bob", "carol"]).await;
    let opened = opens(&alice, &bob).await;
    let room = opened["room"]["id"].as_str().unwrap().to_owned();
    let hers = alice.sends(&room, "mine").await;
    for person in [&alice, &bob] {
        assert_eq!(
            person.membership(&room).await["viewerMembership"]["permissions"],
            json!(["SEND", "MENTION_ROOM"]),
            "both may the same"
        );
        let other = if person.id == alice.id { &bob } else { &alice };
        let refused = [
            ("leaveRoom", json!({"roomId": room})),
            ("archiveRoom", json!({"roomId": room})),
            ("updateRoom", json!({"roomId": room, "name": "Ours"})),
            ("updateRoom", json!({"roomId": room, "kind": "PUBLIC"})),
            ("createInvite", json!({"roomId": room})),
            ("addMembers", json!({"roomId": room, "userIds": [carol.id]})),
            ("removeMember", json!({"roomId": room, "userId": other.id})),
            ("setMemberRole", json!({"roomId": room, "userId": person.id, "role": "OWNER"})),
        ];
        for (mutation, input) in refused {
            assert_eq!(person.fails(mutation, input).await, "FORBIDDEN", "{mutation}");
        }
    }
    assert_eq!(bob.fails("deleteMessage", json!({"messageId": hers["id"]})).await, "FORBIDDEN");
    alice.does("deleteMessage", json!({"messageId": hers["id"]}), "seq").await;
    assert_eq!(alice.membership(&room).await["latestSeq"], 4, "what was refused left nothing");
}

async fn nobody_else_knows_of_it(spark: Spark) {
    let [alice, bob, eve] = spark.users(["alice", "bob", "eve"]).await;
    let opened = opens(&alice, &bob).await;
    let (room, membership) = (&opened["room"]["id"], &opened["membership"]["id"]);
    let sent = alice.sends(&room.as_str().unwrap().to_owned(), "between us").await;
    for id in [room, membership, &sent["id"]] {
        assert_eq!(eve.reads("query($id: ID!) { node(id: $id) { id } }", json!({"id": id})).await["node"], Value::Null);
    }
    let refused = [
        ("joinRoom", json!({"roomId": room})),
        ("leaveRoom", json!({"roomId": room})),
        ("setTyping", json!({"roomId": room, "isTyping": true})),
        ("updateMembership", json!({"roomId": room, "isPinned": true})),
    ];
    for (mutation, input) in refused {
        assert_eq!(eve.fails(mutation, input).await, "NOT_FOUND", "{mutation}");
    }
    let sync = "query($room: ID!) { sync(roomId: $room, fromSeq: 1) { latestSeq } }";
    assert_eq!(eve.is_refused(sync, json!({"room": room})).await, "NOT_FOUND");
    let public = eve.reads("{ publicRooms { nodes { id } } memberships { totalCount } }", json!({})).await;
    assert_eq!(public, json!({"publicRooms": {"nodes": []}, "memberships": {"totalCount": 0}}));
}

async fn with_whom_nobody_can_talk(spark: Spark) {
    let alice = spark.user("alice").await;
    let room = alice.creates_room("PRIVATE", "Kitchen", &[]).await;
    let path = json!(["input", "userId"]);
    let open = async |id: &str| alice.is_at_fault("openDirectRoom", json!({"userId": id})).await;
    assert_eq!(open(&alice.id).await, ("INVALID_INPUT".into(), path.clone()), "oneself");
    // The last letter of an id that exists makes one that does not.
    let mut unknown = alice.id.clone();
    let last = if unknown.ends_with('0') { '2' } else { '0' };
    unknown.pop();
    unknown.push(last);
    for id in [unknown.as_str(), "nobody", "", room.as_str()] {
        assert_eq!(open(id).await, ("NOT_FOUND".into(), path.clone()), "{id}");
    }
    let direct = alice.is_at_fault("createRoom", json!({"kind": "DIRECT", "name": "Us"})).await;
    assert_eq!(direct, ("INVALID_INPUT".into(), json!(["input", "kind"])));
    let direct = alice.is_at_fault("updateRoom", json!({"roomId": room, "kind": "DIRECT"})).await;
    assert_eq!(direct, ("INVALID_INPUT".into(), json!(["input", "kind"])));
    assert_eq!(alice.login_sync().await["memberships"]["totalCount"], 1);
}
