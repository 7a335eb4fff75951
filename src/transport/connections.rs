//! TCP connections: HTTP/1 on each of them, until the server stops. Each has bounds of time (`stream`), each address so many of
//! them; what nobody reads any more is drained (`drain`).

pub(super) mod drain;
pub(super) mod paced;
pub(super) mod stream;

use self::{
    drain::Drained,
    paced::PacedBody,
    stream::{AnswerBody, TimedStream, UntilSent, Usage},
};
use crate::{
    config::Patience,
    domain::household::household,
    transport::{
        auth::proxies::Proxies,
        http::media,
        permits::{Permit, Permits, Throttle},
        times::DEAD_AFTER,
    },
};
use axum::{Router, body::Body, extract::ConnectInfo, serve::Listener};
use hyper::{Request, StatusCode, body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use socket2::SockRef;
use std::{
    io::Write,
    net::{IpAddr, SocketAddr},
    pin::pin,
    sync::Arc,
};
use tokio::net::{TcpListener, TcpStream};
use tokio_util::{sync::CancellationToken, task::TaskTracker};
use tower::ServiceExt;
use tower_http::timeout::DeadlineBody;

/// The longest head of a request: its address may hold a document.
const MAX_HEAD: usize = 64 << 10;
/// The most that is read of a connection at once: a head, and what comes with it. A file that comes in is in memory in as many pieces as it
/// passes through hands, of each connection.
const MAX_READ: usize = MAX_HEAD + (8 << 10);
/// How much the system keeps of an answer before it is sent: so that who reads slowly is told from who does not read.
#[cfg(target_os = "linux")]
const UNSENT: u32 = 128 << 10;

/// What is said to an address that has all its connections.
const TOO_MANY: &[u8] =
    b"HTTP/1.1 429 Too Many Requests\r\nRetry-After: 1\r\nConnection: close\r\nContent-Length: 0\r\n\r\n";

/// The two ends of a connection.
#[derive(Clone, Copy, Debug)]
pub struct Endpoints {
    /// Who dialled; a proxy perhaps.
    pub peer: SocketAddr,
    /// What was dialled.
    pub local: SocketAddr,
}

/// How connections are taken. Cloning shares it.
#[derive(Clone)]
pub(super) struct Acceptor {
    patience: Patience,
    addresses: Permits<IpAddr>,
    proxies: Arc<Proxies>,
    refused: Arc<Throttle>,
    /// Nobody new comes in, and who has not asked yet is not waited for.
    stop: CancellationToken,
    /// Nobody at all is waited for any more.
    end: CancellationToken,
}

impl Acceptor {
    /// An acceptor with so many connections for each address; those of trusted proxies are not counted, for they are of many.
    pub fn new(patience: Patience, most: usize, proxies: Arc<Proxies>, end: CancellationToken) -> Self {
        let (addresses, refused) = (Permits::new(most), Arc::default());
        Self { patience, addresses, proxies, refused, stop: CancellationToken::new(), end }
    }

    /// Lets nobody in any more, and waits for no more requests.
    pub fn close(&self) {
        self.stop.cancel();
    }

    /// Serves whoever comes; once it is closed, until the last answer is sent.
    pub async fn serve(&self, mut listener: TcpListener, router: Router) {
        let connections = TaskTracker::new();
        while let Some((stream, peer)) = self.stop.run_until_cancelled(Listener::accept(&mut listener)).await {
            let Some(permit) = self.permit(peer.ip()) else {
                turn_away(stream);
                continue;
            };
            let (acceptor, router) = (self.clone(), router.clone());
            connections.spawn(
                self.end.clone().run_until_cancelled_owned(Box::pin(acceptor.serve_one(stream, peer, permit, router))),
            );
        }
        drop(listener);
        connections.close();
        connections.wait().await;
    }

    fn permit(&self, peer: IpAddr) -> Option<Permit<IpAddr>> {
        if self.proxies.trust(peer) {
            return Some(Permit::uncounted());
        }
        let permit = self.addresses.try_acquire(household(peer));
        if permit.is_none() && self.refused.is_due() {
            let address = peer.to_canonical();
            tracing::warn!(
                %address,
                "this address has as many connections as one may have (--max-address-connections), more are refused; if it is \
                 a proxy of yours, --trusted-proxy={address} says so"
            );
        }
        permit
    }

    async fn serve_one(self, stream: TcpStream, peer: SocketAddr, permit: Permit<IpAddr>, router: Router) {
        let (patience, stop) = (self.patience, self.stop);
        set_up(&stream);
        // A connection that has no address any more is gone.
        let Ok(local) = stream.local_addr() else { return };
        let ends = ConnectInfo(Endpoints { peer, local });
        let usage = Arc::<Usage>::default();
        let service = service_fn(|request: Request<Incoming>| {
            let (mut parts, body) = request.into_parts();
            parts.extensions.insert(ends);
            let has_files = media::is_form(&parts.headers);
            let (asked, usage) = (usage.begin(), usage.clone());
            let body = Drained::new(body, &parts.headers, usage.begin(), stop.clone());
            let body = if http_body::Body::is_end_stream(&body) {
                Body::empty()
            } else if has_files {
                Body::new(PacedBody::new(body, patience))
            } else {
                Body::new(DeadlineBody::new(patience.body, body))
            };
            let answered = router.clone().oneshot(Request::from_parts(parts, body));
            async move {
                let (mut parts, body) = answered.await?.into_parts();
                if parts.status == StatusCode::SWITCHING_PROTOCOLS {
                    usage.becomes_socket();
                }
                let held = parts.extensions.remove::<UntilSent>();
                Ok::<_, std::convert::Infallible>(hyper::Response::from_parts(
                    parts,
                    AnswerBody::new(body, asked, held),
                ))
            }
        });
        let mut http = http1::Builder::new();
        // Some clients look headers up by their spelling. An answer that has the extensions of its request has their spelling
        // too, as the handshake of a socket.
        http.title_case_headers(true).preserve_header_case(true);
        // Of a connection that is kept for another request, this is how long that is waited for.
        http.timer(TokioTimer::new())
            .header_read_timeout(patience.silence)
            .max_header_size(MAX_HEAD)
            .max_buf_size(MAX_READ);
        let timed = TokioIo::new(TimedStream::new(stream, usage.clone(), patience, permit));
        let mut connection = pin!(http.serve_connection(timed, service).with_upgrades());
        let served = tokio::select! {
            served = connection.as_mut() => served,
            () = stop.cancelled() => {
                usage.close();
                connection.as_mut().graceful_shutdown();
                connection.await
            }
        };
        if let Err(error) = served {
            tracing::debug!(%error, "a connection broke");
        }
    }
}

/// Says why, if it goes at once.
fn turn_away(stream: TcpStream) {
    let _ = stream.into_std().and_then(|mut stream| stream.write(TOO_MANY));
}

/// A small frame goes at once, rather than waiting for an acknowledgement of the one before. And what a peer does not
/// acknowledge for as long as a socket may be silent ends the connection: a server-sent stream has no other sign of life.
fn set_up(stream: &TcpStream) {
    let socket = SockRef::from(stream);
    let done = socket.set_tcp_nodelay(true);
    // Elsewhere the system's own patience must do.
    #[cfg(target_os = "linux")]
    let done = done
        .and_then(|()| socket.set_tcp_user_timeout(Some(DEAD_AFTER)))
        .and_then(|()| socket.set_tcp_notsent_lowat(UNSENT));
    if let Err(error) = done {
        tracing::debug!(%error, "a connection could not be set up");
    }
}
