//! A reader of `global` who is too slow is sent away, and comes back to everything.

use super::{PUBLISHED, told};
use crate::harness::{Feed, Person, Spark, Stream, on_both};
use futures_util::future::join_all;
use serde_json::{Value, json};

on_both! {
    who_does_not_read_is_sent_away_and_misses_nothing;
    who_does_not_read_a_stream_is_not_told_that_it_is_complete;
}

const WHOLE: &str =
    "subscription { global { __typename ... on AnnouncementPublished { missed announcement { title body } } } }";

/// As many as are published at once.
const ROUND: usize = 8;
/// Far more than the kernel's buffers and a mailbox hold.
const MOST: usize = 2_000;

fn long(title: &str) -> String {
    format!("{title} {}", "€".repeat(7_900))
}

async fn announces_long(person: &Person, title: &str) {
    person.does("publishAnnouncement", json!({"title": title, "body": long(title)}), "").await;
}

/// Announces until the server drops something for a reader who does not read, and does this between; how many.
async fn floods(spark: &Spark, person: &Person, mut between: impl AsyncFnMut()) -> usize {
    for n in (0..MOST).step_by(ROUND) {
        let titles: Vec<_> = (n..n + ROUND).map(|n| format!("long {n}")).collect();
        join_all(titles.iter().map(|title| announces_long(person, title))).await;
        if spark.metric("dropped_total").await > 0 {
            return n + ROUND;
        }
        between().await;
    }
    panic!("the server kept everything for a reader who did not read");
}

async fn who_does_not_read_is_sent_away_and_misses_nothing(spark: Spark) {
    let alice = spark.admin("alice").await;
    let bob = spark.user("bob").await;
    announces_long(&alice, "first").await;
    let mut bobs = Feed::begin(bob.connects().await, WHOLE, json!({})).await;
    told(&mut bobs, PUBLISHED, "first", Some(true)).await;
    // Nobody reads Bob's socket from here on. It goes on answering, as a browser does whose page is busy: what it is sent away for is
    // that it does not read.
    let flooded = floods(&spark, &alice, async || bobs.socket.say(json!({"type": "pong"})).await).await;
    // He reads again, at once, for the close does not wait for long: before it comes what was on its way.
    let mut heard = vec!["first".to_owned()];
    let close = loop {
        let event = bobs.next().await;
        if event["__typename"].is_null() {
            break event;
        }
        assert_eq!(event["missed"], false);
        heard.push(event["announcement"]["title"].as_str().unwrap().to_owned());
    };
    assert_eq!(close, json!({"close": 1013}));
    let pending = bob.pending().await;
    assert_eq!(pending.len(), flooded + 1);
    assert_eq!(heard, pending[..heard.len()], "in order and without a hole");
    assert!(heard.len() < pending.len(), "he is sent away for what he can't be told");
    // What is published while he is away is no less his.
    announces_long(&alice, "last").await;
    let mut bobs = Feed::begin(bob.connects().await, WHOLE, json!({})).await;
    for title in pending.iter().map(String::as_str).chain(["last"]) {
        let event = told(&mut bobs, PUBLISHED, title, Some(true)).await;
        assert_eq!(event["announcement"]["body"], Value::from(long(title)));
    }
    announces_long(&alice, "live").await;
    told(&mut bobs, PUBLISHED, "live", Some(false)).await;
}

/// A client takes that for the end, and does not come back.
async fn who_does_not_read_a_stream_is_not_told_that_it_is_complete(spark: Spark) {
    let alice = spark.admin("alice").await;
    announces_long(&alice, "first").await;
    let mut bobs = Stream::opens(&spark.user("bob").await, WHOLE).await;
    floods(&spark, &alice, async || ()).await;
    loop {
        match bobs.next().await {
            Value::Null => break,
            event => assert_eq!(event["__typename"], PUBLISHED, "{event}"),
        }
    }
}
