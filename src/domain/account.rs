//! Rules of accounts: usernames, how long a session lives. Those of names are for new ones: who has another from before signs in
//! with it.

use crate::{
    clock::Timestamp,
    domain::{
        problem::Problem,
        refusal::Refusal,
        text::{self, comparable},
        unseen::{self, is_mark_above},
    },
};
use std::{ops::RangeInclusive, time::Duration};
use unicode_security::{
    GeneralSecurityProfile, MixedScript, RestrictionLevel, RestrictionLevelDetection,
    general_security_profile::IdentifierType, skeleton,
};

/// A session that is not used ends after this; using it moves the end on.
pub const SESSION_LIFETIME: Duration = Duration::from_secs(30 * 24 * 3600);
/// But not beyond this after the sign-in: whoever has a token that was stolen has it for so long at most.
pub const LONGEST_SESSION: Duration = Duration::from_secs(180 * 24 * 3600);
/// The end moves on at most this often: not every request is to be a write.
pub const SESSION_SLIDE: Duration = Duration::from_secs(3600);
/// The clocks of those who write a database may differ by so much.
pub const CLOCKS_DIFFER: Duration = Duration::from_secs(60);
/// Within this a registration whose answer was lost can be called again, and signs in.
pub const REGISTERING_AGAIN: Duration = Duration::from_secs(3600);
pub(super) const USERNAME: RangeInclusive<usize> = 2..=32;
/// `@all` and `@here` name a whole room, and nobody in it.
const RESERVED: [&str; 2] = ["all", "here"];
const USERNAME_RULE: &str = "A username has 2 to 32 letters, digits, '_', '.' or '-'.";
/// Of the demo's people: everybody knows it.
pub const DEMO_PASSWORD: &str = "spark-demo";
const ONE_SCRIPT_RULE: &str = "A username is of one script, or mixes Latin letters with Chinese, Japanese or Korean ones; its \
    letters and marks are those that people write with.";
const LOCALE: RangeInclusive<usize> = 1..=35;
const LOCALE_RULE: &str = "A locale is a language tag such as en or de-CH.";

/// When a session ends that began then and is used now.
pub fn session_end(began_at: Timestamp, now: Timestamp) -> Timestamp {
    (now + SESSION_LIFETIME).min(began_at + LONGEST_SESSION)
}

/// 2 to 32 letters and digits of any script, `_`, `.`, `-`, also as compared; and such that no two of them look alike, as far
/// as UTS 39 tells.
pub fn check_username(username: &str) -> Result<(), Refusal> {
    let compared = comparable(username);
    for name in [username, &compared] {
        well_formed(name)?;
    }
    if RESERVED.contains(&compared.as_str()) {
        return Err(Refusal::invalid("username", Problem::NotAllowed, "This name means everybody in a room."));
    }
    let malformed = |rule| Err(Refusal::invalid("username", Problem::Malformed, rule));
    // As it is typed as well: what is not seen goes away when names are compared.
    if username.chars().any(unseen::is_unseen) {
        return malformed(USERNAME_RULE);
    }
    let is_readable = has_few_marks(&compared) && !has_a_second_dot(username);
    if !(compared.chars().all(is_of_names) && is_of_one_script(&compared) && is_readable) {
        return malformed(ONE_SCRIPT_RULE);
    }
    Ok(())
}

/// What may be a username, or what one is compared by: of whichever rules.
pub fn well_formed(name: &str) -> Result<(), Refusal> {
    length("username", name, USERNAME, USERNAME_RULE)?;
    let is_letter = |c: char| c.is_alphanumeric() || is_mark(c) || matches!(c, '_' | '.' | '-');
    if name.chars().all(is_letter) && !name.starts_with(is_mark) {
        return Ok(());
    }
    Err(Refusal::invalid("username", Problem::Malformed, USERNAME_RULE))
}

/// UTS 39, General Security Profile: no character that is deprecated, obsolete, technical or ignorable. Scripts that few or no
/// people write today are let in, for a username has letters of any script.
fn is_of_names(c: char) -> bool {
    let of_rare_script =
        || matches!(c.identifier_type(), Some(IdentifierType::Limited_Use | IdentifierType::Exclusion));
    c.identifier_allowed() || of_rare_script()
}

/// UTS 39, "highly restrictive": of one script, or of Latin and one of the writing systems of East Asia.
fn is_of_one_script(name: &str) -> bool {
    // The library takes a rare script for unrestricted, whatever stands beside it.
    name.check_restriction_level(RestrictionLevel::HighlyRestrictive) || name.is_single_script()
}

/// UTS 39, 5.4: at most four marks on a letter, and none of them twice in a row, for they would be drawn over each other.
fn has_few_marks(name: &str) -> bool {
    use unicode_normalization::UnicodeNormalization;
    let (mut marks, mut before) = (0, None);
    name.nfd().all(|c| {
        let repeated = before.replace(c) == Some(c);
        marks = if is_mark_above(c) { marks + 1 } else { 0 };
        marks <= 4 && !(repeated && marks > 0)
    })
}

/// UTS 39, 5.4: a dot on a letter that has one already, as on the i, which is drawn once. A dotless one that is given it looks
/// the same. As it is typed: the large letter with a dot is a letter of its own, and folds to such a pair.
fn has_a_second_dot(name: &str) -> bool {
    use unicode_normalization::UnicodeNormalization;
    let mut before = None;
    name.nfkc().any(|c| {
        let last = before.replace(c);
        c == '\u{307}' && last.is_some_and(unseen::loses_its_dot)
    })
}

/// What a username in other letters can be read as, when that is one in ASCII from its beginning to its end: all of `сосо` is
/// Cyrillic, and it looks like `coco`. Letters of ASCII stand for themselves, so `rn` is not taken for `m`.
/// Only the newcomer is asked: a name in ASCII is in the way of those that read as it and come later. Whoever took `сосо` first
/// keeps it, and `coco` is still free.
pub fn reads_as(username_key: &str) -> Option<String> {
    if username_key.is_ascii() {
        return None;
    }
    let mut read = String::with_capacity(username_key.len());
    for c in username_key.chars() {
        if c.is_ascii() {
            read.push(c);
        } else {
            read.extend(skeleton(c.encode_utf8(&mut [0; 4])));
        }
    }
    read.is_ascii().then(|| comparable(&read))
}

/// A text of so many characters; an empty one is none.
pub(super) fn length(field: &str, text: &str, range: RangeInclusive<usize>, rule: &str) -> Result<(), Refusal> {
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
        for bad in ["b", "a b", "a@b", "", "\u{301}ab", "🦀🦀", &"x".repeat(33)] {
            assert!(check_username(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn no_two_usernames_look_alike() {
        for hiding in ['\u{fe0f}', '\u{34f}', '\u{17b4}', '\u{e0101}', '\u{3164}', '\u{115f}', '\u{200d}', '\u{2060}'] {
            for bad in [format!("alice{hiding}"), format!("{hiding}alice"), format!("al{hiding}ice")] {
                assert!(check_username(&bad).is_err(), "{bad:?}");
            }
            assert!(check_username(&hiding.to_string().repeat(2)).is_err(), "{hiding:?}");
        }
        for mixed in [
            "аlice",
            "αlice",
            "alicе",
            "bоb",
            "alice١",
            "aliceก",
            "Ꭺlice",
            "ⲁlice",
            "ɑlice",
            "a\u{301}\u{301}b",
            "ab\u{336}",
            "a\u{300}\u{301}\u{302}\u{303}\u{304}b",
            "ali\u{307}ce",
            "al\u{131}\u{307}ce",
            "alⅰ\u{307}ce",
            "j\u{307}ack",
            "김а",
            "田а",
        ] {
            assert!(check_username(mixed).is_err(), "{mixed}");
        }
        for good in [
            "김alice",
            "Tanaka田中",
            "たなか_tanaka",
            "Ольга2",
            "ალისა",
            "ᏣᎳᎩ",
            "ⲁⲃⲅ",
            "İsmail",
            "Đorđe",
            "Nguyễn",
            "Ægir",
            "อลิซ",
            "अलिस२",
            "آلیس",
            "שרה",
            "αλίκη",
            "ａｌｉｃｅ",
            "Straße",
            "ʻAkamu",
            "Zoe\u{308}",
            // A dot above what has none.
            "Z\u{307}aba",
            "Q\u{307}aba",
        ] {
            assert!(check_username(good).is_ok(), "{good}");
        }
    }

    #[test]
    fn no_username_has_a_character_that_is_not_seen() {
        for c in ('\u{80}'..='\u{e01ff}').filter(|c| unseen::is_unseen(*c)) {
            for bad in
                [format!("alice{c}"), format!("{c}alice"), format!("김{c}민"), format!("م{c}م"), format!("क्{c}ष")]
            {
                assert!(check_username(&bad).is_err(), "{bad:?}");
            }
        }
    }

    #[test]
    fn a_name_of_other_letters_may_read_as_one_of_ascii() {
        for (other, name) in [("сосо", "coco"), ("ѕсоре", "scope"), ("alıce", "alice"), ("сос0", "coc0")] {
            assert_eq!(reads_as(&comparable(other)).as_deref(), Some(name), "{other}");
        }
        for name in ["coco", "modern", "ольга", "étude", "田中"] {
            assert_eq!(reads_as(name), None, "{name}");
        }
    }

    #[test]
    fn a_session_ends_180_days_after_it_began() {
        let began = Timestamp(0);
        let day = |days: u64| began + Duration::from_secs(days * 24 * 3600);
        assert_eq!(session_end(began, began), day(30));
        assert_eq!(session_end(began, day(150)), day(180));
        assert_eq!(session_end(began, day(179)), day(180));
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
