//! What must not reach the one who left: what is told of nothing but what came later.

use super::people::People;
use crate::{
    attacks::departed::{LATER, brief, later_number},
    harness::{Person, person::Room, random::Told},
};
use proptest::prop_assert;
use serde_json::Value;
use std::collections::HashSet;

pub struct Forbidden {
    departure: i64,
    names: HashSet<String>,
}

impl Forbidden {
    /// What came into the room after this number, and all that two others said to each other.
    pub async fn since(departure: i64, room: &Room, people: &People) -> Self {
        let mut names = HashSet::new();
        named(&mut names, &people.alice, room, departure).await;
        assert!(names.len() > 8, "{names:?}");
        named(&mut names, &people.alice, &people.between, 0).await;
        names.insert(people.between.clone());
        Self { departure, names }
    }

    fn is_named(&self, value: &Value) -> bool {
        match value {
            Value::String(text) => self.names.contains(text),
            Value::Array(items) => items.iter().any(|item| self.is_named(item)),
            Value::Object(fields) => fields.values().any(|field| self.is_named(field)),
            _ => false,
        }
    }

    /// Nothing of it is in what somebody was told.
    pub fn is_absent(&self, told: &Value, asked: &str) -> Told {
        let text = told.to_string();
        let text = brief(&text);
        prop_assert!(!text.contains(LATER), "{}\n{}", text, asked);
        let data = told.get("payload").unwrap_or(told).get("data").unwrap_or(&Value::Null);
        prop_assert!(later_number(data, self.departure).is_none(), "after {}: {}\n{}", self.departure, text, asked);
        prop_assert!(!self.is_named(data), "{}\n{}", text, asked);
        Ok(())
    }
}

/// The names of what came after a number: of events, of messages, of stays.
async fn named(names: &mut HashSet<String>, reader: &Person, room: &Room, departure: i64) {
    for event in reader.syncs(room, departure + 1).await {
        names.insert(event["fingerprint"].as_str().unwrap().to_owned());
        let message = &event["message"];
        if message["seq"].as_i64().is_some_and(|seq| seq > departure) {
            names.insert(message["id"].as_str().unwrap().to_owned());
        }
        let member = event["member"]["id"].as_str().filter(|_| event["__typename"] == "MemberJoined");
        names.extend(member.map(str::to_owned));
    }
}
