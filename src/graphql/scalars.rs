//! The scalars that GraphQL does not have. A value that does not coerce is INVALID_INPUT, told by the gate before anything runs.

use crate::clock::Timestamp;
use async_graphql::{Description, InputValueResult, Scalar, ScalarType, Value};

/// An instant of the years 0000 to 9999 as a string by RFC 3339, such as `2026-01-31T12:00:00Z`. The server answers in
/// UTC, to the microsecond.
#[derive(Clone, Copy, Debug, Description)]
pub struct DateTime(pub Timestamp);

#[Scalar(specified_by_url = "https://www.rfc-editor.org/rfc/rfc3339", use_type_description)]
impl ScalarType for DateTime {
    fn parse(value: Value) -> InputValueResult<Self> {
        let instant = match &value {
            Value::String(text) => Timestamp::from_rfc3339(text),
            _ => None,
        };
        Ok(Self(instant.ok_or("it is no instant of RFC 3339, such as 2026-01-31T12:00:00Z")?))
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.to_rfc3339())
    }
}

/// The longest address, in bytes.
const MAX_ADDRESS: usize = 2_000;

/// An absolute http or https address, at most 2,000 bytes long.
#[derive(Clone, Debug, Description)]
pub struct WebAddress(pub String);

#[Scalar(name = "URL", specified_by_url = "https://url.spec.whatwg.org/", use_type_description)]
impl ScalarType for WebAddress {
    fn parse(value: Value) -> InputValueResult<Self> {
        let url = match &value {
            Value::String(text) if text.len() <= MAX_ADDRESS => url::Url::parse(text).ok(),
            _ => None,
        };
        let url = url.filter(|url| matches!(url.scheme(), "http" | "https"));
        Ok(Self(url.ok_or("it is no absolute http or https address of at most 2,000 bytes")?.into()))
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.clone())
    }
}

/// Any JSON value: object, list, string, number, boolean or null.
#[derive(Clone, Debug, Description)]
pub struct Json(pub serde_json::Value);

#[Scalar(name = "JSON", specified_by_url = "https://www.rfc-editor.org/rfc/rfc8259", use_type_description)]
impl ScalarType for Json {
    fn parse(value: Value) -> InputValueResult<Self> {
        Ok(Self(value.into_json()?))
    }

    fn to_value(&self) -> Value {
        Value::from_json(self.0.clone()).unwrap_or_default()
    }
}
