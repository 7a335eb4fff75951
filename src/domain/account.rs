//! Rules of accounts: usernames, passwords, how long a session lives.

use crate::{
    clock::Timestamp,
    domain::{
        problem::Problem,
        refusal::Refusal,
        text::{self, comparable},
    },
};
use std::{ops::RangeInclusive, time::Duration};

/// A session that is not used ends after this; using it moves the end on.
pub const SESSION_LIFETIME: Duration = Duration::from_secs(30 * 24 * 3600);
/// The end moves on at most this often: not every request is to be a write.
pub const SESSION_SLIDE: Duration = Duration::from_secs(3600);
/// Within this a registration whose answer was lost can be called again (contract, `MutationPayload`).
pub const REGISTERING_AGAIN: Duration = Duration::from_secs(3600);
const USERNAME: RangeInclusive<usize> = 2..=32;
const USERNAME_RULE: &str = "A username has 2 to 32 letters, digits, '_', '.' or '-'.";
const PASSWORD: RangeInclusive<usize> = 8..=256;
const LOCALE: RangeInclusive<usize> = 1..=35;
const LOCALE_RULE: &str = "A locale is a language tag such as en or de-CH.";

/// Whether a session's end is to move on.
pub fn slides(now: Timestamp, expires_at: Timestamp) -> bool {
    now + SESSION_LIFETIME > expires_at + SESSION_SLIDE
}

/// 2 to 32 letters and digits of any script, `_`, `.`, `-`, also as compared.
pub fn check_username(username: &str) -> Result<(), Refusal> {
    let compared = comparable(username);
    for name in [username, &compared] {
        well_formed(name)?;
    }
    Ok(())
}

/// A username, or what one is compared by.
pub fn well_formed(name: &str) -> Result<(), Refusal> {
    length("username", name, USERNAME, USERNAME_RULE)?;
    // Some letters and marks are not seen, such as the fillers of Hangul: with them two names look like one.
    let is_letter =
        |c: char| (c.is_alphanumeric() || is_mark(c) || matches!(c, '_' | '.' | '-')) && !text::is_unseen(c);
    if name.chars().all(is_letter) && !name.starts_with(is_mark) {
        return Ok(());
    }
    Err(Refusal::invalid("username", Problem::Malformed, USERNAME_RULE))
}

/// A text of so many characters; an empty one is none.
fn length(field: &str, text: &str, range: RangeInclusive<usize>, rule: &str) -> Result<(), Refusal> {
    let problem = match text.chars().count() {
        0 => Problem::Required,
        count if count < *range.start() => Problem::TooShort(*range.start()),
        count if count > *range.end() => Problem::TooLong(*range.end()),
        _ => return Ok(()),
    };
    Err(Refusal::invalid(field, problem, rule))
}

/// Marks that belong to letters: without them many scripts can't be written.
fn is_mark(c: char) -> bool {
    unicode_normalization::char::is_combining_mark(c)
}

/// 8 to 256 characters.
pub fn check_password(field: &str, password: &str) -> Result<(), Refusal> {
    length(field, password, PASSWORD, "A password has 8 to 256 characters.")
}

/// A language tag by BCP 47, by its form: letters and digits in parts of up to 8, such as `de-CH`.
pub fn check_locale(locale: &str) -> Result<(), Refusal> {
    length("locale", locale, LOCALE, LOCALE_RULE)?;
    let part = |part: &str| (1..=8).contains(&part.len()) && part.chars().all(|c| c.is_ascii_alphanumeric());
    let mut parts = locale.split('-');
    let language = parts
        .next()
        .is_some_and(|first| (2..=8).contains(&first.len()) && first.chars().all(|c| c.is_ascii_alphabetic()));
    if language && parts.all(part) {
        return Ok(());
    }
    Err(Refusal::invalid("locale", Problem::Malformed, LOCALE_RULE))
}

/// A name of the IANA time zone database.
pub fn check_time_zone(zone: &str) -> Result<(), Refusal> {
    if jiff::tz::TimeZone::get(zone).is_ok() {
        return Ok(());
    }
    Err(Refusal::invalid("timeZone", Problem::Malformed, "A time zone is a name such as Europe/Zurich."))
}

/// The name to show: as given, else the username.
pub fn display_name(given: Option<&str>, username: &str) -> Result<String, Refusal> {
    given.map_or_else(|| Ok(username.to_owned()), |name| text::name("displayName", name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn usernames_are_compared_as_people_read_them() {
        assert_eq!(comparable("ALICE"), comparable("alice"));
        assert_eq!(comparable("ａｌｉｃｅ"), comparable("alice"));
        assert_eq!(comparable("Straße"), comparable("STRASSE"));
        for good in ["bo", "Ольга", "अनिल", "a.b-c_9", "山田"] {
            assert!(check_username(good).is_ok(), "{good}");
        }
        for bad in
            ["b", "a b", "a@b", "", "\u{301}ab", "🦀🦀", "bo\u{3164}", "bo\u{fe0f}", "b\u{34f}o", &"x".repeat(33)]
        {
            assert!(check_username(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_locale_that_is_too_long_is_told_so() {
        let problem = |locale: &str| check_locale(locale).err().and_then(|refusal| refusal.problem);
        assert_eq!(problem("de-CH"), None);
        assert_eq!(problem(&format!("en{}", "-abcdefg1".repeat(3))), None);
        assert_eq!(problem(&"e".repeat(40)), Some(Problem::TooLong(35)));
        assert_eq!(problem(&"e".repeat(9)), Some(Problem::Malformed));
        assert_eq!(problem("e"), Some(Problem::Malformed));
        assert_eq!(problem(""), Some(Problem::Required));
    }
}
