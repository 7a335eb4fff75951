//! The hub and the log as one stream. A subscription is registered first and reads afterwards, so that nothing falls in
//! between. Holes are filled from the log. The past is replayed before the live events. The log is the truth; what is
//! published is a hint.

pub mod announced;
mod global;
pub mod people;
mod register;
pub mod repair;
mod replay;
pub mod sync;

pub use global::GlobalItem;
pub use replay::{RoomFeed, RoomItem};

use crate::{hub::Hub, store::Store};
use std::sync::Arc;

/// The hub together with the log behind it. Cloning shares both.
#[derive(Clone)]
pub struct Feeds {
    pub hub: Arc<Hub>,
    store: Store,
}

impl Feeds {
    /// Feeds of a store whose publisher is the hub.
    pub fn new(hub: Arc<Hub>, store: Store) -> Self {
        Self { hub, store }
    }
}
