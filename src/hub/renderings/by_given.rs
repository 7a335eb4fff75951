//! Renderings of an event that show whether their reader gave an emoji to its message: those who gave the same share one.

use crate::{
    domain::{message::Message, reactions::Reactors},
    ids::{RoomId, Seq, UserId},
    sync::Mutex,
};
use std::{collections::HashMap, sync::Arc};
use tokio::sync::OnceCell;

/// The most of them that are kept of one operation.
const MAX_KEPT: usize = 64;

/// A result as JSON, with things in it that were read when the room had this number; none is kept that others can't be shown.
pub type Given = Option<(Seq, Arc<str>)>;

/// What an operation made of an event, for those who gave the same to its message.
#[derive(Debug)]
pub struct ByGiven {
    pub room: RoomId,
    /// The room's number when it was read who gave what.
    pub until: Seq,
    pub message: Arc<Message>,
    pub reactors: Arc<Reactors>,
    /// A mutex: held to look one up. Each by the bits of what was given.
    kept: Mutex<HashMap<u64, Arc<OnceCell<Given>>>>,
}

impl ByGiven {
    /// None of them is made yet.
    pub fn new(room: RoomId, until: Seq, message: Arc<Message>, reactors: Arc<Reactors>) -> Self {
        Self { room, until, message, reactors, kept: Mutex::default() }
    }

    /// Where this reader's is kept, made or not. `None` when there are too many already.
    pub fn of(&self, reader: UserId) -> Option<Arc<OnceCell<Given>>> {
        let given = self.reactors.given_of(reader, &self.message.reactions);
        let mut kept = self.kept.lock();
        if kept.len() >= MAX_KEPT && !kept.contains_key(&given) {
            return None;
        }
        Some(kept.entry(given).or_default().clone())
    }
}
