//! A member who listens on this node: how far they have read, from which follows what is unread.

use crate::{
    clock::Timestamp,
    domain::{
        event::{RoomEvent, RoomEventKind, Unread},
        room::Member,
    },
    hub::{
        posted::Posted,
        topic::room::Ticks,
        topic::user::{Unsettled, UserTopic},
    },
    ids::{Fingerprint, Seq, StayId},
};
use std::sync::Arc;

/// `Watcher::settled` while the read position is still being loaded.
const UNKNOWN: i64 = i64::MIN;

/// A node has a watcher for each pair of a listening user and a room, so a watcher is small: 40 bytes with its key. The
/// sockets of a user share it.
#[derive(Debug)]
pub(in crate::hub) struct Watcher {
    pub user: Arc<UserTopic>,
    /// The fingerprint of the joining, as a part of the membership's id.
    fingerprint: Fingerprint,
    joined_seq: Short,
    read_seq: Short,
    /// How many of the room's `text_count` messages are not unread: read ones, and tombstones after the read position. So
    /// the unread count is `text_count - settled`.
    settled: i64,
}

/// A `Seq` in half the space. A GraphQL Int has 31 bits, so no number that a client gets needs more.
#[derive(Clone, Copy, Debug, Default)]
struct Short(u32);

impl From<Seq> for Short {
    fn from(seq: Seq) -> Self {
        Self(u32::try_from(seq).unwrap_or(u32::MAX))
    }
}

impl From<Short> for Seq {
    fn from(short: Short) -> Self {
        short.0.into()
    }
}

impl Watcher {
    /// The watcher of a member who joins now.
    pub fn newcomer(user: Arc<UserTopic>, member: &Member) -> Self {
        Self {
            user,
            fingerprint: member.stay().fingerprint,
            joined_seq: member.joined_seq.into(),
            read_seq: member.last_read_seq.into(),
            settled: member.read_count,
        }
    }

    /// The watcher of a user whose read position is still to be loaded. It hears nothing yet.
    pub fn unsettled(user: Arc<UserTopic>) -> Self {
        let (joined_seq, read_seq) = (Short::default(), Short::default());
        Self { user, fingerprint: Fingerprint::default(), joined_seq, read_seq, settled: UNKNOWN }
    }

    /// Whether the read position is known.
    pub fn is_settled(&self) -> bool {
        self.settled != UNKNOWN
    }

    /// Whether a read position is further on than the one that is known.
    pub fn is_before(&self, read_seq: Seq) -> bool {
        !self.is_settled() || read_seq > self.read_seq.into()
    }

    /// Takes a read position.
    pub fn move_to(&mut self, position: &Unread) {
        self.fingerprint = position.stay.fingerprint;
        self.joined_seq = position.stay.joined_seq.into();
        self.read_seq = position.last_read_seq.into();
        self.settled = position.settled;
    }

    /// Takes an event that is newer than the position. Returns whether it changes what is settled.
    pub fn settle(&mut self, event: Unsettled) -> bool {
        match event {
            Unsettled::Sent { seq, text_count } => {
                self.read_seq = seq.into();
                self.settled = text_count;
                true
            }
            Unsettled::Deleted { message, .. } if message > self.read_seq.into() => {
                self.settled += 1;
                true
            }
            Unsettled::Deleted { .. } => false,
        }
    }

    /// What an event says of what is settled.
    fn noted(&self, event: &RoomEvent) -> Option<Unsettled> {
        let (seq, message) = (event.seq, &event.message);
        match event.kind {
            RoomEventKind::MessageSent if event.actor_id == Some(self.user.id) => {
                Some(Unsettled::Sent { seq, text_count: message.text_count })
            }
            RoomEventKind::MessageDeleted => Some(Unsettled::Deleted { seq, message: message.seq }),
            _ => None,
        }
    }

    /// Does not show an event, but tells that there was one.
    pub fn miss(&self, event: &Posted<RoomEvent>) {
        if self.is_settled() {
            self.user.state().miss_room(event);
        }
    }

    /// Delivers an event, and the counts that it changes. `counted` means that the counts of the loaded position have it
    /// already.
    pub fn deliver(&mut self, event: &Posted<RoomEvent>, counted: bool, ticks: &mut Ticks) {
        let room = event.room_id();
        let noted = self.noted(event);
        if !self.is_settled() {
            // Nobody knows yet whether the user is a member. Note only what the loading may not see.
            self.user.state().unsettled.extend(noted.map(|noted| (room, noted)));
            return;
        }
        self.user.state().deliver_room(event);
        if counted {
            return;
        }
        let changed = match noted {
            Some(noted) => self.settle(noted),
            None => event.kind == RoomEventKind::MessageSent,
        };
        if changed {
            let unread = Unread {
                stay: StayId {
                    room,
                    user: self.user.id,
                    joined_seq: self.joined_seq.into(),
                    fingerprint: self.fingerprint,
                },
                unread_count: event.room.text_count - self.settled,
                last_read_seq: self.read_seq.into(),
                as_of_seq: event.seq,
                last_message: event.room.last_message(),
                settled: self.settled,
            };
            tell(&self.user, event.at, unread, ticks);
        }
    }
}

/// Tells a member their counts: at once, or with the next tick.
pub(in crate::hub) fn tell(user: &Arc<UserTopic>, at: Timestamp, unread: Unread, ticks: &mut Ticks) {
    if user.state().tell_unread(user.id, at, unread) {
        ticks.push(user.clone());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_listens_to_a_room_costs_40_bytes() {
        assert_eq!(size_of::<(crate::ids::UserId, Watcher)>(), 40);
    }
}
