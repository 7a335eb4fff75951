//! Coming and going.

use crate::harness::{Event, Spark, on_both, on_both_by_hand};
use serde_json::{Value, json};
use std::time::Duration;

on_both! {
    leaving_is_the_last_thing_one_hears;
    the_last_owner_stays;
    who_comes_to_an_empty_room_owns_it;
    removed_in_the_middle_of_a_flood;
    unread_counts_reach_every_device;
}
on_both_by_hand! {
    a_clock_that_was_ahead_moves_no_room_down;
}

async fn leaving_is_the_last_thing_one_hears(spark: Spark) {
    let [alice, bob] = spark.users(["alice", "bob"]).await;
    let room = alice.creates_room("PUBLIC", "Square", &[&bob]).await;
    let (mut alices, mut bobs, mut bobs_own) =
        (alice.hears_rooms().await, bob.hears_rooms().await, bob.hears_own().await);
    let left = bob.does("leaveRoom", json!({"roomId": room}), "roomId membershipId seq").await;
    alice.sends(&room, "who is still here?").await;
    for feed in [&mut alices, &mut bobs] {
        let event = feed.next().await;
        assert_eq!(event, Event::of("MemberLeft").seq(&left["seq"]));
        assert_eq!(event["message"]["body"], "bob left.");
        assert_eq!(event["message"]["system"]["kind"], "MEMBER_LEFT");
        assert_eq!(event["room"]["memberCount"], 1);
    }
    assert_eq!(alices.next().await["__typename"], "MessageSent");
    let own = bobs_own.next().await;
    assert_eq!(own, Event::of("MembershipRemoved").with("membershipId", &left["membershipId"]));
    // Back again: a new stay, and nothing of what was said meanwhile.
    let joined = bob.joins(&room).await;
    assert_ne!(joined["membership"]["id"], left["membershipId"]);
    let event = bobs.next().await;
    assert_eq!(event, Event::of("MemberJoined").seq(&joined["seq"]));
    assert_eq!(bobs_own.next().await["__typename"], "MembershipAdded");
    assert_eq!(bob.joins(&room).await["seq"], Value::Null, "already in");
    assert_eq!(bob.membership(&room).await["viewerMembership"]["unreadCount"], 0);
}

async fn the_last_owner_stays(spark: Spark) {
    let [alice, bob] = spark.users(["alice", "bob"]).await;
    let room = alice.creates_room("PRIVATE", "Kitchen", &[&bob]).await;
    assert_eq!(alice.fails("leaveRoom", json!({"roomId": room})).await, "LAST_OWNER");
    assert_eq!(bob.fails("removeMember", json!({"roomId": room, "userId": alice.id})).await, "FORBIDDEN");
    assert_eq!(alice.fails("removeMember", json!({"roomId": room, "userId": alice.id})).await, "INVALID_INPUT");
    bob.leaves(&room).await;
    assert_eq!(bob.membership(&room).await, Value::Null, "a PRIVATE room is gone from sight");
    alice.leaves(&room).await;
    assert_eq!(alice.fails("leaveRoom", json!({"roomId": room})).await, "NOT_FOUND");
}

async fn removed_in_the_middle_of_a_flood(spark: Spark) {
    let [alice, bob, carol] = spark.users(["alice", "bob", "carol"]).await;
    let room = alice.creates_room("PUBLIC", "Square", &[&bob, &carol]).await;
    let (mut bobs, mut carols) = (bob.hears_rooms().await, carol.hears_rooms().await);
    let flood = async {
        for n in 0..60 {
            carol.sends(&room, &format!("{n}")).await;
        }
    };
    // Bob talks until he can't.
    let bob_talks = async {
        loop {
            let input =
                json!({"roomId": room, "body": "still here", "clientMutationId": crate::harness::person::fresh()});
            let payload = bob.calls("sendMessage", input, "seq").await;
            if payload["action"] != "COMMIT" {
                return payload["error"]["code"].clone();
            }
        }
    };
    let removal = async {
        carols.until("MessageSent").await;
        alice.removes(&room, &bob).await
    };
    let ((), refused, removed) = tokio::join!(flood, bob_talks, removal);
    assert_eq!(refused, "NOT_A_MEMBER");
    let heard = bobs.until("MemberLeft").await;
    assert_eq!(heard.last().unwrap()["seq"], removed);
    assert_eq!(heard.last().unwrap()["actor"]["id"], alice.id);
    let numbers: Vec<_> = heard.iter().map(|event| event["seq"].as_i64().unwrap()).collect();
    assert_eq!(numbers, (4..=removed).collect::<Vec<_>>());
    // No message of a former member has a number after the departure.
    for event in alice.syncs(&room, removed + 1).await {
        assert_ne!(event["actor"]["id"], bob.id);
    }
    // Nothing follows: the next thing Bob hears is his own return.
    let back = bob.joins(&room).await;
    assert_eq!(bobs.next().await["seq"], back["seq"]);
}

async fn unread_counts_reach_every_device(spark: Spark) {
    let [alice, bob] = spark.users(["alice", "bob"]).await;
    let room = alice.creates_room("PRIVATE", "Kitchen", &[&bob]).await;
    let (mut phone, mut notebook) = (bob.hears_own().await, bob.hears_own().await);
    let message = alice.sends(&room, "Soup?").await;
    for device in [&mut phone, &mut notebook] {
        let event = device.next().await;
        assert_eq!(event["__typename"], "UnreadCountChanged");
        assert_eq!((&event["unreadCount"], &event["asOfSeq"]), (&json!(1), &message["seq"]));
        assert_eq!(event["lastMessage"]["body"], "Soup?");
    }
    for n in 0..5 {
        alice.sends(&room, &format!("Hello? {n}")).await;
    }
    let until = async |device: &mut crate::harness::Feed, count: i64| loop {
        let event = device.next().await;
        if event["unreadCount"] == count {
            return event;
        }
    };
    until(&mut phone, 6).await;
    bob.marks_read(&room, 8).await;
    let read = until(&mut notebook, 0).await;
    assert_eq!((&read["lastReadSeq"], &read["asOfSeq"]), (&json!(8), &json!(8)));
}

async fn who_comes_to_an_empty_room_owns_it(spark: Spark) {
    let [alice, bob, carol] = spark.users(["alice", "bob", "carol"]).await;
    let room = alice.creates_room("PUBLIC", "Square", &[]).await;
    alice.leaves(&room).await;
    bob.joins(&room).await;
    carol.joins(&room).await;
    assert_eq!(bob.membership(&room).await["viewerMembership"]["role"], "OWNER");
    assert_eq!(carol.membership(&room).await["viewerMembership"]["role"], "MEMBER");
}

async fn a_clock_that_was_ahead_moves_no_room_down(spark: Spark) {
    let alice = spark.user("alice").await;
    let mut rooms = Vec::new();
    for name in ["One", "Two"] {
        rooms.push(alice.creates_room("PRIVATE", name, &[]).await);
        spark.clock.advance(Duration::from_secs(1));
    }
    let order = async || {
        let query = "{ memberships { nodes { room { id lastActivityAt } } } }";
        let nodes = alice.reads(query, json!({})).await["memberships"]["nodes"].clone();
        [0, 1].map(|n| nodes[n]["room"].clone())
    };
    let right = spark.clock.now();
    spark.clock.advance(Duration::from_hours(2));
    alice.sends(&rooms[1], "from the future").await;
    alice.sends(&rooms[0], "from the future, too").await;
    let ahead = order().await;
    // Of one instant the larger id comes first.
    let mut by_id = [&rooms[0], &rooms[1]];
    by_id.sort_by(|a, b| b.cmp(a));
    assert_eq!(ahead.each_ref().map(|room| &room["id"]), by_id.map(|id| json!(id)).each_ref(), "of one instant, by id");
    spark.clock.set(right + Duration::from_mins(1));
    for room in &rooms {
        alice.sends(room, "now").await;
        alice.does("updateRoom", json!({"roomId": room, "topic": "time"}), "").await;
    }
    assert_eq!(order().await, ahead, "nothing moves back");
    spark.clock.set(right + Duration::from_hours(3));
    alice.sends(&rooms[0], "later").await;
    let later = order().await;
    assert_eq!(later[0]["id"], json!(rooms[0]));
    assert_ne!(later[0]["lastActivityAt"], ahead[1]["lastActivityAt"]);
}
