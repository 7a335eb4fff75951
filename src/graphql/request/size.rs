//! How large a document is with its fragments in place. A fragment that names another one twice doubles it, and so on:
//! forty lines grow to more selections than anybody can walk through. So selections are counted before anything walks
//! them, and each fragment is counted once.

use super::error::RequestError;
use crate::graphql::limits::{Limits, MAX_DIRECTIVES, MAX_NESTING};
use apollo_compiler::Node;
use apollo_compiler::ast::{Argument, Definition, DirectiveList, Document, FragmentDefinition, Selection, Value};
use std::collections::HashMap;

/// How large a selection is, with its fragments in place.
#[derive(Clone, Copy, Debug, Default)]
struct Size {
    /// Selections, and the values in them: the validation walks over all of these.
    parts: usize,
    /// How deep selections nest. Fields and fragments count alike, for each is a step of a walk.
    nesting: usize,
    /// The most directives in one place.
    directives: usize,
}

/// Refuses a document that is too large to walk through. All its operations count, for all are validated.
pub(super) fn check(document: &Document, limits: &Limits) -> Result<(), RequestError> {
    let mut count = SizeCounter { fragments: HashMap::new(), known: HashMap::new() };
    for definition in &document.definitions {
        if let Definition::FragmentDefinition(fragment) = definition {
            count.fragments.insert(fragment.name.as_str(), fragment);
        }
    }
    let mut total = Size::default();
    for definition in &document.definitions {
        match definition {
            Definition::OperationDefinition(operation) => {
                let mut size = count.selections(&operation.selection_set, 0)?;
                let defaults = operation.variables.iter().filter_map(|variable| variable.default_value.as_ref());
                size.parts = size.parts.saturating_add(defaults.map(|value| values(value)).sum());
                is_within("an operation", size, limits.max_tokens)?;
                total.add(size);
            }
            // Fragments that nothing names count as well, for the validation looks into each once.
            Definition::FragmentDefinition(fragment) => drop(count.fragment(&fragment.name, 0)?),
            _ => {}
        }
    }
    is_within("a document", total, limits.max_fields())?;
    if total.directives > MAX_DIRECTIVES {
        return Err(RequestError::too_large(format!("A field has at most {MAX_DIRECTIVES} directives.")));
    }
    Ok(())
}

fn is_within(what: &str, size: Size, most: usize) -> Result<(), RequestError> {
    if size.parts <= most {
        return Ok(());
    }
    let message = format!("With its fragments in place {what} has at most {most} selections and values.");
    Err(RequestError::too_large(message))
}

impl Size {
    /// Adds another part of the same selection.
    fn add(&mut self, other: Self) {
        self.parts = self.parts.saturating_add(other.parts);
        self.nesting = self.nesting.max(other.nesting);
        self.directives = self.directives.max(other.directives);
    }
}

struct SizeCounter<'d> {
    fragments: HashMap<&'d str, &'d FragmentDefinition>,
    /// The size of each fragment. `None` while it is being counted.
    known: HashMap<&'d str, Option<Size>>,
}

impl<'d> SizeCounter<'d> {
    /// The size of selections. `around` says how many selections stand around them.
    fn selections(&mut self, selections: &'d [Selection], around: usize) -> Result<Size, RequestError> {
        if selections.is_empty() {
            return Ok(Size::default());
        }
        let around = deeper(around, 1)?;
        let mut total = Size::default();
        for selection in selections {
            let (mut size, directives, arguments) = match selection {
                Selection::Field(field) => {
                    (self.selections(&field.selection_set, around)?, &field.directives, field.arguments.as_slice())
                }
                Selection::InlineFragment(inline) => {
                    (self.selections(&inline.selection_set, around)?, &inline.directives, [].as_slice())
                }
                Selection::FragmentSpread(spread) => {
                    (self.fragment(&spread.fragment_name, around)?, &spread.directives, [].as_slice())
                }
            };
            let beside = 1 + in_arguments(arguments) + in_directives(directives);
            size.parts = size.parts.saturating_add(beside);
            size.nesting += 1;
            size.directives = size.directives.max(directives.len());
            total.add(size);
        }
        Ok(total)
    }

    /// The size of a fragment. One that does not exist, or that names itself, has none: the validation tells of it and
    /// does not look into it.
    fn fragment(&mut self, name: &'d str, around: usize) -> Result<Size, RequestError> {
        match (self.known.get(name), self.fragments.get(name)) {
            (Some(size), _) => {
                let size = size.unwrap_or_default();
                deeper(around, size.nesting)?;
                Ok(size)
            }
            (None, None) => Ok(Size::default()),
            (None, Some(fragment)) => {
                let fragment = *fragment;
                self.known.insert(name, None);
                let size = self.selections(&fragment.selection_set, around)?;
                self.known.insert(name, Some(size));
                Ok(size)
            }
        }
    }
}

fn in_directives(directives: &DirectiveList) -> usize {
    directives.iter().map(|directive| in_arguments(&directive.arguments)).sum()
}

fn in_arguments(arguments: &[Node<Argument>]) -> usize {
    arguments.iter().map(|argument| values(&argument.value)).sum()
}

/// How many values a value has, itself included.
fn values(value: &Value) -> usize {
    1 + match value {
        Value::List(items) => items.iter().map(|item| values(item)).sum(),
        Value::Object(fields) => fields.iter().map(|(_, value)| values(value)).sum(),
        _ => 0,
    }
}

/// The nesting with so many steps more, unless that is too deep.
fn deeper(around: usize, steps: usize) -> Result<usize, RequestError> {
    let nesting = around + steps;
    if nesting > MAX_NESTING {
        let message = format!("With its fragments in place a document's selections nest at most {MAX_NESTING} deep.");
        return Err(RequestError::too_large(message));
    }
    Ok(nesting)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graphql::limits::tests::limits;

    /// A chain of fragments, each so deep in itself, each naming the next.
    fn chain(fragments: usize, deep: usize) -> String {
        let fragment = |n: usize| {
            let inside = if n + 1 < fragments { format!("...F{}", n + 1) } else { "a".to_owned() };
            format!("fragment F{n} on T {{ {} {inside} {} }} ", "a {".repeat(deep - 1), "}".repeat(deep - 1))
        };
        (0..fragments).map(fragment).collect()
    }

    fn of_text(text: &str) -> Result<(), RequestError> {
        check(&Document::parse(text, "test").unwrap(), &limits())
    }

    #[test]
    fn values_count_wherever_they_stand() {
        let most = limits().max_tokens.min(limits().max_fields());
        for (before, item, behind) in [
            ("{ a(x: [", "1 ", "]) }"),
            ("{ a(x: {k: [", "{} ", "]}) }"),
            ("{ a @d(x: [", "RED ", "]) }"),
            ("query($v: [Int] = [", "null ", "]) { a }"),
        ] {
            // The field, and each value that stands around.
            let around =
                1 + before.matches('[').count() + before.matches("{k").count() - before.matches("[Int").count();
            let of = |items: usize| of_text(&format!("{before}{}{behind}", item.repeat(items)));
            assert!(of(most - around).is_ok(), "{before}");
            assert!(of(most - around + 1).is_err(), "{before}");
        }
        let fields = |many: usize| of_text(&format!("{{ {} }}", "a(k: 1) ".repeat(many)));
        assert!(fields(most / 2).is_ok() && fields(most / 2 + 1).is_err(), "a field and its value");
    }

    #[test]
    fn fragments_nest_no_deeper_than_a_text() {
        // The one that names another is a step itself.
        assert!(of_text(&chain(8, 8)).is_ok());
        assert!(of_text(&chain(9, 8)).is_err());
        assert!(of_text(&chain(64, 1)).is_ok());
        assert!(of_text(&chain(65, 1)).is_err());
        assert!(of_text(&chain(600, 60)).is_err());
        // Known already, then named from deeper.
        let named = |deep: usize| format!("{} {{ {} ...F0 {} }}", chain(8, 4), "a {".repeat(deep), "}".repeat(deep));
        assert!(of_text(&named(31)).is_ok());
        assert!(of_text(&named(32)).is_err());
    }
}
