//! Connections: HTTP/1 on each of them, until the server stops.

use crate::transport::{DEAD_AFTER, drain::Drained};
use axum::{Router, body::Body, extract::ConnectInfo, serve::Listener};
use hyper::{Request, body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::TokioIo;
use socket2::SockRef;
use std::{net::SocketAddr, pin::pin};
use tokio::net::{TcpListener, TcpStream};
use tokio_util::{sync::CancellationToken, task::TaskTracker};
use tower::ServiceExt;

/// The two ends of a connection.
#[derive(Clone, Copy, Debug)]
pub struct Endpoints {
    /// Who dialled; a proxy perhaps.
    pub peer: SocketAddr,
    /// What was dialled.
    pub local: SocketAddr,
}

/// Serves whoever comes; once it is to stop, until the last answer is sent.
pub async fn serve(mut listener: TcpListener, router: Router, stop: CancellationToken) {
    let connections = TaskTracker::new();
    while let Some((stream, peer)) = stop.run_until_cancelled(Listener::accept(&mut listener)).await {
        connections.spawn(serve_one(stream, peer, router.clone(), stop.clone()));
    }
    drop(listener);
    connections.close();
    connections.wait().await;
}

async fn serve_one(stream: TcpStream, peer: SocketAddr, router: Router, stop: CancellationToken) {
    set_up(&stream);
    // A connection that has no address any more is gone.
    let Ok(local) = stream.local_addr() else { return };
    let ends = ConnectInfo(Endpoints { peer, local });
    let service = service_fn(|request: Request<Incoming>| {
        let (mut parts, body) = request.into_parts();
        parts.extensions.insert(ends);
        let body = Body::new(Drained::new(body, &parts.headers, stop.clone()));
        router.clone().oneshot(Request::from_parts(parts, body))
    });
    let mut http = http1::Builder::new();
    // Some clients look headers up by their spelling. An answer that has the extensions of its request has their spelling
    // too, as the handshake of a socket.
    http.title_case_headers(true).preserve_header_case(true);
    let mut connection = pin!(http.serve_connection(TokioIo::new(stream), service).with_upgrades());
    let served = tokio::select! {
        served = connection.as_mut() => served,
        () = stop.cancelled() => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    if let Err(error) = served {
        tracing::debug!(%error, "a connection broke");
    }
}

/// A small frame goes at once, rather than waiting for an acknowledgement of the one before. And what a peer does not
/// acknowledge for as long as a socket may be silent ends the connection: a server-sent stream has no other sign of life.
fn set_up(stream: &TcpStream) {
    let socket = SockRef::from(stream);
    let done = socket.set_tcp_nodelay(true);
    // Elsewhere the system's own patience must do.
    #[cfg(target_os = "linux")]
    let done = done.and_then(|()| socket.set_tcp_user_timeout(Some(DEAD_AFTER)));
    if let Err(error) = done {
        tracing::debug!(%error, "a connection could not be set up");
    }
}
