//! The doors: GraphQL over HTTP, WebSocket and server-sent events, and what operators ask.
//!
//! A request comes in by `connections`, and by the paths of `router`. `http` reads it; who asks is found out by `auth`; `operation`
//! judges and executes it; and it is answered at once (`http`), as a stream (`sse`), or over a socket (`socket`). Files go out by `files`. How much each may
//! have at once is counted by `permits`. None of them decides what a person may do: that stands behind the schema.
//!
//! To add a path: a route in `router`; one for operators in `operators`. To add a transport: read the request, have it judged by
//! `Transport::judge`, find who asks with `Transport::identify`, and run it with `Transport::run`; what lives for long holds a
//! `ConnectionGuard` and a token of `Shared::sockets`, so that it hears of the session's end and of a stop.

mod auth;
mod connections;
mod files;
#[cfg(any(test, feature = "fuzzing"))]
pub mod fuzzing;
mod http;
mod operation;
mod operators;
mod pages;
mod permits;
mod shared;
mod socket;
mod sse;
mod times;

pub use shared::Transport;

use axum::{
    Router,
    http::{HeaderValue, Method},
    routing::get,
};
use connections::Acceptor;
use http::headers::{self, REQUEST_ID};
use shared::Shared;
use std::time::Duration;
use tokio::{
    net::TcpListener,
    time::{Instant, sleep_until, timeout_at},
};
use tokio_util::sync::CancellationToken;
use tower_http::{
    compression::CompressionLayer,
    cors::{AllowHeaders, AllowOrigin, CorsLayer},
};

/// What is left of the time in which everything ends when the sockets are through with theirs: for answers that are on their way.
const LAST_ANSWERS: Duration = Duration::from_secs(1);

impl Transport {
    /// Serves the world, and operators at an address of their own, until it is told to stop. Then sockets are closed and answers
    /// sent, and whoever does not let that happen in time is left.
    pub async fn serve(&self, world: TcpListener, operators: Option<TcpListener>, shutdown: CancellationToken) {
        let Shared { patience, max_address_connections, proxies, end, .. } = &**self;
        let acceptor = |most| Acceptor::new(*patience, most, proxies.clone(), end.clone());
        // Who watches the server is not to be shut out.
        let (front, back) = (acceptor(*max_address_connections), acceptor(0));
        let served = async {
            let behind = async {
                if let Some(listener) = operators {
                    back.serve(listener, operators::apart(self.clone())).await;
                }
            };
            tokio::join!(front.serve(world, router(self.clone())), behind);
        };
        let stopped = async {
            shutdown.cancelled().await;
            let last = Instant::now() + patience.stop;
            if timeout_at(last - LAST_ANSWERS.min(patience.stop), self.close_sockets()).await.is_err() {
                tracing::debug!("some sockets did not close");
            }
            front.close();
            back.close();
            sleep_until(last).await;
            end.cancel();
        };
        let mut served = std::pin::pin!(served);
        tokio::select! {
            () = &mut served => {}
            () = stopped => served.await,
        }
        self.sockets.wait().await;
    }

    /// Lets no new socket in, closes those that are there, and waits until they are closed.
    async fn close_sockets(&self) {
        self.stopping.cancel();
        self.sockets.close();
        self.sockets.wait().await;
    }
}

/// All paths.
fn router(transport: Transport) -> Router {
    let (origins, demo) = (transport.origins.clone(), transport.demo);
    let cors = CorsLayer::new()
        .allow_origin(AllowOrigin::predicate(move |origin: &HeaderValue, parts| origins.allow(origin, parts)))
        .allow_methods([Method::GET, Method::POST])
        // Which headers an allowed page sends is its own affair: clients add theirs, such as those of tracing.
        .allow_headers(AllowHeaders::mirror_request())
        .expose_headers([REQUEST_ID])
        .max_age(Duration::from_secs(3600));
    let paths = Router::new()
        .route("/graphql", get(http::get).post(http::post))
        .merge(operators::beside(&transport))
        .layer(cors.clone())
        .layer(CompressionLayer::new())
        // As they are: what is compressed has no parts that can be asked for.
        .merge(files::routes().layer(cors.expose_headers(files::TOLD)))
        // Compressed when they were built; and nothing of them is for pages of other origins.
        .merge(pages::routes(demo));
    headers::of_every_answer(paths).with_state(transport)
}
