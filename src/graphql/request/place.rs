//! Places in the text of a document, as errors tell them.

use super::error::{Mistake, RequestError};
use apollo_compiler::{ExecutableDocument, parser::SourceMap};
use async_graphql::Pos;

/// The error for a mistake in a document.
pub(super) fn wrong_in(document: &ExecutableDocument, mistake: Mistake) -> RequestError {
    if mistake.is_too_large {
        return RequestError::too_large(mistake.message);
    }
    let text = text_of(&document.sources);
    RequestError::invalid(mistake.message, mistake.at.iter().map(|at| position_in(text, at.offset())))
}

/// The text of a document.
pub(super) fn text_of(sources: &SourceMap) -> &str {
    sources.values().next().map_or("", |source| source.source_text())
}

/// The line and column of a byte of a text, both from 1 on (7.1.6). They are counted as graphql-js does: lines by the
/// line terminators of the grammar, columns in UTF-16 code units.
pub(super) fn position_in(text: &str, offset: usize) -> Pos {
    let before = text.get(..offset).unwrap_or(text);
    let ends_line = |(at, c): &(usize, char)| *c == '\n' || (*c == '\r' && !text[at + 1..].starts_with('\n'));
    let line = before.char_indices().filter(ends_line).count() + 1;
    let last = before.rsplit(['\n', '\r']).next().unwrap_or_default();
    Pos { line, column: last.encode_utf16().count() + 1 }
}
