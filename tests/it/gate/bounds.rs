//! What a request may be: bounds hold before anything that recurses sees it, what is repeated is one, and lists have a cost.

use super::doors::{Doors, WRITING, plain};
use crate::harness::{Spark, on_sqlite};
use serde_json::{Value, json};

on_sqlite! {
    what_nests_too_deep_is_refused_at_once;
    equal_fields_are_one;
    a_mutation_has_ten_fields;
    lists_have_a_cost;
    limits_hold_at_themselves_and_not_one_beyond;
    variables_are_not_copied_without_end;
    what_all_operations_name_is_walked_through_a_bounded_number_of_times;
    a_message_repeats_no_long_value;
}

async fn what_nests_too_deep_is_refused_at_once(spark: Spark) {
    const DEEP: usize = 2_000;
    let alice = spark.user("alice").await;
    let list = |levels: usize| format!("{}1{}", "[".repeat(levels), "]".repeat(levels));
    let object = |levels: usize| format!("{}1{}", "{a: ".repeat(levels), "}".repeat(levels));
    let announce = |value: &str| {
        format!(
            "mutation {{ publishAnnouncement(input: {{title: \"a\", body: \"b\", metadata: {value}}}) {{ action }} }}"
        )
    };
    let too_deep = [
        format!("{{ room(id: {}) {{ id }} }}", list(DEEP)),
        format!("{{ room(id: {}) {{ id }} }}", object(DEEP)),
        announce(&list(DEEP)),
        announce(&object(DEEP)),
        format!("query($v: ID = {}) {{ room(id: $v) {{ id }} }}", list(DEEP)),
        format!("query($v: {}) {{ room(id: $v) {{ id }} }}", list(DEEP).replace('1', "ID")),
        format!("{{ viewer {{ id @skip(if: {}) }} }}", list(DEEP)),
        format!("{}id{}", "{ a ".repeat(DEEP), "}".repeat(DEEP)),
        format!("{{ {} id {} }}", "... { ".repeat(DEEP), "}".repeat(DEEP)),
        // What is not closed is as deep.
        "[".repeat(DEEP),
        "{".repeat(DEEP),
        format!("{{ room(id: {}", "[".repeat(DEEP)),
        format!("query($v: {}", "[".repeat(DEEP)),
        "(".repeat(DEEP),
    ];
    for mut doors in [Doors::of_nobody(&spark), Doors::of(&spark, &alice).await] {
        doors.refuse("TOO_LARGE", too_deep.iter().map(|query| plain(query))).await;
    }
    // The text of a body and of an address: JSON that deep is read by nobody.
    let json_of = |deep: &str| format!("{{\"query\":\"{{__typename}}\",{deep}}}");
    for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
        let deep = format!("{}1{}", open.repeat(DEEP), close.repeat(DEEP));
        for field in ["variables", "extensions"] {
            let bodies = [format!("\"{field}\":{{\"a\":{deep}}}"), format!("\"{field}\":{deep}")];
            for body in bodies.map(|field| json_of(&field)) {
                let post = spark.http.post(format!("{}/graphql", spark.url)).header("content-type", "application/json");
                is_refused(post.body(body).send().await.unwrap()).await;
            }
            let query = url::form_urlencoded::Serializer::new(String::new())
                .append_pair("query", "{__typename}")
                .append_pair(field, &format!("{{\"a\":{deep}}}"))
                .finish();
            is_refused(spark.http.get(format!("{}/graphql?{query}", spark.url)).send().await.unwrap()).await;
        }
    }
    assert_eq!(Doors::of_nobody(&spark).data(&plain("{ __typename }")).await, json!({"__typename": "Query"}));
}

async fn is_refused(response: reqwest::Response) {
    let answer: Value = response.json().await.unwrap();
    assert_eq!(answer.get("data"), None, "{answer}");
    assert_eq!(answer["errors"][0]["extensions"]["action"], "ROLLBACK", "{answer}");
}

async fn equal_fields_are_one(spark: Spark) {
    let alice = spark.user("alice").await;
    let mut doors = Doors::of(&spark, &alice).await;
    let same = "createRoom(input: {name: \"Same\", kind: PRIVATE}) { action room { name } }";
    // The order of an input's fields is none.
    let turned = "... on Mutation { createRoom(input: {kind: PRIVATE, name: \"Same\"}) { room { kind ...R } } }";
    let query = format!("mutation {{ {} {turned} }} fragment R on Room {{ name memberCount }}", same.repeat(300));
    for (door, n) in WRITING.into_iter().zip(1..) {
        let (answer, _) = doors.ask(door, &plain(&query)).await;
        let room = json!({"name": "Same", "kind": "PRIVATE", "memberCount": 1});
        assert_eq!(answer, json!({"data": {"createRoom": {"action": "COMMIT", "room": room}}}), "{door:?}");
        assert_eq!(spark.database.number("SELECT count(*) FROM rooms").await, n, "{door:?}");
    }
    let conflicts = [
        format!("mutation {{ {same} createRoom(input: {{name: \"Other\"}}) {{ action }} }}"),
        format!("mutation {{ {same} ... on Mutation {{ createRoom(input: {{name: \"Other\"}}) {{ action }} }} }}"),
        format!("mutation {{ {same} ...F }} fragment F on Mutation {{ createRoom: logout(input: {{}}) {{ action }} }}"),
        "mutation($a: String!, $b: String!) { createRoom(input: {name: $a}) { action } createRoom(input: {name: $b}) { action } }".into(),
    ];
    let variables = json!({"a": "one", "b": "one"});
    doors.refuse("INVALID_INPUT", conflicts.map(|query| json!({"query": query, "variables": variables}))).await;
}

async fn a_mutation_has_ten_fields(spark: Spark) {
    let alice = spark.user("alice").await;
    let mut doors = Doors::of(&spark, &alice).await;
    let rooms = |count: usize| {
        let fields = (0..count).map(|n| format!("r{n}: createRoom(input: {{name: \"Room {n}\"}}) {{ action }} "));
        fields.collect::<String>()
    };
    let too_many = [
        format!("mutation {{ {} }}", rooms(11)),
        format!("mutation {{ ...F {} }} fragment F on Mutation {{ x: logout(input: {{}}) {{ action }} }}", rooms(10)),
        format!(
            "mutation($no: Boolean = false) {{ {} x: logout(input: {{}}) @skip(if: $no) {{ action }} }}",
            rooms(10)
        ),
    ];
    doors.refuse("TOO_LARGE", too_many.iter().map(|query| plain(query))).await;
    let query = format!("mutation {{ __typename {} x: logout(input: {{}}) @skip(if: true) {{ action }} }}", rooms(10));
    let done = alice.reads(&query, json!({})).await;
    assert_eq!(done.as_object().unwrap().len(), 11);
    assert_eq!(spark.database.number("SELECT count(*) FROM rooms").await, 10);
}

async fn lists_have_a_cost(spark: Spark) {
    let alice = spark.user("alice").await;
    let room = alice.creates_room("PUBLIC", "Square", &[]).await;
    let mut doors = Doors::of(&spark, &alice).await;
    let cursors = |aliases: usize, count: usize| {
        let fields: String =
            (0..aliases).map(|n| format!("a{n}: syncRooms(cursors: $c, first: 1) {{ latestSeq }} ")).collect();
        let cursors = vec![json!({"roomId": room, "fromSeq": 1}); count];
        json!({"query": format!("query($c: [RoomCursor!]!) {{ {fields} }}"), "variables": {"c": cursors}})
    };
    doors.refuse("TOO_LARGE", [cursors(400, 1_000), cursors(30, 1_000), cursors(5, 1_000), cursors(30, 170)]).await;
    let most = doors.answer(&cursors(4, 1_000)).await;
    assert_eq!(most["data"]["a3"].as_array().unwrap().len(), 1_000);
    let over = [
        "{ memberships(first: 100) { nodes { room { messages(first: 50) { nodes { id } } } } } }",
        "{ memberships { nodes { room { members { nodes { user { id } } } messages { nodes { id } } } } } }",
        "subscription { roomEvents { ... on RoomEvent { room { messages(last: 200) { nodes { replies(last: 2) { nodes { id } } } } } } } }",
    ];
    doors.refuse("TOO_LARGE", over.map(plain)).await;
    // More rooms than a call may name are wrong, whatever they would cost.
    doors.refuse("INVALID_INPUT", [cursors(1, 1_001)]).await;
}

async fn limits_hold_at_themselves_and_not_one_beyond(spark: Spark) {
    let alice = spark.user("alice").await;
    let mut doors = Doors::of(&spark, &alice).await;
    let aliases = |count: usize| {
        let fields: String = (0..count).map(|n| format!("a{n}: __typename ")).collect();
        format!("{{ ...F }} fragment F on Query {{ {fields} }}")
    };
    let tokens = |count: usize| format!("{{ {} }}", "__typename ".repeat(count - 2));
    let depth = |count: usize| {
        let levels = count - 2;
        format!(
            "{{ room(id: \"x\") {{ {} id {} }} }}",
            "lastMessage { room { ".repeat(levels / 2),
            "} } ".repeat(levels / 2)
        )
    };
    // Two brackets of the document's own and of the field.
    let nested = |levels: usize| {
        let value = format!("{}{}", "[".repeat(levels - 3), "]".repeat(levels - 3));
        format!(
            "mutation {{ publishAnnouncement(input: {{title: \"a\", body: \"b\", metadata: {value}}}) {{ action }} }}"
        )
    };
    let chain = |count: usize| {
        let fragments: String = (1..count).map(|n| format!("fragment F{n} on Query {{ ...F{} }} ", n + 1)).collect();
        format!("{{ ...F1 }} {fragments} fragment F{count} on Query {{ __typename }}")
    };
    let directives = |count: usize| format!("{{ viewer {{ id {} }} }}", "@include(if: true) ".repeat(count));
    for query in [aliases(30), tokens(10_000), depth(16), chain(63)] {
        doors.data(&plain(&query)).await;
    }
    assert_eq!(alice.reads(&nested(64), json!({})).await["publishAnnouncement"]["action"], "ROLLBACK", "no admin");
    doors
        .refuse("TOO_LARGE", [aliases(31), tokens(10_001), depth(18), nested(65), chain(64)].map(|it| plain(&it)))
        .await;
    // Only one of a kind may stand on a field; more than ten are not even read.
    doors.refuse("INVALID_INPUT", [plain(&directives(10))]).await;
    doors.refuse("TOO_LARGE", [plain(&directives(11))]).await;
}

async fn variables_are_not_copied_without_end(spark: Spark) {
    let alice = spark.user("alice").await;
    let mut doors = Doors::of(&spark, &alice).await;
    let named = |ty: &str, times: usize, value: Value| {
        let places = "$v ".repeat(times);
        let field = match ty {
            "JSON" => {
                format!("publishAnnouncement(input: {{title: \"a\", body: \"b\", metadata: [{places}]}}) {{ action }}")
            }
            _ => {
                format!("createRoom(input: {{name: \"Copies\", memberIds: [{places}]}}) {{ action error {{ code }} }}")
            }
        };
        json!({"query": format!("mutation($v: {ty}) {{ {field} }}"), "variables": {"v": value}})
    };
    let long = json!("k".repeat(20_000));
    let many = json!(vec!["k"; 5_000]);
    let over = [named("JSON", 4_900, long.clone()), named("JSON", 4_900, many), named("ID!", 4_900, long.clone())];
    for mut doors in [Doors::of_nobody(&spark), Doors::of(&spark, &alice).await] {
        doors.refuse("TOO_LARGE", over.clone()).await;
    }
    // However long a variable is, it may be named.
    let body = json!([vec![1; 100_000], "x".repeat(40_000)]);
    let once = named("JSON", 1, body);
    for door in WRITING {
        let (answer, begun) = doors.ask(door, &once).await;
        assert!(begun, "{door:?}");
        assert_eq!(answer["data"]["publishAnnouncement"]["action"], "ROLLBACK", "{door:?}");
    }
}

async fn what_all_operations_name_is_walked_through_a_bounded_number_of_times(spark: Spark) {
    let mut doors = Doors::of_nobody(&spark);
    let operations = |count: usize, fragment: &str| {
        let operations: String = (0..count).map(|n| format!("query Q{n} {{ ...F }} ")).collect();
        json!({"query": format!("{operations} fragment F on Query {{ {fragment} }}"), "operationName": "Q0"})
    };
    let fields = |count: usize| "__typename ".repeat(count);
    let values = format!("syncRooms(cursors: [{}]) {{ latestSeq }}", "{roomId: 1, fromSeq: 1} ".repeat(500));
    let conflicts = format!("viewer {{ {} }}", "x: id x: role ".repeat(400));
    let over = [operations(1_000, &fields(3_000)), operations(500, &values), operations(800, &conflicts)];
    doors.refuse("TOO_LARGE", over).await;
    assert_eq!(doors.data(&operations(40, &fields(900))).await, json!({"__typename": "Query"}));
}

async fn a_message_repeats_no_long_value(spark: Spark) {
    let mut doors = Doors::of_nobody(&spark);
    let wrong = [
        format!("{{ room(id: [{}]) {{ id }} }}", "1 ".repeat(9_000)),
        format!("{{ room(id: {{{}}}) {{ id }} }}", (0..3_000).map(|n| format!("a{n}: 1 ")).collect::<String>()),
        format!("mutation {{ createRoom(input: {{name: \"a\", kind: [{}]}}) {{ action }} }}", "A ".repeat(9_000)),
        format!("{{ {} }}", "x".repeat(40_000)),
        format!("{{ publicRooms(first: \"{}\") {{ nodes {{ id }} }} }}", "x".repeat(40_000)),
    ];
    for query in wrong {
        let told = doors.refusal(&plain(&query)).await;
        let message = told["message"].as_str().unwrap();
        assert!(message.chars().count() <= 501, "{} characters: {message}", message.chars().count());
    }
}
