//! A document that is parsed and valid, by chapters 2 and 5 of the specification. It depends on its text alone, so a
//! cache could hold it by the text. Variables come later.

use super::{
    error::{Mistake, RequestError},
    literal::clipped,
    place::{position_in, text_of, wrong_in},
    rules,
    schema::RequestSchema,
    size, text,
};
use crate::graphql::limits::Limits;
use apollo_compiler::{
    ExecutableDocument, Node, ast,
    diagnostic::ToCliReport,
    executable::Operation,
    parser::SourceSpan,
    validation::{DiagnosticData, DiagnosticList, Valid},
};
use async_graphql::Pos;
use std::path::Path;

/// The parser wants a name for the document. Nobody sees it.
const NAME: &str = "request";
/// Rules of the validator that `rules` replaces.
const REPLACED: [&str; 5] = [
    "SubscriptionUsesMultipleFields",
    "ConflictingFieldType",
    "ConflictingFieldName",
    "ConflictingFieldArgument",
    // It takes the null in `[[null]]` for one that stands where the list does, which may be of JSON.
    "UnsupportedValueType",
];
/// The validator's name for a field that needs a selection and has none.
const HOLLOW: &str = "MissingSubselection";
/// Among how many errors `told` looks for the reason of a HOLLOW one.
const MAX_COMPARED: usize = 200;
/// The validator's names for a document that nests too deep for it.
const TOO_DEEP: [&str; 3] = ["RecursionError", "RecursionLimitError", "DeeplyNestedType"];

/// A valid document.
pub struct Document {
    pub(super) executable: Valid<ExecutableDocument>,
}

impl Document {
    /// Reads and validates a text.
    pub(super) fn read(text: &str, schema: &RequestSchema, limits: &Limits) -> Result<Self, RequestError> {
        let text = text::read(text, limits)?;
        let ast = ast::Document::parse(text, Path::new(NAME)).map_err(|failed| all(&failed.errors))?;
        size::check(&ast, limits)?;
        let executable = match ast.to_executable_validate(&schema.schema) {
            Ok(executable) => executable,
            Err(failed) => {
                RequestError::all(told(&failed.errors))?;
                // All that the validator found belongs to rules that `rules` replaces: they are checked now.
                Valid::assume_valid(failed.partial)
            }
        };
        rules::check(&executable, schema)?;
        Ok(Self { executable })
    }

    /// GetOperation (6.1): the operation of this name, or the only one.
    pub(super) fn operation(&self, name: Option<&str>) -> Result<&Node<Operation>, RequestError> {
        let operations = &self.executable.operations;
        let operation = match name {
            Some(name) => {
                operations.named.get(name).ok_or_else(|| format!("Unknown operation named \"{}\".", clipped(name)))
            }
            None if operations.len() > 1 => {
                Err("Must provide operation name if query contains multiple operations.".to_owned())
            }
            None => operations.iter().next().ok_or_else(|| "The document has no operation.".to_owned()),
        };
        operation.map_err(|message| RequestError::invalid(message, None))
    }

    /// The error for a mistake in this document.
    pub(super) fn wrong(&self, mistake: Mistake) -> RequestError {
        wrong_in(&self.executable, mistake)
    }

    /// The line and column of a place.
    pub(super) fn position(&self, at: Option<SourceSpan>) -> Option<Pos> {
        at.map(|at| self.position_of(at.offset()))
    }

    /// The line and column of a byte.
    pub(super) fn position_of(&self, offset: usize) -> Pos {
        position_in(text_of(&self.executable.sources), offset)
    }

    /// The text, as it was read.
    pub(super) fn text(&self) -> &str {
        text_of(&self.executable.sources)
    }
}

fn all(errors: &DiagnosticList) -> RequestError {
    match RequestError::all(told(errors)) {
        Err(error) => error,
        Ok(()) => RequestError::invalid("The document can't be read.", None),
    }
}

/// The errors that the validator found. It drops a field that it does not know, and then may say that the field around it has
/// no selection: such an error follows from the first one, and is left out.
fn told(errors: &DiagnosticList) -> impl Iterator<Item = RequestError> {
    let text = errors.iter().next().map_or("", |first| text_of(first.sources));
    let is = |error: &DiagnosticData, names: &[&str]| error.unstable_error_name().is_some_and(|it| names.contains(&it));
    let known = errors.iter().take(MAX_COMPARED).filter(|it| !is(it.error, &REPLACED));
    let places: Vec<_> = known.filter_map(|it| it.error.location()).collect();
    errors
        .iter()
        .filter(move |it| !is(it.error, &REPLACED))
        .filter(move |it| {
            let within = |span: SourceSpan| {
                places.iter().any(|at| at.offset() > span.offset() && at.end_offset() <= span.end_offset())
            };
            !is(it.error, &[HOLLOW]) || !it.error.location().is_some_and(within)
        })
        .map(move |it| {
            let error = it.unstable_to_json_compat();
            if is(it.error, &TOO_DEEP) {
                return RequestError::too_large(error.message);
            }
            RequestError::invalid(error.message, it.error.location().map(|at| position_in(text, at.offset())))
        })
}
