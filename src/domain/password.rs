//! Rules of passwords: in which form they are kept, how long they are, and which ones everybody tries first.

use crate::domain::{account, problem::Problem, refusal::Refusal, text, unseen::category};
use icu_properties::props::GeneralCategory;
use std::{cmp::Ordering, ops::RangeInclusive};
use unicode_normalization::UnicodeNormalization;

const LENGTH: RangeInclusive<usize> = 8..=256;

/// The 10,000 commonest of 8 characters and more, a line each, in the order of their bytes and in the form in which names are
/// compared. From zxcvbn, whose licence (MIT) lies beside it.
const COMMON: &str = include_str!("password/common.txt");

/// A password in the form in which it is kept: by RFC 8265 (OpaqueString) any space is U+0020, and what can be typed in two ways is
/// in NFC. Its class of characters is not looked at: what could be a password goes on to be one.
pub fn prepared(password: &str) -> String {
    let space = |c: char| if category(c) == GeneralCategory::SpaceSeparator { ' ' } else { c };
    password.chars().map(space).nfc().collect()
}

/// 8 to 256 characters, counted as they were typed; neither one of the commonest nor the account's own name.
pub fn check(field: &str, password: &str, username: &str) -> Result<(), Refusal> {
    account::length(field, password, LENGTH, "A password has 8 to 256 characters.")?;
    let compared = text::comparable(&prepared(password));
    let refused = |message| Err(Refusal::invalid(field, Problem::NotAllowed, message));
    if is_common(&compared) {
        return refused("This password is one of those that are tried first: choose another one.");
    }
    if text::typed(&compared) == text::comparable(username) {
        return refused("The username is no password: choose another one.");
    }
    Ok(())
}

/// Whether it is a line of the list: looked for in the middle of what is left.
fn is_common(password: &str) -> bool {
    let mut left = COMMON;
    while !left.is_empty() {
        let (before, after) = left.split_at(left.floor_char_boundary(left.len() / 2));
        let begin = before.rfind('\n').map_or(0, |end| end + 1);
        let end = after.find('\n').map_or(left.len(), |end| before.len() + end);
        let Some(line) = left.get(begin..end) else { return false };
        let rest = match password.cmp(line) {
            Ordering::Equal => return true,
            Ordering::Less => left.get(..begin),
            Ordering::Greater => left.get(end + 1..),
        };
        left = rest.unwrap_or_default();
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problem(password: &str) -> Option<Problem> {
        check("password", password, "Alice.Wonder").err().and_then(|refusal| refusal.problem)
    }

    #[test]
    fn each_of_the_commonest_is_found() {
        let lines: Vec<_> = COMMON.lines().collect();
        assert_eq!(lines.len(), 10_000);
        assert!(lines.is_sorted());
        for line in lines {
            assert!(is_common(line), "{line}");
            assert_eq!(text::comparable(line), line);
            assert!(!is_common(&format!("{line}~")) && !is_common(&format!("~{line}")), "{line}");
        }
        assert!(!is_common("") && !is_common("\n"));
    }

    #[test]
    fn what_everybody_tries_is_refused() {
        for common in ["password", "PASSWORD", "Password1", "ｐａｓｓｗｏｒｄ", "12345678", "iloveyou", "trustno1"]
        {
            assert_eq!(problem(common), Some(Problem::NotAllowed), "{common}");
        }
        for own in ["Alice.Wonder", "alice.wonder", "ALICE.WONDER", " alice.wonder "] {
            assert_eq!(problem(own), Some(Problem::NotAllowed), "{own}");
        }
        for good in
            ["correct horse", "alice.wonders", "passwords and pass phrases", "\u{200b}\u{200b}\u{200b}\u{200b}12345"]
        {
            assert_eq!(problem(good), None, "{good}");
        }
        assert_eq!(problem("short"), Some(Problem::TooShort(8)));
        assert_eq!(problem(&"é".repeat(257)), Some(Problem::TooLong(256)));
        // NFC makes more of these and fewer of those: neither is refused that was a password before.
        assert_eq!(problem(&"\u{958}".repeat(256)), None);
        assert_eq!(problem(&"e\u{301}".repeat(4)), None);
    }

    #[test]
    fn however_it_is_typed_it_is_the_password() {
        assert_eq!(prepared("Zoe\u{308} und\u{3000}Noe\u{308}l"), prepared("Zo\u{eb}\u{a0}und No\u{eb}l"));
        assert_eq!(prepared(" Two  Spaces\t"), " Two  Spaces\t");
        assert_ne!(prepared("ﬁ"), prepared("fi"));
        assert_ne!(prepared("Password"), prepared("password"));
    }
}
