//! A document that is read and valid, by the specification's chapters 2 and 5. It depends on its text alone, so it could be
//! kept by it; variables come later.

use super::{
    error::RequestError,
    rules,
    schema::RequestSchema,
    size::{self, Size},
    text,
};
use crate::graphql::limits::Limits;
use apollo_compiler::{
    ExecutableDocument, Node, ast,
    diagnostic::{Diagnostic, ToCliReport},
    executable::Operation,
    parser::{SourceMap, SourceSpan},
    validation::{DiagnosticData, Valid},
};
use async_graphql::Pos;
use std::{collections::HashMap, path::Path};

/// What a document is called in errors; nobody sees it.
const NAME: &str = "request";
/// Rules of the validator that `rules` holds instead.
const REPLACED: [&str; 4] =
    ["SubscriptionUsesMultipleFields", "ConflictingFieldType", "ConflictingFieldName", "ConflictingFieldArgument"];
/// What the validator says when it would have to recurse too deep.
const TOO_DEEP: [&str; 3] = ["RecursionError", "RecursionLimitError", "DeeplyNestedType"];

/// A valid document.
pub struct Document {
    pub(super) executable: Valid<ExecutableDocument>,
    sizes: HashMap<Option<String>, Size>,
}

impl Document {
    /// Reads and validates a text.
    pub(super) fn read(text: &str, schema: &RequestSchema, limits: &Limits) -> Result<Self, RequestError> {
        let text = text::read(text, limits)?;
        let ast = ast::Document::parse(text, Path::new(NAME)).map_err(|failed| all(failed.errors.iter()))?;
        let sizes = size::of(&ast, limits)?;
        let executable = match ast.to_executable_validate(&schema.schema) {
            Ok(executable) => executable,
            Err(failed) => {
                let replaced = |name| REPLACED.contains(&name);
                let told = failed.errors.iter().filter(|it| !it.error.unstable_error_name().is_some_and(replaced));
                RequestError::all(told.map(|it| invalid(&it)))?;
                // Only what is held by another rule, and that one comes now.
                Valid::assume_valid(failed.partial)
            }
        };
        rules::check(&executable, schema)?;
        Ok(Self { executable, sizes })
    }

    /// GetOperation (6.1): the one that is named, or the only one; held against the limits.
    pub(super) fn operation(&self, name: Option<&str>, limits: &Limits) -> Result<&Node<Operation>, RequestError> {
        let operations = &self.executable.operations;
        let operation = match name {
            Some(name) => operations.named.get(name).ok_or_else(|| format!("Unknown operation named \"{name}\".")),
            None if operations.len() > 1 => {
                Err("Must provide operation name if query contains multiple operations.".to_owned())
            }
            None => operations.iter().next().ok_or_else(|| "The document has no operation.".to_owned()),
        };
        let operation = operation.map_err(|message| RequestError::invalid(message, None))?;
        let key = operation.name.as_ref().map(ToString::to_string);
        self.sizes.get(&key).copied().unwrap_or_default().check(limits)?;
        Ok(operation)
    }

    /// Where something stands, for an error.
    pub(super) fn position(&self, at: Option<SourceSpan>) -> Option<Pos> {
        at.map(|at| self.position_of(at.offset()))
    }

    /// The line and column of a byte.
    pub(super) fn position_of(&self, offset: usize) -> Pos {
        position_in(self.executable.sources.values().next().map_or("", |source| source.source_text()), offset)
    }
}

/// The line and column of a byte of a text, both from 1 on (7.1.6). A line ends as the specification has it (2.1.2): the
/// validator counts others, which are plain characters here.
pub(super) fn position_in(text: &str, offset: usize) -> Pos {
    let before = text.get(..offset).unwrap_or(text);
    let is_end = |c| matches!(c, '\n' | '\r');
    // Both together are one end.
    let line = before.matches(is_end).count() - before.matches("\r\n").count() + 1;
    let column = before.rsplit(is_end).next().unwrap_or_default().chars().count() + 1;
    Pos { line, column }
}

/// Where something stands in its source.
pub(super) fn position_of(at: Option<SourceSpan>, sources: &SourceMap) -> Option<Pos> {
    let at = at?;
    Some(position_in(sources.get(&at.file_id())?.source_text(), at.offset()))
}

fn all<'d>(errors: impl Iterator<Item = Diagnostic<'d, DiagnosticData>>) -> RequestError {
    match RequestError::all(errors.map(|error| invalid(&error))) {
        Err(error) => error,
        Ok(()) => RequestError::invalid("The document can't be read.", None),
    }
}

/// In the words of graphql-js, which people know.
fn invalid(diagnostic: &Diagnostic<'_, DiagnosticData>) -> RequestError {
    let error = diagnostic.unstable_to_json_compat();
    if diagnostic.error.unstable_error_name().is_some_and(|name| TOO_DEEP.contains(&name)) {
        return RequestError::too_large(error.message);
    }
    RequestError::invalid(error.message, position_of(diagnostic.error.location(), diagnostic.sources))
}
