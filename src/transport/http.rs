//! GraphQL over HTTP, by the specification of the GraphQL Foundation.

use crate::{
    domain::outcome::{ErrorCode, Refusal},
    graphql::{Peer, response::Rendered},
    transport::{
        Transport,
        connections::Endpoints,
        handshake::{self, Handshake},
        media::{self, Media},
        operation::Caller,
        protocol::Params,
        refused::Refused,
        websocket,
    },
};
use async_graphql::parser::types::OperationType;
use axum::{
    body::{Body, to_bytes},
    extract::{ConnectInfo, Request, State},
    http::{HeaderMap, StatusCode, header, request::Parts},
    response::{IntoResponse, Response},
};
use http_body::Body as _;
use http_body_util::LengthLimitError;
use std::{error::Error, net::SocketAddr};

impl Media {
    pub(super) fn answer(self, rendered: &Rendered) -> Response {
        let status = match self {
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
    if !transport.inner.origins.allow_request(&parts) {
        return foreign().into_response();
    }
    if handshake::is_wanted(&parts.headers) {
        return match Handshake::read(&mut parts) {
            Ok(handshake) => websocket::upgrade(&transport, handshake, ends.peer.ip(), &parts.headers),
            Err(refused) => refused.into_response(),
        };
    }
    let Some(media) = Media::of(&parts.headers) else { return not_acceptable().into_response() };
    let params = match Params::from_query(parts.uri.query().unwrap_or_default()) {
        Ok(params) => params,
        Err(wrong) => return Refused::bad_request(wrong.refusal()).into_response(),
    };
    // A stream asks for itself, and tells in its own words what is wrong.
    let stream = (media == Media::Events).then(|| params.clone());
    let operation = params.operation(&transport.inner.limits);
    if operation.as_ref().is_ok_and(|operation| operation.kind == OperationType::Mutation) {
        return not_by_address().into_response();
    }
    if let (Err(refused), None) = (&operation, &stream) {
        return media.answer(refused);
    }
    let caller = match caller(&transport, ends.peer, &parts.headers).await {
        Ok(caller) => caller,
        Err(refusal) => return media.answer(&Rendered::refusal(refusal)),
    };
    match (stream, operation) {
        (Some(params), _) => transport.stream(params, caller).await,
        (None, Ok(operation)) => media.answer(&transport.execute(&operation, caller).await),
        (None, Err(refused)) => media.answer(&refused),
    }
}

/// Any operation; subscriptions as streams.
pub(super) async fn post(
    State(transport): State<Transport>,
    ConnectInfo(ends): ConnectInfo<Endpoints>,
    request: Request,
) -> Response {
    let (parts, body) = request.into_parts();
    let media = match admit(&transport, &parts, &body) {
        Ok(media) => media,
        Err(refused) => return refused.into_response(),
    };
    let limits = &transport.inner.limits;
    let body = match to_bytes(body, limits.max_body_bytes).await {
        Ok(body) => body,
        Err(error) if error.source().is_some_and(<dyn Error>::is::<LengthLimitError>) => {
            return too_large(limits.max_body_bytes).into_response();
        }
        Err(_) => return broken_off().into_response(),
    };
    let params = match Params::from_body(&body) {
        Ok(params) => params,
        Err(wrong) => return Refused::bad_request(wrong.refusal()).into_response(),
    };
    let caller = match caller(&transport, ends.peer, &parts.headers).await {
        Ok(caller) => caller,
        Err(refusal) => return media.answer(&Rendered::refusal(refusal)),
    };
    if media == Media::Events {
        return transport.stream(params, caller).await;
    }
    match params.operation(limits) {
        Ok(operation) => media.answer(&transport.execute(&operation, caller).await),
        Err(refused) => media.answer(&refused),
    }
}

/// What can be said of a request before its body is read: what it is to be answered with, or why it is not.
fn admit(transport: &Transport, parts: &Parts, body: &Body) -> Result<Media, Refused> {
    let Some(media) = Media::of(&parts.headers) else { return Err(not_acceptable()) };
    let unsupported = |message| Refused::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, ErrorCode::InvalidInput, message);
    if !media::is_json(&parts.headers) {
        return Err(unsupported("Send JSON, with Content-Type: application/json."));
    }
    if media::is_encoded(&parts.headers) {
        let refused = unsupported("Send the body as it is: without Content-Encoding, not compressed.");
        return Err(refused.with(&[("accept-encoding", "identity")]));
    }
    // Only JSON is taken, so a page of another origin must ask first.
    if !transport.inner.origins.allow_request(parts) {
        return Err(foreign());
    }
    let most = transport.inner.limits.max_body_bytes;
    // As its length says; what does not say it is counted when it comes.
    if usize::try_from(body.size_hint().lower()).is_ok_and(|length| length <= most) {
        Ok(media)
    } else {
        Err(too_large(most))
    }
}

fn foreign() -> Refused {
    Refused::new(StatusCode::FORBIDDEN, ErrorCode::Forbidden, "Pages of this origin may not ask here.")
}

fn too_large(most: usize) -> Refused {
    let message = format!("A request has at most {most} bytes.");
    Refused::new(StatusCode::PAYLOAD_TOO_LARGE, ErrorCode::TooLarge, message)
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

/// Who asks, from where, and over what.
async fn caller(transport: &Transport, address: SocketAddr, headers: &HeaderMap) -> Result<Caller, Refusal> {
    Ok(Caller {
        viewer: transport.viewer_of(headers).await?,
        peer: Peer(transport.peer(address.ip(), headers)),
        connection: transport.connection(),
    })
}
