//! A member who listens on this node: up to where they read, and so what of each event is unread to them.

use crate::{
    clock::Timestamp,
    domain::{
        event::{RoomEvent, RoomEventKind, Unread},
        room::Member,
    },
    hub::{posted::Posted, room::Ticks, user::UserTopic},
    ids::{Fingerprint, Seq, StayId},
};
use std::sync::Arc;

/// What is settled of a room's messages is not known yet.
const UNKNOWN: i64 = i64::MIN;

/// Users times rooms is the number that grows: with its key this is 40 bytes, shared by the user's sockets, and by the
/// room's events and the unread counts.
#[derive(Debug)]
pub(super) struct Watcher {
    pub user: Arc<UserTopic>,
    /// Of the joining.
    fingerprint: Fingerprint,
    joined_seq: Short,
    read_seq: Short,
    /// Of the room's `text_count`, what is read or a tombstone after the position: the rest is unread.
    settled: i64,
}

/// A number in half the space: a GraphQL Int has 31 bits, so none that anybody is told needs more.
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
    /// Somebody whose stay begins.
    pub fn newcomer(user: Arc<UserTopic>, member: &Member) -> Self {
        Self {
            user,
            fingerprint: member.stay().fingerprint,
            joined_seq: member.joined_seq.into(),
            read_seq: member.last_read_seq.into(),
            settled: member.read_count,
        }
    }

    /// Somebody whose position is still to be read: hears nothing yet.
    pub fn unsettled(user: Arc<UserTopic>) -> Self {
        let (joined_seq, read_seq) = (Short::default(), Short::default());
        Self { user, fingerprint: Fingerprint::default(), joined_seq, read_seq, settled: UNKNOWN }
    }

    /// Whether the position is known.
    pub fn is_settled(&self) -> bool {
        self.settled != UNKNOWN
    }

    /// Whether a position is news.
    pub fn is_before(&self, read_seq: Seq) -> bool {
        !self.is_settled() || read_seq > self.read_seq.into()
    }

    /// Takes a position, after which so many tombstones came.
    pub fn move_to(&mut self, position: &Unread, since: i64) {
        self.fingerprint = position.stay.fingerprint;
        self.joined_seq = position.stay.joined_seq.into();
        self.read_seq = position.last_read_seq.into();
        self.settled = position.settled + since;
    }

    /// Is not shown an event, but told that there was one.
    pub fn miss(&self, event: &Posted<RoomEvent>) {
        if self.is_settled() {
            self.user.state().miss_room(event);
        }
    }

    /// Hears an event; `counted`: its position was read from a state in which the event is counted already.
    pub fn deliver(&mut self, event: &Posted<RoomEvent>, counted: bool, ticks: &mut Ticks) {
        let message = &event.message;
        let own = event.actor_id == Some(self.user.id);
        if !self.is_settled() {
            // Not yet admitted: what it may hear is being read. Only what that reading can't know is noted.
            if event.kind == RoomEventKind::MessageDeleted {
                self.user.state().unsettled.push((message.room_id, event.seq, message.seq));
            }
            return;
        }
        self.user.state().deliver_room(event);
        let changed = match event.kind {
            _ if counted => false,
            RoomEventKind::MessageSent if own => {
                self.read_seq = event.seq.into();
                self.settled = message.text_count;
                true
            }
            RoomEventKind::MessageSent => true,
            RoomEventKind::MessageDeleted if message.seq > self.read_seq.into() => {
                self.settled += 1;
                true
            }
            _ => false,
        };
        if changed {
            let unread = Unread {
                stay: StayId {
                    room: message.room_id,
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

/// Tells a member's counts: at once, or with the next tick.
pub(super) fn tell(user: &Arc<UserTopic>, at: Timestamp, unread: Unread, ticks: &mut Ticks) {
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
