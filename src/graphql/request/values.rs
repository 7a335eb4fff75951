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
