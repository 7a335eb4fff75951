//! Writes the normal form: as a document of the library, and as a text that equal forms share.

use super::collect::Collected;
use async_graphql::{
    Name, Pos, Positioned,
    parser::types::{
        DocumentOperations, ExecutableDocument, Field, InlineFragment, OperationDefinition, OperationType, Selection,
        SelectionSet, TypeCondition,
    },
};
use std::{collections::HashMap, fmt::Write};

/// A document with one operation.
pub(super) fn document<'f>(kind: OperationType, fields: impl IntoIterator<Item = &'f Collected>) -> ExecutableDocument {
    let operation = OperationDefinition {
        ty: kind,
        variable_definitions: Vec::new(),
        directives: Vec::new(),
        selection_set: nowhere(SelectionSet { items: fields.into_iter().map(field).collect() }),
    };
    ExecutableDocument { operations: DocumentOperations::Single(nowhere(operation)), fragments: HashMap::new() }
}

/// Removes the arguments of the root fields.
pub(super) fn clear_root_arguments(document: &mut ExecutableDocument) {
    let DocumentOperations::Single(operation) = &mut document.operations else { return };
    for item in &mut operation.node.selection_set.node.items {
        if let Selection::Field(field) = &mut item.node {
            field.node.arguments.clear();
        }
    }
}

fn field(field: &Collected) -> Positioned<Selection> {
    let at = Pos { line: 0, column: field.at };
    let items = match field.inside.as_slice() {
        [(_, fields)] if field.is_object => fields.iter().map(self::field).collect(),
        kinds => kinds.iter().map(|(object, fields)| fragment(object, fields)).collect(),
    };
    let node = Field {
        alias: (field.key != field.name).then(|| Positioned::new(Name::new(&field.key), at)),
        name: Positioned::new(Name::new(&field.name), at),
        arguments: field
            .arguments
            .iter()
            .map(|(name, value)| (nowhere(Name::new(name)), nowhere(value.clone().into_value())))
            .collect(),
        directives: Vec::new(),
        selection_set: Positioned::new(SelectionSet { items }, at),
    };
    Positioned::new(Selection::Field(Positioned::new(node, at)), at)
}

fn fragment(object: &str, fields: &[Collected]) -> Positioned<Selection> {
    let condition = TypeCondition { on: nowhere(Name::new(object)) };
    nowhere(Selection::InlineFragment(nowhere(InlineFragment {
        type_condition: Some(nowhere(condition)),
        directives: Vec::new(),
        selection_set: nowhere(SelectionSet { items: fields.iter().map(field).collect() }),
    })))
}

fn nowhere<T>(node: T) -> Positioned<T> {
    Positioned::new(node, Pos { line: 0, column: 0 })
}

/// Writes fields as a text. Two selections that show the same have the same text. `with_arguments` says whether the
/// arguments of the outermost fields are part of it.
pub(super) fn write(text: &mut String, fields: &[Collected], with_arguments: bool) {
    for field in fields {
        // Writing to a string does not fail.
        let _ = write!(text, "{}:{}", field.key, field.name);
        if with_arguments {
            for (name, value) in &field.arguments {
                let _ = write!(text, "({name}:{value})");
            }
        }
        for (object, fields) in &field.inside {
            let _ = write!(text, "{{{object} ");
            write(text, fields, true);
            text.push('}');
        }
        text.push(' ');
    }
}
