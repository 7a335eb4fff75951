//! The long texts that an operation shows. What no answer can hold is not gathered first: under thirty names a page of long
//! messages would be hundreds of megabytes.

use crate::{domain::refusal::Refusal, graphql::response};
use async_graphql::{Context, Result};
use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

/// How many bytes of them there are. Cloning shares it.
#[derive(Clone, Default)]
pub struct Texts(Arc<AtomicUsize>);

impl Texts {
    /// Whether that is more than an answer may have.
    pub fn is_too_much(&self) -> bool {
        self.0.load(Ordering::Relaxed) > response::MAX_BYTES
    }

    fn note(&self, text: &str) -> Result<(), Refusal> {
        self.0.fetch_add(text.len(), Ordering::Relaxed);
        if self.is_too_much() { Err(response::too_large()) } else { Ok(()) }
    }
}

/// A text that may be long, shown by this operation.
pub fn shown<'t>(ctx: &Context<'_>, text: &'t str) -> Result<&'t str> {
    if let Some(shown) = ctx.data_opt::<Texts>() {
        shown.note(text)?;
    }
    Ok(text)
}
