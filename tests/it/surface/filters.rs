//! The viewer's rooms, as far as somebody wants to see them.

use crate::{
    costs::{seeds_rooms, seeds_users},
    harness::{Person, Spark, on_both},
};
use serde_json::{Value, json};

on_both! {
    a_list_of_rooms_has_those_that_are_asked_for;
    a_filtered_list_is_read_page_by_page;
    what_no_name_holds_is_found_nowhere;
    looking_for_people_costs_one_statement_more;
}

/// The rooms that a filter lets through, by name or person, in their order; and how many there are.
async fn rooms(person: &Person, filter: Value) -> Vec<String> {
    let query = "query($filter: MembershipFilter) { memberships(filter: $filter) { totalCount nodes { room { name viewerPeer { username } } } } }";
    let found = person.reads(query, json!({"filter": filter})).await["memberships"].clone();
    let nodes = found["nodes"].as_array().unwrap();
    assert_eq!(found["totalCount"], nodes.len());
    let name = |node: &Value| {
        let room = &node["room"];
        room["name"].as_str().or(room["viewerPeer"]["username"].as_str()).unwrap().to_owned()
    };
    nodes.iter().map(name).collect()
}

async fn a_list_of_rooms_has_those_that_are_asked_for(spark: Spark) {
    let [alice, bob, carol] = spark.users(["alice", "bob", "carol"]).await;
    carol.does("updateProfile", json!({"displayName": "Zoë Straßer"}), "action").await;
    let square = alice.creates_room("PUBLIC", "GROẞE STRAẞE", &[&bob]).await;
    let kitchen = alice.creates_room("PRIVATE", "Bobsled", &[&bob]).await;
    for other in [&bob, &carol] {
        alice.does("openDirectRoom", json!({"userId": other.id}), "room { id }").await;
    }
    let all = rooms(&alice, Value::Null).await;
    assert_eq!(all, ["carol", "bob", "Bobsled", "GROẞE STRAẞE"]);
    for nothing in [json!({}), json!({"unread": false, "kind": null, "search": ""}), json!({"unread": null})] {
        assert_eq!(rooms(&alice, nothing).await, all);
    }
    assert_eq!(rooms(&alice, json!({"kind": "DIRECT"})).await, ["carol", "bob"]);
    assert_eq!(rooms(&alice, json!({"kind": "PUBLIC"})).await, ["GROẞE STRAẞE"]);
    // By a part of the name, of a DIRECT room of the other's: the viewer's own name finds nothing.
    assert_eq!(rooms(&alice, json!({"search": "BOB"})).await, ["bob", "Bobsled"]);
    assert_eq!(rooms(&alice, json!({"search": "strasse"})).await, ["carol", "GROẞE STRAẞE"]);
    assert_eq!(rooms(&alice, json!({"search": "zoë"})).await, ["carol"]);
    assert_eq!(rooms(&alice, json!({"search": "arol"})).await, ["carol"], "by username as well");
    assert_eq!(rooms(&alice, json!({"search": "alice"})).await, [""; 0]);
    assert_eq!(rooms(&alice, json!({"search": "bob", "kind": "PRIVATE"})).await, ["Bobsled"]);
    assert_eq!(rooms(&bob, json!({"search": "alice"})).await, [""; 0], "nobody has written to him yet");
    // Unread is what the counts say.
    assert_eq!(rooms(&alice, json!({"unread": true})).await, [""; 0]);
    let first = bob.sends(&kitchen, "one").await;
    bob.sends(&square, "two").await;
    assert_eq!(rooms(&alice, json!({"unread": true})).await, ["GROẞE STRAẞE", "Bobsled"]);
    assert_eq!(rooms(&alice, json!({"unread": true, "search": "bob"})).await, ["Bobsled"]);
    assert_eq!(rooms(&bob, json!({"unread": true})).await, [""; 0]);
    alice.marks_read(&kitchen, first["seq"].as_i64().unwrap()).await;
    assert_eq!(rooms(&alice, json!({"unread": true})).await, ["GROẞE STRAẞE"]);
}

async fn a_filtered_list_is_read_page_by_page(spark: Spark) {
    let alice = spark.user("alice").await;
    for n in 0..5 {
        alice.creates_room("PRIVATE", &format!("Kitchen {n}"), &[]).await;
        alice.creates_room("PRIVATE", &format!("Cellar {n}"), &[]).await;
    }
    let (mut after, mut found) = (Value::Null, Vec::new());
    for more in [true, true, false] {
        let query = "query($after: String) { memberships(filter: {search: \"kitchen\"}, first: 2, after: $after) {
            totalCount nodes { room { name } } pageInfo { hasNextPage endCursor } } }";
        let page = alice.reads(query, json!({"after": after})).await["memberships"].clone();
        assert_eq!((&page["totalCount"], &page["pageInfo"]["hasNextPage"]), (&json!(5), &json!(more)));
        found.extend(page["nodes"].as_array().unwrap().iter().map(|node| node["room"]["name"].clone()));
        after = page["pageInfo"]["endCursor"].clone();
    }
    assert_eq!(found, [4, 3, 2, 1, 0].map(|n| json!(format!("Kitchen {n}"))));
}

async fn what_no_name_holds_is_found_nowhere(spark: Spark) {
    let [alice, bob] = spark.users(["alice", "bob"]).await;
    alice.creates_room("PRIVATE", "100% Rust", &[]).await;
    alice.does("openDirectRoom", json!({"userId": bob.id}), "room { id }").await;
    for text in ["a\0b", "\0", &"x".repeat(100_000), "\u{10FFFF}", "\\", "'", "_"] {
        assert_eq!(rooms(&alice, json!({"search": text})).await, [""; 0]);
    }
    assert_eq!(rooms(&alice, json!({"search": "0%"})).await, ["100% Rust"]);
    for wrong in [json!({"kind": "NOPE"}), json!({"unread": "yes"}), json!({"name": "x"}), json!(["x"])] {
        let query = "query($filter: MembershipFilter) { memberships(filter: $filter) { totalCount } }";
        assert_eq!(alice.is_refused(query, json!({"filter": wrong})).await, "INVALID_INPUT");
    }
}

async fn looking_for_people_costs_one_statement_more(spark: Spark) {
    let mut costs = Vec::new();
    for rooms in [3, 300] {
        let spark = Spark::start(spark.database.engine).await;
        let alice = spark.user("alice").await;
        seeds_users(&spark, rooms * 5).await;
        seeds_rooms(&spark, &alice, rooms).await;
        spark.database.execute("DELETE FROM memberships WHERE user_id % 5 <> 1 AND user_id < 1000000; UPDATE rooms SET kind = 'DIRECT', name = NULL").await;
        let mut cost = Vec::new();
        for filter in [json!({}), json!({"search": "user"})] {
            let query = "query($filter: MembershipFilter) { memberships(filter: $filter) { totalCount } }";
            let before = spark.server.statements();
            let found = alice.reads(query, json!({"filter": filter})).await;
            cost.push(spark.server.statements() - before);
            assert_eq!(found["memberships"]["totalCount"], rooms);
        }
        costs.push(cost);
    }
    assert_eq!(costs[0], costs[1]);
    assert_eq!(costs[0][1], costs[0][0] + 1);
}
