//! What the newest events of a room have changed, for read positions that do not know of them.

use crate::{
    domain::event::{RoomEvent, RoomEventKind, Unread},
    ids::{MessageKey, Seq},
};
use std::collections::VecDeque;

/// How many deletions are remembered: more do not fall between a position and when it is published.
const REMEMBERED: usize = 64;

/// What the newest events have changed, for positions that did not know of them.
#[derive(Default, Debug)]
pub(super) struct Recent {
    /// How many texts the room has, and the newest.
    newest: Option<(i64, Option<MessageKey>)>,
    /// Which number deleted which message.
    deletions: VecDeque<(Seq, Seq)>,
    /// All deletions after this number are remembered.
    since: Seq,
}

impl Recent {
    /// The room is known from a position on.
    pub fn begin(&mut self, position: &Unread) {
        self.newest = Some((position.unread_count + position.read_base, position.last_message));
        self.since = position.as_of_seq;
    }

    /// An event was delivered.
    pub fn note(&mut self, event: &RoomEvent) {
        if self.since == 0 {
            self.since = event.seq - 1;
        }
        self.newest = Some((event.room.text_count, event.room.last_message()));
        if event.kind == RoomEventKind::MessageDeleted {
            self.deletions.push_back((event.seq, event.message.seq));
            if self.deletions.len() > REMEMBERED
                && let Some((seq, _)) = self.deletions.pop_front()
            {
                self.since = seq;
            }
        }
    }

    /// A position with all that came after it, up to a number. `None` when not all of that is known.
    pub fn bring_on(&self, position: &Unread, latest: Seq) -> Option<Unread> {
        if position.as_of_seq >= latest {
            return Some(*position);
        }
        let (text_count, last_message) = self.newest.filter(|_| position.as_of_seq >= self.since)?;
        let unread = |message: Seq| message > position.last_read_seq;
        let later = self.deletions.iter().filter(|(seq, message)| *seq > position.as_of_seq && unread(*message));
        let read_base = position.read_base + i64::try_from(later.count()).unwrap_or_default();
        Some(Unread { unread_count: text_count - read_base, as_of_seq: latest, last_message, read_base, ..*position })
    }
}
