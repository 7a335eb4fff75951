//! Who says nothing: clients, and the server. The one story that waits, for both at once: their time is the machine's.

use crate::harness::{PATIENCE, Person, Socket, Spark, on_sqlite};
use serde_json::json;
use std::time::Duration;
use tokio::time::{Instant, timeout};

on_sqlite! {
    silence_has_an_end_on_either_side;
}

const PROTOCOL: Option<&str> = Some("graphql-transport-ws");

async fn silence_has_an_end_on_either_side(spark: Spark) {
    let alice = spark.user("alice").await;
    let mut in_time = alice.connects().await;
    let nobody = async { who_does_not_say_who_they_are_is_not_waited_for(&spark).await };
    let nothing = async { a_stream_that_has_nothing_to_tell_shows_that_it_lives(&alice).await };
    tokio::join!(nobody, nothing);
    // Who said it in time stays.
    let id = in_time.begins("{ viewer { username } }", json!({})).await;
    assert_eq!(in_time.hears(&id).await["payload"]["data"]["viewer"]["username"], "alice");
}

async fn who_does_not_say_who_they_are_is_not_waited_for(spark: &Spark) {
    let begun = Instant::now();
    let mut silent = Socket::raw(&spark.url, PROTOCOL).await;
    // What is said before is no reason to wait longer.
    let mut talks = Socket::raw(&spark.url, PROTOCOL).await;
    for _ in 0..3 {
        talks.say(json!({"type": "ping"})).await;
        assert_eq!(talks.hear().await["type"], "pong");
    }
    for socket in [&mut silent, &mut talks] {
        assert_eq!(socket.hears_close().await, (4408, "Connection initialisation timeout".to_owned()));
    }
    // A client has ten seconds until `connection_init`.
    assert!(begun.elapsed() >= Duration::from_secs(10), "{:?}", begun.elapsed());
}

async fn a_stream_that_has_nothing_to_tell_shows_that_it_lives(alice: &Person) {
    let request = reqwest::Client::new().post(format!("{}/graphql", alice.url)).bearer_auth(&alice.token);
    let query = json!({"query": "subscription { global { __typename } }"});
    let mut stream = request.header("accept", "text/event-stream").json(&query).send().await.unwrap();
    for _ in 0..2 {
        let comment = timeout(PATIENCE, stream.chunk()).await.expect("silence").unwrap().unwrap();
        assert_eq!(&comment[..], b":\n\n");
    }
}
