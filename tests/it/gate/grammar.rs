//! Strings are read by the specification's grammar, and documents by its rules of validation: each row stands for a class
//! that something let through or refused once.

use super::doors::{Doors, plain};
use crate::harness::{Spark, on_sqlite, person::fresh};
use serde_json::{Value, json};

on_sqlite! {
    a_string_says_what_it_says;
    what_is_no_string_sends_nothing;
    what_is_valid_is_answered;
    what_is_not_valid_is_refused;
    equal_fields_merge_and_others_conflict;
}

async fn a_string_says_what_it_says(spark: Spark) {
    let alice = spark.user("alice").await;
    let room = alice.creates_room("PUBLIC", "Square", &[]).await;
    let strings = [
        (r#""\ud83d\ude00""#, "😀"),
        (r#""\uD83D\uDE00!""#, "😀!"),
        (r#""\u{1F600}""#, "😀"),
        (r#""\u{1f600}\u{61}\u0062""#, "😀ab"),
        (r#""\u{00000061}""#, "a"),
        (r#""a \" b \\ c \/ d""#, "a \" b \\ c / d"),
        (r#""a\tb\u0009c""#, "a\tb\tc"),
        ("\"#hash, comma\"", "#hash, comma"),
        (r#""""a \""" b""""#, "a \"\"\" b"),
        (r#""""\""" \""" end""""#, "\"\"\" \"\"\" end"),
        (r#""""a \u0061 \n \\ "quoted" b""""#, r#"a \u0061 \n \\ "quoted" b"#),
        ("\"\"\"\n    first\n      second\n\n    third\n  \"\"\"", "first\n  second\n\nthird"),
        ("\"\"\"one\r\n  two\r  three\"\"\"", "one\ntwo\nthree"),
        ("\"\"\"{}[]() $v @skip\"\"\"", "{}[]() $v @skip"),
    ];
    let send = "mutation { sendMessage(input: {roomId: \"ROOM\", body: BODY, clientMutationId: \"ID\"}) { message { body } } }";
    for (literal, said) in strings {
        let query = send.replace("ROOM", &room).replace("ID\"", &format!("{}\"", fresh())).replace("BODY", literal);
        let answer = alice.reads(&query, json!({})).await;
        assert_eq!(answer["sendMessage"]["message"]["body"], said, "{literal}");
    }
}

async fn what_is_no_string_sends_nothing(spark: Spark) {
    let alice = spark.user("alice").await;
    let no_strings = [
        r#""\ud83d""#,
        r#""\ude00\ud83d""#,
        r#""\ud83d\u0061""#,
        r#""\u{110000}""#,
        r#""\u{d83d}""#,
        r#""\u{}""#,
        r#""\u{12""#,
        r#""\u12""#,
        r#""\x41""#,
        r#""\'""#,
        "\"a\nb\"",
        r#""open"#,
        r#""""open""#,
        "'a'",
        "01",
        "1.",
        ".5",
        "1a",
        "0x1",
        "- 1",
    ];
    let requests = no_strings.map(|literal| {
        let field = format!("updateProfile(input: {{displayName: {literal}}}) {{ action }}");
        plain(&format!("mutation {{ createRoom(input: {{name: \"Half\"}}) {{ action }} {field} }}"))
    });
    Doors::of_nobody(&spark).refuse("INVALID_INPUT", requests.clone()).await;
    Doors::of(&spark, &alice).await.refuse("INVALID_INPUT", requests).await;
}

async fn what_is_valid_is_answered(spark: Spark) {
    let alice = spark.user("alice").await;
    let room = alice.creates_room("PUBLIC", "Square", &[]).await;
    let message = alice.sends(&room, "hello").await["id"].as_str().unwrap().to_owned();
    let mut doors = Doors::of(&spark, &alice).await;
    let rows = [
        (
            "{ sync(roomId: $r, fromSeq: 1) { events { ... on RoomFeedItem { __typename } } } }",
            json!({"sync": {"events": [{"__typename": "RoomUpdated"}, {"__typename": "MessageSent"}]}}),
        ),
        (
            "{ sync(roomId: $r, fromSeq: 2) { events { ... on RoomEvent { ... on MessageSent { seq } } ... on RoomUpdated { roomId } } } }",
            json!({"sync": {"events": [{"seq": 2}]}}),
        ),
        (
            "{ node(id: $m) { ... on User { ... { x: username } } ... on Message { ... { x: body } } } }",
            json!({"node": {"x": "hello"}}),
        ),
        (
            "{ node(id: $m) { ... on Node { ... on Message { body } id } } }",
            json!({"node": {"body": "hello", "id": message}}),
        ),
        (
            "{ message(id: $m) { id } message(id: $m) { replies(first: 1) { edges { cursor } } } }",
            json!({"message": {"id": message, "replies": {"edges": []}}}),
        ),
        (
            "{ room(id: $r) { name } ...F room(id: $r) { name } } fragment F on Query { room(id: $r) { topic kind } }",
            json!({"room": {"name": "Square", "topic": null, "kind": "PUBLIC"}}),
        ),
        ("{ b: __typename a: __typename b: __typename }", json!({"b": "Query", "a": "Query"})),
        (
            "{ viewer { ... @include(if: true) { username } ... @skip(if: true) { id } } }",
            json!({"viewer": {"username": "alice"}}),
        ),
        ("{ viewer { username @skip(if: false) @include(if: true) } }", json!({"viewer": {"username": "alice"}})),
        ("query Q @skip(if: true) { viewer { id } }", Value::Null),
        ("{viewer{username}}#", json!({"viewer": {"username": "alice"}})),
        (",,{,viewer,,{username,},},", json!({"viewer": {"username": "alice"}})),
        ("{ room ( id : $r ) { name } }", json!({"room": {"name": "Square"}})),
        ("{ fragment: viewer { on: username } }", json!({"fragment": {"on": "alice"}})),
        ("{ ...on @include(if: true) { viewer { username } } }", Value::Null),
    ];
    for (query, expected) in rows {
        let variables = json!({"r": room, "m": message});
        let defined: Vec<_> = ["r", "m"].into_iter().filter(|name| query.contains(&format!("${name}"))).collect();
        let head: String = defined.iter().map(|name| format!("${name}: ID !")).collect();
        let query = if head.is_empty() { query.to_owned() } else { format!("query({head}) {query}") };
        let request = json!({"query": query, "variables": variables});
        match expected {
            // Looks like it, but a directive does not stand there, or a name is missing.
            Value::Null => doors.refuse("INVALID_INPUT", [request]).await,
            expected => assert_eq!(doors.data(&request).await.to_string(), expected.to_string(), "{query}"),
        }
    }
    let skipped = json!({"query": "query($v: Boolean!) { viewer { username __typename @skip(if: $v) } }", "variables": {"v": true}});
    assert_eq!(doors.data(&skipped).await, json!({"viewer": {"username": "alice"}}));
}

async fn what_is_not_valid_is_refused(spark: Spark) {
    let alice = spark.user("alice").await;
    let rows = [
        "{ __typename(x: 1) }",
        "{ __typename { id } }",
        "{ __typename @nope }",
        "{ viewer }",
        "{ viewer { id { x } } }",
        "{ viewer {} }",
        "{ viewer { id(x: 1) } }",
        "{ viewer { nonsense } }",
        "{ viewer { email: nonsense } }",
        "{ room { id } }",
        "{ room(id: null) { id } }",
        "{ room(id: \"a\", id: \"a\") { id } }",
        "{ room(id: \"a\" nope: 1) { id } }",
        "{ viewer { ... on Room { id } } }",
        "{ viewer { ...F } } fragment F on Room { id }",
        "{ viewer { ...Missing } }",
        "{ viewer { id @skip } }",
        "{ viewer { id @skip(if: true) @skip(if: true) } }",
        "{ viewer { id @deprecated } }",
        "{ viewer { id @defer } ... @defer { viewer { id } } }",
        "query Q($v: ID @nope) { node(id: $v) { id } }",
        "{ node(id: 1) { username } }",
        "mutation { sendMessage(input: {roomId: 1, clientMutationId: \"x\", body: \"first\", body: \"second\"}) { action } }",
        "mutation { updateProfile(input: {displayName: [\"x\"]}) { action } }",
        "mutation { createRoom(input: {}) { action } }",
        "mutation { createRoom { action } }",
        "mutation { createRoom(input: {name: \"Half\"}) }",
        "subscription { userEvents { __typename } global { __typename } }",
        "subscription { __typename }",
        "subscription { userEvents @include(if: true) { __typename } }",
        "{ viewer { id } } { viewer { id } }",
        "{ viewer { id } ",
        "{ viewer { id } } }",
        "{ viewer: }",
        "{ viewer { id } % }",
        "{ __schema }",
        "{ __type { name } }",
        "{ __type(name: 1) { name } }",
        "mutation { __schema { description } }",
    ];
    Doors::of_nobody(&spark).refuse("INVALID_INPUT", rows.map(plain)).await;
    Doors::of(&spark, &alice).await.refuse("INVALID_INPUT", rows.map(plain)).await;
}

async fn equal_fields_merge_and_others_conflict(spark: Spark) {
    let alice = spark.user("alice").await;
    let conflicts = [
        "{ room(id: 1) { messages(first: 1) { nodes { seq } } } room(id: 1) { messages(last: 1) { nodes { body } } } }",
        "{ room(id: \"a\") { id } room(id: \"b\") { id } }",
        "query($a: ID!, $b: ID!) { room(id: $a) { id } room(id: $b) { id } }",
        "{ viewer { x: id x: role } }",
        "{ viewer { x: id ...F } } fragment F on User { x: username }",
        "{ node(id: 1) { ... on Room { x: topic } ... on User { x: role } } }",
        "{ node(id: 1) { ... on Room { x: memberCount } ... on Message { x: editedAt } } }",
        "{ node(id: 1) { ... on Room { x: name } ... on User { x: username } } }",
        "{ node(id: 1) { ... on Room { x: members { nodes { y: role } } } ... on Message { x: replies { nodes { y: body } } } } }",
        "{ node(id: 1) { x: id ... on Room { x: memberCount } } }",
        "{ sync(roomId: 1, fromSeq: 1) { events { ... on MemberLeft { x: user { id } } ... on MemberJoined { x: seq } } } }",
        "{ syncRooms(cursors: [{roomId: 1, fromSeq: 1}]) { hasMore } syncRooms(cursors: [{roomId: 1, fromSeq: 2}]) { hasMore } }",
        "{ a: viewer { id } a: settings { id } }",
        "subscription { roomEvents(roomIds: [\"a\"]) { __typename } roomEvents(roomIds: [\"a\", \"b\"]) { __typename } }",
        "mutation { createRoom(input: {name: \"a\"}) { action } ... on Mutation { createRoom(input: {name: \"b\"}) { action } } }",
    ];
    Doors::of_nobody(&spark).refuse("INVALID_INPUT", conflicts.map(plain)).await;
    let mut doors = Doors::of(&spark, &alice).await;
    doors.refuse("INVALID_INPUT", conflicts.map(plain)).await;
    let merge = [
        "{ viewer { id } viewer { role } viewer { id username } }",
        "{ room(id: 1) { id } room(id: 1) { messages(first: 1, after: \"1\") { nodes { id } } messages(after: \"1\", first: 1) { nodes { seq } } } }",
        "{ node(id: 1) { ... on Room { x: id } ... on User { x: id } } }",
        "{ node(id: 1) { ... on Message { x: room { id } } ... on Membership { x: room { name } } } }",
        "{ syncRooms(cursors: [{roomId: 1, fromSeq: 1}]) { hasMore } syncRooms(cursors: [{fromSeq: 1, roomId: 1}]) { nextSeq } }",
    ];
    for query in merge {
        doors.data(&plain(query)).await;
    }
    // One response name at the root is one event source, however often it stands there.
    let listen = "subscription { ...F roomEvents { __typename } ... on Subscription { roomEvents { ... on SyncRequired { roomId } } } }
        fragment F on Subscription { roomEvents { ... on RoomEvent { seq message: __typename } } }";
    let mut feed = alice.subscribes(listen, json!({})).await;
    alice.creates_room("PUBLIC", "Square", &[]).await;
    assert_eq!(feed.next().await, json!({"__typename": "RoomUpdated", "seq": 1, "message": "RoomUpdated"}));
}
