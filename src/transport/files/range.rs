//! What of a file is asked for: all, a part, or nothing that the client has not (RFC 9110, 13 and 14).

use axum::http::{HeaderMap, HeaderName, header};
use http_range_header::parse_range_header;
use std::ops;

/// What of a file is answered.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum AskedRange {
    Whole,
    Part(ops::Range<u64>),
    /// It lies behind the end.
    Nothing,
}

impl AskedRange {
    /// What `Range` asks for, of a file of this length. What can't be read asks for nothing in particular, and of several parts
    /// all is answered: nobody needs them in one answer.
    pub fn of(headers: &HeaderMap, etag: &str, size: u64) -> Self {
        let Some(asked) = one(headers, &header::RANGE) else { return Self::Whole };
        // A part of something else is of no use to who has the rest of this.
        let is_same = !headers.contains_key(header::IF_RANGE) || one(headers, &header::IF_RANGE) == Some(etag);
        let Ok(ranges) = parse_range_header(asked) else { return Self::Whole };
        if !is_same || asked.contains(',') {
            return Self::Whole;
        }
        match ranges.validate(size).as_deref() {
            Ok([part]) => Self::Part(*part.start()..*part.end() + 1),
            _ => Self::Nothing,
        }
    }
}

/// Whether the client has it already.
pub(super) fn is_known(headers: &HeaderMap, etag: &str) -> bool {
    let said = headers.get_all(header::IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok());
    let tags = said.flat_map(|value| value.split(',')).map(str::trim);
    tags.map(|tag| tag.strip_prefix("W/").unwrap_or(tag)).any(|tag| tag == "*" || tag == etag)
}

/// The value of a header that stands there once.
fn one<'h>(headers: &'h HeaderMap, name: &HeaderName) -> Option<&'h str> {
    let mut values = headers.get_all(name).iter();
    let value = values.next().filter(|_| values.next().is_none())?;
    value.to_str().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(said: &[(HeaderName, &str)]) -> HeaderMap {
        said.iter().map(|(name, value)| (name.clone(), value.parse().unwrap())).collect()
    }

    #[test]
    fn a_part_is_of_what_is_there() {
        let of = |range: &str, size| AskedRange::of(&headers(&[(header::RANGE, range)]), "\"a\"", size);
        let parts = [
            ("bytes=0-0", AskedRange::Part(0..1)),
            ("bytes=0-99", AskedRange::Part(0..100)),
            ("bytes=0-100", AskedRange::Part(0..100)),
            ("bytes=99-", AskedRange::Part(99..100)),
            ("bytes=-1", AskedRange::Part(99..100)),
            ("bytes=-100", AskedRange::Part(0..100)),
            ("bytes=100-", AskedRange::Nothing),
            ("bytes=100-200", AskedRange::Nothing),
            ("bytes=-0", AskedRange::Nothing),
            ("bytes=0-1,3-4", AskedRange::Whole),
            ("bytes=5-1", AskedRange::Whole),
            ("bytes=a-b", AskedRange::Whole),
            ("bytes=", AskedRange::Whole),
            ("lines=0-1", AskedRange::Whole),
            ("", AskedRange::Whole),
        ];
        for (range, answered) in parts {
            assert_eq!(of(range, 100), answered, "{range}");
        }
        assert_eq!(of("bytes=0-", 0), AskedRange::Nothing);
    }

    #[test]
    fn a_part_is_of_what_the_client_has() {
        let of = |if_range| {
            AskedRange::of(&headers(&[(header::RANGE, "bytes=1-2"), (header::IF_RANGE, if_range)]), "\"a\"", 10)
        };
        assert_eq!(of("\"a\""), AskedRange::Part(1..3));
        for other in ["\"b\"", "W/\"a\"", "Sat, 28 Nov 2026 20:00:00 GMT", "a"] {
            assert_eq!(of(other), AskedRange::Whole, "{other}");
        }
    }

    #[test]
    fn what_is_known_is_known_by_its_tag() {
        let known = |said: &str| is_known(&headers(&[(header::IF_NONE_MATCH, said)]), "\"a\"");
        assert!(known("\"a\"") && known("W/\"a\"") && known("\"b\", \"a\"") && known("*"));
        assert!(!known("\"b\"") && !known("a") && !known("") && !is_known(&HeaderMap::new(), "\"a\""));
    }

    proptest::proptest! {
        /// Whatever is asked for, what is answered lies in the file.
        #[test]
        fn a_part_lies_in_the_file(range in "(bytes=)?[0-9, -]{0,24}", size in 0..200_u64) {
            if let AskedRange::Part(part) = AskedRange::of(&headers(&[(header::RANGE, &range)]), "\"a\"", size) {
                proptest::prop_assert!(part.start < part.end && part.end <= size);
            }
        }
    }
}
