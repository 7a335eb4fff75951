//! What somebody missed is told when they return, however they went and however much it is.

use super::{PUBLISHED, told};
use crate::harness::{Person, Spark, on_both, person::PASSWORD};
use serde_json::json;

on_both! {
    however_the_connection_ended_nothing_is_missed;
    many_pending_ones_come_whole_and_in_order;
}

async fn however_the_connection_ended_nothing_is_missed(spark: Spark) {
    let alice = spark.admin("alice").await;
    let bob = spark.user("bob").await;
    let (mut phone, mut notebook) = (bob.hears_global().await, bob.hears_global().await);
    // Nothing says when the channel is live: whoever hears one, missed or not, hears the next ones live.
    alice.announces("first", json!({})).await;
    for feed in [&mut phone, &mut notebook] {
        assert_eq!(feed.next().await["announcement"]["title"], "first");
    }
    alice.announces("seen live", json!({})).await;
    for feed in [&mut phone, &mut notebook] {
        told(feed, PUBLISHED, "seen live", Some(false)).await;
    }
    // One device loses its network; then the user signs out, and with it ends the other.
    drop(phone);
    bob.does("logout", json!({}), "").await;
    while notebook.socket.hear().await.get("close").is_none() {}
    alice.announces("after the log-out", json!({})).await;
    let login = json!({"input": {"username": "bob", "password": PASSWORD}});
    let query = "mutation($input: LoginInput!) { login(input: $input) { session { token } } }";
    let session = spark.post(None, query, login).await["data"]["login"]["session"].clone();
    let bob = Person::new(&spark, "bob", &bob.id, session["token"].as_str().unwrap());
    // The server is killed while he listens, and again after it told somebody else alone.
    let mut process = spark.gives_way(&["--log=error"]).await;
    let (alice, bob) = (alice.at(&process.url), bob.at(&process.url));
    let mut bobs = bob.hears_global().await;
    for title in ["first", "seen live", "after the log-out"] {
        told(&mut bobs, PUBLISHED, title, Some(true)).await;
    }
    drop(bobs);
    let mut alices = alice.hears_global().await;
    alice.announces("before the kill", json!({})).await;
    while alices.next().await["announcement"]["title"] != "before the kill" {}
    process.kill().await;
    let spark = spark.restart().await;
    let mut bobs = bob.at(&spark.url).hears_global().await;
    for title in ["first", "seen live", "after the log-out", "before the kill"] {
        told(&mut bobs, PUBLISHED, title, Some(true)).await;
    }
}

async fn many_pending_ones_come_whole_and_in_order(spark: Spark) {
    let alice = spark.admin("alice").await;
    let bob = spark.user("bob").await;
    let titles: Vec<_> = (0..120).map(|n| format!("number {n}")).collect();
    let mut ids = Vec::new();
    for title in &titles {
        ids.push(alice.announces(title, json!({})).await);
    }
    // More than is read at once, with gaps where a page ends.
    for id in &ids[45..55] {
        bob.acknowledges(id).await;
    }
    let mut bobs = bob.hears_global().await;
    for (_, title) in titles.iter().enumerate().filter(|(n, _)| !(45..55).contains(n)) {
        told(&mut bobs, PUBLISHED, title, Some(true)).await;
    }
    alice.announces("live", json!({})).await;
    told(&mut bobs, PUBLISHED, "live", Some(false)).await;
}
