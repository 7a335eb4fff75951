//! The messages of `graphql-transport-ws`: what a client may say, and what the server says.

use crate::{
    graphql::{limits::MAX_NESTING, response::Rendered},
    json,
    transport::socket::close::{BAD_MESSAGE, Close, OLD_MESSAGE, TOO_DEEP},
};
use serde::Serialize;
use serde_json::{Value, json};

/// The longest payload of a ping, as JSON, that comes back with the pong.
const MAX_PAYLOAD: usize = 1024;

/// A message of a client. What it carries stays as it is written, and is read by whom it concerns: a wrong value there costs an
/// operation, not the socket.
#[derive(Debug)]
pub enum ClientMessage<'a> {
    ConnectionInit {
        payload: Option<&'a str>,
    },
    Ping {
        payload: Option<&'a str>,
    },
    Pong,
    /// Without a payload it is a request of nothing, and refused as one.
    Subscribe {
        id: String,
        payload: &'a str,
    },
    Complete {
        id: String,
    },
}

impl<'a> ClientMessage<'a> {
    /// Reads a text in which halves of surrogate pairs are mended.
    pub fn read(text: &'a str) -> Result<Self, Close> {
        let (mut kind, mut id, mut payload) = (None, None, None);
        // Of two of one name the last counts, as everywhere.
        for (name, value) in json::members(text).ok_or(BAD_MESSAGE)? {
            match name.as_str() {
                "type" => kind = Some(value),
                "id" => id = Some(value),
                "payload" => payload = Some(value),
                _ => {}
            }
        }
        let id = || id.and_then(json::string).ok_or(BAD_MESSAGE);
        let payload = payload.filter(|payload| *payload != "null");
        let object = || match payload {
            Some(payload) if !payload.starts_with('{') => Err(BAD_MESSAGE),
            payload => Ok(payload),
        };
        Ok(match kind.and_then(json::string).ok_or(BAD_MESSAGE)?.as_str() {
            "connection_init" => Self::ConnectionInit { payload: object()? },
            "ping" => Self::Ping { payload: object()? },
            "pong" => object().map(|_| Self::Pong)?,
            "subscribe" => Self::Subscribe { id: id()?, payload: payload.unwrap_or("null") },
            "complete" => Self::Complete { id: id()? },
            "start" | "stop" | "connection_terminate" => return Err(OLD_MESSAGE),
            _ => return Err(BAD_MESSAGE),
        })
    }
}

/// What `connection_init` says under `authorization`, however that is capitalized. What else it says is skipped.
pub fn authorization(payload: &str) -> Result<Option<String>, Close> {
    if json::is_deeper(payload, MAX_NESTING) {
        return Err(TOO_DEEP);
    }
    let members = json::members(payload).ok_or(BAD_MESSAGE)?;
    let found = members.filter(|(name, _)| name.eq_ignore_ascii_case("authorization")).last();
    Ok(found.and_then(|(_, value)| json::string(value)))
}

/// The messages of the server.
pub fn connection_ack() -> String {
    json!({"type": "connection_ack"}).to_string()
}

pub fn ping() -> String {
    json!({"type": "ping"}).to_string()
}

/// With the payload of the ping as it came; what the client could not read itself does not come back to it.
pub fn pong(payload: Option<&str>) -> String {
    let good = |payload: &&str| payload.len() <= MAX_PAYLOAD && json::read(payload, MAX_NESTING).is_ok();
    match payload.filter(good) {
        Some(payload) => format!(r#"{{"type":"pong","payload":{payload}}}"#),
        None => json!({"type": "pong"}).to_string(),
    }
}

/// What every `next` of an operation begins with: written once, for its id may need escapes.
pub fn next_head(id: &str) -> String {
    format!(r#"{{"id":{},"type":"next","payload":"#, Value::from(id))
}

/// A result that is JSON already, behind the head of its operation.
pub fn next(head: &str, payload: &str) -> String {
    // Of just this length, so that the socket's library takes it as it is.
    [head, payload, "}"].concat()
}

/// A message about an operation. Written as it is, not by way of a map, which would forget the order of the fields.
#[derive(Serialize)]
struct OperationMessage<'a, P: Serialize> {
    id: &'a str,
    #[serde(rename = "type")]
    kind: &'static str,
    payload: P,
}

impl<P: Serialize> OperationMessage<'_, P> {
    fn write(&self) -> String {
        serde_json::to_string(self).unwrap_or_else(|error| {
            tracing::error!(%error, "a message could not be written");
            json!({"id": self.id, "type": "error", "payload": []}).to_string()
        })
    }
}

pub fn error(id: &str, rendered: &Rendered) -> String {
    OperationMessage { id, kind: "error", payload: rendered.errors() }.write()
}

pub fn complete(id: &str) -> String {
    json!({"id": id, "type": "complete"}).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_result_keeps_the_order_of_its_fields() {
        let data = async_graphql::value!({"b": 1, "a": {"d": 2, "c": 3}});
        let message = next(&next_head("7"), &Rendered::Executed { data, errors: Vec::new() }.to_json());
        assert_eq!(message, r#"{"id":"7","type":"next","payload":{"data":{"b":1,"a":{"d":2,"c":3}}}}"#);
    }
}
