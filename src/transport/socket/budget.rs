//! How many bytes may wait for a socket, and which answers have room among them.

use crate::{domain::refusal::Refusal, hub::mailbox, transport::operation::not_shown};
use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

/// What may wait for a socket in all, in bytes: a quarter of it in the mailboxes of its subscriptions, a quarter as requests
/// that wait for their turn, the rest as answers.
const MAX_HELD: usize = 4 * mailbox::MAX_BYTES;
pub const MAX_REQUESTS: usize = MAX_HELD / 4;
pub const MAX_ANSWERS: usize = MAX_HELD / 2;

/// Says whether there is room for the answer of an operation, once it is there. A query may be asked again; a mutation has
/// happened, and one that turns out to be larger than it was taken for says so in few words.
pub struct Reservation {
    /// What all answers hold, and what this one was taken for. None where there is always room.
    pub bound: Option<(Arc<AtomicUsize>, usize)>,
}

impl Reservation {
    /// Takes room for so many bytes.
    pub fn take(self, bytes: usize) -> Result<(), Refusal> {
        let Some((answers, expected)) = self.bound else { return Ok(()) };
        let add = |held| has_room(held, bytes).then_some(held + bytes);
        let fits = bytes <= expected || answers.fetch_update(Ordering::Relaxed, Ordering::Relaxed, add).is_ok();
        if fits { Ok(()) } else { Err(not_shown()) }
    }
}

/// Whether an answer has room beside others. Alone even the largest has, or it would never have.
pub fn has_room(beside: usize, bytes: usize) -> bool {
    beside == 0 || beside + bytes <= MAX_ANSWERS
}
