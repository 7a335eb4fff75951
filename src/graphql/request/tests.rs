//! Documents that must pass, and documents that must not, each a class that something let through or refused once.

use super::*;
use crate::graphql::limits::tests::limits;
use apollo_compiler::schema::ExtendedType;
use serde_json::json;
use std::sync::LazyLock;

mod cost;
mod shape;
mod told;

static GATE: LazyLock<Gate> = LazyLock::new(|| Gate::new(&crate::graphql::sdl(), limits()).unwrap());

fn judge_by(gate: &Gate, query: &str, variables: Json) -> Result<Operation, ServerError> {
    let Json::Object(variables) = variables else { panic!("variables are an object") };
    let params = Params { query: query.to_owned(), operation_name: None, variables };
    gate.judge(params).map_err(|error| error.into_errors().remove(0))
}

fn judge(query: &str, variables: Json) -> Result<Operation, String> {
    judge_by(&GATE, query, variables).map_err(|error| error.message)
}

fn passes(query: &str, variables: Json) {
    if let Err(message) = judge(query, variables) {
        panic!("{query}: {message}");
    }
}

fn is_refused(query: &str, variables: Json) {
    assert!(judge(query, variables).is_err(), "{query}");
}

#[test]
fn what_is_valid_passes() {
    let valid = [
        "{ viewer { id } }",
        "{ sync(roomId: \"r\", fromSeq: 1) { events { ... on RoomFeedItem { __typename } } } }",
        "query($v: Boolean = true) { viewer { username @include(if: $v) } }",
        "query($v: Boolean!) { viewer { id __typename @skip(if: $v) } }",
        "subscription { global { occurredAt } global { occurredAt } }",
        "subscription { ...F } fragment F on Subscription { global { occurredAt } }",
        "{ node(id: 1) { ... on User { ...{ x: username } } ... on Message { ...{ x: body } } } }",
        "\"Why\" query Q(\"what\" $a: ID! = 3) { room(id: $a) { id } }",
        "{ __schema { description types { name isOneOf specifiedByURL } } }",
        "{ room(id: \"a\") { id } room(id: \"a\") { name } }",
        "query A { viewer { id } }",
        "mutation($m: JSON! = [[null]]) {
           sendMessage(input: {roomId: 1, body: \"b\", clientMutationId: \"c\", metadata: $m}) { action } }",
        "{ user(username: \"\\ud83d\\ude00 \\u{1F600}\") { id } }",
        "{ user(username: \"\"\"a \\\"\"\" b\"\"\") { id } }",
        "{\u{feff}viewer{id}}",
        "{__typename}",
    ];
    for query in valid {
        let given = if query.contains("$v: Boolean!") { json!({"v": true}) } else { json!({}) };
        passes(query, given);
    }
}

#[test]
fn what_is_not_valid_is_refused() {
    let invalid = [
        "query($a:[Nope]=[1]){__typename}",
        "query($a: Nope = 1) { __typename }",
        "{room(id:\"r\"){messages(first:1){nodes{seq}}} room(id:\"r\"){messages(last:1){nodes{body}}}}",
        "mutation { createRoom(input: {name: \"a\"}) { action } ... on Mutation { createRoom(input: {name: \"b\"}) { action } } }",
        "query($v:SendMessageInput){user(username:$v){id}}",
        "{__typename(x:1)}",
        "{__typename{id}}",
        "{__typename @nope}",
        "{ node(id: 1) { ... on Room{x:topic} ... on User{x:role} } }",
        "mutation { sendMessage(input:{roomId: 1, clientMutationId: \"x\", body:\"first\", body:\"second\"}) { action } }",
        "mutation { updateProfile(input:[]) { action } }",
        "query($v: UpdateProfileInput = 1) { __typename @skip(if: false) }",
        "query($v:ID @nope) { room(id: $v) { id } }",
        "query(){viewer{id}}",
        "queryA{viewer{id}}",
        "query($v: Boolean) { viewer { id @include(if: $v) } }",
        "query($v: ID) { syncRooms(cursors: [{roomId: $v, fromSeq: 1}]) { latestSeq } }",
        "query($v: Boolean = null) { viewer { id @include(if: $v) } }",
        "{ room(id: \"a\") { messages(first: [1]) { nodes { id } } } }",
        "subscription { roomEvents(roomIds: [\"a\", \"b\"]) { __typename } roomEvents(roomIds: [\"a\"]) { __typename } }",
        "mutation { publishAnnouncement(input: {title: \"a\", body: \"b\", publishAt: \"soon\"}) { action } }",
        "mutation { publishAnnouncement(input: {title: \"a\", body: \"b\", landingUrl: \"ftp://x\"}) { action } }",
        "mutation { createRoom(input: {name: \"a\", kind: \"PUBLIC\"}) { action } }",
        "{ room(id: \"r\") { messages(first: 0) { nodes { id } } } }",
        "{ room(id: \"r\") { messages(after: \"x\") { nodes { id } } } }",
        "{ sync(roomId: \"r\", fromSeq: 0) { latestSeq } }",
        "subscription { roomEvents { ... on RoomEvent { room { messages(first: 0) { nodes { id } } } } } }",
        "subscription { __typename }",
        "subscription { global { occurredAt } userEvents { occurredAt } }",
        "subscription { global @skip(if: false) { occurredAt } }",
        "{ viewer { id @defer } ... @defer { viewer { id } } }",
        "{ users(search: \"\\ud83d\") { nodes { id } } }",
        "fragment F on Query { viewer { id } }",
        "",
        "{}",
        "\"Why\" { viewer { id } }",
        "{ room(id: \"a\") { id } room(id: \"b\") { id } }",
        "type T { a: Int }",
        "{ viewer { id } } type T { a: Int }",
        "{ sync(roomId: \"r\", fromSeq: 3000000000) { latestSeq } }",
        "{ sync(roomId: \"r\", fromSeq: 1.0) { latestSeq } }",
        "{ viewer { ...F } } fragment F on User { id ...F }",
        "{ viewer { id(x: 1) } }",
        "{ viewer }",
        "{ __schema }",
        "{ __type { name } }",
    ];
    for query in invalid {
        is_refused(query, json!({}));
    }
}

#[test]
fn variables_are_coerced_before_anything_runs() {
    let sync = "query($n: Int!) { sync(roomId: \"r\", fromSeq: $n) { latestSeq } }";
    for right in [json!(1), json!(1.0), json!(1e3), json!(2_147_483_647)] {
        passes(sync, json!({"n": right}));
    }
    for wrong in [json!(null), json!("1"), json!(1.5), json!(2_147_483_648_i64), json!(true), json!([1]), json!({})] {
        is_refused(sync, json!({"n": wrong}));
    }
    is_refused(sync, json!({}));
    is_refused("subscription($r: [ID!]!) { roomEvents(roomIds: $r) { __typename } }", json!({}));
    let announce = "mutation($i: PublishAnnouncementInput!) { publishAnnouncement(input: $i) { action } }";
    let with = |field: &str, value: Json| {
        let mut input = json!({"title": "a", "body": "b"});
        input[field] = value;
        json!({"i": input})
    };
    passes(announce, with("publishAt", json!("2026-01-01T00:00:00Z")));
    passes(announce, with("metadata", json!({"any": [1, null, {"x": 1.5}]})));
    passes(announce, with("landingUrl", json!("https://example.org")));
    for (field, value) in [
        ("publishAt", json!("soon")),
        ("publishAt", json!(3)),
        ("landingUrl", json!("example.org")),
        ("kind", json!("nonsense")),
        ("kind", json!(null)),
        ("kind", json!(1)),
        ("title", json!(1)),
        ("title", json!(null)),
        ("unknown", json!(1)),
    ] {
        is_refused(announce, with(field, value));
    }
}

#[test]
fn an_error_stands_where_the_specification_counts() {
    let at = |query: &str| {
        let params = Params { query: query.to_owned(), operation_name: None, variables: Map::new() };
        let error = GATE.judge(params).err().unwrap().into_errors().remove(0);
        error.locations.iter().map(|at| (at.line, at.column)).collect::<Vec<_>>()
    };
    assert_eq!(at("{ viewer { id }\r\n\r  \n  nope }"), [(4, 3)]);
    // Ends of lines to others, not here.
    assert_eq!(at("{ user(username: \"\u{2028}\u{85}\u{b}\") { id } nope }"), [(1, 32)]);
    assert_eq!(at("\"\"\"\r\u{e9}\r\n\"\"\" query A { nope }"), [(3, 15)]);
    assert_eq!(at("\"\u{1f600}\" query A { nope }"), [(1, 16)]);
    assert_eq!(at("{ a: viewer { id }\r a: settings { id } }"), [(1, 3), (2, 2)]);
    assert_eq!(at("{ a\r( }"), [(2, 3)]);
}

#[test]
fn what_an_operation_sends_is_known_before_it_runs() {
    let send = |name: &str| {
        format!("{name}: sendMessage(input: {{roomId: 1, body: \"x\", clientMutationId: \"{name}\"}}) {{ action }} ")
    };
    let (a, b, other) = (send("a"), send("b"), "leaveRoom(input: {roomId: 1}) { action } ");
    for (fields, sends) in [
        (other.to_owned(), Sends::Nothing),
        (a.clone(), Sends::AtOnce),
        (format!("__typename {a} __typename"), Sends::AtOnce),
        (format!("{a} {other}"), Sends::AtOnce),
        (format!("... {{ {a} }} {a}"), Sends::AtOnce),
        (format!("{other} {a}"), Sends::Later),
        (format!("{a} {b}"), Sends::Later),
        (format!("{} {b}", a.replace(") {", ") @skip(if: true) {")), Sends::AtOnce),
    ] {
        let query = format!("mutation {{ {fields} }}");
        assert_eq!(judge(&query, json!({})).map(|operation| operation.sends()), Ok(sends), "{query}");
    }
    assert_eq!(
        judge("{ sendMessage: viewer { id } }", json!({})).map(|operation| operation.sends()),
        Ok(Sends::Nothing)
    );
}

/// An id is the digits of a whole number, as JavaScript writes them: from 10^21 on it writes an exponent.
#[test]
fn ids_are_whole_numbers_that_javascript_writes_out() {
    let room = "query($id: ID!) { room(id: $id) { id } }";
    for right in [json!(0), json!(-7), json!(1e20), json!(2.0), json!(-0.0), json!(u64::MAX), json!("any")] {
        passes(room, json!({"id": right}));
    }
    for wrong in [json!(1e21), json!(-1e21), json!(1e22), json!(0.5), json!(true), json!(null)] {
        is_refused(room, json!({"id": wrong}));
    }
}

/// What Spark's own schema may come to have: inputs of which one field is given, enums in literals, lists of lists.
#[test]
fn other_schemas_are_judged_by_the_same_rules() {
    const OTHER: &str = "enum Colour { RED BLUE } input Choice @oneOf { one: Int two: Int }
        type Query { pick(choice: Choice, colour: Colour = RED, grid: [[Int!]]): Int }";
    let gate = Gate::new(OTHER, limits()).unwrap();
    let judge = |query: &str, variables: Json| judge_by(&gate, query, variables).is_ok();
    for (query, variables) in [
        ("{ pick(choice: {one: 1}) }", json!({})),
        ("{ pick(choice: null) }", json!({})),
        ("query($v: Int!) { pick(choice: {two: $v}) }", json!({"v": 1})),
        ("query($v: Choice) { pick(choice: $v) }", json!({"v": {"two": 2}})),
        ("query($v: Choice = {one: 3}) { pick(choice: $v) }", json!({})),
        ("{ pick(colour: BLUE) }", json!({})),
        ("query($v: Colour = BLUE) { pick(colour: $v) }", json!({"v": "RED"})),
        ("{ pick(grid: [[1, 2], null, [3]]) }", json!({})),
        ("{ pick(grid: 1) }", json!({})),
        ("query($v: [[Int!]]) { pick(grid: $v) }", json!({"v": [[1], null]})),
    ] {
        assert!(judge(query, variables.clone()), "{query} {variables}");
    }
    for (query, variables) in [
        ("{ pick(choice: {}) }", json!({})),
        ("{ pick(choice: {one: 1, two: 2}) }", json!({})),
        ("{ pick(choice: {one: null}) }", json!({})),
        ("{ pick(choice: {one: 1, two: null}) }", json!({})),
        ("{ pick(choice: {three: 1}) }", json!({})),
        ("{ pick(choice: {one: 1, one: 1}) }", json!({})),
        ("query($v: Int) { pick(choice: {two: $v}) }", json!({"v": 1})),
        ("query($w: Int!, $v: Int) { pick(choice: {two: $v}) w: pick(choice: {one: $w}) }", json!({"v": 1, "w": 1})),
        ("query($v: Choice) { pick(choice: $v) }", json!({"v": {}})),
        ("query($v: Choice) { pick(choice: $v) }", json!({"v": {"one": null}})),
        ("query($v: Choice) { pick(choice: $v) }", json!({"v": {"one": 1, "two": 2}})),
        ("query($v: Choice) { pick(choice: $v) }", json!({"v": {"one": 1, "two": null}})),
        ("query($v: Choice = {one: null}) { pick(choice: $v) }", json!({})),
        ("{ pick(colour: GREEN) }", json!({})),
        ("{ pick(colour: \"RED\") }", json!({})),
        ("{ pick(grid: [[null]]) }", json!({})),
        ("query($v: [[Int!]]) { pick(grid: $v) }", json!({"v": [[null]]})),
    ] {
        assert!(!judge(query, variables.clone()), "{query} {variables}");
    }
}

#[test]
fn a_mistake_is_shown_with_its_place() {
    let at = |query: &str, variables: Json| {
        let error = judge_by(&GATE, query, variables).map(drop).unwrap_err();
        (error.message, error.locations.iter().map(|at| (at.line, at.column)).collect::<Vec<_>>())
    };
    let (message, place) =
        at("query(\n  $n: Int!) { sync(roomId: \"r\", fromSeq: $n) { latestSeq } }", json!({"n": "1"}));
    assert_eq!(place, [(2, 3)], "{message}");
    let (message, place) = at("mutation {\n updateProfile(input: 17) { action } }", json!({}));
    assert!(message.ends_with("found 17."), "{message}");
    assert_eq!(place, [(2, 23)]);
    let twice = "mutation { updateProfile(input: {displayName: \"a\", displayName: \"b\"}) { action } }";
    let (message, _) = at(twice, json!({}));
    assert!(message.contains("displayName"), "{message}");
}

/// Lists of the introspection multiply as those of Spark do.
#[test]
fn what_introspection_brings_is_counted() {
    let of_fields = "fields { name description isDeprecated deprecationReason type { name kind description }
        args { name description type { name } } }";
    passes(&format!("{{ __schema {{ types {{ {of_fields} }} }} }}"), json!({}));
    let many = judge(&format!("{{ __schema {{ types {{ possibleTypes {{ {of_fields} }} }} }} }}"), json!({}));
    let message = many.map(drop).unwrap_err();
    assert!(message.contains("values; a request has at most 250000"), "{message}");
}

/// The validator looks at documents alone, and a default is coerced as it stands.
#[test]
fn every_default_of_the_schema_is_a_value_of_its_place() {
    let schema = RequestSchema::parse(&crate::graphql::sdl()).unwrap();
    let mut count = 0;
    let arguments = schema.schema.types.values().flat_map(|definition| match definition {
        ExtendedType::Object(object) => object.fields.values().flat_map(|field| &field.arguments).cloned().collect(),
        ExtendedType::InputObject(input) => input.fields.values().map(|field| field.node.clone()).collect::<Vec<_>>(),
        _ => Vec::new(),
    });
    for place in arguments {
        let Some(default) = &place.default_value else { continue };
        let query = format!("query($v: {} = {}) {{ __typename }}", place.ty, default.serialize().no_indent());
        let params = Params { query: query.clone(), operation_name: None, variables: serde_json::Map::new() };
        let errors = GATE.judge(params).map(drop).unwrap_err().into_errors();
        let told: Vec<_> = errors.into_iter().map(|error| error.message).collect();
        assert!(matches!(&told[..], [one] if one.contains("never used")), "{query}: {told:?}");
        count += 1;
    }
    assert!(count > 10, "{count}");
}
