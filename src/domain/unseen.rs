//! What is seen of a text, and what hides in it, by Unicode's tables.
//!
//! A name is shown among others and told apart by eye, so nothing may hide in it: what is not seen is refused, but where a script
//! or an emoji needs it, and there it is seen. What is kept from before such a rule is shown as it is.

use icu_properties::{
    CodePointMapData, CodePointSetData,
    props::{
        BinaryProperty, DefaultIgnorableCodePoint, Emoji, EmojiModifier, ExtendedPictographic, GeneralCategory,
        Ideographic, JoiningType, PrependedConcatenationMark, Script, SoftDotted,
    },
};
use unicode_normalization::char::canonical_combining_class;

const NON_JOINER: char = '\u{200c}';
const JOINER: char = '\u{200d}';
/// Chooses the emoji's form.
const EMOJI_FORM: char = '\u{fe0f}';
/// Behind a digit and its form, the digit is a key's.
const KEYCAP: char = '\u{20e3}';
/// Behind it, tags say whose flag it is.
const FLAG: char = '\u{1f3f4}';
const LAST_TAG: char = '\u{e007f}';
/// Letters and symbols whose picture is empty: of Braille, of music, of hieroglyphs, of Khitan; and what stands for an object.
const BLANKS: [char; 6] = ['\u{2800}', '\u{1d159}', '\u{13441}', '\u{13442}', '\u{16fe4}', '\u{fffc}'];
/// The most marks on one letter (UTS 39, 5.4): more of them leave their line.
const MAX_MARKS: usize = 4;
/// The canonical combining class of signs that take a consonant's vowel away.
const VIRAMA: u8 = 9;

fn has<P: BinaryProperty>(c: char) -> bool {
    CodePointSetData::new::<P>().contains(c)
}

/// What kind of character it is.
pub fn category(c: char) -> GeneralCategory {
    CodePointMapData::<GeneralCategory>::new().get(c)
}

/// A character that shows nothing: default-ignorable (joiners, marks of the direction, fillers, tags, what chooses a variant),
/// for formatting, none at all, or blank. White space and controls are another matter.
pub fn is_unseen(c: char) -> bool {
    if c.is_ascii() {
        return false;
    }
    let is_format = || category(c) == GeneralCategory::Format && !has::<PrependedConcatenationMark>(c);
    let is_none = || u32::from(c) & 0xfffe == 0xfffe || ('\u{fdd0}'..='\u{fdef}').contains(&c);
    has::<DefaultIgnorableCodePoint>(c) || is_format() || is_none() || BLANKS.contains(&c)
}

/// What copying leaves around a text: white space, and what only formats.
pub fn is_left_by_copying(c: char) -> bool {
    let is_tag = ('\u{e0000}'..='\u{e0fff}').contains(&c);
    c.is_whitespace() || (!c.is_ascii() && category(c) == GeneralCategory::Format && !is_tag)
}

/// A mark that takes no room of its own.
pub fn is_mark_above(c: char) -> bool {
    !c.is_ascii() && matches!(category(c), GeneralCategory::NonspacingMark | GeneralCategory::EnclosingMark)
}

/// A letter whose dot gives way to a mark above it, so that another dot is not seen; or that differs from such a one by the dot alone.
pub fn loses_its_dot(c: char) -> bool {
    has::<SoftDotted>(c) || matches!(c, 'ı' | 'ȷ')
}

/// Whether there is something to see: marks alone are nothing.
pub fn is_seen(text: &str) -> bool {
    text.chars().any(|c| !(c.is_whitespace() || c.is_control() || is_unseen(c) || is_mark_above(c)))
}

/// Whether a text is one line in which nothing hides, and which keeps to it.
pub fn is_plain(line: &str) -> bool {
    let chars: Vec<char> = line.chars().collect();
    let mut marks = 0;
    (0..chars.len()).all(|at| {
        let (before, from) = chars.split_at(at);
        let Some((c, after)) = from.split_first() else { return false };
        marks = if is_mark_above(*c) { marks + 1 } else { 0 };
        marks <= MAX_MARKS && fits(before, *c, after)
    })
}

/// Whether a character may stand between these.
fn fits(before: &[char], c: char, after: &[char]) -> bool {
    if c.is_ascii() {
        return !c.is_control();
    }
    let last = before.last().copied();
    let is_after = |is_base: fn(char) -> bool| last.is_some_and(is_base);
    match c {
        NON_JOINER => is_after(is_virama) || is_between_joined(before, after),
        JOINER => joins(last, after.first().copied()),
        '\u{fe0e}' | EMOJI_FORM => {
            is_after(has::<Emoji>) && (!is_after(|c| c.is_ascii()) || after.first() == Some(&KEYCAP))
        }
        '\u{fe00}'..='\u{fe0d}' | '\u{e0100}'..='\u{e01ef}' => is_after(has::<Ideographic>),
        '\u{180e}' => is_after(is_mongolian) && after.first().copied().is_some_and(is_mongolian),
        '\u{180b}'..='\u{180f}' => is_after(is_mongolian),
        '\u{e0020}'..=LAST_TAG => is_of_flag(before, c, after),
        '\u{2028}' | '\u{2029}' => false,
        // A mark alone would be on whatever stands before the name.
        _ if last.is_none() && unicode_normalization::char::is_combining_mark(c) => false,
        _ => !(c.is_control() || is_unseen(c)),
    }
}

fn is_virama(c: char) -> bool {
    canonical_combining_class(c) == VIRAMA
}

/// A letter of it, and not what parts two of them: of that one is enough.
fn is_mongolian(c: char) -> bool {
    CodePointMapData::<Script>::new().get(c) == Script::Mongolian && !is_unseen(c)
}

/// Between two letters that would join, as in Persian (RFC 5892, A.1): elsewhere it changes nothing.
fn is_between_joined(before: &[char], after: &[char]) -> bool {
    let joining = |c: &char| CodePointMapData::<JoiningType>::new().get(*c);
    let is_letter = |kind: &JoiningType| *kind != JoiningType::Transparent;
    let to_left = before.iter().rev().map(joining).find(is_letter);
    let to_right = after.iter().map(joining).find(is_letter);
    matches!(to_left, Some(JoiningType::LeftJoining | JoiningType::DualJoining))
        && matches!(to_right, Some(JoiningType::RightJoining | JoiningType::DualJoining))
}

/// Behind a sign that takes the vowel away (RFC 5892, A.2), or between a consonant and that sign, as in Bengali; and between
/// two emoji that are one.
fn joins(last: Option<char>, next: Option<char>) -> bool {
    let Some(last) = last else { return false };
    let is_emoji =
        has::<ExtendedPictographic>(last) || has::<EmojiModifier>(last) || matches!(last, EMOJI_FORM | LAST_TAG);
    is_virama(last)
        || (is_emoji && next.is_some_and(has::<ExtendedPictographic>))
        || (last.is_alphabetic() && next.is_some_and(is_virama))
}

/// Whether a tag is one of those that name a part of a country behind a black flag: three to six letters and digits, and the last.
fn is_of_flag(before: &[char], c: char, after: &[char]) -> bool {
    let is_tag = |c: &&char| ('\u{e0020}'..=LAST_TAG).contains(*c);
    let ahead = before.iter().rev().take_while(is_tag).count();
    let behind = after.iter().take_while(is_tag).count();
    let is_end = behind == 0;
    let is_letter = matches!(c, '\u{e0030}'..='\u{e0039}' | '\u{e0061}'..='\u{e007a}');
    before.iter().rev().nth(ahead) == Some(&FLAG)
        && (4..=7).contains(&(ahead + 1 + behind))
        && if is_end { c == LAST_TAG } else { is_letter }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_seen_is_known_by_the_tables() {
        let unseen = [
            '\u{ad}',
            '\u{34f}',
            '\u{61c}',
            '\u{115f}',
            '\u{1160}',
            '\u{17b4}',
            '\u{180e}',
            '\u{200b}',
            '\u{200f}',
            '\u{202e}',
            '\u{2060}',
            '\u{2066}',
            '\u{2800}',
            '\u{3164}',
            '\u{fe0f}',
            '\u{feff}',
            '\u{ffa0}',
            '\u{fff9}',
            '\u{fffe}',
            '\u{1bca0}',
            '\u{1d159}',
            '\u{1d173}',
            '\u{e0001}',
            '\u{e0101}',
            '\u{10ffff}',
        ];
        for c in unseen {
            assert!(is_unseen(c), "{:x}", u32::from(c));
        }
        for c in ['a', ' ', '\n', 'é', '\u{301}', '\u{600}', '\u{6dd}', '葛', '🦀', '\u{fffd}', '\u{a0}'] {
            assert!(!is_unseen(c), "{:x}", u32::from(c));
        }
    }

    #[test]
    fn there_is_something_to_see() {
        for text in ["", " \n", "\u{200b}", "\u{202e} \u{2066}", "\u{3164}", "\u{2800}", "\u{7}", "\u{301}", "\u{20e3}"]
        {
            assert!(!is_seen(text), "{text:?}");
        }
        for text in ["a", "\u{200b}a", "❤\u{fe0f}", "🏽", "می\u{200c}خواهم", ".", "e\u{301}", "\u{fffd}"] {
            assert!(is_seen(text), "{text:?}");
        }
    }

    #[test]
    fn nothing_hides_in_a_line() {
        for line in [
            "\u{200b}",
            "\u{202e}evil",
            "ev\u{2066}il",
            "e\u{ad}vil",
            "evil\u{200d}",
            "\u{200d}evil",
            "a\u{200d} b",
            "e\u{200d}vil",
            "e\u{200c}vil",
            "e\u{200d}\u{200d}vil",
            "\u{fe0f}a",
            "a \u{fe0f}",
            "a\u{fe0f}",
            "1\u{fe0f}",
            "e\u{fe00}vil",
            "葛\u{e0100}\u{e0100}",
            "e\u{e0100}",
            "e\u{180b}",
            "a\nb",
            "a\tb",
            "a\u{2028}b",
            "a\u{85}b",
            "a\u{3164}b",
            "a\u{e0067}",
            "\u{feff}a",
            "\u{200e}a",
            "\u{301}a",
            "a\u{300}\u{301}\u{302}\u{303}\u{304}",
            // These letters join nothing to their left, so there is nothing to take apart.
            "دا\u{200c}ن",
            "می\u{200c}\u{200c}خواهم",
            "می\u{200c}",
            "🏴\u{e0067}\u{e007f}",
            "🏴\u{e0067}\u{e0062}\u{e0065}",
            "🦀\u{e0067}\u{e0062}\u{e0065}\u{e007f}",
            "🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e0061}\u{e0061}\u{e007f}",
            "🦀\u{200d}a",
            "a\u{200d}🦀",
        ] {
            assert!(!is_plain(line), "{line:?}");
        }
    }

    #[test]
    fn nothing_that_is_not_seen_stands_in_a_line_twice() {
        // Beyond there is more of the same, and the end of the tables.
        let unseen: Vec<_> = ('\u{80}'..='\u{e01ff}').filter(|c| is_unseen(*c)).collect();
        assert!(unseen.len() > 500);
        for base in ["a", "1", "葛", "ᠠ", "क", "क\u{94d}", "م", "한", "❤", "👩", "👩🏽", "🏴"] {
            for c in &unseen {
                for line in [format!("{base}{c}{c}"), format!("{base}{c}{c}{base}"), format!("{c}{base}")] {
                    assert!(!is_plain(&line), "{line:?}");
                }
            }
        }
    }

    #[test]
    fn what_scripts_and_emoji_need_is_seen() {
        for line in [
            "👨\u{200d}👩\u{200d}👧\u{200d}👦 Smith",
            "❤\u{fe0f}\u{200d}🔥",
            "☂\u{fe0f}",
            "می\u{200c}خواهم",
            "خانه\u{200c}ای",
            "क्\u{200d}ष",
            "র\u{200d}\u{9cd}যাব",
            "ශ\u{dca}\u{200d}රී",
            "葛\u{e0100}城",
            "🇩🇪",
            "🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}",
            "🏳\u{fe0f}\u{200d}🌈",
            "1\u{fe0f}\u{20e3}",
            "👩🏽\u{200d}💻",
            "🧑\u{200d}🦰",
            "Müller",
            "Mu\u{308}ller",
            "שָׁלוֹם",
            "บริษัท",
            "\u{3000}a",
            "a\u{a0}b",
            "©\u{fe0f}",
            "ᠮᠣᠩᠭᠣᠯ\u{180b}",
            "ᠬᠠᠷ\u{180e}ᠠ",
            "བསྒྲུབས",
        ] {
            assert!(is_plain(line), "{line:?}");
        }
    }
}
