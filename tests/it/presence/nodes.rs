//! Several nodes on one database, by clocks that the story moves: one dies, one is taken for dead, one stops.

use super::Spark;
use crate::harness::{Person, on_both_by_hand};
use serde_json::json;
use spark::{
    clock::Moment,
    domain::presence::GRACE,
    hub::Hub,
    ids::UserId,
    metrics::Metrics,
    presence::{Neighbours, Presence, reaper::Reaper},
    store::{Address, Store},
};
use std::time::Duration;

on_both_by_hand! {
    of_two_nodes_one_takes_over_what_a_third_left;
    a_node_that_was_taken_for_dead_begins_anew;
    a_node_that_stops_leaves_its_users_their_grace;
    a_node_learns_by_its_beat_that_it_was_ended;
    what_could_not_be_told_is_told_the_next_time;
    however_many_a_dead_node_leaves_they_are_gone;
}

/// What of a node knows who is there.
pub(super) struct Node {
    pub presence: Presence,
    store: Store,
}

impl Node {
    pub async fn begin(spark: &Spark) -> Self {
        let address: Address = spark.database.url.parse().unwrap();
        let (hub, _holes) = Hub::new();
        let store = Store::open(&address, spark.clock.clone(), spark::seed(), hub, Metrics::new());
        let presence = Presence::new(store.clone(), spark.clock.clone(), Neighbours::Some);
        presence.begin().await.unwrap();
        Self { presence, store }
    }

    pub fn reaper(&self) -> Reaper {
        Reaper::new(self.presence.clone())
    }

    pub async fn close(self) {
        self.store.close().await;
    }
}

pub(super) fn key(person: &Person) -> UserId {
    person.id.parse().unwrap()
}

pub(super) const fn s(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

/// A node's own time.
pub(super) fn m(seconds: u64) -> Moment {
    Moment(0) + s(seconds)
}

async fn of_two_nodes_one_takes_over_what_a_third_left(spark: Spark) {
    let [alice, bob, carol] = spark.users(["alice", "bob", "carol"]).await;
    let (dying, one, other) = (Node::begin(&spark).await, Node::begin(&spark).await, Node::begin(&spark).await);
    let _leases =
        [dying.presence.lease(key(&alice)), dying.presence.lease(key(&carol)), one.presence.lease(key(&carol))];
    dying.presence.flush().await.unwrap();
    one.presence.flush().await.unwrap();
    let beaten_at = spark.clock.now();
    let (mut ones, mut others, mut absent) = (one.reaper(), other.reaper(), other.reaper());
    for now in (0..=14).step_by(2) {
        one.presence.beat().await.unwrap();
        other.presence.beat().await.unwrap();
        ones.poll(m(now)).await.unwrap();
        others.poll(m(now)).await.unwrap();
        if now == 0 {
            absent.poll(m(now)).await.unwrap();
        }
        spark.clock.advance(s(2));
    }
    // Who could not look for a minute knows nothing of that minute.
    absent.poll(m(60)).await.unwrap();
    assert_eq!(bob.sees("alice").await["status"], "ONLINE");
    one.presence.beat().await.unwrap();
    other.presence.beat().await.unwrap();
    let (first, second) = tokio::join!(ones.poll(m(16)), others.poll(m(16)));
    first.unwrap();
    second.unwrap();
    let seen = bob.sees("alice").await;
    assert_eq!(seen, json!({"status": "OFFLINE", "statusText": null, "lastSeenAt": beaten_at.to_rfc3339()}));
    assert_eq!(bob.sees("carol").await["status"], "ONLINE", "there on another node");
    assert_eq!(spark.database.number("SELECT count(*) FROM leases").await, 1);
    for node in [dying, one, other] {
        node.close().await;
    }
}

async fn a_node_that_was_taken_for_dead_begins_anew(spark: Spark) {
    let [alice, bob, carol] = spark.users(["alice", "bob", "carol"]).await;
    let (slow, other) = (Node::begin(&spark).await, Node::begin(&spark).await);
    let lease = slow.presence.lease(key(&alice));
    let short = slow.presence.lease(key(&carol));
    slow.presence.flush().await.unwrap();
    let mut others = other.reaper();
    for now in (0..=30).step_by(2) {
        if now == 14 {
            slow.presence.beat().await.unwrap();
        }
        others.poll(m(now)).await.unwrap();
        let status = if now < 30 { "ONLINE" } else { "OFFLINE" };
        assert_eq!(bob.sees("alice").await["status"], status, "after {now} s");
    }
    drop(short);
    slow.presence.beat().await.unwrap();
    slow.presence.flush().await.unwrap();
    assert_eq!(bob.sees("alice").await["status"], "ONLINE", "told anew");
    assert_eq!(bob.sees("carol").await["status"], "OFFLINE", "gone meanwhile");
    drop(lease);
    spark.clock.advance(GRACE);
    slow.presence.flush().await.unwrap();
    assert_eq!(bob.sees("alice").await["status"], "OFFLINE");
    for node in [slow, other] {
        node.close().await;
    }
}

async fn a_node_that_stops_leaves_its_users_their_grace(spark: Spark) {
    let [alice, bob] = spark.users(["alice", "bob"]).await;
    let (stopping, other) = (Node::begin(&spark).await, Node::begin(&spark).await);
    let lease = stopping.presence.lease(key(&alice));
    stopping.presence.flush().await.unwrap();
    drop(lease);
    stopping.presence.stop().await.unwrap();
    let stopped_at = spark.clock.now();
    let mut others = other.reaper();
    assert_eq!(others.poll(m(0)).await.unwrap(), Some(m(0) + GRACE));
    assert_eq!(bob.sees("alice").await["status"], "ONLINE");
    spark.clock.advance(GRACE);
    assert_eq!(others.poll(m(5)).await.unwrap(), None);
    assert_eq!(bob.sees("alice").await["lastSeenAt"], json!(stopped_at.to_rfc3339()));
    // The reading server and the other node.
    assert_eq!(spark.database.number("SELECT count(*) FROM nodes").await, 2);
    for node in [stopping, other] {
        node.close().await;
    }
}

/// Nobody comes or goes on it meanwhile.
async fn a_node_learns_by_its_beat_that_it_was_ended(spark: Spark) {
    let [alice, bob, carol] = spark.users(["alice", "bob", "carol"]).await;
    let (slow, other) = (Node::begin(&spark).await, Node::begin(&spark).await);
    let publishing = tokio::spawn(slow.presence.clone().run());
    let mut leases = Vec::new();
    for person in [&alice, &carol] {
        leases.push(slow.presence.lease(key(person)));
        bob.comes_to_see(&person.name, "ONLINE").await;
    }
    let mut others = other.reaper();
    for now in (0..=16).step_by(4) {
        others.poll(m(now)).await.unwrap();
    }
    assert_eq!(bob.sees("alice").await["status"], "OFFLINE");
    slow.presence.beat().await.unwrap();
    bob.comes_to_see("alice", "ONLINE").await;
    publishing.abort();
    for node in [slow, other] {
        node.close().await;
    }
}

async fn what_could_not_be_told_is_told_the_next_time(spark: Spark) {
    let [alice, bob] = spark.users(["alice", "bob"]).await;
    let node = Node::begin(&spark).await;
    let fails = async || {
        spark.database.execute("ALTER TABLE leases RENAME TO away").await;
        node.presence.flush().await.unwrap_err();
        spark.database.execute("ALTER TABLE away RENAME TO leases").await;
        node.presence.flush().await.unwrap();
    };
    let lease = node.presence.lease(key(&alice));
    fails().await;
    assert_eq!(bob.sees("alice").await["status"], "ONLINE");
    drop(lease);
    spark.clock.advance(GRACE);
    fails().await;
    assert_eq!(bob.sees("alice").await["status"], "OFFLINE");
    node.close().await;
}

async fn however_many_a_dead_node_leaves_they_are_gone(spark: Spark) {
    let [alice, bob] = spark.users(["alice", "bob"]).await;
    crate::costs::seeds_users(&spark, 1_200).await;
    let (dying, other) = (Node::begin(&spark).await, Node::begin(&spark).await);
    let _lease = dying.presence.lease(key(&alice));
    dying.presence.flush().await.unwrap();
    spark
        .database
        .execute(
            "INSERT INTO leases (node_id, user_id)
               SELECT l.node_id, u.id FROM users u, (SELECT node_id FROM leases) l WHERE u.username LIKE 'user%';
             UPDATE users SET is_online = TRUE WHERE username LIKE 'user%'",
        )
        .await;
    let mut others = other.reaper();
    for now in (0..=16).step_by(4) {
        others.poll(m(now)).await.unwrap();
    }
    assert_eq!(bob.sees("user1200").await["status"], "OFFLINE");
    assert_eq!(spark.database.number("SELECT count(*) FROM leases").await, 0);
    assert_eq!(spark.database.number("SELECT count(*) FROM users WHERE is_online").await, 0);
    for node in [dying, other] {
        node.close().await;
    }
}
