//! A clock that leaps: back, when it was ahead and is put right, and forth, over what was to happen meanwhile.

use crate::harness::{Person, Spark, Stream, eventually, on_both, sockets};
use serde_json::{Value, json};
use std::time::Duration;

on_both! {
    start_by_hand:
    who_went_is_gone_although_the_clock_goes_back;
    when_somebody_was_seen_does_not_go_back;
    an_announcement_ends_at_its_moment;
    what_is_over_when_its_time_has_come_is_told_to_nobody;
}

const HOUR: Duration = Duration::from_secs(3600);
const GRACE: Duration = Duration::from_secs(5);

async fn sees(person: &Person, username: &str) -> Value {
    let query = "query($name: String!) { user(username: $name) { status lastSeenAt } }";
    person.reads(query, json!({ "name": username })).await["user"].clone()
}

async fn comes_to_see(person: &Person, username: &str, look: &Value) {
    eventually("a look", async || match sees(person, username).await {
        seen if seen == *look => Ok(()),
        seen => Err(seen),
    })
    .await;
}

async fn who_went_is_gone_although_the_clock_goes_back(spark: Spark) {
    let [alice, bob] = spark.users(["alice", "bob"]).await;
    let socket = alice.connects().await;
    comes_to_see(&bob, "alice", &json!({"status": "ONLINE", "lastSeenAt": null})).await;
    drop(socket);
    sockets(&spark, 0).await;
    let (left, right) = (spark.clock.now(), spark.clock.now() - HOUR);
    spark.clock.set(right);
    spark.clock.advance(GRACE);
    comes_to_see(&bob, "alice", &json!({"status": "OFFLINE", "lastSeenAt": left.to_rfc3339()})).await;
}

async fn when_somebody_was_seen_does_not_go_back(spark: Spark) {
    let [alice, bob] = spark.users(["alice", "bob"]).await;
    let here = json!({"status": "ONLINE", "lastSeenAt": null});
    let left = spark.clock.now();
    let gone = json!({"status": "OFFLINE", "lastSeenAt": left.to_rfc3339()});
    for set_back in [Duration::ZERO, HOUR] {
        spark.clock.set(left - set_back);
        let stream = Stream::subscribes(&alice, "subscription { userEvents { __typename } }").await;
        comes_to_see(&bob, "alice", &here).await;
        drop(stream);
        eventually("the end of the stream", async || match spark.metric("connections{kind=\"sse\"}").await {
            0 => Ok(()),
            open => Err(open),
        })
        .await;
        spark.clock.advance(GRACE);
        comes_to_see(&bob, "alice", &gone).await;
    }
}

async fn an_announcement_ends_at_its_moment(spark: Spark) {
    let alice = spark.admin("alice").await;
    let bob = spark.user("bob").await;
    let ends = spark.clock.now() + HOUR;
    let input = json!({"title": "Soup", "body": "at noon", "expiresAt": ends.to_rfc3339()});
    alice.does("publishAnnouncement", input, "announcement { id }").await;
    let lasting = json!({"title": "Tea", "body": "always"});
    alice.does("publishAnnouncement", lasting, "announcement { id }").await;
    let pending = async || {
        let query = "subscription { global { __typename ... on AnnouncementPublished { announcement { title } } } }";
        let mut stream = Stream::opens(&bob, query).await;
        let mut titles = Vec::new();
        while titles.last() != Some(&json!("Tea")) {
            titles.push(stream.next().await["announcement"]["title"].clone());
        }
        titles
    };
    spark.clock.set(ends - Duration::from_micros(1));
    assert_eq!(pending().await, ["Soup", "Tea"]);
    spark.clock.set(ends);
    assert_eq!(pending().await, ["Tea"]);
}

async fn what_is_over_when_its_time_has_come_is_told_to_nobody(spark: Spark) {
    let alice = spark.admin("alice").await;
    let bob = spark.user("bob").await;
    let query = "subscription { global { __typename ... on AnnouncementPublished { announcement { title } } } }";
    alice.does("publishAnnouncement", json!({"title": "Tea", "body": "now"}), "announcement { id }").await;
    let mut stream = Stream::opens(&bob, query).await;
    assert_eq!(stream.next().await["announcement"]["title"], "Tea");
    let at = |hours: u32| json!((spark.clock.now() + HOUR * hours).to_rfc3339());
    // One after the other: what is due at the same moment, and was made at the same, comes in any order.
    for (n, (title, expires)) in (0..).zip([("Soup", at(2)), ("Stew", at(3)), ("Salad", at(4)), ("Bread", Value::Null)])
    {
        let due = (spark.clock.now() + HOUR + Duration::from_secs(n)).to_rfc3339();
        let input = json!({"title": title, "body": "in an hour", "publishAt": due, "expiresAt": expires});
        alice.does("publishAnnouncement", input, "announcement { id }").await;
    }
    spark.clock.advance(HOUR * 3);
    for title in ["Salad", "Bread"] {
        assert_eq!(stream.next().await["announcement"]["title"], title);
    }
    // It was published all the same: it stands in the list.
    let listed = bob.reads("{ announcements { nodes { title } } }", json!({})).await;
    assert_eq!(listed["announcements"]["nodes"].as_array().unwrap().len(), 5);
}
