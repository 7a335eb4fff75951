//! The doors: GraphQL over HTTP, WebSocket and server-sent events, and what operators ask.
//!
//! A request comes in by `connections`, and by the paths of `router`. `http` reads it; who asks is found out by `auth`; `operation`
//! judges and executes it; and it is answered at once (`http`), as a stream (`sse`), or over a socket (`socket`). How much each may
//! have at once is counted by `quota`. None of them decides what a person may do: that stands behind the schema.
//!
//! To add a path: a route in `router`; one for operators in `operators`. To add a transport: read the request, have it judged by
//! `Transport::judge`, find who asks with `Transport::identify`, and run it with `Transport::run`; what lives for long holds a
//! `ConnectionGuard` and a token of `Inner::sockets`, so that it hears of the session's end and of a stop.

mod auth;
mod connections;
#[cfg(any(test, feature = "fuzzing"))]
pub mod fuzzing;
mod http;
mod operation;
mod operators;
mod pages;
mod quota;
mod socket;
mod sse;

use crate::{
    config::{Patience, Serve},
    graphql::{
        App, Connection, Schema, execution::Executor, limits::Limits, render::renderer::Renderer, request::Gate,
    },
    hub::mailbox::Budget,
    ids::UserId,
    metrics::Metrics,
    sync::Mutex,
};
use auth::{origins::Origins, proxies::Proxies};
use axum::{
    Router,
    http::{HeaderValue, Method},
    routing::get,
};
use connections::Acceptor;
use http::{
    MAX_LARGE, Recipient,
    headers::{self, REQUEST_ID},
};
use quota::Quota;
use rand::{RngExt, rngs::StdRng};
use std::{net::SocketAddr, sync::Arc, time::Duration};
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
    /// How many sockets and streams each user may have.
    user_connections: Quota<UserId>,
    /// How many large answers may be on their way to each.
    large_answers: Quota<Recipient>,
    /// Whether operators have an address of their own.
    has_operators: bool,
    /// Whether the demo's people are there.
    demo: bool,
    /// No new sockets, and those that are there close.
    stopping: CancellationToken,
    /// Nobody is waited for any more.
    end: CancellationToken,
    sockets: TaskTracker,
    /// A mutex: held for one draw.
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
            user_connections: Quota::new(config.max_user_sockets),
            large_answers: Quota::new(MAX_LARGE),
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
        let mut rng = self.inner.rng.lock();
        over.mul_f64(rng.random())
    }

    /// Serves the world, and operators at an address of their own, until it is told to stop. Then sockets are closed and answers
    /// sent, and whoever does not let that happen in time is left.
    pub async fn serve(&self, world: TcpListener, operators: Option<TcpListener>, shutdown: CancellationToken) {
        let Inner { patience, max_address_connections, proxies, end, .. } = &*self.inner;
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
