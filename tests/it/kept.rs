//! What is kept so that a call can be repeated, and for how long; what a document's later mutations show of what its earlier ones
//! did; and what is remembered of announcements, each audience for itself.

use crate::harness::{Person, Spark, on_both_by_hand};
use serde_json::{Value, json};
use spark::{
    actions::{Actions, passwords::Passwords, rates::RateLimits, rates::Rates},
    clock::Clock,
    store::{Address, Committed, Publisher, Store},
};
use std::time::Duration;

on_both_by_hand! {
    a_call_is_kept_for_seven_days;
    each_mutation_of_a_document_shows_what_it_did;
    what_is_acknowledged_of_one_audience_stays_so_for_the_other;
}

const WEEK: Duration = Duration::from_secs(7 * 24 * 3600);

struct Nobody;

impl Publisher for Nobody {
    fn publish(&self, _: &Committed) {}
    fn commit_unknown(&self, _: &[spark::domain::event::Event]) {}
}

/// What the janitor does from time to time.
async fn forgets(spark: &Spark) {
    let address: Address = spark.database.url.parse().unwrap();
    let metrics = spark::metrics::Metrics::new();
    let store = Store::open(&address, spark.clock.clone(), spark::seed(), Nobody, metrics);
    let rates = Rates::new(RateLimits::default(), Clock::system());
    let actions = Actions::new(store.clone(), rates, Passwords::new().unwrap());
    actions.forget_the_old(spark.clock.now()).await.unwrap();
    store.close().await;
}

async fn sends(person: &Person, room: &str, body: &str) -> Value {
    let input = json!({"roomId": room, "body": body, "clientMutationId": "one"});
    let payload = person.calls("sendMessage", input, "seq").await;
    json!([payload["action"], payload["error"]["code"], payload["seq"]])
}

async fn a_call_is_kept_for_seven_days(spark: Spark) {
    let alice = spark.user("alice").await;
    let room = alice.creates_room("PUBLIC", "Square", &[]).await;
    let first = json!(["COMMIT", null, 2]);
    assert_eq!(sends(&alice, &room, "hello").await, first);
    for wait in [Duration::ZERO, WEEK / 2, WEEK - WEEK / 2] {
        spark.clock.advance(wait);
        forgets(&spark).await;
        assert_eq!(sends(&alice, &room, "hello").await, first, "the same call");
        assert_eq!(sends(&alice, &room, "another").await, json!(["ROLLBACK", "CONFLICT", null]));
    }
    // Many more than are forgotten at once, of a time that is over.
    let (series, time) = (spark.database.series(2_001), spark.clock.now().0 - 7 * 24 * 3_600_000_000);
    let user = alice.id.parse::<spark::ids::UserId>().unwrap().0;
    let rows = format!(
        "{series} INSERT INTO requests (user_id, client_mutation_id, input_hash, answer, created_at)
        SELECT {user}, 'old' || i, '', 'null', {time} FROM n"
    );
    spark.database.execute(&rows).await;
    let count = "SELECT count(*) FROM requests WHERE client_mutation_id LIKE 'old%'";
    forgets(&spark).await;
    assert_eq!(spark.database.number(count).await, 2_001, "at seven days they are kept");
    spark.clock.advance(Duration::from_micros(1));
    // The next send is another message.
    forgets(&spark).await;
    assert_eq!(spark.database.number("SELECT count(*) FROM requests").await, 0);
    let second = json!(["COMMIT", null, 3]);
    assert_eq!(sends(&alice, &room, "another").await, second);
    // And is kept from then on.
    spark.clock.advance(WEEK);
    forgets(&spark).await;
    assert_eq!(sends(&alice, &room, "another").await, second);
    assert_eq!(spark.wrong().await, [""; 0]);
}

async fn each_mutation_of_a_document_shows_what_it_did(spark: Spark) {
    let [alice, bob] = spark.users(["alice", "bob"]).await;
    let room = alice.creates_room("PUBLIC", "Square", &[&bob]).await;
    for body in ["3", "4", "5"] {
        alice.sends(&room, body).await;
    }
    // Each shows the room and the viewer, which the one before it read and the next one changes.
    let document = "mutation($room: ID!) {
        read: markRead(input: {roomId: $room, seq: 3}) { membership { ...Own } }
        pinned: updateMembership(input: {roomId: $room, isPinned: true}) { membership { ...Own } }
        named: updateProfile(input: {displayName: \"Robert\"}) { user { displayName } }
        further: markRead(input: {roomId: $room, seq: 4}) { membership { ...Own } }
        again: updateProfile(input: {displayName: \"Bobby\"}) { user { displayName } }
        sent: sendMessage(input: {roomId: $room, body: \"6\", clientMutationId: \"s\"}) { message { author { displayName } room { ...Here } } }
      }
      fragment Own on Membership { unreadCount lastReadSeq isPinned asOfSeq room { ...Here } }
      fragment Here on Room { latestSeq memberCount viewerMembership { unreadCount lastReadSeq isPinned } members(first: 9) {
        nodes { user { username displayName } lastReadSeq } } messages(last: 1) { nodes { body } } }";
    let data = bob.reads(document, json!({"room": room})).await;
    let own =
        |unread: i64, read: i64, pinned: bool| json!({"unreadCount": unread, "lastReadSeq": read, "isPinned": pinned});
    for (call, unread, read, pinned, name) in
        [("read", 2, 3, false, "bob"), ("pinned", 2, 3, true, "bob"), ("further", 1, 4, true, "Robert")]
    {
        let membership = &data[call]["membership"];
        let here = &membership["room"];
        let expected = own(unread, read, pinned);
        assert_eq!(here["viewerMembership"], expected, "{call}: {data}");
        for field in ["unreadCount", "lastReadSeq", "isPinned"] {
            assert_eq!(membership[field], expected[field], "{call}: {data}");
        }
        assert_eq!(
            (&here["latestSeq"], &here["memberCount"], &membership["asOfSeq"]),
            (&json!(5), &json!(2), &json!(5))
        );
        assert_eq!(here["messages"]["nodes"], json!([{"body": "5"}]));
        let bobs = json!({"user": {"username": "bob", "displayName": name}, "lastReadSeq": read});
        assert!(here["members"]["nodes"].as_array().unwrap().contains(&bobs), "{call}: {data}");
    }
    assert_eq!(data["named"]["user"]["displayName"], "Robert");
    assert_eq!(data["again"]["user"]["displayName"], "Bobby");
    let sent = &data["sent"]["message"];
    assert_eq!(sent["author"]["displayName"], "Bobby");
    assert_eq!(sent["room"]["viewerMembership"], own(0, 6, true));
    assert_eq!((&sent["room"]["latestSeq"], &sent["room"]["messages"]["nodes"][0]["body"]), (&json!(6), &json!("6")));
}

impl Person {
    /// What waits to be acknowledged, by title.
    async fn waiting(&self) -> Vec<String> {
        let pending = self.reads("{ loginSync { announcements { title } } }", json!({})).await;
        let list = pending["loginSync"]["announcements"].as_array().unwrap().clone();
        list.iter().map(|it| it["title"].as_str().unwrap().to_owned()).collect()
    }

    /// When the viewer acknowledged what there is, newest first.
    async fn acknowledged(&self) -> Vec<(String, bool)> {
        let list = self.reads("{ announcements { nodes { title viewerAcknowledgedAt } } }", json!({})).await;
        let list = list["announcements"]["nodes"].as_array().unwrap().clone();
        list.iter()
            .map(|it| (it["title"].as_str().unwrap().to_owned(), it["viewerAcknowledgedAt"].is_string()))
            .collect()
    }
}

/// Two audiences are settled each up to a number of its own, and what lies beyond one is not forgotten with the other.
async fn what_is_acknowledged_of_one_audience_stays_so_for_the_other(spark: Spark) {
    for (mine, other) in [("ADMINS", "EVERYONE"), ("EVERYONE", "ADMINS")] {
        let spark = Spark::start_by_hand(spark.database.engine).await;
        let alice = spark.admin("alice").await;
        let mut ids = Vec::new();
        for (title, audience) in [("1", mine), ("2", mine), ("3", other), ("4", other), ("5", mine)] {
            let input = json!({"title": title, "body": "Read.", "audience": audience});
            let payload = alice.does("publishAnnouncement", input, "announcement { id }").await;
            ids.push(payload["announcement"]["id"].as_str().unwrap().to_owned());
            spark.clock.advance(Duration::from_secs(1));
        }
        // The second is acknowledged before the first; then all of the other audience, beyond it.
        for (n, left) in
            [(1, vec!["1", "3", "4", "5"]), (3, vec!["1", "3", "5"]), (2, vec!["1", "5"]), (4, vec!["1"]), (0, vec![])]
        {
            let input = json!({"announcementId": ids[n]});
            alice.does("acknowledgeAnnouncement", input, "").await;
            assert_eq!(alice.waiting().await, left, "{mine}: after {}", n + 1);
            let told = alice.acknowledged().await;
            let listed: Vec<_> =
                ["5", "4", "3", "2", "1"].map(|title| (title.to_owned(), !left.contains(&title))).into();
            assert_eq!(told, listed, "{mine}: after {}", n + 1);
        }
        assert_eq!(spark.database.number("SELECT count(*) FROM acknowledgements").await, 0, "two numbers remember all");
    }
}
