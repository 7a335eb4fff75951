//! A room that somebody listens to. Its topic puts the events in order, once for all listeners, and knows who is in the
//! room.

mod counts;
mod reads;
mod recent;

use crate::{
    clock::Timestamp,
    domain::{
        event::{ReadEvent, RoomEvent, RoomEventKind, Unread, UserEvent, UserEventKind},
        hiding::Shown,
        mentioned::NamesBefore,
        room::{Membership, Room},
    },
    hub::{
        shared_event::SharedEvent,
        topic::active::ActiveRoom,
        topic::user::{BaseChange, Ticks, UserTopic},
        topic::watcher::{Told, Watcher},
    },
    ids::{RoomId, Seq, StayId, UserId},
};
use recent::Recent;
use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

/// How many events that came too early are kept, until the hole before them is filled from the log.
const MAX_EARLY: usize = 1_024;

/// A room's topic: a few bytes until somebody listens.
#[derive(Default)]
pub(in crate::hub) struct RoomTopic {
    /// The number of the last event in order; 0 when none was seen yet.
    latest: Seq,
    early: BTreeMap<Seq, SharedEvent<RoomEvent>>,
    watchers: HashMap<UserId, Watcher>,
    /// The subscriptions to `activeRoom`; most rooms have none.
    pub active: Option<Box<ActiveRoom>>,
    /// Watchers whose read position is of a snapshot, or a transaction, that is newer than `latest`, with its number. Their
    /// counts hold the events up to that number already. The list is nearly always empty.
    ahead: Vec<(UserId, Seq)>,
    /// What was read before it could be delivered, the newest of each reader. Nearly always empty.
    waiting: Vec<ReadEvent>,
    recent: Recent,
    /// When the last event came of which nobody knows what it changed of whom messages name: until the counts are read anew, none
    /// is told. None when they are exact.
    uncertain: Option<Timestamp>,
}

/// What became of an event that reached the topic.
pub(in crate::hub) enum Arrival {
    /// It was the next one and is delivered, or it was a double and is dropped.
    Settled,
    /// A hole is before it: it waits until the hole is filled.
    Early,
}

impl RoomTopic {
    /// Takes an event, and then those that waited for it. `newcomer` finds the topic of a user who comes into the room,
    /// when that user listens on this node.
    pub fn take(
        &mut self,
        event: SharedEvent<RoomEvent>,
        ticks: &mut Ticks,
        newcomer: &dyn Fn(UserId) -> Option<Arc<UserTopic>>,
    ) -> Arrival {
        if event.seq <= self.latest {
            return Arrival::Settled;
        }
        if self.latest != 0 && event.seq > self.latest + 1 {
            if self.early.len() < MAX_EARLY {
                self.early.insert(event.seq, event);
            }
            return Arrival::Early;
        }
        self.apply(&event, ticks, newcomer);
        while let Some(next) = self.early.remove(&(self.latest + 1)) {
            self.apply(&next, ticks, newcomer);
        }
        if self.early.is_empty() { Arrival::Settled } else { Arrival::Early }
    }

    /// Whether all who listen wait for their read positions, from which the room's number will be known. What is read from the log
    /// meanwhile may be older: a departure of whoever is back.
    pub fn is_loading(&self) -> bool {
        self.latest == 0 && !self.watchers.is_empty()
    }

    /// The number that comes next. `None` when no event was seen yet.
    pub fn next_seq(&self) -> Option<Seq> {
        (self.latest != 0).then_some(self.latest + 1)
    }

    fn apply(
        &mut self,
        event: &SharedEvent<RoomEvent>,
        ticks: &mut Ticks,
        newcomer: &dyn Fn(UserId) -> Option<Arc<UserTopic>>,
    ) {
        self.latest = event.seq;
        self.recent.note(event);
        if let Some(member) = event.stay_begun()
            && !event.is_kept_from(member.user_id)
            && let Some(user) = newcomer(member.user_id)
        {
            let (unread_count, mention_count) = (0, 0);
            let membership = Membership { member, unread_count, mention_count, as_of_seq: event.seq, is_hidden: false };
            self.begin(event.at, membership, &event.room, user);
        }
        for shown in &event.shown {
            if let Some(user) = newcomer(shown.membership.member.user_id) {
                self.show(event, shown, user);
            }
        }
        self.show_peers(event);
        if event.named == NamesBefore::Unknown {
            self.uncertain = Some(event.at);
        }
        let mentioned = mentioned(event);
        for watcher in self.watchers.values_mut() {
            if event.is_kept_from(watcher.user.id) {
                watcher.deliver_unshown(event);
                continue;
            }
            let counted = self.ahead.iter().any(|(user, seq)| *user == watcher.user.id && event.seq <= *seq);
            let told = Told { mentioned: mentioned.as_ref(), counted, uncertain: self.uncertain.is_some() };
            watcher.deliver(event, told, ticks);
        }
        if let (Some(active), RoomEventKind::MessageSent, Some(sender)) = (&mut self.active, event.kind, event.actor_id)
        {
            active.end_typing(event.room_id(), sender, event.at);
        }
        self.ahead.retain(|(_, seq)| event.seq < *seq);
        if let RoomEventKind::MemberLeft(stay) = event.kind {
            self.end(event, stay);
        }
        if !self.waiting.is_empty() {
            self.take_waiting(ticks);
        }
    }

    /// A user is told of the room; from now on the user hears it.
    fn begin(&mut self, at: Timestamp, membership: Membership, room: &Arc<Room>, user: Arc<UserTopic>) {
        let kind = UserEventKind::MembershipAdded(membership, room.clone());
        let added = SharedEvent::new(Arc::new(UserEvent { user: user.id, at, kind }));
        // What the event itself changes is counted when it is delivered.
        self.admit(&Membership { mention_count: 0, ..membership }, user, Some(&added));
    }

    /// From now on a user hears the room. The event `added` is delivered before.
    pub fn admit(&mut self, membership: &Membership, user: Arc<UserTopic>, added: Option<&SharedEvent<UserEvent>>) {
        let member = &membership.member;
        let mut state = user.state();
        if state.closed {
            return;
        }
        state.rooms.insert(member.room_id);
        if let Some(added) = added {
            state.deliver(added);
        }
        drop(state);
        if self.latest == 0 {
            self.latest = membership.as_of_seq;
        }
        self.watchers.insert(member.user_id, Watcher::newcomer(user, membership));
        self.ahead.retain(|(user, _)| *user != member.user_id);
    }

    /// A message puts a hidden room back into a user's lists, or for the first time.
    fn show(&mut self, event: &RoomEvent, shown: &Shown, user: Arc<UserTopic>) {
        if shown.is_new {
            return self.begin(event.at, shown.membership, &event.room, user);
        }
        let kind = UserEventKind::MembershipChanged(shown.membership, event.room.clone());
        user.state().deliver(&SharedEvent::new(Arc::new(UserEvent { user: user.id, at: event.at, kind })));
    }

    /// A room of two was hidden from a user: meanwhile the user heard nothing of the other one's status. Tell it now. Whoever
    /// opened the room hears nothing either, until the other one is told of the room: tell both then.
    fn show_peers(&self, event: &RoomEvent) {
        if event.shown.is_empty() {
            return;
        }
        let is_new = event.shown.iter().any(|shown| shown.is_new);
        for user in self.listeners() {
            if is_new || event.shown.iter().any(|shown| shown.membership.member.user_id == user.id) {
                let kind = UserEventKind::PeerStatus(event.room_id());
                user.state().deliver(&SharedEvent::new(Arc::new(UserEvent { user: user.id, at: event.at, kind })));
            }
        }
    }

    /// A stay ends. This event was the last one of the room that its user hears.
    fn end(&mut self, event: &RoomEvent, stay: StayId) {
        if let Some(active) = &mut self.active {
            active.dismiss(stay.room, stay.user, event.at);
        }
        if let Some(watcher) = self.watchers.remove(&stay.user) {
            let kind = UserEventKind::MembershipRemoved { stay, actor_id: event.actor_id };
            let mut state = watcher.user.state();
            state.forget_room(stay.room);
            state.deliver(&SharedEvent::new(Arc::new(UserEvent { user: stay.user, at: event.at, kind })));
        }
    }

    /// Adds a watcher whose read position is still to be loaded. It hears nothing until `load_position`.
    pub fn watch(&mut self, room: RoomId, user: &Arc<UserTopic>) {
        let known = self.watchers.get(&user.id).is_some_and(|watcher| Arc::ptr_eq(&watcher.user, user));
        let mut state = user.state();
        if !known && !state.closed {
            state.rooms.insert(room);
            self.watchers.insert(user.id, Watcher::loading(user.clone()));
        }
    }

    /// Gives a watcher the read position that a snapshot has. `None` means that the snapshot has no membership: the
    /// watcher goes.
    pub fn load_position(&mut self, room: RoomId, user: &Arc<UserTopic>, position: Option<&Unread>, ticks: &mut Ticks) {
        let mut state = user.state();
        // Whatever became of the watcher, it notes nothing more.
        let changes: Vec<_> = state.while_loading.extract_if(.., |(of, _)| *of == room).map(|(_, it)| it).collect();
        let Some(watcher) = self.watchers.get_mut(&user.id).filter(|watcher| Arc::ptr_eq(&watcher.user, user)) else {
            return;
        };
        let is_known = watcher.is_loaded();
        let Some(position) = position else {
            if !is_known {
                state.rooms.remove(&room);
                drop(state);
                self.watchers.remove(&user.id);
                self.waiting.retain(|read| read.member.user_id != user.id);
            }
            return;
        };
        drop(state);
        if !is_known {
            watcher.move_to(position);
            watcher.set_mode(position.notification_mode);
            for change in changes.into_iter().filter(|change| change.seq() > position.as_of_seq) {
                watcher.rebase(change);
                if let BaseChange::Unsaid { .. } = change {
                    self.uncertain = self.uncertain.or(self.recent.at());
                }
            }
        }
        // All that is newer is published to this topic.
        if self.latest == 0 {
            self.latest = position.as_of_seq;
        }
        if !is_known && self.latest < position.as_of_seq {
            self.ahead.push((user.id, position.as_of_seq));
        }
        self.take_waiting(ticks);
    }

    /// The members who listen on this node. A watcher without a position is not one of them yet: whether its user is a member
    /// is still being read.
    pub fn listeners(&self) -> impl Iterator<Item = &Arc<UserTopic>> {
        self.watchers.values().filter(|watcher| watcher.is_loaded()).map(|watcher| &watcher.user)
    }

    /// The listening members who also subscribe to `activeRoom` here. Those register before anybody checks whether they may, so
    /// they are looked up among the members.
    pub fn active_listeners(&self) -> impl Iterator<Item = &Arc<UserTopic>> {
        let active = self.active.iter().flat_map(|active| active.users());
        active.filter_map(|user| self.watchers.get(&user)).filter(|it| it.is_loaded()).map(|it| &it.user)
    }

    /// Removes a user. Returns whether the topic is idle now.
    pub fn unwatch(&mut self, user: &Arc<UserTopic>) -> bool {
        if self.watchers.get(&user.id).is_some_and(|watcher| Arc::ptr_eq(&watcher.user, user)) {
            self.watchers.remove(&user.id);
        }
        self.is_idle()
    }

    /// Whether nobody listens to the room in any way.
    pub fn is_idle(&self) -> bool {
        self.watchers.is_empty() && self.active.is_none()
    }

    /// All that it knows of the log and of its watchers, but for read positions that come by themselves.
    #[cfg(test)]
    pub fn describe(&self) -> String {
        let mut watchers: Vec<_> = self.watchers.values().map(Watcher::describe).collect();
        watchers.sort();
        format!("{} {:?} {:?} {watchers:?}", self.latest, self.early.keys(), self.ahead)
    }

    /// The number up to which a user has heard the room. `None` when the user is not a listening member.
    pub fn latest_for(&self, user: UserId) -> Option<Seq> {
        self.watchers.get(&user).filter(|watcher| watcher.is_loaded()).map(|_| self.latest)
    }
}

/// What those are told whom a message newly names: one for all. Of what is read from the log nobody is told.
fn mentioned(event: &RoomEvent) -> Option<SharedEvent<UserEvent>> {
    let names = matches!(event.named, NamesBefore::Were(_)) && !event.message.mentions.is_empty();
    let user = event.actor_id.filter(|_| names)?;
    let kind = UserEventKind::Mentioned(event.message.clone());
    Some(SharedEvent::new(Arc::new(UserEvent { user, at: event.at, kind })))
}

#[cfg(test)]
mod tests;
