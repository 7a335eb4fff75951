//! Who listens to what on this node. The hub takes what is committed, puts the events of each room in order, and hands every
//! event to the mailboxes of those whom it concerns. It knows nothing of the database: `feed` reads what must be read.
//!
//! What is published comes in at `publishing`, reaches the listeners by their `topic`, and waits in a `mailbox` of its `channel`;
//! what may wait a moment is delivered by `ticking`. One listens by a `subscription`.
//!
//! Locks are mutexes around small state. None is held across an await. They are taken in this order: a shard of rooms, a
//! shard of users, a user, a mailbox.

mod announced;
mod budget;
pub mod channel;
mod contacts;
mod counting;
pub mod mailbox;
mod publishing;
pub mod renderings;
mod repairs;
mod sessions;
pub mod shared_event;
pub mod subscription;
mod ticking;
mod topic;
mod typing;
mod unconfirmed;
mod untold;

pub use mailbox::SubscriptionId;
pub use repairs::{Missing, Repair};
pub use sessions::SessionGuard;
pub use topic::user::UserTopic;
pub use unconfirmed::{Lookup, Unconfirmed};
pub use untold::Untold;

use crate::{
    domain::event::Unread,
    ids::{RoomId, Seq, SessionId, UserId},
    sync::{Mutex, MutexGuard},
};
use repairs::Repairs;
use std::{
    collections::{HashMap, HashSet},
    sync::{
        Arc,
        atomic::{AtomicU64, AtomicUsize, Ordering},
    },
    time::Duration,
};
use topic::{room::RoomTopic, user::Ticks};
use unconfirmed::UnconfirmedPeople;

const SHARDS: usize = 64;
/// The first change of a room's counts is delivered at once, the newest of those that follow once a tick.
pub const TICK: Duration = Duration::from_millis(250);

type Shards<K, V> = [Mutex<HashMap<K, V>>; SHARDS];

/// The listeners of this node.
pub struct Hub {
    rooms: Shards<RoomId, RoomTopic>,
    users: Shards<UserId, Arc<UserTopic>>,
    sessions: Arc<sessions::Sessions>,
    global: topic::global::Global,
    contacts: contacts::Contacts,
    unconfirmed: Arc<UnconfirmedPeople>,
    next_subscription: AtomicU64,
    subscriptions: AtomicUsize,
    /// Users to whom counts were delivered in this tick: the next tick looks whether there are newer ones.
    ticking: Mutex<Ticks>,
    /// Rooms with a subscription to `activeRoom`.
    active_rooms: Mutex<HashSet<RoomId>>,
    repairs: Arc<Repairs>,
}

fn shards<K, V>() -> Shards<K, V> {
    std::array::from_fn(|_| Mutex::new(HashMap::new()))
}

fn lock<K, V>(shards: &Shards<K, V>, key: i64) -> MutexGuard<'_, HashMap<K, V>> {
    let shard = usize::try_from(key).unwrap_or_default() % SHARDS;
    shards[shard].lock()
}

impl Hub {
    /// A hub without listeners; and where it names the rooms that are to be repaired.
    pub fn new() -> (Arc<Self>, Missing) {
        let repairs = Arc::<Repairs>::default();
        let missing = Missing(repairs.clone());
        let hub = Self {
            rooms: shards(),
            users: shards(),
            sessions: Arc::default(),
            global: topic::global::Global::default(),
            contacts: contacts::Contacts::default(),
            unconfirmed: Arc::default(),
            next_subscription: AtomicU64::new(0),
            subscriptions: AtomicUsize::new(0),
            ticking: Mutex::default(),
            active_rooms: Mutex::default(),
            repairs,
        };
        (Arc::new(hub), missing)
    }

    /// Puts a user into their rooms, to note what happens there while the read positions are loaded. `load_positions` follows.
    pub fn watch(&self, user: &Arc<UserTopic>, rooms: &[RoomId]) {
        for room in rooms {
            lock(&self.rooms, room.0).entry(*room).or_default().watch(*room, user);
        }
    }

    /// Gives the watchers of a user the read positions that were loaded. A room without a position is not the user's any
    /// more.
    pub fn load_positions(&self, user: &Arc<UserTopic>, rooms: &[RoomId], positions: &HashMap<RoomId, Unread>) {
        let mut ticks = Ticks::new();
        for room in rooms {
            let mut topics = lock(&self.rooms, room.0);
            if let Some(topic) = topics.get_mut(room) {
                topic.load_position(*room, user, positions.get(room), &mut ticks);
                if topic.uncertain().is_some() {
                    self.repairs.note(*room);
                }
                if topic.is_idle() {
                    topics.remove(room);
                }
            }
        }
        self.tick_later(ticks);
    }

    /// From now on the subscription gets the room live. Returns the last number before that. Returns `None` when the user is
    /// not in the room: a user who joins it later gets it from the joining on.
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

    /// Notes that a connection uses a session. The guard tells the connection when the session ends.
    pub fn use_session(&self, user: UserId, session: SessionId) -> SessionGuard {
        self.sessions.add(user, session)
    }

    /// The sessions that live connections use, with their users.
    pub fn used_sessions(&self) -> Vec<(SessionId, UserId)> {
        self.sessions.list()
    }

    /// Waits until of somebody it is unknown what was committed; up to so many of them. They are in doubt until the lookup says
    /// that they are done.
    pub async fn unconfirmed(&self, most: usize) -> Lookup {
        self.unconfirmed.next(most).await
    }

    /// How many rooms wait to be repaired.
    pub fn waiting_repairs(&self) -> usize {
        self.repairs.len()
    }

    /// Of how many rooms and people it is unknown what was committed, and for how long at most.
    pub fn count_unconfirmed(&self) -> (usize, Duration) {
        let ((rooms, longest), (people, other)) = (self.repairs.count_unconfirmed(), self.unconfirmed.count());
        (rooms + people, longest.max(other))
    }

    /// All that the hub knows of a room: what is the same goes on in the same way. For the model, which compares states.
    #[cfg(test)]
    pub fn describe(&self, room: RoomId) -> String {
        let topics = lock(&self.rooms, room.0);
        let topic = topics.get(&room).map(RoomTopic::describe);
        format!("{topic:?} {}", self.repairs.describe(room))
    }

    /// How many subscriptions there are.
    pub fn subscriptions(&self) -> usize {
        self.subscriptions.load(Ordering::Relaxed)
    }
}

#[cfg(test)]
mod tests;
