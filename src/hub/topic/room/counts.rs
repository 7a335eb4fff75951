//! Counts that are read anew: what an event of the log changed of whom its message names, nobody knows any more.

use crate::{
    domain::{event::Unread, room::NotificationMode},
    hub::topic::{
        room::RoomTopic,
        user::{BaseChange, Ticks},
        watcher::deliver_unread,
    },
    ids::{RoomId, UserId},
};

impl RoomTopic {
    /// Whose counts are to be read anew; none when they are exact.
    pub fn uncertain(&self) -> Option<Vec<UserId>> {
        self.uncertain.map(|_| self.listeners().map(|user| user.id).collect())
    }

    /// Takes counts that were read, and tells them. Returns whether all counts are exact now: somebody may have read on meanwhile.
    pub fn recount(&mut self, positions: &[Unread], ticks: &mut Ticks) -> bool {
        let Some(at) = self.uncertain else { return true };
        let mut is_whole = true;
        for position in positions {
            let user = position.stay.user;
            let Some(watcher) = self.watchers.get_mut(&user).filter(|watcher| watcher.is_loaded()) else { continue };
            if watcher.is_after(position.last_read_seq) {
                is_whole = false;
                continue;
            }
            let Some(unread) = self.recent.bring_on(position, self.latest) else {
                watcher.move_to(position);
                watcher.user.state().require_login_sync();
                continue;
            };
            watcher.move_to(&unread);
            if self.latest < unread.as_of_seq {
                self.ahead.retain(|(ahead, _)| *ahead != user);
                self.ahead.push((user, unread.as_of_seq));
            }
            deliver_unread(&watcher.user, at, unread, ticks);
        }
        if is_whole {
            self.uncertain = None;
        }
        is_whole
    }

    /// Which messages a user is to be told of from now on.
    pub fn set_mode(&mut self, room: RoomId, user: UserId, mode: NotificationMode) {
        let Some(watcher) = self.watchers.get_mut(&user) else { return };
        if watcher.is_loaded() {
            watcher.set_mode(mode);
        } else {
            watcher.user.state().while_loading.push((room, BaseChange::Mode(mode)));
        }
    }
}
