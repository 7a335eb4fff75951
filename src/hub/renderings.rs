//! What operations made of an event: kept beside it, so that each operation renders it once for all readers.

mod by_given;

pub use by_given::ByGiven;

use crate::ids::{RoomId, Seq};
use std::sync::{
    Arc, OnceLock,
    atomic::{AtomicUsize, Ordering},
};
use tokio::sync::OnceCell;

/// What an operation made of an event.
#[derive(Clone, Debug)]
pub enum Rendering {
    /// The result as JSON. It is the same for every reader.
    Shared(Arc<str>),
    /// The result as JSON, with things in it that were read when the room had this number. It is for those of whom the hub knows
    /// that they were members then, or are later.
    Members { room: RoomId, until: Seq, json: Arc<str> },
    /// The result also depends on what its reader gave to the event's message.
    ByGiven(Arc<ByGiven>),
    /// The result depends on the reader: each reader renders their own.
    Personal,
}

/// The renderings of one event, by operation. The first reader who needs one makes it; the others wait for it.
///
/// It is a linked list that only grows. Every delivery looks here, on any core, and reading such a list writes nothing.
/// An event has few distinct operations; from `MAX_SHARED` on, renderings are not kept.
#[derive(Default, Debug)]
pub struct Renderings {
    first: Slot,
    /// Their bytes.
    kept: AtomicUsize,
}

/// The most renderings that are kept of an event, which may wait in a mailbox for long.
const MAX_SHARED: usize = 64;
/// How many bytes of them, and how many more for each byte of the event. So what waits in a mailbox, which is bounded, is bounded
/// with its renderings. One alone has at most half of it.
const MAX_KEPT: usize = 16 << 10;
const MAX_KEPT_TIMES: usize = 4;

type Slot = OnceLock<Box<Cell>>;

#[derive(Debug)]
struct Cell {
    operation: u64,
    rendering: OnceCell<Rendering>,
    next: Slot,
}

impl Renderings {
    /// Whether a rendering so long is kept of an event that weighs so much. It then counts as kept.
    pub fn keep(&self, length: usize, weight: usize) -> bool {
        let most = MAX_KEPT + MAX_KEPT_TIMES * weight;
        let keeps = length <= most / 2 && self.kept.fetch_add(length, Ordering::Relaxed) + length <= most;
        if !keeps && length <= most / 2 {
            self.kept.fetch_sub(length, Ordering::Relaxed);
        }
        keeps
    }

    /// Where an operation's rendering is kept. `None` when the event has too many already.
    pub fn of(&self, operation: u64) -> Option<&OnceCell<Rendering>> {
        let mut slot = &self.first;
        for _ in 0..MAX_SHARED {
            let new = || Box::new(Cell { operation, rendering: OnceCell::new(), next: Slot::new() });
            let cell = slot.get_or_init(new);
            if cell.operation == operation {
                return Some(&cell.rendering);
            }
            slot = &cell.next;
        }
        None
    }
}

#[cfg(test)]
mod tests;
