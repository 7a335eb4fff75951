//! The hub and the log as one stream. A subscription is registered first and reads afterwards, so that nothing falls in
//! between. Holes are filled from the log. The past is replayed before the live events. The log is the truth; what is
//! published is a hint.
//!
//! A channel's feed is a stream of its items (`hub::channel`): `rooms`, `user`, `global`. `activeRoom` has no past, and is the hub's
//! subscription itself.

pub mod announced;
pub mod contacts;
mod global;
mod register;
pub mod repair;
mod replay;
mod rooms;
pub mod scan;
pub mod sync;
pub(crate) mod to_read;
mod user;

pub use global::GlobalFeed;
pub use rooms::RoomFeed;
pub use user::UserFeed;

use crate::{hub::Hub, store::Store};
use std::sync::Arc;

/// The hub together with the log behind it. Cloning shares both.
#[derive(Clone)]
pub struct Feeds {
    /// The hub, for what needs no log: whether somebody is inside a room, and how many listen.
    pub hub: Arc<Hub>,
    store: Store,
}

impl Feeds {
    /// Feeds of a store whose publisher is the hub.
    pub fn new(hub: Arc<Hub>, store: Store) -> Self {
        Self { hub, store }
    }
}
