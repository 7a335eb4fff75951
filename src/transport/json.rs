//! JSON that the world sends, wherever it comes from: bodies, parameters of an address, messages of a socket. It is bounded
//! before anything recursive sees it, and half an emoji is no reason to refuse it.

pub(super) use crate::graphql::limits::MAX_NESTING;
use serde::de::IgnoredAny;
use serde_json::Value;
use std::borrow::Cow;

/// Why a text could not be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unreadable {
    /// It is no JSON.
    NoJson,
    /// It is nested deeper than it may be.
    TooDeep,
    /// It is JSON, but a number in it is none that can be computed with, such as `1e999`.
    OutOfRange,
}

/// Reads a value that is nested at most so deep. Of two members of one name the last counts, as in `JSON.parse`.
pub(super) fn read(text: &str, max_nesting: usize) -> Result<Value, Unreadable> {
    if is_deeper(text, max_nesting) {
        return Err(Unreadable::TooDeep);
    }
    let text = mend(text);
    // Without a value to make, the parser does not look at what a number stands for.
    let is_json = || serde_json::from_str::<IgnoredAny>(&text).is_ok();
    serde_json::from_str(&text).map_err(|_| if is_json() { Unreadable::OutOfRange } else { Unreadable::NoJson })
}

/// Whether arrays and objects are nested deeper than this. Of what is no JSON it says something as well, for it looks at
/// brackets outside of strings alone, one after the other.
pub(super) fn is_deeper(text: &str, than: usize) -> bool {
    let mut depth = 0_usize;
    let mut in_string = false;
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        match byte {
            b'"' => in_string = !in_string,
            // What is escaped does not end the string.
            b'\\' if in_string => {
                bytes.next();
            }
            b'[' | b'{' if !in_string => {
                depth += 1;
                if depth > than {
                    return true;
                }
            }
            b']' | b'}' if !in_string => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    false
}

/// The length of `\uXXXX`.
const ESCAPE: usize = 6;

/// Puts U+FFFD for every escape that is half of a surrogate pair. They are valid JSON (RFC 8259, 8.2), and browsers send
/// them, for their strings are cut between any two code units; but they stand for no character.
pub(super) fn mend(text: &str) -> Cow<'_, str> {
    let mut mended = String::new();
    let (mut at, mut copied) = (0, 0);
    while let Some(found) = text[at..].find('\\') {
        at += found;
        let width = match code_unit(text, at) {
            // What follows the backslash is one byte of ASCII, or else this is no JSON.
            None => text[at..].chars().take(2).map(char::len_utf8).sum(),
            Some(0xD800..0xDC00) if matches!(code_unit(text, at + ESCAPE), Some(0xDC00..0xE000)) => 2 * ESCAPE,
            Some(0xD800..0xE000) => {
                mended.push_str(&text[copied..at]);
                mended.push_str(r"\ufffd");
                copied = at + ESCAPE;
                ESCAPE
            }
            Some(_) => ESCAPE,
        };
        at += width;
    }
    if copied == 0 {
        return text.into();
    }
    mended.push_str(&text[copied..]);
    mended.into()
}

/// The code unit that is written as an escape here.
fn code_unit(text: &str, at: usize) -> Option<u16> {
    let digits = text.get(at..at + ESCAPE)?.strip_prefix(r"\u")?;
    // `from_str_radix` takes a sign.
    if digits.starts_with('+') {
        return None;
    }
    u16::from_str_radix(digits, 16).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    #[test]
    fn half_of_a_pair_is_read_as_the_replacement_character() {
        let mended = [
            (r#""\ud83d""#, "\u{fffd}"),
            (r#""\uDE00""#, "\u{fffd}"),
            (r#""a\ud83db""#, "a\u{fffd}b"),
            (r#""\ud83d\ud83d\ude00""#, "\u{fffd}\u{1f600}"),
            (r#""\ud83d\ude00\ude00""#, "\u{1f600}\u{fffd}"),
            (r#""\ude00\ud83d""#, "\u{fffd}\u{fffd}"),
            (r#""\ud83d\n""#, "\u{fffd}\n"),
            (r#""\ud83d\u0041""#, "\u{fffd}A"),
            (r#""\\ud83d""#, r"\ud83d"),
            (r#""\\\ud83d""#, "\\\u{fffd}"),
            (r#""\u00fc\"\/""#, "\u{fc}\"/"),
        ];
        for (text, value) in mended {
            assert_eq!(read(text, 64), Ok(json!(value)), "{text}");
        }
        assert_eq!(read(r#"{"\ud83d": ["\udfff"]}"#, 64), Ok(json!({"\u{fffd}": ["\u{fffd}"]})));
        for text in [r#""\u+d83""#, r#""\ud8"#, r#""\u"#, r#""\"#, r#""\ud83"#, r"\ud83d", "\"\\\u{fc}\""] {
            assert_eq!(read(text, 64), Err(Unreadable::NoJson), "{text}");
        }
    }

    #[test]
    fn what_is_nested_too_deep_is_not_read() {
        let nested = |levels: usize| format!("{}1{}", "[".repeat(levels), "]".repeat(levels));
        assert!(read(&nested(64), 64).is_ok());
        assert_eq!(read(&nested(65), 64), Err(Unreadable::TooDeep));
        assert_eq!(read(&"{\"a\":".repeat(1_000_000), 64), Err(Unreadable::TooDeep));
        let string = json!({"a": "[".repeat(100), "\\\"[": "]"}).to_string();
        assert!(read(&string, 1).is_ok());
        let wide = format!("[{}0]", "[],{},".repeat(1_000));
        assert!(read(&wide, 2).is_ok());
    }

    #[test]
    fn what_is_no_json_is_told_from_what_is_out_of_range() {
        for text in ["1e999", "[-1e400]", r#"{"a": 1e999, "b": "\ud83d"}"#] {
            assert_eq!(read(text, 64), Err(Unreadable::OutOfRange), "{text}");
        }
        for text in ["", "nonsense", "1e", "[1e999", "NaN", "{} {}", "\"a\nb\""] {
            assert_eq!(read(text, 64), Err(Unreadable::NoJson), "{text}");
        }
        assert_eq!(read("1e-999", 64), Ok(json!(0.0)));
    }

    #[test]
    fn of_two_members_of_one_name_the_last_counts() {
        assert_eq!(read(r#"{"a": 1, "\u0061": 2}"#, 64), Ok(json!({"a": 2})));
    }

    proptest! {
        /// Whatever is written by the book is read as it was.
        #[test]
        fn what_has_no_halves_stays_as_it_is(text in "\\PC*") {
            let written = json!({ &text: [&text] }).to_string();
            prop_assert!(matches!(mend(&written), Cow::Borrowed(_)));
            prop_assert_eq!(read(&written, 2), Ok(json!({ &text: [&text] })));
        }

        /// Of any text at all: no panic, nothing for the parser that it calls half a pair.
        #[test]
        fn any_text_is_mended(text in r#"(\\u(d8|DB|dc|Df|00)[0-9a-f]{2}|\\.|["\\u0-9a-f+\u{fc}\u{1f600}])*"#) {
            let mended = mend(&text);
            let again = mend(&mended);
            prop_assert_eq!(&again, &mended);
            if let Err(error) = serde_json::from_str::<Value>(&mended) {
                prop_assert!(!error.to_string().contains("surrogate"), "{} of {}", error, mended);
            }
        }

        /// Code units are what browsers have: the standard library reads them in the same way.
        #[test]
        fn code_units_are_read_as_the_standard_library_does(units in proptest::collection::vec(any::<u16>(), 0..8)) {
            let written: String = units.iter().map(|unit| format!("\\u{unit:04x}")).collect();
            let value = String::from_utf16_lossy(&units);
            prop_assert_eq!(read(&format!("\"{written}\""), 0), Ok(json!(value)));
        }
    }
}
