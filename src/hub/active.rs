//! Those who look at a room now, and what only they are told: who types, and how far the others have read. Never stored.

mod typing;

use crate::{
    clock::{Moment, Now, Timestamp},
    domain::{
        event::{ActiveEvent, ActiveEventKind},
        room::Member,
    },
    hub::{
        Hub, SubscriptionId,
        mailbox::{Inbox, Mailbox},
        posted::Posted,
    },
    ids::{RoomId, UserId},
};
use std::{collections::HashMap, sync::Arc, time::Duration};
use typing::Departures;

/// How long a member counts as typing unless they repeat it (contract, `TypingChanged`).
pub const TYPING_LASTS: Duration = Duration::from_secs(6);
/// In rooms with more members nobody is told of receipts (contract, `ReadReceiptMoved`).
const MAX_RECEIPT_MEMBERS: i64 = 500;

/// Those who look at one room.
#[derive(Default, Debug)]
pub(super) struct ActiveRoom {
    lookers: Vec<Looker>,
    typing: HashMap<UserId, Writing>,
    departures: Departures,
    /// The receipts since the last tick: the newest of each reader.
    receipts: HashMap<UserId, Member>,
}

/// Somebody writes.
#[derive(Clone, Copy, Debug)]
struct Writing {
    /// As it is told.
    until: Timestamp,
    ends: Moment,
}

#[derive(Debug)]
struct Looker {
    id: SubscriptionId,
    user: UserId,
    mailbox: Arc<Mailbox>,
}

/// A subscription to an active room: dropping it takes it off the hub.
pub struct ActiveSubscription {
    pub(super) hub: Arc<Hub>,
    pub(super) room: RoomId,
    pub(super) id: SubscriptionId,
    pub inbox: Inbox,
}

impl Drop for ActiveSubscription {
    fn drop(&mut self) {
        self.hub.look_away(self.room, self.id);
    }
}

impl ActiveRoom {
    /// Adds somebody who looks. They are told at once who else types.
    pub fn add(&mut self, room: RoomId, id: SubscriptionId, user: UserId, mailbox: Arc<Mailbox>, now: Timestamp) {
        for (writer, writing) in self.typing.iter().filter(|(writer, _)| **writer != user) {
            let kind = ActiveEventKind::Typing { user: *writer, until: Some(writing.until) };
            mailbox.push_active(&Posted::new(Arc::new(ActiveEvent { room, at: now, kind })));
        }
        self.departures.since.get_or_insert(id);
        self.lookers.push(Looker { id, user, mailbox });
    }

    pub fn remove(&mut self, id: SubscriptionId) {
        self.lookers.retain(|looker| looker.id != id);
    }

    /// A member is gone: they look and type no more.
    pub fn dismiss(&mut self, room: RoomId, user: UserId, now: Timestamp) {
        self.lookers.retain(|looker| {
            if looker.user == user {
                looker.mailbox.close();
            }
            looker.user != user
        });
        self.receipts.remove(&user);
        self.departures.count += 1;
        self.end_typing(room, user, now);
    }

    /// Those who look; a user with two subscriptions comes twice.
    pub fn users(&self) -> impl Iterator<Item = UserId> {
        self.lookers.iter().map(|looker| looker.user)
    }

    pub fn is_empty(&self) -> bool {
        self.lookers.is_empty()
    }

    /// A member types. All others who look are told.
    pub fn begin_typing(&mut self, room: RoomId, user: UserId, now: Now) {
        let writing = Writing { until: now.time + TYPING_LASTS, ends: now.moment + TYPING_LASTS };
        self.typing.insert(user, writing);
        self.tell(room, now.time, ActiveEventKind::Typing { user, until: Some(writing.until) }, Some(user));
    }

    /// A member types no more. All others who look are told, if they were told that the member does.
    pub fn end_typing(&mut self, room: RoomId, user: UserId, now: Timestamp) {
        if self.typing.remove(&user).is_some() {
            self.tell(room, now, ActiveEventKind::Typing { user, until: None }, Some(user));
        }
    }

    /// Notes a receipt for the next tick.
    pub fn read(&mut self, member: &Member, member_count: i64) {
        if member_count <= MAX_RECEIPT_MEMBERS {
            self.receipts.insert(member.user_id, *member);
        }
    }

    /// Tells the receipts, and whose typing has ended by itself.
    pub fn tick(&mut self, room: RoomId, now: Now) {
        for member in std::mem::take(&mut self.receipts).into_values() {
            self.tell(room, now.time, ActiveEventKind::ReadReceipt(member), None);
        }
        let over = self.typing.iter().filter(|(_, writing)| writing.ends <= now.moment);
        let stopped: Vec<_> = over.map(|(user, _)| *user).collect();
        for user in stopped {
            self.end_typing(room, user, now.time);
        }
    }

    fn tell(&self, room: RoomId, at: Timestamp, kind: ActiveEventKind, but: Option<UserId>) {
        let event = Posted::new(Arc::new(ActiveEvent { room, at, kind }));
        for looker in self.lookers.iter().filter(|looker| Some(looker.user) != but) {
            looker.mailbox.push_active(&event);
        }
    }
}

#[cfg(test)]
mod tests;
