//! What can be read for many keys at once.

use crate::{
    graphql::load::sight::{Eyes, Of},
    store::{Conn, StoreError},
};
use std::hash::Hash;

/// Something that can be read for many keys with one statement.
pub trait Source: Copy + Eq + Hash + Send + Sync + 'static {
    /// What there is of a key.
    type Value: Clone + Send + Sync;

    /// Whether what is read depends on who reads, beside what they may see.
    const PERSONAL: bool = false;

    /// Of which room it tells. Whoever adds a source has to say it, and no more: `load` asks whether the viewer may see the room.
    fn of(self) -> Of;

    /// Reads what there is of the keys, all of which the viewer may see.
    fn fetch(
        conn: &mut Conn,
        eyes: &Eyes<'_>,
        keys: Vec<Self>,
    ) -> impl Future<Output = Result<Vec<(Self, Self::Value)>, StoreError>> + Send;
}
