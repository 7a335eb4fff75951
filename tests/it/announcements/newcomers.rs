//! Who registers hears of what is still ahead, and of nothing else that was announced before.

use super::{PUBLISHED, told};
use crate::harness::{Person, Spark, on_both_by_hand};
use serde_json::{Value, json};
use std::time::Duration;

on_both_by_hand! {
    what_is_ahead_is_pending_for_newcomers;
    what_a_newcomer_acknowledged_stays_acknowledged;
    what_only_admins_are_told_waits_for_who_becomes_one;
}

const HOUR: Duration = Duration::from_secs(3600);

/// So many hours from now.
fn within(spark: &Spark, hours: u32) -> Value {
    json!((spark.clock.now() + hours * HOUR).to_rfc3339())
}

/// Tells what was, what is, and what comes: a maintenance that ends in two hours, an offer for one, another for nine.
async fn announces_all(spark: &Spark, admin: &Person) -> Vec<String> {
    let (before, now) = (json!((spark.clock.now() - HOUR).to_rfc3339()), json!(spark.clock.now().to_rfc3339()));
    let more = [
        ("old news", json!({})),
        ("maintenance", json!({"kind": "MAINTENANCE", "startsAt": within(spark, 1), "endsAt": within(spark, 2)})),
        ("what was", json!({"kind": "MAINTENANCE", "startsAt": before, "endsAt": now})),
        ("offer", json!({"expiresAt": within(spark, 1)})),
        ("called off", json!({"kind": "MAINTENANCE", "endsAt": within(spark, 2)})),
        ("admins' affair", json!({"audience": "ADMINS", "endsAt": within(spark, 2)})),
        ("longer offer", json!({"endsAt": now, "expiresAt": within(spark, 9)})),
        ("no end", json!({"startsAt": within(spark, 5)})),
    ];
    let mut ids = Vec::new();
    for (title, more) in more {
        ids.push(admin.announces(title, more).await);
    }
    admin.does("retractAnnouncement", json!({"announcementId": ids[4]}), "").await;
    ids
}

async fn what_is_ahead_is_pending_for_newcomers(spark: Spark) {
    let alice = spark.admin("alice").await;
    announces_all(&spark, &alice).await;
    let bob = spark.user("bob").await;
    assert_eq!(bob.pending().await, ["maintenance", "offer", "longer offer"]);
    let mut bobs = bob.hears_global().await;
    for title in ["maintenance", "offer", "longer offer"] {
        told(&mut bobs, PUBLISHED, title, Some(true)).await;
    }
    // What comes later is for everybody.
    alice.announces("news", json!({})).await;
    told(&mut bobs, PUBLISHED, "news", Some(false)).await;
    assert_eq!(bob.pending().await, ["maintenance", "offer", "longer offer", "news"]);
    // What is over is no news, neither for who comes then nor for who never saw it.
    spark.clock.advance(HOUR);
    let carol = spark.user("carol").await;
    assert_eq!(carol.pending().await, ["maintenance", "longer offer"]);
    assert_eq!(bob.pending().await, ["maintenance", "longer offer", "news"]);
    spark.clock.advance(HOUR);
    let dave = spark.user("dave").await;
    assert_eq!(dave.pending().await, ["longer offer"]);
    assert_eq!(carol.pending().await, ["longer offer"]);
    assert_eq!(bob.pending().await, ["longer offer", "news"]);
    // Who was there hears of a maintenance until it is acknowledged, as of everything.
    assert_eq!(alice.pending().await.len(), 7);
    let spark = spark.restart().await;
    assert_eq!(dave.at(&spark.url).pending().await, ["longer offer"]);
    assert_eq!(spark.wrong().await, [""; 0]);
}

async fn what_a_newcomer_acknowledged_stays_acknowledged(spark: Spark) {
    let alice = spark.admin("alice").await;
    let ids = announces_all(&spark, &alice).await;
    let bob = spark.user("bob").await;
    let acknowledged = async || {
        let query = "{ announcements { nodes { title viewerAcknowledgedAt } } }";
        let nodes = bob.reads(query, json!({})).await["announcements"]["nodes"].clone();
        let seen = nodes.as_array().unwrap().iter().filter(|node| !node["viewerAcknowledgedAt"].is_null()).cloned();
        let mut titles: Vec<_> = seen.map(|node| node["title"].as_str().unwrap().to_owned()).collect();
        titles.sort();
        titles
    };
    assert_eq!(acknowledged().await, [""; 0]);
    // Out of order, and one that was none of his affair.
    for (n, left) in
        [(6, vec!["maintenance", "offer"]), (0, vec!["maintenance", "offer"]), (1, vec!["offer"]), (3, vec![])]
    {
        bob.acknowledges(&ids[n]).await;
        assert_eq!(bob.pending().await, left);
    }
    assert_eq!(acknowledged().await, ["longer offer", "maintenance", "offer"]);
    // Also when all around it is settled.
    let news = alice.announces("news", json!({})).await;
    assert_eq!(bob.pending().await, ["news"]);
    bob.acknowledges(&news).await;
    assert_eq!(bob.pending().await, [""; 0]);
    assert_eq!(acknowledged().await, ["longer offer", "maintenance", "news", "offer"]);
    // The first that is told is pending: what is announced after it is told live, never by the catch-up.
    alice.announces("more news", json!({})).await;
    let mut bobs = bob.hears_global().await;
    told(&mut bobs, PUBLISHED, "more news", Some(true)).await;
    alice.announces("live news", json!({})).await;
    told(&mut bobs, PUBLISHED, "live news", Some(false)).await;
}

async fn what_only_admins_are_told_waits_for_who_becomes_one(spark: Spark) {
    let alice = spark.admin("alice").await;
    announces_all(&spark, &alice).await;
    let bob = spark.admin("bob").await;
    assert_eq!(bob.pending().await, ["maintenance", "offer", "admins' affair", "longer offer"]);
    spark.clock.advance(2 * HOUR);
    assert_eq!(bob.pending().await, ["longer offer"]);
}
