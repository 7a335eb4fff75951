//! A first message of which the hub was not told: the log says all the same in whose lists it puts the room.

use crate::harness::{PATIENCE, Person, Spark, on_both};
use futures_util::StreamExt;
use spark::{
    domain::event::{UserEvent, UserEventKind},
    feed::{Feeds, UserFeed, repair, sync, sync::Cursor},
    hub::{
        Hub,
        channel::{RoomItem, UserItem},
        mailbox::Budget,
    },
    ids::{RoomId, SessionId, UserId},
    metrics::Metrics,
    store::{Address, Store},
};
use std::sync::Arc;
use tokio::time::timeout;

on_both! {
    a_hole_is_filled_with_what_shows_a_room;
}

async fn next(feed: &mut UserFeed) -> Arc<UserEvent> {
    match timeout(PATIENCE, feed.next()).await.expect("silence") {
        Some(Ok(UserItem::Event(event))) => event.event().clone(),
        other => panic!("no event of a user: {other:?}"),
    }
}

async fn a_hole_is_filled_with_what_shows_a_room(spark: Spark) {
    let key = |person: &Person| person.id.parse::<UserId>().unwrap();
    let [alice, bob] = spark.users(["alice", "bob"]).await;
    let (room, _) = alice.opens(&bob).await;
    let id: RoomId = room.parse().unwrap();
    // A hub beside the server's: nobody tells it anything.
    let address: Address = spark.database.url.parse().unwrap();
    let (hub, holes) = Hub::new();
    let store = Store::open(&address, spark.clock.clone(), spark::seed(), hub.clone(), Metrics::new());
    let feeds = Feeds::new(hub.clone(), store.clone());
    let repairing = tokio::spawn(repair::run(feeds.clone(), holes));
    let mut alices = feeds.room_events(key(&alice), None, Vec::new(), Arc::new(Budget::default())).await.unwrap();
    assert!(matches!(alices.next().await, Some(Ok(RoomItem::Ready))));
    let mut bobs = feeds.user_events(key(&bob), SessionId(1), Arc::new(Budget::default())).await.unwrap();
    assert!(matches!(bobs.next().await, Some(Ok(UserItem::Ready))));
    for body in ["one", "two"] {
        alice.sends(&room, body).await;
    }
    // It hears of the second message alone.
    let mut snapshot = store.snapshot().await.unwrap();
    let page = sync::sync(snapshot.conn().unwrap(), key(&alice), Cursor::at(id, 4), 1).await.unwrap().unwrap();
    drop(snapshot);
    hub.take_logged(page.events[0].clone());
    let added = next(&mut bobs).await;
    let UserEventKind::MembershipAdded(membership, _) = &added.kind else { panic!("{added:?}") };
    assert_eq!((membership.unread_count, membership.as_of_seq, membership.is_hidden), (1, 3, false));
    let peer = next(&mut bobs).await;
    assert!(matches!(peer.kind, UserEventKind::PeerStatus(of) if of == id), "{peer:?}");
    let counts = next(&mut bobs).await;
    let UserEventKind::UnreadCountChanged(unread) = &counts.kind else { panic!("{counts:?}") };
    assert_eq!((unread.last_read_seq, unread.as_of_seq), (2, 3));
    for seq in [3, 4] {
        let Some(Ok(RoomItem::Event(event))) = alices.next().await else { panic!("no event {seq}") };
        assert_eq!(event.seq, seq);
    }
    repairing.abort();
    store.close().await;
}
