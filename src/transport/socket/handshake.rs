//! The handshake by which HTTP becomes a socket (RFC 6455, 4.2).

use crate::{
    domain::refusal::ErrorCode,
    transport::{http::refused::Refused, socket::bounded::BoundedStream},
};
use axum::{
    body::Body,
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, Version, header, request::Parts},
    response::{IntoResponse, Response},
};
use hyper::upgrade::{OnUpgrade, Upgraded};
use hyper_util::rt::TokioIo;
use tokio_tungstenite::{
    WebSocketStream,
    tungstenite::{
        handshake::derive_accept_key,
        protocol::{Role, WebSocketConfig},
    },
};

const WEBSOCKET: &str = "websocket";
/// The one version that there is.
const VERSION: &str = "13";

/// What a proxy does that does not know of sockets, and what to tell it.
const UPGRADE_REQUIRED: &str = "This is the handshake of a WebSocket, but without its `Upgrade` header: a proxy in front of \
    the server took it away. Let it speak HTTP/1.1 to the server, and pass `Upgrade` and `Connection` on.";

/// The wire of a socket.
pub type Wire = WebSocketStream<BoundedStream<TokioIo<Upgraded>>>;

/// A request to become a socket.
pub struct Handshake {
    upgrade: OnUpgrade,
    answer: Response,
}

/// Whether a request wants to become a socket. A wish for any other protocol, such as `h2c`, may be ignored, and is.
pub fn is_wanted(headers: &HeaderMap) -> bool {
    has_token(headers, &header::UPGRADE, WEBSOCKET) || headers.contains_key(header::SEC_WEBSOCKET_KEY)
}

impl Handshake {
    /// Reads the request; else what is wrong with it.
    pub fn read(parts: &mut Parts) -> Result<Self, Refused> {
        let upgrade = parts.extensions.remove::<OnUpgrade>();
        let headers = &parts.headers;
        let whole = has_token(headers, &header::UPGRADE, WEBSOCKET)
            && has_token(headers, &header::CONNECTION, "upgrade")
            && parts.version >= Version::HTTP_11;
        let Some(upgrade) = upgrade.filter(|_| whole) else {
            return Err(required(UPGRADE_REQUIRED).with(&[("connection", "Upgrade"), ("upgrade", WEBSOCKET)]));
        };
        if headers.get(header::SEC_WEBSOCKET_VERSION).is_none_or(|version| version != VERSION) {
            let headers = &[("connection", "Upgrade"), ("upgrade", WEBSOCKET), ("sec-websocket-version", VERSION)];
            return Err(required("Speak version 13 of the WebSocket protocol.").with(headers));
        }
        let Some(key) = headers.get(header::SEC_WEBSOCKET_KEY).filter(|key| is_key(key.as_bytes())) else {
            let message = "`Sec-WebSocket-Key` must be 16 bytes in base64.";
            return Err(Refused::new(StatusCode::BAD_REQUEST, ErrorCode::InvalidInput, message));
        };
        let accept = [
            (header::CONNECTION, "Upgrade"),
            (header::UPGRADE, WEBSOCKET),
            (header::SEC_WEBSOCKET_ACCEPT, &derive_accept_key(key.as_bytes())),
        ];
        let mut answer = (StatusCode::SWITCHING_PROTOCOLS, accept, Body::empty()).into_response();
        // Among them hyper keeps how the client spells headers, and it answers so: Python's gql looks the sub-protocol up by
        // the very spelling that it used.
        *answer.extensions_mut() = parts.extensions.clone();
        Ok(Self { upgrade, answer })
    }

    /// Chooses the sub-protocol: the first that the client offers as well.
    pub fn choose(&mut self, headers: &HeaderMap, known: &[&'static str]) -> Option<&'static str> {
        // Told apart by their case, unlike other tokens.
        let offered = |name: &str| tokens(headers, &header::SEC_WEBSOCKET_PROTOCOL).any(|found| found == name);
        let chosen = known.iter().copied().find(|name| offered(name))?;
        self.answer.headers_mut().insert(header::SEC_WEBSOCKET_PROTOCOL, HeaderValue::from_static(chosen));
        Some(chosen)
    }

    /// The answer, and the socket that is there once it has been sent.
    pub fn accept(self, config: WebSocketConfig) -> (Response, impl Future<Output = hyper::Result<Wire>>) {
        let Self { upgrade, answer } = self;
        let wire = async move {
            let io = BoundedStream::new(TokioIo::new(upgrade.await?));
            Ok(WebSocketStream::from_raw_socket(io, Role::Server, Some(config)).await)
        };
        (answer, wire)
    }
}

/// Whether these are 16 bytes in base64. Which bytes they are is the client's affair, and so is what follows the last of them.
fn is_key(key: &[u8]) -> bool {
    let is_digit = |byte: &u8| byte.is_ascii_alphanumeric() || b"+/".contains(byte);
    matches!(key.strip_suffix(b"=="), Some(digits) if digits.len() == 22 && digits.iter().all(is_digit))
}

fn required(message: &str) -> Refused {
    Refused::new(StatusCode::UPGRADE_REQUIRED, ErrorCode::InvalidInput, message)
}

fn tokens<'a>(headers: &'a HeaderMap, name: &HeaderName) -> impl Iterator<Item = &'a str> {
    headers
        .get_all(name)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .map(str::trim)
}

fn has_token(headers: &HeaderMap, name: &HeaderName, token: &str) -> bool {
    tokens(headers, name).any(|found| found.eq_ignore_ascii_case(token))
}
