//! A member who listens on this node: how far they have read. From that follows what is unread: the unread count is decided
//! here for live events; by the columns of `memberships` for what is read from the database, and by the new position for the
//! answer of `markRead` (`src/actions/reading.rs`).

use crate::{
    clock::Timestamp,
    domain::{
        event::{RoomEvent, RoomEventKind, Unread},
        room::Member,
    },
    hub::{
        shared_event::SharedEvent,
        topic::user::{BaseChange, Ticks, UserTopic},
    },
    ids::{Fingerprint, Seq, StayId},
};
use std::sync::Arc;

/// `Watcher::read_base` while the read position is still being loaded. A value and no `Option`: an `i64` has no niche, so that would
/// be 8 bytes more in each of millions of watchers, and a base is a count, which is never negative. Nobody but `is_loaded` reads it.
const LOADING: i64 = i64::MIN;

/// A node has a watcher for each pair of a listening user and a room, so a watcher is small: 40 bytes with its key. The
/// sockets of a user share it.
pub(in crate::hub) struct Watcher {
    pub user: Arc<UserTopic>,
    /// The fingerprint of the joining, as a part of the membership's id.
    fingerprint: Fingerprint,
    joined_seq: Short,
    read_seq: Short,
    /// How many of the room's `text_count` messages are not unread: read ones, and tombstones after the read position. So
    /// the unread count is `text_count - read_base`.
    read_base: i64,
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
            read_base: member.read_count,
        }
    }

    /// The watcher of a user whose read position is still to be loaded. It hears nothing yet.
    pub fn loading(user: Arc<UserTopic>) -> Self {
        let (joined_seq, read_seq) = (Short::default(), Short::default());
        Self { user, fingerprint: Fingerprint::default(), joined_seq, read_seq, read_base: LOADING }
    }

    /// All of it.
    #[cfg(test)]
    pub fn describe(&self) -> String {
        let noted = format!("{:?}", self.user.state().while_loading);
        format!("{} {:?} {:?} {} {noted}", self.user.id.0, self.joined_seq, self.read_seq, self.read_base)
    }

    /// Whether the read position is known.
    pub fn is_loaded(&self) -> bool {
        self.read_base != LOADING
    }

    /// Whether a read position is further on than the one that is known.
    pub fn is_before(&self, read_seq: Seq) -> bool {
        !self.is_loaded() || read_seq > self.read_seq.into()
    }

    /// Takes a read position.
    pub fn move_to(&mut self, position: &Unread) {
        self.fingerprint = position.stay.fingerprint;
        self.joined_seq = position.stay.joined_seq.into();
        self.read_seq = position.last_read_seq.into();
        self.read_base = position.read_base;
    }

    /// Takes an event that is newer than the position. Returns whether it changes the read base.
    pub fn rebase(&mut self, change: BaseChange) -> bool {
        match change {
            BaseChange::Sent { seq, text_count } => {
                self.read_seq = seq.into();
                self.read_base = text_count;
                true
            }
            BaseChange::Deleted { message, .. } if message > self.read_seq.into() => {
                self.read_base += 1;
                true
            }
            BaseChange::Deleted { .. } => false,
        }
    }

    /// What an event changes of the read base.
    fn base_change(&self, event: &RoomEvent) -> Option<BaseChange> {
        let (seq, message) = (event.seq, &event.message);
        match event.kind {
            RoomEventKind::MessageSent if event.actor_id == Some(self.user.id) => {
                Some(BaseChange::Sent { seq, text_count: message.text_count })
            }
            RoomEventKind::MessageDeleted => Some(BaseChange::Deleted { seq, message: message.seq }),
            _ => None,
        }
    }

    /// Delivers that there was an event, which is not shown.
    pub fn deliver_unshown(&self, event: &SharedEvent<RoomEvent>) {
        if self.is_loaded() {
            self.user.state().deliver_unshown(event);
        }
    }

    /// Delivers an event, and the counts that it changes. `counted` means that the counts of the loaded position have it
    /// already.
    pub fn deliver(&mut self, event: &SharedEvent<RoomEvent>, counted: bool, ticks: &mut Ticks) {
        let room = event.room_id();
        let change = self.base_change(event);
        if !self.is_loaded() {
            // Nobody knows yet whether the user is a member. Note only what the loading may not see.
            self.user.state().while_loading.extend(change.map(|change| (room, change)));
            return;
        }
        self.user.state().deliver_room(event);
        if counted {
            return;
        }
        let changed = match change {
            Some(change) => self.rebase(change),
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
                unread_count: event.room.text_count - self.read_base,
                last_read_seq: self.read_seq.into(),
                as_of_seq: event.seq,
                last_message: event.room.last_message(),
                read_base: self.read_base,
            };
            deliver_unread(&self.user, event.at, unread, ticks);
        }
    }
}

/// Delivers to a member their counts: at once, or with the next tick.
pub(in crate::hub) fn deliver_unread(user: &Arc<UserTopic>, at: Timestamp, unread: Unread, ticks: &mut Ticks) {
    if user.state().deliver_unread(user.id, at, unread) {
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
