//! The doors: GraphQL over HTTP, WebSocket and server-sent events, and what operators ask.

mod auth;
mod close;
mod connections;
mod drain;
#[cfg(any(test, feature = "fuzzing"))]
pub mod fuzzing;
mod greeting;
mod handshake;
mod headers;
mod http;
mod line;
mod media;
mod operation;
mod operations;
mod operators;
mod origins;
mod pages;
mod places;
mod protocol;
mod proxies;
mod refused;
mod sse;
mod websocket;

use crate::{
    config::{Patience, Serve},
    graphql::{App, Connection, Schema, execution::Executor, limits::Limits, render::Renderer, request::Gate},
    hub::mailbox::Budget,
    ids::UserId,
    metrics::Metrics,
};
use axum::{
    Router,
    http::{HeaderValue, Method},
    routing::get,
};
use connections::Door;
use headers::REQUEST_ID;
use http::{Asker, MAX_LARGE};
use origins::Origins;
use places::Places;
use proxies::Proxies;
use rand::{RngExt, rngs::StdRng};
use std::{
    net::SocketAddr,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};
use tokio::{
    net::TcpListener,
    time::{Instant, sleep_until, timeout_at},
};
use tokio_util::{sync::CancellationToken, task::TaskTracker};
use tower_http::{
    compression::CompressionLayer,
    cors::{AllowHeaders, AllowOrigin, CorsLayer},
};

/// A connection of which nothing was heard for so long is dead.
const DEAD_AFTER: Duration = Duration::from_secs(25);
/// How long the last messages of a connection may take, and then its close.
const LAST_WORDS: Duration = Duration::from_secs(5);
/// Over how long the sockets are closed when the server stops, so that their clients do not all return at once.
const CLOSE_OVER: Duration = Duration::from_secs(5);
/// What is left of the time in which everything ends when the sockets are through with theirs: for answers that are on their way.
const LAST_ANSWERS: Duration = Duration::from_secs(1);

/// What the doors share. Cloning shares it.
#[derive(Clone)]
pub struct Transport {
    inner: Arc<Inner>,
}

struct Inner {
    app: App,
    gate: Gate,
    executor: Executor,
    renderer: Arc<Renderer>,
    limits: Limits,
    metrics: Metrics,
    origins: Origins,
    proxies: Arc<Proxies>,
    patience: Patience,
    max_address_connections: usize,
    /// The sockets and streams of each user.
    attending: Places<UserId>,
    /// Large answers that are on their way.
    large: Places<Asker>,
    /// Whether operators have an address of their own.
    has_operators: bool,
    /// Whether the demo's people are there.
    demo: bool,
    /// No new sockets, and those that are there close.
    stopping: CancellationToken,
    /// Nobody is waited for any more.
    end: CancellationToken,
    sockets: TaskTracker,
    /// A std mutex: held for one draw.
    rng: Mutex<StdRng>,
}

impl Transport {
    /// The doors of a server that listens on `address`.
    pub fn new(
        app: App,
        gate: Gate,
        schema: Schema,
        metrics: Metrics,
        config: &Serve,
        address: SocketAddr,
        rng: StdRng,
    ) -> Self {
        let inner = Inner {
            renderer: Arc::new(Renderer::new(&app, metrics.clone())),
            limits: config.limits,
            metrics,
            gate,
            executor: Executor::new(schema, app.clone()),
            app,
            origins: Origins::new(config.allow_origin.clone(), config.public_url.as_ref(), address),
            proxies: Arc::new(Proxies::new(config.trusted_proxy.clone())),
            patience: config.patience,
            max_address_connections: config.max_address_connections,
            attending: Places::new(config.max_user_sockets),
            large: Places::new(MAX_LARGE),
            has_operators: config.metrics_listen.is_some(),
            demo: config.demo,
            stopping: CancellationToken::new(),
            end: CancellationToken::new(),
            sockets: TaskTracker::new(),
            rng: Mutex::new(rng),
        };
        Self { inner: Arc::new(inner) }
    }

    /// A connection that subscriptions leave by.
    fn connection(&self) -> Connection {
        Connection { budget: Arc::new(Budget::new(self.inner.metrics.dropped.clone())) }
    }

    /// A moment within a span, another for each socket.
    fn spread_close(&self, over: Duration) -> Duration {
        let mut rng = self.inner.rng.lock().unwrap_or_else(PoisonError::into_inner);
        over.mul_f64(rng.random())
    }

    /// Serves the world, and operators at an address of their own, until it is told to stop. Then sockets are closed and answers
    /// sent, and whoever does not let that happen in time is left.
    pub async fn serve(&self, world: TcpListener, operators: Option<TcpListener>, shutdown: CancellationToken) {
        let Inner { patience, max_address_connections, proxies, end, .. } = &*self.inner;
        let door = |most| Door::new(*patience, most, proxies.clone(), end.clone());
        // Who watches the server is not to be shut out.
        let (front, back) = (door(*max_address_connections), door(0));
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
        self.inner.sockets.wait().await;
    }

    /// Lets no new socket in, closes those that are there, and waits until they are closed.
    async fn close_sockets(&self) {
        self.inner.stopping.cancel();
        self.inner.sockets.close();
        self.inner.sockets.wait().await;
    }
}

/// All paths.
fn router(transport: Transport) -> Router {
    let (origins, demo) = (transport.inner.origins.clone(), transport.inner.demo);
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
        .layer(cors)
        .layer(CompressionLayer::new())
        // Compressed when they were built; and nothing of them is for pages of other origins.
        .merge(pages::routes(demo));
    headers::of_every_answer(paths).with_state(transport)
}
