//! The rules of texts: lengths count Unicode code points, as the contract says.

use crate::domain::{outcome::Refusal, problem::Problem};
use unicode_normalization::UnicodeNormalization;

/// Longest body of a message, in characters.
pub const MAX_BODY: usize = 8_000;
/// Longest `metadata`, in bytes of JSON.
pub const MAX_METADATA: usize = 4 * 1024;
/// Longest name of a room or a person.
pub const MAX_NAME: usize = 80;
/// Longest topic of a room.
pub const MAX_TOPIC: usize = 500;
/// Longest `clientMutationId`.
pub const MAX_CLIENT_MUTATION_ID: usize = 64;

/// What names are compared and found by: NFKC, case folding, and NFKC again (folding can undo it).
pub fn comparable(text: &str) -> String {
    caseless::default_case_fold_str(&text.nfkc().collect::<String>()).nfkc().collect()
}

/// What somebody typed, without what keyboards and copying put around it: white space of any kind, and what is not seen.
pub fn typed(text: &str) -> &str {
    text.trim_matches(|c: char| c.is_whitespace() || is_unseen(c))
}

/// Characters without a width: joiners, marks of the direction, soft hyphens, the mark of the byte order.
pub fn is_unseen(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

/// What names are looked for by, as they are compared; none when no name can have this in it: it is longer than any, or
/// holds what is never kept and PostgreSQL takes in no question.
pub fn sought(text: &str) -> Option<String> {
    let text = typed(text);
    optional("", text, MAX_NAME).ok().map(|()| comparable(text))
}

/// A text of 1 to `max` characters that is not only white space. NUL is refused: PostgreSQL can't store it.
pub fn required(field: &str, text: &str, max: usize) -> Result<(), Refusal> {
    if text.trim().is_empty() {
        return Err(Refusal::invalid(field, Problem::Required, "This must not be empty."));
    }
    optional(field, text, max)
}

/// A text of 0 to `max` characters.
pub fn optional(field: &str, text: &str, max: usize) -> Result<(), Refusal> {
    // A character takes at least a byte: only a text of more bytes than `max` needs counting.
    if text.len() > max && text.chars().count() > max {
        let message = format!("This must not be longer than {max} characters.");
        return Err(Refusal::invalid(field, Problem::TooLong(max), message));
    }
    if text.contains('\0') {
        return Err(Refusal::invalid(field, Problem::Malformed, "This must not contain the character NUL."));
    }
    Ok(())
}

/// A name as it is kept: without white space around it, 1 to 80 characters.
pub fn name(field: &str, text: &str) -> Result<String, Refusal> {
    required(field, text, MAX_NAME)?;
    Ok(text.trim().to_owned())
}

/// A topic as it is kept; an empty one is none.
pub fn topic(field: &str, text: Option<&str>) -> Result<Option<String>, Refusal> {
    let Some(text) = text.map(str::trim).filter(|text| !text.is_empty()) else { return Ok(None) };
    optional(field, text, MAX_TOPIC)?;
    Ok(Some(text.to_owned()))
}

/// `metadata` as it is kept: JSON of at most 4 KiB; null is none.
pub fn metadata(field: &str, value: Option<&serde_json::Value>) -> Result<Option<String>, Refusal> {
    let Some(value) = value.filter(|value| !value.is_null()) else { return Ok(None) };
    let text = value.to_string();
    if text.len() > MAX_METADATA {
        let message = format!("This must not take more than {MAX_METADATA} bytes of JSON.");
        return Err(Refusal::invalid(field, Problem::TooLong(MAX_METADATA), message));
    }
    Ok(Some(text))
}

/// A `clientMutationId` has 1 to 64 characters.
pub fn client_mutation_id(text: &str) -> Result<(), Refusal> {
    if text.is_empty() {
        return Err(Refusal::invalid("clientMutationId", Problem::Required, "This must not be empty."));
    }
    optional("clientMutationId", text, MAX_CLIENT_MUTATION_ID)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_count_characters_and_white_space_alone_is_empty() {
        assert!(required("body", &"é".repeat(MAX_BODY), MAX_BODY).is_ok());
        assert!(required("body", &"é".repeat(MAX_BODY + 1), MAX_BODY).is_err());
        assert!(required("body", " \n", MAX_BODY).is_err());
        assert!(optional("topic", "a\0b", MAX_TOPIC).is_err());
        assert_eq!(name("name", "  General "), Ok("General".to_owned()));
        assert_eq!(topic("topic", Some("  ")), Ok(None));
    }

    #[test]
    fn what_is_typed_means_what_was_meant() {
        for bob in [
            "bob",
            "bob ",
            " Bob\t",
            "bob\u{a0}",
            "\u{3000}ｂｏｂ\u{2009}",
            "\u{feff}bob\u{200b}",
            "\u{202a}BOB\u{202c} \n",
        ] {
            assert_eq!(sought(bob).as_deref(), Some("bob"), "{bob:?}");
        }
        assert_eq!(sought("bob b").as_deref(), Some("bob b"), "what is between stays");
        assert_eq!(sought("mary\u{a0}ann").as_deref(), Some("mary ann"));
        assert_eq!(sought(" \u{200b} ").as_deref(), Some(""));
        assert_eq!(sought("bob\0"), None, "what can't be typed is not taken for something else");
        // White space around it does not count.
        assert_eq!(sought(&format!("{}x", " ".repeat(200))).as_deref(), Some("x"));
        assert_eq!(sought(&"x".repeat(MAX_NAME + 1)), None);
    }
}
