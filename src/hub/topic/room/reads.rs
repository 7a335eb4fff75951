//! Members who read on. What they read is published beside the log, so it may come before events that it knows, or after some that it
//! does not. A position says as of which number it counts; here it is brought in line with what was delivered.

use crate::{
    domain::event::ReadEvent,
    hub::topic::{room::RoomTopic, user::Ticks, watcher::deliver_unread},
};

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
