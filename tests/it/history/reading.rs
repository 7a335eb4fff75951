//! A room list that somebody reads page by page while everybody goes on: it leaves nothing out that was there throughout.

use crate::harness::{Person, person::Room};
use serde_json::{Value, json};
use std::collections::HashSet;

/// How far somebody is, what they saw, and what has been in the list since they began.
pub struct Reading {
    after: Value,
    seen: HashSet<Room>,
    throughout: HashSet<Room>,
}

impl Reading {
    /// Begins with what is in the list now.
    pub fn begins(listed: HashSet<Room>) -> Self {
        Self { after: Value::Null, seen: HashSet::new(), throughout: listed }
    }

    /// What of the list is still there.
    pub fn keeps(&mut self, listed: &HashSet<Room>) {
        self.throughout.retain(|room| listed.contains(room));
    }

    /// One page more; at the end what was left out.
    pub async fn reads(&mut self, person: &Person, size: usize) -> Option<Vec<Room>> {
        let query = "query($first: Int, $after: String) { memberships(first: $first, after: $after) {
            nodes { roomId } pageInfo { hasNextPage endCursor } } }";
        let data = person.reads(query, json!({"first": size, "after": self.after})).await;
        let page = &data["memberships"];
        let rooms = page["nodes"].as_array().unwrap().iter();
        self.seen.extend(rooms.map(|node| node["roomId"].as_str().unwrap().to_owned()));
        self.after = page["pageInfo"]["endCursor"].clone();
        let ends = page["pageInfo"]["hasNextPage"] == false;
        ends.then(|| self.throughout.difference(&self.seen).cloned().collect())
    }
}
