//! How large a document is once its fragments stand where they are named. Fragments that name others twice double it with
//! every step: forty lines grow to more selections than anybody can walk through. The library walks them all, so they are
//! counted first, each fragment once.

use crate::{
    domain::outcome::Refusal,
    graphql::{limits::Limits, response::Rendered},
};
use async_graphql::{
    Name, Response, ServerError,
    parser::types::{ExecutableDocument, Selection, SelectionSet},
};
use std::collections::HashMap;

/// Selections nest, in fields and in fragments; nobody needs this much. The limit of depth is about fields alone.
const MAX_NESTING: usize = 200;
/// Lists of the introspection that nest are multiplied by each other: five of them are millions of names. The standard query
/// has one on each path (graphql-js refuses from three on, as its `MaxIntrospectionDepthRule`).
const MAX_INTROSPECTED: usize = 2;
const INTROSPECTED: [&str; 4] = ["fields", "interfaces", "possibleTypes", "inputFields"];

/// Refuses a document with more selections than it may have tokens, one that nests too deep, and one whose fragments name
/// themselves. The error is the answer to give.
pub(super) fn check(document: &ExecutableDocument, limits: &Limits) -> Result<(), Rendered> {
    let mut count = Count { document, known: HashMap::new() };
    let mut total = Size::default();
    for (_, operation) in document.operations.iter() {
        total.add(count.selections(&operation.node.selection_set.node, 0)?);
    }
    for fragment in document.fragments.keys() {
        // Also those that nothing names: the library looks into them.
        count.fragment(fragment, 0)?;
    }
    if total.introspected > MAX_INTROSPECTED {
        let message = format!("Lists of the introspection nest at most {MAX_INTROSPECTED} deep.");
        return Err(Rendered::refusal(Refusal::too_large(&message)));
    }
    if total.selections > limits.max_tokens {
        let message = format!("With its fragments in place a document has at most {} selections.", limits.max_tokens);
        return Err(Rendered::refusal(Refusal::too_large(&message)));
    }
    Ok(())
}

/// How large a selection is.
#[derive(Clone, Copy, Default)]
struct Size {
    selections: usize,
    /// How deep the introspection's lists nest in it.
    introspected: usize,
}

impl Size {
    fn add(&mut self, other: Self) {
        self.selections = self.selections.saturating_add(other.selections);
        self.introspected = self.introspected.max(other.introspected);
    }
}

struct Count<'d> {
    document: &'d ExecutableDocument,
    /// What each fragment holds; none while it is being counted.
    known: HashMap<&'d Name, Option<Size>>,
}

impl<'d> Count<'d> {
    fn selections(&mut self, set: &'d SelectionSet, nesting: usize) -> Result<Size, Rendered> {
        if nesting > MAX_NESTING {
            let message = format!("Selections nest at most {MAX_NESTING} deep.");
            return Err(Rendered::refusal(Refusal::too_large(&message)));
        }
        let mut total = Size::default();
        for item in &set.items {
            let mut inside = match &item.node {
                Selection::Field(field) => {
                    let mut inside = self.selections(&field.node.selection_set.node, nesting + 1)?;
                    inside.introspected += usize::from(INTROSPECTED.contains(&field.node.name.node.as_str()));
                    inside
                }
                Selection::InlineFragment(inline) => self.selections(&inline.node.selection_set.node, nesting + 1)?,
                Selection::FragmentSpread(spread) => self.fragment(&spread.node.fragment_name.node, nesting + 1)?,
            };
            inside.selections = inside.selections.saturating_add(1);
            total.add(inside);
        }
        Ok(total)
    }

    /// One that is not there is told by the validation.
    fn fragment(&mut self, name: &Name, nesting: usize) -> Result<Size, Rendered> {
        let Some((name, fragment)) = self.document.fragments.get_key_value(name) else { return Ok(Size::default()) };
        match self.known.get(name) {
            Some(Some(size)) => Ok(*size),
            Some(None) => {
                let message = format!("Cannot spread fragment \"{name}\" within itself.");
                Err(Rendered::new(Response::from_errors(vec![ServerError::new(message, Some(fragment.pos))])))
            }
            None => {
                self.known.insert(name, None);
                let size = self.selections(&fragment.node.selection_set.node, nesting)?;
                self.known.insert(name, Some(size));
                Ok(size)
            }
        }
    }
}
