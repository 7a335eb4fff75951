//! What people expect of a chat: threads, reactions, forwarding.

mod forwarding;
mod reactions;
mod rendering;
mod threads;

use crate::harness::Person;
use serde_json::{Value, json};

/// A message as somebody reads it now.
async fn read(person: &Person, message: &Value, shows: &str) -> Value {
    let query = format!("query($id: ID!) {{ message(id: $id) {{ {shows} }} }}");
    person.reads(&query, json!({"id": message["id"]})).await["message"].clone()
}

/// What somebody's call was refused with: the code, the path and the limit.
async fn refused(person: &Person, mutation: &str, input: Value) -> (Value, Value) {
    let payload = person.calls(mutation, input, "seq").await;
    assert_eq!((&payload["action"], &payload["seq"]), (&json!("ROLLBACK"), &Value::Null), "{payload}");
    (payload["error"]["code"].clone(), payload["error"]["path"].clone())
}
