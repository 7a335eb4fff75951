//! Values: every variable and every literal is coerced before anything runs, custom scalars and defaults included.

use super::doors::{Doors, plain, written};
use crate::harness::{Person, Spark, on_sqlite};
use serde_json::{Value, json};

on_sqlite! {
    what_is_not_of_its_type_runs_nothing;
    who_names_no_rooms_hears_none;
    a_condition_that_is_not_there_runs_nothing;
    a_type_that_is_not_there_costs_its_request;
    variables_need_types_of_their_places;
    defaults_are_values;
    whole_numbers_are_whole_however_they_are_written;
    what_a_string_says_does_not_make_it_a_file;
}

/// Makes a room, and then does what may be wrong: in one document, so that a half of it would show.
fn behind_a_room(variables: &str, field: &str) -> String {
    format!("mutation{variables} {{ x: createRoom(input: {{name: \"Half\"}}) {{ action }} {field} }}")
}

async fn refused(spark: &Spark, alice: &Person, requests: Vec<Value>) {
    Doors::of_nobody(spark).refuse("INVALID_INPUT", requests.clone()).await;
    Doors::of(spark, alice).await.refuse("INVALID_INPUT", requests).await;
}

#[expect(clippy::too_many_lines, reason = "a row a mistake")]
async fn what_is_not_of_its_type_runs_nothing(spark: Spark) {
    let alice = spark.user("alice").await;
    let room = alice.creates_room("PUBLIC", "Square", &[]).await;
    let send = behind_a_room("($v: SendMessageInput!)", "y: sendMessage(input: $v) { action }");
    let announce = |field: &str| {
        let field = format!("y: publishAnnouncement(input: {{title: \"a\", body: \"b\", {field}}}) {{ action }}");
        behind_a_room("", &field)
    };
    let date = "y: createInvite(input: {roomId: \"r\", expiresAt: $v}) { action }";
    let url = "y: updateProfile(input: {avatarUrl: $v}) { action }";
    let with = |field: &str, value: Value| {
        let mut input = json!({"roomId": room, "body": "half", "clientMutationId": "half"});
        input[field] = value;
        json!({"query": send, "variables": {"v": input}})
    };
    let given = |query: String, value: Value| json!({"query": query, "variables": {"v": value}});
    let mut requests = vec![
        plain(&send),
        given(send.clone(), Value::Null),
        given(send.clone(), json!([])),
        given(send.clone(), json!("half")),
        with("body", Value::Null),
        with("body", json!(3)),
        with("body", json!(["half"])),
        with("roomId", json!({})),
        with("roomId", json!(1.5)),
        with("unknown", json!(1)),
        given(behind_a_room("($v: DateTime!)", date), json!("soon")),
        given(behind_a_room("($v: DateTime!)", date), json!(1_780_300_800)),
        given(behind_a_room("($v: DateTime!)", date), Value::Null),
        plain(&behind_a_room("($v: DateTime!)", date)),
        plain(&behind_a_room("($v: DateTime = \"soon\")", date)),
        given(behind_a_room("($v: URL)", url), json!("ftp://example.org")),
        given(behind_a_room("($v: URL)", url), json!("example.org")),
        plain(&behind_a_room("($v: URL = \"/a.png\")", url)),
    ];
    let literals = [
        "publishAt: \"soon\"",
        "publishAt: 3",
        "landingUrl: \"javascript:alert(1)\"",
        "imageUrl: [\"https://example.org\"]",
        "metadata: 1e999",
        "metadata: {a: [1, {b: -1e400}]}",
        "metadata: {a: 1, a: 2}",
        "kind: \"NOTICE\"",
        "kind: SECRET",
        "kind: null",
        "severity: 1",
        "title: \"again\"",
        "unknown: 1",
    ];
    requests.extend(literals.map(|literal| plain(&announce(literal))));
    let in_lists = ["[1, null]", "[[1]]", "[true]", "{}", "[1.5]"];
    requests.extend(in_lists.map(|list| {
        plain(&behind_a_room("", &format!("y: createRoom(input: {{name: \"Half\", memberIds: {list}}}) {{ action }}")))
    }));
    for number in [json!(3_000_000_000_i64), json!(-2_147_483_649_i64), json!(1.5), json!("1"), json!(true)] {
        let read = "y: markRead(input: {roomId: \"r\", seq: ";
        requests.push(plain(&behind_a_room("", &format!("{read}{number}}}) {{ action }}"))));
        requests.push(given(behind_a_room("($v: Int!)", &format!("{read}$v}}) {{ action }}")), number));
    }
    refused(&spark, &alice, requests).await;
}

async fn who_names_no_rooms_hears_none(spark: Spark) {
    let alice = spark.user("alice").await;
    let listen = "subscription($r: [ID!]!) { roomEvents(roomIds: $r) { __typename } }";
    let requests = [json!({}), json!({"r": null}), json!({"r": [null]}), json!({"r": [{}]}), json!({"R": ["room_x"]})]
        .map(|variables| json!({"query": listen, "variables": variables}));
    refused(&spark, &alice, requests.into()).await;
}

async fn a_condition_that_is_not_there_runs_nothing(spark: Spark) {
    let alice = spark.user("alice").await;
    let condition = |variables: &str, directive: &str| {
        plain(&behind_a_room(variables, &format!("y: createRoom(input: {{name: \"y\"}}) @{directive} {{ action }}")))
    };
    let requests = [
        condition("($w: Boolean!)", "skip(if: $w)"),
        condition("", "skip(if: $w)"),
        condition("($w: Boolean)", "include(if: $w)"),
        condition("($w: Boolean = null)", "include(if: $w)"),
        condition("($w: String = \"true\")", "include(if: $w)"),
        condition("", "include"),
        condition("", "include(if: 1)"),
        condition("", "include(unless: true)"),
        condition("", "nope"),
    ];
    refused(&spark, &alice, requests.into()).await;
    let with_null =
        json!({"query": behind_a_room("($w: Boolean!)", "__typename @skip(if: $w)"), "variables": {"w": null}});
    refused(&spark, &alice, vec![with_null]).await;
}

async fn a_type_that_is_not_there_costs_its_request(spark: Spark) {
    let alice = spark.user("alice").await;
    let requests = [
        "query($a:[Nope]=[1]){__typename}",
        "query($a: Nope) { __typename }",
        "query($a: Nope! = {b: [$a]}) { __typename }",
        "query($a: [[Nope!]!]! = [[1]]) { user(username: $a) { id } }",
        "query($a: User = {id: 1}) { __typename }",
        "query($a: Node) { node(id: $a) { id } }",
        "mutation($a: Nope = 1) { x: createRoom(input: {name: \"Half\"}) { action } }",
        "{ ... on Nope { __typename } }",
        "{ ...F } fragment F on Nope { __typename }",
        "{ ...F } fragment F on ID { __typename }",
        "subscription($a: Nope = 1) { userEvents { __typename } }",
    ];
    refused(&spark, &alice, requests.map(plain).into()).await;
}

async fn variables_need_types_of_their_places(spark: Spark) {
    let alice = spark.user("alice").await;
    let requests = [
        "query($v: SendMessageInput) { user(username: $v) { id } }",
        "query($v: ID) { room(id: $v) { id } }",
        "query($v: String!) { room(id: $v) { id } }",
        "query($v: [ID!]!) { room(id: $v) { id } }",
        "query($v: ID!) { syncRooms(cursors: [{roomId: \"r\", fromSeq: $v}]) { latestSeq } }",
        "query($v: RoomCursor) { syncRooms(cursors: [$v]) { latestSeq } }",
        "query($v: ID!, $v: ID!) { room(id: $v) { id } }",
        "query($v: ID!) { viewer { id } }",
        "query { room(id: $v) { id } }",
        "query($v: ID!) { ...F } fragment F on Query { user(username: $v) { id } }",
        "query($v: Int = \"1\") { memberships(first: $v) { totalCount } }",
        "query($v: UpdateProfileInput = 1) { __typename @skip(if: false) }",
        "mutation { updateProfile(input: []) { action } }",
    ];
    refused(&spark, &alice, requests.map(plain).into()).await;
}

async fn defaults_are_values(spark: Spark) {
    let alice = spark.user("alice").await;
    let mut doors = Doors::of(&spark, &alice).await;
    let shown = "query($v: Boolean = true) { viewer { username @include(if: $v) } }";
    assert_eq!(doors.data(&plain(shown)).await, json!({"viewer": {"username": "alice"}}));
    let hidden = json!({"query": shown, "variables": {"v": false}});
    assert_eq!(doors.data(&hidden).await, json!({"viewer": {}}));
    // Null is another value than the default.
    doors.refuse("INVALID_INPUT", [json!({"query": shown, "variables": {"v": null}})]).await;
    let number = "query($n: Int! = 2) { publicRooms(first: $n) { nodes { name } } }";
    for name in ["one", "two", "three"] {
        alice.creates_room("PUBLIC", name, &[]).await;
    }
    assert_eq!(doors.data(&plain(number)).await["publicRooms"]["nodes"].as_array().unwrap().len(), 2);
    // One that is absent leaves its field to the schema's default.
    let kind = "mutation($k: RoomKind! = PRIVATE, $m: [ID!]) {
        createRoom(input: {kind: $k, name: \"four\", memberIds: $m}) { room { kind memberCount } } }";
    let made = alice.reads(&kind.replace("$m: [ID!]", "$m: [ID!]! = []"), json!({})).await;
    assert_eq!(made["createRoom"]["room"], json!({"kind": "PRIVATE", "memberCount": 1}));
    let made = alice.reads(kind, json!({"k": "PUBLIC"})).await;
    assert_eq!(made["createRoom"]["room"], json!({"kind": "PUBLIC", "memberCount": 1}));
    doors.refuse("INVALID_INPUT", [json!({"query": kind, "variables": {"m": null}})]).await;
}

async fn whole_numbers_are_whole_however_they_are_written(spark: Spark) {
    let alice = spark.user("alice").await;
    alice.creates_room("PUBLIC", "one", &[]).await;
    let mut doors = Doors::of(&spark, &alice).await;
    let query = "query($n: Int) { publicRooms(first: $n) { nodes { name } } }";
    for number in [json!(100), json!(100.0), json!(1e2)] {
        let data = doors.data(&json!({"query": query, "variables": {"n": number}})).await;
        assert_eq!(data["publicRooms"]["nodes"][0]["name"], "one");
    }
    // In a document 1.0 is another literal than 1.
    doors.refuse("INVALID_INPUT", [plain("{ publicRooms(first: 1.0) { nodes { name } } }")]).await;
    // An id may be written as a number.
    assert_eq!(doors.data(&plain("{ room(id: 12345678901234567890) { id } }")).await, json!({"room": null}));
}

async fn what_a_string_says_does_not_make_it_a_file(spark: Spark) {
    const FILE: &str = "#__graphql_file__:0";
    let alice = spark.user("alice").await;
    let room = alice.creates_room("PUBLIC", "Square", &[]).await;
    let before = written(&spark).await;
    let query = "mutation($b: String!, $m: JSON) { sendMessage(input:
        {roomId: \"R\", body: $b, metadata: $m, clientMutationId: \"file\"}) { message { body metadata } } }";
    let variables = json!({"b": FILE, "m": {"upload": [FILE]}});
    let sent = alice.reads(&query.replace('R', &room), variables).await;
    assert_eq!(sent["sendMessage"]["message"], json!({"body": FILE, "metadata": {"upload": [FILE]}}));
    assert!(written(&spark).await > before);
    let avatar = "mutation($u: URL) { updateProfile(input: {avatarUrl: $u}) { action } }";
    refused(&spark, &alice, vec![json!({"query": avatar, "variables": {"u": FILE}})]).await;
}
