//! Finding rooms to join, and people to talk with.

use crate::harness::{Person, Spark, on_both};
use serde_json::{Value, json};

on_both! {
    public_rooms_are_found_by_a_part_of_their_name;
    public_rooms_are_read_page_by_page_both_ways;
    people_are_found_by_how_their_names_begin;
    people_are_read_page_by_page;
    what_cannot_be_found_is_not_there;
}

fn names(nodes: &Value, field: &str) -> Vec<String> {
    nodes.as_array().unwrap().iter().map(|node| node[field].as_str().unwrap().to_owned()).collect()
}

async fn rooms(person: &Person, search: Value) -> Vec<String> {
    let query = "query($search: String) { publicRooms(search: $search) { nodes { name } } }";
    names(&person.reads(query, json!({"search": search})).await["publicRooms"]["nodes"], "name")
}

async fn public_rooms_are_found_by_a_part_of_their_name(spark: Spark) {
    let [alice, eve] = spark.users(["alice", "eve"]).await;
    for name in ["100% Rust", "100 Rusty", "snake_case", "snakeXcase", "Wow!", "GROẞE STRAẞE"] {
        alice.creates_room("PUBLIC", name, &[]).await;
    }
    let secret = alice.creates_room("PRIVATE", "Rust secrets", &[]).await;
    let closed = alice.creates_room("PUBLIC", "Rust of old", &[]).await;
    alice.does("archiveRoom", json!({"roomId": closed}), "").await;
    let finds = async |search: &str| rooms(&eve, json!(search)).await;
    assert_eq!(finds("rust").await, ["100% Rust", "100 Rusty"], "PRIVATE ones never, none that nobody can join");
    assert_eq!(rooms(&alice, json!("rust")).await, finds("RUST").await, "also not one's own");
    assert_eq!(finds("100%").await, ["100% Rust"]);
    assert_eq!(finds("%").await, ["100% Rust"]);
    assert_eq!(finds("_").await, ["snake_case"]);
    assert_eq!(finds("e_c").await, ["snake_case"]);
    assert_eq!(finds("w!").await, ["Wow!"]);
    assert_eq!(finds("grosse strasse").await, ["GROẞE STRAẞE"]);
    assert_eq!(finds("nothing").await, [""; 0]);
    assert_eq!(rooms(&eve, Value::Null).await.len(), 6);
    assert_eq!(finds("").await.len(), 6);
    // A room that becomes PUBLIC, or is renamed, is found as it is now.
    alice.does("updateRoom", json!({"roomId": secret, "kind": "PUBLIC", "name": "Iron oxide"}), "").await;
    assert_eq!(finds("oxide").await, ["Iron oxide"]);
    assert_eq!(finds("secrets").await, [""; 0]);
}

async fn public_rooms_are_read_page_by_page_both_ways(spark: Spark) {
    let [alice, eve] = spark.users(["alice", "eve"]).await;
    for n in 1..=5 {
        alice.creates_room("PUBLIC", &format!("room {n}"), &[]).await;
        alice.creates_room("PRIVATE", &format!("room of mine {n}"), &[]).await;
    }
    let page = async |arguments: &str| {
        let query = format!(
            "{{ publicRooms(search: \"room\" {arguments}) {{ nodes {{ name }} edges {{ cursor node {{ name }} }}
               pageInfo {{ hasNextPage hasPreviousPage startCursor endCursor }} }} }}"
        );
        eve.reads(&query, json!({})).await["publicRooms"].clone()
    };
    let shows = |page: &Value, expected: &[&str], previous: bool, next: bool| {
        assert_eq!(names(&page["nodes"], "name"), expected);
        assert_eq!(page["pageInfo"]["hasPreviousPage"], previous);
        assert_eq!(page["pageInfo"]["hasNextPage"], next);
    };
    let first = page("first: 2").await;
    shows(&first, &["room 1", "room 2"], false, true);
    let second = page(&format!("first: 2 after: {}", first["pageInfo"]["endCursor"])).await;
    shows(&second, &["room 3", "room 4"], true, true);
    let third = page(&format!("first: 2 after: {}", second["pageInfo"]["endCursor"])).await;
    shows(&third, &["room 5"], true, false);
    let last = page("last: 2").await;
    shows(&last, &["room 4", "room 5"], true, false);
    let before = page(&format!("last: 2 before: {}", last["pageInfo"]["startCursor"])).await;
    shows(&before, &["room 2", "room 3"], true, true);
    for wrong in ["first: 0", "first: 201", "last: -1", "first: 1 last: 1", "after: \"x\"", "before: \"\""] {
        let query = format!("{{ publicRooms({wrong}) {{ nodes {{ id }} }} }}");
        assert_eq!(eve.is_refused(&query, json!({})).await, "INVALID_INPUT", "{wrong}");
    }
}

async fn people(person: &Person, search: &str) -> Vec<String> {
    let query = "query($search: String!) { users(search: $search) { nodes { username } } }";
    names(&person.reads(query, json!({"search": search})).await["users"]["nodes"], "username")
}

async fn people_are_found_by_how_their_names_begin(spark: Spark) {
    let [alice, bob] = spark.users(["Alice", "bob"]).await;
    spark.users(["alan", "al_fresco", "Straßer", "zoe"]).await;
    bob.does("updateProfile", json!({"displayName": "Ålesund Al"}), "").await;
    let zoe = async |name: &str| {
        let login = "mutation($input: LoginInput!) { login(input: $input) { session { token user { id } } } }";
        let input = json!({"input": {"username": "zoe", "password": crate::harness::person::PASSWORD}});
        let session = spark.post(None, login, input).await["data"]["login"]["session"].clone();
        let zoe =
            Person::new(&spark, "zoe", session["user"]["id"].as_str().unwrap(), session["token"].as_str().unwrap());
        zoe.does("updateProfile", json!({"displayName": name}), "").await;
    };
    zoe("ALBERTA 100%").await;
    let finds = async |search: &str| people(&alice, search).await;
    assert_eq!(finds("al").await, ["al_fresco", "alan", "Alice", "zoe"], "by username or display name, each once");
    assert_eq!(finds("AL").await, finds("al").await);
    assert_eq!(finds("al_").await, ["al_fresco"]);
    assert_eq!(finds("al%").await, [""; 0]);
    assert_eq!(finds("ålesund").await, ["bob"]);
    assert_eq!(finds("A\u{30A}lesund").await, ["bob"], "however it is written");
    assert_eq!(finds("strasse").await, ["Straßer"]);
    assert_eq!(finds("lice").await, [""; 0], "by the beginning only");
    // Who has another name is found by it, and by the old one no more.
    zoe("Zoë").await;
    assert_eq!(finds("alb").await, [""; 0]);
    assert_eq!(finds("ZOË").await, ["zoe"]);
    let by_name = "query($name: String!) { user(username: $name) { username } }";
    assert_eq!(alice.reads(by_name, json!({"name": "STRASSER"})).await["user"]["username"], "Straßer");
    assert_eq!(alice.reads(by_name, json!({"name": "strasse"})).await["user"], Value::Null);
}

async fn people_are_read_page_by_page(spark: Spark) {
    let alice = spark.user("alice").await;
    spark.users(["user5", "user3", "user1", "user4", "user2"]).await;
    let (mut after, mut found) = (Value::Null, Vec::new());
    for (more, before) in [(true, false), (true, true), (false, true)] {
        let query = "query($after: String) { users(search: \"user\", first: 2, after: $after) {
            nodes { username } edges { cursor } pageInfo { hasNextPage hasPreviousPage endCursor } } }";
        let page = alice.reads(query, json!({"after": after})).await["users"].clone();
        found.extend(names(&page["nodes"], "username"));
        assert_eq!(
            (&page["pageInfo"]["hasNextPage"], &page["pageInfo"]["hasPreviousPage"]),
            (&json!(more), &json!(before))
        );
        after = page["pageInfo"]["endCursor"].clone();
    }
    assert_eq!(found, ["user1", "user2", "user3", "user4", "user5"]);
    for first in [0, 201, -1] {
        let query = format!("{{ users(search: \"\", first: {first}) {{ nodes {{ id }} }} }}");
        assert_eq!(alice.is_refused(&query, json!({})).await, "INVALID_INPUT");
    }
}

/// Texts that no name holds and that a database may choke on.
async fn what_cannot_be_found_is_not_there(spark: Spark) {
    let alice = spark.user("alice").await;
    alice.creates_room("PUBLIC", "Square", &[]).await;
    let long = "x".repeat(100_000);
    let by_name = "query($name: String!) { user(username: $name) { username } }";
    for text in ["a\0b", "\0", &long, "\u{10FFFF}", "\\", "'", "\""] {
        assert_eq!(rooms(&alice, json!(text)).await, [""; 0]);
        assert_eq!(people(&alice, text).await, [""; 0]);
        assert_eq!(alice.reads(by_name, json!({"name": text})).await["user"], Value::Null);
        let login = "mutation($input: LoginInput!) { login(input: $input) { error { code } } }";
        let input = json!({"input": {"username": text, "password": "correct horse"}});
        let answer = spark.post(None, login, input).await;
        assert_eq!(answer["data"]["login"]["error"]["code"], "UNAUTHENTICATED");
    }
    let after = "query($after: String) { users(search: \"\", after: $after) { nodes { username } } }";
    assert_eq!(alice.is_refused(after, json!({"after": "a\0b"})).await, "INVALID_INPUT");
}
