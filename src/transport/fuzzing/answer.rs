//! What is true of every answer.

use crate::graphql::response::Rendered;
use serde_json::Value as Json;

/// It is JSON, and an error has its code.
pub(super) fn is_answer(rendered: &Rendered) {
    let text = rendered.to_json();
    let answer: Json = serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}: {text}"));
    if !rendered.is_request_error() {
        return;
    }
    let errors = answer["errors"].as_array().map_or(&[][..], Vec::as_slice);
    assert!((1..=20).contains(&errors.len()), "{text}");
    for error in errors {
        let code = error["extensions"]["code"].as_str();
        assert!(matches!(code, Some("INVALID_INPUT" | "TOO_LARGE")), "{text}");
        assert!(error["message"].as_str().is_some_and(|message| !message.is_empty()), "{text}");
    }
}
