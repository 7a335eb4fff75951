//! The pages for people: a chat at `/`, GraphiQL at `/graphiql`, and what they are made of. All of it is in the binary.

mod bundle;
#[cfg(test)]
mod tests;

use self::bundle::{Bundle, File};
use crate::transport::Transport;
use axum::{
    Router,
    body::Bytes,
    extract::Path,
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
    routing::get,
};
use std::sync::Arc;

/// What any page may do: ask the server that it came from. `'self'` covers the WebSocket of the same host in all browsers
/// since Safari 15.4 (2022), older than which none can run the pages; naming it would mean to believe `Host`.
/// Pictures may come from elsewhere: an announcement and a profile name their address, and files lie where the server's public
/// address leads; and from the page itself, which shows a file that is on its way.
macro_rules! policy {
    ($rest:literal) => {
        concat!(
            "default-src 'none'; script-src 'self'; connect-src 'self'; worker-src 'self'; manifest-src 'self'; ",
            "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; ",
            $rest
        )
    };
}

/// Nothing inline, and no text becomes HTML: the browser itself refuses both.
const CHAT: &str = policy!(
    "style-src 'self'; font-src 'self'; img-src 'self' data: blob: http: https:; media-src 'self' http: https:; \
     require-trusted-types-for 'script'; trusted-types 'none'"
);
/// The editor writes styles and brings its fonts inside of them.
const GRAPHIQL: &str = policy!("style-src 'self' 'unsafe-inline'; font-src 'self' data:; img-src 'self' data:");
/// A worker has the policy of its script, and a picture opened by itself that of its file.
const ASSET: &str = "default-src 'none'; script-src 'self'; frame-ancestors 'none'";

/// Asked for anew each time, though not sent again when it is the same: a page names the assets of one build.
const PAGE_CACHE: &str = "no-cache";
/// The name of an asset has a hash of its content.
const ASSET_CACHE: &str = "public, max-age=31536000, immutable";

/// With every answer. No address of a page goes to other sites; `no-referrer` would also make `Origin` null in some requests
/// of the page itself.
const ALWAYS: [(HeaderName, &str); 4] = [
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "same-origin"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
];

/// Tells a page that the demo's people are there to sign in as.
const DEMO: &str = r#"<meta name="spark-demo" content="on"></head>"#;

/// The paths of the pages.
pub(super) fn routes(demo: bool) -> Router<Transport> {
    of(Bundle::built(), demo)
}

fn of<S: Clone + Send + Sync + 'static>(bundle: Bundle, demo: bool) -> Router<S> {
    let chat = page(&bundle, "index.html", CHAT, demo);
    let graphiql = page(&bundle, "graphiql.html", GRAPHIQL, demo);
    let bundle = Arc::new(bundle);
    let asset = async move |Path(name): Path<String>, headers: HeaderMap| {
        let Some(file) = bundle.find(&format!("assets/{name}"), &headers) else {
            return StatusCode::NOT_FOUND.into_response();
        };
        Asset { media: media(&name), policy: ASSET, cache: ASSET_CACHE, file }.answer(&headers)
    };
    Router::new()
        .route("/", get(async move |headers: HeaderMap| chat.answer(&headers)))
        .route("/graphiql", get(async move |headers: HeaderMap| graphiql.answer(&headers)))
        .route("/assets/{*name}", get(asset))
}

/// A file with all that its answer says of it.
#[derive(Clone)]
struct Asset {
    media: &'static str,
    policy: &'static str,
    cache: &'static str,
    file: File,
}

/// A page, or none in a binary that was built without.
#[derive(Clone)]
struct WebPage(Option<Asset>);

fn page(bundle: &Bundle, name: &str, policy: &'static str, demo: bool) -> WebPage {
    let asset = bundle.whole(name).cloned().map(|mut file| {
        if demo {
            let html = String::from_utf8_lossy(&file.body).replacen("</head>", DEMO, 1);
            file.body = Bytes::from(html);
            let tag = file.etag.to_str().unwrap_or_default().replacen('"', "\"demo-", 1);
            file.etag = HeaderValue::try_from(tag).unwrap_or(file.etag);
        }
        Asset { media: media(name), policy, cache: PAGE_CACHE, file }
    });
    WebPage(asset)
}

impl WebPage {
    fn answer(&self, headers: &HeaderMap) -> Response {
        match &self.0 {
            Some(asset) => asset.answer(headers),
            None => {
                (StatusCode::NOT_FOUND, ALWAYS, "This page is not built yet: `make run` builds it.\n").into_response()
            }
        }
    }
}

impl Asset {
    fn answer(&self, headers: &HeaderMap) -> Response {
        let File { body, etag, encoding } = self.file.clone();
        let says = [
            (header::CACHE_CONTROL, self.cache),
            (header::CONTENT_SECURITY_POLICY, self.policy),
            (header::VARY, "accept-encoding"),
        ];
        let described = (ALWAYS, says, [(header::ETAG, &etag)]);
        if is_known(headers, &etag) {
            return (StatusCode::NOT_MODIFIED, described).into_response();
        }
        let encoding = encoding.map(|encoding| [(header::CONTENT_ENCODING, encoding)]);
        let mut response = (described, [(header::CONTENT_TYPE, self.media)], body).into_response();
        if let Some(encoding) = encoding {
            response.headers_mut().extend(encoding.map(|(name, value)| (name, HeaderValue::from_static(value))));
        }
        response
    }
}

/// Whether the client has it already (RFC 9110, 13.1.2).
fn is_known(headers: &HeaderMap, etag: &HeaderValue) -> bool {
    let said = headers.get_all(header::IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok());
    let tags = said.flat_map(|value| value.split(',')).map(str::trim);
    tags.map(|tag| tag.strip_prefix("W/").unwrap_or(tag)).any(|tag| tag == "*" || tag.as_bytes() == etag.as_bytes())
}

/// What a file is, by the ending of its name.
fn media(name: &str) -> &'static str {
    match name.rsplit('.').next() {
        Some("html") => "text/html; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("ttf") => "font/ttf",
        Some("woff2") => "font/woff2",
        _ => "application/octet-stream",
    }
}
