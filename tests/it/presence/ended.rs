//! A node that is taken for dead: when that is, and what it says afterwards.

use super::nodes::{Node, key, m};
use crate::harness::{Spark, on_both_by_hand};
use std::time::Duration;

on_both_by_hand! {
    a_node_is_dead_after_fifteen_seconds;
    what_an_ended_node_tells_is_told_anew;
}

async fn a_node_is_dead_after_fifteen_seconds(spark: Spark) {
    let [alice, bob] = spark.users(["alice", "bob"]).await;
    let (silent, other) = (Node::begin(&spark).await, Node::begin(&spark).await);
    let _lease = silent.presence.lease(key(&alice));
    silent.presence.flush().await.unwrap();
    let mut others = other.reaper();
    let last = m(14) + Duration::from_millis(999);
    for now in [m(0), m(4), m(8), m(12), last] {
        others.poll(now).await.unwrap();
        assert_eq!(bob.sees("alice").await["status"], "ONLINE", "after {now:?}");
    }
    others.poll(m(15)).await.unwrap();
    assert_eq!(bob.sees("alice").await["status"], "OFFLINE");
    for node in [silent, other] {
        node.close().await;
    }
}

/// It learns that it was ended by what it tells, before it shows that it lives.
async fn what_an_ended_node_tells_is_told_anew(spark: Spark) {
    let [alice, bob, carol] = spark.users(["alice", "bob", "carol"]).await;
    let (slow, other) = (Node::begin(&spark).await, Node::begin(&spark).await);
    let _alices = slow.presence.lease(key(&alice));
    slow.presence.flush().await.unwrap();
    let mut others = other.reaper();
    for now in (0..=16).step_by(4) {
        others.poll(m(now)).await.unwrap();
    }
    assert_eq!(bob.sees("alice").await["status"], "OFFLINE");
    let _carols = slow.presence.lease(key(&carol));
    slow.presence.flush().await.unwrap();
    for name in ["alice", "carol"] {
        assert_eq!(bob.sees(name).await["status"], "ONLINE", "{name}");
    }
    // What it says now is held by a node that lives: the others end nothing of it.
    others.poll(m(20)).await.unwrap();
    assert_eq!(bob.sees("alice").await["status"], "ONLINE");
    assert_eq!(spark.database.number("SELECT count(*) FROM leases").await, 2);
    for node in [slow, other] {
        node.close().await;
    }
}
