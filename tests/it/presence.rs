//! Who is there, and who is told.

mod ended;
mod nodes;
mod racing;
mod storm;
mod unheard;

use crate::harness::{Feed, Person, Spark, eventually, on_both, on_both_by_hand, person::Room, sockets};
use serde_json::{Value, json};
use spark::domain::presence::GRACE;
use std::time::Duration;

on_both_by_hand! {
    coming_and_going_is_told_to_those_who_share_a_room;
    a_short_reconnect_is_no_news;
    a_status_is_kept_over_reconnects;
    a_large_room_tells_those_who_look_at_it;
    after_a_stop_in_order_the_grace_goes_on;
}

on_both! {
    what_is_no_status_is_refused;
    a_stream_of_events_counts_as_a_connection;
    a_logout_everywhere_takes_all_devices_away;
    after_a_kill_nobody_is_stuck_online;
}

const STATUSES: &str = "subscription { userEvents { __typename
    ... on UserStatusChanged { user { username status statusText lastSeenAt } } } }";
const SECOND: Duration = Duration::from_secs(1);
/// A second less than the grace.
const ALMOST: Duration = Duration::from_secs(4);

impl Person {
    /// Who comes, goes and says what, from now on.
    async fn hears_statuses(&self) -> Feed {
        let mut socket = self.connects().await;
        socket.hears_statuses = true;
        let mut feed = Feed::begin(socket, STATUSES, json!({})).await;
        assert_eq!(feed.next().await["__typename"], "StreamReady");
        feed
    }

    /// How somebody looks: status, text, last seen.
    async fn sees(&self, username: &str) -> Value {
        let query = "query($name: String!) { user(username: $name) { status statusText lastSeenAt } }";
        self.reads(query, json!({"name": username})).await["user"].clone()
    }

    async fn sets_status(&self, input: Value) -> Value {
        self.does("setStatus", input, "user { status statusText }").await["user"].clone()
    }

    /// Waits until somebody looks like this.
    async fn comes_to_see(&self, username: &str, status: &str) {
        eventually("a status", async || match self.sees(username).await {
            seen if seen["status"] == status => Ok(()),
            seen => Err(seen),
        })
        .await;
    }
}

/// The next news of somebody: what of others comes before it is passed over.
async fn news(feed: &mut Feed, username: &str) -> Value {
    loop {
        let event = feed.next().await;
        assert_eq!(event["__typename"], "UserStatusChanged", "{event}");
        if event["user"]["username"] == username {
            return event["user"].clone();
        }
    }
}

async fn coming_and_going_is_told_to_those_who_share_a_room(spark: Spark) {
    let [alice, bob, eve] = spark.users(["alice", "bob", "eve"]).await;
    alice.creates_room("PRIVATE", "Kitchen", &[&bob]).await;
    eve.creates_room("PUBLIC", "Square", &[]).await;
    assert_eq!(bob.sees("alice").await, json!({"status": "OFFLINE", "statusText": null, "lastSeenAt": null}));
    let (mut bobs, mut eves) = (bob.hears_statuses().await, eve.hears_statuses().await);
    let phone = alice.connects().await;
    let came = news(&mut bobs, "alice").await;
    assert_eq!((&came["status"], &came["lastSeenAt"]), (&json!("ONLINE"), &Value::Null));
    let notebook = alice.connects().await;
    drop(phone);
    sockets(&spark, 3).await;
    spark.clock.advance(10 * SECOND);
    assert_eq!(bob.sees("alice").await["status"], "ONLINE", "the notebook is there");
    drop(notebook);
    sockets(&spark, 2).await;
    let left_at = spark.clock.now();
    spark.clock.advance(ALMOST);
    assert_eq!(bob.sees("alice").await["status"], "ONLINE", "the grace is not over");
    spark.clock.advance(SECOND);
    let went = news(&mut bobs, "alice").await;
    assert_eq!((&went["status"], &went["lastSeenAt"]), (&json!("OFFLINE"), &json!(left_at.to_rfc3339())));
    assert_eq!(bob.sees("alice").await["lastSeenAt"], went["lastSeenAt"]);
    // A stranger was told of nobody but themselves, and may ask.
    eve.sets_status(json!({"status": "BUSY"})).await;
    loop {
        let event = eves.next().await;
        assert_eq!(event["user"]["username"], "eve", "{event}");
        if event["user"]["status"] == "BUSY" {
            break;
        }
    }
    assert_eq!(eve.sees("alice").await["status"], "OFFLINE");
}

async fn a_short_reconnect_is_no_news(spark: Spark) {
    let [alice, bob] = spark.users(["alice", "bob"]).await;
    alice.creates_room("PRIVATE", "Kitchen", &[&bob]).await;
    let mut bobs = bob.hears_statuses().await;
    let mut phone = alice.connects().await;
    assert_eq!(news(&mut bobs, "alice").await["status"], "ONLINE");
    for _ in 0..3 {
        drop(phone);
        sockets(&spark, 1).await;
        spark.clock.advance(ALMOST);
        phone = alice.connects().await;
        spark.clock.advance(GRACE + SECOND);
    }
    alice.sets_status(json!({"status": "AWAY"})).await;
    assert_eq!(news(&mut bobs, "alice").await["status"], "AWAY", "nothing came before it");
}

async fn a_status_is_kept_over_reconnects(spark: Spark) {
    let [alice, bob] = spark.users(["alice", "bob"]).await;
    alice.creates_room("PRIVATE", "Kitchen", &[&bob]).await;
    let mut bobs = bob.hears_statuses().await;
    let lunch = json!({"status": "AWAY", "text": "At lunch", "clientMutationId": "lunch"});
    assert_eq!(alice.sets_status(lunch.clone()).await, json!({"status": "OFFLINE", "statusText": "At lunch"}));
    let said = news(&mut bobs, "alice").await;
    assert_eq!((&said["status"], &said["statusText"]), (&json!("OFFLINE"), &json!("At lunch")));
    for _ in 0..2 {
        let mut notebook = alice.hears_statuses().await;
        for feed in [&mut bobs, &mut notebook] {
            let came = news(feed, "alice").await;
            assert_eq!((&came["status"], &came["statusText"]), (&json!("AWAY"), &json!("At lunch")));
        }
        drop(notebook);
        sockets(&spark, 1).await;
        spark.clock.advance(GRACE);
        assert_eq!(news(&mut bobs, "alice").await["status"], "OFFLINE");
    }
    let mut notebook = alice.hears_statuses().await;
    news(&mut notebook, "alice").await;
    // The same call again, and the same status again, change nothing; an absent text stays, null clears it.
    alice.sets_status(lunch).await;
    alice.sets_status(json!({"status": "AWAY"})).await;
    alice.sets_status(json!({"status": "BUSY"})).await;
    let said = news(&mut notebook, "alice").await;
    assert_eq!(
        (&said["status"], &said["statusText"]),
        (&json!("BUSY"), &json!("At lunch")),
        "the other device hears it"
    );
    alice.sets_status(json!({"status": "ONLINE", "text": null})).await;
    let said = news(&mut notebook, "alice").await;
    assert_eq!((&said["status"], &said["statusText"]), (&json!("ONLINE"), &Value::Null));
}

/// A room that says it has more members than tell each other of their statuses.
async fn large_room(spark: &Spark, alice: &Person, members: &[&Person]) -> Room {
    let room = alice.creates_room("PUBLIC", "Square", members).await;
    spark.database.execute("UPDATE rooms SET member_count = 501").await;
    room
}

async fn a_large_room_tells_those_who_look_at_it(spark: Spark) {
    let [alice, bob, carol] = spark.users(["alice", "bob", "carol"]).await;
    let room = large_room(&spark, &alice, &[&bob, &carol]).await;
    let (mut bobs, mut carols) = (bob.hears_statuses().await, carol.hears_statuses().await);
    let looking = "subscription($room: ID!) { activeRoom(roomId: $room) { __typename } }";
    let mut look = Feed::begin(bob.connects().await, looking, json!({"room": room})).await;
    // Nothing says that he looks but what he hears there.
    let writing = async {
        loop {
            for typing in [true, false] {
                carol.does("setTyping", json!({"roomId": room, "isTyping": typing}), "").await;
            }
        }
    };
    tokio::select! {
        event = look.next() => assert_eq!(event["__typename"], "TypingChanged"),
        () = writing => {}
    }
    let _phone = alice.connects().await;
    assert_eq!(news(&mut bobs, "alice").await["status"], "ONLINE");
    // Carol does not look: the next news after her own coming is what she says of herself.
    carol.sets_status(json!({"status": "BUSY"})).await;
    loop {
        let event = carols.next().await;
        assert_eq!(event["user"]["username"], "carol", "{event}");
        if event["user"]["status"] == "BUSY" {
            break;
        }
    }
}

async fn after_a_stop_in_order_the_grace_goes_on(spark: Spark) {
    let [alice, bob, carol] = spark.users(["alice", "bob", "carol"]).await;
    alice.creates_room("PRIVATE", "Kitchen", &[&bob, &carol]).await;
    let (_phone, _tablet) = (alice.connects().await, carol.connects().await);
    bob.comes_to_see("alice", "ONLINE").await;
    bob.comes_to_see("carol", "ONLINE").await;
    let stopped_at = spark.clock.now();
    let spark = spark.restart().await;
    let (alice, bob, carol) = (alice.at(&spark.url), bob.at(&spark.url), carol.at(&spark.url));
    let mut bobs = bob.hears_statuses().await;
    assert_eq!(bob.sees("alice").await["status"], "ONLINE");
    let _phone = alice.connects().await;
    spark.clock.advance(GRACE);
    let went = news(&mut bobs, "carol").await;
    assert_eq!((&went["status"], &went["lastSeenAt"]), (&json!("OFFLINE"), &json!(stopped_at.to_rfc3339())));
    assert_eq!(bob.sees("alice").await["status"], "ONLINE", "back in time");
    carol.sets_status(json!({"status": "AWAY"})).await;
    assert_eq!(spark.database.number("SELECT count(*) FROM nodes").await, 1, "what stopped is forgotten");
}

async fn what_is_no_status_is_refused(spark: Spark) {
    let alice = spark.user("alice").await;
    for (field, input) in [
        ("status", json!({"status": "OFFLINE"})),
        ("text", json!({"status": "AWAY", "text": "x".repeat(141)})),
        ("text", json!({"status": "AWAY", "text": "a\0b"})),
    ] {
        let payload = alice.calls("setStatus", input, "").await;
        assert_eq!((&payload["action"], &payload["error"]["code"]), (&json!("ROLLBACK"), &json!("INVALID_INPUT")));
        assert_eq!(payload["error"]["path"], json!(["input", field]));
    }
    let longest = "é".repeat(140);
    assert_eq!(alice.sets_status(json!({"status": "AWAY", "text": longest})).await["statusText"], longest);
    assert_eq!(alice.sets_status(json!({"status": "AWAY", "text": "  "})).await["statusText"], Value::Null);
}

async fn a_stream_of_events_counts_as_a_connection(spark: Spark) {
    let [alice, bob] = spark.users(["alice", "bob"]).await;
    let stream = spark
        .http
        .post(format!("{}/graphql", spark.url))
        .bearer_auth(&alice.token)
        .header("accept", "text/event-stream")
        .json(&json!({"query": "subscription { userEvents { occurredAt } }"}))
        .send()
        .await
        .unwrap();
    bob.comes_to_see("alice", "ONLINE").await;
    drop(stream);
    bob.comes_to_see("alice", "OFFLINE").await;
}

async fn a_logout_everywhere_takes_all_devices_away(spark: Spark) {
    let [alice, bob] = spark.users(["alice", "bob"]).await;
    let _devices = (alice.connects().await, alice.connects().await);
    bob.comes_to_see("alice", "ONLINE").await;
    alice.does("logout", json!({"everywhere": true}), "").await;
    bob.comes_to_see("alice", "OFFLINE").await;
}

async fn after_a_kill_nobody_is_stuck_online(spark: Spark) {
    let [alice, bob] = spark.users(["alice", "bob"]).await;
    let mut process = spark.gives_way(&["--log=error"]).await;
    let _phone = alice.at(&process.url).connects().await;
    bob.at(&process.url).comes_to_see("alice", "ONLINE").await;
    process.kill().await;
    let spark = spark.restart().await;
    let seen = bob.at(&spark.url).sees("alice").await;
    assert_eq!(seen["status"], "OFFLINE", "at once");
    assert!(seen["lastSeenAt"].is_string());
    assert_eq!(spark.database.number("SELECT count(*) FROM leases").await, 0);
}
