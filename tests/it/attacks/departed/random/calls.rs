//! What the one who leaves calls: once before, and again after. What a call answered as it happened is shown anew, to who they are
//! now.

use super::people::People;
use crate::harness::{
    Person,
    person::{Room, fresh},
};
use serde_json::{Value, json};

/// A mutation, and its input as it is written.
pub type Call = (&'static str, String);

fn input(fields: &[(&str, Value)]) -> String {
    let mut text: Vec<_> = fields.iter().map(|(name, value)| format!("{name}: {value}")).collect();
    text.push(format!("clientMutationId: {}", json!(fresh())));
    format!("{{{}}}", text.join(", "))
}

/// Makes a call that commits; all of what this shows of it.
async fn makes(calls: &mut Vec<Call>, carol: &Person, call: Call, shows: &str) -> Value {
    let (name, input) = &call;
    let answer = carol.reads(&format!("mutation {{ {name}(input: {input}) {{ action {shows} }} }}"), json!({})).await;
    assert_eq!(answer[name]["action"], "COMMIT", "{answer}");
    let payload = answer[name].clone();
    calls.push(call);
    payload
}

/// What she did in the room while she was in it: it can be called again. Of her own invite the id as well.
pub async fn made(people: &People, room: &Room) -> (Vec<Call>, String) {
    let People { alice, carol, .. } = people;
    alice.makes(room, carol, "MODERATOR").await;
    let mut calls = Vec::new();
    let calls = &mut calls;
    let message = ("sendMessage", input(&[("roomId", json!(room)), ("body", json!("before, by Carol"))]));
    let sent = makes(calls, carol, message, "message { id }").await;
    let message = sent["message"]["id"].as_str().unwrap();
    let edit = ("editMessage", input(&[("messageId", json!(message)), ("body", json!("before, once more"))]));
    makes(calls, carol, edit, "").await;
    makes(calls, carol, ("updateRoom", input(&[("roomId", json!(room)), ("topic", json!("before"))])), "").await;
    makes(calls, carol, ("updateMembership", input(&[("roomId", json!(room)), ("isPinned", json!(true))])), "").await;
    let invited = makes(calls, carol, ("createInvite", input(&[("roomId", json!(room))])), "invite { id }").await;
    makes(calls, carol, ("openDirectRoom", input(&[("userId", json!(people.bob.id))])), "").await;
    let message = ("sendMessage", input(&[("roomId", json!(room)), ("body", json!("before, and gone"))]));
    let sent = makes(calls, carol, message, "message { id }").await;
    let message = sent["message"]["id"].as_str().unwrap();
    makes(calls, carol, ("deleteMessage", input(&[("messageId", json!(message))])), "").await;
    (std::mem::take(calls), invited["invite"]["id"].as_str().unwrap().to_owned())
}

/// What she tries afterwards, and what she may do elsewhere.
pub fn tried(people: &People, room: &Room, message: &str) -> Vec<Call> {
    vec![
        ("sendMessage", input(&[("roomId", json!(room)), ("body", json!("too late"))])),
        ("editMessage", input(&[("messageId", json!(message)), ("body", json!("too late"))])),
        ("markRead", format!("{{roomId: {}, seq: 1}}", json!(room))),
        ("updateMembership", input(&[("roomId", json!(room)), ("isPinned", json!(true))])),
        ("updateMembership", input(&[("roomId", json!(people.pantry)), ("isPinned", json!(true))])),
        ("sendMessage", input(&[("roomId", json!(people.pantry)), ("body", json!("still here"))])),
        ("openDirectRoom", input(&[("userId", json!(people.alice.id))])),
    ]
}
