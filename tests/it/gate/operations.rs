//! A document may hold several operations. One of them runs: only what it reaches counts. Whether the document is valid is a
//! question to all of it.

use super::doors::{Doors, plain, written};
use crate::harness::{Spark, on_sqlite};
use serde_json::{Value, json};

on_sqlite! {
    only_the_operation_that_runs_is_held_against_limits;
    a_document_is_valid_as_a_whole;
    the_operation_is_the_one_that_is_named;
    descriptions_and_names_are_no_values;
}

/// Runs one operation of a document.
fn named(query: &str, name: &str, variables: impl Into<Value>) -> Value {
    json!({"query": query, "operationName": name, "variables": variables.into()})
}

async fn only_the_operation_that_runs_is_held_against_limits(spark: Spark) {
    let alice = spark.user("alice").await;
    let mut doors = Doors::of(&spark, &alice).await;
    let aliases: String = (0..31).map(|n| format!("a{n}: viewer {{ id }} ")).collect();
    let rooms: String = (0..11).map(|n| format!("r{n}: createRoom(input: {{name: \"r\"}}) {{ action }} ")).collect();
    let deep = format!("room(id: \"x\") {{ {} id {} }}", "lastMessage { room { ".repeat(8), "} } ".repeat(8));
    let over = [
        ("TOO_LARGE", format!("query B {{ {aliases} }}")),
        ("TOO_LARGE", format!("query B {{ ...F }} fragment F on Query {{ {aliases} }}")),
        ("TOO_LARGE", format!("query B {{ {deep} }}")),
        ("TOO_LARGE", format!("mutation B {{ {rooms} }}")),
        (
            "TOO_LARGE",
            "query B { memberships(first: 200) { nodes { room { members(first: 200) { nodes { role } } } } } }".into(),
        ),
        ("TOO_LARGE", "query B { __schema { types { interfaces { possibleTypes { interfaces { name } } } } } }".into()),
        ("INVALID_INPUT", "query B { memberships(first: 0) { totalCount } }".into()),
        ("INVALID_INPUT", "query B { sync(roomId: \"r\", fromSeq: 0) { latestSeq } }".into()),
        ("INVALID_INPUT", "query B($v: ID!) { ...F } fragment F on Query { room(id: $v) { id } }".into()),
        ("INVALID_INPUT", "query B($v: Boolean!) { viewer { id @skip(if: $v) } }".into()),
    ];
    for (code, other) in over {
        let query = format!("query A {{ viewer {{ username }} }} {other}");
        assert_eq!(
            doors.data(&named(&query, "A", json!({}))).await,
            json!({"viewer": {"username": "alice"}}),
            "{other}"
        );
        doors.refuse(code, [named(&query, "B", json!({}))]).await;
    }
    // Its own variables are those of its fragments, and others are nobody's.
    let query = "query A($v: ID!) { ...F } query B($v: String!) { user(username: $v) { username } }
        fragment F on Query { room(id: $v) { id } }";
    assert_eq!(doors.data(&named(query, "A", json!({"v": "x", "w": [[]]}))).await, json!({"room": null}));
    assert_eq!(doors.data(&named(query, "B", json!({"v": "alice"}))).await["user"]["username"], "alice");
    doors.refuse("INVALID_INPUT", [named(query, "A", json!({"w": "x"})), named(query, "B", json!({"v": 1}))]).await;
}

async fn a_document_is_valid_as_a_whole(spark: Spark) {
    let alice = spark.user("alice").await;
    let others = [
        "query B { nonsense }",
        "query B($v: Nope) { viewer { id } }",
        "query B($v: Int) { viewer { id } }",
        "query B { room(id: $v) { id } }",
        "query B { room(id: [1]) { id } }",
        "query B { viewer { x: id x: role } }",
        "query A { viewer { id } }",
        "subscription B { userEvents { __typename } global { __typename } }",
        "mutation B { createRoom(input: {name: 3}) { action } }",
        "fragment F on User { id }",
        "fragment F on User { nonsense }",
        "query B { viewer { ...F } } fragment F on User { ...F }",
        "{ viewer { id } }",
        "type T { a: Int }",
        "extend type Query { a: Int }",
    ];
    let requests = others.map(|other| {
        let query = format!("mutation A {{ createRoom(input: {{name: \"Half\"}}) {{ action }} }} {other}");
        named(&query, "A", json!({}))
    });
    Doors::of_nobody(&spark).refuse("INVALID_INPUT", requests.clone()).await;
    Doors::of(&spark, &alice).await.refuse("INVALID_INPUT", requests).await;
}

async fn the_operation_is_the_one_that_is_named(spark: Spark) {
    let alice = spark.user("alice").await;
    let mut doors = Doors::of(&spark, &alice).await;
    let query = "query A { viewer { id } } query B { viewer { username } } mutation C { logout(input: {}) { action } }";
    assert_eq!(doors.data(&named(query, "B", json!({}))).await, json!({"viewer": {"username": "alice"}}));
    let wrong = [
        plain(query),
        named(query, "D", json!({})),
        named(query, "a", json!({})),
        named("{ viewer { id } }", "A", json!({})),
        plain("fragment F on Query { viewer { id } }"),
        plain(""),
        plain("# nothing"),
        plain("{}"),
        plain("queryA{viewer{id}}"),
        plain("query(){viewer{id}}"),
        plain("query A B { viewer { id } }"),
    ];
    let before = written(&spark).await;
    doors.refuse("INVALID_INPUT", wrong).await;
    assert_eq!(written(&spark).await, before);
    assert_eq!(doors.data(&plain("query query { viewer { username } }")).await["viewer"]["username"], "alice");
}

async fn descriptions_and_names_are_no_values(spark: Spark) {
    let alice = spark.user("alice").await;
    let room = alice.creates_room("PUBLIC", "Square", &[]).await;
    let mut doors = Doors::of(&spark, &alice).await;
    let query = "\"\"\"\nWhy\n\"\"\" query Q(\"which\" $id: ID! = \"ROOM\", \"what\" $b: String = \"what\" $c: Boolean = true) {
        room(id: $id) { ...F } user(username: $b) { id } } \"f\" fragment F on Room { name @include(if: $c) }";
    let data = doors.data(&plain(&query.replace("ROOM", &room))).await;
    assert_eq!(data, json!({"room": {"name": "Square"}, "user": null}));
    let misplaced =
        ["\"Why\" { viewer { id } }", "{ \"what\" viewer { id } }", "\"a\" \"b\" query Q { viewer { id } }"];
    doors.refuse("INVALID_INPUT", misplaced.map(plain)).await;
    // Between tokens a byte order mark is nothing.
    assert_eq!(doors.data(&plain("\u{feff}{\u{feff}viewer{username}}")).await["viewer"]["username"], "alice");
}
