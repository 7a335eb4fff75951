//! GraphQL over HTTP, by the specification of the GraphQL Foundation: how a request is read (`params`; with files `multipart`,
//! which `uploads` lets in), in what it is answered (`media`), how it is refused (`refused`), and what every answer has (`headers`).

pub(super) mod headers;
pub(super) mod media;
mod multipart;
mod params;
pub(super) mod refused;
pub(super) mod uploads;

use self::{media::Media, refused::Refused};
use crate::{
    domain::{
        household::household,
        refusal::{ErrorCode, Refusal},
    },
    graphql::{
        errors,
        execution::Caller,
        request::{Operation, Params},
        response::Rendered,
    },
    transport::{
        Transport,
        connections::{Endpoints, stream::UntilSent},
        operation::not_shown,
        permits::Recipient,
        socket::{
            self,
            handshake::{self, Handshake},
        },
    },
};
use async_graphql::parser::types::OperationType;
use axum::{
    body::{Body, to_bytes},
    extract::{ConnectInfo, Request, State},
    http::{HeaderMap, StatusCode, header, request::Parts},
    response::{IntoResponse, Redirect, Response},
};
use http_body::Body as _;
use http_body_util::LengthLimitError;
use std::{error::Error, net::SocketAddr};
use tower_http::timeout::TimeoutError;

/// An answer is large from so many bytes on.
const LARGE: usize = 128 << 10;
/// When to come back for one more, in milliseconds.
const LARGE_MS: u64 = 1_000;

impl Media {
    fn answer(self, rendered: &Rendered) -> Response {
        let status = match self {
            // The judge itself failed.
            _ if rendered.is_request_error() && rendered.errors().iter().any(errors::is_fault) => {
                StatusCode::INTERNAL_SERVER_ERROR
            }
            Self::Response if rendered.is_request_error() => StatusCode::BAD_REQUEST,
            _ => StatusCode::OK,
        };
        self.write(status, rendered)
    }

    pub(super) fn write(self, status: StatusCode, rendered: &Rendered) -> Response {
        let media = match self {
            Self::Response => "application/graphql-response+json; charset=utf-8",
            Self::Json | Self::Events => "application/json; charset=utf-8",
        };
        (status, [(header::CONTENT_TYPE, media)], rendered.to_json()).into_response()
    }
}

/// Queries by address, and as streams subscriptions too; or the way in for sockets.
pub(super) async fn get(
    State(transport): State<Transport>,
    ConnectInfo(ends): ConnectInfo<Endpoints>,
    request: Request,
) -> Response {
    let (mut parts, _) = request.into_parts();
    if is_visit(&parts) {
        let caching = [(header::CACHE_CONTROL, "no-store"), (header::VARY, "accept")];
        return (caching, Redirect::to("/graphiql")).into_response();
    }
    let media = Media::of(&parts.headers);
    let answered = async {
        if !transport.origins.allow_request(&parts) {
            return Err(foreign());
        }
        if handshake::is_wanted(&parts.headers) {
            let handshake = Handshake::read(&mut parts)?;
            return Ok(socket::upgrade(&transport, handshake, ends.peer.ip(), &parts.headers));
        }
        let media = media.ok_or_else(not_acceptable)?;
        let params = Params::from_query(parts.uri.query().unwrap_or_default()).map_err(Refused::bad_request)?;
        let judged = transport.judge(params);
        if judged.as_ref().is_ok_and(|operation| operation.kind == OperationType::Mutation) {
            return Err(not_by_address());
        }
        transport.answer(media, judged, ends.peer, &parts.headers).await
    };
    answered.await.unwrap_or_else(|refused| refused.answer(media))
}

/// Whether somebody typed the address, or followed a link: who asks nothing, and would rather read a page, is shown one. A
/// request that a page makes has an `Origin`.
fn is_visit(parts: &Parts) -> bool {
    let asks = parts.uri.query().is_some_and(|query| !query.is_empty());
    !asks
        && !parts.headers.contains_key(header::ORIGIN)
        && !handshake::is_wanted(&parts.headers)
        && media::prefers_page(&parts.headers)
}

/// Any operation; subscriptions as streams.
pub(super) async fn post(
    State(transport): State<Transport>,
    ConnectInfo(ends): ConnectInfo<Endpoints>,
    request: Request,
) -> Response {
    let (parts, body) = request.into_parts();
    let media = Media::of(&parts.headers);
    let answered = async {
        let media = media.ok_or_else(not_acceptable)?;
        if media::is_form(&parts.headers) {
            return transport.post_form(media, &parts, body, ends.peer).await;
        }
        admit(&transport, &parts, &body)?;
        let most = transport.limits.max_body_bytes;
        let body = to_bytes(body, most).await.map_err(|error| {
            if is_caused_by::<LengthLimitError>(&error) {
                too_large(most)
            } else if is_caused_by::<TimeoutError>(&error) {
                too_late()
            } else {
                broken_off()
            }
        })?;
        let params = Params::from_body(&body).map_err(Refused::bad_request)?;
        drop(body);
        transport.answer(media, transport.judge(params), ends.peer, &parts.headers).await
    };
    answered.await.unwrap_or_else(|refused| refused.answer(media))
}

impl Transport {
    /// Answers to a request that was judged.
    async fn answer(
        &self,
        media: Media,
        judged: Result<Operation, Rendered>,
        address: SocketAddr,
        headers: &HeaderMap,
    ) -> Result<Response, Refused> {
        let client = self.client(address.ip(), headers);
        let household = household(client.address);
        let mut caller = Caller { viewer: None, first_read: None, client, budget: self.budget() };
        let is_stream = media == Media::Events;
        let operation = match judged {
            Ok(operation) if operation.kind == OperationType::Subscription && !is_stream => {
                return Ok(media.answer(&Rendered::refusal(Refusal::bad_request(NO_STREAM))));
            }
            Ok(operation) => operation,
            // A stream tells in its own words what is wrong.
            Err(refused) if is_stream => return self.stream(Err(refused), caller).await,
            Err(refused) => return Ok(media.answer(&refused)),
        };
        // What is streamed may wait for its reader, and would hold the snapshot for as long.
        let reads_on = operation.kind == OperationType::Query && !is_stream;
        if let Err(refusal) = self.identify(&mut caller, headers, reads_on).await {
            return Err(Refused::without_caller(refusal, &operation));
        }
        if is_stream {
            return self.stream(Ok(operation), caller).await;
        }
        let recipient = caller
            .viewer
            .as_ref()
            .map_or(Recipient::Stranger(household), |viewer| Recipient::User(viewer.session.user_id));
        let is_mutation = operation.kind == OperationType::Mutation;
        let too_many = || Refused::without_caller(Refusal::rate_limited(LARGE_MS), &operation);
        if is_mutation && !self.has_room(recipient).await {
            return Err(too_many());
        }
        let (mut held, mut is_kept) = (None, true);
        // Of several mutations at once the last may find no permit left: it has happened, and says so in few words.
        let reserve = |bytes| {
            if bytes >= LARGE {
                held = self.large_answers.try_acquire(recipient).map(UntilSent::new);
                is_kept = held.is_some();
            }
            if is_kept || !is_mutation { Ok(()) } else { Err(not_shown()) }
        };
        let rendered = self.execute_within(&operation, caller, reserve).await;
        if !is_kept && !is_mutation {
            return Err(too_many());
        }
        let mut answer = media.answer(&rendered);
        if let Some(held) = held {
            answer.extensions_mut().insert(held);
        }
        Ok(answer)
    }

    /// Whether a mutation may begin, which is to be told of when it has happened: its caller has a permit for one more large
    /// answer, or gets one in time. Strangers at an address share theirs, and none keeps another from signing in.
    async fn has_room(&self, recipient: Recipient) -> bool {
        matches!(recipient, Recipient::Stranger(_)) || self.large_answers.wait(recipient, self.patience.answer).await
    }
}

fn is_caused_by<E: Error + 'static>(error: &axum::Error) -> bool {
    let mut cause = error.source();
    while let Some(error) = cause {
        if error.is::<E>() {
            return true;
        }
        cause = error.source();
    }
    false
}

const NO_STREAM: &str = "Subscriptions need a stream: accept text/event-stream, or use a socket.";

/// Says of a request before its body is read why it is not taken.
fn admit(transport: &Transport, parts: &Parts, body: &Body) -> Result<(), Refused> {
    if !media::is_json(&parts.headers) {
        return Err(unsupported("Send JSON, with Content-Type: application/json."));
    }
    if media::is_encoded(&parts.headers) {
        return Err(not_encoded());
    }
    // Only JSON is taken, so a page of another origin must ask first.
    if !transport.origins.allow_request(parts) {
        return Err(foreign());
    }
    let most = transport.limits.max_body_bytes;
    // As its length says; what does not say it is counted when it comes.
    if usize::try_from(body.size_hint().lower()).is_ok_and(|length| length <= most) {
        Ok(())
    } else {
        Err(too_large(most))
    }
}

fn unsupported(message: &str) -> Refused {
    Refused::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, ErrorCode::InvalidInput, message)
}

fn not_encoded() -> Refused {
    let refused = unsupported("Send the body as it is: without Content-Encoding, not compressed.");
    refused.with(&[("accept-encoding", "identity")])
}

fn foreign() -> Refused {
    Refused::new(StatusCode::FORBIDDEN, ErrorCode::Forbidden, "Pages of this origin may not ask here.")
}

fn too_large(most: usize) -> Refused {
    let message = format!("A request has at most {most} bytes.");
    Refused::new(StatusCode::PAYLOAD_TOO_LARGE, ErrorCode::TooLarge, message)
}

fn too_late() -> Refused {
    let message = "The body took too long to come.";
    Refused::new(StatusCode::REQUEST_TIMEOUT, ErrorCode::InvalidInput, message).with(&[("connection", "close")])
}

fn broken_off() -> Refused {
    Refused::new(StatusCode::BAD_REQUEST, ErrorCode::InvalidInput, "The body could not be read to its end.")
}

fn not_by_address() -> Refused {
    let message = "A mutation is sent with POST.";
    Refused::new(StatusCode::METHOD_NOT_ALLOWED, ErrorCode::InvalidInput, message).with(&[("allow", "POST")])
}

fn not_acceptable() -> Refused {
    let message = "Answers are application/json, application/graphql-response+json or text/event-stream: accept one.";
    Refused::new(StatusCode::NOT_ACCEPTABLE, ErrorCode::InvalidInput, message)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_status_says_whose_fault_it_is() {
        let status = |media: Media, refusal| media.answer(&Rendered::refusal(refusal)).status().as_u16();
        for media in [Media::Response, Media::Json] {
            assert_eq!(status(media, Refusal::internal()), 500);
        }
        assert_eq!(status(Media::Response, Refusal::bad_request("no")), 400);
        assert_eq!(status(Media::Json, Refusal::bad_request("no")), 200);
    }
}
