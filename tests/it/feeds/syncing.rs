//! `syncRooms`: many rooms at once, for a reconnect.

use super::{as_json, latest, sends_many, seq};
use crate::harness::{Person, Spark, on_both, person::Room};
use serde_json::{Value, json};

on_both! {
    many_rooms_are_synced_at_once;
    pages_go_over_all_rooms;
    wrong_cursors_are_refused;
}

const QUERY: &str = "query($cursors: [RoomCursor!]!, $first: Int) { syncRooms(cursors: $cursors, first: $first) {
    roomId latestSeq nextSeq hasMore reset events { seq roomId } } }";

async fn syncs(person: &Person, cursors: &[(&Room, i64)], first: i64) -> Vec<Value> {
    let data = person.reads(QUERY, json!({"cursors": as_json(cursors), "first": first})).await;
    data["syncRooms"].as_array().unwrap().clone()
}

/// The room, its numbers, where to go on, whether there is more, whether to begin anew.
fn shows(page: &Value) -> (&str, Vec<i64>, i64, bool, bool) {
    let events = page["events"].as_array().unwrap();
    assert!(events.iter().all(|event| event["roomId"] == page["roomId"]), "{page}");
    let numbers = events.iter().map(seq).collect();
    let next = page["nextSeq"].as_i64().unwrap();
    (page["roomId"].as_str().unwrap(), numbers, next, page["hasMore"] == true, page["reset"] == true)
}

async fn many_rooms_are_synced_at_once(spark: Spark) {
    let [alice, bob] = spark.users(["alice", "bob"]).await;
    let mut rooms = Vec::new();
    for name in ["One", "Two", "Three"] {
        rooms.push(alice.creates_room("PRIVATE", name, &[&bob]).await);
    }
    let [one, two, three] = [&rooms[0], &rooms[1], &rooms[2]];
    let vault = alice.creates_room("PRIVATE", "Vault", &[]).await;
    let square = alice.creates_room("PUBLIC", "Square", &[]).await;
    let nonsense = "no room at all".to_owned();
    sends_many(&alice, one, 3).await;
    sends_many(&alice, two, 4).await;
    // In the order of the cursors, the same room twice as well; null where one is no member.
    let cursors = [(&vault, 1), (two, 3), (&nonsense, 1), (one, 5), (&square, 1), (three, 3), (two, 6), (three, 4)];
    let pages = syncs(&bob, &cursors, 200).await;
    assert_eq!(pages.len(), cursors.len());
    for n in [0, 2, 4] {
        assert_eq!(pages[n], Value::Null, "cursor {n}");
    }
    assert_eq!(shows(&pages[1]), (two.as_str(), vec![3, 4, 5, 6], 7, false, false));
    assert_eq!(shows(&pages[3]), (one.as_str(), vec![5], 6, false, false));
    assert_eq!(shows(&pages[5]), (three.as_str(), vec![], 3, false, false), "nothing is missing");
    assert_eq!(shows(&pages[6]), (two.as_str(), vec![6], 7, false, false));
    assert_eq!(shows(&pages[7]), (three.as_str(), vec![], 3, false, true), "a number that the server does not have");
    assert_eq!(pages[7]["latestSeq"], 2);
    // `first` counts over all rooms.
    let pages = syncs(&bob, &[(one, 3), (three, 9), (two, 3), (three, 1)], 5).await;
    assert_eq!(shows(&pages[0]), (one.as_str(), vec![3, 4, 5], 6, false, false));
    assert_eq!(shows(&pages[1]), (three.as_str(), vec![], 3, false, true));
    assert_eq!(shows(&pages[2]), (two.as_str(), vec![3, 4], 5, true, false));
    assert_eq!(shows(&pages[3]), (three.as_str(), vec![], 1, true, false));
    // `sync` says the same of one room.
    let beyond =
        "query($room: ID!) { sync(roomId: $room, fromSeq: 4) { roomId events { seq roomId } nextSeq hasMore reset } }";
    let page = bob.reads(beyond, json!({"room": three})).await["sync"].clone();
    assert_eq!(shows(&page), (three.as_str(), vec![], 3, false, true));
}

async fn pages_go_over_all_rooms(spark: Spark) {
    let [alice, bob] = spark.users(["alice", "bob"]).await;
    let mut cursors = Vec::new();
    for n in 0..30 {
        let room = alice.creates_room("PRIVATE", &format!("Room {n}"), &[&bob]).await;
        sends_many(&alice, &room, n % 7).await;
        cursors.push((room, 1));
    }
    let mut pages_read = 0;
    let mut open = true;
    while open {
        let asked: Vec<_> = cursors.iter().map(|(room, from)| (room, *from)).collect();
        let pages = syncs(&bob, &asked, 20).await;
        open = false;
        for (cursor, page) in cursors.iter_mut().zip(&pages) {
            let (room, numbers, next, more, reset) = shows(page);
            assert_eq!((room, numbers, reset), (cursor.0.as_str(), (cursor.1..next).collect(), false));
            cursor.1 = next;
            open |= more;
        }
        pages_read += 1;
    }
    let mut events = 0;
    for (room, next) in &cursors {
        assert_eq!(*next, latest(&bob, room).await + 1);
        events += next - 1;
    }
    assert_eq!(pages_read, (events + 19) / 20, "each page but the last is full");
}

async fn wrong_cursors_are_refused(spark: Spark) {
    let alice = spark.user("alice").await;
    let room = alice.creates_room("PRIVATE", "Kitchen", &[]).await;
    let many = vec![(&room, 1); 1_001];
    for (cursors, first) in [(&[(&room, 0)][..], 50), (&[(&room, -1)], 50), (&[(&room, 1)], 0), (&[(&room, 1)], 201)] {
        let variables = json!({"cursors": as_json(cursors), "first": first});
        assert_eq!(alice.is_refused(QUERY, variables).await, "INVALID_INPUT", "{cursors:?} {first}");
    }
    assert_eq!(alice.is_refused(QUERY, json!({"cursors": as_json(&many)})).await, "INVALID_INPUT");
    assert_eq!(syncs(&alice, &many[..1_000], 50).await.len(), 1_000);
    assert!(syncs(&alice, &[], 50).await.is_empty());
    let sync = "query($room: ID!) { sync(roomId: $room, fromSeq: 0) { nextSeq } }";
    assert_eq!(alice.is_refused(sync, json!({"room": room})).await, "INVALID_INPUT");
}
