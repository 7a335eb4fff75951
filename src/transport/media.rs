//! Media types: what a request is written in, and what its answer is to be written in (RFC 9110, 12.5.1).

use axum::http::{HeaderMap, HeaderValue, header};
use headers_accept::Accept;
use mediatype::{
    MediaType, Name, ReadParams, Value,
    names::{APPLICATION, CHARSET, EVENT_STREAM, JSON, Q, TEXT},
};
use std::fmt::Write;

/// What a result is written as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Media {
    /// Says with its status whether execution began.
    Response,
    /// Says 200 to every well-formed request.
    Json,
    /// Goes on: server-sent events.
    Events,
}

/// What can be written; to whom it is all the same, the first.
const OFFERED: [(MediaType<'static>, Media); 3] = [
    (MediaType::new(APPLICATION, JSON), Media::Json),
    (MediaType::from_parts(APPLICATION, Name::new_unchecked("graphql-response"), Some(JSON), &[]), Media::Response),
    (MediaType::new(TEXT, EVENT_STREAM), Media::Events),
];

impl Media {
    /// What the client would rather have, of what there is: by weight, then by the order in which it names them. JSON when
    /// it does not say. None when it wants nothing of it.
    pub fn of(headers: &HeaderMap) -> Option<Self> {
        let said: Vec<_> = headers.get_all(header::ACCEPT).iter().filter_map(|value| value.to_str().ok()).collect();
        let said = said.join(",");
        if said.trim().is_empty() {
            return Some(Self::Json);
        }
        let accept: Accept = ranges(&said).parse().ok()?;
        let offered = OFFERED;
        let chosen = accept.negotiate(offered.iter().map(|(media_type, _)| media_type))?;
        offered.iter().find(|(media_type, _)| media_type == chosen).map(|(_, media)| *media)
    }
}

/// The ranges with their weights, as the crate wants them. It knows no charset: JSON and events are always in UTF-8. And to
/// it one range that is not by the book, such as the `*` of Java's older client, is a reason to see none of them.
fn ranges(accept: &str) -> String {
    let mut ranges = String::new();
    for range in accept.split(',').filter_map(|range| MediaType::parse(range.trim()).ok()) {
        let weight = range.get_param(Q).map(|weight| format!(";q={weight}")).unwrap_or_default();
        // Writing to a string does not fail.
        let _ = write!(ranges, "{}{weight},", range.essence());
    }
    ranges
}

/// Whether a body is JSON, by what its `Content-Type` says.
pub(super) fn is_json(headers: &HeaderMap) -> bool {
    let Some(Ok(content_type)) = headers.get(header::CONTENT_TYPE).map(HeaderValue::to_str) else { return false };
    let Ok(media_type) = MediaType::parse(content_type) else { return false };
    let utf8 =
        |(name, value): &(Name<'_>, Value<'_>)| *name != CHARSET || value.unquoted_str().eq_ignore_ascii_case("utf-8");
    (media_type.ty, media_type.subty, media_type.suffix) == (APPLICATION, JSON, None)
        && media_type.params.iter().all(utf8)
}

/// Whether a body is compressed, or otherwise not as it is.
pub(super) fn is_encoded(headers: &HeaderMap) -> bool {
    let encodings = headers.get_all(header::CONTENT_ENCODING).iter();
    // What can't be read is no `identity`.
    let names = encodings.flat_map(|value| value.to_str().unwrap_or("?").split(','));
    names.map(str::trim).any(|name| !name.is_empty() && !name.eq_ignore_ascii_case("identity"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(accept: &[&str]) -> Option<Media> {
        let mut headers = HeaderMap::new();
        for value in accept {
            headers.append(header::ACCEPT, value.parse().unwrap());
        }
        Media::of(&headers)
    }

    #[test]
    fn weights_count_and_then_the_order() {
        let chosen = [
            (&[][..], Some(Media::Json)),
            (&[""], Some(Media::Json)),
            (&["*/*"], Some(Media::Json)),
            (&["application/*"], Some(Media::Json)),
            (&["text/*"], Some(Media::Events)),
            (&["application/json"], Some(Media::Json)),
            (&["APPLICATION/JSON; Charset=UTF-8"], Some(Media::Json)),
            (
                &["application/graphql-response+json; charset=utf-8, application/json; charset=utf-8"],
                Some(Media::Response),
            ),
            (&["application/graphql-response+json;q=0.5, application/json"], Some(Media::Json)),
            (&["application/json;q=0.9, application/graphql-response+json"], Some(Media::Response)),
            (&["application/json;q=0.9", "application/graphql-response+json"], Some(Media::Response)),
            (&["text/event-stream;q=0.5, application/json;q=0.4"], Some(Media::Events)),
            (&["text/event-stream;q=0.4, application/json;q=0.5"], Some(Media::Json)),
            (&["text/event-stream, application/json"], Some(Media::Events)),
            (&["application/json, text/event-stream"], Some(Media::Json)),
            (&["text/event-stream, */*;q=0.1"], Some(Media::Events)),
            (&["text/event-stream;q=0.1, */*"], Some(Media::Json)),
            (&["application/json;q=0, */*"], Some(Media::Response)),
            (&["application/*;q=0, */*"], Some(Media::Events)),
            (&["text/html, application/xhtml+xml, */*;q=0.8"], Some(Media::Json)),
            (&["text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2"], Some(Media::Json)),
            (&["text/html"], None),
            (&["application/json;q=0"], None),
            (&["application/json;q=0.000, text/event-stream;q=0"], None),
            (&["*/*;q=0"], None),
            (&["application/json;q=0, application/graphql-response+json;q=0, text/html"], None),
            (&["text/event-stream;charset=utf-8;q=0, */*"], Some(Media::Json)),
            (&["application/json;charset=UTF-8;q=0.5, text/event-stream;charset=utf-8"], Some(Media::Events)),
            (&["nonsense"], None),
            (&[",,"], None),
        ];
        for (accept, media) in chosen {
            assert_eq!(of(accept), media, "{accept:?}");
        }
    }

    #[test]
    fn a_body_is_json_in_utf_8_as_it_is() {
        let headers = |name: header::HeaderName, value: &str| HeaderMap::from_iter([(name, value.parse().unwrap())]);
        let json = |value: &str| is_json(&headers(header::CONTENT_TYPE, value));
        for value in ["application/json", "Application/JSON;charset=\"UTF-8\"", "application/json; charset=utf-8; x=y"]
        {
            assert!(json(value), "{value}");
        }
        for value in ["text/plain", "application/json; charset=utf-16", "application/graphql-response+json", "json", ""]
        {
            assert!(!json(value), "{value}");
        }
        let encoded = |value: &str| is_encoded(&headers(header::CONTENT_ENCODING, value));
        assert!(encoded("gzip") && encoded("identity, br") && encoded("deflate"));
        assert!(!encoded("identity") && !encoded("") && !is_encoded(&HeaderMap::new()));
    }

    proptest::proptest! {
        /// Whatever a header may hold is read, or not: nothing panics.
        #[test]
        fn any_header_is_read_or_not(text in "([ -~]|application|json|text|[*/;,=+\"\\\\q.0-9])*") {
            let _ = of(&[&text]);
            let _ = MediaType::parse(&text);
        }
    }
}
