//! Pages of what a search finds.

use super::{SEARCH, bodies, finds, finds_in};
use crate::{
    costs::seeds_rooms,
    harness::{Engine, Person, Spark, on_both},
};
use futures_util::future::join_all;
use serde_json::{Value, json};
use spark::ids::{RoomId, UserId};

on_both! {
    pages_hold_all_and_nothing_twice_while_others_send;
    a_page_says_whether_there_is_more;
    who_is_in_many_rooms_finds_what_is_in_them;
}

/// The whole, page by page; `between` happens after each.
async fn all_pages(person: &Person, query: &str, first: usize, between: impl AsyncFn()) -> Vec<String> {
    let (mut all, mut after) = (Vec::new(), Value::Null);
    loop {
        let variables = json!({"query": query, "first": first, "after": after});
        let page = person.reads(SEARCH, variables).await["found"].clone();
        all.extend(bodies(&page));
        assert_eq!(page["pageInfo"]["hasPreviousPage"], !after.is_null());
        if page["pageInfo"]["hasNextPage"] == false {
            return all;
        }
        assert_eq!(page["nodes"].as_array().unwrap().len(), first);
        after = page["pageInfo"]["endCursor"].clone();
        between().await;
    }
}

async fn pages_hold_all_and_nothing_twice_while_others_send(spark: Spark) {
    let [alice, bob] = spark.users(["alice", "bob"]).await;
    let mut rooms = Vec::new();
    for n in 0..4 {
        rooms.push(alice.creates_room("PRIVATE", &format!("Room {n}"), &[&bob]).await);
    }
    let mut before = Vec::new();
    for n in 0..37 {
        let body = format!("apple {n}");
        alice.sends(&rooms[n % rooms.len()], &body).await;
        before.insert(0, body);
    }
    for first in [1, 5, 36, 37, 38] {
        let others_send = async || drop(join_all(rooms.iter().map(|room| bob.sends(room, "apple of later"))).await);
        let found = all_pages(&alice, "apple", first, others_send).await;
        let earlier: Vec<_> = found.into_iter().filter(|body| body != "apple of later").collect();
        // What came later stands above where the reader began, or was there when they did.
        assert_eq!(earlier, before, "{first} at a time");
    }
}

async fn a_page_says_whether_there_is_more(spark: Spark) {
    let alice = spark.user("alice").await;
    let room = alice.creates_room("PRIVATE", "Kitchen", &[]).await;
    for n in 0..3 {
        alice.sends(&room, &format!("apple {n}")).await;
    }
    let page = alice.reads(SEARCH, json!({"query": "apple", "first": 3})).await["found"].clone();
    assert_eq!(page["pageInfo"]["hasNextPage"], false);
    assert_eq!(page["edges"].as_array().unwrap().len(), 3);
    let last = page["edges"][2]["cursor"].clone();
    assert_eq!(page["pageInfo"]["endCursor"], last);
    let after = alice.reads(SEARCH, json!({"query": "apple", "after": last})).await["found"].clone();
    assert_eq!((&after["nodes"], &after["pageInfo"]["endCursor"]), (&json!([]), &Value::Null));
    for wrong in [json!({"query": "apple", "first": 0}), json!({"query": "apple", "first": 201})] {
        assert_eq!(alice.is_refused(SEARCH, wrong).await, "INVALID_INPUT");
    }
    assert_eq!(alice.is_refused(SEARCH, json!({"query": "apple", "after": "x"})).await, "INVALID_INPUT");
}

/// More than FTS5 is asked to merge.
const MANY: u32 = 230;

async fn who_is_in_many_rooms_finds_what_is_in_them(spark: Spark) {
    let [alice, bob] = spark.users(["alice", "bob"]).await;
    crate::costs::seeds_users(&spark, MANY * 5).await;
    seeds_rooms(&spark, &alice, MANY).await;
    let square = bob.creates_room("PUBLIC", "Square", &[]).await;
    let key = square.parse::<RoomId>().unwrap().0;
    let bobs = bob.id.parse::<UserId>().unwrap().0;
    // Old in hers, new in his, and more of these than are looked at first.
    let series = spark.database.series(2_500);
    spark
        .database
        .execute(&format!(
            "UPDATE messages SET body = 'an old pear' WHERE room_id IN (3, 77, 200) AND seq = 2;
             {series} INSERT INTO messages (room_id, seq, updated_seq, actor_id, body, text_count, created_at)
               SELECT {key}, i + 1, i + 1, {bobs}, 'pear', i, 1700000000000000 + i FROM n;
             UPDATE rooms SET latest_seq = 2501, text_count = 2500, newest_message_seq = 2501, last_message_seq = 2501
               WHERE id = {key}"
        ))
        .await;
    // With the start they get their words.
    let spark = spark.restart().await;
    let [alice, bob] = [alice.at(&spark.url), bob.at(&spark.url)];
    assert_eq!(finds(&alice, "pear").await, ["an old pear"; 3]);
    assert_eq!(finds(&alice, "old").await, ["an old pear"; 3]);
    assert_eq!(finds_in(&alice, &square, "old pear").await, super::NOTHING);
    assert_eq!(finds_in(&alice, &square, "pear").await.len(), 50);
    assert_eq!(finds(&bob, "pear").await.len(), 50);
    assert_eq!(all_pages(&alice, "pear", 1, async || ()).await, ["an old pear"; 3]);
    assert_eq!(all_pages(&bob, "pear", 200, async || ()).await.len(), 2_500);
    // As many statements as for one room, where the newest are enough.
    let cost = async |person: &Person, query: &str| {
        let before = spark.server.statements();
        person.reads("query($q: String!) { searchMessages(query: $q) { nodes { body } } }", json!({"q": query})).await;
        spark.server.statements() - before
    };
    let (few, many) = (cost(&bob, "pear").await, cost(&alice, "old").await);
    assert_eq!(few, many);
    assert!(spark.database.engine == Engine::Postgres || cost(&alice, "pear").await == many + 1);
    // One is among those that are looked at first, and the others are not.
    alice.sends(&RoomId(3).to_string(), "a new pear").await;
    assert_eq!(finds(&alice, "pear").await, ["a new pear", "an old pear", "an old pear", "an old pear"]);
    assert_eq!(all_pages(&alice, "pear", 1, async || ()).await.len(), 4);
}
