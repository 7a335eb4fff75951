//! Whom one talks with, and who is in a room.

use crate::{
    costs::{seeds_members, seeds_rooms, seeds_users},
    harness::{Person, Spark, on_both, person::Room},
};
use serde_json::{Value, json};

on_both! {
    a_direct_room_is_called_by_the_other_person;
    a_member_is_found_by_the_user;
    peers_and_members_of_many_rooms_cost_the_same;
    people_are_read_page_by_page_both_ways;
}

async fn direct(one: &Person, other: &Person) -> Room {
    let opened = one.does("openDirectRoom", json!({"userId": other.id}), "room { id }").await;
    opened["room"]["id"].as_str().unwrap().to_owned()
}

async fn a_direct_room_is_called_by_the_other_person(spark: Spark) {
    let [alice, bob] = spark.users(["alice", "bob"]).await;
    let direct = direct(&alice, &bob).await;
    let private = alice.creates_room("PRIVATE", "Kitchen", &[&bob]).await;
    let public = alice.creates_room("PUBLIC", "Square", &[]).await;
    let peer = async |person: &Person, room: &Room| {
        let query = "query($id: ID!) { room(id: $id) { viewerPeer { id username } } }";
        person.reads(query, json!({"id": room})).await["room"]["viewerPeer"].clone()
    };
    assert_eq!(peer(&alice, &direct).await, json!({"id": bob.id, "username": "bob"}));
    assert_eq!(peer(&bob, &direct).await, json!({"id": alice.id, "username": "alice"}));
    for room in [&private, &public] {
        assert_eq!(peer(&alice, room).await, Value::Null);
    }
    // Each of the two hears of the other, in one and the same event.
    let query = "subscription { roomEvents { __typename ... on MessageSent { room { viewerPeer { username } } } } }";
    let (mut alices, mut bobs) = (alice.subscribes(query, json!({})).await, bob.subscribes(query, json!({})).await);
    bob.sends(&direct, "psst").await;
    assert_eq!(alices.next().await["room"]["viewerPeer"]["username"], "bob");
    assert_eq!(bobs.next().await["room"]["viewerPeer"]["username"], "alice");
}

async fn a_member_is_found_by_the_user(spark: Spark) {
    let [alice, bob, eve] = spark.users(["alice", "bob", "eve"]).await;
    let room = alice.creates_room("PUBLIC", "Square", &[&bob]).await;
    let member = async |person: &Person, user: &str| {
        let query = "query($id: ID!, $user: ID!) { room(id: $id) { member(userId: $user) { id role user { username } lastReadSeq } } }";
        person.reads(query, json!({"id": room, "user": user})).await["room"]["member"].clone()
    };
    let found = member(&eve, &bob.id).await;
    assert_eq!((&found["role"], &found["user"]["username"]), (&json!("MEMBER"), &json!("bob")));
    for nobody in [eve.id.as_str(), "user_nobody", "", room.as_str(), "a\0b"] {
        assert_eq!(member(&alice, nobody).await, Value::Null, "{nobody}");
    }
    alice.makes(&room, &bob, "MODERATOR").await;
    assert_eq!(member(&eve, &bob.id).await["role"], "MODERATOR");
    bob.leaves(&room).await;
    assert_eq!(member(&eve, &bob.id).await, Value::Null);
    let hidden = alice.creates_room("PRIVATE", "Attic", &[]).await;
    let query = "query($id: ID!, $user: ID!) { room(id: $id) { member(userId: $user) { id } } }";
    assert_eq!(eve.reads(query, json!({"id": hidden, "user": alice.id})).await["room"], Value::Null);
}

async fn peers_and_members_of_many_rooms_cost_the_same(spark: Spark) {
    let mut costs = Vec::new();
    for rooms in [3, 30] {
        let spark = Spark::start(spark.database.engine).await;
        let alice = spark.user("alice").await;
        seeds_users(&spark, rooms * 5).await;
        seeds_rooms(&spark, &alice, rooms).await;
        // Rooms of two: of each only its first five posts' people are left out.
        spark.database.execute("DELETE FROM memberships WHERE user_id % 5 <> 1 AND user_id < 1000000; UPDATE rooms SET kind = 'DIRECT', name = NULL").await;
        let query = "query($me: ID!) { memberships { nodes { room { viewerPeer { username } viewerPermissions
            member(userId: $me) { role } messages(around: 3, first: 2) { nodes { previousSeq } } } } } }";
        let before = spark.server.statements();
        let found = alice.reads(query, json!({"me": alice.id})).await["memberships"]["nodes"].clone();
        costs.push(spark.server.statements() - before);
        let found = found.as_array().unwrap();
        assert_eq!(u32::try_from(found.len()), Ok(rooms));
        for node in found {
            let room = &node["room"];
            assert!(room["viewerPeer"]["username"].is_string() && room["member"]["role"] == "OWNER", "{room}");
            assert_eq!(room["messages"]["nodes"], json!([{"previousSeq": 1}, {"previousSeq": 2}]));
        }
    }
    assert_eq!(costs[0], costs[1]);
    // The list of a large room is not read for one of its members.
    let [alice, bob] = spark.users(["alice", "bob"]).await;
    let room = alice.creates_room("PRIVATE", "Hall", &[&bob]).await;
    seeds_users(&spark, 1_000).await;
    seeds_members(&spark, &room, 1_000).await;
    let query = "query($id: ID!, $user: ID!) { room(id: $id) { member(userId: $user) { role } } }";
    assert_eq!(alice.reads(query, json!({"id": room, "user": bob.id})).await["room"]["member"]["role"], "MEMBER");
}

async fn people_are_read_page_by_page_both_ways(spark: Spark) {
    let alice = spark.user("alice").await;
    spark.users(["user5", "user3", "user1", "user4", "user2"]).await;
    let page = async |arguments: &str| {
        let query = format!(
            "{{ users(search: \"user\" {arguments}) {{ nodes {{ username }} pageInfo {{ hasNextPage hasPreviousPage startCursor endCursor }} }} }}"
        );
        let page = alice.reads(&query, json!({})).await["users"].clone();
        let names: Vec<_> = page["nodes"]
            .as_array()
            .unwrap()
            .iter()
            .map(|node| node["username"].as_str().unwrap().to_owned())
            .collect();
        let info = page["pageInfo"].clone();
        (names, info["hasPreviousPage"] == true, info["hasNextPage"] == true, info)
    };
    let (names, previous, next, info) = page("last: 2").await;
    assert_eq!((names, previous, next), (vec!["user4".to_owned(), "user5".into()], true, false));
    let (names, previous, next, info) = page(&format!("last: 2 before: {}", info["startCursor"])).await;
    assert_eq!((names, previous, next), (vec!["user2".to_owned(), "user3".into()], true, true));
    let (names, previous, next, _) = page(&format!("last: 2 before: {}", info["startCursor"])).await;
    assert_eq!((names, previous, next), (vec!["user1".to_owned()], false, true));
    let (names, previous, next, _) = page(&format!("first: 9 after: {} before: \"user5\"", info["startCursor"])).await;
    assert_eq!((names, previous, next), (vec!["user3".to_owned(), "user4".into()], true, false));
    for wrong in ["first: 1 last: 1", "last: 0", "last: 201", "before: \"a\\u0000b\""] {
        let query = format!("{{ users(search: \"\" {wrong}) {{ nodes {{ id }} }} }}");
        assert_eq!(alice.is_refused(&query, json!({})).await, "INVALID_INPUT", "{wrong}");
    }
}
