//! CoerceVariableValues (6.1.2): the values that a request gives for its variables, each coerced to its type before
//! anything runs.

use super::{
    document::Document,
    error::RequestError,
    files::{FileMap, UPLOAD},
    literal::{Literals, VariableKnowledge},
    scalars::{self, short},
    schema::RequestSchema,
    values::Variables,
};
use crate::graphql::uploads::Upload;
use apollo_compiler::{
    ast::{Type, VariableDefinition},
    executable::Operation,
    schema::ExtendedType,
};
use async_graphql::{Name, Value, indexmap::IndexMap};
use serde_json::{Map, Value as Json};
use std::collections::HashMap;

/// Coerces the values for the operation's variables, and ignores others; where `files` has one, it stands in the place of null.
/// The error says which variable is wrong, and where.
pub(super) fn coerce(
    schema: &RequestSchema,
    document: &Document,
    operation: &Operation,
    (mut given, files): (Map<String, Json>, &FileMap),
    room: usize,
) -> Result<Variables, RequestError> {
    let mut variables = Variables::none(room);
    let mut files = files.paths();
    let none = Variables::none(room);
    let literals = Literals { schema, given: VariableKnowledge::Values(&none) };
    for definition in &operation.variables {
        let name = definition.name.as_str();
        let wrong = |message: String| RequestError::invalid(message, document.position(definition.location()));
        let value = match given.remove(name) {
            Some(value) => Some(coerce_one(schema, definition, value, &mut files).map_err(wrong)?),
            None => match &definition.default_value {
                Some(default) => literals.coerce(&definition.ty, default, false).map_err(|it| wrong(it.message))?,
                None if definition.ty.is_non_null() => {
                    let message =
                        format!("Variable \"${name}\" of required type \"{}\" was not provided.", definition.ty);
                    return Err(wrong(message));
                }
                None => None,
            },
        };
        if let Some(value) = value {
            variables.insert(name, value);
        }
    }
    match files.keys().min() {
        None => Ok(variables),
        Some(path) => {
            let path: String = path.chars().take(60).collect();
            let message =
                format!("`map` puts a file at \"{path}\", where no variable of the type {UPLOAD} stands that is null.");
            Err(RequestError::invalid(message, None))
        }
    }
}

fn coerce_one(
    schema: &RequestSchema,
    definition: &VariableDefinition,
    value: Json,
    files: &mut HashMap<String, usize>,
) -> Result<Value, String> {
    let name = &definition.name;
    let is_file = files.contains_key(name.as_str());
    let mut place = ValuePath { schema, files, path: name.to_string() };
    if value.is_null() && definition.ty.is_non_null() && !is_file {
        let message = format!("Variable \"${name}\" of non-null type \"{}\" must not be null.", definition.ty);
        return Err(message);
    }
    place.coerce(&definition.ty, value).map_err(|message| {
        let at = if place.path == name.as_str() { String::new() } else { format!(" at \"{}\"", place.path) };
        format!("Variable \"${name}\" got an invalid value{at}: {message}")
    })
}

/// The place in a variable's value that is being coerced. After a mistake it stays, for the error to name it.
struct ValuePath<'s> {
    schema: &'s RequestSchema,
    /// The files that have not been met yet, by their paths.
    files: &'s mut HashMap<String, usize>,
    path: String,
}

impl ValuePath<'_> {
    /// Coerces the value at a place inside this one.
    fn within<T>(&mut self, step: &str, coerce: impl FnOnce(&mut Self) -> Result<T, String>) -> Result<T, String> {
        let length = self.path.len();
        self.path.push_str(step);
        let value = coerce(self)?;
        self.path.truncate(length);
        Ok(value)
    }

    fn coerce(&mut self, ty: &Type, value: Json) -> Result<Value, String> {
        match (ty, value) {
            (Type::Named(name) | Type::NonNullNamed(name), Json::Null)
                if name == UPLOAD && self.files.contains_key(&self.path) =>
            {
                Ok(self.files.remove(&self.path).map(Upload::value).unwrap_or_default())
            }
            (_, Json::Null) if ty.is_non_null() => Err(format!("Expected non-nullable type \"{ty}\" not to be null.")),
            (_, Json::Null) => Ok(Value::Null),
            (Type::List(item) | Type::NonNullList(item), Json::Array(items)) => {
                let mut list = Vec::with_capacity(items.len());
                for (index, value) in items.into_iter().enumerate() {
                    list.push(self.within(&format!("[{index}]"), |place| place.coerce(item, value))?);
                }
                Ok(Value::List(list))
            }
            (Type::List(item) | Type::NonNullList(item), value) => {
                self.coerce(item, value).map(|item| Value::List(vec![item]))
            }
            (Type::Named(name) | Type::NonNullNamed(name), value) => self.named(name, value),
        }
    }

    fn named(&mut self, name: &str, value: Json) -> Result<Value, String> {
        match (self.schema.find(name), value) {
            (Some(ExtendedType::Scalar(_)), value) => scalars::coerce(name, plain(value)?),
            (Some(ExtendedType::Enum(known)), Json::String(one)) if known.values.contains_key(one.as_str()) => {
                Ok(scalars::enum_value(&one))
            }
            (Some(ExtendedType::Enum(_)), value) => {
                Err(format!("Value {} does not exist in \"{name}\" enum.", short(&plain(value)?)))
            }
            (Some(ExtendedType::InputObject(_)), Json::Object(given)) => self.object(name, given),
            (_, value) => Err(format!("Expected type \"{name}\" to be an object, found {}.", short(&plain(value)?))),
        }
    }

    fn object(&mut self, name: &str, mut given: Map<String, Json>) -> Result<Value, String> {
        let none = Variables::none(usize::MAX);
        let schema = self.schema;
        let literals = Literals { schema, given: VariableKnowledge::Values(&none) };
        let mut object = IndexMap::with_capacity(given.len());
        let mut seen = 0;
        for field in schema.input_fields(name).into_iter().flatten() {
            let value = match given.remove(field.name.as_str()) {
                Some(value) => {
                    seen += 1;
                    Some(self.within(&format!(".{}", field.name), |place| place.coerce(&field.ty, value))?)
                }
                None => literals.of(field, None, None).map_err(|mistake| mistake.message)?,
            };
            if let Some(value) = value {
                object.insert(Name::new(&field.name), value);
            }
        }
        if let Some(unknown) = given.keys().next() {
            let unknown: String = unknown.chars().take(60).collect();
            return Err(format!("Field \"{unknown}\" is not defined by type \"{name}\"."));
        }
        if schema.is_one_of(name) && (seen != 1 || object.values().any(|value| *value == Value::Null)) {
            return Err(format!("Exactly one key must be specified for OneOf type \"{name}\", and not null."));
        }
        Ok(Value::Object(object))
    }
}

/// A JSON value without a type. Its nesting was bounded when it was read.
fn plain(value: Json) -> Result<Value, String> {
    Value::from_json(value).map_err(|error| error.to_string())
}
