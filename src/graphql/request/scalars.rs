//! The scalars of requests. Each value is checked before anything runs, by the same function that reads it when its field is
//! resolved.

use crate::graphql::scalars::{DateTime, WebAddress};
use async_graphql::{InputType, InputValueError, Name, Number, Pos, ScalarType, Value};

/// Coerces a value to a scalar of this name. The error says what is expected, in a sentence.
pub(super) fn coerce(name: &str, value: Value) -> Result<Value, String> {
    match (name, value) {
        ("Int", Value::Number(number)) => {
            int(&number).ok_or_else(|| format!("Int cannot represent {number}: it has 32 bits."))
        }
        ("Float", Value::Number(number)) => Ok(Value::Number(number)),
        ("String" | "ID", value @ Value::String(_)) | ("Boolean", value @ Value::Boolean(_)) => Ok(value),
        ("ID", Value::Number(number)) => match digits(&number) {
            Some(digits) => Ok(Value::String(digits)),
            None => Err(cannot_represent("ID", &Value::Number(number))),
        },
        ("DateTime", value) => checked::<DateTime>("DateTime", &value),
        ("URL", value) => checked::<WebAddress>("URL", &value),
        ("Upload", value) => {
            Err(format!("Upload cannot represent {}: a file comes by `map` of a multipart request.", short(&value)))
        }
        // Any value is JSON.
        ("JSON", value) => Ok(value),
        (name, value) => Err(cannot_represent(name, &value)),
    }
}

/// An Int: a whole number of 32 bits. 1.0 and 1e3 are whole as well (3.5.1).
fn int(number: &Number) -> Option<Value> {
    #[expect(clippy::cast_possible_truncation, reason = "whole and of 32 bits, as was just asked")]
    let whole = number.as_i64().or_else(|| {
        let float = number.as_f64()?;
        (float.fract() == 0.0 && float.abs() <= f64::from(u32::MAX)).then_some(float as i64)
    })?;
    i32::try_from(whole).ok().map(|int| Value::Number(int.into()))
}

/// A whole number as an id: its digits, as JavaScript writes them.
fn digits(number: &Number) -> Option<String> {
    if number.is_i64() || number.is_u64() {
        return Some(number.to_string());
    }
    let float = number.as_f64().filter(|float| float.fract() == 0.0 && float.abs() < 1e21)?;
    // JavaScript writes -0 as 0.
    Some(format!("{:.0}", if float == 0.0 { 0.0 } else { float }))
}

/// Checks a value and returns it unchanged: the resolver parses it again.
fn checked<S: ScalarType + InputType>(name: &str, value: &Value) -> Result<Value, String> {
    <S as ScalarType>::parse(value.clone()).map(|_| value.clone()).map_err(|error: InputValueError<S>| {
        // Both messages begin with the name of the type: cut off the library's.
        let why = error.into_server_error(Pos::default()).message;
        let why = why.split_once(": ").map_or(why.as_str(), |(_, why)| why);
        format!("{name} cannot represent {}: {why}.", short(value))
    })
}

fn cannot_represent(name: &str, value: &Value) -> String {
    format!("{name} cannot represent {}.", short(value))
}

/// A value as an error shows it, cut to a length.
pub(super) fn short(value: &Value) -> String {
    const MOST: usize = 60;
    let text = value.to_string();
    match text.char_indices().nth(MOST) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}

/// An enum's value by its name.
pub(super) fn enum_value(name: &str) -> Value {
    Value::Enum(Name::new(name))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn number(value: &serde_json::Value) -> Number {
        serde_json::from_value(value.clone()).unwrap()
    }

    #[test]
    fn an_id_has_the_digits_that_javascript_writes() {
        for (given, digits_of) in [
            (json!(0), Some("0")),
            (json!(-7), Some("-7")),
            (json!(2.0), Some("2")),
            (json!(-0.0), Some("0")),
            (json!(1e20), Some("100000000000000000000")),
            // No double has these.
            (json!(9_007_199_254_740_993_i64), Some("9007199254740993")),
            (json!(-9_007_199_254_740_993_i64), Some("-9007199254740993")),
            (json!(u64::MAX), Some("18446744073709551615")),
            (json!(1e21), None),
            (json!(-1e21), None),
            (json!(0.5), None),
        ] {
            assert_eq!(digits(&number(&given)).as_deref(), digits_of, "{given}");
        }
    }

    #[test]
    fn an_int_is_whole_and_has_32_bits() {
        for (given, whole) in [
            (json!(1.0), Some(1)),
            (json!(1e3), Some(1_000)),
            (json!(i32::MAX), Some(i32::MAX)),
            (json!(i32::MIN), Some(i32::MIN)),
            (json!(-2_147_483_648.0), Some(i32::MIN)),
            (json!(i64::from(i32::MAX) + 1), None),
            (json!(2_147_483_648.0), None),
            (json!(u64::MAX), None),
            (json!(1e300), None),
            (json!(1.5), None),
        ] {
            assert_eq!(int(&number(&given)), whole.map(|whole: i32| Value::Number(whole.into())), "{given}");
        }
    }

    #[test]
    fn what_an_error_shows_is_cut_to_sixty() {
        let text = |length: usize| Value::String("ä".repeat(length));
        assert_eq!(short(&text(58)).chars().count(), 60);
        let cut = short(&text(59));
        assert_eq!((cut.chars().count(), cut.ends_with("ä…")), (61, true));
    }
}
