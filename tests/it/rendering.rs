//! An event is rendered once for all who asked the same, and for each alone when it depends on who looks.

use crate::harness::{Feed, Spark, on_both, person::FEED_ITEM};
use serde_json::{Value, json};

on_both! {
    an_event_is_rendered_once_for_all_its_readers;
    what_depends_on_the_viewer_is_rendered_for_each;
    what_is_read_of_the_room_is_rendered_once_for_its_members;
    who_has_left_does_not_make_the_members_render_alone;
    filters_do_not_make_another_operation;
    who_cannot_be_shown_an_event_is_told_to_read_it;
    a_root_field_may_stand_in_a_fragment;
    a_costly_selection_is_refused;
}

async fn renders(spark: &Spark) -> i64 {
    spark.metric("renders_total").await
}

async fn an_event_is_rendered_once_for_all_its_readers(spark: Spark) {
    let [alice, bob, carol] = spark.users(["alice", "bob", "carol"]).await;
    let room = alice.creates_room("PRIVATE", "Kitchen", &[&bob, &carol]).await;
    let mut feeds = Vec::new();
    for person in [&alice, &bob, &carol, &bob, &carol] {
        feeds.push(person.hears_rooms().await);
    }
    let before = renders(&spark).await;
    alice.sends(&room, "once").await;
    for feed in &mut feeds {
        assert_eq!(feed.next().await["message"]["body"], "once");
    }
    assert_eq!(renders(&spark).await - before, 1);
}

async fn what_depends_on_the_viewer_is_rendered_for_each(spark: Spark) {
    let [alice, bob, carol] = spark.users(["alice", "bob", "carol"]).await;
    let room = alice.creates_room("PRIVATE", "Kitchen", &[&bob, &carol]).await;
    let query = "subscription { roomEvents { __typename ... on MessageSent {
        room { viewerMembership { unreadCount lastReadSeq } } message { body } } } }";
    let (mut bobs, mut carols) = (bob.subscribes(query, json!({})).await, carol.subscribes(query, json!({})).await);
    let first = alice.sends(&room, "one").await;
    for feed in [&mut bobs, &mut carols] {
        assert_eq!(feed.next().await["room"]["viewerMembership"]["unreadCount"], 1);
    }
    bob.marks_read(&room, first["seq"].as_i64().unwrap()).await;
    alice.sends(&room, "two").await;
    assert_eq!(bobs.next().await["room"]["viewerMembership"]["unreadCount"], 1);
    assert_eq!(carols.next().await["room"]["viewerMembership"]["unreadCount"], 2);
}

async fn what_is_read_of_the_room_is_rendered_once_for_its_members(spark: Spark) {
    let [alice, bob, carol] = spark.users(["alice", "bob", "carol"]).await;
    let room = alice.creates_room("PRIVATE", "Kitchen", &[&bob, &carol]).await;
    let query = "subscription { roomEvents { __typename ... on RoomEvent { seq
        room { messages(last: 2) { nodes { body } } members(first: 3) { nodes { lastReadSeq user { username } } } } } } }";
    let mut feeds = Vec::new();
    for person in [&alice, &bob, &carol, &bob, &carol] {
        feeds.push(person.subscribes(query, json!({})).await);
    }
    let mut before = renders(&spark).await;
    for body in ["one", "two", "three"] {
        alice.sends(&room, body).await;
        for feed in &mut feeds {
            assert_eq!(feed.next().await["room"]["messages"]["nodes"][1]["body"], body);
        }
        let now = renders(&spark).await;
        assert_eq!(now - before, 1);
        before = now;
    }
    // Who goes by it is none of them any more, and is shown what the event holds.
    let seq = carol.leaves(&room).await;
    for (n, feed) in feeds.iter_mut().enumerate() {
        let event = feed.next().await;
        let is_carols = [2, 4].contains(&n);
        assert_eq!((&event["seq"], event["room"]["messages"]["nodes"] == json!([])), (&json!(seq), is_carols));
    }
}

async fn who_has_left_does_not_make_the_members_render_alone(spark: Spark) {
    let [alice, bob, carol] = spark.users(["alice", "bob", "carol"]).await;
    let room = alice.creates_room("PRIVATE", "Kitchen", &[&bob, &carol]).await;
    let query = "subscription { roomEvents { __typename ... on RoomEvent { seq room { messages(last: 2) { nodes { body } } } } } }";
    // Carol has so many that one of hers is likely to be the first that is rendered.
    let mut feeds = Vec::new();
    for person in [&carol, &carol, &carol, &carol, &carol, &carol, &alice, &bob, &alice, &bob] {
        feeds.push(person.subscribes(query, json!({})).await);
    }
    for _ in 0..4 {
        let before = renders(&spark).await;
        let seq = carol.leaves(&room).await;
        for feed in &mut feeds {
            assert_eq!(feed.next().await["seq"], seq);
        }
        assert_eq!(renders(&spark).await - before, 6 + 1, "each of Carol's, and one for all who stay");
        let seq = alice.adds(&room, &[&carol]).await;
        for feed in &mut feeds {
            assert_eq!(feed.next().await["seq"], seq);
        }
    }
}

async fn filters_do_not_make_another_operation(spark: Spark) {
    let [alice, bob] = spark.users(["alice", "bob"]).await;
    let room = alice.creates_room("PRIVATE", "Kitchen", &[&bob]).await;
    let query = format!(
        "subscription($rooms: [ID!], $resume: [RoomCursor!]) {{ roomEvents(roomIds: $rooms, resume: $resume) {{ {FEED_ITEM} }} }}"
    );
    let mut all = alice.subscribes(&query, json!({})).await;
    let mut named = bob.subscribes(&query, json!({"rooms": [room]})).await;
    let before = renders(&spark).await;
    alice.sends(&room, "once").await;
    assert_eq!(all.next().await, named.next().await);
    assert_eq!(renders(&spark).await - before, 1);
}

async fn who_cannot_be_shown_an_event_is_told_to_read_it(spark: Spark) {
    let [alice, bob, carol] = spark.users(["alice", "bob", "carol"]).await;
    let room = alice.creates_room("PRIVATE", "Kitchen", &[&bob, &carol]).await;
    let query = "subscription { roomEvents { __typename ... on RoomEvent { seq } ... on SyncRequired { fromSeq toSeq }
        ... on MessageSent { room { members(first: 5) { nodes { user { username } } } } } } }";
    let (mut curious, mut plain) = (bob.subscribes(query, json!({})).await, bob.hears_rooms().await);
    // What the database holds of Carol can't be read: sending does not need it, Bob's selection does.
    spark.database.execute("UPDATE users SET role = 'NONSENSE' WHERE username = 'carol'").await;
    let seq = alice.sends(&room, "soup?").await["seq"].clone();
    assert_eq!(curious.next().await, json!({"__typename": "SyncRequired", "fromSeq": seq, "toSeq": seq}));
    assert_eq!(plain.next().await["message"]["body"], "soup?");
    spark.database.execute("UPDATE users SET role = 'MEMBER' WHERE username = 'carol'").await;
    alice.sends(&room, "at noon").await;
    assert_eq!(curious.next().await["room"]["members"]["nodes"].as_array().unwrap().len(), 3);
    assert_eq!(bob.syncs(&room, seq.as_i64().unwrap()).await.len(), 2);
}

async fn a_root_field_may_stand_in_a_fragment(spark: Spark) {
    let alice = spark.user("alice").await;
    let room = alice.creates_room("PRIVATE", "Kitchen", &[]).await;
    let query = "subscription { ...Feed } fragment Feed on Subscription { heard: roomEvents { __typename
        ... on MessageSent { message { ...Text } } } } fragment Text on Message { body }";
    let mut feed = alice.subscribes(query, json!({})).await;
    alice.sends(&room, "hello").await;
    assert_eq!(feed.next().await["message"]["body"], "hello");
    let two = "subscription { userEvents { __typename } roomEvents { __typename } }";
    let mut refused = Feed::begin(alice.connects().await, two, json!({})).await;
    let error = refused.next().await;
    assert_eq!(
        (&error["type"], &error["payload"][0]["extensions"]["code"]),
        (&json!("error"), &json!("INVALID_INPUT"))
    );
}

async fn a_costly_selection_is_refused(spark: Spark) {
    let alice = spark.user("alice").await;
    let costly =
        "query($n: Int!) { memberships(first: $n) { nodes { room { messages(first: $n) { nodes { id } } } } } }";
    assert_eq!(alice.is_refused(costly, json!({"n": 100})).await, "TOO_LARGE");
    assert_eq!(alice.reads(costly, json!({"n": 50})).await["memberships"]["nodes"], json!([]));
    let in_events =
        "subscription { roomEvents { ... on RoomEvent { room { messages(first: 200) { nodes { replies(first: 200)
        { nodes { id } } } } } } } }";
    let mut refused = Feed::begin(alice.connects().await, in_events, json!({})).await;
    let error: Value = refused.next().await;
    assert_eq!((&error["type"], &error["payload"][0]["extensions"]["code"]), (&json!("error"), &json!("TOO_LARGE")));
}
