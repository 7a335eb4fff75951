//! What the newest events of a room have changed, for read positions that do not know of them.

use crate::{
    clock::Timestamp,
    domain::{
        event::{RoomEvent, RoomEventKind, Unread},
        mentioned::NamesBefore,
        message::Message,
    },
    ids::{MessageKey, Seq},
};
use std::{collections::VecDeque, sync::Arc};

/// How many changes are remembered: more do not fall between a position and when it is published.
const REMEMBERED: usize = 64;

/// What the newest events have changed, for positions that did not know of them.
#[derive(Default, Debug)]
pub(super) struct Recent {
    /// How many texts the room has, and the newest.
    newest: Option<(i64, Option<MessageKey>)>,
    /// What deleted messages, or changed whom they name.
    changes: VecDeque<RecentChange>,
    /// All of them after this number are remembered.
    since: Seq,
    /// When the newest event came.
    at: Option<Timestamp>,
}

/// An event that changed what counts.
#[derive(Debug)]
struct RecentChange {
    seq: Seq,
    message: Arc<Message>,
    is_deletion: bool,
    named: NamesBefore,
}

impl Recent {
    /// When the newest event came.
    pub fn at(&self) -> Option<Timestamp> {
        self.at
    }

    /// An event was delivered.
    pub fn note(&mut self, event: &RoomEvent) {
        if self.since == 0 {
            self.since = event.seq - 1;
        }
        self.newest = Some((event.room.text_count, event.room.last_message()));
        self.at = Some(event.at);
        if event.named == NamesBefore::Unknown {
            // Nobody knows what it changed.
            self.since = event.seq;
            self.changes.clear();
        }
        let is_deletion = event.kind == RoomEventKind::MessageDeleted;
        if is_deletion || changes_names(event) {
            let (message, named) = (event.message.clone(), event.named.clone());
            self.changes.push_back(RecentChange { seq: event.seq, message, is_deletion, named });
            if self.changes.len() > REMEMBERED
                && let Some(oldest) = self.changes.pop_front()
            {
                self.since = oldest.seq;
            }
        }
    }

    /// A position with all that came after it, up to a number. `None` when not all of that is known.
    pub fn bring_on(&self, position: &Unread, latest: Seq) -> Option<Unread> {
        if position.as_of_seq >= latest {
            return Some(*position);
        }
        let (text_count, last_message) = self.newest.filter(|_| position.as_of_seq >= self.since)?;
        let (mut read_base, mut mention_count) = (position.read_base, position.mention_count);
        for change in self.changes.iter().filter(|change| change.seq > position.as_of_seq) {
            if change.message.seq > position.last_read_seq {
                read_base += i64::from(change.is_deletion);
                mention_count += change.named.change(position.stay.user, &change.message.mentions);
            }
        }
        let unread_count = text_count - read_base;
        Some(Unread { unread_count, mention_count, as_of_seq: latest, last_message, read_base, ..*position })
    }
}

/// Whether somebody is named by an event, or named no more.
fn changes_names(event: &RoomEvent) -> bool {
    match &event.named {
        NamesBefore::Were(before) => before.is_some() || !event.message.mentions.is_empty(),
        NamesBefore::Same | NamesBefore::Unknown => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{ANN, BOB, Log, ROOM};

    /// A position of before the first event that was noted is brought on by that one, and one of before that is not.
    #[test]
    fn the_first_event_brings_on_who_knows_all_before_it() {
        let mut log = Log::of(ROOM, [ANN, BOB]);
        log.says(ANN, "one");
        let before = log.position(BOB);
        log.says(ANN, "two");
        let (known, mut recent) = (log.position(BOB), Recent::default());
        recent.note(&log.says(ANN, "three"));
        let now = log.position(BOB);
        assert_eq!(recent.bring_on(&known, log.latest()), Some(now));
        assert_eq!(recent.bring_on(&before, log.latest()), None);
        assert_eq!(recent.bring_on(&now, log.latest()), Some(now));
    }

    #[test]
    fn what_changes_nothing_of_a_count_is_not_remembered() {
        let mut log = Log::of(ROOM, [ANN, BOB]);
        log.says(ANN, "one");
        let (known, mut recent) = (log.position(BOB), Recent::default());
        for _ in 0..=REMEMBERED {
            recent.note(&log.says(ANN, "another"));
        }
        assert_eq!(recent.bring_on(&known, log.latest()), Some(log.position(BOB)));
    }

    #[test]
    fn what_a_position_knows_already_is_not_counted_again() {
        let mut log = Log::of(ROOM, [ANN, BOB]);
        let (message, mut recent) = (log.says(ANN, "one").seq, Recent::default());
        recent.note(&log.deletes(ANN, message));
        let known = log.position(BOB);
        recent.note(&log.says(ANN, "two"));
        assert_eq!(recent.bring_on(&known, log.latest()), Some(log.position(BOB)));
    }

    #[test]
    fn so_many_changes_are_remembered_and_not_one_more() {
        let mut log = Log::of(ROOM, [ANN, BOB]);
        let messages: Vec<_> = (0..=REMEMBERED).map(|n| log.says(ANN, &n.to_string()).seq).collect();
        let (known, mut recent) = (log.position(BOB), Recent::default());
        for message in &messages[1..] {
            recent.note(&log.deletes(ANN, *message));
        }
        assert_eq!(recent.bring_on(&known, log.latest()), Some(log.position(BOB)));
        recent.note(&log.deletes(ANN, messages[0]));
        assert_eq!(recent.bring_on(&known, log.latest()), None, "the first of them is forgotten");
        let one_later = Unread { as_of_seq: known.as_of_seq + 1, ..known };
        assert!(recent.bring_on(&one_later, log.latest()).is_some());
    }
}
