//! Everything that a client needs after signing in or coming back, from one moment.

use crate::harness::{Feed, Person, Spark, on_both};
use serde_json::{Value, json};

on_both! {
    signing_in_shows_what_was_missed;
    rooms_come_pinned_first_and_then_by_activity;
    announcements_and_statuses_cost_no_statement_more;
}

/// What a client selects on signing in.
const SIGN_IN: &str = "{ loginSync { serverTime viewer { id username status statusText lastSeenAt }
    settings { id locale timeZone doNotDisturb } totalUnread totalMentions
    memberships { totalCount pageInfo { hasNextPage } nodes { id unreadCount isPinned lastReadSeq asOfSeq
      room { id name latestSeq lastMessage { id body author { id username status statusText lastSeenAt } } } } }
    announcements { id title severity viewerAcknowledgedAt } } }";

impl Person {
    async fn signs_in(&self) -> Value {
        self.reads(SIGN_IN, json!({})).await["loginSync"].clone()
    }
}

fn names(sync: &Value) -> Vec<&str> {
    let nodes = sync["memberships"]["nodes"].as_array().unwrap();
    nodes.iter().map(|node| node["room"]["name"].as_str().unwrap()).collect()
}

async fn becomes_admin(spark: &Spark, person: &Person) {
    let sql = format!("UPDATE users SET role = 'ADMIN' WHERE username = '{}'", person.name);
    spark.database.execute(&sql).await;
}

async fn signing_in_shows_what_was_missed(spark: Spark) {
    let [alice, bob] = spark.users(["alice", "bob"]).await;
    becomes_admin(&spark, &alice).await;
    let kitchen = alice.creates_room("PRIVATE", "Kitchen", &[&bob]).await;
    let square = alice.creates_room("PUBLIC", "Square", &[&bob]).await;
    bob.does("updateSettings", json!({"locale": "de-CH", "doNotDisturb": true}), "").await;
    bob.does("setStatus", json!({"status": "BUSY", "text": "Asleep"}), "").await;
    for n in 0..3 {
        alice.sends(&kitchen, &format!("soup {n}")).await;
    }
    alice.sends(&square, "hello").await;
    alice.does("publishAnnouncement", json!({"title": "Tonight", "body": "We stop at ten."}), "").await;
    let sync = bob.signs_in().await;
    assert_eq!((&sync["totalUnread"], &sync["totalMentions"]), (&json!(4), &json!(0)));
    assert_eq!(sync["memberships"]["totalCount"], 2);
    assert_eq!(names(&sync), ["Square", "Kitchen"]);
    assert_eq!(sync["memberships"]["nodes"][1]["room"]["lastMessage"]["body"], "soup 2");
    assert_eq!(sync["settings"]["locale"], "de-CH");
    assert_eq!(
        sync["viewer"],
        json!({"id": bob.id, "username": "bob", "status": "OFFLINE", "statusText": "Asleep",
        "lastSeenAt": null})
    );
    assert_eq!(sync["announcements"][0]["title"], "Tonight");
    assert!(sync["serverTime"].as_str().unwrap() > "2026");
    // The three steps: subscribe, read, apply. What happens after the reading is an event; what happened before, is read.
    let mut rooms = bob.hears_rooms().await;
    let sync = bob.signs_in().await;
    let latest = sync["memberships"]["nodes"][0]["room"]["latestSeq"].as_i64().unwrap();
    alice.sends(&square, "after").await;
    assert_eq!(rooms.next().await["seq"], latest + 1);
}

async fn rooms_come_pinned_first_and_then_by_activity(spark: Spark) {
    let alice = spark.user("alice").await;
    let mut rooms = Vec::new();
    for name in ["one", "two", "three", "four"] {
        rooms.push(alice.creates_room("PRIVATE", name, &[]).await);
    }
    alice.sends(&rooms[0], "hello").await;
    alice.does("updateMembership", json!({"roomId": rooms[1], "isPinned": true}), "").await;
    assert_eq!(names(&alice.signs_in().await), ["two", "one", "four", "three"]);
    alice.sends(&rooms[2], "hello").await;
    assert_eq!(names(&alice.signs_in().await), ["two", "three", "one", "four"]);
}

async fn announcements_and_statuses_cost_no_statement_more(spark: Spark) {
    let [alice, bob] = spark.users(["alice", "bob"]).await;
    becomes_admin(&spark, &alice).await;
    let kitchen = alice.creates_room("PRIVATE", "Kitchen", &[&bob]).await;
    alice.sends(&kitchen, "soup").await;
    for n in 0..20 {
        alice.does("publishAnnouncement", json!({"title": format!("{n}"), "body": "x"}), "").await;
    }
    let before = spark.server.statements();
    let sync = bob.signs_in().await;
    let statements = spark.server.statements() - before;
    assert_eq!(sync["announcements"].as_array().unwrap().len(), 20);
    assert!(statements <= 6, "{statements} statements");
    // The same as the global channel begins with.
    let global = "subscription { global { ... on AnnouncementPublished { missed announcement { title } } } }";
    let mut feed = Feed::begin(bob.connects().await, global, json!({})).await;
    for pending in sync["announcements"].as_array().unwrap() {
        let event = feed.next().await;
        assert_eq!((&event["announcement"]["title"], &event["missed"]), (&pending["title"], &json!(true)));
    }
}
