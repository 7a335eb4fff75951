//! How a mutation ends when it is not a COMMIT: a refusal of the domain, in the contract's words.

use crate::domain::{named_enum, problem::Problem};

named_enum! {
    /// What the client does with its optimistic update.
    ClientAction {
        /// It happened. Put the payload's objects in place of the optimistic ones.
        Commit = "COMMIT",
        /// It did not happen and will not. Take the optimistic update back and show `error.message`.
        Rollback = "ROLLBACK",
        /// It did not happen, or it is unknown whether it did. Keep it pending and send the same input, same
        /// `clientMutationId`, after `error.retryAfterMs`.
        Retry = "RETRY",
    }
}

named_enum! {
    /// Why something was refused.
    ErrorCode {
        /// Nobody is signed in, or the password is wrong.
        Unauthenticated = "UNAUTHENTICATED",
        /// The viewer lacks the role.
        Forbidden = "FORBIDDEN",
        /// It does not exist, or the viewer may not know that it does.
        NotFound = "NOT_FOUND",
        /// The room is PUBLIC, and the viewer has not joined it.
        NotAMember = "NOT_A_MEMBER",
        /// The name is taken.
        AlreadyExists = "ALREADY_EXISTS",
        /// The same `clientMutationId` came with another input.
        Conflict = "CONFLICT",
        /// A value breaks a rule: `path` says which value, `problem` and `limit` which rule.
        InvalidInput = "INVALID_INPUT",
        /// The request is over a limit.
        TooLarge = "TOO_LARGE",
        /// Too many requests; later it may work.
        RateLimited = "RATE_LIMITED",
        /// Nothing can be written to the room any more.
        RoomArchived = "ROOM_ARCHIVED",
        /// The last owner hands over before leaving.
        LastOwner = "LAST_OWNER",
        /// It was there and is used up or over.
        Gone = "GONE",
        /// The database is busy or away, or the outcome is unknown; later it may work.
        Unavailable = "UNAVAILABLE",
        /// A fault of the server; the log has the cause under the request's id.
        Internal = "INTERNAL",
    }
}

impl ErrorCode {
    /// RETRY goes with what did not happen for now, and with what may have happened when sending it again is safe: a call
    /// with a `clientMutationId` is `repeatable`. ROLLBACK goes with everything else.
    pub fn action(self, repeatable: bool) -> ClientAction {
        match self {
            Self::RateLimited => ClientAction::Retry,
            Self::Unavailable if repeatable => ClientAction::Retry,
            _ => ClientAction::Rollback,
        }
    }
}

/// How long a client waits after UNAVAILABLE, in milliseconds.
pub const UNAVAILABLE_RETRY_MS: u64 = 1_000;

/// A mutation that did not happen: the code, a sentence for a person, and the field at fault.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    pub code: ErrorCode,
    pub message: String,
    /// From `input`, as in `["input", "body"]`.
    pub path: Option<Vec<String>>,
    /// Of a value that breaks a rule.
    pub problem: Option<Problem>,
    pub retry_after_ms: Option<u64>,
}

impl Refusal {
    fn new(code: ErrorCode, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), path: None, problem: None, retry_after_ms: None }
    }

    /// A request that is none, or asks for what can't be: nothing of a mutation's `input` is at fault.
    pub fn bad_request(message: impl Into<String>) -> Self {
        Self::new(ErrorCode::InvalidInput, message)
    }

    /// A value that breaks a rule. `field` is its path below `input`, with dots. Every INVALID_INPUT of a mutation is made here,
    /// so that each says what the problem is.
    pub fn invalid(field: &str, problem: Problem, message: impl Into<String>) -> Self {
        Self { problem: Some(problem), ..Self::new(ErrorCode::InvalidInput, message) }.at(field)
    }

    /// The same, with the field at fault.
    #[must_use]
    pub fn at(self, field: &str) -> Self {
        let path = std::iter::once("input").chain(field.split('.')).map(str::to_owned).collect();
        Self { path: Some(path), ..self }
    }

    /// What the viewer may not see does not exist: one answer for both.
    pub fn not_found(what: &str) -> Self {
        Self::new(ErrorCode::NotFound, format!("This {what} does not exist, or you may not see it."))
    }

    pub fn not_a_member() -> Self {
        Self::new(ErrorCode::NotAMember, "Join the room first.")
    }

    pub fn forbidden(message: &str) -> Self {
        Self::new(ErrorCode::Forbidden, message)
    }

    pub fn room_archived() -> Self {
        Self::new(ErrorCode::RoomArchived, "The room is archived: it can be read, but nothing can change in it.")
    }

    pub fn last_owner() -> Self {
        Self::new(ErrorCode::LastOwner, "This is the last owner: make somebody else an owner first.")
    }

    pub fn conflict() -> Self {
        Self::new(ErrorCode::Conflict, "This clientMutationId was already used with another input.")
    }

    pub fn already_exists(field: &str, message: &str) -> Self {
        Self::new(ErrorCode::AlreadyExists, message).at(field)
    }

    pub fn unauthenticated(message: &str) -> Self {
        Self::new(ErrorCode::Unauthenticated, message)
    }

    pub fn gone(message: &str) -> Self {
        Self::new(ErrorCode::Gone, message)
    }

    pub fn too_large(message: &str) -> Self {
        Self::new(ErrorCode::TooLarge, message)
    }

    pub fn rate_limited(retry_after_ms: u64) -> Self {
        Self {
            retry_after_ms: Some(retry_after_ms),
            ..Self::new(ErrorCode::RateLimited, "Too many requests: wait a moment and send the same again.")
        }
    }

    pub fn unavailable() -> Self {
        Self {
            retry_after_ms: Some(UNAVAILABLE_RETRY_MS),
            ..Self::new(ErrorCode::Unavailable, "The server can't do this right now: send the same again in a moment.")
        }
    }

    /// The same of a call. One that may have happened, and can't be told from another by an id, is not to be sent again unseen.
    #[must_use]
    pub fn of_call(self, repeatable: bool) -> Self {
        match self.code {
            ErrorCode::Unavailable if !repeatable => {
                let message =
                    "The server can't do this right now, or can't say whether it did: look before you send it again.";
                Self { message: message.into(), ..self }
            }
            _ => self,
        }
    }

    pub fn internal() -> Self {
        Self::new(ErrorCode::Internal, "Something went wrong on the server.")
    }
}
