//! The parameters of a GraphQL request, wherever they stand.

use crate::{
    domain::refusal::Refusal,
    graphql::{limits::MAX_NESTING, request::Params},
    json::{self, Unreadable},
};
use serde_json::{Map, Value};

/// What to answer to a value that can't be read.
pub(super) fn unreadable(what: &str, unreadable: Unreadable) -> Refusal {
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

    /// From `operations` of a request with files.
    pub(super) fn from_operations(operations: &[u8]) -> Result<Self, Refusal> {
        let what = "`operations`";
        let text = std::str::from_utf8(operations).map_err(|_| unreadable(what, Unreadable::NoJson))?;
        Self::from_value(json::read(text, MAX_NESTING).map_err(|wrong| unreadable(what, wrong))?)
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
