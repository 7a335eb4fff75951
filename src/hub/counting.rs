//! Counts of a room that are read anew, because nobody knows what an event of its log changed.

use crate::{
    domain::{event::Unread, room::NotificationMode},
    hub::{Hub, lock, topic::user::Ticks},
    ids::{RoomId, UserId},
};

impl Hub {
    /// The listeners of a room whose counts are to be read anew; none when they are exact.
    pub fn uncertain_in(&self, room: RoomId) -> Option<Vec<UserId>> {
        lock(&self.rooms, room.0).get(&room)?.uncertain()
    }

    /// Takes counts that were read, and tells them. Returns whether all are exact now.
    pub fn recount(&self, room: RoomId, positions: &[Unread]) -> bool {
        let mut ticks = Ticks::new();
        let is_whole =
            lock(&self.rooms, room.0).get_mut(&room).is_none_or(|topic| topic.recount(positions, &mut ticks));
        self.tick_later(ticks);
        is_whole
    }

    /// Which messages of a room a user is to be told of from now on.
    pub(in crate::hub) fn set_mode(&self, room: RoomId, user: UserId, mode: NotificationMode) {
        if let Some(topic) = lock(&self.rooms, room.0).get_mut(&room) {
            topic.set_mode(room, user, mode);
        }
    }
}
