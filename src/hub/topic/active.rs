//! The subscriptions to one `activeRoom`, and what only they get: who types, and how far the others have read. Never stored.

use crate::{
    clock::{Moment, Now, Timestamp},
    domain::{
        event::{ActiveEvent, ActiveEventKind},
        room::Member,
    },
    hub::{
        channel::ActiveChannel,
        mailbox::{Mailbox, SubscriptionId},
        shared_event::SharedEvent,
    },
    ids::{RoomId, UserId},
};
use std::{collections::HashMap, sync::Arc, time::Duration};

/// How long a member counts as typing unless they repeat it.
pub const TYPING_LASTS: Duration = Duration::from_secs(6);
/// In rooms with more members nobody gets receipts.
const MAX_RECEIPT_MEMBERS: i64 = 500;

/// What goes on in one room.
#[derive(Default)]
pub(in crate::hub) struct ActiveRoom {
    subscribers: Vec<Subscriber>,
    typing: HashMap<UserId, Typist>,
    departures: Departures,
    /// The receipts since the last tick: the newest of each reader.
    receipts: HashMap<UserId, Member>,
}

/// How many members have left a room while somebody subscribed to it without a break.
#[derive(Clone, Copy, PartialEq, Eq, Default)]
pub struct Departures {
    /// The first subscription: without one, the next begin to count anew.
    since: Option<SubscriptionId>,
    count: u64,
}

/// Somebody writes.
#[derive(Clone, Copy)]
struct Typist {
    /// As it is shown.
    until: Timestamp,
    ends: Moment,
}

struct Subscriber {
    id: SubscriptionId,
    user: UserId,
    mailbox: Arc<Mailbox<ActiveChannel>>,
}

impl ActiveRoom {
    /// Adds a subscription. It gets at once who else types.
    pub fn add(
        &mut self,
        room: RoomId,
        id: SubscriptionId,
        user: UserId,
        mailbox: Arc<Mailbox<ActiveChannel>>,
        now: Timestamp,
    ) {
        for (writer, typist) in self.typing.iter().filter(|(writer, _)| **writer != user) {
            let kind = ActiveEventKind::Typing { user: *writer, until: Some(typist.until) };
            mailbox.push(&SharedEvent::new(Arc::new(ActiveEvent { room, at: now, kind })));
        }
        self.departures.since.get_or_insert(id);
        self.subscribers.push(Subscriber { id, user, mailbox });
    }

    pub fn remove(&mut self, id: SubscriptionId) {
        self.subscribers.retain(|it| it.id != id);
    }

    /// A member is gone: their subscriptions end, and they type no more.
    pub fn dismiss(&mut self, room: RoomId, user: UserId, now: Timestamp) {
        self.subscribers.retain(|it| {
            if it.user == user {
                it.mailbox.close();
            }
            it.user != user
        });
        self.receipts.remove(&user);
        self.departures.count += 1;
        self.end_typing(room, user, now);
    }

    /// Who subscribes; a user with two subscriptions comes twice.
    pub fn users(&self) -> impl Iterator<Item = UserId> {
        self.subscribers.iter().map(|it| it.user)
    }

    pub fn is_empty(&self) -> bool {
        self.subscribers.is_empty()
    }

    /// Who has left so far.
    pub fn departures(&self) -> Departures {
        self.departures
    }

    /// A member types. All others get it.
    pub fn begin_typing(&mut self, room: RoomId, user: UserId, now: Now) {
        let typist = Typist { until: now.time + TYPING_LASTS, ends: now.moment + TYPING_LASTS };
        self.typing.insert(user, typist);
        self.deliver(room, now.time, ActiveEventKind::Typing { user, until: Some(typist.until) }, Some(user));
    }

    /// A member types no more. All others get it, if they got that the member does.
    pub fn end_typing(&mut self, room: RoomId, user: UserId, now: Timestamp) {
        if self.typing.remove(&user).is_some() {
            self.deliver(room, now, ActiveEventKind::Typing { user, until: None }, Some(user));
        }
    }

    /// Notes a receipt for the next tick.
    pub fn note_receipt(&mut self, member: &Member, member_count: i64) {
        if member_count <= MAX_RECEIPT_MEMBERS {
            self.receipts.insert(member.user_id, *member);
        }
    }

    /// Delivers the receipts, and whose typing has ended by itself.
    pub fn tick(&mut self, room: RoomId, now: Now) {
        for member in std::mem::take(&mut self.receipts).into_values() {
            self.deliver(room, now.time, ActiveEventKind::ReadReceipt(member), None);
        }
        let over = self.typing.iter().filter(|(_, typist)| typist.ends <= now.moment);
        let stopped: Vec<_> = over.map(|(user, _)| *user).collect();
        for user in stopped {
            self.end_typing(room, user, now.time);
        }
    }

    fn deliver(&self, room: RoomId, at: Timestamp, kind: ActiveEventKind, but: Option<UserId>) {
        let event = SharedEvent::new(Arc::new(ActiveEvent { room, at, kind }));
        for it in self.subscribers.iter().filter(|it| Some(it.user) != but) {
            it.mailbox.push(&event);
        }
    }
}

#[cfg(test)]
mod tests;
