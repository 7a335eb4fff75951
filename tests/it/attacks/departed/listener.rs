//! A socket with several subscriptions, all of whose messages are kept.

use crate::harness::{Person, Socket, Spark, eventually, person::Room};
use serde_json::{Value, json};
use std::collections::HashSet;

/// What keeps a socket busy that is not read: for each event a page of long messages, which stay as they are. It also says when all
/// has come.
const BALLAST: &str = "subscription($resume: [RoomCursor!]) { roomEvents(resume: $resume) { __typename
    ... on RoomEvent { seq room { messages(first: 32) { nodes { body } } } message { body } } } }";

/// Some pages of long messages: together more than the answers of a socket may hold.
const LARGE: &str = "query($room: ID!) { room(id: $room) { messages(first: 32) { nodes { body } } } }";
const FILLING: usize = 10;

/// What a socket was told, by operation.
pub struct Listener {
    socket: Socket,
    pub ballast: String,
    /// The others, with what comes last of them.
    pub open: HashSet<(String, &'static str)>,
    /// What was asked beside.
    asked: HashSet<String>,
    pub heard: Vec<Value>,
}

/// The last that is told of a stay, by the channel.
fn last_of(channel: &str) -> &'static str {
    match channel {
        "userEvents" => "MembershipRemoved",
        "activeRoom" => COMPLETE,
        _ => "MemberLeft",
    }
}

/// Whether an event of the ballast was shown to who was no member any more.
pub fn is_closed(event: &Value) -> bool {
    event["room"]["messages"]["nodes"] == json!([])
}

const COMPLETE: &str = "complete";

impl Listener {
    /// Begins to listen; when this returns it hears everything. What is refused is no document any more.
    pub async fn begin(
        spark: &Spark,
        person: &Person,
        is_narrow: bool,
        documents: &[(&'static str, String)],
        resume: &Value,
    ) -> Self {
        let before = spark.server.subscriptions();
        let mut socket =
            if is_narrow { Socket::narrow(&spark.url, &person.token).await } else { person.connects().await };
        let ballast = socket.begins(BALLAST, json!({"resume": resume})).await;
        let mut open = HashSet::new();
        // Of an active room nothing says that it has begun.
        let mut silent = 1 + documents.len();
        for (channel, document) in documents {
            open.insert((socket.begins(document, json!({"resume": resume})).await, last_of(channel)));
            silent -= usize::from(*channel == "activeRoom");
        }
        let mut listener = Self { socket, ballast, open, asked: HashSet::new(), heard: Vec::new() };
        while silent > 0 {
            let kind = listener.hears().await.1;
            silent -= usize::from(kind.is_some_and(|kind| ["StreamReady", "error"].contains(&&*kind)));
        }
        let begun = before + 1 + listener.open.len();
        assert!(listener.open.iter().any(|it| it.1 == COMPLETE), "what is looked at is told nothing of");
        eventually("all that is listened to", async || match spark.server.subscriptions() {
            now if now == begun => Ok(()),
            now => Err((now, begun)),
        })
        .await;
        listener
    }

    /// Asks for so much that what is asked from now on waits until the answers are read.
    pub async fn fills(&mut self, room: &Room) {
        for _ in 0..FILLING {
            self.socket.begins(LARGE, json!({"room": room})).await;
        }
    }

    /// Asks something, whether anybody reads the answer or not.
    pub async fn asks(&mut self, document: &str) {
        self.asked.insert(self.socket.begins(document, json!({})).await);
    }

    /// One message: its operation, and what kind of event it is. A document that is refused is over.
    async fn hears(&mut self) -> (String, Option<String>) {
        let message = self.socket.hear().await;
        let id = message["id"].as_str().unwrap_or_default().to_owned();
        let kind = message["type"].as_str().unwrap_or_default().to_owned();
        if kind == "error" {
            self.open.retain(|(open, _)| *open != id);
            self.heard.push(message);
            return (id, Some(kind));
        }
        if kind != "next" {
            return (id, Some(kind));
        }
        let root = message["payload"]["data"].as_object().and_then(|data| data.values().next());
        let kind = root.and_then(|root| root["__typename"].as_str()).map(str::to_owned);
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
    pub async fn ends(&mut self) {
        let last = self.socket.begins("{ viewer { username } }", json!({})).await;
        let mut waits = self.asked.clone();
        waits.retain(|id| !self.answered(id));
        waits.insert(last);
        while !waits.is_empty() {
            waits.remove(&self.hears().await.0);
        }
    }

    fn answered(&self, id: &str) -> bool {
        self.heard.iter().any(|told| told["id"] == *id)
    }

    /// Whether something was answered that was asked before the room was closed to whom this is, and after the ballast showed that
    /// it was.
    pub fn was_answered_late(&self) -> bool {
        let shown = |told: &Value| told["id"] == *self.ballast && is_closed(&told["payload"]["data"]["roomEvents"]);
        let mut after = self.heard.iter().skip_while(|told| !shown(told));
        after.any(|told| told["id"].as_str().is_some_and(|id| self.asked.contains(id)))
    }

    /// Reads until the ballast has brought this message.
    pub async fn reads_to(&mut self, message: &Value) {
        loop {
            let (id, _) = self.hears().await;
            if id != self.ballast {
                continue;
            }
            let told = &self.heard.last().unwrap()["payload"]["data"]["roomEvents"];
            if told["seq"].as_i64() >= message["seq"].as_i64() {
                return;
            }
        }
    }

    /// The events of the ballast.
    pub fn of_ballast(&self) -> impl Iterator<Item = &Value> {
        self.heard.iter().filter(|told| told["id"] == *self.ballast).map(|told| &told["payload"]["data"]["roomEvents"])
    }
}
