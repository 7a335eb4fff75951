//! An event on its way to many: with it go its renderings, so that each operation renders it once for all its readers.

use bytes::Bytes;
use std::{
    ops::Deref,
    sync::{Arc, Mutex, PoisonError},
};
use tokio::sync::OnceCell;

/// A committed event, shared by all who are to hear of it.
#[derive(Debug)]
pub struct Posted<E>(Arc<Inner<E>>);

#[derive(Debug)]
struct Inner<E> {
    event: Arc<E>,
    renderings: Renderings,
}

impl<E> Posted<E> {
    /// An event that nobody has rendered yet.
    pub fn new(event: Arc<E>) -> Self {
        Self(Arc::new(Inner { event, renderings: Renderings::default() }))
    }

    /// The event.
    pub fn event(&self) -> &Arc<E> {
        &self.0.event
    }

    /// How it looks to each operation.
    pub fn renderings(&self) -> &Renderings {
        &self.0.renderings
    }
}

impl<E> Clone for Posted<E> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<E> Deref for Posted<E> {
    type Target = E;
    fn deref(&self) -> &E {
        &self.0.event
    }
}

/// An event as an operation shows it.
#[derive(Clone, Debug)]
pub enum Rendering {
    /// The same for everybody.
    Shared(Bytes),
    /// It depends on who looks: everybody renders their own.
    Personal,
}

/// The renderings of one event, by operation. Whoever needs one first makes it; the others wait for it.
#[derive(Default, Debug)]
pub struct Renderings {
    /// A std mutex: held to find a cell, not while it is filled. An event has few distinct operations.
    cells: Mutex<Vec<(u64, Arc<OnceCell<Rendering>>)>>,
}

impl Renderings {
    /// The place of an operation's rendering.
    pub fn of(&self, operation: u64) -> Arc<OnceCell<Rendering>> {
        let mut cells = self.cells.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, cell)) = cells.iter().find(|(id, _)| *id == operation) {
            return cell.clone();
        }
        let cell = Arc::<OnceCell<Rendering>>::default();
        cells.push((operation, cell.clone()));
        cell
    }
}
