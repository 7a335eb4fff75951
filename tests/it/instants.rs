//! Instants up to the edges of what can be written.

use crate::harness::{Person, Spark, on_both, person::fresh};
use serde_json::{Value, json};

on_both! {
    start_by_hand:
    every_instant_of_rfc_3339_is_one;
    what_is_no_instant_is_told_before_anything_runs;
    what_is_far_away_comes_in_its_order;
}

const LAST: &str = "9999-12-31T23:59:59Z";
const SHOWS: &str = "announcement { id publishAt startsAt endsAt expiresAt }";

async fn announces(admin: &Person, more: Value) -> Value {
    let mut input = json!({"title": "far away", "body": "x", "clientMutationId": fresh()});
    input.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    admin.does("publishAnnouncement", input, SHOWS).await["announcement"].clone()
}

async fn every_instant_of_rfc_3339_is_one(spark: Spark) {
    let alice = spark.admin("alice").await;
    for (written, read) in [
        (LAST, "9999-12-31T23:59:59.000000Z"),
        ("9999-12-31T23:59:59.9999999Z", "9999-12-31T23:59:59.999999Z"),
        ("9999-12-31T20:59:59-03:00", "9999-12-31T23:59:59.000000Z"),
        ("2026-12-31T23:59:60Z", "2026-12-31T23:59:59.999999Z"),
    ] {
        let first = json!("0000-01-01T00:00:00Z");
        let shown = announces(&alice, json!({"startsAt": first, "endsAt": written, "expiresAt": written})).await;
        assert_eq!((&shown["endsAt"], &shown["expiresAt"]), (&json!(read), &json!(read)), "{written}");
        assert_eq!(shown["startsAt"], "0000-01-01T00:00:00.000000Z");
        // What is stored is what was said.
        let node = "query($id: ID!) { node(id: $id) { ... on Announcement { startsAt endsAt expiresAt } } }";
        let seen = alice.reads(node, json!({"id": shown["id"]})).await["node"].clone();
        assert_eq!(seen, json!({"startsAt": shown["startsAt"], "endsAt": read, "expiresAt": read}));
    }
    let room = alice.creates_room("PRIVATE", "Kitchen", &[]).await;
    let call = |until: &str| json!({"roomId": room, "expiresAt": until, "clientMutationId": "for ever"});
    let invite = alice.does("createInvite", call(LAST), "invite { id code expiresAt }").await;
    assert_eq!(invite["invite"]["expiresAt"], "9999-12-31T23:59:59.000000Z");
    // The same instant makes the same call, however it is written.
    let again = alice.does("createInvite", call("9999-12-31T22:59:59.000-01:00"), "invite { id code expiresAt }").await;
    assert_eq!(again, invite);
    assert_eq!(alice.fails("createInvite", call("9999-12-31T22:59:58-01:00")).await, "CONFLICT");
    let bob = spark.user("bob").await;
    bob.does("joinRoom", json!({"inviteCode": invite["invite"]["code"]}), "seq").await;
    let past = alice.is_at_fault("createInvite", json!({"roomId": room, "expiresAt": "0001-01-01T00:00:00Z"})).await;
    assert_eq!(past, ("INVALID_INPUT".to_owned(), json!(["input", "expiresAt"])));
    assert_eq!(spark.wrong().await, [""; 0]);
}

async fn what_is_no_instant_is_told_before_anything_runs(spark: Spark) {
    let alice = spark.admin("alice").await;
    for wrong in [
        "9999-12-31T23:59:59-00:01",
        "0000-01-01T00:00:00+00:01",
        "10000-01-01T00:00:00Z",
        "-0001-12-31T23:59:59Z",
        "2026-02-30T00:00:00Z",
        "2026-06-01T12:00:60Z",
        "2026-06-01T24:00:00Z",
        "2026-06-01",
        "2026-06-01T12:00:00",
    ] {
        let query = "mutation($at: DateTime) { publishAnnouncement(input: {title: \"x\", body: \"x\", expiresAt: $at}) { action } }";
        assert_eq!(alice.is_refused(query, json!({"at": wrong})).await, "INVALID_INPUT", "{wrong}");
    }
    assert_eq!(spark.database.number("SELECT count(*) FROM announcements").await, 0);
}

async fn what_is_far_away_comes_in_its_order(spark: Spark) {
    let alice = spark.admin("alice").await;
    let bob = spark.user("bob").await;
    announces(&alice, json!({"publishAt": LAST})).await;
    // A time that is over is now.
    let shown = announces(&alice, json!({"publishAt": "0000-01-01T00:00:00Z", "expiresAt": LAST})).await;
    assert_eq!(shown["publishAt"], spark.clock.now().to_rfc3339());
    let list = async |person: &Person, args: &str| {
        let query =
            format!("{{ announcements({args}) {{ nodes {{ publishAt }} pageInfo {{ endCursor hasNextPage }} }} }}");
        person.reads(&query, json!({})).await["announcements"].clone()
    };
    let first = list(&alice, "first: 1").await;
    assert_eq!(first["nodes"], json!([{"publishAt": "9999-12-31T23:59:59.000000Z"}]));
    let second = list(&alice, &format!("first: 1, after: {}", first["pageInfo"]["endCursor"])).await;
    assert_eq!(second["nodes"], json!([{"publishAt": shown["publishAt"]}]));
    assert_eq!(second["pageInfo"]["hasNextPage"], false);
    assert_eq!(list(&bob, "first: 9").await["nodes"].as_array().unwrap().len(), 1);
    // The server that waits for it goes on with what comes sooner, also after a restart.
    let spark = spark.restart().await;
    let (alice, bob) = (alice.at(&spark.url), bob.at(&spark.url));
    announces(&alice, json!({})).await;
    let pending = bob.reads("{ loginSync { announcements { title } } }", json!({})).await;
    assert_eq!(pending["loginSync"]["announcements"].as_array().unwrap().len(), 2);
}
