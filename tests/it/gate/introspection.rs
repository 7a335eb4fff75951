//! What the schema says of itself, to everybody.

use super::doors::{Doors, plain};
use crate::harness::{Spark, on_sqlite};
use serde_json::{Value, json};

on_sqlite! {
    the_schema_says_what_it_is;
    a_type_says_what_it_has_and_null_for_what_its_kind_has_not;
    introspection_stands_beside_other_fields;
    what_is_repeated_is_answered_once;
}

async fn the_schema_says_what_it_is(spark: Spark) {
    let mut doors = Doors::of_nobody(&spark);
    let query = "{ __schema { description queryType { name } mutationType { kind name } subscriptionType { name }
        directives { name isRepeatable } } }";
    let schema = doors.data(&plain(query)).await["__schema"].clone();
    assert!(schema["description"].as_str().unwrap().starts_with("Spark: "), "{schema}");
    assert_eq!(schema["mutationType"], json!({"kind": "OBJECT", "name": "Mutation"}));
    let directives: Vec<_> =
        schema["directives"].as_array().unwrap().iter().map(|directive| directive["name"].as_str().unwrap()).collect();
    for name in ["skip", "include", "deprecated", "specifiedBy", "oneOf"] {
        assert!(directives.contains(&name), "{name} is not in {directives:?}");
    }
}

async fn a_type_says_what_it_has_and_null_for_what_its_kind_has_not(spark: Spark) {
    let mut doors = Doors::of_nobody(&spark);
    let lists = "fields { name } interfaces { name } possibleTypes { name } enumValues { name } inputFields { name }
        specifiedByURL isOneOf ofType { name }";
    let query = |name: &str| plain(&format!("{{ __type(name: \"{name}\") {{ kind name {lists} }} }}"));
    let names = |names: &[&str]| names.iter().map(|name| json!({"name": name})).collect::<Value>();
    let none = json!({"fields": null, "interfaces": null, "possibleTypes": null, "enumValues": null, "inputFields": null,
        "specifiedByURL": null, "isOneOf": null, "ofType": null});
    let rows = [
        // An object without interfaces has an empty list of them.
        (
            "PageInfo",
            "OBJECT",
            json!({"interfaces": [],
            "fields": names(&["hasNextPage", "hasPreviousPage", "startCursor", "endCursor"])}),
        ),
        (
            "RoomFeedItem",
            "UNION",
            json!({"possibleTypes": names(&["MemberJoined", "MemberLeft", "MemberRoleChanged",
            "MessageDeleted", "MessageEdited", "MessageSent", "ReactionChanged", "RoomUpdated", "StreamReady", "SyncRequired"])}),
        ),
        (
            "ActiveRoomEvent",
            "INTERFACE",
            json!({"interfaces": [], "fields": names(&["roomId", "occurredAt"]),
            "possibleTypes": names(&["ReadReceiptMoved", "TypingChanged"])}),
        ),
        ("AnnouncementKind", "ENUM", json!({"enumValues": names(&["NOTICE", "MAINTENANCE"])})),
        (
            "LogoutInput",
            "INPUT_OBJECT",
            json!({"isOneOf": false, "inputFields": names(&["everywhere", "clientMutationId"])}),
        ),
        ("DateTime", "SCALAR", json!({"specifiedByURL": "https://www.rfc-editor.org/rfc/rfc3339"})),
        ("ID", "SCALAR", json!({})),
    ];
    for (name, kind, has) in rows {
        let mut expected = none.clone();
        expected.as_object_mut().unwrap().extend(has.as_object().unwrap().clone());
        expected["kind"] = json!(kind);
        expected["name"] = json!(name);
        assert_eq!(doors.data(&query(name)).await["__type"], expected, "{name}");
    }
    assert_eq!(doors.data(&query("Nonsense")).await, json!({"__type": null}));
    let wrapped = "{ __type(name: \"LogoutInput\") { inputFields { name defaultValue type { kind name ofType { kind name } } } } }";
    let everywhere = doors.data(&plain(wrapped)).await["__type"]["inputFields"][0].clone();
    let boolean = json!({"kind": "NON_NULL", "name": null, "ofType": {"kind": "SCALAR", "name": "Boolean"}});
    assert_eq!(everywhere, json!({"name": "everywhere", "defaultValue": "false", "type": boolean}));
}

async fn introspection_stands_beside_other_fields(spark: Spark) {
    let alice = spark.user("alice").await;
    let mut doors = Doors::of(&spark, &alice).await;
    let query =
        "query($name: String!) { first: __typename s: __schema { queryType { name } } viewer { __typename username }
        t: __type(name: $name) { __typename name } last: __typename }";
    let answer = doors.data(&json!({"query": query, "variables": {"name": "Room"}})).await;
    let expected = json!({"first": "Query", "s": {"queryType": {"name": "Query"}},
        "viewer": {"__typename": "User", "username": "alice"}, "t": {"__typename": "__Type", "name": "Room"}, "last": "Query"});
    assert_eq!(answer.to_string(), expected.to_string(), "in the order of the request");
    // A stranger sees the one and not the other.
    let mut strangers = Doors::of_nobody(&spark);
    let answer = strangers.answer(&plain("{ __schema { queryType { name } } room(id: \"x\") { id } }")).await;
    assert_eq!(answer["data"], json!({"__schema": {"queryType": {"name": "Query"}}, "room": null}));
    assert_eq!(answer["errors"][0]["path"], json!(["room"]));
}

async fn what_is_repeated_is_answered_once(spark: Spark) {
    let mut doors = Doors::of_nobody(&spark);
    let field = "__schema { types { name } } ";
    let once = doors.data(&plain(&format!("{{ {field} }}"))).await;
    assert_eq!(doors.data(&plain(&format!("{{ {} }}", field.repeat(1_000)))).await, once);
    let inside = format!("{{ __schema {{ types {{ {} }} }} }}", "name ".repeat(1_000));
    assert_eq!(doors.data(&plain(&inside)).await, once);
    // Whoever repeats pays for each, though.
    let costly = format!("{{ __schema {{ types {{ {} }} }} }}", "name ".repeat(9_900));
    doors.refuse("TOO_LARGE", [plain(&costly)]).await;
}
