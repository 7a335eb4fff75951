//! A departure of which the hub was not told in time: what fills the hole is in the state of today, and whoever left in it is not
//! shown that.

use super::LATER;
use crate::harness::{PATIENCE, Person, Spark, on_both};
use futures_util::StreamExt;
use serde_json::json;
use spark::{
    feed::{Feeds, RoomFeed, repair, sync, sync::Cursor},
    hub::{Hub, channel::RoomItem, mailbox::Budget},
    ids::{RoomId, UserId},
    metrics::Metrics,
    store::{Address, Store},
};
use std::sync::Arc;
use tokio::time::timeout;

on_both! {
    a_hole_with_a_departure_in_it_shows_nothing_of_after_it;
}

async fn next(feed: &mut RoomFeed) -> RoomItem {
    timeout(PATIENCE, feed.next()).await.expect("silence").unwrap().unwrap()
}

async fn a_hole_with_a_departure_in_it_shows_nothing_of_after_it(spark: Spark) {
    let key = |person: &Person| person.id.parse::<UserId>().unwrap();
    let [alice, bob, carol, dave] = spark.users(["alice", "bob", "carol", "dave"]).await;
    let room = alice.creates_room("PRIVATE", "Kitchen", &[&bob, &carol]).await;
    let id: RoomId = room.parse().unwrap();
    // A hub beside the server's: nobody tells it anything.
    let address: Address = spark.database.url.parse().unwrap();
    let (hub, holes) = Hub::new();
    let store = Store::open(&address, spark.clock.clone(), spark::seed(), hub.clone(), Metrics::new());
    let feeds = Feeds::new(hub.clone(), store.clone());
    let repairing = tokio::spawn(repair::run(feeds.clone(), holes));
    let mut heard = Vec::new();
    for person in [&bob, &carol, &dave] {
        let feed = feeds.room_events(key(person), None, Vec::new(), Arc::new(Budget::default()));
        let mut feed = feed.await.unwrap();
        assert!(matches!(next(&mut feed).await, RoomItem::Ready));
        heard.push(feed);
    }
    let [mut bobs, mut carols, mut daves] = <[RoomFeed; 3]>::try_from(heard).unwrap_or_else(|_| unreachable!());
    let first = alice.sends(&room, "before").await;
    // Dave comes and goes in the hole.
    alice.adds(&room, &[&dave]).await;
    dave.leaves(&room).await;
    let departure = alice.removes(&room, &carol).await;
    assert_eq!((&first["seq"], departure), (&json!(4), 7));
    alice.does("editMessage", json!({"messageId": first["id"], "body": LATER}), "").await;
    alice.does("updateRoom", json!({"roomId": room, "name": LATER}), "").await;
    alice.sends(&room, LATER).await;
    // It hears of the last one alone.
    let mut snapshot = store.snapshot().await.unwrap();
    let page = sync::sync(snapshot.conn().unwrap(), key(&alice), Cursor::at(id, 10), 1).await.unwrap().unwrap();
    drop(snapshot);
    hub.take_logged(page.events[0].clone());
    for seq in 4..=10 {
        let RoomItem::Event(event) = next(&mut bobs).await else { panic!("no event {seq}") };
        assert_eq!((event.seq, event.room.name.as_deref()), (seq, Some(LATER)));
    }
    // Carol is told what she missed up to her departure, and nothing of it; Dave, who never heard of the room, nothing at all.
    let told = next(&mut carols).await;
    let RoomItem::SyncRequired(gap) = told else { panic!("{told:?}") };
    assert_eq!((gap.room, gap.from, gap.to), (id, 4, departure));
    for feed in [&mut carols, &mut daves] {
        assert!(futures_util::poll!(feed.next()).is_pending());
    }
    repairing.abort();
    store.close().await;
}
