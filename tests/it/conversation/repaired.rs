//! Mentions after a COMMIT of which nobody knows: the log does not say whom a message named before, so the counts are read anew.

use crate::harness::{PATIENCE, Spark, on_both};
use futures_util::StreamExt;
use spark::{
    actions::{Actions, Actor, messages::NewText, passwords::Passwords, rates::Rates},
    domain::event::{Event, Unread, UserEventKind},
    feed::{Feeds, UserFeed, repair},
    hub::{Hub, channel::UserItem, mailbox::Budget},
    ids::{SessionId, UserId},
    metrics::Metrics,
    store::{Address, Committed, Publisher, Request, Store, memberships},
    sync::Mutex,
};
use std::{collections::HashSet, sync::Arc};
use tokio::time::timeout;

on_both! {
    an_edit_of_which_nobody_knows_is_counted_all_the_same;
}

/// Tells the hub what is committed, but of some numbers that nobody knows.
struct Doubting {
    hub: Arc<Hub>,
    numbers: Mutex<HashSet<i64>>,
}

impl Publisher for Doubting {
    fn publish(&self, committed: &Committed) {
        let is_doubted =
            |event: &Event| matches!(event, Event::Room(event) if self.numbers.lock().contains(&event.seq));
        if committed.events().iter().any(is_doubted) {
            return self.hub.commit_unknown(committed.events());
        }
        self.hub.publish(committed);
    }

    fn commit_unknown(&self, events: &[Event]) {
        self.hub.commit_unknown(events);
    }
}

/// The counts of a number, when they are told.
async fn counts_at(feed: &mut UserFeed, seq: i64) -> Unread {
    loop {
        let item = timeout(PATIENCE, feed.next()).await.expect("silence");
        let Some(Ok(UserItem::Event(event))) = item else { panic!("{seq} is missing: {item:?}") };
        match event.kind {
            UserEventKind::UnreadCountChanged(counts) if counts.as_of_seq >= seq => return counts,
            _ => {}
        }
    }
}

async fn an_edit_of_which_nobody_knows_is_counted_all_the_same(spark: Spark) {
    let [alice, bob] = spark.users(["alice", "bob"]).await;
    let room = bob.creates_room("PUBLIC", "Square", &[&alice]).await;
    let address: Address = spark.database.url.parse().unwrap();
    let (hub, holes) = Hub::new();
    let doubting = Arc::new(Doubting { hub: hub.clone(), numbers: Mutex::new(HashSet::from([4, 6])) });
    let store = Store::open(&address, spark.clock.clone(), spark::seed(), doubting, Metrics::new());
    let feeds = Feeds::new(hub.clone(), store.clone());
    let repairing = tokio::spawn(repair::run(feeds.clone(), holes));
    // Counts that follow each other wait for a tick.
    let (ticked, clock) = (hub.clone(), spark.clock.clone());
    let ticking = tokio::spawn(async move {
        let mut ticks = tokio::time::interval(std::time::Duration::from_millis(50));
        loop {
            ticks.tick().await;
            ticked.tick(clock.read());
        }
    });
    let rates = Rates::new(spark::actions::rates::RateLimits::default(), spark.clock.clone());
    let actions = Actions::new(store.clone(), rates, Passwords::new().unwrap());
    let key = |id: &str| id.parse::<UserId>().unwrap();
    let (alice, bob, room) = (key(&alice.id), key(&bob.id), room.parse().unwrap());
    let mut heard = feeds.user_events(alice, SessionId(1), Arc::new(Budget::default())).await.unwrap();
    assert!(matches!(heard.next().await, Some(Ok(UserItem::Ready))));
    let says = async |id: &str, body: &str| {
        let request = Request::new(bob, id.into(), "sendMessage", body);
        let text = NewText { body: body.into(), metadata: None, parent: None, uploads: Vec::new() };
        actions.send_message(SessionId(2), request, room, text).await.unwrap().answer.message
    };
    let edits = async |seq: i64, body: &str| {
        let mut snapshot = store.snapshot().await.unwrap();
        let key = spark::ids::MessageKey { room, seq };
        let message = spark::store::messages::find(snapshot.conn().unwrap(), key).await.unwrap().unwrap();
        drop(snapshot);
        let actor = Actor { user: bob, session: SessionId(2), request: None };
        let id = message.id().to_string().parse().unwrap();
        actions.edit_message(&actor, id, body.into()).await.unwrap();
    };
    let soup = says("one", "soup").await.seq;
    assert_eq!((soup, counts_at(&mut heard, 3).await.mention_count), (3, 0));
    // That it names her is known by the log alone; and that it names her no more.
    edits(soup, "soup, @alice").await;
    assert_eq!(counts_at(&mut heard, 4).await.mention_count, 1);
    says("two", "@all").await;
    assert_eq!(counts_at(&mut heard, 5).await.mention_count, 2);
    edits(soup, "soup").await;
    assert_eq!(counts_at(&mut heard, 6).await.mention_count, 1);
    says("three", "@alice").await;
    let told = counts_at(&mut heard, 7).await;
    let mut snapshot = store.snapshot().await.unwrap();
    let counted = memberships::list_of_user(snapshot.conn().unwrap(), alice).await.unwrap();
    assert_eq!((told, told.mention_count), (counted[0].unread(), 2));
    drop(snapshot);
    ticking.abort();
    repairing.abort();
    store.close().await;
}
