//! Nobody is there for ever: the leases of nodes that stopped run out their grace, those of nodes that died are ended.
//!
//! A node shows that it lives by a number that rises. The others watch it by clocks of their own, which only go forward: a
//! time in the database would tell more of the clocks of two machines than of whether one of them lives. The grace of one that
//! stopped passes by such a clock as well.

use crate::{
    clock::{Moment, Timestamp},
    domain::{presence::GRACE, refusal::Refusal},
    presence::{
        Neighbours, Presence,
        jobs::{Drain, EndNode},
    },
    store::presence::{self, Node, NodeKey},
};
use std::{
    collections::{HashMap, HashSet},
    time::Duration,
};

/// How often the nodes look after each other.
const POLL_EVERY: Duration = Duration::from_secs(2);
/// A node that is silent for this long is dead.
const DEAD_AFTER: Duration = Duration::from_secs(15);
/// How often a node without neighbours notes that it lives: so exact is `lastSeenAt` after a crash.
const BEAT_ALONE: Duration = Duration::from_secs(30);

/// Watches the other nodes.
pub struct Reaper {
    presence: Presence,
    watched: HashMap<NodeKey, WatchedNode>,
    /// When the grace is over that those leave behind who stopped.
    graces: HashMap<NodeKey, Moment>,
    polled_at: Option<Moment>,
}

#[derive(Clone, Copy)]
struct WatchedNode {
    heartbeat: i64,
    silent: Duration,
}

impl Reaper {
    /// Watches on behalf of a node.
    pub fn new(presence: Presence) -> Self {
        Self { presence, watched: HashMap::new(), graces: HashMap::new(), polled_at: None }
    }

    /// Looks after the other nodes once, at this moment. When to look again at the latest, for those that run out their grace.
    pub async fn poll(&mut self, now: Moment) -> Result<Option<Moment>, Refusal> {
        let mut snapshot = self.presence.store().snapshot().await?;
        let nodes = presence::list_nodes(snapshot.conn()?).await?;
        drop(snapshot);
        // A time in which this node itself could not look tells nothing of the others.
        let passed = self.polled_at.map_or(Duration::ZERO, |then| now.since(then)).min(POLL_EVERY * 2);
        self.polled_at = Some(now);
        let own = self.presence.state().node;
        let mut before = std::mem::take(&mut self.watched);
        let known: HashSet<_> = nodes.iter().map(|node| node.id).collect();
        self.graces.retain(|id, _| known.contains(id));
        let mut next = None;
        for node in nodes.into_iter().filter(|node| Some(node.id) != own) {
            if let Some(ended_at) = node.ended_at {
                // What has passed of it before this node saw it stands in the database; the rest passes here, whatever becomes
                // of the machine's time.
                let left = || GRACE.saturating_sub(self.presence.clock().now().since(ended_at));
                let over = *self.graces.entry(node.id).or_insert_with(|| now + left());
                if node.in_order && over > now {
                    next = Some(next.map_or(over, |next: Moment| next.min(over)));
                } else {
                    self.drain(node.id, ended_at).await?;
                }
                continue;
            }
            let silent = match before.remove(&node.id).filter(|watched| watched.heartbeat == node.heartbeat) {
                Some(watched) => watched.silent + passed,
                None => Duration::ZERO,
            };
            if self.presence.neighbours() == Neighbours::None || silent >= DEAD_AFTER {
                self.end(node).await?;
            } else {
                self.watched.insert(node.id, WatchedNode { heartbeat: node.heartbeat, silent });
            }
        }
        Ok(next)
    }

    async fn end(&self, node: Node) -> Result<(), Refusal> {
        if self.presence.store().write(EndNode { node }).await?.answer {
            tracing::info!("a node is gone without a word; its users are published as gone");
            self.drain(node.id, node.beat_at).await?;
        }
        Ok(())
    }

    async fn drain(&self, node: NodeKey, ended_at: Timestamp) -> Result<(), Refusal> {
        // Who came from there to this node a moment ago is published first: else they would go, and come again.
        self.presence.flush().await?;
        while self.presence.store().write(Drain { node, ended_at }).await?.answer {}
        Ok(())
    }

    /// Looks after the others, and shows them that this node lives, for as long as the server runs.
    pub async fn run(mut self) {
        let clock = self.presence.clock().clone();
        let alone = self.presence.neighbours() == Neighbours::None;
        let mut beats = tokio::time::interval(if alone { BEAT_ALONE } else { POLL_EVERY });
        beats.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        let (mut next, mut looked) = (None, false);
        loop {
            let outcome = tokio::select! {
                _ = beats.tick() => {
                    let beaten = if alone && !self.presence.has_leases() { Ok(()) } else { self.presence.beat().await };
                    // Without neighbours there is nobody to watch, but what stopped a moment ago.
                    let polled = if alone && looked { Ok(next) } else { self.poll(clock.read().moment).await };
                    beaten.and(polled)
                }
                () = clock.sleep_until(next.unwrap_or(Moment::NEVER)) => {
                    self.poll(clock.read().moment).await
                }
            };
            looked = outcome.is_ok();
            next = outcome.unwrap_or_else(|refusal| {
                tracing::warn!(refusal.message, "the other nodes could not be looked after");
                None
            });
        }
    }
}
