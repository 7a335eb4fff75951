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
    /// The room of the message.
    pub room: RoomId,
    /// The room's number when it was read who gave what.
    pub until: Seq,
    /// The event's message.
    pub message: Arc<Message>,
    /// Who gave what to it, as the first reader found it.
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        domain::reactions::Reactions,
        testing::{ANN, Log, ROOM},
    };

    /// Each of these has given something else: so many have a place, and whoever gave the same as one of them has it too.
    #[test]
    fn so_many_are_kept_and_those_are_found() {
        let emoji = |n: usize| emojis::Group::Flags.emojis().nth(n).unwrap().as_str().parse().unwrap();
        let (mut reactions, mut reactors) = (Reactions::default(), Reactors::default());
        for user in 0..=MAX_KEPT {
            // Two of twelve: 66 pairs.
            let pair = (0..12).flat_map(|a| (0..a).map(move |b| (a, b))).nth(user).unwrap();
            for n in [pair.0, pair.1] {
                reactions.add(emoji(n));
                for twin in [user, 1_000 + user] {
                    reactors.note(UserId(i64::try_from(twin).unwrap()), emoji(n));
                }
            }
        }
        let message = Message { reactions, ..(*Log::of(ROOM, []).says(ANN, "hi").message).clone() };
        let kept = ByGiven::new(ROOM, 1, Arc::new(message), Arc::new(reactors));
        let of = |user: usize| kept.of(UserId(i64::try_from(user).unwrap()));
        let first: Vec<_> = (0..MAX_KEPT).map(|user| of(user).unwrap()).collect();
        assert!(of(MAX_KEPT).is_none(), "not one more");
        assert!((0..MAX_KEPT).all(|user| Arc::ptr_eq(&of(1_000 + user).unwrap(), &first[user])));
    }
}
