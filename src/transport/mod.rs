//! The doors: GraphQL over HTTP, WebSocket and server-sent events, and what operators ask.

mod auth;
mod close;
mod connections;
mod drain;
#[cfg(any(test, feature = "fuzzing"))]
pub mod fuzzing;
mod handshake;
mod http;
mod media;
mod operation;
mod operations;
mod origins;
mod pages;
mod protocol;
mod refused;
mod sse;
mod websocket;

use crate::{
    config::Serve,
    graphql::{App, Connection, Schema, execution::Executor, limits::Limits, render::Renderer, request::Gate},
    hub::mailbox::Budget,
    metrics::Metrics,
};
use axum::{
    Router,
    http::{HeaderName, HeaderValue, Method, StatusCode, header},
    response::IntoResponse,
    routing::get,
};
pub use connections::serve;
use ipnet::IpNet;
use origins::Origins;
use rand::{RngExt, rngs::StdRng};
use std::{
    net::SocketAddr,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};
use tokio_util::{sync::CancellationToken, task::TaskTracker};
use tower_http::{
    compression::CompressionLayer,
    cors::{AllowHeaders, AllowOrigin, CorsLayer},
    request_id::{MakeRequestUuid, PropagateRequestIdLayer, SetRequestIdLayer},
    trace::TraceLayer,
};

/// A connection of which nothing was heard for so long is dead.
const DEAD_AFTER: Duration = Duration::from_secs(25);
/// How long the last messages of a connection may take, and then its close.
const LAST_WORDS: Duration = Duration::from_secs(5);
/// Over how long the sockets are closed when the server stops, so that their clients do not all return at once.
const CLOSE_OVER: Duration = Duration::from_secs(5);

/// What the doors share. Cloning shares it.
#[derive(Clone)]
pub struct Transport {
    inner: Arc<Inner>,
}

struct Inner {
    app: App,
    gate: Gate,
    executor: Executor,
    renderer: Renderer,
    limits: Limits,
    metrics: Metrics,
    origins: Origins,
    trusted_proxies: Vec<IpNet>,
    /// Whether the demo's people are there.
    demo: bool,
    /// No new sockets, and those that are there close.
    stopping: CancellationToken,
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
            renderer: Renderer::new(&app, metrics.clone()),
            limits: config.limits,
            metrics,
            gate,
            executor: Executor::new(schema, app.clone()),
            app,
            origins: Origins::new(config.allow_origin.clone(), config.public_url.as_ref(), address),
            trusted_proxies: config.trusted_proxy.clone(),
            demo: config.demo,
            stopping: CancellationToken::new(),
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

    /// Lets no new socket in, closes those that are there, and waits until they are closed.
    pub async fn close_sockets(&self) {
        self.inner.stopping.cancel();
        self.inner.sockets.close();
        self.inner.sockets.wait().await;
    }
}

/// All paths.
pub fn router(transport: Transport) -> Router {
    let id = HeaderName::from_static("x-request-id");
    let (origins, demo) = (transport.inner.origins.clone(), transport.inner.demo);
    let cors = CorsLayer::new()
        .allow_origin(AllowOrigin::predicate(move |origin: &HeaderValue, parts| origins.allow(origin, parts)))
        .allow_methods([Method::GET, Method::POST])
        // Which headers an allowed page sends is its own affair: clients add theirs, such as those of tracing.
        .allow_headers(AllowHeaders::mirror_request())
        .expose_headers([id.clone()])
        .max_age(Duration::from_secs(3600));
    let span = |request: &axum::http::Request<axum::body::Body>| {
        let id = request.headers().get("x-request-id").and_then(|id| id.to_str().ok()).unwrap_or_default();
        tracing::info_span!("request", id, method = %request.method(), path = request.uri().path())
    };
    Router::new()
        .route("/graphql", get(http::get).post(http::post))
        .route("/livez", get(|| async { "ok" }))
        .route("/readyz", get(ready))
        .route("/metrics", get(figures))
        .layer(cors)
        .layer(CompressionLayer::new())
        // Compressed when they were built; and nothing of them is for pages of other origins.
        .merge(pages::routes(demo))
        .layer(TraceLayer::new_for_http().make_span_with(span).on_failure(()))
        .layer(PropagateRequestIdLayer::new(id.clone()))
        .layer(SetRequestIdLayer::new(id, MakeRequestUuid))
        .with_state(transport)
}

/// What Prometheus reads.
async fn figures(axum::extract::State(transport): axum::extract::State<Transport>) -> impl IntoResponse {
    let (metrics, app) = (&transport.inner.metrics, &transport.inner.app);
    let depth = |waiting: usize| i64::try_from(waiting).unwrap_or(i64::MAX);
    metrics.waiting_jobs.set(depth(app.store.waiting()));
    metrics.waiting_repairs.set(depth(app.feeds.hub.waiting_repairs()));
    let media = "application/openmetrics-text; version=1.0.0; charset=utf-8";
    ([(header::CONTENT_TYPE, media)], metrics.to_text())
}

/// 200 while it can serve; 503 with a reason when not, or when it is stopping.
async fn ready(axum::extract::State(transport): axum::extract::State<Transport>) -> impl IntoResponse {
    if transport.inner.stopping.is_cancelled() {
        return (StatusCode::SERVICE_UNAVAILABLE, "stopping".to_owned());
    }
    match transport.inner.app.store.ready().await {
        Ok(()) => (StatusCode::OK, "ok".to_owned()),
        Err(reason) => (StatusCode::SERVICE_UNAVAILABLE, reason),
    }
}
