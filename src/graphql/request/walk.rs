//! The one walk over what a document selects, with its fragments in place. `rules`, `merge` and `collect` are visitors of it.
//! Only `size` walks by itself: it comes before the validation, when fragments may still name themselves.

use apollo_compiler::{
    ExecutableDocument, Name, Node,
    executable::{Field, Fragment, InlineFragment, Selection, SelectionSet},
};
use std::collections::HashSet;

/// A fragment at the place where it is used.
#[derive(Clone, Copy)]
pub(super) enum FragmentUse<'d> {
    Inline(&'d InlineFragment),
    Named(&'d Fragment),
}

impl<'d> FragmentUse<'d> {
    /// The type that an object must be of. `None` when the fragment is for any.
    pub fn condition(self) -> Option<&'d Name> {
        match self {
            Self::Inline(inline) => inline.type_condition.as_ref(),
            Self::Named(fragment) => Some(fragment.type_condition()),
        }
    }
}

/// What is done on a walk. The error ends it.
pub(super) trait Visitor<'d> {
    type Error;

    /// Meets a selection of whichever kind. False passes it over, with all that is inside.
    fn selection(&mut self, _: &'d Selection) -> Result<bool, Self::Error> {
        Ok(true)
    }

    /// Meets a field, selected on a type. True walks on inside it, false leaves that to the visitor.
    fn field(&mut self, on: &'d Name, field: &'d Node<Field>) -> bool;

    /// Meets a fragment, and a named one for the first time. False does not walk into it.
    fn fragment(&mut self, _: FragmentUse<'d>) -> bool {
        true
    }
}

/// Walks over selection sets, depth first and in the order of the text. A named fragment is entered once in the whole walk: it
/// means the same wherever it stands.
pub(super) fn walk<'d, V: Visitor<'d>>(
    document: &'d ExecutableDocument,
    sets: impl IntoIterator<Item = &'d SelectionSet>,
    visitor: &mut V,
) -> Result<(), V::Error> {
    let mut walk = Walk { document, entered: HashSet::new() };
    sets.into_iter().try_for_each(|set| walk.within(set, visitor))
}

struct Walk<'d> {
    document: &'d ExecutableDocument,
    entered: HashSet<&'d Name>,
}

impl<'d> Walk<'d> {
    fn within<V: Visitor<'d>>(&mut self, set: &'d SelectionSet, visitor: &mut V) -> Result<(), V::Error> {
        for selection in &set.selections {
            if !visitor.selection(selection)? {
                continue;
            }
            match selection {
                Selection::Field(field) => {
                    if visitor.field(&set.ty, field) {
                        self.within(&field.selection_set, visitor)?;
                    }
                }
                Selection::InlineFragment(inline) => {
                    if visitor.fragment(FragmentUse::Inline(inline)) {
                        self.within(&inline.selection_set, visitor)?;
                    }
                }
                Selection::FragmentSpread(spread) => {
                    if self.entered.insert(&spread.fragment_name)
                        && let Some(fragment) = self.document.fragments.get(&spread.fragment_name)
                        && visitor.fragment(FragmentUse::Named(fragment))
                    {
                        self.within(&fragment.selection_set, visitor)?;
                    }
                }
            }
        }
        Ok(())
    }
}
