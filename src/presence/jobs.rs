//! The transactions of presence.

use crate::{
    clock::Timestamp,
    domain::{
        event::Event,
        presence::{looks_different, status_events},
        user::User,
    },
    ids::{UserId, new_key},
    presence::changes::Transitions,
    store::{
        Done, Failure, Job, QueueKey, StoreError, Tx,
        presence::{self, Node, NodeKey},
    },
};
use std::collections::HashMap;

/// How many leases of an ended node are ended at once.
const ENDED_AT_ONCE: i64 = 500;

macro_rules! in_queue {
    ($answer:ty) => {
        type Answer = $answer;

        fn queue(&self) -> QueueKey {
            QueueKey::People
        }
    };
}

/// A node begins.
pub(super) struct Begin;

impl Job for Begin {
    in_queue!(NodeKey);

    async fn run(&self, tx: &mut Tx) -> Result<Done<NodeKey>, Failure> {
        let node = NodeKey(new_key(tx.now, &mut tx.rng));
        presence::insert_node(tx, node).await?;
        Ok(Done::quiet(node))
    }
}

/// A node lives; false when it was ended.
pub(super) struct Beat {
    pub node: NodeKey,
}

impl Job for Beat {
    in_queue!(bool);

    async fn run(&self, tx: &mut Tx) -> Result<Done<bool>, Failure> {
        Ok(Done::quiet(presence::beat(tx, self.node).await?))
    }
}

/// A node stops in order.
pub(super) struct Stop {
    pub node: NodeKey,
}

impl Job for Stop {
    in_queue!(());

    async fn run(&self, tx: &mut Tx) -> Result<Done<()>, Failure> {
        presence::stop_node(tx, self.node).await?;
        Ok(Done::quiet(()))
    }
}

/// Users came to a node, or went from it; false when the node was ended.
pub(super) struct Flush {
    pub node: NodeKey,
    pub transitions: Transitions,
}

impl Job for Flush {
    in_queue!(bool);

    fn locks_users(&self) -> Vec<UserId> {
        self.transitions.came.iter().copied().chain(self.transitions.went.iter().map(|(user, _)| *user)).collect()
    }

    async fn run(&self, tx: &mut Tx) -> Result<Done<bool>, Failure> {
        // First, since it locks: who ends this node waits, and then finds all its leases.
        if !presence::beat(tx, self.node).await? {
            return Ok(Done::quiet(false));
        }
        let went: HashMap<UserId, Timestamp> =
            self.transitions.went.iter().map(|(user, left_at)| (*user, left_at.time)).collect();
        let users = presence::lock_users(tx, self.transitions.came.iter().chain(went.keys()).copied()).await?;
        if !self.transitions.came.is_empty() {
            presence::insert_leases(tx, self.node, &self.transitions.came).await?;
        }
        let gone: Vec<_> = went.keys().copied().collect();
        if !gone.is_empty() {
            presence::delete_leases(tx, self.node, &gone).await?;
        }
        let events = align(tx, users, &went).await?;
        Ok(Done { answer: true, events })
    }
}

/// Takes a node for dead; false when its heart has beaten since.
pub(super) struct EndNode {
    pub node: Node,
}

impl Job for EndNode {
    in_queue!(bool);

    async fn run(&self, tx: &mut Tx) -> Result<Done<bool>, Failure> {
        Ok(Done::quiet(presence::end_node(tx, &self.node).await?))
    }
}

/// Ends leases of a node that has ended; whether there are more.
pub(super) struct Drain {
    pub node: NodeKey,
    pub ended_at: Timestamp,
}

impl Job for Drain {
    in_queue!(bool);

    async fn run(&self, tx: &mut Tx) -> Result<Done<bool>, Failure> {
        let leased = presence::list_leases(tx, self.node, ENDED_AT_ONCE).await?;
        let went: HashMap<_, _> = leased.iter().map(|user| (*user, self.ended_at)).collect();
        let mut events = Vec::new();
        if !leased.is_empty() {
            let users = presence::lock_users(tx, leased.iter().copied()).await?;
            presence::delete_leases(tx, self.node, &leased).await?;
            events = align(tx, users, &went).await?;
        }
        let forgotten = presence::delete_node(tx, self.node).await?;
        Ok(Done { answer: !forgotten && !leased.is_empty(), events })
    }
}

/// Brings locked users in line with the leases that there are now. Returns the events of those who look different.
async fn align(tx: &mut Tx, users: Vec<User>, went: &HashMap<UserId, Timestamp>) -> Result<Vec<Event>, StoreError> {
    let ids: Vec<_> = users.iter().map(|user| user.id).collect();
    let leased = presence::find_leased(tx, &ids).await?;
    let (mut changed, mut news) = (Vec::new(), Vec::new());
    for before in users {
        let is_online = leased.contains(&before.id);
        let left_at = went.get(&before.id).copied().filter(|_| !is_online);
        let after = User { is_online, last_seen_at: left_at.max(before.last_seen_at), ..before.clone() };
        if looks_different(&before, &after) {
            news.push(after.clone());
        }
        if after != before {
            changed.push(after);
        }
    }
    if !changed.is_empty() {
        presence::update_online(tx, &changed).await?;
    }
    let rooms = presence::list_status_rooms(tx, &news).await?;
    Ok(status_events(news, &rooms, tx.now))
}
