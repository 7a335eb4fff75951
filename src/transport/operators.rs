//! What operators ask: figures, and whether the server lives and can serve. Either at an address of its own, or beside
//! everything else; there the figures are for this machine alone.

use crate::transport::{Transport, auth::proxies, connections::Endpoints, http::headers};
use axum::{
    Router,
    extract::{ConnectInfo, Request, State},
    http::{StatusCode, header},
    middleware::{Next, from_fn},
    response::{IntoResponse, Response},
    routing::get,
};

/// What stands beside everything else: without the figures where those have an address of their own.
pub(super) fn beside(transport: &Transport) -> Router<Transport> {
    let figures = get(figures).layer(from_fn(for_this_machine));
    if transport.has_operators { health() } else { health().route("/metrics", figures) }
}

/// What stands at an address of its own.
pub(super) fn apart(transport: Transport) -> Router {
    headers::of_every_answer(health().route("/metrics", get(figures))).with_state(transport)
}

fn health() -> Router<Transport> {
    Router::new().route("/livez", get(|| async { "ok" })).route("/readyz", get(ready))
}

/// Refuses who does not ask from this machine, also where a proxy on it asks for them.
async fn for_this_machine(ConnectInfo(ends): ConnectInfo<Endpoints>, request: Request, next: Next) -> Response {
    if ends.peer.ip().to_canonical().is_loopback() && !proxies::is_forwarded(request.headers()) {
        return next.run(request).await;
    }
    (
        StatusCode::FORBIDDEN,
        "/metrics answers this machine alone, and no proxy: --metrics-listen gives it an address of its own",
    )
        .into_response()
}

/// What Prometheus reads.
async fn figures(State(transport): State<Transport>) -> impl IntoResponse {
    let (metrics, app) = (&transport.metrics, &transport.app);
    let depth = |waiting: usize| i64::try_from(waiting).unwrap_or(i64::MAX);
    metrics.waiting_jobs.set(depth(app.store.waiting()));
    metrics.waiting_repairs.set(depth(app.hub().waiting_repairs()));
    let ((queues, longest), (things, other)) = (app.store.doubtful(), app.hub().count_unconfirmed());
    metrics.doubts.set(depth(queues + things));
    metrics.doubts_seconds.set(i64::try_from(longest.max(other).as_secs()).unwrap_or(i64::MAX));
    let media = "application/openmetrics-text; version=1.0.0; charset=utf-8";
    ([(header::CONTENT_TYPE, media)], metrics.to_text())
}

/// 200 while it can serve; 503 with a reason when not, or when it is stopping.
async fn ready(State(transport): State<Transport>) -> impl IntoResponse {
    if transport.stopping.is_cancelled() {
        return (StatusCode::SERVICE_UNAVAILABLE, "stopping".to_owned());
    }
    let failed = transport.metrics.not_running();
    if !failed.is_empty() {
        let reason = format!("what is done in the background has failed, and begins anew: {}", failed.join(", "));
        return (StatusCode::SERVICE_UNAVAILABLE, reason);
    }
    let app = &transport.app;
    match app.store.ready().await {
        Ok(()) => (StatusCode::OK, "ok".to_owned()),
        Err(reason) => (StatusCode::SERVICE_UNAVAILABLE, reason),
    }
}
