//! `resume`: the past first, whole and in order, whatever happens meanwhile.

use super::{END, floods, latest, resumes, sends_many, seq, text};
use crate::harness::{Event, Feed, Person, Spark, on_both, person::Room};
use futures_util::future::join_all;
use serde_json::json;
use std::collections::HashMap;

on_both! {
    a_resume_is_whole_while_others_write;
    ten_thousand_are_replayed_and_more_are_told;
    a_resume_beyond_the_newest_number_goes_on_with_the_next;
    what_cannot_be_read_is_passed_over;
}

async fn a_resume_is_whole_while_others_write(spark: Spark) {
    let [alice, bob, carol] = spark.users(["alice", "bob", "carol"]).await;
    let mut rooms = Vec::new();
    for (name, before) in [("Kitchen", 0), ("Garden", 60), ("Square", 420)] {
        let room = alice.creates_room("PRIVATE", name, &[&bob, &carol]).await;
        sends_many(&alice, &room, before).await;
        rooms.push(room);
    }
    let flood = async {
        let writers = rooms.iter().flat_map(|room| [(&alice, room), (&carol, room)]);
        join_all(writers.map(|(person, room)| floods(person, room, 50))).await;
        join_all(rooms.iter().map(|room| alice.sends(room, END))).await;
    };
    let mut witness = bob.hears_rooms().await;
    let readers = async {
        let mut readers = Vec::new();
        for froms in [[1, 1, 1], [3, 40, 200], [1, 63, 424], [2, 61, 3]] {
            // Each begins somewhere in the flood.
            for _ in 0..40 {
                witness.next().await;
            }
            let cursors: Vec<_> = rooms.iter().zip(froms).collect();
            let feed = resumes(&bob, &cursors).await;
            let froms: HashMap<Room, i64> = rooms.iter().cloned().zip(froms).collect();
            readers.push(tokio::spawn(reads_to_the_end(feed, froms)));
        }
        drop(witness);
        join_all(readers).await.into_iter().map(Result::unwrap).collect::<Vec<_>>()
    };
    let ((), ends, ()) = tokio::join!(flood, readers, syncs_meanwhile(&carol, &rooms));
    for room in &rooms {
        let last = latest(&alice, room).await;
        for next in &ends {
            assert_eq!(next[room], last + 1, "the numbers of {room} did not end with its last");
        }
    }
}

/// Hears every number of each room once, in order, until each room said its end; the number after the last.
async fn reads_to_the_end(mut feed: Feed, mut next: HashMap<Room, i64>) -> HashMap<Room, i64> {
    let mut ended = 0;
    while ended < next.len() {
        let event = feed.next().await;
        let room = text(&event, "roomId");
        assert_eq!(seq(&event), next[room], "{event}");
        *next.get_mut(room).unwrap() += 1;
        if event["message"]["body"] == END {
            ended += 1;
        }
    }
    next
}

/// Every page read in the flood is whole by its own account.
async fn syncs_meanwhile(person: &Person, rooms: &[Room]) {
    let query = "query($room: ID!, $from: Int!) { sync(roomId: $room, fromSeq: $from, first: 50) {
        latestSeq nextSeq hasMore reset events { seq room { latestSeq } } } }";
    for room in rooms {
        let (mut from, mut more) = (1, true);
        while more {
            let page = person.reads(query, json!({"room": room, "from": from})).await["sync"].clone();
            let numbers: Vec<_> = page["events"].as_array().unwrap().iter().map(seq).collect();
            let (newest, next) = (page["latestSeq"].as_i64().unwrap(), page["nextSeq"].as_i64().unwrap());
            assert_eq!(numbers, (from..next).collect::<Vec<_>>());
            assert!(next - from == 50 || next == newest + 1, "a short page that is not the last: {page}");
            assert_eq!((page["hasMore"] == true, page["reset"] == true), (next <= newest, false));
            more = next <= newest;
            from = next;
        }
    }
}

async fn ten_thousand_are_replayed_and_more_are_told(spark: Spark) {
    const REPLAYED: i64 = 10_000;
    let [alice, bob] = spark.users(["alice", "bob"]).await;
    let kitchen = alice.creates_room("PRIVATE", "Kitchen", &[&bob]).await;
    let room = alice.creates_room("PRIVATE", "Archive", &[&bob]).await;
    let series = spark.database.series(10_100);
    spark
        .database
        .execute(&format!(
            "{series} INSERT INTO messages (room_id, seq, updated_seq, actor_id, body, text_count, created_at)
               SELECT r.id, r.latest_seq + i, r.latest_seq + i, u.id, 'long ago', r.text_count + i, r.created_at
               FROM n, rooms r, users u WHERE r.name = 'Archive' AND u.username = 'alice';
             UPDATE rooms SET latest_seq = latest_seq + 10100, text_count = text_count + 10100,
               last_message_seq = latest_seq + 10100 WHERE name = 'Archive'"
        ))
        .await;
    let before = latest(&alice, &room).await;
    let mut told = resumes(&bob, &[(&room, before - REPLAYED)]).await;
    let required = told.next().await;
    assert_eq!(required["__typename"], "SyncRequired");
    assert_eq!((&required["fromSeq"], &required["toSeq"]), (&json!(before - REPLAYED), &json!(before)));

    // So many are replayed of all rooms together.
    let mut both = resumes(&bob, &[(&kitchen, 2), (&room, before - REPLAYED + 1)]).await;
    assert_eq!(text(&both.next().await, "roomId"), kitchen);
    let required = both.next().await;
    assert_eq!(required, Event::of("SyncRequired").with("fromSeq", before - REPLAYED + 1), "{required}");
    let mut both = resumes(&bob, &[(&kitchen, 2), (&room, before - REPLAYED + 2)]).await;
    assert_eq!(text(&both.next().await, "roomId"), kitchen);
    assert_eq!(seq(&both.next().await), before - REPLAYED + 2);
    drop(both);

    // What is sent while the past is replayed does not make it too long.
    let from = before - REPLAYED + 1;
    let replayed = reads_to_the_end(resumes(&bob, &[(&room, from)]).await, HashMap::from([(room.clone(), from)]));
    let flood = async {
        sends_many(&alice, &room, 100).await;
        alice.sends(&room, END).await
    };
    let (ends, last) = tokio::join!(replayed, flood);
    assert_eq!(ends[&room], seq(&last) + 1);
    let live = reads_to_the_end(told, HashMap::from([(room.clone(), before + 1)])).await;
    assert_eq!(live[&room], seq(&last) + 1);
}

async fn a_resume_beyond_the_newest_number_goes_on_with_the_next(spark: Spark) {
    let [alice, bob] = spark.users(["alice", "bob"]).await;
    let room = alice.creates_room("PRIVATE", "Kitchen", &[&bob]).await;
    let newest = latest(&bob, &room).await;
    let mut next = resumes(&bob, &[(&room, newest + 1)]).await;
    // Numbers that the server does not have, as after a backup was put back.
    let mut beyond = resumes(&bob, &[(&room, newest + 2)]).await;
    let required = beyond.next().await;
    assert_eq!(required, Event::of("SyncRequired").with("toSeq", newest));
    let sent = alice.sends(&room, "hello").await;
    for feed in [&mut next, &mut beyond] {
        let event = feed.next().await;
        assert_eq!(event, Event::of("MessageSent").seq(&sent["seq"]));
    }
}

async fn what_cannot_be_read_is_passed_over(spark: Spark) {
    let [alice, bob] = spark.users(["alice", "bob"]).await;
    let kitchen = alice.creates_room("PRIVATE", "Kitchen", &[&bob]).await;
    let square = alice.creates_room("PUBLIC", "Square", &[]).await;
    let vault = alice.creates_room("PRIVATE", "Vault", &[]).await;
    let nonsense = "no room at all".to_owned();
    let cursors = [(&square, 1), (&vault, 1), (&nonsense, 1), (&kitchen, 2), (&kitchen, 1)];
    let mut feed = resumes(&bob, &cursors).await;
    let joined = feed.next().await;
    assert_eq!((text(&joined, "roomId"), seq(&joined)), (kitchen.as_str(), 2), "the first cursor of a room counts");
    alice.sends(&vault, "psst").await;
    alice.sends(&square, "anybody?").await;
    let sent = alice.sends(&kitchen, "soup").await;
    let event = feed.next().await;
    assert_eq!((text(&event, "roomId"), &event["seq"]), (kitchen.as_str(), &sent["seq"]));
    // Whoever comes into a room that was passed over hears it from the joining on.
    let joined = bob.joins(&square).await;
    let event = feed.next().await;
    assert_eq!(event, Event::of("MemberJoined").seq(&joined["seq"]));
    alice.sends(&square, "there you are").await;
    assert_eq!(text(&feed.next().await, "roomId"), square);
}
