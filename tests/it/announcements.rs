//! What the people who run the server tell everybody: missed by nobody, seen once.

mod lagging;
mod many;
mod missed;
mod newcomers;
mod unconfirmed;

use crate::harness::{Event, Feed, Person, Spark, eventually, on_both, on_both_by_hand};
use serde_json::{Value, json};
use std::time::Duration;

on_both! {
    who_was_away_gets_what_was_published_since;
    acknowledged_on_one_device_gone_on_the_other;
    admins_publish_and_what_is_theirs_reaches_nobody_else;
    what_is_settled_for_one_audience_leaves_what_the_other_acknowledged;
    a_retracted_one_is_taken_back_while_it_is_shown;
    the_list_is_read_newest_first_in_both_directions;
    what_breaks_a_rule_is_refused_by_its_field;
    twenty_calls_publish_one;
}

on_both_by_hand! {
    a_scheduled_one_comes_at_its_moment;
    of_two_servers_exactly_one_publishes;
    one_that_was_due_while_no_server_ran_is_published_at_the_start;
}

const GLOBAL: &str = "subscription { global { __typename occurredAt
    ... on AnnouncementPublished { missed announcement { id title viewerAcknowledgedAt createdBy { username } } }
    ... on AnnouncementRetracted { announcement { id title retractedAt } } } }";

impl Person {
    async fn announces(&self, title: &str, more: Value) -> String {
        let mut input = json!({"title": title, "body": format!("Read about {title}.")});
        input.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        let payload = self.does("publishAnnouncement", input, "announcement { id title }").await;
        payload["announcement"]["id"].as_str().unwrap().to_owned()
    }

    async fn acknowledges(&self, id: &str) -> Value {
        let shows = "announcement { id viewerAcknowledgedAt }";
        self.does("acknowledgeAnnouncement", json!({"announcementId": id}), shows).await["announcement"].clone()
    }

    async fn hears_global(&self) -> Feed {
        Feed::begin(self.connects().await, GLOBAL, json!({})).await
    }

    /// The titles of what is pending.
    async fn pending(&self) -> Vec<String> {
        titles(&self.reads("{ loginSync { announcements { title } } }", json!({})).await["loginSync"]["announcements"])
    }

    /// The titles of the list, newest first.
    async fn list(&self, args: &str) -> Vec<String> {
        let query = format!("{{ announcements{args} {{ nodes {{ title }} }} }}");
        titles(&self.reads(&query, json!({})).await["announcements"]["nodes"])
    }
}

fn titles(list: &Value) -> Vec<String> {
    list.as_array().unwrap().iter().map(|item| item["title"].as_str().unwrap().to_owned()).collect()
}

/// The next global event is this one.
async fn told(feed: &mut Feed, typename: &str, title: &str, missed: Option<bool>) -> Value {
    let event = feed.next().await;
    assert_eq!(event, Event::of(typename).with("announcement.title", title), "{event}");
    assert_eq!(event["missed"].as_bool(), missed, "{event}");
    event
}

const PUBLISHED: &str = "AnnouncementPublished";
const RETRACTED: &str = "AnnouncementRetracted";

async fn who_was_away_gets_what_was_published_since(spark: Spark) {
    let alice = spark.admin("alice").await;
    let bob = spark.user("bob").await;
    let one = alice.announces("one", json!({})).await;
    alice.announces("two", json!({"severity": "CRITICAL", "metadata": {"tab": 3}})).await;
    let carol = spark.user("carol").await;
    assert_eq!(bob.pending().await, ["one", "two"]);
    assert_eq!(carol.pending().await, [""; 0], "a new account gets none of the old ones");
    let mut bobs = bob.hears_global().await;
    told(&mut bobs, PUBLISHED, "one", Some(true)).await;
    told(&mut bobs, PUBLISHED, "two", Some(true)).await;
    alice.announces("three", json!({})).await;
    let event = told(&mut bobs, PUBLISHED, "three", Some(false)).await;
    assert_eq!(event["announcement"]["viewerAcknowledgedAt"], Value::Null);
    assert_eq!(event["announcement"]["createdBy"]["username"], "alice");
    // Carol sees the old ones in the list, and may look at them by their ids; they are just none of her affair.
    assert_eq!(carol.list("").await, ["three", "two", "one"]);
    let node = carol.reads("query($id: ID!) { node(id: $id) { __typename id } }", json!({"id": one})).await;
    assert_eq!(node["node"]["__typename"], "Announcement");
    bob.acknowledges(&one).await;
    // However the connection ended, also by a restart of the server: at least once until acknowledged.
    let spark = spark.restart().await;
    let (bob, carol) = (bob.at(&spark.url), carol.at(&spark.url));
    let mut bobs = bob.hears_global().await;
    told(&mut bobs, PUBLISHED, "two", Some(true)).await;
    told(&mut bobs, PUBLISHED, "three", Some(true)).await;
    assert_eq!(carol.pending().await, ["three"]);
}

async fn acknowledged_on_one_device_gone_on_the_other(spark: Spark) {
    let alice = spark.admin("alice").await;
    let bob = spark.user("bob").await;
    let mut ids = Vec::new();
    for title in ["one", "two", "three"] {
        ids.push(alice.announces(title, json!({})).await);
    }
    let query = "subscription { userEvents { __typename ... on AnnouncementAcknowledged {
        announcement { id title viewerAcknowledgedAt } } } }";
    let mut notebook = bob.subscribes(query, json!({})).await;
    // Out of order: the second is beyond the number up to which all are acknowledged.
    for (n, left) in [(1, vec!["one", "three"]), (0, vec!["three"]), (2, vec![])] {
        let payload = bob.acknowledges(&ids[n]).await;
        let event = notebook.next().await;
        assert_eq!(event["__typename"], "AnnouncementAcknowledged");
        assert_eq!((&event["announcement"]["id"], &payload["id"]), (&json!(ids[n]), &json!(ids[n])));
        assert_eq!(event["announcement"]["viewerAcknowledgedAt"], payload["viewerAcknowledgedAt"]);
        assert!(payload["viewerAcknowledgedAt"].is_string());
        // Once more, also while one before it is pending: nothing happens.
        assert_eq!(bob.acknowledges(&ids[n]).await["id"], payload["id"]);
        assert_eq!(bob.pending().await, left);
    }
    assert_eq!(spark.database.number("SELECT count(*) FROM acknowledgements").await, 0, "one number remembers all");
    let again = bob.acknowledges(&ids[2]).await;
    assert!(again["viewerAcknowledgedAt"].is_string());
    // Nothing happened: the next thing the notebook hears is the next acknowledgement.
    let four = alice.announces("four", json!({})).await;
    bob.acknowledges(&four).await;
    assert_eq!(notebook.next().await["announcement"]["title"], "four");
    assert_eq!(alice.pending().await, ["one", "two", "three", "four"], "each for themselves");
}

async fn admins_publish_and_what_is_theirs_reaches_nobody_else(spark: Spark) {
    let alice = spark.admin("alice").await;
    let bob = spark.user("bob").await;
    assert_eq!(bob.fails("publishAnnouncement", json!({"title": "hello", "body": "x"})).await, "FORBIDDEN");
    alice.announces("first", json!({})).await;
    let (mut alices, mut bobs) = (alice.hears_global().await, bob.hears_global().await);
    for feed in [&mut alices, &mut bobs] {
        told(feed, PUBLISHED, "first", Some(true)).await;
    }
    let secret = alice.announces("secret", json!({"audience": "ADMINS"})).await;
    alice.announces("open", json!({})).await;
    told(&mut alices, PUBLISHED, "secret", Some(false)).await;
    told(&mut alices, PUBLISHED, "open", Some(false)).await;
    told(&mut bobs, PUBLISHED, "open", Some(false)).await;
    assert_eq!(bob.pending().await, ["first", "open"]);
    assert_eq!(bob.list("").await, ["open", "first"]);
    let node = "query($id: ID!) { node(id: $id) { id } }";
    assert_eq!(bob.reads(node, json!({"id": secret})).await["node"], Value::Null);
    assert_eq!(alice.reads(node, json!({"id": secret})).await["node"]["id"], json!(secret));
    assert_eq!(bob.fails("acknowledgeAnnouncement", json!({"announcementId": secret})).await, "NOT_FOUND");
    assert_eq!(bob.fails("retractAnnouncement", json!({"announcementId": secret})).await, "FORBIDDEN");
    alice.does("retractAnnouncement", json!({"announcementId": secret}), "").await;
    told(&mut alices, RETRACTED, "secret", None).await;
    // Bob settles what he knows of. What was told to admins since he has his account is pending once he is one.
    let other = alice.announces("for the few", json!({"audience": "ADMINS"})).await;
    for title in ["first", "open"] {
        let query = "{ announcements { nodes { id title } } }";
        let list = bob.reads(query, json!({})).await["announcements"]["nodes"].as_array().unwrap().clone();
        let found = list.iter().find(|item| item["title"] == title).unwrap();
        bob.acknowledges(found["id"].as_str().unwrap()).await;
    }
    spark.database.execute("UPDATE users SET role = 'ADMIN' WHERE username = 'bob'").await;
    assert_eq!(bob.pending().await, ["for the few"]);
    bob.acknowledges(&other).await;
    assert_eq!(bob.pending().await, [""; 0]);
}

/// In either direction: of one audience the later one alone is acknowledged, of the other all that there is.
async fn what_is_settled_for_one_audience_leaves_what_the_other_acknowledged(spark: Spark) {
    for (n, (one, other)) in [("ADMINS", "EVERYONE"), ("EVERYONE", "ADMINS")].into_iter().enumerate() {
        let alice = spark.admin(&format!("alice{n}")).await;
        let mut ids = Vec::new();
        for (title, audience) in [("first", one), ("second", one), ("settled", other)] {
            ids.push(alice.announces(title, json!({"audience": audience})).await);
        }
        for id in &ids[1..] {
            alice.acknowledges(id).await;
        }
        assert_eq!(alice.pending().await, ["first"], "{one}");
    }
}

async fn a_retracted_one_is_taken_back_while_it_is_shown(spark: Spark) {
    let alice = spark.admin("alice").await;
    let bob = spark.user("bob").await;
    let id = alice.announces("too early", json!({})).await;
    let mut bobs = bob.hears_global().await;
    told(&mut bobs, PUBLISHED, "too early", Some(true)).await;
    let shows = "announcement { id retractedAt }";
    let retracted = alice.does("retractAnnouncement", json!({"announcementId": id}), shows).await;
    let event = told(&mut bobs, RETRACTED, "too early", None).await;
    assert_eq!(event["announcement"]["retractedAt"], retracted["announcement"]["retractedAt"]);
    assert_eq!(bob.pending().await, [""; 0]);
    let again = alice.does("retractAnnouncement", json!({"announcementId": id}), shows).await;
    assert_eq!(again["announcement"], retracted["announcement"], "a second time changes nothing");
    alice.announces("right", json!({})).await;
    told(&mut bobs, PUBLISHED, "right", Some(false)).await;
    assert_eq!(alice.fails("retractAnnouncement", json!({"announcementId": bob.id})).await, "NOT_FOUND");
    // It still may be acknowledged by whoever was about to.
    bob.acknowledges(&id).await;
    assert_eq!(bob.pending().await, ["right"]);
}

async fn the_list_is_read_newest_first_in_both_directions(spark: Spark) {
    let alice = spark.admin("alice").await;
    for title in ["one", "two", "three", "four", "five"] {
        alice.announces(title, json!({})).await;
    }
    let page = async |args: &str| {
        let query = format!(
            "{{ announcements{args} {{ nodes {{ title }} pageInfo {{ hasNextPage hasPreviousPage startCursor endCursor }} }} }}"
        );
        alice.reads(&query, json!({})).await["announcements"].clone()
    };
    let first = page("(first: 2)").await;
    assert_eq!(titles(&first["nodes"]), ["five", "four"]);
    assert_eq!(
        (&first["pageInfo"]["hasNextPage"], &first["pageInfo"]["hasPreviousPage"]),
        (&json!(true), &json!(false))
    );
    let next = page(&format!("(first: 2, after: {})", first["pageInfo"]["endCursor"])).await;
    assert_eq!(titles(&next["nodes"]), ["three", "two"]);
    let back = page(&format!("(last: 2, before: {})", next["pageInfo"]["startCursor"])).await;
    assert_eq!(titles(&back["nodes"]), ["five", "four"]);
    assert_eq!(titles(&page("(last: 2)").await["nodes"]), ["two", "one"]);
    for args in ["(first: 0)", "(first: 201)", "(first: 1, last: 1)", "(after: \"nonsense\")"] {
        let query = format!("{{ announcements{args} {{ nodes {{ id }} }} }}");
        assert_eq!(alice.is_refused(&query, json!({})).await, "INVALID_INPUT", "{args}");
    }
}

async fn what_breaks_a_rule_is_refused_by_its_field(spark: Spark) {
    let alice = spark.admin("alice").await;
    let wrong = [
        ("title", json!({"title": " "})),
        ("title", json!({"title": "x".repeat(201)})),
        ("body", json!({"body": ""})),
        ("body", json!({"body": "x".repeat(8_001)})),
        ("metadata", json!({"metadata": "m".repeat(4_097)})),
        ("expiresAt", json!({"expiresAt": "2026-01-01T00:00:00Z"})),
        ("expiresAt", json!({"publishAt": "2100-01-02T00:00:00Z", "expiresAt": "2100-01-01T00:00:00Z"})),
        ("endsAt", json!({"startsAt": "2100-01-02T00:00:00Z", "endsAt": "2100-01-01T00:00:00Z"})),
    ];
    for (field, change) in wrong {
        let mut input = json!({"title": "x", "body": "y"});
        input.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
        let payload = alice.calls("publishAnnouncement", input, "").await;
        assert_eq!((&payload["action"], &payload["error"]["code"]), (&json!("ROLLBACK"), &json!("INVALID_INPUT")));
        assert_eq!(payload["error"]["path"], json!(["input", field]));
    }
    for url in ["javascript:alert(1)", "data:text/html,x", "/here", "ftp://example.org"] {
        let query = "mutation($input: PublishAnnouncementInput!) { publishAnnouncement(input: $input) { action } }";
        let input = json!({"input": {"title": "x", "body": "y", "landingUrl": url}});
        assert_eq!(alice.is_refused(query, input).await, "INVALID_INPUT", "{url}");
    }
    let whole = json!({
        "kind": "MAINTENANCE", "severity": "WARNING", "landingUrl": "https://example.org/a", "metadata": {"a": [1, null]},
        "imageUrl": "http://example.org/b.png", "expiresAt": "2100-01-01T00:00:00Z",
        "startsAt": "2099-01-01T00:00:00Z", "endsAt": "2099-01-02T00:00:00Z",
    });
    alice.announces("whole", whole.clone()).await;
    let query = "{ announcements { nodes { kind severity landingUrl metadata imageUrl expiresAt startsAt endsAt } } }";
    let shown = alice.reads(query, json!({})).await["announcements"]["nodes"][0].clone();
    for (field, value) in whole.as_object().unwrap() {
        let expected =
            value.as_str().map_or(value.clone(), |text| json!(text.replace("00:00:00Z", "00:00:00.000000Z")));
        assert_eq!(shown[field], expected, "{field}");
    }
    assert_eq!(spark.database.number("SELECT last_number FROM announcement_counter").await, 1);
}

async fn twenty_calls_publish_one(spark: Spark) {
    let alice = spark.admin("alice").await;
    let input = json!({"title": "once", "body": "x", "clientMutationId": "same"});
    let calls = (0..20).map(|_| alice.does("publishAnnouncement", input.clone(), "announcement { id }"));
    let answers = futures_util::future::join_all(calls).await;
    assert!(answers.iter().all(|answer| *answer == answers[0]), "{answers:?}");
    assert_eq!(alice.list("").await, ["once"]);
    let writers = (0..20).map(|n| {
        let alice = &alice;
        async move { alice.announces(&format!("{n}"), json!({})).await }
    });
    futures_util::future::join_all(writers).await;
    let holes = "SELECT last_number - (SELECT count(*) FROM announcements) FROM announcement_counter";
    assert_eq!(spark.database.number(holes).await, 0, "numbers have no holes");
}

const HOUR: Duration = Duration::from_secs(3600);

fn in_an_hour(spark: &Spark) -> Value {
    json!({"publishAt": (spark.clock.now() + HOUR).to_rfc3339()})
}

async fn a_scheduled_one_comes_at_its_moment(spark: Spark) {
    let alice = spark.admin("alice").await;
    let [bob, carol] = spark.users(["bob", "carol"]).await;
    alice.announces("now", json!({})).await;
    let mut bobs = bob.hears_global().await;
    told(&mut bobs, PUBLISHED, "now", Some(true)).await;
    let later = alice.announces("later", in_an_hour(&spark)).await;
    let never = alice.announces("never", in_an_hour(&spark)).await;
    assert_eq!(alice.list("").await.len(), 3, "admins see what is scheduled");
    assert_eq!(bob.list("").await, ["now"]);
    assert_eq!(bob.fails("acknowledgeAnnouncement", json!({"announcementId": later})).await, "NOT_FOUND");
    assert_eq!(alice.fails("acknowledgeAnnouncement", json!({"announcementId": later})).await, "INVALID_INPUT");
    alice.does("retractAnnouncement", json!({"announcementId": never}), "").await;
    spark.clock.advance(Duration::from_secs(3_599));
    alice.announces("meanwhile", json!({})).await;
    told(&mut bobs, PUBLISHED, "meanwhile", Some(false)).await;
    spark.clock.advance(Duration::from_secs(1));
    let event = told(&mut bobs, PUBLISHED, "later", Some(false)).await;
    assert_eq!(event["occurredAt"], json!(spark.clock.now().to_rfc3339()));
    // Carol was away: it is pending, after the one that was published before it.
    assert_eq!(carol.pending().await, ["now", "meanwhile", "later"]);
    // Whoever comes now gets none of it.
    assert_eq!(spark.user("dave").await.pending().await, [""; 0]);
}

async fn of_two_servers_exactly_one_publishes(spark: Spark) {
    let alice = spark.admin("alice").await;
    let bob = spark.user("bob").await;
    for n in 0..10 {
        alice.announces(&format!("{n}"), in_an_hour(&spark)).await;
    }
    // The second server finds them when it starts.
    let other = spark.beside().await;
    spark.clock.advance(HOUR);
    eventually("all ten", async || match bob.pending().await.len() {
        10 => Ok(()),
        n => Err(n),
    })
    .await;
    let numbers = "SELECT count(DISTINCT number) * 100 + max(number) FROM announcements";
    assert_eq!(spark.database.number(numbers).await, 1_010);
    assert_eq!(spark.database.number("SELECT last_number FROM announcement_counter").await, 10);
    other.stop().await;
}

async fn one_that_was_due_while_no_server_ran_is_published_at_the_start(spark: Spark) {
    let alice = spark.admin("alice").await;
    let bob = spark.user("bob").await;
    alice.announces("slept", in_an_hour(&spark)).await;
    let mut short = in_an_hour(&spark);
    short["expiresAt"] = json!((spark.clock.now() + HOUR + HOUR).to_rfc3339());
    alice.announces("over", short).await;
    let clock = spark.clock.clone();
    spark.stop().await;
    clock.advance(3 * HOUR);
    let spark = spark.restart().await;
    let mut bobs = bob.at(&spark.url).hears_global().await;
    bobs.next().await;
    assert_eq!(bob.at(&spark.url).pending().await, ["slept"]);
    assert_eq!(bob.at(&spark.url).list("").await.len(), 2);
}
