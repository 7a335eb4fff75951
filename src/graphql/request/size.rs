//! How large a document is with its fragments in place. Fragments that name others twice double it with every step: forty
//! lines grow to more selections than anybody can walk through. So they are counted before anything walks them, each fragment
//! once.

use super::error::RequestError;
use crate::graphql::limits::{Limits, MAX_DIRECTIVES, MAX_NESTING};
use apollo_compiler::{
    Node,
    ast::{Argument, Definition, DirectiveList, Document, FragmentDefinition, OperationDefinition, Selection, Value},
};
use std::collections::HashMap;

/// Lists of the introspection that nest are multiplied by each other: five of them are millions of names. The standard query
/// has one on each path (graphql-js refuses from three on, as its `MaxIntrospectionDepthRule`).
const MAX_INTROSPECTED: usize = 2;
const INTROSPECTED: [&str; 4] = ["fields", "interfaces", "possibleTypes", "inputFields"];

/// How large a selection is, with its fragments in place.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Size {
    selections: usize,
    /// Literals, and what stands in them.
    values: usize,
    aliases: usize,
    /// How deep fields nest.
    depth: usize,
    /// How deep selections nest, fields and fragments alike: each is a step for whoever walks through them.
    nesting: usize,
    /// How deep the introspection's lists nest.
    introspected: usize,
    /// The most directives in one place.
    directives: usize,
}

/// The sizes of a document's operations, by their names. One without selections that can be walked through is refused here.
pub(super) fn of(document: &Document, limits: &Limits) -> Result<HashMap<Option<String>, Size>, RequestError> {
    let mut count = Count { fragments: HashMap::new(), known: HashMap::new() };
    for definition in &document.definitions {
        if let Definition::FragmentDefinition(fragment) = definition {
            count.fragments.insert(fragment.name.as_str(), fragment);
        }
    }
    let mut sizes = HashMap::new();
    // Each operation is validated with its fragments: a long one that all of them name is walked through as often.
    let (mut all, most) = (0_usize, limits.max_fields());
    for definition in &document.definitions {
        match definition {
            Definition::OperationDefinition(operation) => {
                let size = count.operation(operation)?;
                size.can_be_walked(limits)?;
                all = all.saturating_add(size.selections).saturating_add(size.values);
                if all > most {
                    let message =
                        format!("With its fragments in place a document has at most {most} selections and values.");
                    return Err(RequestError::too_large(message));
                }
                sizes.insert(operation.name.as_ref().map(ToString::to_string), size);
            }
            // Also those that nothing names: the validation looks into each once, as this does.
            Definition::FragmentDefinition(fragment) => drop(count.fragment(&fragment.name, 0)?),
            _ => {}
        }
    }
    Ok(sizes)
}

impl Size {
    fn can_be_walked(self, limits: &Limits) -> Result<(), RequestError> {
        let most = limits.max_tokens;
        if self.selections > most {
            let message = format!("With its fragments in place an operation has at most {most} selections.");
            return Err(RequestError::too_large(message));
        }
        if self.values > most {
            let message = format!("With its fragments in place an operation has at most {most} values.");
            return Err(RequestError::too_large(message));
        }
        if self.directives > MAX_DIRECTIVES {
            return Err(RequestError::too_large(format!("A field has at most {MAX_DIRECTIVES} directives.")));
        }
        Ok(())
    }

    /// Holds the operation that is to run against the limits; the document's others are asked for nothing.
    pub fn check(self, limits: &Limits) -> Result<(), RequestError> {
        if self.depth > limits.max_depth {
            return Err(RequestError::too_large(format!("Fields nest at most {} deep.", limits.max_depth)));
        }
        if self.aliases > limits.max_aliases {
            return Err(RequestError::too_large(format!("An operation has at most {} aliases.", limits.max_aliases)));
        }
        if self.introspected > MAX_INTROSPECTED {
            let message = format!("Lists of the introspection nest at most {MAX_INTROSPECTED} deep.");
            return Err(RequestError::too_large(message));
        }
        Ok(())
    }

    /// Beside others of the same selection.
    fn add(&mut self, other: Self) {
        self.selections = self.selections.saturating_add(other.selections);
        self.values = self.values.saturating_add(other.values);
        self.aliases = self.aliases.saturating_add(other.aliases);
        self.depth = self.depth.max(other.depth);
        self.nesting = self.nesting.max(other.nesting);
        self.introspected = self.introspected.max(other.introspected);
        self.directives = self.directives.max(other.directives);
    }
}

struct Count<'d> {
    fragments: HashMap<&'d str, &'d FragmentDefinition>,
    /// What each fragment holds; none while it is being counted.
    known: HashMap<&'d str, Option<Size>>,
}

impl<'d> Count<'d> {
    fn operation(&mut self, operation: &'d OperationDefinition) -> Result<Size, RequestError> {
        self.selections(&operation.selection_set, 0)
    }

    /// `around` is how many selections stand around these.
    fn selections(&mut self, selections: &'d [Selection], around: usize) -> Result<Size, RequestError> {
        if selections.is_empty() {
            return Ok(Size::default());
        }
        let around = deeper(around, 1)?;
        let mut total = Size::default();
        for selection in selections {
            let (mut size, directives) = match selection {
                Selection::Field(field) => {
                    let mut inside = self.selections(&field.selection_set, around)?;
                    inside.depth += 1;
                    inside.aliases += usize::from(field.alias.is_some());
                    inside.introspected += usize::from(INTROSPECTED.contains(&field.name.as_str()));
                    inside.values = inside.values.saturating_add(values(&field.arguments));
                    (inside, &field.directives)
                }
                Selection::InlineFragment(inline) => {
                    (self.selections(&inline.selection_set, around)?, &inline.directives)
                }
                Selection::FragmentSpread(spread) => {
                    (self.fragment(&spread.fragment_name, around)?, &spread.directives)
                }
            };
            size.selections = size.selections.saturating_add(1);
            size.nesting += 1;
            size.values = size.values.saturating_add(in_directives(directives));
            size.directives = size.directives.max(directives.len());
            total.add(size);
        }
        Ok(total)
    }

    /// One that is not there, or that names itself, is told by the validation, which looks into none of them.
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

/// So many steps more, unless that is too deep.
fn deeper(around: usize, steps: usize) -> Result<usize, RequestError> {
    let nesting = around + steps;
    if nesting > MAX_NESTING {
        let message = format!("With its fragments in place a document's selections nest at most {MAX_NESTING} deep.");
        return Err(RequestError::too_large(message));
    }
    Ok(nesting)
}

fn in_directives(directives: &DirectiveList) -> usize {
    directives.iter().map(|directive| values(&directive.arguments)).sum()
}

fn values(arguments: &[Node<Argument>]) -> usize {
    arguments.iter().map(|argument| value(&argument.value)).sum()
}

/// How deep it goes was bounded when the text was read.
fn value(literal: &Value) -> usize {
    1 + match literal {
        Value::List(items) => items.iter().map(|item| value(item)).sum(),
        Value::Object(fields) => fields.iter().map(|(_, field)| value(field)).sum(),
        _ => 0,
    }
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
        of(&Document::parse(text, "test").unwrap(), &limits()).map(drop)
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
