//! The rules of texts: lengths count Unicode code points, as the contract says.

use crate::domain::{problem::Problem, refusal::Refusal};
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

/// Characters that show nothing: Unicode's default-ignorable ones (joiners, marks of the direction, fillers, tags, what chooses
/// a variant, the mark of the byte order), annotations, and the empty pattern of Braille.
pub fn is_unseen(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}'..='\u{1160}' | '\u{17b4}'..='\u{17b5}' | '\u{180b}'..='\u{180f}'
        | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{2800}' | '\u{3164}'
        | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}' | '\u{1bca0}'..='\u{1bca3}'
        | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}

/// Whether there is something to see.
fn is_seen(text: &str) -> bool {
    text.chars().any(|c| !(c.is_whitespace() || c.is_control() || is_unseen(c)))
}

/// Whether there is nothing in a name that is not seen, but where scripts and emoji need it: what chooses a variant behind
/// what it is the variant of, a joiner between two that it joins, and the tags of a flag.
fn is_plain(name: &str) -> bool {
    const FLAG: char = '\u{1f3f4}';
    // Chooses the emoji's form, and is joined as a part of it.
    const EMOJI: char = '\u{fe0f}';
    let is_blank = |c: char| c.is_whitespace() || is_unseen(c);
    let (mut before, mut chars, mut is_flag) = (' ', name.chars().peekable(), false);
    while let Some(c) = chars.next() {
        let is_tag = matches!(c, '\u{e0020}'..='\u{e007f}');
        let fits = match c {
            '\u{180b}'..='\u{180d}' | '\u{180f}' | '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}' => {
                !is_blank(before)
            }
            '\u{200c}' | '\u{200d}' => {
                (!is_blank(before) || before == EMOJI) && chars.peek().is_some_and(|next| !is_blank(*next))
            }
            _ if is_tag => is_flag,
            '\u{2028}' | '\u{2029}' => false,
            _ => !(c.is_control() || is_unseen(c)),
        };
        if !fits {
            return false;
        }
        is_flag = c == FLAG || is_tag;
        before = c;
    }
    true
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

/// A name as it is kept: without white space around it, 1 to 80 characters, none of them hidden: else two names look like one.
pub fn name(field: &str, text: &str) -> Result<String, Refusal> {
    let name = text.trim();
    if !is_plain(name) {
        let message = "This must not contain characters that are not seen.";
        return Err(Refusal::invalid(field, Problem::Malformed, message));
    }
    required(field, text, MAX_NAME)?;
    Ok(name.to_owned())
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
    fn bodies_have_something_to_see() {
        let problem = |body: &str| required("body", body, MAX_BODY).err().and_then(|refusal| refusal.problem);
        for body in [
            "",
            " \n",
            "\u{200b}",
            "\u{202e} \u{2066}",
            "\u{fe0f}",
            "\u{200d}\u{200d}",
            "\u{3164}",
            "\u{2800}",
            "\u{7}",
        ] {
            assert_eq!(problem(body), Some(Problem::Required), "{body:?}");
        }
        for body in ["a", "\u{200b}a", "👩\u{200d}👩\u{200d}👧", "❤\u{fe0f}", "می\u{200c}خواهم", "\u{202e}a"]
        {
            assert_eq!(problem(body), None, "{body:?}");
        }
    }

    #[test]
    fn names_hide_nothing_but_what_scripts_and_emoji_need() {
        let problem = |text: &str| name("name", text).err().and_then(|refusal| refusal.problem);
        for text in [
            "\u{200b}",
            "\u{202e}evil",
            "ev\u{2066}il",
            "e\u{ad}vil",
            "evil\u{200d}",
            "\u{200d}evil",
            "a\u{200d} b",
            "e\u{200d}\u{200d}vil",
            "\u{fe0f}a",
            "a \u{fe0f}",
            "e\u{fe00}\u{fe00}vil",
            "a\nb",
            "a\tb",
            "a\0b",
            "a\u{2028}b",
            "a\u{3164}b",
            "a\u{e0067}",
            "\u{feff}a",
        ] {
            assert_eq!(problem(text), Some(Problem::Malformed), "{text:?}");
        }
        for text in [
            "👨\u{200d}👩\u{200d}👧\u{200d}👦 Smith",
            "❤\u{fe0f}\u{200d}🔥",
            "☂\u{fe0f}",
            "می\u{200c}خواهم",
            "क्\u{200d}ष",
            "葛\u{e0100}城",
            "🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}",
            "🏳\u{fe0f}\u{200d}🌈",
            "1\u{fe0f}\u{20e3}",
            "Müller",
            "  General \n",
        ] {
            assert_eq!(problem(text), None, "{text:?}");
        }
        assert_eq!(problem("  "), Some(Problem::Required));
        assert_eq!(problem(&"x".repeat(MAX_NAME + 1)), Some(Problem::TooLong(MAX_NAME)));
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
