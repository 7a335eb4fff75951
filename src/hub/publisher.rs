//! What the store tells the hub: what is committed, and what may be.

use crate::{
    domain::event::{Event, UserEvent, UserEventKind},
    hub::{Doubted, Hub, lock},
    ids::UserId,
    store::{Committed, Publisher},
};

impl Publisher for Hub {
    fn publish(&self, committed: &Committed) {
        for event in committed.events() {
            match event {
                Event::Room(event) => self.take(event),
                Event::User(event) => self.take_user(event),
                Event::Read(event) => self.take_read(event),
                Event::Circle(event) => self.circles.note(event),
                Event::Global(event) => self.global.take(event),
            }
        }
    }

    /// Whoever comes into a room is told late, and so may have missed how others look by now: it is told anew. So may the room's later
    /// events have been told when nobody listened to it yet: they are looked for.
    fn publish_late(&self, committed: &Committed) {
        self.publish(committed);
        for event in committed.events() {
            match event {
                Event::Room(event) => {
                    self.repairs.note(event.room_id());
                    if event.newcomers().next().is_some() {
                        let people = event.people.iter().map(|user| user.id).chain(event.newcomers());
                        self.doubt_again(people.map(|user| Doubted { user, is_profile: true }));
                    }
                }
                Event::User(event) => {
                    if let UserEventKind::MembershipAdded(_, room) = &event.kind {
                        self.repairs.note(room.id);
                    }
                }
                _ => {}
            }
        }
    }

    /// These events may stand in the database, and were not told. A room is repaired from its log, and how people look is read and
    /// told anew. Users are told to read `loginSync`, and listeners of `global` to come back. The janitor looks for ended sessions
    /// from time to time.
    fn commit_unknown(&self, events: &[Event]) {
        for event in events {
            match event {
                Event::Room(event) => self.repairs.doubt(event.room_id(), event.seq),
                Event::User(event) => self.doubt_user_event(event),
                Event::Read(event) => self.doubt_user(event.member.user_id),
                Event::Global(_) => self.global.doubt(),
                Event::Circle(event) => self.circles.doubt(event),
            }
        }
    }
}

impl Hub {
    fn doubt_user(&self, user: UserId) {
        if let Some(user) = lock(&self.users, user.0).get(&user) {
            user.state().doubt();
        }
    }

    fn doubt_user_event(&self, event: &UserEvent) {
        self.doubt_user(event.user);
        let user = lock(&self.users, event.user.0).get(&event.user).cloned();
        if let (UserEventKind::MembershipAdded(membership, _), Some(user)) = (&event.kind, user) {
            // The user is a member in any case, and this event does not come again.
            self.admit(membership, user, None);
        }
    }
}
