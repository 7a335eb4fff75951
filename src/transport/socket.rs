//! WebSocket: `graphql-transport-ws`, one task a socket.
//!
//! | file | its rule |
//! |---|---|
//! | `handshake` | how HTTP becomes a socket |
//! | `bounded` | how many bytes are read of a stranger, and of one message |
//! | `message` | what the messages look like |
//! | `protocol` | what follows from each message, signal and timer: a state machine |
//! | `operations` | which operation begins when, and is asked for its answer |
//! | `budget` | how many bytes may wait |
//! | `outbox` | what is to be written |
//! | `close` | the codes |
//! | `driver` | the poll that has all of them meet the network |

mod attention;
pub(super) mod bounded;
mod budget;
pub(super) mod close;
mod driver;
pub(super) mod handshake;
pub(super) mod message;
mod operations;
mod outbox;
mod protocol;

use self::{
    driver::{Socket, longest},
    handshake::Handshake,
};
use crate::transport::Transport;
use axum::{
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
};
use std::net::IpAddr;
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;
use tracing::Instrument;

const PROTOCOL: &str = "graphql-transport-ws";
/// What came before it. Its clients are let in only to be told why not: a browser does not say how a handshake failed.
const OLD_PROTOCOL: &str = "graphql-ws";
/// The library's default is 128 KiB a socket; most sockets are silent.
const READ_BUFFER: usize = 4 * 1024;
/// Frames are gathered up to this before they are written: one write for all that waits.
const WRITE_BUFFER: usize = 16 * 1024;
/// More than the largest answer (`response::MAX_BYTES`).
const MAX_WRITE_BUFFER: usize = 16 << 20;

/// Lets a socket in.
pub(super) fn upgrade(
    transport: &Transport,
    mut handshake: Handshake,
    address: IpAddr,
    headers: &HeaderMap,
) -> Response {
    if transport.stopping.is_cancelled() {
        return (StatusCode::SERVICE_UNAVAILABLE, "stopping").into_response();
    }
    let client = transport.client(address, headers);
    let transport = transport.clone();
    // What is logged of the socket stands under the id of the request that opened it.
    let span = tracing::Span::current();
    let (tracked, end) = (transport.sockets.token(), transport.end.clone());
    let longest = longest(&transport);
    let config = WebSocketConfig::default()
        .read_buffer_size(READ_BUFFER)
        .write_buffer_size(WRITE_BUFFER)
        .max_write_buffer_size(MAX_WRITE_BUFFER)
        .max_message_size(Some(longest))
        .max_frame_size(Some(longest));
    let is_acceptable = handshake.choose(headers, &[PROTOCOL, OLD_PROTOCOL]) == Some(PROTOCOL);
    let (answer, wire) = handshake.accept(config);
    let serving = async move {
        // A connection that broke before its handshake was answered is no socket.
        let Ok(wire) = wire.await else { return };
        let _held = (tracked, transport.metrics.connected("websocket"));
        let mut socket = Socket::new(transport, client, wire);
        socket.run(is_acceptable).await;
    };
    // In a box: what wraps a future holds it twice, and a silent socket is little more than this.
    tokio::spawn(end.run_until_cancelled_owned(Box::pin(serving.instrument(span))));
    answer
}
