//! What is published: events that are committed, events that were read from the log, and what is never stored. And what is done
//! when nobody knows whether a COMMIT took place.

use crate::{
    domain::{
        event::{Event, ReadEvent, RoomEvent, SessionEndReason, SessionsEnded, UserEvent, UserEventKind},
        room::Membership,
    },
    hub::{
        Hub, Unconfirmed, UserTopic, lock,
        shared_event::SharedEvent,
        topic::{
            room::{Arrival, RoomTopic},
            user::Ticks,
        },
    },
    ids::{Seq, SessionId, UserId},
    store::{Committed, Logged, Publisher},
};
use std::sync::Arc;

/// The number of the event that makes a room.
const FIRST: Seq = 1;

impl Publisher for Hub {
    fn publish(&self, committed: &Committed) {
        for event in committed.events() {
            match event {
                Event::Room(event) => self.take(event),
                Event::User(event) => self.take_user(event),
                Event::Read(event) => self.take_read(event),
                Event::Contact(event) => self.contacts.note(event),
                Event::Sessions(ended) => self.end_sessions(ended),
                Event::Global(event) => self.global.take(event),
            }
        }
    }

    /// Whoever comes into a room hears of it late, and so may have missed how others look by now: that is published anew. So may the
    /// room's later events have been published when nobody listened to it yet: they are looked for.
    fn publish_late(&self, committed: &Committed) {
        self.publish(committed);
        for event in committed.events() {
            let Event::Room(event) = event else { continue };
            self.repairs.note(event.room_id());
            if event.newcomers().next().is_some() {
                let people = event.people.iter().map(|user| user.id).chain(event.newcomers());
                self.unconfirmed.note(people.map(|user| Unconfirmed { user, is_profile: true }));
            }
        }
    }

    /// These events may stand in the database, and were not published. A room is repaired from its log, how people look is read and
    /// published anew, and what became of an announcement is found out. Users are to read `loginSync`. The janitor looks for ended
    /// sessions from time to time.
    fn commit_unknown(&self, events: &[Event]) {
        for event in events {
            match event {
                Event::Room(event) => self.repairs.commit_unknown(event.room_id(), event.seq),
                Event::User(event) => self.user_event_unknown(event),
                Event::Read(event) => self.require_login_sync(event.member.user_id),
                Event::Contact(event) => {
                    let is_profile = matches!(event.kind, UserEventKind::ProfileChanged(_));
                    self.unconfirmed.note([Unconfirmed { user: event.about, is_profile }]);
                }
                Event::Sessions(ended) => self.require_login_sync(ended.user),
                Event::Global(event) => self.global.commit_unknown(event),
            }
        }
    }
}

impl Hub {
    /// Takes an event of a room that was read from the log. Returns whether it did: not while the room's positions are being loaded, for
    /// they may be newer than what was read.
    pub fn take_logged(&self, event: Logged) -> bool {
        let event = event.into_event();
        let is_loading = lock(&self.rooms, event.room_id().0).get(&event.room_id()).is_some_and(RoomTopic::is_loading);
        if !is_loading {
            self.take(&Arc::new(event));
        }
        !is_loading
    }

    /// Ends a session for the connections of this node alone. Nothing is stored: it is over already.
    pub fn end_session(&self, user: UserId, session: SessionId, reason: SessionEndReason) {
        self.end_sessions(&SessionsEnded { user, sessions: vec![session], reason });
    }

    fn take(&self, event: &Arc<RoomEvent>) {
        let room = event.room_id();
        let mut ticks = Ticks::new();
        let newcomer = |user: UserId| self.topic_of(user);
        {
            let mut topics = lock(&self.rooms, room.0);
            // Without a topic nobody listens to the room yet; but a listening user may come into it with this very event.
            let is_known = topics.contains_key(&room);
            let listens = is_known || event.newcomers().any(|user| newcomer(user).is_some());
            if !listens {
                return;
            }
            let topic = topics.entry(room).or_default();
            if let Arrival::Early = topic.take(SharedEvent::new(event.clone()), &mut ticks, &newcomer) {
                self.repairs.note(room);
            }
            // A room is made in its maker's queue: what others did in it at once may have been published before, to nobody.
            if !is_known && event.seq == FIRST {
                self.repairs.note(room);
            }
            if topic.is_idle() {
                topics.remove(&room);
            }
        }
        self.tick_later(ticks);
    }

    fn take_user(&self, event: &Arc<UserEvent>) {
        let Some(user) = self.topic_of(event.user) else { return };
        let shared = SharedEvent::new(event.clone());
        match &event.kind {
            UserEventKind::MembershipAdded(membership, _) => self.admit(membership, user, Some(&shared)),
            kind => {
                if let UserEventKind::MembershipChanged(membership, _) = kind {
                    let member = membership.member;
                    self.set_mode(member.room_id, member.user_id, member.notification_mode);
                }
                user.state().deliver(&shared);
            }
        }
    }

    /// A user is in a room, and gets its events from now on; `added` comes before.
    pub(in crate::hub) fn admit(
        &self,
        membership: &Membership,
        user: Arc<UserTopic>,
        added: Option<&SharedEvent<UserEvent>>,
    ) {
        let room = membership.member.room_id;
        let mut topics = lock(&self.rooms, room.0);
        // A room of two is made in the queue of the two: the same as above.
        if !topics.contains_key(&room) {
            self.repairs.note(room);
        }
        let topic = topics.entry(room).or_default();
        topic.admit(membership, user, added);
        if topic.is_idle() {
            topics.remove(&room);
        }
    }

    fn take_read(&self, event: &ReadEvent) {
        let (room, mut ticks) = (event.member.room_id, Ticks::new());
        if let Some(topic) = lock(&self.rooms, room.0).get_mut(&room) {
            topic.move_position(event, &mut ticks);
        }
        self.tick_later(ticks);
    }

    /// Each connection hears of its own session: by its subscriptions, and by its guard.
    fn end_sessions(&self, ended: &SessionsEnded) {
        let user = self.topic_of(ended.user);
        for session in &ended.sessions {
            if let Some(user) = &user {
                user.state().end_session(*session, ended.reason);
            }
            self.sessions.end(*session, ended.reason);
        }
    }

    fn require_login_sync(&self, user: UserId) {
        if let Some(user) = self.topic_of(user) {
            user.state().require_login_sync();
        }
    }

    fn user_event_unknown(&self, event: &UserEvent) {
        let Some(user) = self.topic_of(event.user) else { return };
        user.state().require_login_sync();
        if let UserEventKind::MembershipAdded(membership, _) = &event.kind {
            // The user is a member in any case, and this event does not come again.
            self.admit(membership, user, None);
        }
    }

    /// The topic of a user who listens on this node.
    fn topic_of(&self, user: UserId) -> Option<Arc<UserTopic>> {
        lock(&self.users, user.0).get(&user).cloned()
    }
}
