//! What every request and every answer has: an id, and words for browsers and caches.

use axum::{
    Router,
    body::Body,
    extract::MatchedPath,
    http::{HeaderMap, HeaderName, HeaderValue, Request, header},
};
use tower::util::MapRequestLayer;
use tower_http::{
    request_id::{MakeRequestUuid, PropagateRequestIdLayer, SetRequestIdLayer},
    set_header::SetResponseHeaderLayer,
    trace::TraceLayer,
};

pub const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// The longest id that is kept. It stands in each line of the log.
const MAX_ID: usize = 128;

/// Gives each request an id, the client's own if it is a good one, and logs what is done for it under that. An answer is what
/// its `Content-Type` says; and unless it says otherwise, nobody keeps it.
pub fn of_every_answer<S: Clone + Send + Sync + 'static>(router: Router<S>) -> Router<S> {
    let span = |request: &Request<Body>| {
        let id = request.headers().get(REQUEST_ID).and_then(|id| id.to_str().ok()).unwrap_or_default();
        let route = request.extensions().get::<MatchedPath>().map(MatchedPath::as_str);
        tracing::info_span!(
            "request",
            id,
            http.request.method = %request.method(),
            http.route = route,
            url.path = request.uri().path()
        )
    };
    let set = |name, value| SetResponseHeaderLayer::if_not_present(name, HeaderValue::from_static(value));
    router
        .layer(set(header::CACHE_CONTROL, "no-store"))
        .layer(set(header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .layer(TraceLayer::new_for_http().make_span_with(span).on_failure(()))
        .layer(PropagateRequestIdLayer::new(REQUEST_ID))
        .layer(SetRequestIdLayer::new(REQUEST_ID, MakeRequestUuid))
        .layer(MapRequestLayer::new(|mut request: Request<Body>| {
            keep_good_ids(request.headers_mut());
            request
        }))
}

/// Takes ids off a request that are no good, before one is made for it.
fn keep_good_ids(headers: &mut HeaderMap) {
    let mut ids = headers.get_all(REQUEST_ID).iter();
    let is_good = ids.next().is_none_or(is_good) && ids.next().is_none();
    if !is_good {
        headers.remove(REQUEST_ID);
    }
}

/// Whether it is short, and of signs that mean nothing anywhere.
fn is_good(id: &HeaderValue) -> bool {
    let is_safe = |byte: &u8| byte.is_ascii_alphanumeric() || b"-_.:/+=@".contains(byte);
    (1..=MAX_ID).contains(&id.len()) && id.as_bytes().iter().all(is_safe)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_kept_when_it_is_short_and_safe() {
        let kept = |ids: &[&str]| {
            let mut headers = HeaderMap::new();
            for id in ids {
                headers.append(REQUEST_ID, id.parse().unwrap());
            }
            keep_good_ids(&mut headers);
            headers.contains_key(REQUEST_ID)
        };
        let (longest, longer) = ("x".repeat(128), "x".repeat(129));
        for id in
            ["0b3a-77", "Root=1-67891233-abcdef012345678912345678", "00-4bf92f3577b34da6a3ce929d0e0e4736-01", &longest]
        {
            assert!(kept(&[id]), "{id}");
        }
        for id in ["", "a b", "a\tb", "<b>", "a\"b", "a;b", "a,b", "%0a", &longer] {
            assert!(!kept(&[id]), "{id}");
        }
        assert!(!kept(&["a", "b"]), "two are none");
    }
}
