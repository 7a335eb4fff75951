//! A backup is put back, and the server goes on: numbers that clients have name other events then, and they are told.

use crate::harness::{Person, Spark, database::Database, on_both, person::Room};
use serde_json::{Value, json};

on_both! {
    who_was_away_is_told_of_a_restore;
    a_resume_into_another_log_is_told_to_sync;
    ids_of_before_a_restore_name_nothing;
}

const SYNC: &str = "query($room: ID!, $from: Int!, $previous: String) {
    sync(roomId: $room, fromSeq: $from, previousFingerprint: $previous) {
      events { seq fingerprint } latestSeq nextSeq fingerprint hasMore reset } }";

/// A room of two with a few messages, backed up; then others were sent, the backup was put back, and more others sent.
struct Restored {
    spark: Spark,
    alice: Person,
    bob: Person,
    room: Room,
    /// The last event that both logs have, and the last that only the lost one had.
    kept: (i64, String),
    lost: (i64, String),
}

async fn newest(person: &Person, room: &Room) -> (i64, String) {
    let query = "query($room: ID!) { room(id: $room) { latestSeq latestFingerprint } }";
    let room = person.reads(query, json!({"room": room})).await["room"].clone();
    (room["latestSeq"].as_i64().unwrap(), room["latestFingerprint"].as_str().unwrap().to_owned())
}

async fn sends(person: &Person, room: &Room, count: usize) {
    for n in 0..count {
        person.sends(room, &format!("{n}")).await;
    }
}

async fn backs_up(spark: Spark) -> (Spark, Database) {
    spark.restart_after(async |database| database.backs_up().await).await
}

async fn puts_back(spark: Spark, backup: &Database) -> Spark {
    spark.restart_after(async |database| database.restores(backup).await).await.0
}

async fn restored(spark: Spark) -> Restored {
    let [alice, bob] = spark.users(["alice", "bob"]).await;
    let room = alice.creates_room("PRIVATE", "Kitchen", &[&bob]).await;
    sends(&alice, &room, 3).await;
    let kept = newest(&alice, &room).await;
    let (spark, backup) = backs_up(spark).await;
    let (alice, bob) = (alice.at(&spark.url), bob.at(&spark.url));
    sends(&alice, &room, 4).await;
    let lost = newest(&alice, &room).await;
    let spark = puts_back(spark, &backup).await;
    let (alice, bob) = (alice.at(&spark.url), bob.at(&spark.url));
    assert_eq!(newest(&bob, &room).await, kept);
    sends(&alice, &room, 6).await;
    Restored { spark, alice, bob, room, kept, lost }
}

async fn who_was_away_is_told_of_a_restore(spark: Spark) {
    let Restored { alice, bob, room, kept, lost, spark: _spark } = Box::pin(restored(spark)).await;
    let log = alice.syncs(&room, 1).await;
    let (latest, newest) = newest(&bob, &room).await;
    assert_eq!((latest, &json!(newest)), (kept.0 + 6, &log.last().unwrap()["fingerprint"]));
    let syncs = async |from: i64, previous: Option<&str>| {
        bob.reads(SYNC, json!({"room": room, "from": from, "previous": previous})).await["sync"].clone()
    };
    // The first number that is missing, what the client says of the event before it, and whether that is the log's.
    let nonsense = "no fingerprint at all";
    for (from, previous, reset) in [
        (kept.0 + 1, kept.1.as_str(), false),
        (lost.0 + 1, &lost.1, true),
        (lost.0 + 1, &kept.1, true),
        (kept.0 + 1, &lost.1, true),
        (kept.0 + 1, nonsense, true),
        (kept.0 + 1, "", true),
        (latest + 1, &newest, false),
        (latest + 1, &lost.1, true),
        (latest + 2, &newest, true),
        (1, nonsense, false),
    ] {
        let page = syncs(from, Some(previous)).await;
        assert_eq!(page["reset"], reset, "from {from} after {previous}: {page}");
        assert_eq!((&page["nextSeq"], &page["fingerprint"]), (&json!(latest + 1), &json!(newest)), "{page}");
        assert_eq!((&page["latestSeq"], &page["hasMore"]), (&json!(latest), &json!(false)));
        let expected = if reset { 0 } else { latest + 1 - from };
        assert_eq!(page["events"].as_array().unwrap().len(), usize::try_from(expected).unwrap(), "{page}");
    }
    // Who gives none notices nothing.
    assert_eq!(syncs(lost.0 + 1, None).await["reset"], false);

    // The same for many at once; a reset costs the others nothing.
    let cursor = |from: i64, previous: &str| json!({"roomId": room, "fromSeq": from, "previousFingerprint": previous});
    let cursors = [cursor(lost.0 + 1, &lost.1), cursor(kept.0 + 1, &kept.1), cursor(2, nonsense)];
    let query = "query($cursors: [RoomCursor!]!) { syncRooms(cursors: $cursors) { reset fingerprint events { seq } } }";
    let pages = bob.reads(query, json!({"cursors": cursors})).await["syncRooms"].clone();
    for (n, reset) in [true, false, true].into_iter().enumerate() {
        assert_eq!((&pages[n]["reset"], &pages[n]["fingerprint"]), (&json!(reset), &json!(newest)), "cursor {n}");
    }
    assert_eq!(pages[1]["events"].as_array().unwrap().len(), 6);
    pages_lead_on(&bob, &room, &log).await;
}

/// From page to page with what each says of the event before the next.
async fn pages_lead_on(bob: &Person, room: &Room, log: &[Value]) {
    let paged = "query($room: ID!, $from: Int!, $previous: String) {
        sync(roomId: $room, fromSeq: $from, previousFingerprint: $previous, first: 4) {
          events { seq fingerprint } nextSeq fingerprint hasMore reset } }";
    let (mut read, mut next, mut previous) = (Vec::new(), json!(1), Value::Null);
    loop {
        let variables = json!({"room": room, "from": next, "previous": previous});
        let page = bob.reads(paged, variables).await["sync"].clone();
        assert_eq!(page["reset"], false);
        read.extend(page["events"].as_array().unwrap().clone());
        (next, previous) = (page["nextSeq"].clone(), page["fingerprint"].clone());
        if page["hasMore"] == false {
            break;
        }
    }
    let log: Vec<_> = log.iter().map(|it| json!({"seq": it["seq"], "fingerprint": it["fingerprint"]})).collect();
    assert_eq!(read, log);
}

async fn a_resume_into_another_log_is_told_to_sync(spark: Spark) {
    let Restored { alice, bob, room, kept, lost, spark: _spark } = Box::pin(restored(spark)).await;
    let (latest, _) = newest(&bob, &room).await;
    let query = "subscription($resume: [RoomCursor!]) { roomEvents(resume: $resume) {
        __typename ... on RoomEvent { seq } ... on SyncRequired { roomId fromSeq toSeq } } }";
    let resumes = async |from: i64, previous: &str| {
        let cursor = json!({"roomId": room, "fromSeq": from, "previousFingerprint": previous});
        bob.subscribes(query, json!({"resume": [cursor]})).await
    };
    let mut right = resumes(kept.0 + 1, &kept.1).await;
    for seq in kept.0 + 1..=latest {
        assert_eq!(right.next().await["seq"], seq);
    }
    let mut wrong = Vec::new();
    for (from, previous) in [(lost.0 + 1, &lost.1), (kept.0 + 1, &lost.1), (latest + 1, &lost.1)] {
        let mut feed = resumes(from, previous).await;
        let told = json!({"__typename": "SyncRequired", "roomId": room, "fromSeq": from, "toSeq": latest});
        assert_eq!(feed.next().await, told);
        wrong.push(feed);
    }
    // The stream goes on with what happens.
    let sent = alice.sends(&room, "and on").await;
    for feed in wrong.iter_mut().chain([&mut right]) {
        assert_eq!(feed.next().await["seq"], sent["seq"]);
    }
}

async fn ids_of_before_a_restore_name_nothing(spark: Spark) {
    let [alice, bob, carol, dave] = spark.users(["alice", "bob", "carol", "dave"]).await;
    let room = alice.creates_room("PUBLIC", "Kitchen", &[&bob]).await;
    let kept = alice.sends(&room, "kept").await;
    let (spark, backup) = backs_up(spark).await;
    let before = [&alice, &bob, &carol, &dave].map(|person| person.at(&spark.url));
    let stays = async |person: &Person| {
        let query = "query($room: ID!) { room(id: $room) { viewerMembership { id }
            members(last: 1) { nodes { id user { id } } } } }";
        let room = person.reads(query, json!({"room": room})).await["room"].clone();
        (room["viewerMembership"]["id"].clone(), room["members"]["nodes"][0]["id"].clone())
    };
    before[2].joins(&room).await;
    let lost_stay = stays(&before[2]).await;
    let lost = before[0].sends(&room, "lost").await;
    let spark = puts_back(spark, &backup).await;
    let [alice, bob, carol, dave] = before.map(|person| person.at(&spark.url));

    // The same numbers, taken by others: by the same person, too.
    carol.joins(&room).await;
    let found = alice.sends(&room, "found").await;
    let stay = stays(&carol).await;
    assert_eq!(found["seq"], lost["seq"]);
    dave.joins(&room).await;

    let node = async |person: &Person, id: &Value| {
        let query = "query($id: ID!) { node(id: $id) { id } message(id: $id) { id } }";
        let found = person.reads(query, json!({"id": id})).await;
        (found["node"]["id"].clone(), found["message"]["id"].clone())
    };
    for message in [&kept, &found] {
        assert_eq!(node(&bob, &message["id"]).await, (message["id"].clone(), message["id"].clone()));
    }
    assert_eq!(node(&carol, &stay.0).await.0, stay.0);
    assert_eq!(node(&bob, &stay.1).await.0, stay.1);
    for (person, id) in [(&bob, &lost["id"]), (&alice, &lost["id"]), (&carol, &lost_stay.0), (&bob, &lost_stay.1)] {
        assert_eq!(node(person, id).await, (Value::Null, Value::Null), "{id}");
    }
    assert_ne!(stay, lost_stay);
    for (mutation, input) in [
        ("editMessage", json!({"messageId": lost["id"], "body": "by mistake"})),
        ("deleteMessage", json!({"messageId": lost["id"]})),
    ] {
        assert_eq!(alice.fails(mutation, input).await, "NOT_FOUND");
    }
    let page = alice.reads(SYNC, json!({"room": room, "from": found["seq"]})).await["sync"].clone();
    assert_eq!(page["latestSeq"], page["events"][0]["seq"].as_i64().unwrap() + 1, "nothing happened to it");
}
