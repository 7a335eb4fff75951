//! JSON as the world sends it and as the database keeps it: bodies, parameters of an address, messages of a socket, metadata.
//! It is bounded before anything recursive sees it, half an emoji is no reason to refuse it, and every name in it is a name.
//!
//! `serde_json::Value` is not read by its own means: with a feature that axum and sqlx turn on, it takes an object whose first
//! name is `$serde_json::private::RawValue` for a text to parse once more, with all of its stack before it. Only what is
//! made here is read, so no feature of a library adds a meaning to a name.

use serde::{
    Deserialize, Deserializer,
    de::{Error, IgnoredAny, MapAccess, SeqAccess, Visitor},
};
use serde_json::{Map, Number, Value};
use std::{borrow::Cow, fmt};

/// Why a text could not be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unreadable {
    /// It is no JSON.
    NoJson,
    /// It is nested deeper than it may be.
    TooDeep,
    /// It is JSON, but a number in it is none that can be computed with, such as `1e999`.
    OutOfRange,
}

/// How deep nests what was kept: more than any request may bring, and less than the parser takes.
const MAX_STORED_NESTING: usize = 100;

/// Reads a value that is nested at most so deep. Of two members of one name the last counts, as in `JSON.parse`.
pub fn read(text: &str, max_nesting: usize) -> Result<Value, Unreadable> {
    if is_deeper(text, max_nesting) {
        return Err(Unreadable::TooDeep);
    }
    let text = mend(text);
    let Plain(value) = serde_json::from_str(&text)
        .map_err(|_| if is_json(&text) { Unreadable::OutOfRange } else { Unreadable::NoJson })?;
    Ok(value)
}

/// Reads what the database keeps as JSON.
pub fn from_stored(text: &str) -> Result<Value, Unreadable> {
    read(text, MAX_STORED_NESTING)
}

/// Whether a text is JSON, however deep. Without a value to make, the parser neither recurses nor looks at what a number
/// stands for.
fn is_json(text: &str) -> bool {
    serde_json::from_str::<IgnoredAny>(text).is_ok()
}

/// A string, if it is one.
pub fn string(text: &str) -> Option<String> {
    serde_json::from_str(&mend(text)).ok()
}

/// A value in which a name is a name.
struct Plain(Value);

impl<'de> Deserialize<'de> for Plain {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Whatever).map(Self)
    }
}

/// Takes what the parser finds, as it is.
struct Whatever;

impl<'de> Visitor<'de> for Whatever {
    type Value = Value;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("JSON")
    }

    fn visit_unit<E: Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E: Error>(self, truth: bool) -> Result<Value, E> {
        Ok(Value::Bool(truth))
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<Value, E> {
        Ok(Value::Number(number.into()))
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Value, E> {
        Ok(Value::Number(number.into()))
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<Value, E> {
        Number::from_f64(number).map(Value::Number).ok_or_else(|| E::custom("a number that is out of range"))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Value, E> {
        Ok(Value::String(text.to_owned()))
    }

    fn visit_string<E: Error>(self, text: String) -> Result<Value, E> {
        Ok(Value::String(text))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut list = Vec::new();
        while let Some(Plain(item)) = items.next_element()? {
            list.push(item);
        }
        Ok(Value::Array(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Value, A::Error> {
        let mut map = Map::new();
        while let Some((name, Plain(value))) = members.next_entry::<String, Plain>()? {
            map.insert(name, value);
        }
        Ok(Value::Object(map))
    }
}

/// The members of an object one after the other: the name, and the value as it is written. None of what is no JSON, or no
/// object. Nothing recurses, so it may be as deep as it likes.
pub fn members(text: &str) -> Option<Members<'_>> {
    let text = text.trim_matches(WHITE_SPACE);
    let rest = text.strip_prefix('{').filter(|_| is_json(text))?;
    Some(Members { rest: rest.trim_start_matches(WHITE_SPACE) })
}

/// What may stand between any two parts (RFC 8259, 2).
const WHITE_SPACE: [char; 4] = [' ', '\t', '\n', '\r'];

/// What follows in an object. It is JSON, as was asked before.
pub struct Members<'t> {
    rest: &'t str,
}

impl<'t> Iterator for Members<'t> {
    type Item = (String, &'t str);

    fn next(&mut self) -> Option<Self::Item> {
        let (name, rest) = until(self.rest, b":")?;
        let (value, rest) = until(rest, b",}")?;
        self.rest = rest;
        Some((string(name).unwrap_or_default(), value))
    }
}

/// What stands before the first of these that is within nothing, and what stands behind it.
fn until<'t>(text: &'t str, ends: &[u8]) -> Option<(&'t str, &'t str)> {
    let mut depth = 0_usize;
    for (at, byte) in outside_of_strings(text) {
        match byte {
            _ if depth == 0 && ends.contains(&byte) => {
                return Some((text[..at].trim_matches(WHITE_SPACE), &text[at + 1..]));
            }
            b'[' | b'{' => depth += 1,
            b']' | b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    None
}

/// The bytes that are in no string, and where they stand. What is escaped does not end a string.
fn outside_of_strings(text: &str) -> impl Iterator<Item = (usize, u8)> {
    let mut in_string = false;
    let mut bytes = text.bytes().enumerate();
    std::iter::from_fn(move || {
        loop {
            match bytes.next()? {
                (_, b'"') => in_string = !in_string,
                (_, b'\\') if in_string => drop(bytes.next()),
                outside if !in_string => return Some(outside),
                _ => {}
            }
        }
    })
}

/// Whether arrays and objects are nested deeper than this. Of what is no JSON it says something as well, for it looks at
/// brackets outside of strings alone, one after the other.
pub fn is_deeper(text: &str, than: usize) -> bool {
    let mut depth = 0_usize;
    for (_, byte) in outside_of_strings(text) {
        match byte {
            b'[' | b'{' => {
                depth += 1;
                if depth > than {
                    return true;
                }
            }
            b']' | b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    false
}

/// The length of `\uXXXX`.
const ESCAPE: usize = 6;

/// Puts U+FFFD for every escape that is half of a surrogate pair. They are valid JSON (RFC 8259, 8.2), and browsers send
/// them, for their strings are cut between any two code units; but they stand for no character.
pub fn mend(text: &str) -> Cow<'_, str> {
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
mod tests;
