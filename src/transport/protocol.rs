//! What clients send: the parameters of a request, and the messages of `graphql-transport-ws`.

use crate::graphql::{request::Params, response::Rendered};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

/// Reads the parameters of a GraphQL request.
impl Params {
    /// From a body. The error says what is wrong.
    pub fn from_json(body: &[u8]) -> Result<Self, String> {
        let value: Value = serde_json::from_slice(body).map_err(|_| "The body is no JSON.".to_owned())?;
        Self::from_value(value)
    }

    /// From the parameters as JSON.
    pub fn from_value(value: Value) -> Result<Self, String> {
        let Value::Object(mut fields) = value else {
            return Err("A request is one JSON object; batches are not taken.".into());
        };
        let query = match fields.remove("query") {
            Some(Value::String(query)) => query,
            Some(_) => return Err("`query` must be a string.".into()),
            None => return Err("`query` is missing.".into()),
        };
        let operation_name = match fields.remove("operationName") {
            None | Some(Value::Null) => None,
            Some(Value::String(name)) => Some(name).filter(|name| !name.is_empty()),
            Some(_) => return Err("`operationName` must be a string.".into()),
        };
        let map = |name: &str, value: Option<Value>| match value {
            None | Some(Value::Null) => Ok(None),
            Some(Value::Object(map)) => Ok(Some(map)),
            Some(_) => Err(format!("`{name}` must be an object.")),
        };
        let variables = map("variables", fields.remove("variables"))?;
        map("extensions", fields.remove("extensions"))?;
        Ok(Self { query, operation_name, variables: variables.unwrap_or_default() })
    }

    /// From the query string of an address.
    pub fn from_query(query: &str) -> Result<Self, String> {
        let mut fields = Map::new();
        for (name, value) in url::form_urlencoded::parse(query.as_bytes()) {
            let value = match &*name {
                "query" | "operationName" => Value::String(value.into_owned()),
                "variables" | "extensions" if value.is_empty() => Value::Null,
                "variables" | "extensions" => {
                    serde_json::from_str(&value).map_err(|_| format!("`{name}` is no JSON."))?
                }
                _ => continue,
            };
            fields.insert(name.into_owned(), value);
        }
        Self::from_value(Value::Object(fields))
    }
}

/// A message of a client.
#[derive(Deserialize, Debug)]
#[serde(tag = "type", rename_all = "snake_case")]
pub(super) enum ClientMessage {
    ConnectionInit {
        payload: Option<Map<String, Value>>,
    },
    Ping {
        payload: Option<Map<String, Value>>,
    },
    Pong {
        #[expect(dead_code, reason = "its type is checked, what it says does not matter")]
        payload: Option<Map<String, Value>>,
    },
    Subscribe {
        id: String,
        payload: Value,
    },
    Complete {
        id: String,
    },
}

/// The messages of the server.
pub(super) fn connection_ack() -> String {
    json!({"type": "connection_ack"}).to_string()
}

pub(super) fn ping() -> String {
    json!({"type": "ping"}).to_string()
}

pub(super) fn pong(payload: Option<Map<String, Value>>) -> String {
    match payload {
        Some(payload) => json!({"type": "pong", "payload": payload}).to_string(),
        None => json!({"type": "pong"}).to_string(),
    }
}

/// What every `next` of an operation begins with: written once, for its id may need escapes.
pub(super) fn next_head(id: &str) -> String {
    format!(r#"{{"id":{},"type":"next","payload":"#, Value::from(id))
}

/// A result that is JSON already, behind the head of its operation.
pub(super) fn next(head: &str, payload: &str) -> String {
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

pub(super) fn error(id: &str, rendered: &Rendered) -> String {
    About { id, kind: "error", payload: rendered.errors() }.write()
}

pub(super) fn complete(id: &str) -> String {
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
