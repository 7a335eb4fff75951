//! A socket with several subscriptions, all of whose messages are kept.

use crate::harness::Socket;
use serde_json::{Value, json};
use std::collections::HashSet;

/// What keeps a socket busy that is not read: for each event a page of long messages, which stay as they are. It also says when all
/// has come.
const BALLAST: &str = "subscription($resume: [RoomCursor!]) { roomEvents(resume: $resume) { __typename
    ... on RoomEvent { seq room { messages(first: 32) { nodes { body } } } message { body } } } }";
/// What a socket was told, by operation.
pub struct Listener {
    socket: Socket,
    pub ballast: String,
    /// The others, with the type of their last event.
    pub open: HashSet<(String, &'static str)>,
    pub heard: Vec<Value>,
}

impl Listener {
    /// Begins to listen; when this returns it hears everything. What is refused is no document any more.
    pub async fn begin(mut socket: Socket, documents: &[(&'static str, String)], resume: &Value) -> Self {
        let ballast = socket.begins(BALLAST, json!({"resume": resume})).await;
        let mut open = HashSet::new();
        for (channel, document) in documents {
            let last = if *channel == "userEvents" { "MembershipRemoved" } else { "MemberLeft" };
            open.insert((socket.begins(document, json!({"resume": resume})).await, last));
        }
        let mut listener = Self { socket, ballast, open, heard: Vec::new() };
        let mut ready = 0;
        while ready < documents.len() + 1 {
            ready += usize::from(listener.hears().await.1.is_some_and(|it| it == "StreamReady"));
        }
        listener
    }

    /// One message: its operation, and what kind of event it is. A document that is refused is over.
    async fn hears(&mut self) -> (String, Option<String>) {
        let message = self.socket.hear().await;
        let id = message["id"].as_str().unwrap_or_default().to_owned();
        let root = message["payload"]["data"].as_object().and_then(|data| data.values().next());
        let kind = root.and_then(|root| root["__typename"].as_str()).map(str::to_owned);
        if message["type"] == "error" {
            self.open.retain(|(open, _)| *open != id);
            return (id, Some("StreamReady".to_owned()));
        }
        self.heard.push(message);
        (id, kind)
    }

    /// Reads until each operation said its last word on the room.
    pub async fn reads(&mut self) {
        let mut open = true;
        while open || !self.open.is_empty() {
            let (id, kind) = self.hears().await;
            let kind = kind.as_deref();
            // Who is told that something was lost asks for it, and the last word may be among that.
            let is_last = |last: &str| kind == Some(last) || matches!(kind, Some("SyncRequired" | "LoginSyncRequired"));
            if id == self.ballast && is_last("MemberLeft") {
                open = false;
            }
            self.open.retain(|(other, last)| *other != id || !is_last(last));
        }
    }

    /// Reads all that is still under way.
    pub async fn ends(mut self) -> Vec<Value> {
        let id = self.socket.begins("{ viewer { username } }", json!({})).await;
        while self.hears().await.0 != id {}
        self.heard
    }

    /// Reads until the ballast has brought this message.
    pub async fn reads_to(&mut self, message: &Value) {
        loop {
            let (id, _) = self.hears().await;
            let told = &self.heard.last().unwrap()["payload"]["data"]["roomEvents"];
            if id == self.ballast && told["seq"].as_i64() >= message["seq"].as_i64() {
                return;
            }
        }
    }

    /// The events of the ballast.
    pub fn of_ballast(&self) -> impl Iterator<Item = &Value> {
        self.heard.iter().filter(|told| told["id"] == *self.ballast).map(|told| &told["payload"]["data"]["roomEvents"])
    }
}
