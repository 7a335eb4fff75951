//! How a mutation ends when it is not a COMMIT: a refusal of the domain, in the words that the schema tells.

use crate::domain::{named_enum, problem::Problem};

named_enum! {
    /// Tells the client what to do with its optimistic update.
    ClientAction {
        /// The mutation happened. Put the payload's objects in place of the optimistic ones.
        Commit = "COMMIT",
        /// The mutation did not happen and will not. Take the optimistic update back and show `error.message`.
        Rollback = "ROLLBACK",
        /// The mutation did not happen for now, or the server does not know whether it happened. Keep the optimistic update
        /// pending. Send the same input with the same `clientMutationId` again after `error.retryAfterMs` milliseconds.
        Retry = "RETRY",
    }
}

named_enum! {
    /// Says why the server refused something. A GraphQL error has the same code in `extensions.code`.
    ErrorCode {
        /// Nobody is signed in, or the username or the password is wrong.
        Unauthenticated = "UNAUTHENTICATED",
        /// The viewer may see the object, but their role does not allow this, or nobody may do this to it.
        Forbidden = "FORBIDDEN",
        /// The object does not exist, or the viewer may not see it. The two look the same.
        NotFound = "NOT_FOUND",
        /// The room is PUBLIC, and the viewer is not a member of it. Call `joinRoom` first.
        NotAMember = "NOT_A_MEMBER",
        /// Somebody else has this name.
        AlreadyExists = "ALREADY_EXISTS",
        /// The viewer has used this `clientMutationId` before, with another mutation or another input.
        Conflict = "CONFLICT",
        /// A value breaks a rule. In a payload, `path` names the value; `problem` and `limit` name the rule. In a GraphQL
        /// error, the document, its variables or its page arguments are wrong.
        InvalidInput = "INVALID_INPUT",
        /// The request is over a limit of the server, such as bytes, depth or cost; the file, or all files of the viewer together,
        /// have more bytes than they may; or the message has as many different emoji as it may have.
        TooLarge = "TOO_LARGE",
        /// The viewer, or the address, does this too often. Wait `retryAfterMs` milliseconds.
        RateLimited = "RATE_LIMITED",
        /// The room is archived: its members can still read and leave it, but nothing else in it changes.
        RoomArchived = "ROOM_ARCHIVED",
        /// The room would lose its last owner. Make another member an OWNER first.
        LastOwner = "LAST_OWNER",
        /// The invite is used up, revoked or expired, or the message is deleted.
        Gone = "GONE",
        /// The database is busy or away, or the server does not know whether the mutation happened.
        Unavailable = "UNAVAILABLE",
        /// The server has a fault. Its log has the cause under the request's id, which the header `x-request-id` returns.
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
    /// The reason, for the client's code.
    pub code: ErrorCode,
    /// The reason as a sentence or two, for a person.
    pub message: String,
    /// From `input`, as in `["input", "body"]`.
    pub path: Option<Vec<String>>,
    /// Of a value that breaks a rule, or is one more than there may be.
    pub problem: Option<Problem>,
    /// How long to wait before the same is sent again, in milliseconds.
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

    /// The viewer must be a member for it.
    pub fn not_a_member() -> Self {
        Self::new(ErrorCode::NotAMember, "Join the room first.")
    }

    /// The viewer may see it, but not do this.
    pub fn forbidden(message: &str) -> Self {
        Self::new(ErrorCode::Forbidden, message)
    }

    /// Nothing changes in an archived room.
    pub fn room_archived() -> Self {
        Self::new(ErrorCode::RoomArchived, "The room is archived: it can be read, but nothing can change in it.")
    }

    /// The room would have no owner.
    pub fn last_owner() -> Self {
        Self::new(ErrorCode::LastOwner, "This is the last owner: make somebody else an owner first.")
    }

    /// The id of the call was used with another input.
    pub fn conflict() -> Self {
        Self::new(ErrorCode::Conflict, "This clientMutationId was already used with another input.")
    }

    /// Somebody has it already, as a username. `field` is its path below `input`.
    pub fn already_exists(field: &str, message: &str) -> Self {
        Self::new(ErrorCode::AlreadyExists, message).at(field)
    }

    /// Nobody is signed in, or the proof of who it is was wrong.
    pub fn unauthenticated(message: &str) -> Self {
        Self::new(ErrorCode::Unauthenticated, message)
    }

    /// It was there, and is over.
    pub fn gone(message: &str) -> Self {
        Self::new(ErrorCode::Gone, message)
    }

    /// It is more than a limit lets through.
    pub fn too_large(message: &str) -> Self {
        Self::new(ErrorCode::TooLarge, message)
    }

    /// There are as many as there may be. `field` is its path below `input`.
    pub fn too_many(field: &str, problem: Problem, message: impl Into<String>) -> Self {
        Self { problem: Some(problem), ..Self::new(ErrorCode::TooLarge, message) }.at(field)
    }

    /// Too many calls; the caller waits so many milliseconds.
    pub fn rate_limited(retry_after_ms: u64) -> Self {
        Self {
            retry_after_ms: Some(retry_after_ms),
            ..Self::new(ErrorCode::RateLimited, "Too many requests: wait a moment and send the same again.")
        }
    }

    /// The server cannot do it now, or cannot say whether it did.
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

    /// A fault of the server, whose reason stands in its log.
    pub fn internal() -> Self {
        Self::new(ErrorCode::Internal, "Something went wrong on the server.")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_may_have_happened_unseen_is_not_to_be_sent_again() {
        let again = Refusal::unavailable();
        assert!(again.message.contains("send the same again"));
        assert_eq!(again.clone().of_call(true).message, again.message);
        let look = again.of_call(false);
        assert!(look.message.contains("look before you send it again"), "{}", look.message);
        let limited = Refusal::rate_limited(1);
        assert_eq!(limited.clone().of_call(false).message, limited.message);
    }
}
