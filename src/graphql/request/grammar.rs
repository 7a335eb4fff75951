//! The grammar of executable documents (September 2025, chapter 2 and Appendix B), checked to the letter before the
//! parser reads a text. The parser alone would accept an argument without a value and a list without an end, and refuse
//! descriptions.
//!
//! It looks only at the order of the tokens. They nest no deeper than `text` allows.

use apollo_parser::TokenKind as Kind;
use std::ops::Range;

/// A token that means something.
#[derive(Clone, Copy)]
pub(super) struct Token<'t> {
    pub kind: Kind,
    pub data: &'t str,
    pub at: usize,
}

/// A syntax error: what was expected at a place, and what stands there.
pub(super) struct Unexpected {
    pub message: String,
    pub at: usize,
}

type Read = Result<(), Unexpected>;

/// Checks a whole document. Returns the places of its descriptions.
pub(super) fn read(tokens: &[Token<'_>], end: usize) -> Result<Vec<Range<usize>>, Unexpected> {
    let mut reading = GrammarReader { tokens, next: 0, end, descriptions: Vec::new() };
    reading.definition()?;
    while reading.peek().is_some() {
        reading.definition()?;
    }
    Ok(reading.descriptions)
}

struct GrammarReader<'t> {
    tokens: &'t [Token<'t>],
    next: usize,
    /// Where the text ends.
    end: usize,
    descriptions: Vec<Range<usize>>,
}

impl<'t> GrammarReader<'t> {
    fn peek(&self) -> Option<Token<'t>> {
        self.tokens.get(self.next).copied()
    }

    fn is_at(&self, kind: Kind) -> bool {
        self.peek().is_some_and(|token| token.kind == kind)
    }

    fn is_at_word(&self, word: &str) -> bool {
        self.peek().is_some_and(|token| token.kind == Kind::Name && token.data == word)
    }

    /// Takes the next token if it is of this kind.
    fn take(&mut self, kind: Kind) -> bool {
        let is_next = self.is_at(kind);
        self.next += usize::from(is_next);
        is_next
    }

    fn expect(&mut self, kind: Kind, what: &str) -> Read {
        if self.take(kind) { Ok(()) } else { Err(self.unexpected(what)) }
    }

    fn unexpected(&self, what: &str) -> Unexpected {
        let (found, at) = match self.peek() {
            None => ("<EOF>".to_owned(), self.end),
            Some(token) if token.kind == Kind::StringValue => ("a string".to_owned(), token.at),
            Some(token) => (format!("\"{}\"", token.data.chars().take(40).collect::<String>()), token.at),
        };
        Unexpected { message: format!("Syntax Error: Expected {what}, found {found}."), at }
    }

    /// One or more, up to a closing bracket.
    fn many(&mut self, close: Kind, what: &str, one: impl Fn(&mut Self) -> Read) -> Read {
        one(self)?;
        while !self.take(close) {
            if self.peek().is_none() {
                return Err(self.unexpected(what));
            }
            one(self)?;
        }
        Ok(())
    }

    /// A description, where the next token is one.
    fn description(&mut self) -> bool {
        match self.peek() {
            Some(token) if token.kind == Kind::StringValue => {
                self.descriptions.push(token.at..token.at + token.data.len());
                self.next += 1;
                true
            }
            _ => false,
        }
    }

    fn definition(&mut self) -> Read {
        let is_described = self.description();
        if !is_described && self.is_at(Kind::LCurly) {
            return self.selection_set();
        }
        if ["query", "mutation", "subscription"].into_iter().any(|word| self.is_at_word(word)) {
            self.next += 1;
            self.take(Kind::Name);
            if self.take(Kind::LParen) {
                self.many(Kind::RParen, "\")\"", Self::variable_definition)?;
            }
        } else if self.is_at_word("fragment") {
            self.next += 1;
            if self.is_at_word("on") {
                return Err(self.unexpected("a fragment's name"));
            }
            self.expect(Kind::Name, "Name")?;
            if !self.is_at_word("on") {
                return Err(self.unexpected("\"on\""));
            }
            self.next += 1;
            self.expect(Kind::Name, "Name")?;
        } else {
            return Err(self.unexpected("an operation or a fragment"));
        }
        self.directives(false)?;
        self.selection_set()
    }

    fn variable_definition(&mut self) -> Read {
        self.description();
        self.expect(Kind::Dollar, "\"$\"")?;
        self.expect(Kind::Name, "Name")?;
        self.expect(Kind::Colon, "\":\"")?;
        self.type_reference()?;
        if self.take(Kind::Eq) {
            self.value(true)?;
        }
        self.directives(true)
    }

    fn type_reference(&mut self) -> Read {
        if self.take(Kind::LBracket) {
            self.type_reference()?;
            self.expect(Kind::RBracket, "\"]\"")?;
        } else {
            self.expect(Kind::Name, "Name")?;
        }
        self.take(Kind::Bang);
        Ok(())
    }

    fn directives(&mut self, is_constant: bool) -> Read {
        while self.take(Kind::At) {
            self.expect(Kind::Name, "Name")?;
            self.arguments(is_constant)?;
        }
        Ok(())
    }

    fn arguments(&mut self, is_constant: bool) -> Read {
        if self.take(Kind::LParen) {
            self.many(Kind::RParen, "\")\"", |reading| reading.named_value(is_constant))?;
        }
        Ok(())
    }

    /// An argument, or a field of an object.
    fn named_value(&mut self, is_constant: bool) -> Read {
        self.expect(Kind::Name, "Name")?;
        self.expect(Kind::Colon, "\":\"")?;
        self.value(is_constant)
    }

    fn value(&mut self, is_constant: bool) -> Read {
        if self.take(Kind::LBracket) {
            while !self.take(Kind::RBracket) {
                self.value(is_constant)?;
            }
            return Ok(());
        }
        if self.take(Kind::LCurly) {
            while !self.take(Kind::RCurly) {
                self.named_value(is_constant)?;
            }
            return Ok(());
        }
        if !is_constant && self.take(Kind::Dollar) {
            return self.expect(Kind::Name, "Name");
        }
        let is_plain = [Kind::Int, Kind::Float, Kind::StringValue, Kind::Name].into_iter().any(|kind| self.take(kind));
        if is_plain { Ok(()) } else { Err(self.unexpected("a value")) }
    }

    fn selection_set(&mut self) -> Read {
        self.expect(Kind::LCurly, "\"{\"")?;
        self.many(Kind::RCurly, "\"}\"", Self::selection)
    }

    fn selection(&mut self) -> Read {
        if self.take(Kind::Spread) {
            return self.fragment();
        }
        self.expect(Kind::Name, "Name")?;
        if self.take(Kind::Colon) {
            self.expect(Kind::Name, "Name")?;
        }
        self.arguments(false)?;
        self.directives(false)?;
        if self.is_at(Kind::LCurly) { self.selection_set() } else { Ok(()) }
    }

    /// What stands behind `...`: a fragment by its name, or one in place.
    fn fragment(&mut self) -> Read {
        if self.is_at(Kind::Name) && !self.is_at_word("on") {
            self.next += 1;
            return self.directives(false);
        }
        if self.take(Kind::Name) {
            self.expect(Kind::Name, "Name")?;
        }
        self.directives(false)?;
        self.selection_set()
    }
}
