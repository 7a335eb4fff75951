//! A user who listens on this node: the subscriptions of all their sockets.

use crate::sync::{Mutex, MutexGuard};
use crate::{
    clock::Timestamp,
    domain::{
        event::{RoomEvent, SessionEndReason, Unread, UserEvent, UserEventKind},
        room::NotificationMode,
    },
    hub::{
        channel::{RoomChannel, UserChannel},
        mailbox::{Mailbox, SubscriptionId},
        shared_event::SharedEvent,
    },
    ids::{RoomId, Seq, SessionId, UserId},
};
use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};
use tokio::sync::OnceCell;

/// A user's topic. It exists while the user has a subscription on this node.
pub struct UserTopic {
    /// Whose it is.
    pub id: UserId,
    /// Set once every room of the user has a watcher with a read position.
    pub loaded: OnceCell<()>,
    /// A mutex: held for a push or a change of the lists, never across an await. Taken after a room's, never before.
    state: Mutex<UserState>,
}

#[derive(Default)]
pub(in crate::hub) struct UserState {
    to_rooms: Vec<ToRooms>,
    to_user: Vec<ToUser>,
    /// Whether the last subscription is gone. A room must not add a closed topic to its watchers.
    pub closed: bool,
    /// The rooms in which the user has a watcher.
    pub rooms: HashSet<RoomId>,
    /// What happened in the rooms while the read positions were being loaded, in the order of each room's log.
    pub while_loading: Vec<(RoomId, BaseChange)>,
    /// Rooms whose counts were delivered in this tick, each with a newer count that waits for the next tick.
    counted: HashMap<RoomId, Option<SharedEvent<UserEvent>>>,
}

/// Users to whom counts were delivered, and whom the next tick looks at again.
pub(in crate::hub) type Ticks = Vec<Arc<UserTopic>>;

/// What changes a watcher: what a position that was loaded before it cannot know.
#[derive(Clone, Copy, Debug)]
pub(in crate::hub) enum BaseChange {
    /// The user sent a message, from whichever device, after which the room counted so many.
    Sent { seq: Seq, text_count: i64 },
    /// Somebody deleted a message.
    Deleted { seq: Seq, message: Seq },
    /// A message names the user, or names the user no more.
    Named { seq: Seq, message: Seq, by: i8 },
    /// An event of the log came, and nobody knows whom its message named before.
    Unsaid { seq: Seq },
    /// The user is to be told of other messages than before. It has no number: the last one holds.
    Mode(NotificationMode),
}

impl BaseChange {
    pub(in crate::hub) fn seq(self) -> Seq {
        match self {
            Self::Sent { seq, .. } | Self::Deleted { seq, .. } | Self::Named { seq, .. } | Self::Unsaid { seq } => seq,
            Self::Mode(_) => Seq::MAX,
        }
    }
}

/// A subscription to `roomEvents`.
struct ToRooms {
    id: SubscriptionId,
    /// Which rooms it gets, when that is not all. In a box: most get all, and a silent socket is to be small.
    choice: Option<Box<Choice>>,
    mailbox: Arc<Mailbox<RoomChannel>>,
}

struct Choice {
    /// The rooms that are asked for; `None` for all.
    filter: Option<HashSet<RoomId>>,
    /// Rooms whose past is still being replayed. Their live events are not delivered: the replay reads them from the log.
    replaying: HashSet<RoomId>,
}

impl Choice {
    /// `None` when it is all.
    fn new(filter: Option<HashSet<RoomId>>, replaying: HashSet<RoomId>) -> Option<Box<Self>> {
        (filter.is_some() || !replaying.is_empty()).then(|| Box::new(Self { filter, replaying }))
    }

    fn has(&self, room: RoomId) -> bool {
        self.filter.as_ref().is_none_or(|rooms| rooms.contains(&room)) && !self.replaying.contains(&room)
    }
}

/// A subscription to `userEvents`.
struct ToUser {
    id: SubscriptionId,
    session: SessionId,
    mailbox: Arc<Mailbox<UserChannel>>,
}

impl UserTopic {
    pub(in crate::hub) fn new(id: UserId) -> Arc<Self> {
        Arc::new(Self { id, loaded: OnceCell::new(), state: Mutex::default() })
    }

    pub(in crate::hub) fn state(&self) -> MutexGuard<'_, UserState> {
        self.state.lock()
    }

    /// Whether the user has a watcher in the room.
    pub fn is_in(&self, room: RoomId) -> bool {
        self.state().rooms.contains(&room)
    }
}

impl UserState {
    pub(in crate::hub) fn add_to_rooms(
        &mut self,
        id: SubscriptionId,
        filter: Option<HashSet<RoomId>>,
        replaying: HashSet<RoomId>,
        mailbox: Arc<Mailbox<RoomChannel>>,
    ) {
        self.to_rooms.reserve_exact(1);
        self.to_rooms.push(ToRooms { id, choice: Choice::new(filter, replaying), mailbox });
    }

    pub(in crate::hub) fn add_to_user(
        &mut self,
        id: SubscriptionId,
        session: SessionId,
        mailbox: Arc<Mailbox<UserChannel>>,
    ) {
        self.to_user.reserve_exact(1);
        self.to_user.push(ToUser { id, session, mailbox });
    }

    /// Removes a subscription. Returns whether any is left.
    pub(in crate::hub) fn remove(&mut self, id: SubscriptionId) -> bool {
        self.to_rooms.retain(|it| it.id != id);
        self.to_user.retain(|it| it.id != id);
        !self.to_rooms.is_empty() || !self.to_user.is_empty()
    }

    /// From now on the room's events are delivered to this subscription.
    pub(in crate::hub) fn go_live(&mut self, id: SubscriptionId, room: RoomId) {
        if let Some(subscription) = self.to_rooms.iter_mut().find(|it| it.id == id)
            && let Some(mut choice) = subscription.choice.take()
        {
            choice.replaying.remove(&room);
            subscription.choice = Choice::new(choice.filter, choice.replaying);
        }
    }

    pub(in crate::hub) fn deliver_room(&self, event: &SharedEvent<RoomEvent>) {
        self.mailboxes_of(event.room_id()).for_each(|mailbox| mailbox.push(event));
    }

    /// An event that the user is not shown.
    pub(in crate::hub) fn deliver_unshown(&self, event: &SharedEvent<RoomEvent>) {
        self.mailboxes_of(event.room_id()).for_each(|mailbox| mailbox.push_unshown(event));
    }

    fn mailboxes_of(&self, room: RoomId) -> impl Iterator<Item = &Mailbox<RoomChannel>> {
        let gets = move |it: &&ToRooms| it.choice.as_ref().is_none_or(|choice| choice.has(room));
        self.to_rooms.iter().filter(gets).map(|it| &*it.mailbox)
    }

    pub(in crate::hub) fn deliver(&self, event: &SharedEvent<UserEvent>) {
        for device in &self.to_user {
            device.mailbox.push(event);
        }
    }

    /// Events may be missing: every device is to read `loginSync`.
    pub(in crate::hub) fn require_login_sync(&self) {
        for device in &self.to_user {
            device.mailbox.push_login_sync_required();
        }
    }

    pub(in crate::hub) fn end_session(&self, session: SessionId, reason: SessionEndReason) {
        for device in self.to_user.iter().filter(|device| device.session == session) {
            device.mailbox.end_session(reason);
        }
    }

    /// Delivers the counts of a room: the first at once, the newest of later ones at the next tick. Returns whether the user
    /// must be ticked from now on.
    pub(in crate::hub) fn deliver_unread(&mut self, user: UserId, at: Timestamp, unread: Unread) -> bool {
        if self.to_user.is_empty() {
            return false;
        }
        let event = SharedEvent::new(Arc::new(UserEvent { user, at, kind: UserEventKind::UnreadCountChanged(unread) }));
        if let Some(next) = self.counted.get_mut(&unread.stay.room) {
            *next = Some(event);
            return false;
        }
        self.deliver(&event);
        self.counted.insert(unread.stay.room, None);
        self.counted.len() == 1
    }

    /// The user is not in the room any more: a count that still waits is not delivered.
    pub(in crate::hub) fn forget_room(&mut self, room: RoomId) {
        self.rooms.remove(&room);
        if let Some(next) = self.counted.get_mut(&room) {
            *next = None;
        }
    }

    /// Delivers the counts that waited for this tick. Returns whether the user must be ticked again.
    pub(in crate::hub) fn tick(&mut self) -> bool {
        for (room, next) in std::mem::take(&mut self.counted) {
            if let Some(event) = next {
                self.deliver(&event);
                self.counted.insert(room, None);
            }
        }
        !self.counted.is_empty()
    }
}

#[cfg(test)]
mod tests;
