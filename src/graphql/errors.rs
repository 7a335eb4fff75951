//! GraphQL errors: each carries `extensions.code` and `extensions.action`, as payloads do.

use crate::domain::outcome::{ErrorCode, Refusal};
use async_graphql::{ErrorExtensionValues, ServerError};

impl From<Refusal> for async_graphql::Error {
    fn from(refusal: Refusal) -> Self {
        let mut error = Self::new(refusal.message);
        let mut extensions = ErrorExtensionValues::default();
        describe(&mut extensions, refusal.code, refusal.retry_after_ms);
        error.extensions = Some(extensions);
        error
    }
}

fn describe(extensions: &mut ErrorExtensionValues, code: ErrorCode, retry_after_ms: Option<u64>) {
    extensions.set("code", code.as_str());
    extensions.set("action", code.action().as_str());
    if let Some(ms) = retry_after_ms {
        extensions.set("retryAfterMs", ms);
    }
}

/// Whether an error has its code already: then a resolver made it.
pub fn is_classified(error: &ServerError) -> bool {
    error.extensions.as_ref().is_some_and(|extensions| extensions.get("code").is_some())
}

/// How the library begins when something is over one of its limits.
const LIMITS: [&str; 6] = [
    "Query is too complex",
    "Query is nested too deep",
    "The recursion depth",
    "The amount of aliases",
    "The number of directives",
    "recursion limit exceeded",
];

/// How the parser ends when a document is nested too deep for it.
const PARSER_LIMIT: &str = "stack limit reached";

/// Gives an error of the library its code: what does not parse, validate or coerce is INVALID_INPUT, and what is over one
/// of the library's limits TOO_LARGE. The library tells them apart by their words only; a test holds them.
pub fn classify(error: &mut ServerError) {
    if is_classified(error) {
        return;
    }
    if error.message.ends_with(PARSER_LIMIT) {
        // The parser's own words repeat the document.
        error.message = "The document is nested too deep.".into();
        return describe(error.extensions.get_or_insert_default(), ErrorCode::TooLarge, None);
    }
    let too_large = LIMITS.iter().any(|limit| error.message.starts_with(limit));
    let code = if too_large { ErrorCode::TooLarge } else { ErrorCode::InvalidInput };
    describe(error.extensions.get_or_insert_default(), code, None);
}
