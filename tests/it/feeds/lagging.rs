//! A reader who is too slow loses events, but always knows which.

use super::{END, NUMBERS, latest, seq, text};
use crate::harness::{Feed, Person, Socket, Spark, on_both, person::Room, person::fresh};
use futures_util::future::join_all;
use serde_json::{Value, json};
use std::collections::HashMap;

on_both! {
    who_does_not_read_is_told_what_is_missing;
    counts_survive_a_reader_who_does_not_read;
}

/// Far more than a mailbox holds, and what the system keeps for a narrow socket. Not more: a socket that nobody reads is
/// closed after a while, and the flood must have ended by then on the slowest machine.
const MESSAGES: usize = 200;

/// Long messages, through a few connections.
async fn sends_long(person: &Person, room: &Room, count: usize) {
    const CONNECTIONS: usize = 4;
    let body = "€".repeat(8_000);
    let send = async |n: usize| {
        for _ in (n..count).step_by(CONNECTIONS) {
            let input = json!({"roomId": room, "body": body, "clientMutationId": fresh()});
            person.does("sendMessage", input, "").await;
        }
    };
    join_all((0..CONNECTIONS).map(send)).await;
}

/// Where a room's reader stands, and which numbers it was told to fetch.
struct Reading {
    next: i64,
    dropped: Vec<(i64, i64)>,
}

/// Reads until each room said its end. Whatever comes is the next number, or says of itself that it is missing.
async fn reads_to_the_end(feed: &mut Feed, rooms: &mut HashMap<Room, Reading>) {
    let mut open = rooms.len();
    while open > 0 {
        let item = feed.next().await;
        let reading = rooms.get_mut(text(&item, "roomId")).unwrap();
        if item["__typename"] == "SyncRequired" {
            let (from, to) = (item["fromSeq"].as_i64().unwrap(), item["toSeq"].as_i64().unwrap());
            assert_eq!(from, reading.next, "{item}");
            assert!(to >= from, "{item}");
            reading.dropped.push((from, to));
            reading.next = to + 1;
        } else {
            assert_eq!(seq(&item), reading.next);
            reading.next += 1;
            if item["message"]["body"] == END {
                open -= 1;
            }
        }
    }
}

async fn who_does_not_read_is_told_what_is_missing(spark: Spark) {
    let [alice, bob, carol] = spark.users(["alice", "bob", "carol"]).await;
    let flooded = alice.creates_room("PRIVATE", "Square", &[&bob, &carol]).await;
    let quiet = alice.creates_room("PRIVATE", "Kitchen", &[&bob, &carol]).await;
    let first = latest(&alice, &flooded).await + 1;
    let query = format!("subscription {{ roomEvents {{ {NUMBERS} }} }}");
    let mut bobs = Feed::begin(Socket::narrow(&spark.url, &bob.token).await, &query, json!({})).await;
    assert_eq!(bobs.next().await["__typename"], "StreamReady");
    alice.sends(&quiet, "before the flood").await;
    // Nobody reads Bob's socket from here on.
    tokio::join!(sends_long(&alice, &flooded, MESSAGES / 2), sends_long(&carol, &flooded, MESSAGES / 2));
    alice.sends(&quiet, "after the flood").await;
    let here = |next| Reading { next, dropped: Vec::new() };
    let mut rooms = HashMap::from([(flooded.clone(), here(first)), (quiet.clone(), here(4))]);
    // He reads again, while others go on.
    let more = async {
        sends_long(&alice, &flooded, 50).await;
        alice.sends(&flooded, END).await;
        alice.sends(&quiet, END).await
    };
    tokio::join!(reads_to_the_end(&mut bobs, &mut rooms), more);
    for (room, reading) in &rooms {
        assert_eq!(reading.next, latest(&alice, room).await + 1);
        for &(from, to) in &reading.dropped {
            let synced = bob.syncs(room, from).await;
            let numbers: Vec<_> = synced.iter().map(seq).filter(|seq| *seq <= to).collect();
            assert_eq!(numbers, (from..=to).collect::<Vec<_>>());
        }
    }
    assert!(!rooms[&flooded].dropped.is_empty(), "the server kept everything for a reader who did not read");
    // Now that he reads, he hears live.
    let sent = alice.sends(&flooded, "are you back?").await;
    assert_eq!(bobs.next().await["seq"], sent["seq"]);
}

async fn counts_survive_a_reader_who_does_not_read(spark: Spark) {
    let [alice, bob] = spark.users(["alice", "bob"]).await;
    let room = alice.creates_room("PRIVATE", "Square", &[&bob]).await;
    let mut socket = Socket::narrow(&spark.url, &bob.token).await;
    let rooms = socket.begins(&format!("subscription {{ roomEvents {{ {NUMBERS} }} }}"), json!({})).await;
    let own = "subscription { userEvents { __typename ... on UnreadCountChanged { unreadCount asOfSeq } } }";
    let own = socket.begins(own, json!({})).await;
    for id in [&rooms, &own] {
        assert_eq!(socket.hears(id).await["payload"]["data"].as_object().unwrap().len(), 1);
    }
    sends_long(&alice, &room, MESSAGES / 2).await;
    let last = seq(&alice.sends(&room, END).await);
    // The counts are merged to the newest, or the reader is told to read anew; both are true in the end.
    let mut unread = Value::Null;
    while unread["asOfSeq"] != last {
        let message = socket.hears(&own).await;
        unread = message["payload"]["data"]["userEvents"].clone();
        if unread["__typename"] == "LoginSyncRequired" {
            unread = bob.login_sync().await["memberships"]["nodes"][0].clone();
        }
    }
    assert_eq!(unread["unreadCount"], MESSAGES / 2 + 1);
}
