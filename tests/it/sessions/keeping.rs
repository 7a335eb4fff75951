//! What the janitor does for sessions: those of live connections go on, the others are forgotten when they are over.

use super::{DAY, INSTANT, LIFETIME, come_to_end, ends, is_nobody};
use crate::harness::{Event, Spark, Stream, on_both, person::USER_EVENT};
use serde_json::json;
use std::time::Duration;

on_both! {
    start_by_hand:
    a_live_connection_keeps_its_session;
    what_time_ends_is_told_to_its_connections;
    what_another_server_ended_is_told_to_its_connections;
    what_is_over_is_forgotten_and_not_before;
    a_call_is_known_for_seven_days;
}

async fn a_live_connection_keeps_its_session(spark: Spark) {
    let parts = spark.in_parts().await;
    let alice = spark.user("alice").await.at(&parts.url);
    let phone = spark.logs_in(&alice).await;
    let gone = spark.logs_in(&alice).await;
    let begun = spark.clock.now();
    let mut socket = alice.hears_own().await;
    let mut stream = Stream::subscribes(&phone, "subscription { userEvents { __typename } }").await;
    drop(gone.hears_own().await);
    // Within the hour nothing is written.
    spark.clock.advance(Duration::from_secs(3600));
    parts.looks_at_sessions().await;
    assert_eq!(ends(&spark).await, [(begun + LIFETIME).0; 3]);
    for _ in 0..3 {
        spark.clock.advance(20 * DAY);
        let used = spark.clock.now() + LIFETIME;
        // The connection that was dropped may be looked at for the last time while it goes.
        let known = async || parts.app.feeds.hub.used_sessions().len();
        crate::harness::eventually("two connections", async || match known().await {
            2 => Ok(()),
            other => Err(other),
        })
        .await;
        parts.looks_at_sessions().await;
        come_to_end(&spark, &[begun + LIFETIME, used, used]).await;
    }
    is_nobody(&gone).await;
    alice.does("updateSettings", json!({"locale": "de"}), "").await;
    assert_eq!(socket.next().await["__typename"], "SettingsChanged");
    assert_eq!(stream.next().await["__typename"], "SettingsChanged");
}

async fn what_time_ends_is_told_to_its_connections(spark: Spark) {
    let parts = spark.in_parts().await;
    let alice = spark.user("alice").await.at(&parts.url);
    let own = format!("subscription {{ userEvents {{ {USER_EVENT} }} }}");
    let (mut one, mut other) = (alice.hears_own().await, alice.hears_own().await);
    let mut stream = Stream::subscribes(&alice, &own).await;
    let mut rooms = Stream::subscribes(&alice, "subscription { roomEvents { __typename } }").await;
    spark.clock.advance(INSTANT);
    // Another of the same user, and another user's, that have an instant left.
    let phone = spark.logs_in(&alice).await;
    let bob = spark.user("bob").await.at(&parts.url);
    let (mut phones, mut bobs) = (phone.hears_own().await, Stream::subscribes(&bob, &own).await);
    spark.clock.advance(LIFETIME - INSTANT);
    let now = json!(spark.clock.now().to_rfc3339());
    parts.looks_at_sessions().await;
    let expired = json!({"__typename": "SessionEnded", "reason": "EXPIRED", "occurredAt": now});
    for feed in [&mut one, &mut other] {
        assert_eq!(feed.next().await, expired);
        super::ending::closes(feed).await;
    }
    assert_eq!(stream.next().await, expired);
    for stream in [&mut stream, &mut rooms] {
        assert_eq!(stream.next().await, "complete");
        assert!(stream.next().await.is_null());
    }
    for person in [&phone, &bob] {
        person.does("updateSettings", json!({"locale": "de"}), "").await;
    }
    assert_eq!(phones.next().await["__typename"], "SettingsChanged");
    assert_eq!(bobs.next().await["__typename"], "SettingsChanged");
}

async fn what_another_server_ended_is_told_to_its_connections(spark: Spark) {
    let parts = spark.in_parts().await;
    let alice = spark.user("alice").await;
    let phone = spark.logs_in(&alice).await.at(&parts.url);
    let own = format!("subscription {{ userEvents {{ {USER_EVENT} }} }}");
    let (mut socket, mut stream) = (phone.hears_own().await, Stream::subscribes(&phone, &own).await);
    let mut others = alice.at(&parts.url).hears_own().await;
    phone.at(&spark.url).does("logout", json!({}), "").await;
    parts.looks_at_sessions().await;
    let ended = socket.next().await;
    assert_eq!(ended, Event::of("SessionEnded").with("reason", "REVOKED"));
    super::ending::closes(&mut socket).await;
    assert_eq!(stream.next().await, ended);
    assert_eq!(stream.next().await, "complete");
    alice.at(&parts.url).does("updateSettings", json!({"locale": "de"}), "").await;
    assert_eq!(others.next().await["__typename"], "SettingsChanged");
}

async fn what_is_over_is_forgotten_and_not_before(spark: Spark) {
    let parts = spark.in_parts().await;
    let alice = spark.user("alice").await;
    spark.clock.advance(INSTANT);
    spark.logs_in(&alice).await;
    let late = spark.clock.now() + LIFETIME;
    spark.clock.advance(LIFETIME - 2 * INSTANT);
    parts.app.actions.forget_the_old(spark.clock.now()).await.unwrap();
    assert_eq!(ends(&spark).await.len(), 2);
    spark.clock.advance(INSTANT);
    parts.app.actions.forget_the_old(spark.clock.now()).await.unwrap();
    assert_eq!(ends(&spark).await, [late.0]);
}

async fn a_call_is_known_for_seven_days(spark: Spark) {
    let parts = spark.in_parts().await;
    let alice = spark.user("alice").await;
    let room = alice.creates_room("PRIVATE", "Kitchen", &[]).await;
    let send = json!({"roomId": room, "body": "once", "clientMutationId": "send"});
    let rename = json!({"roomId": room, "name": "Pantry", "clientMutationId": "rename"});
    let calls = async || {
        let seq = alice.does("sendMessage", send.clone(), "seq").await["seq"].as_i64();
        (seq, alice.does("updateRoom", rename.clone(), "seq").await["seq"].as_i64())
    };
    assert_eq!(calls().await, (Some(2), Some(3)));
    for time in [Duration::ZERO, 7 * DAY] {
        spark.clock.advance(time);
        parts.app.actions.forget_the_old(spark.clock.now()).await.unwrap();
        assert_eq!(calls().await, (Some(2), Some(3)), "after {time:?}");
    }
    spark.clock.advance(INSTANT);
    parts.app.actions.forget_the_old(spark.clock.now()).await.unwrap();
    assert_eq!(calls().await, (Some(4), None), "a new message, and a name that it has already");
}
