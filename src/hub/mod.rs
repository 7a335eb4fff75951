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
mod publisher;
mod repairs;
mod room;
mod sessions;
mod user;
mod watcher;

pub use active::ActiveSubscription;
pub use circles::Doubted;
pub use global::GlobalSubscription;
pub use repairs::{Missing, Repair};
pub use sessions::SessionGuard;
pub use user::{SubscriptionId, UserTopic};

use crate::{
    clock::Timestamp,
    domain::{
        event::{ReadEvent, RoomEvent, Unread, UserEvent, UserEventKind},
        room::Membership,
    },
    ids::{RoomId, Seq, SessionId, UserId},
    store::Logged,
};
use mailbox::{Budget, Inbox, Mailbox};
use posted::Posted;
use repairs::Repairs;
use room::{Arrival, RoomTopic, Ticks};
use std::{
    collections::{HashMap, HashSet},
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, AtomicUsize, Ordering},
    },
    time::Duration,
};

const SHARDS: usize = 64;
/// The first change of a room's counts is told at once. The newest of those that follow is told once a tick (contract,
/// `UnreadCountChanged`).
pub const TICK: Duration = Duration::from_millis(250);

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
    repairs: Arc<Repairs>,
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
    /// A hub without listeners; and where it names the rooms that are to be repaired.
    pub fn new() -> (Arc<Self>, Missing) {
        let repairs = Arc::<Repairs>::default();
        let missing = Missing(repairs.clone());
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
        (Arc::new(hub), missing)
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
        for room in rooms {
            let mut topics = lock(&self.rooms, room.0);
            if let Some(topic) = topics.get_mut(room) {
                topic.settle(*room, user, positions.get(room));
                if topic.is_idle() {
                    topics.remove(room);
                }
            }
        }
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
                self.repairs.note(room);
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

    /// A member types, or has stopped.
    pub fn set_typing(&self, room: RoomId, user: UserId, typing: bool, now: Timestamp) {
        if let Some(active) = lock(&self.rooms, room.0).get_mut(&room).and_then(|topic| topic.active.as_mut()) {
            active.set_typing(room, user, typing, now);
        }
    }

    fn tick_rooms(&self, now: Timestamp) {
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
    pub fn tick(&self, now: Timestamp) {
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
        self.repairs.len()
    }

    /// Of how many rooms and people it is unknown what was committed, and for how long at most.
    pub fn doubted_things(&self) -> (usize, Duration) {
        let ((rooms, longest), (people, other)) = (self.repairs.doubted(), self.circles.doubts());
        (rooms + people, longest.max(other))
    }

    /// How many subscriptions there are.
    pub fn subscriptions(&self) -> usize {
        self.subscriptions.load(Ordering::Relaxed)
    }
}

#[cfg(test)]
mod tests;
