//! The values that the variables of a request have, and how much room all values of an operation may take.

use super::error::Mistake;
use apollo_compiler::parser::SourceSpan;
use async_graphql::Value;
use std::{cell::Cell, collections::HashMap};

/// The coerced variables of a request, without the absent ones. The normal form has a copy of a variable wherever it is
/// named, which may be often: so all copies together are bounded.
pub(super) struct Variables {
    /// Each value, with its weight in bytes.
    values: HashMap<String, (Value, usize)>,
    left: Cell<usize>,
}

impl Variables {
    /// No variables; `room` is how many bytes all values of the operation may take.
    pub fn none(room: usize) -> Self {
        Self { values: HashMap::new(), left: Cell::new(room) }
    }

    /// Adds a variable.
    pub fn insert(&mut self, name: &str, value: Value) {
        let weight = weight(&value);
        self.values.insert(name.to_owned(), (value, weight));
    }

    /// A copy of a variable's value for one place. The error says that there is no room for it.
    pub fn copy(&self, name: &str, at: Option<SourceSpan>) -> Result<Option<Value>, Mistake> {
        let Some((value, weight)) = self.values.get(name) else { return Ok(None) };
        self.spend(*weight, at)?;
        Ok(Some(value.clone()))
    }

    /// Takes room for a value of this weight.
    pub fn spend(&self, weight: usize, at: Option<SourceSpan>) -> Result<(), Mistake> {
        let Some(left) = self.left.get().checked_sub(weight) else {
            let message = "The values of this operation are too large together.".to_owned();
            return Err(Mistake { is_too_large: true, ..Mistake::new(message, at) });
        };
        self.left.set(left);
        Ok(())
    }
}

/// About how many bytes a value takes. Never more than four times its bytes in JSON, where no value is shorter than two
/// bytes with its comma.
pub(super) fn weight(value: &Value) -> usize {
    const EACH: usize = 8;
    EACH + match value {
        Value::String(text) => text.len(),
        Value::List(items) => items.iter().map(weight).sum(),
        Value::Object(fields) => fields.iter().map(|(name, value)| name.len() + weight(value)).sum(),
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(json: &str) -> Value {
        Value::from_json(serde_json::from_str(json).unwrap()).unwrap()
    }

    #[test]
    fn a_value_weighs_what_is_in_it() {
        for (json, heavy) in [
            ("null", 8),
            ("17", 8),
            ("\"\"", 8),
            ("\"four\"", 12),
            ("[]", 8),
            ("[1, \"ab\", []]", 8 + 8 + 10 + 8),
            ("{\"name\": \"ab\", \"n\": {}}", 8 + 4 + 10 + 1 + 8),
        ] {
            assert_eq!(weight(&value(json)), heavy, "{json}");
        }
    }

    #[test]
    fn all_copies_together_have_so_much_room_and_not_a_byte_more() {
        let mut variables = Variables::none(20);
        variables.insert("two", value("\"ab\""));
        let copy = || variables.copy("two", None).map_err(|mistake| mistake.is_too_large);
        assert_eq!(variables.copy("nothing", None).map_err(drop), Ok(None));
        assert_eq!((copy(), copy()), (Ok(Some(value("\"ab\""))), Ok(Some(value("\"ab\"")))));
        assert_eq!(copy(), Err(true));
        assert!(variables.spend(0, None).is_ok() && variables.spend(1, None).is_err());
    }
}
