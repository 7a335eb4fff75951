//! GraphQL over HTTP, by the specification of the GraphQL Foundation.

use crate::{
    domain::outcome::{ErrorCode, Refusal},
    graphql::{Peer, execution::Caller, request::Params, response::Rendered},
    transport::{Transport, websocket},
};
use async_graphql::parser::types::OperationType;
use axum::{
    body::{Body, to_bytes},
    extract::{ConnectInfo, FromRequestParts, Request, State, WebSocketUpgrade},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use std::net::SocketAddr;

const RESPONSE_JSON: &str = "application/graphql-response+json";
const JSON: &str = "application/json";
const EVENT_STREAM: &str = "text/event-stream";

/// What a result is written as.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Media {
    /// Says with its status whether execution began.
    Response,
    /// Says 200 to every well-formed request.
    Json,
    /// Goes on: server-sent events.
    Events,
}

impl Media {
    fn of(headers: &HeaderMap) -> Option<Self> {
        let accept: Vec<_> = headers.get_all(header::ACCEPT).iter().filter_map(|value| value.to_str().ok()).collect();
        if accept.is_empty() {
            return Some(Self::Json);
        }
        let ranges = accept
            .iter()
            .flat_map(|value| value.split(','))
            .map(|range| range.split(';').next().unwrap_or_default().trim().to_ascii_lowercase());
        let mut found = None;
        for range in ranges {
            match range.as_str() {
                // Of those who take both, most would rather have JSON, and say it first.
                EVENT_STREAM if found.is_none() => return Some(Self::Events),
                RESPONSE_JSON => return Some(Self::Response),
                JSON | "application/*" | "*/*" => found = Some(Self::Json),
                _ => {}
            }
        }
        found
    }

    pub(super) fn answer(self, rendered: &Rendered) -> Response {
        let status = match self {
            Self::Response if rendered.is_request_error() => StatusCode::BAD_REQUEST,
            _ => StatusCode::OK,
        };
        self.write(status, rendered)
    }

    fn write(self, status: StatusCode, rendered: &Rendered) -> Response {
        let media = match self {
            Self::Response => "application/graphql-response+json; charset=utf-8",
            Self::Json | Self::Events => "application/json; charset=utf-8",
        };
        (status, [(header::CONTENT_TYPE, media)], rendered.to_json()).into_response()
    }
}

fn refuse(status: StatusCode, code: ErrorCode, message: &str) -> Response {
    let refusal = Refusal { path: None, code, ..Refusal::invalid("", message) };
    Media::Json.write(status, &Rendered::refusal(refusal))
}

/// Queries by address, or the way in for sockets.
pub(super) async fn get(
    State(transport): State<Transport>,
    ConnectInfo(address): ConnectInfo<SocketAddr>,
    request: Request,
) -> Response {
    let (mut parts, _) = request.into_parts();
    if parts.headers.get(header::UPGRADE).is_some() {
        return match WebSocketUpgrade::from_request_parts(&mut parts, &transport).await {
            Ok(upgrade) => websocket::upgrade(&transport, upgrade, address.ip(), &parts.headers),
            Err(rejection) => rejection.into_response(),
        };
    }
    let Some(media) = Media::of(&parts.headers).filter(|media| *media != Media::Events) else {
        return not_acceptable();
    };
    let params = match Params::from_query(parts.uri.query().unwrap_or_default()) {
        Ok(params) => params,
        Err(message) => return refuse(StatusCode::BAD_REQUEST, ErrorCode::InvalidInput, &message),
    };
    let operation = match transport.judge(params) {
        Ok(operation) => operation,
        Err(refused) => return media.answer(&refused),
    };
    if operation.kind == OperationType::Mutation {
        let mut response =
            refuse(StatusCode::METHOD_NOT_ALLOWED, ErrorCode::InvalidInput, "A mutation is sent with POST.");
        response.headers_mut().insert(header::ALLOW, HeaderValue::from_static("POST"));
        return response;
    }
    match caller(&transport, address, &parts.headers).await {
        Ok(caller) => media.answer(&transport.execute(&operation, caller).await),
        Err(refusal) => media.answer(&Rendered::refusal(refusal)),
    }
}

/// Any operation but subscriptions.
pub(super) async fn post(
    State(transport): State<Transport>,
    ConnectInfo(address): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let Some(media) = Media::of(&headers) else { return not_acceptable() };
    if !is_json(&headers) {
        let message = "Send JSON, with Content-Type: application/json.";
        return refuse(StatusCode::UNSUPPORTED_MEDIA_TYPE, ErrorCode::InvalidInput, message);
    }
    // Only JSON is taken, so a page of another origin must ask first.
    if !transport.inner.origins.allow_request(&headers) {
        return refuse(StatusCode::FORBIDDEN, ErrorCode::Forbidden, "Pages of this origin may not ask here.");
    }
    let limits = &transport.inner.limits;
    let Ok(body) = to_bytes(body, limits.max_body_bytes).await else {
        let message = format!("A request has at most {} bytes.", limits.max_body_bytes);
        return refuse(StatusCode::PAYLOAD_TOO_LARGE, ErrorCode::TooLarge, &message);
    };
    let params = match Params::from_json(&body) {
        Ok(params) => params,
        Err(message) => return refuse(StatusCode::BAD_REQUEST, ErrorCode::InvalidInput, &message),
    };
    let caller = match caller(&transport, address, &headers).await {
        Ok(caller) => caller,
        Err(refusal) => return media.answer(&Rendered::refusal(refusal)),
    };
    if media == Media::Events {
        return transport.stream(params, caller).await;
    }
    match transport.judge(params) {
        Ok(operation) => media.answer(&transport.execute(&operation, caller).await),
        Err(refused) => media.answer(&refused),
    }
}

fn not_acceptable() -> Response {
    refuse(StatusCode::NOT_ACCEPTABLE, ErrorCode::InvalidInput, "Answers are JSON: accept application/json.")
}

fn is_json(headers: &HeaderMap) -> bool {
    let Some(Ok(content_type)) = headers.get(header::CONTENT_TYPE).map(HeaderValue::to_str) else { return false };
    let mut parts = content_type.split(';').map(str::trim);
    let utf8 = |parameter: &str| match parameter.split_once('=') {
        Some((name, value)) if name.eq_ignore_ascii_case("charset") => {
            value.trim_matches('"').eq_ignore_ascii_case("utf-8")
        }
        _ => true,
    };
    parts.next().is_some_and(|media| media.eq_ignore_ascii_case(JSON)) && parts.all(utf8)
}

/// Who asks, from where, and over what.
async fn caller(transport: &Transport, address: SocketAddr, headers: &HeaderMap) -> Result<Caller, Refusal> {
    Ok(Caller {
        viewer: transport.viewer_of(headers).await?,
        peer: Peer(transport.peer(address.ip(), headers)),
        connection: transport.connection(),
    })
}
