//! Lists that a column keeps as JSON. They are of our own types and written by us alone: nothing else is read from them.

use serde::{Serialize, de::DeserializeOwned};
use sqlx::{Database, Decode, Type, error::BoxDynError};

/// A list in a column of JSON. An empty one is null there; one that can't be read is empty, and the doctor finds it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed<T>(pub Vec<T>);

impl<T> Default for Listed<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T: Serialize> Listed<T> {
    /// As the column has it.
    pub fn stored(&self) -> Option<String> {
        if self.0.is_empty() { None } else { serde_json::to_string(&self.0).ok() }
    }
}

impl<T: DeserializeOwned> Listed<T> {
    fn read(stored: Option<&str>) -> Self {
        Self(stored.and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default())
    }
}

impl<T, DB: Database> Type<DB> for Listed<T>
where
    String: Type<DB>,
{
    fn type_info() -> DB::TypeInfo {
        <String as Type<DB>>::type_info()
    }

    fn compatible(ty: &DB::TypeInfo) -> bool {
        <String as Type<DB>>::compatible(ty)
    }
}

impl<'r, T: DeserializeOwned, DB: Database> Decode<'r, DB> for Listed<T>
where
    Option<&'r str>: Decode<'r, DB>,
{
    fn decode(value: DB::ValueRef<'r>) -> Result<Self, BoxDynError> {
        Ok(Self::read(<Option<&str> as Decode<'r, DB>>::decode(value)?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_read_as_it_was_written_and_nonsense_is_none() {
        let list = Listed(vec![(1_i64, "a".to_owned()), (i64::MAX, "é".to_owned())]);
        assert_eq!(list.stored().as_deref(), Some(r#"[[1,"a"],[9223372036854775807,"é"]]"#));
        assert_eq!(Listed::read(list.stored().as_deref()), list);
        assert_eq!(Listed::<i64>::default().stored(), None);
        for nonsense in [None, Some(""), Some("[[1,2]]"), Some("{}"), Some("[1")] {
            assert_eq!(Listed::<i64>::read(nonsense), Listed::default(), "{nonsense:?}");
        }
    }
}
