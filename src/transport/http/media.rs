//! Media types: what a request is written in, and what its answer is to be written in (RFC 9110, 12.5.1).

use axum::http::{HeaderMap, HeaderValue, header};
use mediatype::{
    MediaType, Name, ReadParams, Value,
    names::{_STAR, APPLICATION, CHARSET, EVENT_STREAM, FORM_DATA, HTML, JSON, MULTIPART, Q, TEXT},
};

/// What a result is written as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Media {
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
    /// What the client would rather have, of what there is; JSON when it does not say. None when it wants nothing of it.
    pub fn of(headers: &HeaderMap) -> Option<Self> {
        let said = accepted(headers);
        if said.is_empty() { Some(Self::Json) } else { choose(&said, OFFERED) }
    }
}

/// Whether the client would rather have a page than an answer, as browsers do that go to an address.
pub fn prefers_page(headers: &HeaderMap) -> bool {
    // The page comes last, so that who would take anything gets an answer.
    let page = (MediaType::new(TEXT, HTML), true);
    let offered = OFFERED.into_iter().map(|(media_type, _)| (media_type, false)).chain([page]);
    choose(&accepted(headers), offered) == Some(true)
}

/// What `Accept` says; nothing when it says nothing.
fn accepted(headers: &HeaderMap) -> Vec<&str> {
    let said: Vec<_> = headers.get_all(header::ACCEPT).iter().filter_map(|value| value.to_str().ok()).collect();
    if said.iter().all(|value| value.trim().is_empty()) { Vec::new() } else { said }
}

/// Of what is offered the one that is wanted most: by weight, then by the order in which the client names them. None when it
/// wants nothing of it.
fn choose<T>(said: &[&str], offered: impl IntoIterator<Item = (MediaType<'static>, T)>) -> Option<T> {
    let ranges: Vec<_> = said.iter().flat_map(|value| list(value)).filter_map(MediaRange::read).collect();
    let mut chosen = None;
    for (media_type, media) in offered {
        // Of the ranges that it is in, the narrowest says how much it is wanted.
        let within = ranges.iter().enumerate().filter_map(|(at, range)| Some((range.width(&media_type)?, at, range)));
        let Some((_, at, range)) = within.min_by_key(|(width, at, _)| (*width, *at)) else { continue };
        let is_wanted = range.weight > 0.0;
        let is_better = |(weight, before, _): &(f64, usize, T)| (range.weight, *before) > (*weight, at);
        if is_wanted && chosen.as_ref().is_none_or(is_better) {
            chosen = Some((range.weight, at, media));
        }
    }
    chosen.map(|(_, _, media)| media)
}

/// What a client takes, and how much it wants that.
struct MediaRange<'h> {
    media: MediaType<'h>,
    weight: f64,
}

impl<'h> MediaRange<'h> {
    /// Reads one of the list. What can't be read is none, such as the `*` of Java's older client, or a weight above 1; the
    /// others count.
    fn read(text: &'h str) -> Option<Self> {
        let media = MediaType::parse(text).ok()?;
        let weight = match media.get_param(Q) {
            None => 1.0,
            Some(said) => {
                let said = said.unquoted_str();
                let is_number = said.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
                // More digits than three, and none before the point, are read as they are meant.
                said.parse().ok().filter(|weight| is_number && (0.0..=1.0).contains(weight))?
            }
        };
        Some(Self { media, weight })
    }

    /// How much more than this media type is in it; none when that is not. Parameters do not count: of what is offered each
    /// has one form, in UTF-8.
    fn width(&self, of: &MediaType<'_>) -> Option<u8> {
        let Self { media, .. } = self;
        match (media.ty == _STAR, media.subty == _STAR) {
            (true, true) => Some(2),
            (false, true) if media.ty == of.ty => Some(1),
            _ if media.essence() == *of => Some(0),
            _ => None,
        }
    }
}

/// The parts of a list between its commas, those in quotes left out.
pub fn list(text: &str) -> impl Iterator<Item = &str> {
    let (mut in_quotes, mut escaped) = (false, false);
    let parts = text.split(move |c: char| {
        match c {
            _ if escaped => escaped = false,
            '\\' if in_quotes => escaped = true,
            '"' => in_quotes = !in_quotes,
            ',' => return !in_quotes,
            _ => {}
        }
        false
    });
    parts.map(str::trim)
}

/// Whether a body is JSON, by what its `Content-Type` says.
pub fn is_json(headers: &HeaderMap) -> bool {
    let Some(Ok(content_type)) = headers.get(header::CONTENT_TYPE).map(HeaderValue::to_str) else { return false };
    let Ok(media_type) = MediaType::parse(content_type) else { return false };
    let utf8 =
        |(name, value): &(Name<'_>, Value<'_>)| *name != CHARSET || value.unquoted_str().eq_ignore_ascii_case("utf-8");
    (media_type.ty, media_type.subty, media_type.suffix) == (APPLICATION, JSON, None)
        && media_type.params.iter().all(utf8)
}

/// Whether a body is a form with files in it, by what its `Content-Type` says.
pub fn is_form(headers: &HeaderMap) -> bool {
    let Some(Ok(content_type)) = headers.get(header::CONTENT_TYPE).map(HeaderValue::to_str) else { return false };
    MediaType::parse(content_type).is_ok_and(|media| media.ty == MULTIPART && media.subty == FORM_DATA)
}

/// Whether a body is compressed, or otherwise not as it is.
pub fn is_encoded(headers: &HeaderMap) -> bool {
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
            (&["application/json;q=0.0001, text/event-stream;q=0.0002"], Some(Media::Events)),
            (&["application/json;q=0.0002, text/event-stream;q=0.0001"], Some(Media::Json)),
            (&["application/json;q=0.0009, application/graphql-response+json;q=0.001"], Some(Media::Response)),
            (&[r#"text/event-stream;x="a, application/json", application/json;q=0.5"#], Some(Media::Events)),
            (&[r#"text/html;x="\", text/event-stream, ", application/json"#], Some(Media::Json)),
            (&[r#"application/json;x=", text/event-stream"#], None),
            (&["application/json;q=abc, text/event-stream;q=0.1"], Some(Media::Events)),
            (&["application/json;q=2, text/event-stream;q=0.1"], Some(Media::Events)),
            (&["application/json;q=-1, text/event-stream;q=1.0"], Some(Media::Events)),
            (&["application/json;q=inf"], None),
            (&["application/json;q=1e0"], None),
            (&["application/json;q="], None),
            (&["*/*, application/graphql-response+json"], Some(Media::Json)),
            (&["*/json, text/event-stream"], Some(Media::Events)),
            (&["application/*;q=0.5, */*;q=0.4"], Some(Media::Json)),
            (&["nonsense"], None),
            (&[",,"], None),
        ];
        for (accept, media) in chosen {
            assert_eq!(of(accept), media, "{accept:?}");
        }
    }

    #[test]
    fn a_page_is_for_who_would_rather_read_one() {
        let prefers = |accept: &str| prefers_page(&HeaderMap::from_iter([(header::ACCEPT, accept.parse().unwrap())]));
        for accept in [
            "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8",
            "text/html",
            "text/html, application/json",
            "application/json;q=0.5, text/html;q=0.6",
        ] {
            assert!(prefers(accept), "{accept}");
        }
        for accept in
            ["", "*/*", "text/*", "application/json, text/html", "text/html;q=0.5, */*", "text/html;q=0", "text/plain"]
        {
            assert!(!prefers(accept), "{accept}");
        }
        assert!(!prefers_page(&HeaderMap::new()));
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
            let media = of(&[&text]);
            if !text.trim().is_empty() {
                assert_eq!(of(&[&text, "nonsense"]), media);
            }
            let _ = MediaType::parse(&text);
        }
    }
}
