//! Values that stand in a document. One walk both validates a value against the type of its place (5.6) and coerces it to
//! that type (3.x, Input Coercion), so that what was found valid is what is executed.

use super::{
    error::Mistake,
    files::has_file,
    scalars::{self, short},
    schema::RequestSchema,
    values::Variables,
};
use apollo_compiler::{
    Node,
    ast::{self, InputValueDefinition, Type, VariableDefinition},
    parser::SourceSpan,
    schema::ExtendedType,
};
use async_graphql::{Name, Value, indexmap::IndexMap};
use std::collections::HashSet;

/// What is known of the variables in a literal.
#[derive(Clone, Copy)]
pub(super) enum VariableKnowledge<'v> {
    /// The document is being validated: their definitions are known, and their values count as null.
    Defined(&'v [Node<VariableDefinition>]),
    /// The request is being coerced: their values are known.
    Values(&'v Variables),
}

/// Reads the literals of a document.
#[derive(Clone, Copy)]
pub(super) struct Literals<'s> {
    pub schema: &'s RequestSchema,
    pub given: VariableKnowledge<'s>,
}

type Found = Result<Option<Value>, Mistake>;

impl Literals<'_> {
    /// The value of an argument or of a field of an input object, by CoerceArgumentValues (6.4.1). An absent one has its
    /// default, or is `None` without a default.
    pub fn of(&self, place: &InputValueDefinition, value: Option<&Node<ast::Value>>, at: Option<SourceSpan>) -> Found {
        let value = match value {
            Some(value) => self.coerce(&place.ty, value, place.default_value.is_some())?,
            None => None,
        };
        match (value, &place.default_value) {
            (Some(value), _) => Ok(Some(value)),
            (None, Some(default)) => self.coerce(&place.ty, default, false),
            (None, None) if place.ty.is_non_null() => {
                let message = format!("\"{}\" of required type \"{}\" was not provided.", place.name, place.ty);
                Err(Mistake::new(message, at))
            }
            (None, None) => Ok(None),
        }
    }

    /// A value coerced to a type. `None` when the value is an absent variable.
    pub fn coerce(&self, ty: &Type, value: &Node<ast::Value>, has_default: bool) -> Found {
        let wrong = |message: String| Err(Mistake::new(message, value.location()));
        match (ty, &**value) {
            (_, ast::Value::Variable(name)) => self.variable(ty, name, has_default, value.location()),
            (_, ast::Value::Null) if ty.is_non_null() => wrong(format!("Expected value of type \"{ty}\", found null.")),
            (_, ast::Value::Null) => Ok(Some(Value::Null)),
            (Type::List(item) | Type::NonNullList(item), ast::Value::List(items)) => {
                let items = items.iter().map(|it| Ok(self.coerce(item, it, false)?.unwrap_or_default()));
                items.collect::<Result<Vec<_>, _>>().map(|items| Some(Value::List(items)))
            }
            (Type::List(item) | Type::NonNullList(item), _) => {
                Ok(self.coerce(item, value, false)?.map(|item| Value::List(vec![item])))
            }
            (Type::Named(name) | Type::NonNullNamed(name), _) => match (self.schema.find(name), &**value) {
                (Some(ExtendedType::Scalar(_)), _) => self.scalar(name, value).map(Some),
                // Of a document the validator has found it among the type's; of the schema a test does.
                (Some(ExtendedType::Enum(_)), ast::Value::Enum(one)) => Ok(Some(scalars::enum_value(one))),
                (Some(ExtendedType::InputObject(_)), ast::Value::Object(fields)) => {
                    self.object(name, fields, value.location()).map(Some)
                }
                _ => wrong(format!("Expected value of type \"{ty}\", found {}.", self.shown(value))),
            },
        }
    }

    fn variable(&self, ty: &Type, name: &str, has_default: bool, at: Option<SourceSpan>) -> Found {
        let wrong = |message: String| Err(Mistake::new(message, at));
        match self.given {
            VariableKnowledge::Defined(definitions) => {
                // Another rule tells of a variable without a definition.
                let Some(definition) = definitions.iter().find(|it| it.name == *name) else {
                    return Ok(Some(Value::Null));
                };
                if may_stand_at(definition, ty, has_default) {
                    return Ok(Some(Value::Null));
                }
                let of = &definition.ty;
                wrong(format!("Variable \"${name}\" of type \"{of}\" used in position expecting type \"{ty}\"."))
            }
            VariableKnowledge::Values(values) => match values.copy(name, at)? {
                // A nullable variable may stand at a non-null place when the place or the variable has a default (5.8.5). Its
                // value may still be null.
                Some(Value::Null) if ty.is_non_null() => {
                    wrong(format!("Variable \"${name}\" is null, where type \"{ty}\" is expected."))
                }
                known => Ok(known),
            },
        }
    }

    fn scalar(&self, name: &str, value: &Node<ast::Value>) -> Result<Value, Mistake> {
        let wrong = |message: String| Mistake::new(message, value.location());
        match (name, &**value) {
            // An id keeps its digits, however many there are.
            ("ID", ast::Value::Int(digits)) => Ok(Value::String(digits.as_str().to_owned())),
            // A variable may give an integer as 1.0; a literal may not.
            ("Int" | "ID", ast::Value::Float(float)) => {
                Err(wrong(format!("{name} cannot represent {}.", clipped(float.as_str()))))
            }
            _ => {
                let plain = self.plain(value)?.unwrap_or_default();
                scalars::coerce(name, plain).map_err(wrong)
            }
        }
    }

    /// A value inside a scalar, which has no type. `None` is an absent variable: only JSON has places for one.
    fn plain(&self, value: &Node<ast::Value>) -> Found {
        let wrong = |message: String| Mistake::new(message, value.location());
        Ok(Some(match &**value {
            ast::Value::Null => Value::Null,
            ast::Value::Enum(name) => scalars::enum_value(name),
            ast::Value::String(text) => Value::String(text.clone()),
            ast::Value::Boolean(truth) => Value::Boolean(*truth),
            ast::Value::Int(number) => plain_number(number.as_str()).map_err(wrong)?,
            ast::Value::Float(number) => plain_number(number.as_str()).map_err(wrong)?,
            ast::Value::List(items) => {
                let items = items.iter().map(|item| Ok(self.plain(item)?.unwrap_or_default()));
                Value::List(items.collect::<Result<_, _>>()?)
            }
            ast::Value::Object(fields) => {
                let mut object = IndexMap::with_capacity(fields.len());
                let mut seen = HashSet::with_capacity(fields.len());
                for (name, value) in fields {
                    if !seen.insert(name) {
                        return Err(Mistake::new(twice(name), value.location()));
                    }
                    if let Some(value) = self.plain(value)? {
                        object.insert(Name::new(name), value);
                    }
                }
                Value::Object(object)
            }
            ast::Value::Variable(name) => match self.given {
                VariableKnowledge::Values(values) => {
                    let value = values.copy(name, value.location())?;
                    if value.as_ref().is_some_and(has_file) {
                        return Err(wrong(format!("Variable \"${name}\" is a file, which stands in no JSON.")));
                    }
                    return Ok(value);
                }
                VariableKnowledge::Defined(definitions)
                    if !definitions.iter().any(|definition| definition.name == *name) =>
                {
                    return Err(wrong(format!("Variable \"${name}\" is not defined.")));
                }
                VariableKnowledge::Defined(_) => Value::Null,
            },
        }))
    }

    fn object(
        &self,
        name: &str,
        given: &[(apollo_compiler::Name, Node<ast::Value>)],
        at: Option<SourceSpan>,
    ) -> Result<Value, Mistake> {
        let mut object = IndexMap::with_capacity(given.len());
        // Of a document the validator tells of a field that the type does not have; of the schema a test does.
        for field in self.schema.input_fields(name).into_iter().flatten() {
            let mut values = given.iter().filter(|(given, _)| *given == field.name).map(|(_, value)| value);
            let value = values.next();
            if let Some(twin) = values.next() {
                return Err(Mistake::new(twice(&field.name), twin.location()));
            }
            if let Some(value) = self.of(field, value, at)? {
                object.insert(Name::new(&field.name), value);
            }
        }
        self.check_one_of(name, given).map_err(|message| Mistake::new(message, at))?;
        Ok(Value::Object(object))
    }

    /// Checks that exactly one field of a `OneOf` input object has a value (3.10.1). A variable's is not known yet, but its type
    /// must not allow null: so what is valid stays so once the values are known.
    fn check_one_of(&self, name: &str, given: &[(apollo_compiler::Name, Node<ast::Value>)]) -> Result<(), String> {
        let VariableKnowledge::Defined(definitions) = self.given else { return Ok(()) };
        let is_given = |value: &ast::Value| match value {
            ast::Value::Variable(name) => {
                definitions.iter().any(|definition| definition.name == *name && definition.ty.is_non_null())
            }
            value => !value.is_null(),
        };
        if !self.schema.is_one_of(name) || matches!(given, [(_, value)] if is_given(value)) {
            return Ok(());
        }
        Err(format!("OneOf Input Object \"{name}\" must specify exactly one non-null field."))
    }

    fn shown(&self, value: &Node<ast::Value>) -> String {
        self.plain(value).map_or_else(|_| "another value".to_owned(), |plain| short(&plain.unwrap_or_default()))
    }
}

/// IsVariableUsageAllowed (5.8.5).
fn may_stand_at(definition: &VariableDefinition, ty: &Type, place_has_default: bool) -> bool {
    let variable = &*definition.ty;
    if !ty.is_non_null() || variable.is_non_null() {
        return variable.is_assignable_to(ty);
    }
    let has_default = definition.default_value.as_ref().is_some_and(|default| !default.is_null());
    (has_default || place_has_default) && variable.is_assignable_to(&ty.clone().nullable())
}

/// A number as in JSON. A number that no double can hold is an error.
fn plain_number(text: &str) -> Result<Value, String> {
    text.parse::<serde_json::Number>().map(Value::Number).map_err(|_| format!("{} is out of range.", clipped(text)))
}

/// A name or number as an error shows it, cut to a length. Each of its characters is one byte.
pub(super) fn clipped(text: &str) -> &str {
    text.get(..60).unwrap_or(text)
}

fn twice(name: &str) -> String {
    format!("There can be only one input field named \"{}\".", clipped(name))
}
