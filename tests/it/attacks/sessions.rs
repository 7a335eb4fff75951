//! Keeping a token that was stolen: a session that is used lives on, but not for ever.

use crate::harness::{Event, Person, Spark, eventually, on_both};
use serde_json::json;
use std::time::Duration;

on_both! {
    start_by_hand:
    a_session_ends_half_a_year_after_the_sign_in;
    a_socket_ends_with_it;
}

const DAY: Duration = Duration::from_secs(24 * 3600);

async fn signed_in(person: &Person) -> bool {
    person.ask("{ viewer { id } }", json!({})).await.get("errors").is_none()
}

/// Waits until the end of the one session stands where it does after it was used now.
async fn is_moved_on(spark: &Spark, to: i64) {
    eventually("the end of the session", async || {
        match spark.database.number("SELECT expires_at FROM sessions").await {
            end if end == to => Ok(()),
            end => Err(end),
        }
    })
    .await;
}

async fn a_session_ends_half_a_year_after_the_sign_in(spark: Spark) {
    let began = spark.clock.now();
    let alice = spark.user("alice").await;
    let end = began + 180 * DAY;
    for _ in 0..8 {
        spark.clock.advance(20 * DAY);
        assert!(signed_in(&alice).await);
        is_moved_on(&spark, (spark.clock.now() + 30 * DAY).min(end).0).await;
    }
    spark.clock.advance(end.since(spark.clock.now()));
    assert!(!signed_in(&alice).await);
    // What an older server wrote counts for nothing.
    spark.database.execute(&format!("UPDATE sessions SET expires_at = {}", (end + 20 * DAY).0)).await;
    assert!(!signed_in(&alice).await);
    spark.clock.set(began + 179 * DAY);
    assert!(signed_in(&alice).await);
}

async fn a_socket_ends_with_it(spark: Spark) {
    let alice = spark.user("alice").await;
    let began = spark.clock.now();
    // Used every day, all the time, by a server that knew no end.
    spark.database.execute(&format!("UPDATE sessions SET expires_at = {}", (began + 300 * DAY).0)).await;
    spark.clock.advance(179 * DAY);
    let mut own = alice.hears_own().await;
    spark.clock.advance(DAY);
    // As the janitor does twice a minute.
    spark.server.check_sessions().await.unwrap();
    let ended = own.next().await;
    assert_eq!(ended, Event::of("SessionEnded").with("reason", "EXPIRED"), "{ended}");
}
