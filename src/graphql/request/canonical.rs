//! A mutation's input in the one form by which a repeated call is known. It is kept for 7 days, so it must stay the same over
//! upgrades: it is ours, and made of what a client said, in no other words than the contract's. A field that was not said, or
//! that says its default, is left out: one that a later version brings changes nothing of the calls from before.

use super::{
    literal::{Given, Literals, Variables},
    schema::RequestSchema,
};
use apollo_compiler::{
    Node,
    ast::{InputValueDefinition, Type},
};
use async_graphql::Value;
use std::fmt::Write;

/// What is kept of a call must tell nothing of these. The id is the key under which it is kept.
const UNSAID: [&str; 4] = ["password", "currentPassword", "newPassword", "clientMutationId"];

/// The canonical form of a value of an input object.
pub(super) fn input(schema: &RequestSchema, ty: &Type, value: &Value) -> String {
    let mut text = String::new();
    write(&mut text, schema, Some(ty), value);
    text
}

fn write(text: &mut String, schema: &RequestSchema, ty: Option<&Type>, value: &Value) {
    match value {
        Value::Object(fields) => {
            let places: Vec<_> =
                ty.and_then(|ty| schema.input_fields(ty.inner_named_type())).into_iter().flatten().collect();
            let place = |name: &str| places.iter().find(|place| place.name == name).copied();
            let mut said: Vec<_> = fields
                .iter()
                .filter(|(name, value)| match place(name) {
                    Some(place) => !UNSAID.contains(&name.as_str()) && !is_default(schema, place, value),
                    // Within a scalar.
                    None => true,
                })
                .collect();
            said.sort_by_key(|(name, _)| name.as_str());
            text.push('{');
            for (name, value) in said {
                quote(text, name);
                text.push(':');
                write(text, schema, place(name).map(|place| &*place.ty), value);
                text.push(',');
            }
            text.push('}');
        }
        Value::List(items) => {
            text.push('[');
            for item in items {
                write(text, schema, ty.map(Type::item_type), item);
                text.push(',');
            }
            text.push(']');
        }
        Value::String(string) => quote(text, string),
        // A name is none of the forms beside it.
        Value::Enum(name) => text.push_str(name),
        Value::Null => text.push_str("null"),
        Value::Boolean(truth) => text.push_str(if *truth { "true" } else { "false" }),
        // Writing to a string does not fail.
        Value::Number(number) => drop(write!(text, "{number}")),
        Value::Binary(bytes) => drop(write!(text, "{bytes:02x?}")),
    }
}

fn is_default(schema: &RequestSchema, place: &Node<InputValueDefinition>, value: &Value) -> bool {
    let none = Variables::new();
    let literals = Literals { schema, given: Given::Values(&none) };
    match &place.default_value {
        Some(default) => {
            literals.coerce(&place.ty, default, false).is_ok_and(|default| default.as_ref() == Some(value))
        }
        None => false,
    }
}

fn quote(text: &mut String, string: &str) {
    text.push('"');
    for c in string.chars() {
        if matches!(c, '"' | '\\') {
            text.push('\\');
        }
        text.push(c);
    }
    text.push('"');
}
