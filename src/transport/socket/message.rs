//! What clients send: the parameters of a request, and the messages of `graphql-transport-ws`.

use crate::{
    domain::refusal::Refusal,
    graphql::{limits::MAX_NESTING, request::Params, response::Rendered},
    json::{self, Unreadable},
    transport::socket::close::{BAD_MESSAGE, Close, OLD_MESSAGE, TOO_DEEP},
};
use serde::Serialize;
use serde_json::{Map, Value, json};

/// The longest payload of a ping, as JSON, that comes back with the pong.
const MAX_PAYLOAD: usize = 1024;

/// What to answer to a value that can't be read.
fn unreadable(what: &str, unreadable: Unreadable) -> Refusal {
    match unreadable {
        Unreadable::NoJson => Refusal::bad_request(format!("{what} is no JSON.")),
        Unreadable::TooDeep => Refusal::too_large(&format!("{what} is nested deeper than {MAX_NESTING} levels.")),
        Unreadable::OutOfRange => Refusal::bad_request(format!("{what} has a number that is out of range.")),
    }
}

/// Reads the parameters of a GraphQL request.
impl Params {
    /// From the body of a request.
    pub(in crate::transport) fn from_body(body: &[u8]) -> Result<Self, Refusal> {
        let text = std::str::from_utf8(body).map_err(|_| unreadable("The body", Unreadable::NoJson))?;
        Self::from_value(json::read(text, MAX_NESTING).map_err(|wrong| unreadable("The body", wrong))?)
    }

    /// From the payload of a `subscribe` message.
    pub(in crate::transport) fn from_payload(payload: &str) -> Result<Self, Refusal> {
        Self::from_value(json::read(payload, MAX_NESTING).map_err(|wrong| unreadable("The payload", wrong))?)
    }

    /// From the query string of an address.
    pub(in crate::transport) fn from_query(query: &str) -> Result<Self, Refusal> {
        let mut fields = Map::new();
        for (name, value) in url::form_urlencoded::parse(query.as_bytes()) {
            let value = match &*name {
                "query" | "operationName" => Value::String(value.into_owned()),
                "variables" | "extensions" if value.is_empty() => Value::Null,
                // In a body they would stand a level deeper.
                "variables" | "extensions" => {
                    json::read(&value, MAX_NESTING - 1).map_err(|wrong| unreadable(&format!("`{name}`"), wrong))?
                }
                _ => continue,
            };
            fields.insert(name.into_owned(), value);
        }
        Self::from_value(Value::Object(fields))
    }

    fn from_value(value: Value) -> Result<Self, Refusal> {
        let wrong = |message: &str| Refusal::bad_request(message);
        let Value::Object(mut fields) = value else {
            return Err(wrong("A request is one JSON object; batches are not taken."));
        };
        let query = match fields.remove("query") {
            Some(Value::String(query)) => query,
            Some(_) => return Err(wrong("`query` must be a string.")),
            None => return Err(wrong("`query` is missing.")),
        };
        let operation_name = match fields.remove("operationName") {
            None | Some(Value::Null) => None,
            Some(Value::String(name)) => Some(name).filter(|name| !name.is_empty()),
            Some(_) => return Err(wrong("`operationName` must be a string.")),
        };
        let map = |name: &str, value: Option<Value>| match value {
            None | Some(Value::Null) => Ok(None),
            Some(Value::Object(map)) => Ok(Some(map)),
            Some(_) => Err(wrong(&format!("`{name}` must be an object."))),
        };
        let variables = map("variables", fields.remove("variables"))?;
        map("extensions", fields.remove("extensions"))?;
        Ok(Self { query, operation_name, variables: variables.unwrap_or_default() })
    }
}

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
struct About<'a, P: Serialize> {
    id: &'a str,
    #[serde(rename = "type")]
    kind: &'static str,
    payload: P,
}

impl<P: Serialize> About<'_, P> {
    fn write(&self) -> String {
        serde_json::to_string(self).unwrap_or_else(|error| {
            tracing::error!(%error, "a message could not be written");
            json!({"id": self.id, "type": "error", "payload": []}).to_string()
        })
    }
}

pub fn error(id: &str, rendered: &Rendered) -> String {
    About { id, kind: "error", payload: rendered.errors() }.write()
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
