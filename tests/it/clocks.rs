//! A machine's clock that is set, an hour and a year, ahead and back: who is there is told in its time, and nothing is ended,
//! forgotten or published by a time that is wrong.

use crate::harness::{Feed, Person, Spark, eventually, on_both_by_hand, person::Room, sockets};
use serde_json::{Value, json};
use spark::{
    clock::{Clock, FOR_GOOD, Timestamp},
    domain::presence::GRACE,
};
use std::{collections::HashSet, time::Duration};

on_both_by_hand! {
    who_a_stopped_server_left_is_gone_after_the_grace;
    departures_are_told_in_their_time;
    typing_ends_in_its_time;
    nobody_is_signed_out_and_no_call_is_forgotten_by_a_jump;
    what_has_stood_for_a_day_is_believed;
    what_is_scheduled_comes_at_its_time;
    what_is_seen_in_a_wrong_year_settles_nothing_else;
    a_machine_that_begins_in_1970_is_put_right;
    nothing_is_forgotten_in_the_first_hour;
    each_jump_is_counted_once;
}

const HOUR: Duration = Duration::from_secs(3600);
const MINUTE: Duration = Duration::from_secs(60);
const DAY: Duration = Duration::from_secs(24 * 3600);
const YEAR: Duration = Duration::from_secs(365 * 24 * 3600);
const GLOBAL: &str = "subscription { global { __typename occurredAt
    ... on AnnouncementPublished { announcement { title } } } }";

/// To where the clocks of these stories are set.
fn jumps(spark: &Spark) -> [Timestamp; 3] {
    let now = spark.clock.now();
    [now - HOUR, now + HOUR, now + YEAR]
}

async fn looks(person: &Person, username: &str) -> Value {
    let query = "query($name: String!) { user(username: $name) { status } }";
    person.reads(query, json!({"name": username})).await["user"]["status"].clone()
}

async fn comes_to_look(person: &Person, username: &str, status: &str) {
    eventually("a status", async || match looks(person, username).await {
        seen if seen == status => Ok(()),
        seen => Err(seen),
    })
    .await;
}

/// A message that is known by its id: the number under which it stands.
async fn sends(person: &Person, room: &Room, id: &str) -> Option<i64> {
    let input = json!({"roomId": room, "body": id, "clientMutationId": id});
    person.does("sendMessage", input, "seq").await["seq"].as_i64()
}

/// The numbers of the room, without a hole, each of another message; and nothing else is wrong.
async fn is_whole(spark: &Spark, person: &Person, room: &Room) {
    let events = person.syncs(room, 1).await;
    let numbers: Vec<_> = events.iter().map(|event| event["seq"].as_i64().unwrap()).collect();
    assert_eq!(numbers, (1..=i64::try_from(numbers.len()).unwrap()).collect::<Vec<_>>());
    let ids: Vec<_> = events.iter().filter_map(|event| event["message"]["id"].as_str()).collect();
    assert!(ids.len() > 1 && ids.iter().collect::<HashSet<_>>().len() == ids.len(), "{ids:?}");
    assert_eq!(spark.wrong().await, [""; 0]);
}

async fn who_a_stopped_server_left_is_gone_after_the_grace(spark: Spark) {
    let [alice, bob] = spark.users(["alice", "bob"]).await;
    let mut spark = spark;
    for to in jumps(&spark) {
        let _phone = alice.at(&spark.url).connects().await;
        comes_to_look(&bob.at(&spark.url), "alice", "ONLINE").await;
        let (clock, right) = (spark.clock.clone(), spark.clock.now());
        (spark, ()) = spark.restart_after(async |_| clock.set(to)).await;
        let bob = bob.at(&spark.url);
        if to < right {
            assert_eq!(looks(&bob, "alice").await, "ONLINE", "she may be about to come back");
        }
        spark.clock.advance(GRACE);
        comes_to_look(&bob, "alice", "OFFLINE").await;
        spark.clock.set(right + GRACE);
    }
}

async fn departures_are_told_in_their_time(spark: Spark) {
    let [alice, bob] = spark.users(["alice", "bob"]).await;
    let room = alice.creates_room("PRIVATE", "Kitchen", &[&bob]).await;
    for to in jumps(&spark) {
        let phone = alice.connects().await;
        comes_to_look(&bob, "alice", "ONLINE").await;
        drop(phone);
        sockets(&spark, 0).await;
        let right = spark.clock.now();
        spark.clock.set(to);
        spark.clock.advance(GRACE - Duration::from_secs(1));
        assert_eq!(looks(&bob, "alice").await, "ONLINE");
        alice.sends(&room, "back in a moment").await;
        spark.clock.advance(Duration::from_secs(1));
        comes_to_look(&bob, "alice", "OFFLINE").await;
        spark.clock.set(right + GRACE);
        alice.sends(&room, "right again").await;
    }
    is_whole(&spark, &alice, &room).await;
}

async fn typing_ends_in_its_time(spark: Spark) {
    let [alice, bob] = spark.users(["alice", "bob"]).await;
    let room = alice.creates_room("PRIVATE", "Kitchen", &[&bob]).await;
    let mut alices = alice.looks_at(&spark, &room).await;
    for to in jumps(&spark) {
        bob.types(&room, true).await;
        assert_eq!(alices.next().await["isTyping"], true);
        let right = spark.clock.now();
        spark.clock.set(to);
        spark.clock.advance(Duration::from_secs(6));
        let ended = alices.next().await;
        assert_eq!((&ended["isTyping"], &ended["occurredAt"]), (&json!(false), &json!(spark.clock.now().to_rfc3339())));
        spark.clock.set(right + Duration::from_secs(6));
    }
}

async fn nobody_is_signed_out_and_no_call_is_forgotten_by_a_jump(spark: Spark) {
    let parts = spark.in_parts().await;
    let [alice, bob] = spark.users(["alice", "bob"]).await;
    let room = alice.creates_room("PRIVATE", "Kitchen", &[&bob]).await;
    let sent = sends(&alice, &room, "once").await;
    let mut bobs = bob.hears_own().await;
    // So that the janitor would forget.
    spark.clock.advance(2 * HOUR);
    for (n, to) in (0..).zip(jumps(&spark)) {
        let right = spark.clock.now();
        spark.clock.set(to);
        parts.forgets().await;
        parts.looks_at_sessions().await;
        spark.server.check_sessions().await.unwrap();
        assert_eq!(sends(&alice, &room, "once").await, sent, "the same call");
        assert_eq!(spark.database.number("SELECT count(*) FROM sessions").await, 2);
        // Whoever signs in by the wrong clock stays so when it is right.
        let phone = spark.logs_in(&alice).await;
        parts.forgets().await;
        spark.clock.advance(HOUR);
        spark.clock.set(right + HOUR);
        parts.forgets().await;
        spark.server.check_sessions().await.unwrap();
        phone.reads("{ viewer { id } }", json!({})).await;
        assert!(sends(&bob, &room, &format!("after {n}")).await.is_some());
        let latest = "SELECT max(expires_at) FROM sessions";
        assert!(spark.database.number(latest).await <= (spark.clock.now() + 30 * DAY).0, "none lasts longer for it");
        phone.does("logout", json!({}), "").await;
    }
    // Bob's socket heard of no end.
    bob.does("updateSettings", json!({"locale": "de"}), "").await;
    while bobs.next().await["__typename"] != "SettingsChanged" {}
    is_whole(&spark, &alice, &room).await;
}

async fn what_has_stood_for_a_day_is_believed(spark: Spark) {
    let parts = spark.in_parts().await;
    let alice = spark.user("alice").await;
    let room = alice.creates_room("PRIVATE", "Kitchen", &[]).await;
    sends(&alice, &room, "once").await;
    spark.clock.advance(2 * HOUR);
    // As when a laptop slept for a year.
    spark.clock.set(spark.clock.now() + YEAR);
    parts.forgets().await;
    spark.clock.advance(FOR_GOOD - Duration::from_micros(1));
    parts.forgets().await;
    assert_eq!(spark.database.number("SELECT count(*) FROM requests").await, 1);
    alice.reads("{ viewer { id } }", json!({})).await;
    spark.clock.advance(Duration::from_micros(1));
    assert_eq!(alice.is_refused("{ viewer { id } }", json!({})).await, "UNAUTHENTICATED");
    parts.forgets().await;
    let left = "SELECT (SELECT count(*) FROM requests) + (SELECT count(*) FROM sessions)";
    assert_eq!(spark.database.number(left).await, 0);
    let again = spark.logs_in(&alice).await;
    assert_eq!(sends(&again, &room, "once").await, Some(3), "another call");
}

async fn announces(admin: &Person, title: &str, at: Option<Timestamp>, ends: Option<Timestamp>) {
    let text = |time: Option<Timestamp>| time.map(Timestamp::to_rfc3339);
    let input = json!({"title": title, "body": "Read.", "publishAt": text(at), "expiresAt": text(ends)});
    admin.does("publishAnnouncement", input, "announcement { id }").await;
}

/// The next announcement: its title, and when it came.
async fn told(feed: &mut Feed) -> (String, String) {
    let event = feed.next().await;
    let text = |value: &Value| value.as_str().unwrap_or_else(|| panic!("{event}")).to_owned();
    (text(&event["announcement"]["title"]), text(&event["occurredAt"]))
}

async fn is_told(feed: &mut Feed, title: &str, at: Timestamp) {
    assert_eq!(told(feed).await, (title.to_owned(), at.to_rfc3339()));
}

/// Waits until the server has noticed so many jumps.
async fn noticed(spark: &Spark, count: i64) {
    eventually("the jumps", async || match spark.metric("clock_jumps_total").await {
        seen if seen == count => Ok(()),
        seen => Err(seen),
    })
    .await;
}

async fn what_is_scheduled_comes_at_its_time(spark: Spark) {
    let alice = spark.admin("alice").await;
    let bob = spark.user("bob").await;
    announces(&alice, "now", None, None).await;
    let mut bobs = Feed::begin(bob.connects().await, GLOBAL, json!({})).await;
    assert_eq!(told(&mut bobs).await.0, "now");
    for (n, set) in (1..).zip([-3600, 3600, 365 * 24 * 3600]) {
        let due = spark.clock.now() + HOUR / 2;
        announces(&alice, "later", Some(due), Some(due + MINUTE)).await;
        let right = spark.clock.now();
        spark.clock.set(Timestamp(right.0 + set * 1_000_000));
        noticed(&spark, 2 * n - 1).await;
        spark.clock.advance(HOUR / 4);
        announces(&alice, "meanwhile", None, None).await;
        is_told(&mut bobs, "meanwhile", spark.clock.now()).await;
        spark.clock.set(right + HOUR / 4);
        noticed(&spark, 2 * n).await;
        spark.clock.advance(HOUR / 4);
        is_told(&mut bobs, "later", due).await;
        spark.clock.advance(HOUR);
    }
    // One back that is put right when its time is over.
    let due = spark.clock.now() + HOUR / 2;
    announces(&alice, "late", Some(due), None).await;
    spark.clock.set(spark.clock.now() - HOUR);
    noticed(&spark, 7).await;
    spark.clock.advance(HOUR / 2 + MINUTE);
    announces(&alice, "meanwhile", None, None).await;
    is_told(&mut bobs, "meanwhile", spark.clock.now()).await;
    spark.clock.set(due + MINUTE);
    is_told(&mut bobs, "late", due + MINUTE).await;
    assert_eq!(spark.wrong().await, [""; 0]);
}

async fn what_is_seen_in_a_wrong_year_settles_nothing_else(spark: Spark) {
    let alice = spark.admin("alice").await;
    let bob = spark.user("bob").await;
    announces(&alice, "this week", None, Some(spark.clock.now() + 7 * DAY)).await;
    announces(&alice, "always", None, None).await;
    let right = spark.clock.now();
    spark.clock.set(right + YEAR);
    let pending = async || {
        bob.reads("{ loginSync { announcements { id title } } }", json!({})).await["loginSync"]["announcements"].clone()
    };
    let seen = pending().await;
    assert_eq!((seen.as_array().unwrap().len(), &seen[0]["title"]), (1, &json!("always")), "by what the clock says");
    bob.does("acknowledgeAnnouncement", json!({"announcementId": seen[0]["id"]}), "").await;
    spark.clock.set(right);
    let seen = pending().await;
    assert_eq!((seen.as_array().unwrap().len(), &seen[0]["title"]), (1, &json!("this week")));
}

async fn a_machine_that_begins_in_1970_is_put_right(spark: Spark) {
    let alice = spark.admin("alice").await;
    let room = alice.creates_room("PRIVATE", "Kitchen", &[]).await;
    assert_eq!(sends(&alice, &room, "before").await, Some(2));
    let (right, due) = (spark.clock.now(), spark.clock.now() + HOUR);
    announces(&alice, "later", Some(due), None).await;
    let spark = spark.restart_by(Clock::manual(Timestamp(0))).await;
    let alice = alice.at(&spark.url);
    assert_eq!(sends(&alice, &room, "before").await, Some(2), "the same call");
    assert_eq!(sends(&alice, &room, "in 1970").await, Some(3));
    // Many ids of one moment.
    for n in 0..20 {
        alice.creates_room("PRIVATE", &n.to_string(), &[]).await;
    }
    spark.clock.advance(MINUTE);
    // What it says then is believed at once, for that is when it must be.
    spark.clock.set(right + MINUTE);
    assert_eq!(sends(&alice, &room, "after").await, Some(4));
    let mut alices = Feed::begin(alice.connects().await, GLOBAL, json!({})).await;
    noticed(&spark, 1).await;
    spark.clock.advance(HOUR - MINUTE);
    is_told(&mut alices, "later", due).await;
    is_whole(&spark, &alice, &room).await;
}

async fn nothing_is_forgotten_in_the_first_hour(spark: Spark) {
    let alice = spark.user("alice").await;
    let room = alice.creates_room("PRIVATE", "Kitchen", &[]).await;
    sends(&alice, &room, "once").await;
    // A machine whose clock is a year ahead starts a server, before the machine has asked for the time.
    let parts = spark.in_parts_by(spark::clock::Clock::manual(spark.clock.now() + YEAR)).await;
    parts.app.clock.advance(HOUR - Duration::from_micros(1));
    parts.forgets().await;
    assert_eq!(sends(&alice, &room, "once").await, Some(2), "the same call");
    parts.app.clock.advance(Duration::from_micros(1));
    parts.forgets().await;
    assert_eq!(spark.database.number("SELECT count(*) FROM requests").await, 0);
}

async fn each_jump_is_counted_once(spark: Spark) {
    noticed(&spark, 0).await;
    for n in 1..=3 {
        spark.clock.set(spark.clock.now() + HOUR);
        noticed(&spark, 2 * n - 1).await;
        spark.clock.advance(HOUR);
        spark.clock.set(spark.clock.now() - MINUTE - Duration::from_micros(1));
        noticed(&spark, 2 * n).await;
    }
    spark.clock.set(spark.clock.now() + MINUTE);
    spark.clock.advance(YEAR);
    assert_eq!(spark.metric("clock_jumps_total").await, 6, "a minute is none, nor what passes");
}
