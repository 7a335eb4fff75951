//! A member who listens on this node: how far they have read. From that follows what is unread: the unread count is decided
//! here for live events; by the columns of `memberships` for what is read from the database, by the new position for the answer of
//! `markRead` (`src/actions/reading.rs`), and by the message for a room that it shows (`src/domain/hiding.rs`).

use crate::{
    clock::Timestamp,
    domain::{
        event::{RoomEvent, RoomEventKind, Unread, UserEvent},
        mentioned::NamesBefore,
        room::{Membership, NotificationMode},
    },
    hub::{
        shared_event::SharedEvent,
        topic::user::{BaseChange, Ticks, UserTopic},
    },
    ids::{Packed, Seq, StayId},
};
use std::sync::Arc;

/// A node has a watcher for each pair of a listening user and a room, so a watcher is small: 40 bytes with its key. The
/// sockets of a user share it.
pub(in crate::hub) struct Watcher {
    pub user: Arc<UserTopic>,
    /// How many of the room's `text_count` messages are not unread: read ones, and tombstones after the read position. So
    /// the unread count is `text_count - read_base`. Unknown while the read position is still being loaded.
    read_base: Short,
    /// How many of the unread ones name the user, or the whole room.
    mentions: Short,
    joined_seq: Short,
    read_seq: Short,
    /// The fingerprint of the joining, as a part of the membership's id.
    fingerprint: Packed,
    mode: NotificationMode,
}

/// A number of a room in half the space. A GraphQL Int has 31 bits, so no number that a client gets needs more.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Short(u32);

impl Short {
    /// Of what is still being loaded.
    const UNKNOWN: Self = Self(u32::MAX);

    /// The number and so many more, or less.
    fn plus(self, change: i64) -> Self {
        i64::from(self).saturating_add(change).max(0).into()
    }
}

impl From<i64> for Short {
    fn from(number: i64) -> Self {
        Self(u32::try_from(number).unwrap_or(u32::MAX - 1))
    }
}

impl From<Short> for i64 {
    fn from(short: Short) -> Self {
        short.0.into()
    }
}

impl Watcher {
    /// The watcher of a member from now on.
    pub fn newcomer(user: Arc<UserTopic>, membership: &Membership) -> Self {
        let member = &membership.member;
        Self {
            user,
            read_base: member.read_count.into(),
            mentions: membership.mention_count.into(),
            joined_seq: member.joined_seq.into(),
            read_seq: member.last_read_seq.into(),
            fingerprint: member.stay().fingerprint.packed(),
            mode: member.notification_mode,
        }
    }

    /// The watcher of a user whose read position is still to be loaded. It hears nothing yet.
    pub fn loading(user: Arc<UserTopic>) -> Self {
        Self {
            user,
            read_base: Short::UNKNOWN,
            mentions: Short::default(),
            joined_seq: Short::default(),
            read_seq: Short::default(),
            fingerprint: Packed::default(),
            mode: NotificationMode::All,
        }
    }

    /// All of it.
    #[cfg(test)]
    pub fn describe(&self) -> String {
        let noted = format!("{:?}", self.user.state().while_loading);
        let Self { joined_seq, read_seq, read_base, mentions, .. } = self;
        format!("{} {joined_seq:?} {read_seq:?} {read_base:?} {mentions:?} {noted}", self.user.id.0)
    }

    /// Whether the read position is known.
    pub fn is_loaded(&self) -> bool {
        self.read_base != Short::UNKNOWN
    }

    /// Whether a read position is further on than the one that is known.
    pub fn is_before(&self, read_seq: Seq) -> bool {
        !self.is_loaded() || read_seq > self.read_seq.into()
    }

    /// Whether a read position is behind the one that is known.
    pub fn is_after(&self, read_seq: Seq) -> bool {
        self.is_loaded() && read_seq < self.read_seq.into()
    }

    /// Takes a read position.
    pub fn move_to(&mut self, position: &Unread) {
        self.fingerprint = position.stay.fingerprint.packed();
        self.joined_seq = position.stay.joined_seq.into();
        self.read_seq = position.last_read_seq.into();
        self.read_base = position.read_base.into();
        self.mentions = position.mention_count.into();
    }

    /// Which messages the user is to be told of from now on.
    pub fn set_mode(&mut self, mode: NotificationMode) {
        self.mode = mode;
    }

    /// Takes what is newer than the position. Returns whether it changes the counts.
    pub fn rebase(&mut self, change: BaseChange) -> bool {
        match change {
            BaseChange::Sent { seq, text_count } => {
                self.read_seq = seq.into();
                self.read_base = text_count.into();
                self.mentions = Short::default();
                true
            }
            BaseChange::Deleted { message, .. } if message > self.read_seq.into() => {
                self.read_base = self.read_base.plus(1);
                true
            }
            BaseChange::Named { message, by, .. } if message > self.read_seq.into() => {
                self.mentions = self.mentions.plus(by.into());
                true
            }
            BaseChange::Mode(mode) => {
                self.mode = mode;
                false
            }
            BaseChange::Deleted { .. } | BaseChange::Named { .. } | BaseChange::Unsaid { .. } => false,
        }
    }

    /// What an event changes of the read base, and of what names the user.
    fn changes(&self, event: &RoomEvent) -> [Option<BaseChange>; 2] {
        let (seq, message) = (event.seq, &event.message);
        let base = match event.kind {
            RoomEventKind::MessageSent if event.actor_id == Some(self.user.id) => {
                Some(BaseChange::Sent { seq, text_count: message.text_count })
            }
            RoomEventKind::MessageDeleted => Some(BaseChange::Deleted { seq, message: message.seq }),
            _ => None,
        };
        let by = i8::try_from(event.named.change(self.user.id, &message.mentions)).unwrap_or_default();
        let named = match event.named {
            NamesBefore::Unknown => Some(BaseChange::Unsaid { seq }),
            NamesBefore::Were(_) if by != 0 => Some(BaseChange::Named { seq, message: message.seq, by }),
            NamesBefore::Were(_) | NamesBefore::Same => None,
        };
        // First whom it names: by what one sends oneself one reads that too.
        [named, base]
    }

    /// Delivers that there was an event, which is not shown.
    pub fn deliver_unshown(&self, event: &SharedEvent<RoomEvent>) {
        if self.is_loaded() {
            self.user.state().deliver_unshown(event);
        }
    }

    /// Delivers an event, and the counts that it changes.
    pub fn deliver(&mut self, event: &SharedEvent<RoomEvent>, told: Told<'_>, ticks: &mut Ticks) {
        let room = event.room_id();
        let deltas = self.changes(event);
        if !self.is_loaded() {
            // Nobody knows yet whether the user is a member. Note only what the loading may not see.
            self.user.state().while_loading.extend(deltas.into_iter().flatten().map(|change| (room, change)));
            return;
        }
        self.user.state().deliver_room(event);
        if let Some(mentioned) = told.mentioned.filter(|_| self.is_newly_named(event)) {
            self.user.state().deliver(mentioned);
        }
        if told.counted {
            return;
        }
        let mut changed = event.kind == RoomEventKind::MessageSent;
        for change in deltas.into_iter().flatten() {
            changed |= self.rebase(change);
        }
        if changed && !told.uncertain {
            let unread = self.unread(event);
            deliver_unread(&self.user, event.at, unread, ticks);
        }
    }

    /// Whether the user is to be told that a message names them.
    fn is_newly_named(&self, event: &RoomEvent) -> bool {
        self.mode != NotificationMode::None
            && event.actor_id != Some(self.user.id)
            && event.named.change(self.user.id, &event.message.mentions) > 0
    }

    /// The counts after an event.
    fn unread(&self, event: &RoomEvent) -> Unread {
        let stay = StayId {
            room: event.room_id(),
            user: self.user.id,
            joined_seq: self.joined_seq.into(),
            fingerprint: self.fingerprint.into(),
        };
        let read_base = self.read_base.into();
        Unread {
            stay,
            unread_count: event.room.text_count - read_base,
            mention_count: self.mentions.into(),
            notification_mode: self.mode,
            last_read_seq: self.read_seq.into(),
            as_of_seq: event.seq,
            last_message: event.room.last_message(),
            read_base,
        }
    }
}

/// What a room tells its watchers beside an event.
#[derive(Clone, Copy)]
pub(in crate::hub) struct Told<'a> {
    /// What those are told whom its message newly names.
    pub mentioned: Option<&'a SharedEvent<UserEvent>>,
    /// Whether the counts of the loaded position have it already.
    pub counted: bool,
    /// Whether the counts are to be read anew before they are told.
    pub uncertain: bool,
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
