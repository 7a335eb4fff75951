//! What is answered to a request that is not let in: a status, and an error in the form of all others.

use crate::{
    domain::outcome::{ErrorCode, Refusal},
    graphql::response::Rendered,
    transport::media::Media,
};
use axum::{
    http::{HeaderName, HeaderValue, StatusCode},
    response::{IntoResponse, Response},
};

/// Why a request is not let in.
pub(super) struct Refused {
    status: StatusCode,
    refusal: Refusal,
    /// Headers in lower case, as HTTP wants them with some statuses.
    headers: &'static [(&'static str, &'static str)],
}

impl Refused {
    pub fn new(status: StatusCode, code: ErrorCode, message: impl Into<String>) -> Self {
        let refusal = Refusal { code, message: message.into(), path: None, retry_after_ms: None };
        Self { status, refusal, headers: &[] }
    }

    /// A request that can't be read.
    pub fn bad_request(refusal: Refusal) -> Self {
        Self { status: StatusCode::BAD_REQUEST, refusal, headers: &[] }
    }

    pub fn with(self, headers: &'static [(&'static str, &'static str)]) -> Self {
        Self { headers, ..self }
    }
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        let mut response = Media::Json.write(self.status, &Rendered::refusal(self.refusal));
        for (name, value) in self.headers {
            response.headers_mut().insert(HeaderName::from_static(name), HeaderValue::from_static(value));
        }
        response
    }
}
