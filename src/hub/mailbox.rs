//! What waits for one subscription. All mailboxes of a socket share one budget of events and bytes. When a reader is too
//! slow: counts and statuses are merged to the newest; the events of a room become one `SyncRequired`; other events of a
//! user become one `LoginSyncRequired`; typing and receipts are dropped; and for a global event the socket is closed, to
//! come back.

use crate::{
    domain::event::{ActiveEvent, ActiveEventKind, GlobalEvent, RoomEvent, SessionEndReason, UserEvent, UserEventKind},
    hub::shared_event::Posted,
    ids::{RoomId, Seq},
};
use futures_util::Stream;
use prometheus_client::metrics::counter::Counter;
use std::{
    collections::{HashMap, VecDeque},
    pin::Pin,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    task::{Context, Poll, Waker},
};
use tokio::sync::Notify;

/// The most events that wait for a socket (contract, Events).
pub const MAX_EVENTS: usize = 256;
/// The most bytes that wait for a socket (contract, Events).
pub const MAX_BYTES: usize = 1 << 20;

/// What a subscription hands its reader.
#[derive(Clone, Debug)]
pub enum Delivery {
    Room(Posted<RoomEvent>),
    /// The events `from` to `to` were dropped.
    SyncRequired {
        room: RoomId,
        from: Seq,
        to: Seq,
    },
    User(Posted<UserEvent>),
    /// Events of the user were dropped.
    LoginSyncRequired,
    Active(Posted<ActiveEvent>),
    Global(Posted<GlobalEvent>),
    /// The last one: a global event found no place, and the socket is to be closed.
    TooSlow,
    /// The last one: the session has ended.
    SessionEnded(SessionEndReason),
}

/// What all subscriptions of a socket may hold together.
#[derive(Default, Debug)]
pub struct Budget {
    events: AtomicUsize,
    bytes: AtomicUsize,
    too_slow: Notify,
    /// Counts the events that found no place.
    dropped: Counter,
}

impl Budget {
    /// A budget that counts in `dropped` what finds no place.
    pub fn new(dropped: Counter) -> Self {
        Self { dropped, ..Self::default() }
    }

    fn take(&self, weight: usize) -> bool {
        let events = self.events.fetch_add(1, Ordering::Relaxed);
        let bytes = self.bytes.fetch_add(weight, Ordering::Relaxed);
        if events < MAX_EVENTS && bytes + weight <= MAX_BYTES {
            return true;
        }
        self.give(weight);
        self.dropped.inc();
        false
    }

    /// Waits until a global event finds no place: the socket is then to be closed with 1013.
    pub async fn too_slow(&self) {
        self.too_slow.notified().await;
    }

    fn give(&self, weight: usize) {
        self.events.fetch_sub(1, Ordering::Relaxed);
        self.bytes.fetch_sub(weight, Ordering::Relaxed);
    }
}

/// The queue of one subscription. Pushing never waits; reading is a stream.
#[derive(Debug)]
pub struct Mailbox {
    budget: Arc<Budget>,
    /// A std mutex: held for a push or a pop, never across an await.
    state: Mutex<State>,
}

#[derive(Default, Debug)]
struct State {
    queue: VecDeque<Waiting>,
    /// Rooms whose events were dropped: the first and the last number for which `Waiting::Cut` stands in the queue.
    cut: HashMap<RoomId, (Seq, Seq)>,
    ended: bool,
    /// The reader's waker. It is kept while the reader is awake: the next sleep is of the same task, and saves cloning it.
    reader: Option<Waker>,
    /// Whether the reader sleeps. A reader that is busy with a slow socket is not woken by every event.
    asleep: bool,
}

#[derive(Debug)]
enum Waiting {
    Room(Posted<RoomEvent>),
    Cut(RoomId),
    User(Posted<UserEvent>),
    LoginSyncRequired,
    Active(Posted<ActiveEvent>),
    Global(Posted<GlobalEvent>),
    TooSlow,
    SessionEnded(SessionEndReason),
}

/// About how many bytes a user event or an event of an active room takes.
const USER_EVENT_WEIGHT: usize = 300;

impl Waiting {
    fn weight(&self) -> Option<usize> {
        match self {
            Self::Room(event) => Some(event.weight()),
            Self::User(_) | Self::Active(_) => Some(USER_EVENT_WEIGHT),
            Self::Global(event) => Some(event.weight()),
            Self::Cut(_) | Self::LoginSyncRequired | Self::TooSlow | Self::SessionEnded(_) => None,
        }
    }
}

impl Mailbox {
    /// A mailbox that shares its socket's budget.
    pub fn new(budget: Arc<Budget>) -> Arc<Self> {
        Arc::new(Self { budget, state: Mutex::default() })
    }

    /// What waits, as long as anything may come. Nothing does after the end, however long it takes to be read.
    fn open(&self) -> Option<MutexGuard<'_, State>> {
        Some(self.state()).filter(|state| !state.ended)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // A panic under this lock can only have lost an event, and the reader sees that by its `seq`.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Puts in a durable event of a room.
    pub fn push_room(&self, event: &Posted<RoomEvent>) {
        let Some(mut state) = self.open() else { return };
        let room = event.room_id();
        if let Some((_, to)) = state.cut.get_mut(&room) {
            *to = event.seq;
            self.budget.dropped.inc();
            return;
        }
        if self.budget.take(event.weight()) {
            state.push(Waiting::Room(event.clone()));
        } else {
            self.cut(&mut state, event);
        }
    }

    /// An event that its reader is not shown: told as one that was dropped. What waits before it stays.
    pub fn push_missed(&self, event: &RoomEvent) {
        let Some(mut state) = self.open() else { return };
        let room = event.room_id();
        if let Some((_, to)) = state.cut.get_mut(&room) {
            *to = event.seq;
            return;
        }
        state.cut.insert(room, (event.seq, event.seq));
        state.push(Waiting::Cut(room));
    }

    /// Replaces all waiting events of the room, and this one, by one placeholder in the place of the first.
    fn cut(&self, state: &mut State, event: &Posted<RoomEvent>) {
        let room = event.room_id();
        let mut first = None;
        let waiting = std::mem::take(&mut state.queue);
        for item in waiting {
            match &item {
                Waiting::Room(queued) if queued.room_id() == room => {
                    self.budget.give(queued.weight());
                    if first.is_none() {
                        first = Some(queued.seq);
                        state.queue.push_back(Waiting::Cut(room));
                    }
                }
                _ => state.queue.push_back(item),
            }
        }
        if first.is_none() {
            state.queue.push_back(Waiting::Cut(room));
        }
        state.cut.insert(room, (first.unwrap_or(event.seq), event.seq));
        state.wake();
    }

    /// Puts in an event of the user. A count replaces an older count of the same stay that still waits. A count of an
    /// earlier stay is not replaced: in its place the new one would come before its own `MembershipAdded`. A status
    /// replaces an older one of the same person.
    pub fn push_user(&self, event: &Posted<UserEvent>) {
        let Some(mut state) = self.open() else { return };
        let older = state.queue.iter_mut().find_map(|waiting| match waiting {
            Waiting::User(old) if says_the_same(&old.kind, &event.kind) => Some(old),
            _ => None,
        });
        if let Some(older) = older {
            *older = event.clone();
            return;
        }
        if state.queue.iter().any(|waiting| matches!(waiting, Waiting::LoginSyncRequired)) {
            return;
        }
        if self.budget.take(USER_EVENT_WEIGHT) {
            state.push(Waiting::User(event.clone()));
        } else {
            // A status throws out nothing but statuses.
            let status = matches!(event.kind, UserEventKind::StatusChanged(_));
            state.queue.retain(|waiting| {
                let user = matches!(waiting, Waiting::User(waiting)
                    if !status || matches!(waiting.kind, UserEventKind::StatusChanged(_)));
                if user {
                    self.budget.give(USER_EVENT_WEIGHT);
                }
                !user
            });
            state.push(Waiting::LoginSyncRequired);
        }
    }

    /// Puts in an event of an active room. It replaces an older one of the same person that still waits. Without a place
    /// it is dropped: the next one says more.
    pub fn push_active(&self, event: &Posted<ActiveEvent>) {
        let Some(mut state) = self.open() else { return };
        let older = state.queue.iter_mut().find_map(|waiting| match waiting {
            Waiting::Active(old) if same_matter(&old.kind, &event.kind) => Some(old),
            _ => None,
        });
        if let Some(older) = older {
            *older = event.clone();
        } else if self.budget.take(USER_EVENT_WEIGHT) {
            state.push(Waiting::Active(event.clone()));
        }
    }

    /// Puts in that events of the user may be missing.
    pub fn push_login_sync_required(&self) {
        let Some(mut state) = self.open() else { return };
        if !state.queue.iter().any(|waiting| matches!(waiting, Waiting::LoginSyncRequired)) {
            state.push(Waiting::LoginSyncRequired);
        }
    }

    /// Puts in a global event. Without a place the whole socket is cut off.
    pub fn push_global(&self, event: &Posted<GlobalEvent>) {
        let Some(mut state) = self.open() else { return };
        if self.budget.take(event.weight()) {
            state.push(Waiting::Global(event.clone()));
        } else {
            drop(state);
            self.cut_off();
        }
    }

    /// Ends the mailbox after what waits, and has the socket closed. A client that comes back to `global` gets all that
    /// is pending.
    pub fn cut_off(&self) {
        let Some(mut state) = self.open() else { return };
        state.ended = true;
        state.push(Waiting::TooSlow);
        self.budget.too_slow.notify_one();
    }

    /// Ends the mailbox after what waits.
    pub fn close(&self) {
        let mut state = self.state();
        state.ended = true;
        state.wake();
    }

    /// Ends the mailbox: after what waits, the reader gets that its session has ended.
    pub fn end(&self, reason: SessionEndReason) {
        let Some(mut state) = self.open() else { return };
        state.ended = true;
        state.push(Waiting::SessionEnded(reason));
    }
}

impl State {
    fn push(&mut self, waiting: Waiting) {
        self.queue.push_back(waiting);
        self.wake();
    }

    fn wake(&mut self) {
        if std::mem::take(&mut self.asleep)
            && let Some(reader) = &self.reader
        {
            reader.wake_by_ref();
        }
    }
}

/// Whether the new event of a user may replace the old one.
fn says_the_same(old: &UserEventKind, new: &UserEventKind) -> bool {
    match (old, new) {
        (UserEventKind::UnreadCountChanged(old), UserEventKind::UnreadCountChanged(new)) => old.stay == new.stay,
        (UserEventKind::StatusChanged(old), UserEventKind::StatusChanged(new)) => old.id == new.id,
        (UserEventKind::PeerStatus(old), UserEventKind::PeerStatus(new)) => old == new,
        _ => false,
    }
}

/// Whether the new event of an active room may replace the old one.
fn same_matter(old: &ActiveEventKind, new: &ActiveEventKind) -> bool {
    match (old, new) {
        (ActiveEventKind::Typing { user: old, .. }, ActiveEventKind::Typing { user: new, .. }) => old == new,
        (ActiveEventKind::ReadReceipt(old), ActiveEventKind::ReadReceipt(new)) => old.user_id == new.user_id,
        _ => false,
    }
}

impl Drop for Mailbox {
    fn drop(&mut self) {
        let state = self.state.get_mut().unwrap_or_else(PoisonError::into_inner);
        for weight in state.queue.iter().filter_map(Waiting::weight) {
            self.budget.give(weight);
        }
    }
}

/// The reader's end.
#[derive(Debug)]
pub struct Inbox(pub Arc<Mailbox>);

impl Stream for Inbox {
    type Item = Delivery;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Delivery>> {
        let mut state = self.0.state();
        let Some(waiting) = state.queue.pop_front() else {
            if state.ended {
                return Poll::Ready(None);
            }
            match &mut state.reader {
                Some(reader) => reader.clone_from(context.waker()),
                reader => *reader = Some(context.waker().clone()),
            }
            state.asleep = true;
            return Poll::Pending;
        };
        if let Some(weight) = waiting.weight() {
            self.0.budget.give(weight);
        }
        Poll::Ready(Some(match waiting {
            Waiting::Room(event) => Delivery::Room(event),
            Waiting::User(event) => Delivery::User(event),
            Waiting::LoginSyncRequired => Delivery::LoginSyncRequired,
            Waiting::Active(event) => Delivery::Active(event),
            Waiting::Global(event) => Delivery::Global(event),
            Waiting::TooSlow => Delivery::TooSlow,
            Waiting::SessionEnded(reason) => Delivery::SessionEnded(reason),
            Waiting::Cut(room) => {
                let (from, to) = state.cut.remove(&room).unwrap_or_default();
                Delivery::SyncRequired { room, from, to }
            }
        }))
    }
}

#[cfg(test)]
mod tests;
