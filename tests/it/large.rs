//! A room of ten thousand: whatever one person does in it costs what it costs in a room of ten.

use crate::harness::{Person, Spark, on_both, person::Room};
use serde_json::{Value, json};
use std::time::{Duration, Instant};

on_both! {
    what_one_person_does_costs_the_same_in_a_room_of_ten_thousand;
    the_member_list_is_read_page_by_page;
}

/// Long for one statement more or less, short for ten thousand rows that pass through the server.
const QUICK: Duration = Duration::from_secs(2);

/// How many statements it took.
async fn cost<T>(spark: &Spark, what: &str, act: impl Future<Output = T>) -> (String, u64, T) {
    let (before, begun) = (spark.server.statements(), Instant::now());
    let done = act.await;
    assert!(begun.elapsed() < QUICK, "{what} took {:?}", begun.elapsed());
    (what.to_owned(), spark.server.statements() - before, done)
}

const PAGE: &str = "query($room: ID!, $first: Int, $after: String, $last: Int, $before: String) { room(id: $room) {
    members(first: $first, after: $after, last: $last, before: $before) { totalCount
      nodes { id role user { username } } edges { cursor } pageInfo { hasNextPage hasPreviousPage endCursor } } } }";

async fn page(reader: &Person, room: &Room, mut arguments: Value) -> Value {
    arguments["room"] = json!(room);
    reader.reads(PAGE, arguments).await["room"]["members"].clone()
}

/// What people do in a room, and the statements of each.
async fn day(spark: &Spark, room: &Room, [alice, bob, carol]: [&Person; 3], middle: i64) -> Vec<(String, u64)> {
    let mut costs = Vec::new();
    let mut note = |(what, statements, _): (String, u64, Value)| costs.push((what, statements));
    note(cost(spark, "joining", bob.joins(room)).await);
    note(cost(spark, "sending", bob.sends(room, "hello")).await);
    let seq = alice.membership(room).await["latestSeq"].as_i64().unwrap();
    note(cost(spark, "reading", alice.marks_read(room, seq)).await);
    note(cost(spark, "adding", async { json!(alice.adds(room, &[carol]).await) }).await);
    note(cost(spark, "a role", alice.makes(room, carol, "MODERATOR")).await);
    let rename = json!({"roomId": room, "topic": "Many"});
    note(cost(spark, "a topic", alice.does("updateRoom", rename, "seq room { memberCount }")).await);
    note(cost(spark, "removing", async { json!(alice.removes(room, carol).await) }).await);
    note(cost(spark, "leaving", async { json!(bob.leaves(room).await) }).await);
    note(cost(spark, "the first page", page(alice, room, json!({"first": 5}))).await);
    note(cost(spark, "a middle page", page(alice, room, json!({"first": 5, "after": middle.to_string()}))).await);
    note(cost(spark, "the last page", page(alice, room, json!({"last": 5}))).await);
    note(cost(spark, "the room", alice.membership(room)).await);
    note(cost(spark, "signing in", alice.login_sync()).await);
    costs
}

async fn what_one_person_does_costs_the_same_in_a_room_of_ten_thousand(spark: Spark) {
    let [alice, bob, carol] = spark.users(["alice", "bob", "carol"]).await;
    let people = [&alice, &bob, &carol];
    let small = alice.creates_room("PUBLIC", "Ten", &[]).await;
    spark.crowd(&small, 9).await;
    let large = alice.creates_room("PUBLIC", "Ten thousand", &[]).await;
    spark.crowd(&large, 9_999).await;
    assert_eq!(alice.membership(&large).await["memberCount"], 10_000);
    let few = day(&spark, &small, people, 5).await;
    let many = day(&spark, &large, people, 5_000).await;
    assert_eq!(few, many);
}

async fn the_member_list_is_read_page_by_page(spark: Spark) {
    let alice = spark.user("alice").await;
    let room = alice.creates_room("PUBLIC", "Many", &[]).await;
    let bystander = spark.user("bob").await;
    spark.crowd(&room, 450).await;
    let (mut after, mut found) = (Value::Null, Vec::new());
    for (count, more) in [(200, true), (200, true), (51, false)] {
        let members = page(&bystander, &room, json!({"first": 200, "after": after})).await;
        assert_eq!((&members["totalCount"], &members["pageInfo"]["hasNextPage"]), (&json!(451), &json!(more)));
        let nodes = members["nodes"].as_array().unwrap();
        assert_eq!(nodes.len(), count);
        found.extend(nodes.iter().map(|node| node["user"]["username"].as_str().unwrap().to_owned()));
        after = members["pageInfo"]["endCursor"].clone();
    }
    assert_eq!((found[0].as_str(), found[1].as_str(), found[450].as_str()), ("alice", "crowd1", "crowd450"));
    assert_eq!(found.iter().collect::<std::collections::HashSet<_>>().len(), 451);
    let last = page(&bystander, &room, json!({"last": 2})).await;
    assert_eq!(last["nodes"][1]["user"]["username"], "crowd450");
    let before = page(&bystander, &room, json!({"last": 2, "before": last["edges"][0]["cursor"]})).await;
    assert_eq!(before["nodes"][0]["user"]["username"], "crowd447");
    assert_eq!(
        (&before["pageInfo"]["hasNextPage"], &before["pageInfo"]["hasPreviousPage"]),
        (&json!(true), &json!(true))
    );
    for wrong in [json!({"first": 0}), json!({"last": 201}), json!({"first": 1, "last": 1}), json!({"after": "x"})] {
        let mut arguments = wrong;
        arguments["room"] = json!(room);
        assert_eq!(alice.is_refused(PAGE, arguments).await, "INVALID_INPUT");
    }
}
