//! Lists of objects, and fields that may be null: as the specification handles errors in them (6.4.4, 7.1.6), which the library
//! does in part.

use async_graphql::{
    ContextSelectionSet, OutputType, Positioned, Result, ServerResult, Value, parser::types::Field, registry::Registry,
};
use futures_util::future::try_join_all;
use std::borrow::Cow;

/// What a resolver of a nullable field answers. An error of its own makes this field null; that of a `Result<Option<T>>` would
/// make its parent null. A test holds that no resolver has that form.
pub type Nullable<T> = Option<Result<T>>;

/// A list whose items' errors keep their paths: the library's own cuts a path off at the list.
#[derive(Clone, Debug)]
pub struct List<T>(pub Vec<T>);

impl<T> Default for List<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T> FromIterator<T> for List<T> {
    fn from_iter<I: IntoIterator<Item = T>>(items: I) -> Self {
        Self(items.into_iter().collect())
    }
}

impl<T: OutputType> OutputType for List<T> {
    fn type_name() -> Cow<'static, str> {
        format!("[{}]", T::qualified_type_name()).into()
    }

    fn qualified_type_name() -> String {
        format!("[{}]!", T::qualified_type_name())
    }

    fn create_type_info(registry: &mut Registry) -> String {
        T::create_type_info(registry);
        Self::qualified_type_name()
    }

    async fn resolve(&self, ctx: &ContextSelectionSet<'_>, field: &Positioned<Field>) -> ServerResult<Value> {
        let items = self.0.iter().enumerate().map(|(index, item)| {
            let ctx = ctx.with_index(index);
            async move { item.resolve(&ctx, field).await }
        });
        try_join_all(items).await.map(Value::List)
    }
}
