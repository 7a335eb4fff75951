//! Members who read on. What they read is published beside the log, so it may come before events that it knows, or after some that it
//! does not. A position says as of which number it counts; here it is brought in line with what was delivered.

use crate::{
    domain::event::{ReadEvent, RoomEvent, RoomEventKind, Unread},
    hub::topic::{room::RoomTopic, user::Ticks, watcher::deliver_unread},
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
    fn bring_on(&self, position: &Unread, latest: Seq) -> Option<Unread> {
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

impl RoomTopic {
    /// A user read on, on any of their devices.
    pub fn move_position(&mut self, event: &ReadEvent, ticks: &mut Ticks) {
        if let Some(active) = &mut self.active {
            active.note_receipt(&event.member, event.member_count);
        }
        self.move_to(event, ticks);
    }

    fn move_to(&mut self, event: &ReadEvent, ticks: &mut Ticks) {
        let user = event.member.user_id;
        let is_loading = self.watchers.get(&user).is_some_and(|watcher| !watcher.is_loaded());
        if is_loading || self.is_to_begin(event) {
            return self.wait(event);
        }
        let watcher = self.watchers.get_mut(&user);
        let Some(watcher) = watcher.filter(|watcher| watcher.is_before(event.unread.last_read_seq)) else { return };
        let Some(unread) = self.recent.bring_on(&event.unread, self.latest) else {
            watcher.move_to(&event.unread);
            return watcher.user.state().require_login_sync();
        };
        watcher.move_to(&unread);
        if self.latest < unread.as_of_seq {
            self.ahead.push((user, unread.as_of_seq));
        }
        deliver_unread(&watcher.user, event.at, unread, ticks);
    }

    /// Keeps it for later; of one reader the one that is further on.
    fn wait(&mut self, event: &ReadEvent) {
        let position = |read: &ReadEvent| (read.unread.as_of_seq, read.unread.last_read_seq);
        let of_same = |older: &&mut ReadEvent| older.member.user_id == event.member.user_id;
        match self.waiting.iter_mut().find(of_same) {
            Some(older) if position(older) > position(event) => {}
            Some(older) => *older = *event,
            None => self.waiting.push(*event),
        }
    }

    /// Whether the stay that somebody read in is still to be published.
    fn is_to_begin(&self, event: &ReadEvent) -> bool {
        self.latest != 0 && event.unread.stay.joined_seq > self.latest
    }

    /// Takes what was read before the stay began here, or before the reader's position was loaded.
    pub(super) fn take_waiting(&mut self, ticks: &mut Ticks) {
        for event in std::mem::take(&mut self.waiting) {
            self.move_to(&event, ticks);
        }
    }
}

#[cfg(test)]
mod tests;
