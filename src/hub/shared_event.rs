//! An event on its way to many readers. It carries its renderings along, so that each operation renders it once for all
//! readers.

use crate::hub::renderings::Renderings;
use std::{ops::Deref, sync::Arc};

/// A committed event, shared by all mailboxes that it is in.
#[derive(Debug)]
pub struct SharedEvent<E>(Arc<Inner<E>>);

#[derive(Debug)]
struct Inner<E> {
    event: Arc<E>,
    renderings: Renderings,
}

impl<E> SharedEvent<E> {
    /// An event that nobody has rendered yet.
    pub fn new(event: Arc<E>) -> Self {
        Self(Arc::new(Inner { event, renderings: Renderings::default() }))
    }

    /// The event.
    pub fn event(&self) -> &Arc<E> {
        &self.0.event
    }

    /// Its renderings, by operation.
    pub fn renderings(&self) -> &Renderings {
        &self.0.renderings
    }
}

impl<E> Clone for SharedEvent<E> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<E> Deref for SharedEvent<E> {
    type Target = E;
    fn deref(&self) -> &E {
        &self.0.event
    }
}
