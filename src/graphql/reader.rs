//! Reading for one operation: one snapshot, opened at the first read, and loaders that ask once for all who ask.
//!
//! The library's own loader waits a millisecond at every level and fetches in tasks that outlive the request. Here the
//! resolvers of one level are polled together, so it is enough that each notes its key and yields once: whoever comes back
//! first fetches for all.

use crate::{
    domain::{
        access,
        event::{Event, RoomEvent, RoomEventKind},
        message::Message,
        refusal::Refusal,
        room::{Member, Membership, Room},
        user::User,
    },
    graphql::types::{around::MessagesAround, peer::Peer, standing::OwnStanding},
    ids::{AnnouncementId, MessageKey, RoomId, Seq, UserId},
    store::{
        Conn, Snapshot, Store, StoreError,
        memberships::{self, MembershipInRoom},
        messages,
        page::{Page, Window},
        rooms, users,
    },
};
use futures_util::future::BoxFuture;
use std::{
    collections::{HashMap, HashSet},
    hash::Hash,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};
use tokio::sync::MappedMutexGuard;

/// The reads of one operation. Cloning shares them.
#[derive(Clone)]
pub struct Reader {
    store: Store,
    viewer: UserId,
    reading: Arc<Mutex<Arc<Reading>>>,
    personal: Arc<AtomicBool>,
}

/// What was read from one snapshot.
#[derive(Default)]
pub struct Reading {
    /// A tokio mutex: the snapshot is one connection, and whoever reads holds it for the statement.
    snapshot: tokio::sync::Mutex<Option<Snapshot>>,
    users: Batch<UserId>,
    rooms: Batch<RoomId>,
    messages: Batch<MessageKey>,
    members: Batch<(RoomId, UserId)>,
    memberships: Batch<OwnMembership>,
    message_pages: Batch<MessagePage>,
    member_pages: Batch<MemberPage>,
    own_rooms: Batch<OwnRooms>,
    pub(super) announcements: Batch<AnnouncementId>,
    pub(super) peers: Batch<Peer>,
    pub(super) standings: Batch<OwnStanding>,
    pub(super) messages_around: Batch<MessagesAround>,
}

/// All rooms of the viewer, in no order: read once, however many fields show them.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct OwnRooms;

/// The viewer's membership in a room.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct OwnMembership(pub RoomId);

/// A page of a room's messages.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct MessagePage(pub RoomId, pub Window<Seq>);

/// A page of a room's members.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct MemberPage(pub RoomId, pub Window<Seq>);

/// Something that can be read for many keys with one statement.
pub trait Source: Copy + Eq + Hash + Send + Sync + 'static {
    type Value: Clone + Send + Sync;

    /// Whether what is read depends on who reads.
    const PERSONAL: bool = false;

    /// Where its values are kept.
    fn batch(reading: &Reading) -> &Batch<Self>;

    /// Reads what there is of the keys.
    fn fetch(
        conn: &mut Conn,
        viewer: UserId,
        keys: Vec<Self>,
    ) -> impl Future<Output = Result<Vec<(Self, Self::Value)>, StoreError>> + Send;
}

/// What is known of one kind of things, and what is asked for.
pub struct Batch<K: Source> {
    /// A std mutex: held to note or to look up, never across an await.
    state: Mutex<BatchState<K>>,
    /// Held while fetching, so that of those who ask together one does it.
    turn: tokio::sync::Mutex<()>,
}

struct BatchState<K: Source> {
    known: HashMap<K, Option<K::Value>>,
    wanted: HashSet<K>,
}

impl<K: Source> Default for Batch<K> {
    fn default() -> Self {
        let state = BatchState { known: HashMap::new(), wanted: HashSet::new() };
        Self { state: Mutex::new(state), turn: tokio::sync::Mutex::default() }
    }
}

impl<K: Source> Batch<K> {
    fn state(&self) -> MutexGuard<'_, BatchState<K>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    #[expect(clippy::option_option, reason = "not known yet, known to be nothing, known")]
    fn known(&self, key: K) -> Option<Option<K::Value>> {
        self.state().known.get(&key).cloned()
    }

    /// All keys that are asked for. Long lists are polled in portions, and what was read just now leads to more keys:
    /// whoever fetches waits until nobody comes any more.
    async fn gather(&self, key: K) -> HashSet<K> {
        let mut noted = 0;
        loop {
            let wanted = self.state().wanted.len();
            if wanted == noted {
                break;
            }
            noted = wanted;
            tokio::task::yield_now().await;
        }
        let mut keys = std::mem::take(&mut self.state().wanted);
        keys.insert(key);
        keys
    }

    fn learn(&self, key: K, value: K::Value) {
        self.state().known.insert(key, Some(value));
    }
}

impl Reader {
    /// Reads as this user.
    pub fn new(store: Store, viewer: UserId) -> Self {
        Self { store, viewer, reading: Arc::default(), personal: Arc::default() }
    }

    /// Whose eyes it reads with.
    pub fn viewer(&self) -> UserId {
        self.viewer
    }

    /// Whether something was read that another viewer would see otherwise.
    pub fn is_personal(&self) -> bool {
        self.personal.load(Ordering::Relaxed)
    }

    /// Forgets everything: what is read from now on is read from a new snapshot. For after a commit, and between events.
    pub fn renew(&self) {
        *self.reading.lock().unwrap_or_else(PoisonError::into_inner) = Arc::default();
    }

    fn reading(&self) -> Arc<Reading> {
        self.reading.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// One thing, read together with all others of its kind that are asked for at the same time.
    pub async fn load<K: Source>(&self, key: K) -> Result<Option<K::Value>, Refusal> {
        let reading = self.reading();
        let batch = K::batch(&reading);
        if let Some(known) = batch.known(key) {
            return Ok(known);
        }
        if K::PERSONAL {
            self.personal.store(true, Ordering::Relaxed);
        }
        batch.state().wanted.insert(key);
        tokio::task::yield_now().await;
        let _turn = batch.turn.lock().await;
        if let Some(known) = batch.known(key) {
            return Ok(known);
        }
        let mut snapshot = self.snapshot(&reading).await?;
        let keys = batch.gather(key).await;
        let found = K::fetch(snapshot.conn()?, self.viewer, keys.iter().copied().collect()).await?;
        drop(snapshot);
        let mut state = batch.state();
        state.known.extend(keys.into_iter().map(|key| (key, None)));
        state.known.extend(found.into_iter().map(|(key, value)| (key, Some(value))));
        Ok(state.known.get(&key).cloned().flatten())
    }

    /// Reads something that is asked for once.
    pub async fn read<T, F>(&self, read: F) -> Result<T, Refusal>
    where
        F: for<'c> FnOnce(&'c mut Conn) -> BoxFuture<'c, Result<T, StoreError>> + Send,
    {
        let reading = self.reading();
        self.on(&reading, read).await
    }

    async fn on<T, F>(&self, reading: &Reading, read: F) -> Result<T, Refusal>
    where
        F: for<'c> FnOnce(&'c mut Conn) -> BoxFuture<'c, Result<T, StoreError>> + Send,
    {
        let mut snapshot = self.snapshot(reading).await?;
        Ok(read(snapshot.conn()?).await?)
    }

    /// The snapshot, when it is nobody else's turn; opened at the first.
    async fn snapshot<'r>(&self, reading: &'r Reading) -> Result<MappedMutexGuard<'r, Snapshot>, Refusal> {
        let mut snapshot = reading.snapshot.lock().await;
        if snapshot.is_none() {
            *snapshot = Some(self.store.snapshot().await?);
        }
        tokio::sync::MutexGuard::try_map(snapshot, Option::as_mut).map_err(|_| Refusal::internal())
    }

    /// Takes over what a writer had at hand, so that showing it reads nothing.
    pub fn learn(&self, events: &[Event]) {
        for event in events {
            if let Event::Room(event) = event {
                self.learn_event(event);
            }
        }
    }

    /// The same for an event that reaches a reader.
    pub fn learn_event(&self, event: &RoomEvent) {
        let reading = self.reading();
        for user in &event.people {
            reading.users.learn(user.id, user.clone());
        }
        reading.rooms.learn(event.room.id, event.room.clone());
        reading.messages.learn(event.message.key(), event.message.clone());
        if let RoomEventKind::MemberJoined(member) | RoomEventKind::MemberRoleChanged(member) = event.kind {
            reading.members.learn((member.room_id, member.user_id), member);
        }
    }

    /// Takes over a user who was read together with something else.
    pub fn learn_user(&self, user: &Arc<User>) {
        self.reading().users.learn(user.id, user.clone());
    }
}

impl Source for UserId {
    type Value = Arc<User>;

    fn batch(reading: &Reading) -> &Batch<Self> {
        &reading.users
    }

    async fn fetch(conn: &mut Conn, _: UserId, keys: Vec<Self>) -> Result<Vec<(Self, Arc<User>)>, StoreError> {
        Ok(users::find_many(conn, keys).await?.into_iter().map(|user| (user.id, Arc::new(user))).collect())
    }
}

/// Rooms that the viewer may see.
impl Source for RoomId {
    type Value = Arc<Room>;

    const PERSONAL: bool = true;

    fn batch(reading: &Reading) -> &Batch<Self> {
        &reading.rooms
    }

    async fn fetch(conn: &mut Conn, viewer: UserId, keys: Vec<Self>) -> Result<Vec<(Self, Arc<Room>)>, StoreError> {
        let found = rooms::find_many(conn, viewer, keys).await?;
        let seen = found.into_iter().filter(|found| access::may_see(&found.room, found.is_member));
        Ok(seen.map(|found| (found.room.id, Arc::new(found.room))).collect())
    }
}

/// Messages of rooms whose sight was checked before.
impl Source for MessageKey {
    type Value = Arc<Message>;

    fn batch(reading: &Reading) -> &Batch<Self> {
        &reading.messages
    }

    async fn fetch(conn: &mut Conn, _: UserId, keys: Vec<Self>) -> Result<Vec<(Self, Arc<Message>)>, StoreError> {
        let found = messages::find_many(conn, &keys).await?;
        Ok(found.into_iter().map(|message| (message.key(), Arc::new(message))).collect())
    }
}

/// Members of rooms whose sight was checked before.
impl Source for (RoomId, UserId) {
    type Value = Member;

    fn batch(reading: &Reading) -> &Batch<Self> {
        &reading.members
    }

    async fn fetch(conn: &mut Conn, _: UserId, keys: Vec<Self>) -> Result<Vec<(Self, Member)>, StoreError> {
        let found = memberships::find_many(conn, &keys).await?;
        Ok(found.into_iter().map(|member| ((member.room_id, member.user_id), member)).collect())
    }
}

impl Source for OwnMembership {
    type Value = Membership;

    const PERSONAL: bool = true;

    fn batch(reading: &Reading) -> &Batch<Self> {
        &reading.memberships
    }

    async fn fetch(conn: &mut Conn, viewer: UserId, keys: Vec<Self>) -> Result<Vec<(Self, Membership)>, StoreError> {
        let found = memberships::memberships_in(conn, viewer, keys.into_iter().map(|key| key.0)).await?;
        Ok(found.into_iter().map(|membership| (Self(membership.member.room_id), membership)).collect())
    }
}

impl Source for OwnRooms {
    type Value = Arc<Vec<MembershipInRoom>>;

    const PERSONAL: bool = true;

    fn batch(reading: &Reading) -> &Batch<Self> {
        &reading.own_rooms
    }

    async fn fetch(conn: &mut Conn, viewer: UserId, _: Vec<Self>) -> Result<Vec<(Self, Self::Value)>, StoreError> {
        Ok(vec![(Self, Arc::new(memberships::list_of_user(conn, viewer).await?))])
    }
}

impl Source for MessagePage {
    type Value = Arc<Page<Arc<Message>>>;

    fn batch(reading: &Reading) -> &Batch<Self> {
        &reading.message_pages
    }

    async fn fetch(conn: &mut Conn, _: UserId, keys: Vec<Self>) -> Result<Vec<(Self, Self::Value)>, StoreError> {
        let mut pages = Vec::with_capacity(keys.len());
        for (window, rooms) in by_window(keys.into_iter().map(|Self(room, window)| (room, window))) {
            let mut found = group(messages::pages(conn, &rooms, window).await?, |message| message.room_id);
            pages.extend(rooms.into_iter().map(|room| {
                let items = found.remove(&room).unwrap_or_default().into_iter().map(Arc::new).collect();
                (Self(room, window), Arc::new(window.page(items)))
            }));
        }
        Ok(pages)
    }
}

impl Source for MemberPage {
    type Value = Arc<Page<Member>>;

    fn batch(reading: &Reading) -> &Batch<Self> {
        &reading.member_pages
    }

    async fn fetch(conn: &mut Conn, _: UserId, keys: Vec<Self>) -> Result<Vec<(Self, Self::Value)>, StoreError> {
        let mut pages = Vec::with_capacity(keys.len());
        for (window, rooms) in by_window(keys.into_iter().map(|Self(room, window)| (room, window))) {
            let mut found = group(memberships::pages(conn, &rooms, window).await?, |member| member.room_id);
            pages.extend(
                rooms
                    .into_iter()
                    .map(|room| (Self(room, window), Arc::new(window.page(found.remove(&room).unwrap_or_default())))),
            );
        }
        Ok(pages)
    }
}

/// The rooms of which the same window is asked: one statement each window.
pub fn by_window(keys: impl Iterator<Item = (RoomId, Window<Seq>)>) -> HashMap<Window<Seq>, Vec<RoomId>> {
    let mut windows: HashMap<_, Vec<RoomId>> = HashMap::new();
    for (room, window) in keys {
        windows.entry(window).or_default().push(room);
    }
    windows
}

/// What was read of several rooms, by room.
pub fn group<T>(items: Vec<T>, room: impl Fn(&T) -> RoomId) -> HashMap<RoomId, Vec<T>> {
    let mut groups: HashMap<RoomId, Vec<T>> = HashMap::new();
    for item in items {
        groups.entry(room(&item)).or_default().push(item);
    }
    groups
}
