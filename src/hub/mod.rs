//! Who listens to what on this node. The hub takes what is committed, puts the events of each room in order, and hands every
//! event to the mailboxes of those whom it concerns. It knows nothing of the database: `feed` reads what must be read.
//!
//! Locks are std mutexes around small state. None is held across an await. They are taken in this order: a shard of rooms, a
//! shard of users, a user, a mailbox.

mod active;
mod circles;
mod global;
pub mod mailbox;
pub mod posted;
mod room;
mod sessions;
mod user;
mod watcher;

pub use active::ActiveSubscription;
pub use circles::Doubted;
pub use global::GlobalSubscription;
pub use sessions::SessionGuard;
pub use user::{SubscriptionId, UserTopic};

use crate::{
    clock::{Now, Timestamp},
    domain::{
        event::{Event, ReadEvent, RoomEvent, Unread, UserEvent, UserEventKind},
        room::Membership,
    },
    ids::{RoomId, Seq, SessionId, UserId},
    store::{Committed, Logged, Publisher},
};
use mailbox::{Budget, Inbox, Mailbox};
use posted::Posted;
use room::{Arrival, RoomTopic, Ticks};
use std::{
    collections::{HashMap, HashSet},
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, AtomicUsize, Ordering},
    },
    time::Duration,
};
use tokio::sync::mpsc;

const SHARDS: usize = 64;
/// The first change of a room's counts is told at once. The newest of those that follow is told once a tick (contract,
/// `UnreadCountChanged`).
pub const TICK: Duration = Duration::from_millis(250);
/// How many rooms may wait to be repaired. A room that finds no place asks again with its next event.
const REPAIRS: usize = 1_024;

type Shards<K, V> = [Mutex<HashMap<K, V>>; SHARDS];

/// The listeners of this node.
pub struct Hub {
    rooms: Shards<RoomId, RoomTopic>,
    users: Shards<UserId, Arc<UserTopic>>,
    sessions: sessions::Sessions,
    global: global::Global,
    circles: circles::Circles,
    next_subscription: AtomicU64,
    subscriptions: AtomicUsize,
    /// Users who were told counts in this tick: the next tick looks whether there are newer ones.
    ticking: Mutex<Ticks>,
    /// Rooms that somebody looks at.
    active_rooms: Mutex<HashSet<RoomId>>,
    repairs: mpsc::Sender<RoomId>,
}

fn shards<K, V>() -> Shards<K, V> {
    std::array::from_fn(|_| Mutex::new(HashMap::new()))
}

fn lock<K, V>(shards: &Shards<K, V>, key: i64) -> MutexGuard<'_, HashMap<K, V>> {
    let shard = usize::try_from(key).unwrap_or_default() % SHARDS;
    shards[shard].lock().unwrap_or_else(PoisonError::into_inner)
}

/// A subscription: dropping it takes it off the hub.
pub struct Subscription {
    hub: Arc<Hub>,
    pub user: Arc<UserTopic>,
    pub id: SubscriptionId,
    pub inbox: Inbox,
}

impl Drop for Subscription {
    fn drop(&mut self) {
        self.hub.unsubscribe(&self.user, self.id);
    }
}

/// What a subscription listens to.
pub enum Interest {
    /// The events of the user's rooms: all rooms, or those of `filter`. The rooms in `replaying` stay silent until `go_live`.
    Rooms { filter: Option<HashSet<RoomId>>, replaying: HashSet<RoomId> },
    /// What concerns the user alone.
    User { session: SessionId },
}

impl Hub {
    /// A hub without listeners; and the channel over which it names the rooms in which it finds holes.
    pub fn new() -> (Arc<Self>, mpsc::Receiver<RoomId>) {
        let (repairs, holes) = mpsc::channel(REPAIRS);
        let hub = Self {
            rooms: shards(),
            users: shards(),
            sessions: sessions::Sessions::default(),
            global: global::Global::default(),
            circles: circles::Circles::default(),
            next_subscription: AtomicU64::new(0),
            subscriptions: AtomicUsize::new(0),
            ticking: Mutex::default(),
            active_rooms: Mutex::default(),
            repairs,
        };
        (Arc::new(hub), holes)
    }

    /// Adds a subscription. It hears nothing of a room until the user's topic is loaded.
    pub fn subscribe(self: &Arc<Self>, user: UserId, interest: Interest, budget: Arc<Budget>) -> Subscription {
        let id = SubscriptionId(self.next_subscription.fetch_add(1, Ordering::Relaxed));
        let mailbox = Mailbox::new(budget);
        let mut users = lock(&self.users, user.0);
        let topic = users.entry(user).or_insert_with(|| UserTopic::new(user)).clone();
        let mut state = topic.state();
        match interest {
            Interest::Rooms { filter, replaying } => state.add_room_feed(id, filter, replaying, mailbox.clone()),
            Interest::User { session } => state.add_user_feed(id, session, mailbox.clone()),
        }
        drop(state);
        drop(users);
        self.subscriptions.fetch_add(1, Ordering::Relaxed);
        Subscription { hub: self.clone(), user: topic, id, inbox: Inbox(mailbox) }
    }

    fn unsubscribe(&self, user: &Arc<UserTopic>, id: SubscriptionId) {
        self.subscriptions.fetch_sub(1, Ordering::Relaxed);
        let mut users = lock(&self.users, user.id.0);
        let mut state = user.state();
        if state.remove(id) {
            return;
        }
        let rooms = std::mem::take(&mut state.rooms);
        state.closed = true;
        drop(state);
        users.remove(&user.id);
        drop(users);
        // The same user may subscribe again meanwhile. That makes another topic, with watchers of its own.
        for room in rooms {
            let mut topics = lock(&self.rooms, room.0);
            if topics.get_mut(&room).is_some_and(|topic| topic.unwatch(user)) {
                topics.remove(&room);
            }
        }
    }

    /// Puts a user into their rooms, to note what happens there while the read positions are loaded. `settle` follows.
    pub fn watch(&self, user: &Arc<UserTopic>, rooms: &[RoomId]) {
        for room in rooms {
            lock(&self.rooms, room.0).entry(*room).or_default().watch(*room, user);
        }
    }

    /// Gives the watchers of a user the read positions that were loaded. A room without a position is not the user's any
    /// more.
    pub fn settle(&self, user: &Arc<UserTopic>, rooms: &[RoomId], positions: &HashMap<RoomId, Unread>) {
        let mut ticks = Ticks::new();
        for room in rooms {
            let mut topics = lock(&self.rooms, room.0);
            if let Some(topic) = topics.get_mut(room) {
                topic.settle(*room, user, positions.get(room), &mut ticks);
                if topic.is_idle() {
                    topics.remove(room);
                }
            }
        }
        self.tick_later(ticks);
    }

    /// From now on the subscription hears the room live. Returns the last number before that. Returns `None` when the user is
    /// not in the room: a user who joins it later hears it from the joining on.
    pub fn go_live(&self, user: &Arc<UserTopic>, id: SubscriptionId, room: RoomId) -> Option<Seq> {
        let topics = lock(&self.rooms, room.0);
        user.state().go_live(id, room);
        topics.get(&room)?.latest_for(user.id)
    }

    /// Whether a listening user is a member, after everything that happened in the room up to this number. Who is may know all of
    /// it, whatever happens next; of who is not nothing is known.
    pub fn is_inside(&self, room: RoomId, user: UserId, until: Seq) -> bool {
        let topics = lock(&self.rooms, room.0);
        topics.get(&room).and_then(|topic| topic.latest_for(user)).is_some_and(|latest| latest >= until)
    }

    /// The first number that the room misses. `None` when nobody listens to the room.
    pub fn next_seq(&self, room: RoomId) -> Option<Seq> {
        lock(&self.rooms, room.0).get(&room)?.next_seq()
    }

    /// Takes an event of a room that was read from the log.
    pub fn take_logged(&self, event: Logged) {
        self.take(&Arc::new(event.into_event()));
    }

    fn take(&self, event: &Arc<RoomEvent>) {
        let room = event.room_id();
        let mut ticks = Ticks::new();
        let newcomer = |user: UserId| lock(&self.users, user.0).get(&user).cloned();
        {
            let mut topics = lock(&self.rooms, room.0);
            // Without a topic nobody listens to the room yet; but a listening user may come into it with this very event.
            let listens = topics.contains_key(&room) || event.newcomers().any(|user| newcomer(user).is_some());
            if !listens {
                return;
            }
            let topic = topics.entry(room).or_default();
            if let Arrival::Early = topic.take(Posted::new(event.clone()), &mut ticks, &newcomer) {
                let _ = self.repairs.try_send(room);
            }
            if topic.is_idle() {
                topics.remove(&room);
            }
        }
        self.tick_later(ticks);
    }

    fn take_user(&self, event: &Arc<UserEvent>) {
        let user = lock(&self.users, event.user.0).get(&event.user).cloned();
        let (sessions, reason) = match (&event.kind, user.clone()) {
            (UserEventKind::SessionsEnded { sessions, reason }, _) => (sessions, *reason),
            (UserEventKind::MembershipAdded(membership, _), Some(user)) => {
                return self.admit(membership, user, Some(&Posted::new(event.clone())));
            }
            (_, Some(user)) => return user.state().deliver_user(&Posted::new(event.clone())),
            (_, None) => return,
        };
        for session in sessions {
            if let Some(user) = &user {
                user.state().end_session(*session, reason);
            }
            self.sessions.end(*session, reason);
        }
    }

    /// A user is told of a room, and hears it from now on.
    fn admit(&self, membership: &Membership, user: Arc<UserTopic>, told: Option<&Posted<UserEvent>>) {
        let room = membership.member.room_id;
        let mut topics = lock(&self.rooms, room.0);
        let topic = topics.entry(room).or_default();
        topic.admit(membership, user, told);
        if topic.is_idle() {
            topics.remove(&room);
        }
    }

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

    fn take_read(&self, event: &ReadEvent) {
        let (room, mut ticks) = (event.member.room_id, Ticks::new());
        if let Some(topic) = lock(&self.rooms, room.0).get_mut(&room) {
            topic.read(event, &mut ticks);
        }
        self.tick_later(ticks);
    }

    /// Subscribes a user to an active room. The caller checks afterwards whether the user may: register first, read then.
    pub fn look_at(
        self: &Arc<Self>,
        room: RoomId,
        user: UserId,
        now: Timestamp,
        budget: Arc<Budget>,
    ) -> ActiveSubscription {
        let id = SubscriptionId(self.next_subscription.fetch_add(1, Ordering::Relaxed));
        let mailbox = Mailbox::new(budget);
        let mut topics = lock(&self.rooms, room.0);
        let active = topics.entry(room).or_default().active.get_or_insert_default();
        active.add(room, id, user, mailbox.clone(), now);
        drop(topics);
        self.active_rooms.lock().unwrap_or_else(PoisonError::into_inner).insert(room);
        self.subscriptions.fetch_add(1, Ordering::Relaxed);
        ActiveSubscription { hub: self.clone(), room, id, inbox: Inbox(mailbox) }
    }

    fn look_away(&self, room: RoomId, id: SubscriptionId) {
        self.subscriptions.fetch_sub(1, Ordering::Relaxed);
        let mut topics = lock(&self.rooms, room.0);
        let Some(topic) = topics.get_mut(&room) else { return };
        if let Some(active) = &mut topic.active {
            active.remove(id);
            if active.is_empty() {
                topic.active = None;
            }
        }
        if topic.is_idle() {
            topics.remove(&room);
        }
    }

    fn tick_rooms(&self, now: Now) {
        let rooms = std::mem::take(&mut *self.active_rooms.lock().unwrap_or_else(PoisonError::into_inner));
        let mut again = HashSet::with_capacity(rooms.len());
        for room in rooms {
            if let Some(active) = lock(&self.rooms, room.0).get_mut(&room).and_then(|topic| topic.active.as_mut()) {
                active.tick(room, now);
                again.insert(room);
            }
        }
        self.active_rooms.lock().unwrap_or_else(PoisonError::into_inner).extend(again);
    }

    fn tick_later(&self, users: Ticks) {
        if !users.is_empty() {
            self.ticking.lock().unwrap_or_else(PoisonError::into_inner).extend(users);
        }
    }

    /// Tells what waits for a tick: receipts, the end of typing, news of people, counts. Call it every `TICK`.
    pub fn tick(&self, now: Now) {
        self.tick_rooms(now);
        self.tell_circles();
        let users = std::mem::take(&mut *self.ticking.lock().unwrap_or_else(PoisonError::into_inner));
        let again = users.into_iter().filter(|user| user.state().tick()).collect();
        self.tick_later(again);
    }

    /// Notes that a connection uses a session. The guard tells the connection when the session ends.
    pub fn use_session(self: &Arc<Self>, user: UserId, session: SessionId) -> SessionGuard {
        self.sessions.add(self, user, session)
    }

    /// The sessions that live connections use, with their users.
    pub fn used_sessions(&self) -> Vec<(SessionId, UserId)> {
        self.sessions.list()
    }

    /// How many rooms wait to be repaired.
    pub fn waiting_repairs(&self) -> usize {
        self.repairs.max_capacity() - self.repairs.capacity()
    }

    /// How many subscriptions there are.
    pub fn subscriptions(&self) -> usize {
        self.subscriptions.load(Ordering::Relaxed)
    }
}

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

    /// These events may have been committed, or not. A room is repaired from its log, how people look is read and told anew, and
    /// what became of an announcement is found out. Users are told to read `loginSync`. The janitor looks for ended sessions from
    /// time to time.
    fn commit_unknown(&self, events: &[Event]) {
        for event in events {
            match event {
                Event::Room(event) => drop(self.repairs.try_send(event.room_id())),
                Event::User(event) => self.doubt_user_event(event),
                Event::Read(event) => self.doubt_user(event.member.user_id),
                Event::Global(event) => self.global.doubt(event),
                Event::Circle(event) => self.circles.doubt(event),
            }
        }
    }
}

#[cfg(test)]
mod tests;
