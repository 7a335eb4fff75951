//! Payloads: every mutation answers with what the client is to do.

use crate::domain::{
    problem::{InputProblem, Problem},
    refusal::{ClientAction, ErrorCode, Refusal},
};
use async_graphql::SimpleObject;

/// Why a mutation did not happen.
#[derive(SimpleObject, Clone)]
pub struct MutationError {
    /// The reason, for the client's code.
    pub code: ErrorCode,
    /// The reason as one or two English sentences, for a person.
    pub message: String,
    /// The path from `input` to the value at fault, such as `["input", "userIds", "2"]`. Null when no single value is at
    /// fault.
    pub path: Option<Vec<String>>,
    /// What is wrong with the value. Null unless `code` is INVALID_INPUT.
    pub problem: Option<InputProblem>,
    /// The bound that `problem` or TOO_LARGE speaks of, in the unit of the rule. Null when there is no such number.
    pub limit: Option<i64>,
    /// How many milliseconds to wait before sending the same input again. Null unless `code` is RATE_LIMITED or UNAVAILABLE.
    pub retry_after_ms: Option<u64>,
}

impl From<Refusal> for MutationError {
    fn from(refusal: Refusal) -> Self {
        let Refusal { code, message, path, problem, retry_after_ms } = refusal;
        debug_assert!(code != ErrorCode::InvalidInput || problem.is_some(), "{message} says no problem");
        let limit = problem.and_then(Problem::limit);
        let problem = problem.filter(|_| code == ErrorCode::InvalidInput).map(Problem::kind);
        Self { code, message, path, problem, limit, retry_after_ms }
    }
}

/// What all payloads have.
pub trait Payload {
    /// An empty payload: of a refusal, or to be filled.
    fn new(refusal: Option<Refusal>, client_mutation_id: Option<String>) -> Self;
}

/// Makes the payload type of a mutation: with the action, the error and the id that every payload has, and objects of its own,
/// which are null unless the action is COMMIT. What is read for them after the commit is a `Result`: when that fails the field
/// is null, with an error, and the call has happened all the same.
macro_rules! payload {
    ($(#[$doc:meta])* $name:ident { $($(#[$field_doc:meta])* $field:ident: $type:ty,)* }) => {
        $(#[$doc])*
        #[derive(SimpleObject)]
        pub struct $name {
            /// What the client does now: keep its optimistic update, take it back, or send the call again.
            #[graphql(owned)]
            pub action: $crate::domain::refusal::ClientAction,
            /// Why the mutation did not happen. Null exactly when `action` is COMMIT.
            #[graphql(owned)]
            pub error: Option<$crate::graphql::operations::payload::MutationError>,
            /// The `clientMutationId` of the input. Null when the input had none.
            #[graphql(owned)]
            pub client_mutation_id: Option<String>,
            $($(#[$field_doc])* pub $field: Option<$type>,)*
        }

        impl $crate::graphql::operations::payload::Payload for $name {
            fn new(
                refusal: Option<$crate::domain::refusal::Refusal>,
                client_mutation_id: Option<String>,
            ) -> Self {
                let (action, error) = $crate::graphql::operations::payload::end(refusal, client_mutation_id.is_some());
                Self { action, error, client_mutation_id, $($field: None,)* }
            }
        }
    };
}

pub(super) use payload;

/// What the client does now, and why: `is_repeatable` says whether it may send the call again.
pub(super) fn end(refusal: Option<Refusal>, is_repeatable: bool) -> (ClientAction, Option<MutationError>) {
    match refusal.map(|refusal| refusal.of_call(is_repeatable)) {
        None => (ClientAction::Commit, None),
        Some(refusal) => (refusal.code.action(is_repeatable), Some(refusal.into())),
    }
}
