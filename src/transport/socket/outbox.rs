//! What is to be written to a socket, and how much of it there may be.

use crate::transport::socket::budget::MAX_ANSWERS;
use std::collections::VecDeque;

/// How many frames are rendered ahead of a slow socket; the rest waits in the mailboxes, which are bounded.
pub const MAX_FRAMES: usize = 16;
/// Answers to what the client says wait besides; with this many it is not listened to until it reads.
pub const MAX_REPLIES: usize = 4 * MAX_FRAMES;

/// Frames in the order in which they are written.
#[derive(Default)]
pub struct Outbox {
    pub(super) frames: VecDeque<String>,
    /// The bytes of all that came to be written since there was nothing to write.
    unwritten: usize,
    /// Pongs that the library has not written: it answers to pings by itself.
    pongs: usize,
}

impl Outbox {
    pub fn push(&mut self, frame: String) {
        self.unwritten += frame.len();
        self.frames.push_back(frame);
    }

    /// The library owes a pong.
    pub fn push_pong(&mut self) {
        self.pongs += 1;
    }

    pub fn pop(&mut self) -> Option<String> {
        self.frames.pop_front()
    }

    pub fn is_empty(&self) -> bool {
        self.frames.is_empty()
    }

    /// Everything was taken by the kernel.
    pub fn note_flushed(&mut self) {
        (self.unwritten, self.pongs) = (0, 0);
    }

    /// What was to be written is not any more.
    pub fn clear(&mut self) {
        self.frames.clear();
    }

    /// The bytes of all that came to be written since there was nothing to write.
    pub fn unwritten(&self) -> usize {
        self.unwritten
    }

    /// Whether enough is to be written: operations are not asked for more.
    pub fn is_full(&self) -> bool {
        self.frames.len() >= MAX_FRAMES || self.unwritten >= MAX_ANSWERS
    }

    /// Whether there is room for what the server says by itself.
    pub fn has_room_for_pings(&self) -> bool {
        self.frames.len() < MAX_FRAMES
    }

    /// Whether there is room for an answer to what the client says.
    pub fn has_room_for_replies(&self) -> bool {
        self.frames.len() + self.pongs < MAX_REPLIES
    }
}
