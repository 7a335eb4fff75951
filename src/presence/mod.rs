//! Who is there, by the connections of this node: each holds a lease, and dropping it releases.
//!
//! What changes is written and published in batches: the first change at once, those of the next 250 ms together in one
//! transaction, so that a storm of reconnects costs batches. Whoever's last lease is gone still counts as there for a grace. The leases of
//! other nodes stand in the database beside this node's own; a user is there while any node has one.
//!
//! Locks are taken in this order, in every transaction: the node's row, then users by id.

mod changes;
mod jobs;
pub mod reaper;

use crate::{
    clock::{Clock, Moment},
    domain::refusal::Refusal,
    ids::UserId,
    store::{Store, presence::NodeKey},
    sync::{Mutex, MutexGuard},
};
use changes::Changes;
use jobs::{Beat, Begin, Flush, Stop};
use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};
use tokio::sync::Notify;

/// Changes within this time are published together.
const TICK: Duration = Duration::from_millis(250);
/// How long to wait when the database can't be written.
const RETRY: Duration = Duration::from_secs(1);

/// Whether other nodes may run on the same database.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Neighbours {
    /// No: what other nodes left behind is of runs that crashed or stopped.
    None,
    /// Yes: what they hold is theirs as long as they say that they live.
    Some,
}

/// The leases of this node. Cloning shares them.
#[derive(Clone)]
pub struct Presence {
    inner: Arc<Inner>,
}

struct Inner {
    store: Store,
    clock: Clock,
    neighbours: Neighbours,
    /// A mutex: held to note a change or to take what is to be published, never across an await.
    state: Mutex<State>,
    changed: Notify,
    /// One at a time takes changes and writes them: what is written later is to be newer.
    flushing: tokio::sync::Mutex<()>,
    transactions: AtomicU64,
}

#[derive(Default)]
struct State {
    /// Under which name this node stands in the database.
    node: Option<NodeKey>,
    changes: Changes,
}

/// A connection of a user. Dropping it releases it.
#[must_use = "the user is there only as long as it is held"]
pub struct Lease {
    presence: Presence,
    user: UserId,
}

impl Drop for Lease {
    fn drop(&mut self) {
        let now = self.presence.clock().read();
        self.presence.state().changes.release(self.user, now);
        self.presence.inner.changed.notify_one();
    }
}

impl Presence {
    /// Leases of a node that has not begun.
    pub fn new(store: Store, clock: Clock, neighbours: Neighbours) -> Self {
        let inner = Inner {
            store,
            clock,
            neighbours,
            state: Mutex::default(),
            changed: Notify::new(),
            flushing: tokio::sync::Mutex::default(),
            transactions: AtomicU64::new(0),
        };
        Self { inner: Arc::new(inner) }
    }

    fn store(&self) -> &Store {
        &self.inner.store
    }

    fn clock(&self) -> &Clock {
        &self.inner.clock
    }

    fn neighbours(&self) -> Neighbours {
        self.inner.neighbours
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.inner.state.lock()
    }

    /// A connection of a user begins.
    pub fn lease(&self, user: UserId) -> Lease {
        self.state().changes.lease(user);
        self.inner.changed.notify_one();
        Lease { presence: self.clone(), user }
    }

    /// How many transactions have published who is there.
    pub fn transactions(&self) -> u64 {
        self.inner.transactions.load(Ordering::Relaxed)
    }

    /// Puts this node in the database. To be called before the first connection.
    pub async fn begin(&self) -> Result<(), Refusal> {
        let node = self.store().write(Begin).await?.answer;
        self.state().node = Some(node);
        Ok(())
    }

    /// Publishes all that has changed; what changes meanwhile waits for the next time.
    pub async fn flush(&self) -> Result<(), Refusal> {
        let _flushing = self.inner.flushing.lock().await;
        loop {
            let Some(node) = self.node().await? else { return Ok(()) };
            let transitions = self.state().changes.take(self.clock().read().moment);
            if transitions.is_empty() {
                return Ok(());
            }
            self.inner.transactions.fetch_add(1, Ordering::Relaxed);
            let flushed = self.store().write(Flush { node, transitions: transitions.clone() }).await;
            match flushed.map(|done| done.answer) {
                Ok(true) if transitions.is_full() => {}
                Ok(true) => return Ok(()),
                Ok(false) => self.lost(node),
                Err(refusal) => {
                    self.state().changes.give_back(transitions);
                    return Err(refusal);
                }
            }
        }
    }

    /// Shows the other nodes that this one lives.
    pub async fn beat(&self) -> Result<(), Refusal> {
        let Some(node) = self.node().await? else { return Ok(()) };
        if !self.store().write(Beat { node }).await?.answer {
            self.lost(node);
            self.inner.changed.notify_one();
        }
        Ok(())
    }

    /// This node stops in order: its leases run out their grace, wherever their users are by then.
    pub async fn stop(&self) -> Result<(), Refusal> {
        let flushed = self.flush().await;
        let node = self.state().node.take();
        if let Some(node) = node {
            self.store().write(Stop { node }).await?;
        }
        flushed
    }

    /// The node's name; a new one after it was ended in error.
    async fn node(&self) -> Result<Option<NodeKey>, Refusal> {
        if let Some(node) = self.state().node {
            return Ok(Some(node));
        }
        if !self.has_leases() {
            return Ok(None);
        }
        self.begin().await?;
        Ok(self.state().node)
    }

    /// Another node took this one for dead, and said of all its users that they are gone: they are published anew.
    fn lost(&self, node: NodeKey) {
        tracing::warn!("another node took this one for dead; it begins anew");
        let mut state = self.state();
        if state.node == Some(node) {
            state.node = None;
            state.changes.flush_all_again();
        }
    }

    fn has_leases(&self) -> bool {
        self.state().changes.has_leases()
    }

    fn next_departure(&self) -> Moment {
        self.state().changes.next_departure().unwrap_or(Moment::NEVER)
    }

    /// Publishes changes for as long as the server runs.
    pub async fn run(self) {
        loop {
            let pause = match self.flush().await {
                Ok(()) => TICK,
                Err(refusal) => {
                    tracing::warn!(refusal.message, "who is there could not be published");
                    RETRY
                }
            };
            tokio::time::sleep(pause).await;
            tokio::select! {
                () = self.inner.changed.notified() => {}
                () = self.clock().sleep_until(self.next_departure()) => {}
            }
        }
    }
}
