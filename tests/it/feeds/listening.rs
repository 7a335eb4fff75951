//! What a subscription hears, from its beginning to its end.

use super::{NUMBERS, floods, latest, seq, text};
use crate::harness::{Feed, Person, Spark, eventually, on_both, person::Room};
use futures_util::future::join_all;
use serde_json::{Value, json};

on_both! {
    wrong_subscriptions_get_one_error;
    a_subscription_hears_only_the_rooms_it_names;
    coming_and_going_take_effect_at_once;
    a_stay_of_a_moment_is_told_whole;
    every_device_hears_the_same;
    a_completed_subscription_hears_no_more;
    sockets_that_drop_leave_nothing_behind;
    counts_are_exact_for_who_comes_into_a_flood;
}

const SOME: &str = "subscription($rooms: [ID!]) { roomEvents(roomIds: $rooms) {
    __typename ... on RoomEvent { roomId seq } } }";

async fn hears_some(person: &Person, rooms: &[&Room]) -> Feed {
    person.subscribes(SOME, json!({"rooms": rooms})).await
}

/// The next event's room and number.
async fn place(feed: &mut Feed) -> (String, i64) {
    let event = feed.next().await;
    (text(&event, "roomId").to_owned(), seq(&event))
}

async fn wrong_subscriptions_get_one_error(spark: Spark) {
    let [alice, bob] = spark.users(["alice", "bob"]).await;
    let kitchen = alice.creates_room("PRIVATE", "Kitchen", &[&bob]).await;
    let vault = alice.creates_room("PRIVATE", "Vault", &[]).await;
    let square = alice.creates_room("PUBLIC", "Square", &[]).await;
    let resume = "subscription($resume: [RoomCursor!]) { roomEvents(resume: $resume) { __typename } }";
    let many: Vec<_> = (0..1_001).map(|_| &kitchen).collect();
    let cursors: Vec<_> = many.iter().map(|room| json!({"roomId": room, "fromSeq": 1})).collect();
    let wrong = [
        (SOME, json!({"rooms": [vault]}), "NOT_FOUND"),
        (SOME, json!({"rooms": ["nonsense"]}), "NOT_FOUND"),
        (SOME, json!({"rooms": [square]}), "NOT_A_MEMBER"),
        (SOME, json!({"rooms": [kitchen, square]}), "NOT_A_MEMBER"),
        (SOME, json!({"rooms": [square, vault]}), "NOT_FOUND"),
        (SOME, json!({"rooms": many}), "INVALID_INPUT"),
        (resume, json!({"resume": [{"roomId": kitchen, "fromSeq": 0}]}), "INVALID_INPUT"),
        (resume, json!({"resume": [{"roomId": vault, "fromSeq": 0}]}), "INVALID_INPUT"),
        (resume, json!({"resume": cursors}), "INVALID_INPUT"),
    ];
    let mut socket = bob.connects().await;
    for (query, variables, code) in wrong {
        let id = socket.begins(query, variables).await;
        let error = socket.hear().await;
        assert_eq!((&error["type"], &error["id"]), (&json!("error"), &json!(id)), "{error}");
        assert_eq!(error["payload"][0]["extensions"], json!({"code": code, "action": "ROLLBACK"}), "{error}");
        // Nothing follows it, neither a `complete` nor an event.
        socket.say(json!({"type": "ping"})).await;
        assert_eq!(socket.hear().await["type"], "pong");
    }
    eventually("the end of refused subscriptions", async || match spark.server.subscriptions() {
        0 => Ok(()),
        some => Err(some),
    })
    .await;
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

async fn a_completed_subscription_hears_no_more(spark: Spark) {
    let [alice, bob] = spark.users(["alice", "bob"]).await;
    let room = alice.creates_room("PRIVATE", "Kitchen", &[&bob]).await;
    let mut socket = bob.connects().await;
    let subscribe = |id: &str| json!({"type": "subscribe", "id": id, "payload": {"query": format!("subscription {{ roomEvents {{ {NUMBERS} }} }}")}});
    for _ in 0..3 {
        for id in ["stays", "goes"] {
            if id == "stays" && spark.server.subscriptions() > 0 {
                continue;
            }
            socket.say(subscribe(id)).await;
            let ready = socket.hears(id).await;
            assert_eq!(ready["payload"]["data"]["roomEvents"]["__typename"], "StreamReady", "{ready}");
        }
        let sent = alice.sends(&room, "to both").await;
        for id in ["stays", "goes"] {
            assert_eq!(socket.hears(id).await["payload"]["data"]["roomEvents"]["seq"], sent["seq"]);
        }
        socket.say(json!({"type": "complete", "id": "goes"})).await;
        // The answer to what was said after it tells that it was heard.
        socket.say(json!({"type": "ping"})).await;
        assert_eq!(socket.hear().await["type"], "pong");
        let sent = [alice.sends(&room, "to one").await, alice.sends(&room, "to one").await];
        for message in &sent {
            let event = socket.hear().await;
            assert_eq!(event["id"], "stays", "{event}");
            assert_eq!(event["payload"]["data"]["roomEvents"]["seq"], message["seq"]);
        }
    }
    eventually("one subscription", async || match spark.server.subscriptions() {
        1 => Ok(()),
        other => Err(other),
    })
    .await;
}

async fn sockets_that_drop_leave_nothing_behind(spark: Spark) {
    let [alice, bob] = spark.users(["alice", "bob"]).await;
    let room = alice.creates_room("PRIVATE", "Kitchen", &[&bob]).await;
    let left = async |what: &str, count: usize| {
        eventually(what, async || match spark.server.subscriptions() {
            seen if seen == count => Ok(()),
            seen => Err(seen),
        })
        .await;
    };
    let mut stays = bob.hears_rooms().await;
    for round in 0..5 {
        let feeds = join_all((0..20).map(async |n| {
            let person = if n % 2 == 0 { &alice } else { &bob };
            if n % 3 == 0 { person.hears_own().await } else { person.hears_rooms().await }
        }))
        .await;
        assert_eq!(spark.server.subscriptions(), 21);
        let sent = alice.sends(&room, &format!("{round}")).await;
        // Quiet ones and ones with something unread, without a word.
        drop(feeds);
        left("the end of the dropped sockets", 1).await;
        assert_eq!(stays.next().await["seq"], sent["seq"]);
    }
    drop(stays);
    left("the end of the last socket", 0).await;
}

async fn counts_are_exact_for_who_comes_into_a_flood(spark: Spark) {
    let [alice, bob, carol] = spark.users(["alice", "bob", "carol"]).await;
    let room = alice.creates_room("PRIVATE", "Square", &[&bob, &carol]).await;
    // Somebody listens all the time, so that the room's feed goes on while others come.
    let _witness = carol.hears_rooms().await;
    let last = async {
        tokio::join!(floods(&alice, &room, 60), floods(&carol, &room, 60));
        seq(&alice.sends(&room, "the end").await)
    };
    let query = "subscription { userEvents { __typename
        ... on UnreadCountChanged { unreadCount asOfSeq lastReadSeq } } }";
    let comings = async {
        let mut feeds = Vec::new();
        for _ in 0..10 {
            // Nobody else listens for Bob, so that each coming reads his positions anew.
            let mut feed = bob.subscribes(query, json!({})).await;
            feed.until("UnreadCountChanged").await;
            drop(feed);
            eventually("the end of the dropped socket", async || match spark.server.subscriptions() {
                1 => Ok(()),
                other => Err(other),
            })
            .await;
            feeds.push(());
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
