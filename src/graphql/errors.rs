//! GraphQL errors: each carries `extensions.code` and `extensions.action`, as payloads do.

use crate::domain::{
    problem::Problem,
    refusal::{ClientAction, ErrorCode, Refusal},
};
use async_graphql::{ErrorExtensionValues, PathSegment, Response, ServerError, Value};

/// A refusal beside the payloads: nothing that could be repeated by an id.
impl From<Refusal> for async_graphql::Error {
    fn from(refusal: Refusal) -> Self {
        let mut error = Self::new(refusal.message);
        let mut extensions = ErrorExtensionValues::default();
        describe(&mut extensions, refusal.code, refusal.retry_after_ms);
        if let Some(limit) = refusal.problem.and_then(Problem::limit) {
            extensions.set("limit", limit);
        }
        error.extensions = Some(extensions);
        error
    }
}

/// Gives an error its code.
pub fn describe(extensions: &mut ErrorExtensionValues, code: ErrorCode, retry_after_ms: Option<u64>) {
    extensions.set("code", code.as_str());
    extensions.set("action", code.action(false).as_str());
    if let Some(ms) = retry_after_ms {
        extensions.set("retryAfterMs", ms);
    }
}

/// An error below a mutation that happened: what can't be shown happened all the same, and sending again would repeat it.
pub fn commit(error: &mut ServerError) {
    let extensions = error.extensions.get_or_insert_default();
    extensions.set("action", ClientAction::Commit.as_str());
    extensions.unset("retryAfterMs");
}

/// Whether the server failed, rather than found something out.
pub fn is_fault(error: &ServerError) -> bool {
    let code = error.extensions.as_ref().and_then(|extensions| extensions.get("code"));
    [ErrorCode::Internal, ErrorCode::Unavailable].iter().any(|fault| code == Some(&Value::from(fault.as_str())))
}

/// A field that was not reached: it did not happen.
pub fn rollback(error: &mut ServerError) {
    let extensions = error.extensions.get_or_insert_default();
    extensions.set("action", ClientAction::Rollback.as_str());
    extensions.unset("retryAfterMs");
}

/// What is left of an execution in which a resolver panicked. The panic is in the log already, by the hook that every panic
/// passes; its words are nobody else's. What came of the call that was under way is not known.
pub fn panicked(under_way: Option<(String, bool)>) -> Response {
    let mut error = ServerError::new(Refusal::internal().message, None);
    let extensions = error.extensions.get_or_insert_default();
    match under_way {
        Some((name, repeatable)) => {
            let refusal = Refusal::unavailable().of_call(repeatable);
            error.message = refusal.message;
            describe(extensions, refusal.code, refusal.retry_after_ms);
            extensions.set("action", refusal.code.action(repeatable).as_str());
            error.path = vec![PathSegment::Field(name)];
        }
        None => describe(extensions, ErrorCode::Internal, None),
    }
    Response::from_errors(vec![error])
}

/// An error of the executor itself. What comes through the gate gives it no reason for one, so it is a fault of ours: the log
/// has it, the client does not.
pub fn classify(error: &mut ServerError) {
    let is_ours = error.extensions.as_ref().is_some_and(|extensions| extensions.get("code").is_some());
    if !is_ours {
        let internal = Refusal::internal();
        tracing::error!(error.message, "the executor failed");
        error.message = internal.message;
        describe(error.extensions.get_or_insert_default(), internal.code, None);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Who is told that it happened, or that it is taken back, has nothing to come again for.
    #[test]
    fn only_a_retry_says_when() {
        for (settle, action) in [(commit as fn(&mut ServerError), "COMMIT"), (rollback, "ROLLBACK")] {
            let mut error = ServerError::new("It failed.", None);
            describe(error.extensions.get_or_insert_default(), ErrorCode::Unavailable, Some(1_000));
            settle(&mut error);
            let extensions = error.extensions.unwrap();
            assert_eq!(extensions.get("action"), Some(&Value::from(action)));
            assert_eq!(extensions.get("retryAfterMs"), None);
        }
    }
}
