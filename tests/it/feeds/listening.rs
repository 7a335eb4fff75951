//! What a subscription hears: which rooms, from when, until when.

use super::{END, NUMBERS, SOME, floods, latest, seq, subscriptions_are, text};
use crate::harness::{Feed, Person, Spark, on_both, person::Room};
use futures_util::future::join_all;
use serde_json::{Value, json};

on_both! {
    what_is_selected_on_an_interface_is_shown;
    a_subscription_hears_only_the_rooms_it_names;
    coming_and_going_take_effect_at_once;
    a_stay_of_a_moment_is_told_whole;
    every_device_hears_the_same;
    counts_are_exact_for_who_comes_into_a_flood;
}

async fn hears_some(person: &Person, rooms: &[&Room]) -> Feed {
    person.subscribes(SOME, json!({"rooms": rooms})).await
}

/// The next event's room and number.
async fn place(feed: &mut Feed) -> (String, i64) {
    let event = feed.next().await;
    (text(&event, "roomId").to_owned(), seq(&event))
}

async fn what_is_selected_on_an_interface_is_shown(spark: Spark) {
    let [alice, bob] = spark.users(["alice", "bob"]).await;
    let room = alice.creates_room("PRIVATE", "Kitchen", &[&bob]).await;
    let rooms = "subscription { roomEvents { __typename ...Event } }
        fragment Event on RoomEvent { seq room { ... on Node { id } } ... on MessageSent { message { ...Id } } }
        fragment Id on Node { id }";
    let own = "subscription { userEvents { __typename ... on UserEvent { occurredAt } } }";
    let mut bobs = bob.subscribes(rooms, json!({})).await;
    let mut bobs_own = bob.subscribes(own, json!({})).await;
    let sent = alice.sends(&room, "soup").await;
    let shown = json!({"__typename": "MessageSent", "seq": 3, "room": {"id": room}, "message": {"id": sent["id"]}});
    assert_eq!(bobs.next().await, shown);
    let own = bobs_own.next().await;
    assert!(own["__typename"] == "UnreadCountChanged" && own["occurredAt"].is_string(), "{own}");
}

async fn a_subscription_hears_only_the_rooms_it_names(spark: Spark) {
    let [alice, bob] = spark.users(["alice", "bob"]).await;
    let one = alice.creates_room("PRIVATE", "One", &[&bob]).await;
    let two = alice.creates_room("PUBLIC", "Two", &[&bob]).await;
    let three = alice.creates_room("PRIVATE", "Three", &[&bob]).await;
    let mut first = hears_some(&bob, &[&one]).await;
    let mut both = hears_some(&bob, &[&one, &two]).await;
    let mut none = hears_some(&bob, &[]).await;
    alice.sends(&three, "3").await;
    alice.sends(&two, "2").await;
    alice.sends(&one, "1").await;
    assert_eq!(place(&mut first).await, (one.clone(), 3));
    assert_eq!(place(&mut both).await, (two.clone(), 3));
    assert_eq!(place(&mut both).await, (one.clone(), 3));
    // A cursor of a room that is not named is passed over.
    let query = format!(
        "subscription($rooms: [ID!], $resume: [RoomCursor!]) {{
           roomEvents(roomIds: $rooms, resume: $resume) {{ {NUMBERS} }} }}"
    );
    let cursors = json!([{"roomId": two, "fromSeq": 1}, {"roomId": one, "fromSeq": 3}]);
    let mut resumed = bob.subscribes(&query, json!({"rooms": [one], "resume": cursors})).await;
    assert_eq!(place(&mut resumed).await, (one.clone(), 3));
    // Out of a named room and back: nothing between, and nothing of a room that was not named.
    let left = bob.leaves(&two).await;
    alice.sends(&two, "gone").await;
    alice.creates_room("PRIVATE", "Four", &[&bob]).await;
    let joined = bob.joins(&two).await;
    assert_eq!(place(&mut both).await, (two.clone(), left));
    assert_eq!(place(&mut both).await, (two.clone(), joined["seq"].as_i64().unwrap()));
    alice.sends(&one, "last").await;
    for feed in [&mut first, &mut both, &mut resumed] {
        assert_eq!(place(feed).await, (one.clone(), 4));
    }
    none.socket.say(json!({"type": "ping"})).await;
    assert_eq!(none.socket.hear().await["type"], "pong", "no room named is no room heard");
}

async fn coming_and_going_take_effect_at_once(spark: Spark) {
    let [alice, bob, carol] = spark.users(["alice", "bob", "carol"]).await;
    let square = alice.creates_room("PUBLIC", "Square", &[&carol]).await;
    let mut bobs = bob.hears_rooms().await;
    alice.sends(&square, "not for Bob").await;
    // Brought in, come by himself, gone, put out: each begins and ends what he hears.
    let kitchen = alice.creates_room("PRIVATE", "Kitchen", &[&bob]).await;
    assert_eq!(place(&mut bobs).await, (kitchen.clone(), 2));
    let own = bob.creates_room("PRIVATE", "Desk", &[]).await;
    assert_eq!(place(&mut bobs).await, (own, 1));
    for _ in 0..3 {
        let joined = bob.joins(&square).await["seq"].as_i64().unwrap();
        alice.sends(&square, "for Bob as well").await;
        let left = bob.leaves(&square).await;
        carol.sends(&square, "not for Bob").await;
        for seq in joined..=left {
            assert_eq!(place(&mut bobs).await, (square.clone(), seq));
        }
    }
    alice.sends(&kitchen, "soup").await;
    assert_eq!(place(&mut bobs).await, (kitchen.clone(), 3));
    let removed = alice.removes(&kitchen, &bob).await;
    alice.sends(&kitchen, "all for us").await;
    assert_eq!(place(&mut bobs).await, (kitchen, removed));
    let joined = bob.joins(&square).await["seq"].as_i64().unwrap();
    assert_eq!(place(&mut bobs).await, (square, joined));
}

async fn a_stay_of_a_moment_is_told_whole(spark: Spark) {
    let [alice, bob] = spark.users(["alice", "bob"]).await;
    let query = "subscription { userEvents { __typename
        ... on MembershipAdded { membership { id permissions room { name latestSeq } } }
        ... on MembershipRemoved { membershipId } } }";
    let mut bobs = bob.subscribes(query, json!({})).await;
    let moments = join_all((0..40).map(async |n| {
        let room = alice.creates_room("PRIVATE", &format!("Room {n}"), &[&bob]).await;
        alice.removes(&room, &bob).await;
    }));
    let heard = async {
        let (mut inside, mut over) = (Vec::<Value>::new(), 0);
        while over < 40 {
            let event = bobs.next().await;
            if event["__typename"] == "MembershipAdded" {
                assert!(event["membership"]["room"]["name"].is_string(), "{event}");
                inside.push(event["membership"]["id"].clone());
            } else {
                assert!(inside.contains(&event["membershipId"]), "{event}");
                over += 1;
            }
        }
    };
    tokio::join!(moments, heard);
}

async fn every_device_hears_the_same(spark: Spark) {
    let [alice, bob] = spark.users(["alice", "bob"]).await;
    let room = alice.creates_room("PUBLIC", "Square", &[&bob]).await;
    let query = format!("subscription {{ roomEvents {{ {NUMBERS} }} }}");
    let (mut phone, mut notebook) = (bob.hears_rooms().await, bob.subscribes(&query, json!({})).await);
    // Twice on one socket as well.
    let mut tablet = bob.connects().await;
    let twins = [tablet.begins(&query, json!({})).await, tablet.begins(&query, json!({})).await];
    for id in &twins {
        assert_eq!(tablet.hears(id).await["payload"]["data"]["roomEvents"]["__typename"], "StreamReady");
    }
    let from = latest(&bob, &room).await + 1;
    tokio::join!(floods(&alice, &room, 20), floods(&bob, &room, 20));
    // What one device does is heard by the others, and by itself.
    let left = bob.leaves(&room).await;
    for number in from..=left {
        for feed in [&mut phone, &mut notebook] {
            assert_eq!(place(feed).await, (room.clone(), number));
        }
        for id in &twins {
            assert_eq!(seq(&tablet.hears(id).await["payload"]["data"]["roomEvents"]), number);
        }
    }
    let back = bob.joins(&room).await;
    for feed in [&mut phone, &mut notebook] {
        assert_eq!(feed.next().await["seq"], back["seq"]);
    }
}

async fn counts_are_exact_for_who_comes_into_a_flood(spark: Spark) {
    let [alice, bob, carol] = spark.users(["alice", "bob", "carol"]).await;
    let room = alice.creates_room("PRIVATE", "Square", &[&bob, &carol]).await;
    // Somebody listens all the time, so that the room's feed goes on while others come.
    let _witness = carol.hears_rooms().await;
    let last = async {
        tokio::join!(floods(&alice, &room, 60), floods(&carol, &room, 60));
        seq(&alice.sends(&room, END).await)
    };
    let query = "subscription { userEvents { __typename
        ... on UnreadCountChanged { unreadCount asOfSeq lastReadSeq } } }";
    let comings = async {
        for _ in 0..10 {
            // Nobody else listens for Bob, so that each coming reads his positions anew.
            let mut feed = bob.subscribes(query, json!({})).await;
            feed.until("UnreadCountChanged").await;
            drop(feed);
            subscriptions_are(&spark, 1).await;
        }
        bob.subscribes(query, json!({})).await
    };
    let (last, mut feed) = tokio::join!(last, comings);
    let read = bob.marks_read(&room, 3).await;
    let mut unread = feed.next().await;
    while unread["lastReadSeq"] != 3 {
        assert!(unread["unreadCount"].as_i64().unwrap() >= 0, "{unread}");
        unread = feed.next().await;
    }
    assert_eq!((&unread["unreadCount"], &unread["asOfSeq"]), (&read["unreadCount"], &json!(last)));
}
