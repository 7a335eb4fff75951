//! The text of a document, before anything that recurses sees it: few enough tokens, nested not too deep, and without what
//! the parser does not know.

use super::error::RequestError;
use crate::graphql::limits::{Limits, MAX_NESTING};
use apollo_parser::{Lexer, TokenKind};
use std::{borrow::Cow, ops::Range};

const OPERATIONS: [&str; 3] = ["query", "mutation", "subscription"];

/// Holds a text against the limits, and takes out what the specification allows but the parser does not know: descriptions
/// of operations, fragments and variables (September 2025, 2.3 and 2.11). Spaces stand where they stood.
pub(super) fn read<'t>(text: &'t str, limits: &Limits) -> Result<Cow<'t, str>, RequestError> {
    let mut reading = Reading::default();
    for (count, token) in Lexer::new(text).filter(is_significant).enumerate() {
        if count >= limits.max_tokens {
            return Err(RequestError::too_large(format!("A document has at most {} tokens.", limits.max_tokens)));
        }
        // What is no token is the parser's to tell.
        if let Ok(token) = token {
            reading.take(token.kind(), token.data(), token.index())?;
        }
    }
    Ok(blank(text, &reading.ignored))
}

fn is_significant(token: &Result<apollo_parser::Token<'_>, apollo_parser::Error>) -> bool {
    !matches!(token, Ok(token) if matches!(token.kind(), TokenKind::Whitespace | TokenKind::Comment | TokenKind::Comma | TokenKind::Eof))
}

/// What was read so far: as much of the grammar as tells a description from a value.
#[derive(Default)]
struct Reading {
    nesting: usize,
    /// The last two tokens.
    before: [Seen; 2],
    /// A text that is a description when the next token says so.
    text: Option<Range<usize>>,
    /// Whether an operation's variables are being defined.
    in_variables: bool,
    ignored: Vec<Range<usize>>,
}

/// A token, as far as it matters here.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Seen {
    /// `query`, `mutation` or `subscription`.
    Operation,
    Name,
    Equals,
    #[default]
    Other,
}

impl Reading {
    fn take(&mut self, kind: TokenKind, data: &str, index: usize) -> Result<(), RequestError> {
        if let Some(text) = self.text.take() {
            let described = match self.nesting {
                0 => kind == TokenKind::Name && (OPERATIONS.contains(&data) || data == "fragment"),
                1 => self.in_variables && kind == TokenKind::Dollar,
                _ => false,
            };
            if described {
                self.ignored.push(text);
            }
        }
        match kind {
            TokenKind::LCurly | TokenKind::LBracket | TokenKind::LParen => {
                self.in_variables |= kind == TokenKind::LParen
                    && self.nesting == 0
                    && matches!(self.before, [_, Seen::Operation] | [Seen::Operation, Seen::Name]);
                self.nesting += 1;
                if self.nesting > MAX_NESTING {
                    return Err(RequestError::too_large(format!("A document nests at most {MAX_NESTING} deep.")));
                }
            }
            TokenKind::RCurly | TokenKind::RBracket | TokenKind::RParen => {
                self.nesting = self.nesting.saturating_sub(1);
                self.in_variables &= self.nesting > 0;
            }
            // Behind an equals sign it is a value.
            TokenKind::StringValue if self.before[1] != Seen::Equals => self.text = Some(index..index + data.len()),
            _ => {}
        }
        let seen = match kind {
            TokenKind::Name if OPERATIONS.contains(&data) => Seen::Operation,
            TokenKind::Name => Seen::Name,
            TokenKind::Eq => Seen::Equals,
            _ => Seen::Other,
        };
        self.before = [self.before[1], seen];
        Ok(())
    }
}

/// The text with spaces where something is ignored; lines stay lines.
fn blank<'t>(text: &'t str, ignored: &[Range<usize>]) -> Cow<'t, str> {
    if ignored.is_empty() {
        return Cow::Borrowed(text);
    }
    let mut blanked = String::with_capacity(text.len());
    let mut end = 0;
    for range in ignored {
        blanked.push_str(&text[end..range.start]);
        blanked.extend(text[range.clone()].chars().map(|c| if c == '\n' { c } else { ' ' }));
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
    fn descriptions_go() {
        let plain = |text: &str| read_all(text).unwrap().split_whitespace().collect::<Vec<_>>().join(" ");
        assert_eq!(plain("\"Why\" query Q { a }"), "query Q { a }");
        assert_eq!(plain("\"\"\"\nWhy\n\"\"\" fragment F on T { a }"), "fragment F on T { a }");
        assert_eq!(plain("query Q(\"one\" $a: Int \"two\" $b: Int) { a }"), "query Q( $a: Int $b: Int) { a }");
        // Values stay, though a variable follows them.
        let valued = "query($a: String = \"x\" $b: Int) { a(b: \"y\" c: $b) }";
        assert_eq!(read_all(valued).unwrap(), valued);
        // Where none belongs the parser finds it.
        assert_eq!(plain("\"Why\" { a }"), "\"Why\" { a }");
    }

    #[test]
    fn bounds_hold_at_themselves_and_not_one_beyond() {
        let nested = |deep: usize| format!("{}{}", "{a".repeat(deep), "}".repeat(deep));
        assert!(read_all(&nested(MAX_NESTING)).is_some());
        assert!(read_all(&nested(MAX_NESTING + 1)).is_none());
        assert!(read_all(&"[".repeat(50_000)).is_none());
        let tokens = |count: usize| "a ".repeat(count);
        assert!(read_all(&tokens(limits().max_tokens)).is_some());
        assert!(read_all(&tokens(limits().max_tokens + 1)).is_none());
    }
}
