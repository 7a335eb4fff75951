//! What an operator sees of an operation: its statements stand under it, by OpenTelemetry's names.

use crate::harness::{Person, Spark, on_both, process::Process};
use serde_json::{Value, json};

on_both! {
    the_statements_of_an_operation_stand_under_it;
}

const RENAME: &str = "mutation Rename($input: UpdateRoomInput!) { updateRoom(input: $input) { action } }";
const SAY: &str = "mutation Say($input: SendMessageInput!) { sendMessage(input: $input) { action } }";
const LOOK: &str = "query Look($id: ID!) { room(id: $id) { name } }";

async fn the_statements_of_an_operation_stand_under_it(spark: Spark) {
    let alice = spark.user("alice").await;
    let room = alice.creates_room("PRIVATE", "Kitchen", &[]).await;
    let process = spark.gives_way(&["--log=info,spark::store=debug", "--log-format=json"]).await;
    let asks = async |id, query, variables| asks(&spark, &process, &alice, id, query, variables).await;
    let rename = json!({"input": {"roomId": room, "name": "Cellar", "clientMutationId": "rename"}});
    assert_eq!(asks("rename", RENAME, rename).await["data"]["updateRoom"]["action"], "COMMIT");
    let say = json!({"input": {"roomId": room, "body": "hello", "clientMutationId": "say"}});
    assert_eq!(asks("say", SAY, say).await["data"]["sendMessage"]["action"], "COMMIT");
    assert_eq!(asks("look", LOOK, json!({"id": room})).await["data"]["room"]["name"], "Cellar");
    process.terminate().await;
    let log = String::from_utf8(process.ended().await.stderr).unwrap();
    let system = if log.contains("\"db.system.name\":\"postgresql\"") { "postgresql" } else { "sqlite" };
    for (id, kind, name, verbs) in [
        ("rename", "mutation", "Rename", &["SELECT", "INSERT", "UPDATE"][..]),
        ("say", "mutation", "Say", &["SELECT", "INSERT"]),
        ("look", "query", "Look", &["SELECT"]),
    ] {
        let statements = statements(&log, id);
        for verb in verbs {
            let of_verb = |spans: &&Vec<Value>| spans[2]["db.query.text"].as_str().unwrap().contains(verb);
            let spans = statements.iter().find(of_verb).unwrap_or_else(|| panic!("{id} has no {verb}: {statements:?}"));
            let [request, operation, query] = &spans[..] else { panic!("{spans:?}") };
            assert_eq!((&request["http.request.method"], &request["http.route"]), (&json!("POST"), &json!("/graphql")));
            assert_eq!(operation["graphql.operation.type"], kind);
            assert_eq!(operation["graphql.operation.name"], name);
            assert_eq!(query["db.system.name"], system);
            let known = ["SELECT", "INSERT", "UPDATE", "DELETE"];
            assert!(known.iter().any(|verb| query["db.operation.name"] == *verb), "{query}");
        }
    }
    // What people write is no part of a statement's text.
    assert!(!log.contains("hello") && !log.contains("Cellar"), "{log}");
}

/// The spans of each statement that was run under an operation of this request: from the outermost in.
fn statements(log: &str, id: &str) -> Vec<Vec<Value>> {
    let lines = log.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    let spans = lines.filter(|line| line["message"] == "runs a statement").map(|line| line["spans"].clone());
    let spans = spans.filter_map(|spans| spans.as_array().cloned());
    spans.filter(|spans| spans.len() == 3 && spans[0]["id"] == id).collect()
}

async fn asks(spark: &Spark, process: &Process, person: &Person, id: &str, query: &str, variables: Value) -> Value {
    let request = spark.http.post(format!("{}/graphql", process.url)).bearer_auth(&person.token);
    let request = request.header("x-request-id", id).json(&json!({"query": query, "variables": variables}));
    request.send().await.unwrap().json().await.unwrap()
}
