//! Who a text names: `@username`, `@all` and `@here`.
//!
//! Which names there are only the store knows, so a text is read in two steps: [`candidates`] says what may be a name, and
//! [`Candidates::resolve`] takes those that are members. At each `@` the longest name counts that fits.
//!
//! - A name fits when it ends where a word does: `@bobby` is not bob, and `@bob-smith`, `@bob.smith` and `@bob_smith` are not either,
//!   but `@bob.`, `@bob's` and `@bob--` are. In scripts that are written together it fits anywhere: `@홍길동님` is 홍길동.
//! - No `@` counts within an address: of mail (`ann@bob.example`, `@bob@example.com`), or of the web, from `://` on.
//! - A text has no markup, so an `@` in quotes or in code counts.

use crate::domain::{account::USERNAME, scripts::is_written_together, text::comparable, unseen::is_unseen};
use std::collections::BTreeSet;
use unicode_normalization::char::is_combining_mark;

/// As it is compared: also the full-width and the small one.
const AT: char = '@';
const WRITTEN_AT: [char; 3] = [AT, '\u{ff20}', '\u{fe6b}'];
/// The whole room, and who of it is there. No member has these names here.
const ALL: &str = "all";
const HERE: &str = "here";
/// The most different names of a text; what is called beyond them is not told.
pub const MAX_NAMED: usize = 50;

/// What may be names in a text.
#[derive(Clone, Debug, Default)]
pub struct Candidates(Vec<NamePlace>);

/// What stands behind an `@`.
#[derive(Clone, Debug, PartialEq)]
struct NamePlace {
    run: String,
    /// Where a name may end, the first end first.
    ends: Vec<usize>,
}

/// Whom a text names, in its order, each once.
#[derive(Debug, PartialEq)]
pub struct Resolved<U> {
    /// Those of the members whom it names.
    pub users: Vec<U>,
    /// Whether it has `@all`.
    pub all: bool,
    /// Whether it has `@here`.
    pub here: bool,
}

/// What may be names in a text.
pub fn candidates(body: &str) -> Candidates {
    let mut places = Vec::new();
    if !body.contains(WRITTEN_AT) {
        return Candidates(places);
    }
    // Compared, a wide sign is as any other: `，` a comma, with which an address goes on.
    for text in body.split(is_wide_sign).map(comparable) {
        for chunk in text.split(ends_an_address) {
            let address = chunk.find("://").unwrap_or(chunk.len());
            for (at, _) in chunk[..address].match_indices(AT) {
                let Some(place) = NamePlace::behind(chunk, at).filter(|place| !places.contains(place)) else {
                    continue;
                };
                places.push(place);
                if places.len() == MAX_NAMED {
                    return Candidates(places);
                }
            }
        }
    }
    Candidates(places)
}

impl Candidates {
    /// The names to look up among the members, as they are compared: at most [`MAX_NAMED`] times the lengths a username may have.
    pub fn names(&self) -> BTreeSet<&str> {
        self.0.iter().flat_map(NamePlace::names).filter(|name| ![ALL, HERE].contains(name)).collect()
    }

    /// Whom the text names, of those that are members.
    pub fn resolve<U: Copy + PartialEq>(&self, member: impl Fn(&str) -> Option<U>) -> Resolved<U> {
        let mut mentions = Resolved { users: Vec::new(), all: false, here: false };
        for place in &self.0 {
            for name in place.names() {
                match name {
                    ALL => mentions.all = true,
                    HERE => mentions.here = true,
                    _ => match member(name) {
                        Some(user) if mentions.users.contains(&user) => {}
                        Some(user) => mentions.users.push(user),
                        None => continue,
                    },
                }
                break;
            }
        }
        mentions
    }
}

impl NamePlace {
    /// What stands behind an `@`, unless it is in an address or no name.
    fn behind(chunk: &str, at: usize) -> Option<Self> {
        let (before, behind) = (&chunk[..at], &chunk[at + AT.len_utf8()..]);
        if ends_as_a_mailbox(before) {
            return None;
        }
        let mut run: Vec<char> = behind.chars().take_while(|c| is_of_name(*c)).take(USERNAME.end() + 2).collect();
        let length = run.iter().map(|c| c.len_utf8()).sum();
        if behind[length..].starts_with(AT) && ends_as_a_mailbox(&behind[..length]) {
            return None;
        }
        let is_end = |count: &usize| ends_before(&run[..*count], &run[*count..]);
        let counts: Vec<_> = USERNAME.take_while(|count| *count <= run.len()).filter(is_end).collect();
        run.truncate(*counts.last()?);
        let ends = counts.iter().map(|count| run[..*count].iter().map(|c| c.len_utf8()).sum()).collect();
        Some(Self { run: run.into_iter().collect(), ends })
    }

    /// The longest first.
    fn names(&self) -> impl Iterator<Item = &str> {
        self.ends.iter().rev().map(|end| &self.run[..*end])
    }
}

/// What a username consists of (`account::well_formed`), of any rules but those of before.
fn is_of_name(c: char) -> bool {
    is_of_word(c) || matches!(c, '_' | '.' | '-')
}

fn is_of_word(c: char) -> bool {
    (c.is_alphanumeric() || is_combining_mark(c)) && !is_unseen(c)
}

/// No address goes on behind these (RFC 3986, and what it calls delimiters), nor a name.
fn ends_an_address(c: char) -> bool {
    if c.is_ascii() { !c.is_ascii_graphic() || r#"<>"`{}|\^"#.contains(c) } else { !is_of_word(c) }
}

/// Signs as they are written in Chinese and Japanese, of which none is in an address, nor in a name.
fn is_wide_sign(c: char) -> bool {
    ('\u{ff01}'..='\u{ff5e}').contains(&c) && !c.is_alphanumeric() && !matches!(c, '＠' | '＿' | '．' | '－')
}

/// Whether what stands before an `@` may be the mailbox of an address: it ends with a letter of a script that has spaces, for a space
/// would be there. Or with what some mailboxes end with behind such a letter; alone these are signs around a name.
fn ends_as_a_mailbox(before: &str) -> bool {
    let mut ends = before.trim_end_matches(['_', '+', '-']).chars().rev();
    ends.find(|c| !is_combining_mark(*c)).is_some_and(goes_on)
}

/// Whether a name may end between these.
fn ends_before(name: &[char], rest: &[char]) -> bool {
    match rest {
        [] => true,
        [mark, ..] if is_combining_mark(*mark) => false,
        _ if name.last().is_some_and(|last| is_written_together(*last)) => true,
        [sign, next, ..] if !is_of_word(*sign) => !goes_on(*next),
        [next, ..] => !goes_on(*next),
    }
}

/// What a word goes on with: a letter of a script that has spaces.
fn goes_on(c: char) -> bool {
    is_of_word(c) && !is_written_together(c)
}

#[cfg(test)]
mod tests;
