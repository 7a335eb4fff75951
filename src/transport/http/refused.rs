//! What is answered to a request that is not let in: a status, and an error in the form of all others.

use crate::{
    domain::refusal::{ErrorCode, Refusal},
    graphql::{request::Operation, response::Rendered},
    transport::http::media::Media,
};
use axum::{
    http::{HeaderName, HeaderValue, StatusCode, header},
    response::Response,
};

/// Why a request is not let in.
pub struct Refused {
    status: StatusCode,
    refusal: Refusal,
    /// Whether to send the same again is safe.
    repeatable: bool,
    /// Headers in lower case, as HTTP wants them with some statuses.
    headers: &'static [(&'static str, &'static str)],
}

impl Refused {
    pub fn new(status: StatusCode, code: ErrorCode, message: impl Into<String>) -> Self {
        Self::of(status, Refusal { code, ..Refusal::bad_request(message) })
    }

    fn of(status: StatusCode, refusal: Refusal) -> Self {
        Self { status, refusal, repeatable: false, headers: &[] }
    }

    /// A request that can't be read.
    pub fn bad_request(refusal: Refusal) -> Self {
        Self::of(StatusCode::BAD_REQUEST, refusal)
    }

    /// Who asks could not be found out, or has too much under way: nothing of the operation has happened.
    pub fn without_caller(refusal: Refusal, operation: &Operation) -> Self {
        Self { repeatable: operation.is_repeatable(), ..Self::before(refusal) }
    }

    /// It is refused before anybody knows what it asks for: nothing has happened, and so the same may be sent again.
    pub fn before(refusal: Refusal) -> Self {
        let status = match refusal.code {
            ErrorCode::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
            ErrorCode::RateLimited => StatusCode::TOO_MANY_REQUESTS,
            ErrorCode::Unauthenticated => StatusCode::UNAUTHORIZED,
            ErrorCode::Forbidden => StatusCode::FORBIDDEN,
            ErrorCode::InvalidInput => StatusCode::BAD_REQUEST,
            ErrorCode::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            _ => StatusCode::INTERNAL_SERVER_ERROR,
        };
        Self { repeatable: true, ..Self::of(status, refusal) }
    }

    pub fn with(self, headers: &'static [(&'static str, &'static str)]) -> Self {
        Self { headers, ..self }
    }

    /// The answer in what the client would rather have, if it can have anything.
    pub fn answer(self, media: Option<Media>) -> Response {
        let Refusal { code, retry_after_ms, .. } = self.refusal;
        let mut rendered = Rendered::refusal(self.refusal);
        rendered.set_action(code.action(self.repeatable));
        let mut response = media.unwrap_or(Media::Json).write(self.status, &rendered);
        if let Some(ms) = retry_after_ms {
            response.headers_mut().insert(header::RETRY_AFTER, ms.div_ceil(1000).into());
        }
        for (name, value) in self.headers {
            response.headers_mut().insert(HeaderName::from_static(name), HeaderValue::from_static(value));
        }
        response
    }
}
