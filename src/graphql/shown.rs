//! The long texts that an operation shows, and the JSON that people keep with them. What no answer can hold is not gathered
//! first: under thirty names a page of long messages would be hundreds of megabytes.

use crate::{
    domain::{refusal::Refusal, text},
    graphql::{
        response,
        scalars::{Json, WebAddress},
        types::list::{List, Nullable},
    },
    json,
};
use async_graphql::{Context, Result};
use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

/// About how many bytes of an answer something short takes with its fields.
const ITEM: usize = 100;

/// How many bytes of them there are. Cloning shares it.
#[derive(Clone, Default)]
pub struct Texts(Arc<AtomicUsize>);

impl Texts {
    /// Whether that is more than an answer may have.
    pub fn is_too_much(&self) -> bool {
        self.0.load(Ordering::Relaxed) > response::MAX_BYTES
    }

    fn note(&self, bytes: usize) -> Result<(), Refusal> {
        self.0.fetch_add(bytes, Ordering::Relaxed);
        if self.is_too_much() { Err(response::too_large()) } else { Ok(()) }
    }
}

/// A text that may be long, shown by this operation.
pub fn shown<'t>(ctx: &Context<'_>, text: &'t str) -> Result<&'t str> {
    note(ctx, text.len())?;
    Ok(text)
}

/// A list of things inside an object, by about how many bytes they take in an answer: each is short, and objects may have many.
pub fn shown_list<T>(ctx: &Context<'_>, list: Vec<T>) -> Result<List<T>> {
    note(ctx, list.len().saturating_mul(ITEM))?;
    Ok(List(list))
}

/// The same of one that there may be. Where there was too much already it is left out without a word: nothing of the answer is
/// told any more, and a sentence for each would be as long.
pub fn shown_if_any<'t>(ctx: &Context<'_>, text: Option<&'t str>) -> Nullable<&'t str> {
    text.filter(|_| !is_lost(ctx)).map(|text| shown(ctx, text))
}

/// The same of an address. One that has a name or a password in it was kept before that was refused: it is not shown.
pub fn shown_address(ctx: &Context<'_>, address: Option<&str>) -> Nullable<WebAddress> {
    let address = address.filter(|address| !address.contains('@') || text::web_address("", Some(address)).is_ok());
    shown_if_any(ctx, address).map(|shown| Ok(WebAddress(shown?.to_owned())))
}

/// The same of JSON, which is more in memory than as text: ten bytes may be five numbers. What can't be read is an error of its
/// own.
pub fn shown_json(
    ctx: &Context<'_>,
    stored: Option<&str>,
    unreadable: impl FnOnce(json::Unreadable) -> Refusal,
) -> Nullable<Json> {
    let read = json::from_stored(stored.filter(|_| !is_lost(ctx))?).map_err(|error| unreadable(error).into());
    Some(read.and_then(|json| {
        note(ctx, weight(&json))?;
        Ok(Json(json))
    }))
}

fn is_lost(ctx: &Context<'_>) -> bool {
    ctx.data_opt::<Texts>().is_some_and(Texts::is_too_much)
}

fn note(ctx: &Context<'_>, bytes: usize) -> Result<(), Refusal> {
    ctx.data_opt::<Texts>().map_or(Ok(()), |shown| shown.note(bytes))
}

/// The bytes that a value is, about.
fn weight(value: &serde_json::Value) -> usize {
    use serde_json::Value;
    size_of::<Value>()
        + match value {
            Value::Null | Value::Bool(_) | Value::Number(_) => 0,
            Value::String(text) => text.len(),
            Value::Array(items) => items.iter().map(weight).sum(),
            Value::Object(members) => members.iter().map(|(name, value)| name.len() + weight(value)).sum(),
        }
}
