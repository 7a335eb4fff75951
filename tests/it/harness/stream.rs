//! A subscription as server-sent events, read one by one.

use super::{PATIENCE, Person};
use serde_json::{Value, json};
use std::collections::VecDeque;
use tokio::time::{Instant, timeout_at};

/// An open stream.
pub struct Stream {
    response: reqwest::Response,
    bytes: Vec<u8>,
    events: VecDeque<Value>,
}

impl Stream {
    /// Opens one, and reads what it begins with.
    pub async fn subscribes(person: &Person, query: &str) -> Self {
        let mut stream = Self::opens(person, query).await;
        assert_eq!(stream.next().await["__typename"], "StreamReady");
        stream
    }

    /// Opens one that may be refused.
    pub async fn opens(person: &Person, query: &str) -> Self {
        let request = reqwest::Client::new().post(format!("{}/graphql", person.url)).bearer_auth(&person.token);
        let request = request.header("accept", "text/event-stream").json(&json!({ "query": query }));
        Self { response: request.send().await.unwrap(), bytes: Vec::new(), events: VecDeque::new() }
    }

    /// The next event: the root field's value, or the whole result when it has errors. What completes the stream is the text
    /// "complete", and its end null.
    pub async fn next(&mut self) -> Value {
        // In all: comments, which come more often, are no news.
        let deadline = Instant::now() + PATIENCE;
        loop {
            if let Some(event) = self.events.pop_front() {
                return event;
            }
            let chunk = timeout_at(deadline, self.response.chunk()).await.expect("silence").unwrap();
            let Some(chunk) = chunk else { return Value::Null };
            // A chunk may end within a character.
            self.bytes.extend_from_slice(&chunk);
            while let Some(end) = self.bytes.windows(2).position(|two| two == b"\n\n") {
                let event = String::from_utf8(self.bytes.drain(..end + 2).collect()).unwrap();
                // As a story's sockets do: every connection is news.
                self.events.extend(read(&event).filter(|event| event["__typename"] != "UserStatusChanged"));
            }
        }
    }
}

/// A comment says nothing.
fn read(event: &str) -> Option<Value> {
    let field = |name: &str| event.lines().find_map(|line| line.strip_prefix(name));
    match field("event: ")? {
        "next" => {
            let result: Value = serde_json::from_str(field("data: ").unwrap()).unwrap();
            let only = result["data"].as_object().and_then(|data| data.values().next().cloned());
            Some(only.filter(|_| result.get("errors").is_none()).unwrap_or(result))
        }
        other => Some(json!(other)),
    }
}
