//! FieldsInSetCanMerge (5.3.2): fields with the same response name must be the same field, for an answer has one value
//! under a name. The validator has this rule, but takes a list for equal to a longer one, and misses types that differ
//! behind fragments.
//!
//! Here it is two rules. Each walks down once, over the merged selections of all fields of a name. First: all values that
//! may stand under one name have one shape (SameResponseShape). Second: fields that may be of one object are the same
//! field with the same arguments.

use super::{
    error::{MAX_ERRORS, Mistake},
    schema::RequestSchema,
    walk::{Visitor, walk},
};
use apollo_compiler::{
    ExecutableDocument, Name, Node,
    ast::{Argument, Type, Value},
    executable::{Field, Operation, SelectionSet},
    schema::ExtendedType,
};
use async_graphql::indexmap::IndexMap;
use std::{collections::HashMap, convert::Infallible};

/// A selected field, with the type on which it is selected.
#[derive(Clone, Copy)]
struct Selected<'d> {
    parent: &'d Name,
    field: &'d Node<Field>,
}

/// Finds the fields of an operation that cannot be merged.
pub(super) fn check(document: &ExecutableDocument, schema: &RequestSchema, operation: &Operation) -> Vec<Mistake> {
    let mut merging = Merging { document, schema, mistakes: Vec::new() };
    let fields = merging.expand([&operation.selection_set]);
    merging.same_shape(&fields);
    merging.same_field(&fields);
    merging.mistakes
}

struct Merging<'d> {
    document: &'d ExecutableDocument,
    schema: &'d RequestSchema,
    mistakes: Vec<Mistake>,
}

impl<'d> Merging<'d> {
    /// The fields of selection sets, those of their fragments included. Each fragment counts once.
    fn expand(&self, sets: impl IntoIterator<Item = &'d SelectionSet>) -> Vec<Selected<'d>> {
        let mut expanding = Expanding(Vec::new());
        let Ok(()) = walk(self.document, sets, &mut expanding);
        expanding.0
    }

    fn inside(&self, fields: &[Selected<'d>]) -> Vec<Selected<'d>> {
        self.expand(fields.iter().map(|selected| &selected.field.selection_set))
    }

    fn same_shape(&mut self, fields: &[Selected<'d>]) {
        for group in by_name(fields).into_values() {
            let (first, others) = (group[0], &group[1..]);
            for other in others {
                let types = (&first.field.definition.ty, &other.field.definition.ty);
                if !self.have_one_shape(types.0, types.1) {
                    let why = format!("they return conflicting types \"{}\" and \"{}\"", types.0, types.1);
                    self.note(first, *other, &why);
                }
            }
            let inside = self.inside(&group);
            if !inside.is_empty() {
                self.same_shape(&inside);
            }
        }
    }

    fn have_one_shape(&self, a: &Type, b: &Type) -> bool {
        match (a, b) {
            (Type::List(a), Type::List(b)) | (Type::NonNullList(a), Type::NonNullList(b)) => self.have_one_shape(a, b),
            (Type::Named(a), Type::Named(b)) | (Type::NonNullNamed(a), Type::NonNullNamed(b)) => {
                a == b || (self.is_composite(a) && self.is_composite(b))
            }
            _ => false,
        }
    }

    fn is_composite(&self, name: &Name) -> bool {
        let definition = self.schema.find(name);
        matches!(definition, Some(ExtendedType::Object(_) | ExtendedType::Interface(_) | ExtendedType::Union(_)))
    }

    fn same_field(&mut self, fields: &[Selected<'d>]) {
        for group in by_name(fields).into_values() {
            for same in self.by_parent(&group) {
                let (first, others) = (same[0], &same[1..]);
                for other in others {
                    let (a, b) = (first.field, other.field);
                    if a.name != b.name {
                        let why = format!("\"{}\" and \"{}\" are different fields", a.name, b.name);
                        self.note(first, *other, &why);
                    } else if !are_same(&a.arguments, &b.arguments) {
                        self.note(first, *other, "they have differing arguments");
                    }
                }
                let inside = self.inside(&same);
                if !inside.is_empty() {
                    self.same_field(&inside);
                }
            }
        }
    }

    /// Groups fields that may be of one object: for each object type its own fields, and all fields of interfaces and unions.
    fn by_parent(&self, group: &[Selected<'d>]) -> Vec<Vec<Selected<'d>>> {
        let is_object =
            |selected: &Selected<'d>| matches!(self.schema.find(selected.parent), Some(ExtendedType::Object(_)));
        let (objects, abstracts): (Vec<_>, Vec<_>) = group.iter().copied().partition(is_object);
        let mut groups: IndexMap<&Name, Vec<_>> = IndexMap::new();
        for selected in objects {
            groups.entry(selected.parent).or_default().push(selected);
        }
        if groups.is_empty() {
            return vec![abstracts];
        }
        groups.values_mut().for_each(|group| group.extend(&abstracts));
        groups.into_values().collect()
    }

    fn note(&mut self, first: Selected<'_>, other: Selected<'_>, why: &str) {
        if self.mistakes.len() >= MAX_ERRORS {
            return;
        }
        let name = first.field.response_key();
        let message = format!(
            "Fields \"{name}\" conflict because {why}. Use different aliases on the fields to fetch both if this was intentional."
        );
        let at = [first, other].into_iter().filter_map(|selected| selected.field.location());
        self.mistakes.push(Mistake::new(message, at));
    }
}

/// The fields that a walk finds, without what is inside them.
struct Expanding<'d>(Vec<Selected<'d>>);

impl<'d> Visitor<'d> for Expanding<'d> {
    type Error = Infallible;

    fn field(&mut self, parent: &'d Name, field: &'d Node<Field>) -> bool {
        self.0.push(Selected { parent, field });
        false
    }
}

fn by_name<'d>(fields: &[Selected<'d>]) -> IndexMap<&'d Name, Vec<Selected<'d>>> {
    let mut groups: IndexMap<_, Vec<_>> = IndexMap::with_capacity(fields.len());
    for selected in fields {
        groups.entry(selected.field.response_key()).or_default().push(*selected);
    }
    groups
}

fn are_same(a: &[Node<Argument>], b: &[Node<Argument>]) -> bool {
    a.len() == b.len() && a.iter().all(|a| b.iter().any(|b| a.name == b.name && is_same(&a.value, &b.value)))
}

/// Two values are the same whatever the order in which an object's fields stand.
fn is_same(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::List(a), Value::List(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| is_same(a, b)),
        (Value::Object(a), Value::Object(b)) => {
            let b: HashMap<_, _> = b.iter().map(|(name, value)| (name, value)).collect();
            a.len() == b.len() && a.iter().all(|(name, value)| b.get(name).is_some_and(|b| is_same(value, b)))
        }
        _ => a == b,
    }
}
