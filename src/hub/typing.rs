//! Who types. Whether they may is read in the database, and they may have left by the time it is published: nobody is to hear that
//! somebody types of whom they have heard that they are gone. So the hub is asked before that reading who has left so far.

use crate::{
    clock::{Now, Timestamp},
    hub::{
        Hub, lock,
        topic::active::{ActiveRoom, Departures},
    },
    ids::{RoomId, UserId},
};

impl Hub {
    /// Who has left so far. `None` when nobody subscribes to the active room.
    pub fn departures(&self, room: RoomId) -> Option<Departures> {
        lock(&self.rooms, room.0).get(&room)?.active.as_ref().map(|active| active.departures())
    }

    /// A member types: they were one in a reading that began after `before`. If somebody has left since, nothing is published;
    /// who goes on will say so again.
    pub fn begin_typing(&self, room: RoomId, user: UserId, before: Option<Departures>, now: Now) {
        self.in_active(room, |active| {
            if before == Some(active.departures()) {
                active.begin_typing(room, user, now);
            }
        });
    }

    /// A member types no more.
    pub fn end_typing(&self, room: RoomId, user: UserId, now: Timestamp) {
        self.in_active(room, |active| active.end_typing(room, user, now));
    }

    fn in_active(&self, room: RoomId, deed: impl FnOnce(&mut ActiveRoom)) {
        if let Some(active) = lock(&self.rooms, room.0).get_mut(&room).and_then(|topic| topic.active.as_mut()) {
            deed(active);
        }
    }
}
