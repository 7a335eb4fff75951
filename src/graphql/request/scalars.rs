//! The scalars of requests: each value is coerced once, before anything runs, by the same function that the executor would
//! use when it reaches the field.

use crate::graphql::scalars::{DateTime, Json, WebAddress};
use async_graphql::{InputType, InputValueError, Name, Number, Pos, ScalarType, Value};

/// Coerces a value to a scalar of this name, and brings it into the one form that it has. The error says what is expected, in
/// a sentence.
pub(super) fn coerce(name: &str, value: Value) -> Result<Value, String> {
    match (name, value) {
        ("Int", Value::Number(number)) => {
            int(&number).ok_or_else(|| format!("Int cannot represent {number}: it has 32 bits."))
        }
        ("Float", Value::Number(number)) => Ok(Value::Number(number)),
        ("String" | "ID", value @ Value::String(_)) | ("Boolean", value @ Value::Boolean(_)) => Ok(value),
        // Whole numbers are ids by their digits.
        ("ID", Value::Number(number)) => match (number.as_i64(), number.as_u64()) {
            (None, None) => Err(cannot_represent("ID", &Value::Number(number))),
            _ => Ok(Value::String(number.to_string())),
        },
        ("DateTime", value) => normal::<DateTime>("DateTime", value),
        ("URL", value) => normal::<WebAddress>("URL", value),
        ("JSON", value) => normal::<Json>("JSON", value),
        (name, value) => Err(cannot_represent(name, &value)),
    }
}

/// Numbers of 32 bits; 1.0 and 1e3 are whole as well (3.5.1).
fn int(number: &Number) -> Option<Value> {
    #[expect(clippy::cast_possible_truncation, reason = "whole and of 32 bits, as was just asked")]
    let whole = number.as_i64().or_else(|| {
        let float = number.as_f64()?;
        (float.fract() == 0.0 && float.abs() <= f64::from(u32::MAX)).then_some(float as i64)
    })?;
    i32::try_from(whole).ok().map(|int| Value::Number(int.into()))
}

fn normal<S: ScalarType + InputType>(name: &str, value: Value) -> Result<Value, String> {
    let told = short(&value);
    <S as ScalarType>::parse(value).map(|parsed| ScalarType::to_value(&parsed)).map_err(|error: InputValueError<S>| {
        // The library's message begins with the type's name, as this one does.
        let why = error.into_server_error(Pos::default()).message;
        let why = why.split_once(": ").map_or(why.as_str(), |(_, why)| why);
        format!("{name} cannot represent {told}: {why}.")
    })
}

fn cannot_represent(name: &str, value: &Value) -> String {
    format!("{name} cannot represent {}.", short(value))
}

/// A value as an error shows it: nobody needs a long one again.
pub(super) fn short(value: &Value) -> String {
    const MOST: usize = 60;
    let text = value.to_string();
    match text.char_indices().nth(MOST) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}

/// Whether a value of a scalar may be anything: then variables may stand within it.
pub(super) fn is_free(name: &str) -> bool {
    name == "JSON"
}

/// An enum's value by its name.
pub(super) fn enum_value(name: &str) -> Value {
    Value::Enum(Name::new(name))
}
