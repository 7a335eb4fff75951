//! The text of a document, before anything recurses over it. It must have few enough tokens, not nest too deep, and keep the
//! grammar. What the parser does not know is blanked out.

use super::{
    error::RequestError,
    grammar::{self, Token},
    place::position_in,
};
use crate::graphql::limits::{Limits, MAX_NESTING};
use apollo_parser::{Lexer, TokenKind};
use std::{borrow::Cow, ops::Range};

/// How a block string begins.
const BLOCK: &str = "\"\"\"";

/// Checks a text against the limits and the grammar. Then it blanks out what the specification allows and the parser does
/// not know: descriptions of operations, fragments and variables (September 2025, 2.3 and 2.11), and commas and comments,
/// over which the parser stumbles behind `...`, `@` and an alias.
pub(super) fn read<'t>(text: &'t str, limits: &Limits) -> Result<Cow<'t, str>, RequestError> {
    let mut ignored = Vec::new();
    let mut tokens = Vec::new();
    let mut nesting = 0_usize;
    for token in Lexer::new(text) {
        let token = token.map_err(|error| {
            let at = position_in(text, error.index());
            RequestError::invalid(format!("Syntax Error: {}.", error.message()), [at])
        })?;
        match token.kind() {
            TokenKind::Whitespace | TokenKind::Eof => continue,
            TokenKind::Comma | TokenKind::Comment => {
                ignored.push(token.index()..token.index() + token.data().len());
                continue;
            }
            TokenKind::LCurly | TokenKind::LBracket | TokenKind::LParen => nesting += 1,
            TokenKind::RCurly | TokenKind::RBracket | TokenKind::RParen => nesting = nesting.saturating_sub(1),
            // The lexer accepts a line terminator inside a string.
            TokenKind::StringValue if !token.data().starts_with(BLOCK) && token.data().contains(['\n', '\r']) => {
                let at = position_in(text, token.index());
                return Err(RequestError::invalid("Syntax Error: Unterminated string.", [at]));
            }
            _ => {}
        }
        if nesting > MAX_NESTING {
            return Err(RequestError::too_large(format!("A document nests at most {MAX_NESTING} deep.")));
        }
        if tokens.len() >= limits.max_tokens {
            return Err(RequestError::too_large(format!("A document has at most {} tokens.", limits.max_tokens)));
        }
        tokens.push(Token { kind: token.kind(), data: token.data(), at: token.index() });
    }
    let descriptions = grammar::read(&tokens, text.len())
        .map_err(|unexpected| RequestError::invalid(unexpected.message, [position_in(text, unexpected.at)]))?;
    ignored.extend(descriptions);
    ignored.sort_unstable_by_key(|range| range.start);
    Ok(blank(text, &ignored))
}

/// The text with spaces in place of what is ignored. Lines and columns stay the same.
fn blank<'t>(text: &'t str, ignored: &[Range<usize>]) -> Cow<'t, str> {
    if ignored.is_empty() {
        return Cow::Borrowed(text);
    }
    let mut blanked = String::with_capacity(text.len());
    let mut end = 0;
    for range in ignored {
        blanked.push_str(&text[end..range.start]);
        for c in text[range.clone()].chars() {
            match c {
                '\n' | '\r' => blanked.push(c),
                // As wide as errors count the character.
                _ => blanked.extend(std::iter::repeat_n(' ', c.len_utf16())),
            }
        }
        end = range.end;
    }
    blanked.push_str(&text[end..]);
    Cow::Owned(blanked)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graphql::limits::tests::limits;

    fn read_all(text: &str) -> Option<Cow<'_, str>> {
        read(text, &limits()).ok()
    }

    #[test]
    fn what_the_parser_does_not_know_goes() {
        let plain = |text: &str| read_all(text).unwrap().split_whitespace().collect::<Vec<_>>().join(" ");
        assert_eq!(plain("\"Why\" query Q { a }"), "query Q { a }");
        assert_eq!(plain("\"\"\"\nWhy\n\"\"\" fragment F on T { a }"), "fragment F on T { a }");
        assert_eq!(plain("query Q(\"one\" $a: Int, \"two\" $b: Int) { a }"), "query Q( $a: Int $b: Int) { a }");
        assert_eq!(plain("\"Why\" # not\n query Q { a }"), "query Q { a }");
        assert_eq!(plain("{ a , # }\n : b ... , on T { c } }"), "{ a : b ... on T { c } }");
        // Values stay, though a variable follows them.
        let valued = "query($a: String = \"x\" $b: Int) { a(b: \"y\" c: $b) }";
        assert_eq!(read_all(valued).unwrap(), valued);
    }

    #[test]
    fn what_is_not_of_the_grammar_is_refused() {
        let wrong = [
            "",
            "{}",
            "\"Why\" { a }",
            "{ a(b) }",
            "{ a(b: ) }",
            "{ a(b: [1 }",
            "{ a(b: {c}) }",
            "{ a() }",
            "query() { a }",
            "queryA { a }",
            "fragment on on T { a }",
            "fragment F { a }",
            "{ a @ }",
            "{ ... on }",
            "{ a: }",
            "{ a",
            "{ a } }",
            "query($a: Int = $b) { a }",
            "query($a Int) { a }",
            "query($a: ) { a }",
            "query($a: Int!!) { a }",
            "{ a(b: 01) }",
            "{ a(b: 1x) }",
            "{ a(b: \"\n\") }",
            "{ a(b: \"\r\") }",
            r#"{ a(b: "\x") }"#,
            r#"{ a(b: "\u12") }"#,
            r#"{ a(b: "\u{110000}") }"#,
            r#"{ a(b: "\ud83d") }"#,
            r#"{ a(b: "\ude00\ud83d") }"#,
            r#"{ a(b: "\") }"#,
            r#"{ a(b: """a) }"#,
            "{ a(b: 1.) }",
            "{ a(b: .5) }",
            "{ a(b: 1e) }",
            "{ a(b: -) }",
            "{ a(b: +1) }",
            "{ a(b: 0x1) }",
            "{ a(b: 1_0) }",
            "{ a(b: 1.2.3) }",
            "{ a(b: 'x') }",
            "{ a? }",
            "{ a(b: $) }",
            "type T { a: Int }",
            "{ .. a }",
            "{ a & b }",
        ];
        for text in wrong {
            assert!(read_all(text).is_none(), "{text}");
        }
        for text in ["{ on }", "query query { fragment }", "{ ...on on { a } }", "{ a(on: on) { b(c: [[]], d: {}) } }"]
        {
            assert!(read_all(text).is_some(), "{text}");
        }
    }

    #[test]
    fn bounds_hold_at_themselves_and_not_one_beyond() {
        let nested = |deep: usize| format!("{}{}", "{a".repeat(deep), "}".repeat(deep));
        assert!(read_all(&nested(MAX_NESTING)).is_some());
        assert!(read_all(&nested(MAX_NESTING + 1)).is_none());
        assert!(read_all(&"[".repeat(50_000)).is_none());
        // The braces are two of them.
        let tokens = |count: usize| format!("{{{}}}", "a ".repeat(count - 2));
        assert!(read_all(&tokens(limits().max_tokens)).is_some());
        assert!(read_all(&tokens(limits().max_tokens + 1)).is_none());
    }
}
