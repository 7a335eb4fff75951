//! What an emoji is: one that Unicode recommends to be shown as one picture (UTS 51, ED-27, RGI), by the list in `emojis`.
//!
//! Other sequences are well-formed too, as a crab joined with a rocket or the flag of no country, and are drawn as two pictures, or
//! as another one's. Parts of emoji are none: a colour of the skin alone, a digit, half a flag.

use icu_properties::{
    CodePointSetData,
    props::{self, BinaryProperty, EmojiModifier, EmojiPresentation},
};

/// An emoji, in the one form in which it is stored, counted and shown.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Emoji(&'static str);

impl Emoji {
    /// The emoji itself.
    pub fn as_str(self) -> &'static str {
        self.0
    }
}

/// The text is not one emoji.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("this is not one emoji")]
pub struct NotAnEmoji;

impl std::str::FromStr for Emoji {
    type Err = NotAnEmoji;
    fn from_str(text: &str) -> Result<Self, NotAnEmoji> {
        one(text).map(Self).ok_or(NotAnEmoji)
    }
}

impl serde::Serialize for Emoji {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.0)
    }
}

impl<'de> serde::Deserialize<'de> for Emoji {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

impl<DB: sqlx::Database> sqlx::Type<DB> for Emoji
where
    String: sqlx::Type<DB>,
{
    fn type_info() -> DB::TypeInfo {
        <String as sqlx::Type<DB>>::type_info()
    }

    fn compatible(ty: &DB::TypeInfo) -> bool {
        <String as sqlx::Type<DB>>::compatible(ty)
    }
}

impl<'r, DB: sqlx::Database> sqlx::Decode<'r, DB> for Emoji
where
    &'r str: sqlx::Decode<'r, DB>,
{
    fn decode(value: DB::ValueRef<'r>) -> Result<Self, sqlx::error::BoxDynError> {
        Ok(<&str as sqlx::Decode<'r, DB>>::decode(value)?.parse()?)
    }
}

/// Chooses the emoji's form of a character that has another one (UTS 51, ED-9a).
const EMOJI_FORM: char = '\u{fe0f}';
/// The longest emoji, a kiss of two people with their skin, has 35 bytes; what is longer is not looked at.
const MAX_BYTES: usize = 64;

/// The emoji that a text is, in the one form in which it is stored, counted and shown; none when it is not one emoji.
///
/// That form is the "fully-qualified" one (UTS 51, ED-18): the emoji's form is chosen wherever there is another one, and nowhere
/// else. Keyboards differ in this: `❤` comes without it, `⭐` with it. What asks for the other form (U+FE0E) is no emoji.
fn one(text: &str) -> Option<&'static str> {
    if text.len() > MAX_BYTES {
        return None;
    }
    let qualified = qualified(text);
    // The library knows the other forms too, but takes some couples of one skin for couples of two.
    emojis::get(&qualified).map(emojis::Emoji::as_str).filter(|emoji| *emoji == qualified)
}

/// A text in which each emoji's form is chosen, by its selector or a colour of the skin, unless it is the only one.
fn qualified(text: &str) -> String {
    let mut chars = text.chars().filter(|c| *c != EMOJI_FORM).peekable();
    let mut qualified = String::with_capacity(text.len());
    while let Some(c) = chars.next() {
        qualified.push(c);
        let has_two_forms = has::<props::Emoji>(c) && !has::<EmojiPresentation>(c);
        if has_two_forms && !chars.peek().is_some_and(|next| has::<EmojiModifier>(*next)) {
            qualified.push(EMOJI_FORM);
        }
    }
    qualified
}

fn has<P: BinaryProperty>(c: char) -> bool {
    CodePointSetData::new::<P>().contains(c)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use unicode_segmentation::UnicodeSegmentation;

    /// Every emoji, with every colour of skin.
    fn all() -> Vec<&'static str> {
        let mut all = Vec::new();
        for emoji in emojis::iter() {
            all.extend(emoji.skin_tones().into_iter().flatten().map(emojis::Emoji::as_str));
            if emoji.skin_tone().is_none() {
                all.push(emoji.as_str());
            }
        }
        all
    }

    #[test]
    fn an_emoji_has_one_form() {
        for (text, form) in [
            ("🎉", "🎉"),
            ("❤", "❤\u{fe0f}"),
            ("❤\u{fe0f}", "❤\u{fe0f}"),
            // As the keyboards of some phones write it.
            ("⭐\u{fe0f}", "⭐"),
            ("©", "©\u{fe0f}"),
            ("1\u{20e3}", "1\u{fe0f}\u{20e3}"),
            ("#\u{fe0f}\u{20e3}", "#\u{fe0f}\u{20e3}"),
            ("✌🏽", "✌🏽"),
            ("✌\u{fe0f}🏽", "✌🏽"),
            ("🇰🇷", "🇰🇷"),
            ("🏳\u{200d}🌈", "🏳\u{fe0f}\u{200d}🌈"),
            ("👁\u{200d}🗨", "👁\u{fe0f}\u{200d}🗨\u{fe0f}"),
            ("👨\u{200d}👩\u{200d}👧\u{200d}👦", "👨\u{200d}👩\u{200d}👧\u{200d}👦"),
            ("👩🏽\u{200d}💻", "👩🏽\u{200d}💻"),
            ("👩🏿\u{200d}❤\u{200d}💋\u{200d}👩🏿", "👩🏿\u{200d}❤\u{fe0f}\u{200d}💋\u{200d}👩🏿"),
            (
                "🏴\u{e0067}\u{e0062}\u{e0073}\u{e0063}\u{e0074}\u{e007f}",
                "🏴\u{e0067}\u{e0062}\u{e0073}\u{e0063}\u{e0074}\u{e007f}",
            ),
        ] {
            assert_eq!(one(text), Some(form), "{text:?}");
        }
        assert_ne!(one("👍"), one("👍🏽"), "the skin is part of it");
    }

    #[test]
    fn what_is_not_one_emoji_is_none() {
        for text in [
            "",
            " ",
            "a",
            "1",
            "1\u{fe0f}",
            "#",
            "\u{20e3}",
            "\u{fe0f}",
            "\u{200d}",
            "🏽",
            "🦰",
            "🇰",
            "🇽🇽",
            "🎉🎉",
            "🎉 ",
            "a🎉",
            ":tada:",
            "❤\u{fe0e}",
            "🎉🏽",
            "👍🏽🏽",
            "👨\u{200d}",
            "🦀\u{200d}🚀",
            "👨\u{200d}👩\u{200d}👧\u{200d}👦\u{200d}👦",
            "🏴\u{e0067}\u{e0062}\u{e0073}\u{e0063}\u{e0074}",
            "🏴\u{e0075}\u{e0073}\u{e0074}\u{e0078}\u{e007f}",
            "\u{1f9ff}\u{1faff}",
            "♡",
            "☻",
            "🄰",
            "é",
            "회",
        ] {
            assert_eq!(one(text), None, "{text:?}");
        }
        assert_eq!(one(&"🎉".repeat(10_000)), None);
        assert_eq!(one(&format!("🎉{}", "\u{fe0f}".repeat(10_000))), None);
    }

    #[test]
    fn every_emoji_is_one_grapheme_and_is_found_however_it_is_qualified() {
        let all = all();
        assert!(all.len() > 3_900, "only {}", all.len());
        for emoji in all {
            assert_eq!(one(emoji), Some(emoji), "{emoji:?}");
            assert_eq!(emoji.graphemes(true).count(), 1, "{emoji:?}");
            assert!(emoji.len() <= 35, "{emoji:?} has {} bytes", emoji.len());
            let bare: String = emoji.chars().filter(|c| *c != EMOJI_FORM).collect();
            assert_eq!(one(&bare), Some(emoji), "{emoji:?}");
            // No more than one of the forms may be left out, as well.
            for (at, _) in emoji.match_indices(EMOJI_FORM) {
                let (before, after) = emoji.split_at(at);
                let partly = format!("{before}{}", after.trim_start_matches(EMOJI_FORM));
                assert_eq!(one(&partly), Some(emoji), "{partly:?}");
            }
        }
    }

    proptest! {
        #[test]
        fn two_emoji_are_never_one(a in 0_usize..3_900, b in 0_usize..3_900) {
            let all = all();
            let two = format!("{}{}", all[a], all[b]);
            prop_assert_eq!(one(&two), None);
        }

        #[test]
        fn whatever_is_one_emoji_is_one_grapheme_in_its_form(text in "[a1#©❤⭐👍🏽👩💻🇰🇷🏴\u{200d}\u{fe0f}\u{fe0e}\u{20e3}\u{e0067}\u{e007f}]{0,6}") {
            if let Some(emoji) = one(&text) {
                prop_assert_eq!(emoji.graphemes(true).count(), 1);
                prop_assert_eq!(one(emoji), Some(emoji));
            }
        }
    }
}
