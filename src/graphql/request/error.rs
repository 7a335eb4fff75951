//! The answer to a request of which nothing was executed.

use crate::{
    domain::refusal::{ErrorCode, Refusal},
    graphql::errors::describe,
};
use apollo_compiler::parser::SourceSpan;
use async_graphql::{Pos, ServerError};

/// How many errors are told at once: who made more reads the first ones anyway.
pub(super) const MAX_ERRORS: usize = 20;

/// What is wrong at a place of a document.
pub(super) struct Mistake {
    pub message: String,
    pub at: Vec<SourceSpan>,
    /// Whether it is over a limit, rather than not right.
    pub is_too_large: bool,
}

impl Mistake {
    /// A value or a selection that is not right, at the places where it stands.
    pub fn new(message: String, at: impl IntoIterator<Item = SourceSpan>) -> Self {
        Self { message, at: at.into_iter().collect(), is_too_large: false }
    }
}

/// The most characters of a message: the validator's own repeat a wrong value, however long it is.
const MAX_MESSAGE: usize = 500;

/// Why a request is not executed, by the specification's "request error": an answer without `data`, after which nothing has
/// happened.
#[derive(Debug)]
pub struct RequestError(Vec<ServerError>);

impl RequestError {
    /// It does not parse, validate or coerce.
    pub(super) fn invalid(message: impl Into<String>, at: impl IntoIterator<Item = Pos>) -> Self {
        Self::one(ErrorCode::InvalidInput, message, at)
    }

    /// It is over a limit.
    pub(super) fn too_large(message: impl Into<String>) -> Self {
        Self::one(ErrorCode::TooLarge, message, None)
    }

    fn one(code: ErrorCode, message: impl Into<String>, at: impl IntoIterator<Item = Pos>) -> Self {
        let mut message = message.into();
        if let Some((end, _)) = message.char_indices().nth(MAX_MESSAGE) {
            message.truncate(end);
            message.push('…');
        }
        let mut error = ServerError::new(message, None);
        error.locations = at.into_iter().collect();
        describe(error.extensions.get_or_insert_default(), code, None);
        Self(vec![error])
    }

    /// Several of them; none when there are none.
    pub(super) fn all(errors: impl IntoIterator<Item = Self>) -> Result<(), Self> {
        let told: Vec<_> = errors.into_iter().flat_map(|error| error.0).take(MAX_ERRORS).collect();
        if told.is_empty() { Ok(()) } else { Err(Self(told)) }
    }

    /// The same, with where it stands in the text.
    pub(super) fn at(mut self, at: Pos) -> Self {
        self.0.iter_mut().for_each(|error| error.locations = vec![at]);
        self
    }

    /// The errors as they are told, one at least.
    pub fn into_errors(self) -> Vec<ServerError> {
        self.0
    }
}

/// What is told instead of executing, such as that nobody is signed in.
impl From<Refusal> for RequestError {
    fn from(refusal: Refusal) -> Self {
        let error = async_graphql::Error::from(refusal);
        let mut told = ServerError::new(error.message, None);
        told.extensions = error.extensions;
        Self(vec![told])
    }
}
