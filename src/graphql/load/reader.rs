//! Reading for one operation: one snapshot, opened at the first read, and loaders that ask once for all who ask.
//!
//! The library's own loader waits a millisecond at every level and fetches in tasks that outlive the request. Here the
//! resolvers of one level are polled together, so it is enough that each notes its key and yields once: whoever comes back
//! first fetches for all.
//!
//! Everything that is read passes through here, and says of which room it tells. What the viewer may not see in the snapshot from
//! which it would be read is not there, however one came to it: an event may be shown long after its reader has left the room.

use crate::{
    domain::{
        event::{Event, RoomEvent, RoomEventKind},
        reactions::Reactors,
        refusal::Refusal,
        user::User,
    },
    graphql::load::{
        conversation::ReactorsOf,
        reading::{Kept, Reading},
        sight::{Eyes, Finds, Of, Scope},
    },
    ids::{MessageKey, RoomId, UserId},
    store::{Conn, Snapshot, Store, StoreError},
    sync::Mutex,
};
use futures_util::future::BoxFuture;
use std::{collections::HashSet, sync::Arc};
use tokio::sync::MappedMutexGuard;

/// The reads of one operation. Cloning shares them.
#[derive(Clone)]
pub struct Reader {
    store: Store,
    viewer: UserId,
    reading: Arc<Mutex<Arc<Reading>>>,
    /// A mutex: held to note.
    scope: Arc<Mutex<Scope>>,
    /// A mutex: held to note or to look.
    about: Arc<Mutex<About>>,
}

/// The message of the event that is shown, and what its readers share.
#[derive(Default)]
struct About {
    message: Option<MessageKey>,
    /// Who gave what to it, once something depends on that.
    reactors: Option<Arc<Reactors>>,
}

/// A snapshot in which a query's viewer was read, together with their session.
pub struct FirstRead {
    /// The snapshot, for the query to go on in.
    pub snapshot: Snapshot,
    /// The viewer, as they are in it.
    pub viewer: Arc<User>,
}

impl Reader {
    /// Reads as this user, goes on in a snapshot, or opens a snapshot when there is something to read.
    pub fn new(store: Store, viewer: UserId, first_read: Option<FirstRead>) -> Self {
        let (snapshot, user) = first_read.map(|first| (first.snapshot, first.viewer)).unzip();
        let reading = Reading { snapshot: tokio::sync::Mutex::new(snapshot), ..Reading::default() };
        if let Some(user) = user {
            reading.users.learn(user.id, user);
        }
        Self {
            store,
            viewer,
            reading: Arc::new(Mutex::new(Arc::new(reading))),
            scope: Arc::new(Mutex::new(Scope::Everybody)),
            about: Arc::default(),
        }
    }

    /// Whose eyes it reads with.
    pub fn viewer(&self) -> UserId {
        self.viewer
    }

    /// For whom all that was read looks the same.
    pub fn scope(&self) -> Scope {
        *self.scope.lock()
    }

    /// What is read is for an event about this message. Who gave what to it may be known from another reader.
    pub fn show(&self, message: MessageKey, reactors: Option<Arc<Reactors>>) {
        if let Some(reactors) = reactors {
            self.reading().reactors.learn(ReactorsOf(message), reactors);
        }
        self.about.lock().message = Some(message);
    }

    /// Whether this is the message of the event that is shown.
    pub(super) fn is_about(&self, message: MessageKey) -> bool {
        self.about.lock().message == Some(message)
    }

    /// What is shown depends on what the viewer gave to the message of the event.
    pub(super) fn depends_on(&self, reactors: Arc<Reactors>) {
        self.about.lock().reactors = Some(reactors);
    }

    /// Who gave what to the message of the event, if something that is shown depends on it.
    pub fn reactors(&self) -> Option<Arc<Reactors>> {
        self.about.lock().reactors.clone()
    }

    fn narrow(&self, scope: Scope) {
        let mut known = self.scope.lock();
        *known = known.and(scope);
    }

    /// Forgets everything: what is read from now on is read from a new snapshot. For after a commit, and between events.
    pub fn renew(&self) {
        *self.reading.lock() = Arc::default();
    }

    fn reading(&self) -> Arc<Reading> {
        self.reading.lock().clone()
    }

    /// One thing, read together with all others of its kind that are asked for at the same time. Of a room that the viewer may
    /// not see in the snapshot there is nothing.
    pub async fn load<K: Kept>(&self, key: K) -> Result<Option<K::Value>, Refusal> {
        let reading = self.reading();
        let batch = K::batch(&reading);
        if let Some(known) = batch.known(key) {
            return Ok(known);
        }
        if K::PERSONAL || matches!(key.of(), Of::Own) {
            self.narrow(Scope::Viewer);
        }
        batch.want(key);
        tokio::task::yield_now().await;
        let _turn = batch.turn.lock().await;
        if let Some(known) = batch.known(key) {
            return Ok(known);
        }
        let mut snapshot = self.snapshot(&reading).await?;
        let keys = batch.gather(key).await;
        let conn = snapshot.conn()?;
        let eyes = Eyes { viewer: self.viewer, sights: &reading.sights };
        let rooms: HashSet<RoomId> = keys.iter().filter_map(|key| key.of().room()).collect();
        eyes.look(conn, &rooms).await?;
        for room in &rooms {
            self.narrow(eyes.scope(*room));
        }
        let is_open = |key: &K| key.of().room().is_none_or(|room| eyes.seen(room).is_some());
        let open: Vec<K> = keys.iter().copied().filter(is_open).collect();
        let found = if open.is_empty() { Vec::new() } else { K::fetch(conn, &eyes, open).await? };
        drop(snapshot);
        batch.fill(keys, found);
        Ok(batch.known(key).flatten())
    }

    /// Reads something that is asked for once, and tells of no room.
    pub async fn read_roomless<T, F>(&self, read: F) -> Result<T, Refusal>
    where
        F: for<'c> FnOnce(&'c mut Conn) -> BoxFuture<'c, Result<T, StoreError>> + Send,
    {
        let reading = self.reading();
        let mut snapshot = self.snapshot(&reading).await?;
        Ok(read(snapshot.conn()?).await?)
    }

    /// Reads something of rooms that is asked for once, by statements which ask themselves what the viewer may see.
    pub async fn read_seen<T, F>(&self, read: F) -> Result<T, Refusal>
    where
        T: Finds,
        F: for<'c> FnOnce(&'c mut Conn) -> BoxFuture<'c, Result<T, StoreError>> + Send,
    {
        let reading = self.reading();
        let mut snapshot = self.snapshot(&reading).await?;
        let found = read(snapshot.conn()?).await?;
        reading.sights.note(found.seen());
        self.narrow(Scope::Viewer);
        Ok(found)
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

    /// The same for an event that reaches a reader. It shows what it holds, whether its reader is still in the room or not: that is
    /// of its own moment, and went to those who were members then. All else is read, and what is read is looked at first.
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
