//! Which scripts are written without spaces between their words, or with endings on them.

use icu_properties::{CodePointMapData, props::LineBreak};

/// Whether a letter is of a script that is written together: a line may break beside it without a space (UAX 14). Chinese,
/// Japanese and Korean, Thai, Lao, Khmer and Burmese, and some more.
pub fn is_written_together(c: char) -> bool {
    use LineBreak as Break;
    let has_a_class = |c| {
        matches!(
            CodePointMapData::<LineBreak>::new().get(c),
            Break::Ideographic
                | Break::ConditionalJapaneseStarter
                | Break::Nonstarter
                | Break::H2
                | Break::H3
                | Break::JL
                | Break::JV
                | Break::JT
                | Break::ComplexContext
                | Break::Aksara
                | Break::AksaraStart
        )
    };
    !c.is_ascii() && c.is_alphanumeric() && has_a_class(c)
}

#[cfg(test)]
mod tests {
    use super::is_written_together;

    #[test]
    fn scripts_without_spaces_are_known() {
        for c in "홍길동山田タナカさん张ครับລາວខ្មែမြန်".chars().filter(|c| c.is_alphanumeric())
        {
            assert!(is_written_together(c), "{c:?}");
        }
        for c in "aéяאअß1-. ".chars() {
            assert!(!is_written_together(c), "{c:?}");
        }
    }
}
