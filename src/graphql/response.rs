//! Results as JSON, by the specification: a request that could not begin to execute has no `data`.

use crate::{domain::outcome::Refusal, graphql::errors};
use async_graphql::{Response, ServerError, Value};
use serde::{Serialize, ser::SerializeMap};
use std::io::Write;

/// A result to be written.
pub struct Rendered {
    response: Box<Response>,
    request_error: bool,
}

impl Rendered {
    /// Gives every error its code. The library's own errors have none: they are of the request, which then never began.
    pub fn new(mut response: Response) -> Self {
        let request_error = response.data == Value::Null && !response.errors.iter().all(errors::is_classified);
        response.errors.iter_mut().for_each(errors::classify);
        Self { response: Box::new(response), request_error }
    }

    /// What is told instead of a result.
    pub fn refusal(refusal: Refusal) -> Self {
        let error = async_graphql::Error::from(refusal);
        let mut told = ServerError::new(error.message, None);
        told.extensions = error.extensions;
        Self { response: Box::new(Response::from_errors(vec![told])), request_error: true }
    }

    /// Whether execution never began: the document did not parse, validate or coerce, or was over a limit.
    pub fn is_request_error(&self) -> bool {
        self.request_error
    }

    /// The errors alone, as WebSocket's `error` message wants them.
    pub fn errors(&self) -> &[ServerError] {
        &self.response.errors
    }

    /// As JSON. One of more than `MAX_BYTES` is refused: it could not be written on a socket, and nobody wants to read it.
    pub fn to_json(&self) -> String {
        let mut json = Bounded(Vec::new());
        match serde_json::to_writer(&mut json, self) {
            Ok(()) => String::from_utf8(json.0).unwrap_or_default(),
            Err(error) if error.is_io() => {
                let message = format!("The answer has more than {MAX_BYTES} bytes: ask for less at once.");
                Self::refusal(Refusal::too_large(&message)).to_json()
            }
            Err(error) => {
                tracing::error!(%error, "a result could not be written");
                r#"{"errors":[{"message":"Something went wrong on the server.","extensions":{"code":"INTERNAL","action":"ROLLBACK"}}]}"#.to_owned()
            }
        }
    }
}

/// The most bytes of an answer.
pub const MAX_BYTES: usize = 8 << 20;

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
        if !self.response.errors.is_empty() {
            map.serialize_entry("errors", &self.response.errors)?;
        }
        if !self.is_request_error() {
            map.serialize_entry("data", &self.response.data)?;
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
            Rendered::new(Response::new(data)).to_json()
        };
        let frame = answer(0).len();
        assert_eq!(answer(MAX_BYTES - frame).len(), MAX_BYTES);
        let refused: serde_json::Value = serde_json::from_str(&answer(MAX_BYTES - frame + 1)).unwrap();
        assert_eq!(refused["errors"][0]["extensions"]["code"], "TOO_LARGE");
    }
}
