//! What a cache keeps by its id can be asked for by its id.

use crate::harness::{Person, Spark, on_both};
use serde_json::{Value, json};

on_both! {
    settings_are_a_node_for_their_owner_alone;
    every_part_of_a_login_sync_is_a_node;
}

async fn node(person: &Person, id: &Value) -> Value {
    let query = "query($id: ID!) { node(id: $id) { __typename id ... on Settings { locale timeZone doNotDisturb } } }";
    person.reads(query, json!({"id": id})).await["node"].clone()
}

async fn settings_are_a_node_for_their_owner_alone(spark: Spark) {
    let [alice, bob] = spark.users(["alice", "bob"]).await;
    let ruth = spark.admin("ruth").await;
    let id = alice.reads("{ settings { id } }", json!({})).await["settings"]["id"].clone();
    alice.does("updateSettings", json!({"locale": "de-CH"}), "action").await;
    let expected =
        json!({"__typename": "Settings", "id": id, "locale": "de-CH", "timeZone": "UTC", "doNotDisturb": false});
    assert_eq!(node(&alice, &id).await, expected);
    for other in [&bob, &ruth] {
        assert_eq!(node(other, &id).await, Value::Null);
    }
    for nothing in ["set_", "set_0", "set_0000000000000", "set_zzzzzzzzzzzzz"] {
        assert_eq!(node(&alice, &json!(nothing)).await, Value::Null);
    }
    // The key is the user's own, and still the two are told apart.
    assert_eq!(node(&alice, &json!(alice.id)).await["__typename"], "User");
    assert_ne!(id, json!(alice.id));
}

async fn every_part_of_a_login_sync_is_a_node(spark: Spark) {
    let ruth = spark.admin("ruth").await;
    let bob = spark.user("bob").await;
    ruth.creates_room("PRIVATE", "Kitchen", &[&bob]).await;
    bob.does("openDirectRoom", json!({"userId": ruth.id}), "room { id }").await;
    ruth.does("publishAnnouncement", json!({"title": "T", "body": "B"}), "action").await;
    let query = "{ loginSync { viewer { ...N } settings { ...N } memberships { nodes { ...N room { ...N lastMessage { ...N } } } }
        announcements { ...N createdBy { ...N } } } } fragment N on Node { __typename id }";
    let sync = bob.reads(query, json!({})).await["loginSync"].clone();
    let mut found = Vec::new();
    nodes(&sync, &mut found);
    let kinds = ["User", "Settings", "Membership", "Room", "Announcement"];
    assert!(kinds.iter().all(|kind| found.iter().any(|(typename, _)| typename == kind)), "{found:?}");
    for (typename, id) in found {
        assert_eq!(node(&bob, &id).await["__typename"], typename);
    }
}

/// All that has an id, at any depth.
fn nodes(value: &Value, found: &mut Vec<(Value, Value)>) {
    if value["id"].is_string() {
        found.push((value["__typename"].clone(), value["id"].clone()));
    }
    match value {
        Value::Object(fields) => fields.values().for_each(|part| nodes(part, found)),
        Value::Array(items) => items.iter().for_each(|part| nodes(part, found)),
        _ => {}
    }
}
