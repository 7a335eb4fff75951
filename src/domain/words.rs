//! What messages are found by. A text has tokens, which are indexed; a query has terms, all of which a text must have.
//! One tokenizer makes both, for every database alike, so that each finds the same.
//!
//! - Words are those of Unicode (UAX 29), compared as names are, and without accents: `resume` finds `Résumé`. Whole words: `deploy`
//!   does not find `deployment`, for the beginnings of words are too many in a million messages.
//! - A sign between letters parts them, so that `avion` is found in `l'avion` and `example` in `example.com`. Between digits it
//!   is one whichever it is, and `1,000` finds `1.000`.
//! - Scripts that are written together, without spaces or with endings (UAX 14), have no words to go by: each letter with its marks
//!   is a token, and so is each pair of neighbours. 회의 is found inside 회의록, and 茶 inside 抹茶. A longer query asks for all
//!   its pairs, and may find a text that has them apart.
//! - Emoji and punctuation are no words. There is no syntax: nothing typed is an operator.
//!
//! A token holds only letters, digits, marks and `·`: it is one to FTS5's `ascii` tokenizer, and a lexeme to PostgreSQL, without
//! anything to escape.

use crate::domain::{
    scripts::is_written_together,
    text::{MAX_BODY, comparable},
    unseen::{is_mark_above, is_unseen},
};
use icu_properties::{CodePointMapData, props::Script};
use unicode_normalization::char::{decompose_canonical, is_combining_mark};
use unicode_segmentation::UnicodeSegmentation;

/// The longest token, in characters; a longer word is found by its beginning. PostgreSQL's lexemes have less than 2 KB.
pub const MAX_TOKEN: usize = 64;
/// The most characters of a text as it is compared: one character may be compared as up to 18, and where not all of them are, no text
/// is twice as long. Each gives two tokens at most, and together these are far below the 1 MB of PostgreSQL's `tsvector`.
const MAX_COMPARED: usize = 2 * MAX_BODY;
/// The most terms of a query. Further ones are left out, so that a whole message which is asked for finds itself.
pub const MAX_TERMS: usize = 32;
/// Stands for every sign between two digits: not in ASCII, where FTS5 would take the token apart.
const BETWEEN_DIGITS: char = '\u{b7}';
/// The most marks on a letter of those written together: more are noise, as for names (UTS 39, 5.4).
const MAX_MARKS: usize = 4;

/// What a text is indexed by: sorted, each once.
pub fn tokens(text: &str) -> Vec<String> {
    let mut tokens = Vec::new();
    for part in parts(text) {
        match part {
            WordPart::Word(word) => tokens.push(word),
            WordPart::Together(letters) => {
                tokens.extend(letters.each().map(str::to_owned));
                tokens.extend(letters.pairs().map(str::to_owned));
            }
        }
    }
    tokens.sort_unstable();
    tokens.dedup();
    tokens
}

/// What a text must have, all of it, to be found by a query; nothing when the query is without a word, and finds nothing.
pub fn terms(query: &str) -> Vec<String> {
    let mut terms: Vec<String> = Vec::new();
    let mut add = |term: &str| {
        if terms.len() < MAX_TERMS && !terms.iter().any(|known| known == term) {
            terms.push(term.to_owned());
        }
    };
    for part in parts(query) {
        match part {
            WordPart::Word(word) => add(&word),
            WordPart::Together(letters) if letters.starts.len() == 1 => letters.each().for_each(&mut add),
            // The letters are in their pairs.
            WordPart::Together(letters) => letters.pairs().for_each(&mut add),
        }
    }
    terms
}

/// A mark that a text is found without: on letters of any of several scripts, as accents are, or a vowel of Arabic or Hebrew, which
/// few people write. Those of other scripts are part of the word.
fn is_accent(c: char) -> bool {
    let script = || CodePointMapData::<Script>::new().get(c);
    is_mark_above(c) && matches!(script(), Script::Inherited | Script::Arabic | Script::Hebrew)
}

enum WordPart {
    Word(String),
    Together(Letters),
}

/// Letters that are written together, with their marks.
#[derive(Default)]
struct Letters {
    text: String,
    starts: Vec<usize>,
}

impl Letters {
    fn each(&self) -> impl Iterator<Item = &str> {
        self.groups(1)
    }

    fn pairs(&self) -> impl Iterator<Item = &str> {
        self.groups(2)
    }

    /// So many neighbours at a time.
    fn groups(&self, size: usize) -> impl Iterator<Item = &str> {
        let end = |n| self.starts.get(n).copied().unwrap_or(self.text.len());
        let count = (self.starts.len() + 1).saturating_sub(size);
        (0..count).map(move |n| &self.text[self.starts[n]..end(n + size)])
    }
}

/// The parts of a text, in their order.
fn parts(text: &str) -> Vec<WordPart> {
    let text = comparable(beginning(text, MAX_BODY));
    let mut cutter = Cutter::default();
    for piece in beginning(&text, MAX_COMPARED).split_word_bounds() {
        let mut chars = piece.chars().filter(|c| !is_unseen(*c)).peekable();
        while let Some(c) = chars.next() {
            cutter.take(c, chars.peek().copied());
        }
        cutter.end_word();
    }
    cutter.end_letters();
    cutter.parts
}

/// So many characters of a text.
fn beginning(text: &str, length: usize) -> &str {
    text.char_indices().nth(length).map_or(text, |(end, _)| &text[..end])
}

/// Takes a text character by character.
#[derive(Default)]
struct Cutter {
    word: String,
    /// Characters of the word.
    length: usize,
    letters: Letters,
    /// On the last letter.
    marks: usize,
    parts: Vec<WordPart>,
}

impl Cutter {
    fn take(&mut self, c: char, next: Option<char>) {
        if is_combining_mark(c) {
            self.take_mark(c);
        } else if is_written_together(c) {
            self.end_word();
            self.marks = 0;
            self.letters.starts.push(self.letters.text.len());
            self.letters.text.push(c);
        } else if c.is_alphanumeric() {
            self.end_letters();
            self.take_letter(c);
        } else if self.word.ends_with(char::is_numeric) && next.is_some_and(char::is_numeric) {
            // Within a piece: by UAX 29 these digits are one number.
            self.push(BETWEEN_DIGITS);
        } else {
            self.end_word();
            self.end_letters();
        }
    }

    /// A mark belongs to what is before it, or to nothing.
    fn take_mark(&mut self, c: char) {
        if !self.word.is_empty() {
            self.take_letter(c);
        } else if !self.letters.starts.is_empty() && self.marks < MAX_MARKS {
            self.marks += 1;
            self.letters.text.push(c);
        }
    }

    fn take_letter(&mut self, c: char) {
        match c {
            '\0'..='\x7f' => self.push(c),
            // Folding makes one letter of I and i; whoever writes ı for it means the same.
            'ı' => self.push('i'),
            // Stretches an Arabic word.
            '\u{640}' => {}
            _ => decompose_canonical(c, |c| {
                if !is_accent(c) {
                    self.push(c);
                }
            }),
        }
    }

    fn push(&mut self, c: char) {
        if self.length < MAX_TOKEN {
            self.length += 1;
            self.word.push(c);
        }
    }

    fn end_word(&mut self) {
        self.length = 0;
        if !self.word.is_empty() {
            self.parts.push(WordPart::Word(std::mem::take(&mut self.word)));
        }
    }

    fn end_letters(&mut self) {
        if !self.letters.starts.is_empty() {
            self.parts.push(WordPart::Together(std::mem::take(&mut self.letters)));
        }
    }
}

#[cfg(test)]
mod tests;
