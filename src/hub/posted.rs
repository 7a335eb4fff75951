//! An event on its way to many: with it go its renderings, so that each operation renders it once for all its readers.

use std::{
    ops::Deref,
    sync::{Arc, OnceLock},
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
    /// The same for everybody: a result as JSON.
    Shared(Arc<str>),
    /// It depends on who looks: everybody renders their own.
    Personal,
}

/// The renderings of one event, by operation. Whoever needs one first makes it; the others wait for it. A list that only
/// grows: every delivery looks here from whichever core, and reading it writes nothing. An event has few distinct
/// operations; where it has more than `MAX_SHARED`, those that come later are not kept.
#[derive(Default, Debug)]
pub struct Renderings {
    first: Place,
}

/// The most renderings that are kept of an event: it may wait in a mailbox for long.
const MAX_SHARED: usize = 64;

type Place = OnceLock<Box<Cell>>;

#[derive(Debug)]
struct Cell {
    operation: u64,
    rendering: OnceCell<Rendering>,
    next: Place,
}

impl Renderings {
    /// The place of an operation's rendering; none when there are too many already.
    pub fn of(&self, operation: u64) -> Option<&OnceCell<Rendering>> {
        let mut place = &self.first;
        for _ in 0..MAX_SHARED {
            let new = || Box::new(Cell { operation, rendering: OnceCell::new(), next: Place::new() });
            let cell = place.get_or_init(new);
            if cell.operation == operation {
                return Some(&cell.rendering);
            }
            place = &cell.next;
        }
        None
    }
}

#[cfg(test)]
mod tests;
