//! Everybody comes at once: what it costs is counted in transactions.

use super::{Spark, sockets};
use crate::harness::{Socket, on_both_by_hand};
use futures_util::{StreamExt, stream};
use spark::{
    actions::sessions::token_hash,
    domain::presence::GRACE,
    hub::Hub,
    ids::UserId,
    metrics::Metrics,
    presence::{Neighbours, Presence},
    store::{Address, Store},
};
use std::time::Instant;

on_both_by_hand! {
    two_thousand_reconnects_cost_no_transaction;
    two_thousand_arrivals_cost_four_transactions;
}

/// How many sockets there are at a time.
const CROWD: usize = 250;

/// Accounts with the keys 1 to `count`, each with a session of its own.
async fn seeds_crowd(spark: &Spark, count: usize) {
    let series = spark.database.series(u32::try_from(count).unwrap());
    let users = format!(
        "INSERT INTO users (id, username, username_key, display_name, display_key, role, password_hash, locale,
           time_zone, do_not_disturb, created_at)
         {series} SELECT i, 'user' || i, 'user' || i, 'User ' || i, 'user ' || i, 'MEMBER', '', 'en', 'UTC', false, 0 FROM n"
    );
    spark.database.execute(&users).await;
    let sessions: Vec<_> =
        (1..=count).map(|n| format!("({n}, {n}, '{}', 0, {})", token_hash(&token(n)), i64::MAX)).collect();
    let insert = "INSERT INTO sessions (id, user_id, token_hash, created_at, expires_at) VALUES";
    spark.database.execute(&format!("{insert} {}", sessions.join(","))).await;
}

/// As long as those that the server gives out.
fn token(n: usize) -> String {
    format!("{n:043}")
}

async fn everybody_connects(spark: &Spark) -> Vec<Socket> {
    let connect = |n| async move { Socket::open(&spark.url, &token(n)).await };
    stream::iter(1..=CROWD).map(connect).buffer_unordered(32).collect().await
}

async fn online(spark: &Spark) -> i64 {
    spark.database.number("SELECT count(*) FROM users WHERE is_online").await
}

async fn two_thousand_reconnects_cost_no_transaction(spark: Spark) {
    seeds_crowd(&spark, CROWD).await;
    let begun = Instant::now();
    let mut crowd = everybody_connects(&spark).await;
    crate::harness::eventually("everybody", async || match online(&spark).await {
        250 => Ok(()),
        n => Err(n),
    })
    .await;
    let arrived = spark.server.presence_transactions();
    // One at once, then one a tick of 250 ms.
    let ticks = u64::try_from(begun.elapsed().as_millis() / 250).unwrap();
    assert!(arrived <= 2 + ticks, "{arrived} transactions in {ticks} ticks");
    for _ in 0..2_000 / CROWD {
        crowd.clear();
        sockets(&spark, 0).await;
        crowd = everybody_connects(&spark).await;
    }
    assert_eq!(spark.server.presence_transactions(), arrived, "within the grace nobody went");
    crowd.clear();
    sockets(&spark, 0).await;
    spark.clock.advance(GRACE);
    crate::harness::eventually("nobody", async || match online(&spark).await {
        0 => Ok(()),
        n => Err(n),
    })
    .await;
    assert_eq!(spark.server.presence_transactions(), arrived + 1, "all went together");
}

async fn two_thousand_arrivals_cost_four_transactions(spark: Spark) {
    seeds_crowd(&spark, 2_000).await;
    // A server that is alone takes another node's leases for those of a run that is over.
    spark.stop().await;
    let address: Address = spark.database.url.parse().unwrap();
    let (hub, _holes) = Hub::new();
    let store = Store::open(&address, spark.clock.clone(), spark::seed(), hub, Metrics::new());
    let presence = Presence::new(store.clone(), spark.clock.clone(), Neighbours::Some);
    presence.begin().await.unwrap();
    let leases: Vec<_> = (1..=2_000).map(|n| presence.lease(UserId(n))).collect();
    let before = store.statements();
    presence.flush().await.unwrap();
    assert_eq!((presence.transactions(), online(&spark).await), (4, 2_000));
    let statements = store.statements() - before;
    assert!(statements <= 4 * 6, "{statements} statements");
    drop(leases);
    spark.clock.advance(GRACE);
    presence.flush().await.unwrap();
    assert_eq!((presence.transactions(), online(&spark).await), (8, 0));
    store.close().await;
}
