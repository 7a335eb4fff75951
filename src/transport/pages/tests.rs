use super::*;
use axum::{
    body::{Body, to_bytes},
    http::{Method, Request},
};
use tower::ServiceExt;

const FILES: [(&str, &str); 5] = [
    ("index.html", "<head></head>chat"),
    ("graphiql.html", "<head></head>graphiql"),
    ("assets/chat-1a2b.js", "whole"),
    ("assets/chat-1a2b.js.gz", "gz"),
    ("secret", "not an asset"),
];

fn bundle(files: &'static [(&str, &str)]) -> Bundle {
    let files = (0..).zip(files);
    Bundle::of(files.map(|(n, (name, body))| ((*name).into(), Bytes::from_static(body.as_bytes()), [n; 32])))
}

struct Answer {
    status: u16,
    headers: HeaderMap,
    body: String,
}

impl Answer {
    fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }
}

async fn asks(pages: &Router, method: Method, path: &str, headers: &[(&'static str, &str)]) -> Answer {
    let mut request = Request::builder().method(method).uri(path).body(Body::empty()).unwrap();
    for (name, value) in headers {
        request.headers_mut().insert(*name, value.parse().unwrap());
    }
    let response = pages.clone().oneshot(request).await.unwrap();
    let (parts, body) = response.into_parts();
    let body = String::from_utf8(to_bytes(body, 10_000).await.unwrap().to_vec()).unwrap();
    Answer { status: parts.status.as_u16(), headers: parts.headers, body }
}

async fn gets(pages: &Router, path: &str, headers: &[(&'static str, &str)]) -> Answer {
    asks(pages, Method::GET, path, headers).await
}

#[tokio::test]
async fn a_binary_without_pages_says_who_builds_them() {
    let pages = of(bundle(&[]), true);
    for path in ["/", "/graphiql"] {
        let answer = gets(&pages, path, &[("accept", "text/html")]).await;
        assert_eq!((answer.status, answer.header("content-type")), (404, "text/plain; charset=utf-8"));
        assert_eq!(answer.body, "This page is not built yet: `make run` builds it.\n");
        assert_eq!(answer.header("x-content-type-options"), "nosniff");
    }
    assert_eq!(gets(&pages, "/assets/chat-1a2b.js", &[]).await.status, 404);
}

#[tokio::test]
async fn a_page_is_asked_for_each_time_and_an_asset_once() {
    let pages = of(bundle(&FILES), false);
    for (path, cache, media, body) in [
        ("/", "no-cache", "text/html; charset=utf-8", FILES[0].1),
        ("/graphiql", "no-cache", "text/html; charset=utf-8", FILES[1].1),
        ("/assets/chat-1a2b.js", "public, max-age=31536000, immutable", "text/javascript; charset=utf-8", FILES[2].1),
    ] {
        let answer = gets(&pages, path, &[]).await;
        assert_eq!((answer.status, answer.body.as_str(), answer.header("cache-control")), (200, body, cache));
        assert_eq!((answer.header("content-type"), answer.header("vary")), (media, "accept-encoding"));
        assert_eq!(answer.header("content-encoding"), "");
        for (name, value) in ALWAYS {
            assert_eq!(answer.header(name.as_str()), value);
        }
        assert!(answer.header("content-security-policy").contains("frame-ancestors 'none'"));

        let etag = answer.header("etag");
        for known in [etag.to_owned(), format!("W/{etag}"), format!("\"x\", {etag}"), "*".to_owned()] {
            let again = gets(&pages, path, &[("if-none-match", &known)]).await;
            assert_eq!((again.status, again.body.as_str(), again.header("etag")), (304, "", etag), "{known}");
            assert_eq!((again.header("cache-control"), again.header("vary")), (cache, "accept-encoding"));
        }
        assert_eq!(gets(&pages, path, &[("if-none-match", "\"x\"")]).await.status, 200);

        let head = asks(&pages, Method::HEAD, path, &[]).await;
        assert_eq!(
            (head.status, head.body.as_str(), head.header("content-length")),
            (200, "", &*body.len().to_string())
        );
        assert_eq!(asks(&pages, Method::POST, path, &[]).await.status, 405);
    }
}

#[tokio::test]
async fn nothing_inline_but_the_styles_of_the_editor() {
    let pages = of(bundle(&FILES), false);
    for (path, inline) in [("/", 0), ("/graphiql", 1), ("/assets/chat-1a2b.js", 0)] {
        let answer = gets(&pages, path, &[]).await;
        let policy = answer.header("content-security-policy");
        assert!(policy.starts_with("default-src 'none'; script-src 'self'; "), "{policy}");
        assert_eq!(policy.matches("unsafe").count(), inline, "{policy}");
        assert_eq!(policy.matches("style-src 'self' 'unsafe-inline'").count(), inline, "{policy}");
    }
}

#[tokio::test]
async fn what_is_compressed_has_a_tag_of_its_own() {
    let pages = of(bundle(&FILES), false);
    let whole = gets(&pages, "/assets/chat-1a2b.js", &[]).await;
    let packed = gets(&pages, "/assets/chat-1a2b.js", &[("accept-encoding", "gzip, br")]).await;
    assert_eq!((packed.body.as_str(), packed.header("content-encoding")), ("gz", "gzip"));
    assert_eq!(packed.header("content-type"), whole.header("content-type"));
    assert_ne!(packed.header("etag"), whole.header("etag"));
}

#[tokio::test]
async fn nothing_but_assets_can_be_named() {
    let pages = of(bundle(&FILES), false);
    for path in [
        "/secret",
        "/assets/",
        "/assets/secret",
        "/assets/../secret",
        "/assets/..%2fsecret",
        "/assets/%2e%2e/secret",
        "/assets//secret",
        "/assets/chat-1a2b.js.gz",
        "/assets/chat-1a2b.js/",
        "/graphiql/",
        "/index.html",
    ] {
        assert_eq!(gets(&pages, path, &[]).await.status, 404, "{path}");
    }
    assert_eq!(gets(&pages, "/assets/%ff", &[]).await.status, 400);
}

#[tokio::test]
async fn a_demo_says_so_in_its_pages() {
    let (plain, demo) = (of(bundle(&FILES), false), of(bundle(&FILES), true));
    let answer = gets(&demo, "/", &[]).await;
    assert_eq!(answer.body, r#"<head><meta name="spark-demo" content="on"></head>chat"#);
    assert_eq!(answer.header("content-length"), answer.body.len().to_string());
    assert_ne!(answer.header("etag"), gets(&plain, "/", &[]).await.header("etag"));
}
