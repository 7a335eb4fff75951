//! What is true of the normal form, whatever it was made of: nothing in it is left to decide, and it is itself a document that
//! the gate lets through and does not change.

use crate::{
    graphql::{
        limits::MAX_NESTING,
        request::{Gate, Operation, Params},
    },
    transport::fuzzing::answer::is_answer,
};
use async_graphql::{
    Positioned,
    parser::types::{ExecutableDocument, Selection, SelectionSet},
};
use async_graphql_value::Value;
use serde_json::{Map, Value as Json};
use std::{collections::HashSet, fmt::Write};

/// Each response name once, no directive, no variable, and no fragment but one of an object.
pub(super) fn is_normal(document: &ExecutableDocument) {
    assert!(document.fragments.is_empty());
    for (_, operation) in document.operations.iter() {
        assert!(operation.node.variable_definitions.is_empty() && operation.node.directives.is_empty());
        is_set_normal(&operation.node.selection_set.node, 0);
    }
}

fn is_set_normal(set: &SelectionSet, depth: usize) {
    assert!(depth <= MAX_NESTING, "deeper than the executor goes");
    let mut names = HashSet::new();
    for item in &set.items {
        match &item.node {
            Selection::Field(field) => {
                let field = &field.node;
                assert!(names.insert(field.response_key().node.as_str()), "{} stands twice", field.response_key().node);
                assert!(field.directives.is_empty());
                assert!(field.arguments.iter().all(|(_, value)| value.node.clone().into_const().is_some()));
                is_set_normal(&field.selection_set.node, depth + 1);
            }
            Selection::InlineFragment(fragment) => {
                let condition = fragment.node.type_condition.as_ref();
                let Some(condition) = condition else { panic!("a fragment on nothing") };
                assert!(fragment.node.directives.is_empty());
                assert!(names.insert(condition.node.on.node.as_str()), "two fragments on one object");
                is_set_normal(&fragment.node.selection_set.node, depth + 1);
            }
            Selection::FragmentSpread(_) => panic!("a fragment by its name"),
        }
    }
}

/// Judges the normal form again: it passes, and comes to itself. Only with its fragments in place it may be too large.
pub(super) fn is_fixed(gate: &Gate, operation: &Operation) {
    let Some(query) = print(operation) else { return };
    match gate.judge(Params { query: query.clone(), operation_name: None, variables: Map::new() }) {
        Ok(again) => assert_eq!(print(&again).as_ref(), Some(&query)),
        Err(error) => {
            let refused = error.into();
            is_answer(&refused);
            for error in refused.errors() {
                let extensions = error.extensions.as_ref();
                let code = extensions.and_then(|extensions| extensions.get("code")).cloned();
                // An object of which all was skipped is written as a leaf.
                let is_skipped = error.message.contains("must have a selection");
                assert!(is_skipped || code == Some("TOO_LARGE".into()), "{}: {query}", error.message);
            }
        }
    }
}

/// None of what can't be written: nothing selected of an object, or an object whose keys are no names.
fn print(operation: &Operation) -> Option<String> {
    let document = operation.executable();
    let mut text = String::new();
    for (_, operation) in document.operations.iter() {
        text.push_str(match operation.node.ty {
            async_graphql::parser::types::OperationType::Query => "query",
            async_graphql::parser::types::OperationType::Mutation => "mutation",
            async_graphql::parser::types::OperationType::Subscription => "subscription",
        });
        print_set(&mut text, &operation.node.selection_set)?;
    }
    Some(text)
}

fn print_set(text: &mut String, set: &Positioned<SelectionSet>) -> Option<()> {
    if set.node.items.is_empty() {
        return None;
    }
    text.push('{');
    for item in &set.node.items {
        match &item.node {
            Selection::Field(field) => {
                let field = &field.node;
                // Writing to a string does not fail.
                let _ = write!(text, "{}:{}", field.response_key().node, field.name.node);
                if !field.arguments.is_empty() {
                    text.push('(');
                    for (name, value) in &field.arguments {
                        let _ = write!(text, "{}:", name.node);
                        print_value(text, &value.node)?;
                        text.push(' ');
                    }
                    text.push(')');
                }
                if !field.selection_set.node.items.is_empty() {
                    print_set(text, &field.selection_set)?;
                }
            }
            Selection::InlineFragment(fragment) => {
                let condition = fragment.node.type_condition.as_ref()?;
                let _ = write!(text, "...on {}", condition.node.on.node);
                print_set(text, &fragment.node.selection_set)?;
            }
            Selection::FragmentSpread(_) => return None,
        }
        text.push(' ');
    }
    text.push('}');
    Some(())
}

fn print_value(text: &mut String, value: &Value) -> Option<()> {
    match value {
        Value::Null => text.push_str("null"),
        Value::Boolean(truth) => drop(write!(text, "{truth}")),
        Value::Number(number) => drop(write!(text, "{number}")),
        Value::Enum(name) => text.push_str(name),
        // A string of JSON is one of GraphQL.
        Value::String(string) => drop(write!(text, "{}", Json::from(string.as_str()))),
        Value::List(items) => {
            text.push('[');
            for item in items {
                print_value(text, item)?;
                text.push(' ');
            }
            text.push(']');
        }
        Value::Object(fields) => {
            text.push('{');
            for (name, value) in fields {
                let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
                let is_written = name.chars().all(is_name) && !name.starts_with(|c: char| c.is_ascii_digit());
                (is_written && !name.is_empty()).then_some(())?;
                let _ = write!(text, "{name}:");
                print_value(text, value)?;
                text.push(' ');
            }
            text.push('}');
        }
        Value::Variable(_) | Value::Binary(_) => return None,
    }
    Some(())
}
