//! A user who listens on this node: the subscriptions of all their sockets.

use crate::{
    clock::Timestamp,
    domain::event::{RoomEvent, SessionEndReason, Unread, UserEvent, UserEventKind},
    hub::{mailbox::Mailbox, posted::Posted},
    ids::{RoomId, Seq, SessionId, UserId},
};
use std::{
    collections::{HashMap, HashSet},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};
use tokio::sync::OnceCell;

/// The name of a subscription on this node.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct SubscriptionId(pub u64);

/// A user's topic. It exists while the user has a subscription on this node.
#[derive(Debug)]
pub struct UserTopic {
    pub id: UserId,
    /// Set once every room of the user has a watcher with a read position.
    pub loaded: OnceCell<()>,
    /// A std mutex: held for a push or a change of the lists, never across an await. Taken after a room's, never before.
    state: Mutex<UserState>,
}

#[derive(Default, Debug)]
pub(in crate::hub) struct UserState {
    room_feeds: Vec<RoomFeed>,
    user_feeds: Vec<UserFeed>,
    /// Whether the last subscription is gone. A room must not add a closed topic to its watchers.
    pub closed: bool,
    /// The rooms in which the user has a watcher.
    pub rooms: HashSet<RoomId>,
    /// What happened in the rooms while the read positions were being loaded, in the order of each room's log.
    pub unsettled: Vec<(RoomId, Unsettled)>,
    /// Rooms whose counts were told in this tick, each with a newer count that waits for the next tick.
    told: HashMap<RoomId, Option<Posted<UserEvent>>>,
}

/// An event that changes which messages are settled: what a position that was loaded before it cannot know.
#[derive(Clone, Copy, Debug)]
pub(in crate::hub) enum Unsettled {
    /// The user sent a message, from whichever device, after which the room counted so many.
    Sent { seq: Seq, text_count: i64 },
    /// Somebody deleted a message.
    Deleted { seq: Seq, message: Seq },
}

impl Unsettled {
    pub(in crate::hub) fn seq(self) -> Seq {
        match self {
            Self::Sent { seq, .. } | Self::Deleted { seq, .. } => seq,
        }
    }
}

/// A subscription to `roomEvents`.
#[derive(Debug)]
struct RoomFeed {
    id: SubscriptionId,
    /// The rooms it wants; `None` for all.
    filter: Option<HashSet<RoomId>>,
    /// Rooms whose past is still being replayed. Their live events are not delivered: the replay reads them from the log.
    replaying: HashSet<RoomId>,
    mailbox: Arc<Mailbox>,
}

/// A subscription to `userEvents`.
#[derive(Debug)]
struct UserFeed {
    id: SubscriptionId,
    session: SessionId,
    mailbox: Arc<Mailbox>,
}

impl UserTopic {
    pub(in crate::hub) fn new(id: UserId) -> Arc<Self> {
        Arc::new(Self { id, loaded: OnceCell::new(), state: Mutex::default() })
    }

    pub(in crate::hub) fn state(&self) -> MutexGuard<'_, UserState> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether the user has a watcher in the room.
    pub fn is_in(&self, room: RoomId) -> bool {
        self.state().rooms.contains(&room)
    }
}

impl UserState {
    pub(in crate::hub) fn add_room_feed(
        &mut self,
        id: SubscriptionId,
        filter: Option<HashSet<RoomId>>,
        replaying: HashSet<RoomId>,
        mailbox: Arc<Mailbox>,
    ) {
        self.room_feeds.push(RoomFeed { id, filter, replaying, mailbox });
    }

    pub(in crate::hub) fn add_user_feed(&mut self, id: SubscriptionId, session: SessionId, mailbox: Arc<Mailbox>) {
        self.user_feeds.push(UserFeed { id, session, mailbox });
    }

    /// Removes a subscription. Returns whether any is left.
    pub(in crate::hub) fn remove(&mut self, id: SubscriptionId) -> bool {
        self.room_feeds.retain(|feed| feed.id != id);
        self.user_feeds.retain(|feed| feed.id != id);
        !self.room_feeds.is_empty() || !self.user_feeds.is_empty()
    }

    /// From now on the room's events are delivered to this subscription.
    pub(in crate::hub) fn go_live(&mut self, id: SubscriptionId, room: RoomId) {
        if let Some(feed) = self.room_feeds.iter_mut().find(|feed| feed.id == id) {
            feed.replaying.remove(&room);
        }
    }

    pub(in crate::hub) fn deliver_room(&self, event: &Posted<RoomEvent>) {
        self.mailboxes_of(event.room_id()).for_each(|mailbox| mailbox.push_room(event));
    }

    /// An event that the user is not shown.
    pub(in crate::hub) fn miss_room(&self, event: &Posted<RoomEvent>) {
        self.mailboxes_of(event.room_id()).for_each(|mailbox| mailbox.push_missed(event));
    }

    fn mailboxes_of(&self, room: RoomId) -> impl Iterator<Item = &Mailbox> {
        let wants = move |feed: &&RoomFeed| feed.filter.as_ref().is_none_or(|rooms| rooms.contains(&room));
        let live = move |feed: &&RoomFeed| !feed.replaying.contains(&room);
        self.room_feeds.iter().filter(wants).filter(live).map(|feed| &*feed.mailbox)
    }

    pub(in crate::hub) fn deliver_user(&self, event: &Posted<UserEvent>) {
        for feed in &self.user_feeds {
            feed.mailbox.push_user(event);
        }
    }

    /// Tells every device that events may be missing.
    pub(in crate::hub) fn doubt(&self) {
        for feed in &self.user_feeds {
            feed.mailbox.push_login_sync_required();
        }
    }

    pub(in crate::hub) fn end_session(&self, session: SessionId, reason: SessionEndReason) {
        for feed in self.user_feeds.iter().filter(|feed| feed.session == session) {
            feed.mailbox.end(reason);
        }
    }

    /// Tells the counts of a room: the first at once, the newest of later ones at the next tick. Returns whether the user
    /// must be ticked from now on.
    pub(in crate::hub) fn tell_unread(&mut self, user: UserId, at: Timestamp, unread: Unread) -> bool {
        if self.user_feeds.is_empty() {
            return false;
        }
        let event = Posted::new(Arc::new(UserEvent { user, at, kind: UserEventKind::UnreadCountChanged(unread) }));
        if let Some(next) = self.told.get_mut(&unread.stay.room) {
            *next = Some(event);
            return false;
        }
        self.deliver_user(&event);
        self.told.insert(unread.stay.room, None);
        self.told.len() == 1
    }

    /// The user is not in the room any more: a count that still waits is not told.
    pub(in crate::hub) fn forget_room(&mut self, room: RoomId) {
        self.rooms.remove(&room);
        if let Some(next) = self.told.get_mut(&room) {
            *next = None;
        }
    }

    /// Tells the counts that waited for this tick. Returns whether the user must be ticked again.
    pub(in crate::hub) fn tick(&mut self) -> bool {
        let told = std::mem::take(&mut self.told);
        for (room, next) in told {
            if let Some(event) = next {
                self.deliver_user(&event);
                self.told.insert(room, None);
            }
        }
        !self.told.is_empty()
    }
}

#[cfg(test)]
mod tests;
