//! The rules of texts. Lengths count Unicode code points.

use crate::domain::{
    problem::Problem,
    refusal::Refusal,
    unseen::{self, is_plain, is_seen},
};
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
    // The same, without the tables.
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    caseless::default_case_fold_str(&text.nfkc().collect::<String>()).nfkc().collect()
}

/// What somebody typed, without what keyboards and copying put around it: white space of any kind, and what only formats. Other
/// characters that are not seen are part of it: whoever puts them there means them.
pub fn typed(text: &str) -> &str {
    text.trim_matches(unseen::is_left_by_copying)
}

/// What names are looked for by, as they are compared; none when no name can have this in it: it is longer than any, or
/// holds what is never kept and PostgreSQL takes in no question.
pub fn sought(text: &str) -> Option<String> {
    let text = typed(text);
    optional("", text, MAX_NAME).ok().map(|()| comparable(text))
}

/// A text of 1 to `max` characters of which something is seen. NUL is refused: PostgreSQL can't store it.
pub fn required(field: &str, text: &str, max: usize) -> Result<(), Refusal> {
    if !is_seen(text) {
        return Err(Refusal::invalid(field, Problem::Required, "This must not be empty."));
    }
    optional(field, text, max)
}

/// A text of 0 to `max` characters.
pub fn optional(field: &str, text: &str, max: usize) -> Result<(), Refusal> {
    if text.chars().nth(max).is_some() {
        let message = format!("This must not be longer than {max} characters.");
        return Err(Refusal::invalid(field, Problem::TooLong(max), message));
    }
    if text.contains('\0') {
        return Err(Refusal::invalid(field, Problem::Malformed, "This must not contain the character NUL."));
    }
    Ok(())
}

/// A name as it is kept: 1 to 80 characters on a line, none of them hidden: else two names look like one.
pub fn name(field: &str, text: &str) -> Result<String, Refusal> {
    line(field, text, MAX_NAME)
}

/// A line as it is kept: without white space around it, 1 to `max` characters, none of them hidden.
pub fn line(field: &str, text: &str, max: usize) -> Result<String, Refusal> {
    let line = text.trim();
    if !is_plain(line) {
        let message = "This must be one line, without characters that are not seen.";
        return Err(Refusal::invalid(field, Problem::Malformed, message));
    }
    required(field, line, max)?;
    Ok(line.to_owned())
}

/// The same where there may be none: an empty one is none.
pub fn optional_line(field: &str, text: Option<&str>, max: usize) -> Result<Option<String>, Refusal> {
    let text = text.filter(|text| !text.trim().is_empty());
    text.map(|text| line(field, text, max)).transpose()
}

/// A topic as it is kept; an empty one is none.
pub fn topic(field: &str, text: Option<&str>) -> Result<Option<String>, Refusal> {
    optional_line(field, text, MAX_TOPIC)
}

/// An address that others are led to: it shows where it leads, without a name or password before the host, as in
/// `https://spark.example@elsewhere.example`, which also would be told to everybody.
pub fn web_address(field: &str, address: Option<&str>) -> Result<(), Refusal> {
    let Some(url) = address.and_then(|address| url::Url::parse(address).ok()) else { return Ok(()) };
    if url.username().is_empty() && url.password().is_none() {
        return Ok(());
    }
    Err(Refusal::invalid(field, Problem::NotAllowed, "The address must not have a name or a password before its host."))
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
    fn a_line_hides_nothing_and_a_body_has_something_to_see() {
        let problem = |refused: Result<(), Refusal>| refused.err().and_then(|refusal| refusal.problem);
        let name_problem = |text: &str| problem(name("name", text).map(drop));
        assert_eq!(problem(required("body", "\u{3164}", MAX_BODY)), Some(Problem::Required));
        assert_eq!(problem(required("body", "\u{202e}a\nb", MAX_BODY)), None);
        assert_eq!(name_problem("a\u{3164}"), Some(Problem::Malformed));
        assert_eq!(name_problem("a\0b"), Some(Problem::Malformed));
        assert_eq!(name_problem("  "), Some(Problem::Required));
        assert_eq!(name_problem(&"x".repeat(MAX_NAME + 1)), Some(Problem::TooLong(MAX_NAME)));
        assert_eq!(name_problem("  General \n"), None);
        assert_eq!(
            name("name", &format!(" {} ", "x".repeat(MAX_NAME))),
            Ok("x".repeat(MAX_NAME)),
            "what is kept counts"
        );
        assert_eq!(problem(topic("topic", Some("a\nb")).map(drop)), Some(Problem::Malformed));
        assert_eq!(problem(topic("topic", Some("\u{200b}")).map(drop)), Some(Problem::Malformed));
    }

    #[test]
    fn a_text_in_ascii_is_compared_as_any_other() {
        for c in '\0'..='\x7f' {
            assert_eq!(comparable(&format!("{c}é")), format!("{}é", comparable(&c.to_string())), "{c:?}");
        }
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
        for other in ["bob\u{fe0f}", "\u{3164}bob", "bob\u{34f}", "bob\u{e0101}", "bob\u{e0020}"] {
            assert_ne!(sought(other).as_deref(), Some("bob"), "{other:?} is nobody's way to type it");
        }
        // White space around it does not count.
        assert_eq!(sought(&format!("{}x", " ".repeat(200))).as_deref(), Some("x"));
        assert_eq!(sought(&"x".repeat(MAX_NAME + 1)), None);
    }
}
