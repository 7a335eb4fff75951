//! `userEvents`: what concerns one user alone. Counts and statuses are merged to the newest; without a place, events are replaced
//! by one word that they are to be read again.

use crate::{
    domain::event::{SessionEndReason, UserEvent, UserEventKind},
    hub::{
        budget::Budget,
        channel::{Channel, Queue},
        mailbox::Mailbox,
        shared_event::SharedEvent,
    },
};
/// The channel of `userEvents`.
pub enum UserChannel {}

/// What a user's device gets.
#[derive(Clone, Debug)]
pub enum UserItem {
    /// The subscription is live.
    Ready,
    /// An event of the user, or of somebody who shares a room with them.
    Event(SharedEvent<UserEvent>),
    /// Events were lost.
    LoginSyncRequired,
    /// The last one: the session has ended.
    SessionEnded(SessionEndReason),
}

impl From<SharedEvent<UserEvent>> for UserItem {
    fn from(event: SharedEvent<UserEvent>) -> Self {
        Self::Event(event)
    }
}

impl Channel for UserChannel {
    type Event = UserEvent;
    type Item = UserItem;
    type Dropped = ();

    fn weight(event: &UserEvent) -> usize {
        match &event.kind {
            UserEventKind::Mentioned(message) => 300 + message.weight(),
            _ => 300,
        }
    }

    fn event(item: &UserItem) -> Option<&SharedEvent<UserEvent>> {
        match item {
            UserItem::Event(event) => Some(event),
            UserItem::Ready | UserItem::LoginSyncRequired | UserItem::SessionEnded(_) => None,
        }
    }

    /// A count replaces an older count of the same stay that still waits. A count of an earlier stay is not replaced: in its place
    /// the new one would come before its own `MembershipAdded`. A status replaces an older one of the same person. While
    /// `LoginSyncRequired` waits, all else is in what will be read.
    fn absorb(queue: &mut Queue<Self>, _: &Budget, event: &SharedEvent<UserEvent>) -> bool {
        let older = queue.iter_mut().find_map(|item| match item {
            UserItem::Event(older) if replaces(&event.kind, &older.kind) => Some(older),
            _ => None,
        });
        if let Some(older) = older {
            *older = event.clone();
            return true;
        }
        is_sync_required(queue)
    }

    /// Drops what waits, but for the sake of a status nothing but statuses.
    fn overflow(queue: &mut Queue<Self>, budget: &Budget, event: &SharedEvent<UserEvent>) {
        let is_status = matches!(event.kind, UserEventKind::StatusChanged(_));
        queue.retain(budget, |waiting| is_status && !matches!(waiting.kind, UserEventKind::StatusChanged(_)));
        queue.push(UserItem::LoginSyncRequired);
    }
}

impl Mailbox<UserChannel> {
    /// Puts in that events of the user may be missing.
    pub fn push_login_sync_required(&self) {
        let Some(mut queue) = self.open() else { return };
        if !is_sync_required(&queue) {
            queue.push(UserItem::LoginSyncRequired);
        }
    }

    /// Ends the mailbox: after what waits, the reader gets that its session has ended.
    pub fn end_session(&self, reason: SessionEndReason) {
        let Some(mut queue) = self.open() else { return };
        queue.push(UserItem::SessionEnded(reason));
        queue.end();
    }
}

fn is_sync_required(queue: &Queue<UserChannel>) -> bool {
    queue.iter().any(|item| matches!(item, UserItem::LoginSyncRequired))
}

/// Whether the new event of a user may replace the old one.
fn replaces(new: &UserEventKind, old: &UserEventKind) -> bool {
    match (old, new) {
        (UserEventKind::UnreadCountChanged(old), UserEventKind::UnreadCountChanged(new)) => old.stay == new.stay,
        (UserEventKind::StatusChanged(old), UserEventKind::StatusChanged(new)) => old.id == new.id,
        (UserEventKind::PeerStatus(old), UserEventKind::PeerStatus(new)) => old == new,
        _ => false,
    }
}
