//! Results as JSON, by the specification: a request that could not begin to execute has no `data`.

use crate::{
    domain::refusal::{ClientAction, Refusal},
    graphql::request::error::RequestError,
};
use async_graphql::{ServerError, Value};
use serde::{Serialize, ser::SerializeMap};
use std::io::Write;

/// A result to be written.
pub enum Rendered {
    /// Nothing was executed.
    Refused(Vec<ServerError>),
    /// Execution began, so there is data, be it null.
    Executed { data: Value, errors: Vec<ServerError> },
    /// The same, as JSON already.
    Written(String),
}

impl From<RequestError> for Rendered {
    fn from(error: RequestError) -> Self {
        Self::Refused(error.into_errors())
    }
}

impl Rendered {
    /// What is told instead of a result.
    pub fn refusal(refusal: Refusal) -> Self {
        RequestError::from(refusal).into()
    }

    /// Says of each error of a request that was not begun what is to be done.
    pub fn set_action(&mut self, action: ClientAction) {
        let Self::Refused(errors) = self else { return };
        for error in errors {
            error.extensions.get_or_insert_default().set("action", action.as_str());
        }
    }

    /// Whether execution never began: the document did not parse, validate or coerce, or was over a limit.
    pub fn is_request_error(&self) -> bool {
        matches!(self, Self::Refused(_))
    }

    /// The errors alone, as WebSocket's `error` message wants them.
    pub fn errors(&self) -> &[ServerError] {
        match self {
            Self::Refused(errors) | Self::Executed { errors, .. } => errors,
            Self::Written(_) => &[],
        }
    }

    /// As JSON. What was executed stays executed, also when its data can't be told: then they are null, with an error.
    pub fn to_json(&self) -> String {
        if let Self::Written(json) = self {
            return json.clone();
        }
        self.write().unwrap_or_else(|refusal| {
            let told = RequestError::from(refusal).into_errors();
            let instead = match self {
                Self::Refused(_) => Self::Refused(told),
                Self::Executed { .. } | Self::Written(_) => Self::Executed { data: Value::Null, errors: told },
            };
            // A sentence can be written.
            instead.write().unwrap_or_default()
        })
    }

    /// Writes it. One of more than `MAX_BYTES` is refused: it could not be written on a socket, and nobody wants to read it.
    pub fn write(&self) -> Result<String, Refusal> {
        let mut json = Bounded(Vec::new());
        match serde_json::to_writer(&mut json, self) {
            Ok(()) => Ok(String::from_utf8(json.0).unwrap_or_default()),
            Err(error) if error.is_io() => Err(too_large()),
            Err(error) => {
                tracing::error!(%error, "a result could not be written");
                Err(Refusal::internal())
            }
        }
    }
}

/// The most bytes of an answer.
pub const MAX_BYTES: usize = 8 << 20;

/// What is told instead of an answer that has more.
pub fn too_large() -> Refusal {
    Refusal::too_large(&format!("The answer has more than {MAX_BYTES} bytes: ask for less at once."))
}

/// Bytes that are refused beyond `MAX_BYTES`.
struct Bounded(Vec<u8>);

impl Write for Bounded {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        if self.0.len() + bytes.len() > MAX_BYTES {
            return Err(std::io::ErrorKind::FileTooLarge.into());
        }
        self.0.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl Serialize for Rendered {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        if !self.errors().is_empty() {
            map.serialize_entry("errors", self.errors())?;
        }
        if let Self::Executed { data, .. } = self {
            map.serialize_entry("data", data)?;
        }
        map.end()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_that_is_too_long_is_refused() {
        let answer = |length: usize| {
            let data = Value::String("x".repeat(length));
            Rendered::Executed { data, errors: Vec::new() }.to_json()
        };
        let frame = answer(0).len();
        assert_eq!(answer(MAX_BYTES - frame).len(), MAX_BYTES);
        let refused: serde_json::Value = serde_json::from_str(&answer(MAX_BYTES - frame + 1)).unwrap();
        assert_eq!(refused["errors"][0]["extensions"]["code"], "TOO_LARGE");
    }
}
