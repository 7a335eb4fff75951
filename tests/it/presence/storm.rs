//! Everybody comes at once: what it costs is counted in transactions.

use super::{STATUSES, Spark, sockets};
use crate::harness::{Socket, on_both_by_hand};
use futures_util::{StreamExt, stream};
use serde_json::json;
use spark::{
    actions::sessions::token_hash,
    domain::presence::GRACE,
    hub::Hub,
    ids::{RoomId, UserId},
    metrics::Metrics,
    presence::{Neighbours, Presence},
    store::{Address, Store},
};
use std::{collections::HashSet, time::Instant};

on_both_by_hand! {
    two_thousand_reconnects_cost_no_transaction;
    two_thousand_arrivals_cost_four_transactions;
    who_reads_along_hears_of_everybody;
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
    let now = spark.clock.now().0;
    let sessions: Vec<_> =
        (1..=count).map(|n| format!("({n}, {n}, '{}', {now}, {})", token_hash(&token(n)), i64::MAX)).collect();
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

/// Reads until that many others are told to look so; nothing else may come.
async fn hears_of(socket: &mut Socket, id: &str, status: &str, count: usize) {
    let mut people = HashSet::new();
    while people.len() < count {
        let event = socket.hears(id).await["payload"]["data"]["userEvents"].clone();
        assert_eq!(event["__typename"], "UserStatusChanged", "{event}");
        if event["user"]["status"] == status && event["user"]["username"] != "alice" {
            people.insert(event["user"]["username"].to_string());
        }
    }
}

async fn who_reads_along_hears_of_everybody(spark: Spark) {
    seeds_crowd(&spark, CROWD).await;
    let alice = spark.user("alice").await;
    let key = alice.creates_room("PRIVATE", "Hall", &[]).await.parse::<RoomId>().unwrap().0;
    let series = spark.database.series(u32::try_from(CROWD).unwrap());
    let members = format!(
        "INSERT INTO memberships (room_id, user_id, role, joined_at, joined_seq, last_read_seq, read_count,
           notification_mode, is_pinned)
         {series} SELECT {key}, i, 'MEMBER', 0, 1000 + i, 1, 0, 'ALL', FALSE FROM n"
    );
    spark.database.execute(&members).await;
    // Twice on one socket: what waits for both is more than a mailbox holds, were it told all at once.
    let mut socket = alice.connects().await;
    socket.hears_statuses = true;
    let ids = [socket.begins(STATUSES, json!({})).await, socket.begins(STATUSES, json!({})).await];
    for id in &ids {
        assert_eq!(socket.hears(id).await["payload"]["data"]["userEvents"]["__typename"], "StreamReady");
    }
    let crowd = everybody_connects(&spark).await;
    for id in &ids {
        hears_of(&mut socket, id, "ONLINE", CROWD).await;
    }
    drop(crowd);
    sockets(&spark, 1).await;
    spark.clock.advance(GRACE);
    for id in &ids {
        hears_of(&mut socket, id, "OFFLINE", CROWD).await;
    }
}
