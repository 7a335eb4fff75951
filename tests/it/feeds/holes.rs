//! A hub that is told with holes, twice, and too late: whoever listens hears every number all the same. SQLite's one writer and
//! this process alone never do that; two queues, or a COMMIT of which nobody knows, may.

use crate::harness::{PATIENCE, Spark, on_both};
use futures_util::{StreamExt, poll};
use spark::{
    actions::sending::{Content, SendMessage},
    domain::event::Event,
    feed::{Feeds, RoomFeed, repair, sync::Cursor},
    hub::{Hub, channel::RoomItem, mailbox::Budget},
    ids::{RoomId, UserId},
    metrics::Metrics,
    store::{Address, Committed, Publisher, Request, Store},
    sync::Mutex,
};
use std::{collections::HashMap, pin::pin, sync::Arc};
use tokio::{task::JoinHandle, time::timeout};

on_both! {
    what_is_lost_is_read_from_the_log;
    what_comes_twice_or_late_is_heard_once;
    what_may_have_been_committed_is_looked_for;
    a_hole_of_many_pages_is_filled;
    the_newest_event_is_heard_once_and_by_nobody_twice;
    what_is_sent_while_the_past_is_told_does_not_make_it_too_long;
    who_listens_to_everything_is_registered_before_anything_is_read;
}

/// What becomes of an event on its way to the hub.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Fate {
    Lost,
    Twice,
    /// It comes with the next that comes at all.
    Late,
    /// Nobody knows whether it was committed.
    Doubted,
}

/// Tells the hub what is committed, but for what fate has in store for events by their numbers.
struct Lossy {
    hub: Arc<Hub>,
    fates: Mutex<HashMap<i64, Fate>>,
    late: Mutex<Vec<Committed>>,
}

impl Publisher for Lossy {
    fn publish(&self, committed: &Committed) {
        let [Event::Room(event)] = committed.events() else { panic!("{:?}", committed.events()) };
        let fate = self.fates.lock().get(&event.seq).copied();
        match fate {
            Some(Fate::Lost) => return,
            Some(Fate::Late) => return self.late.lock().push(committed.clone()),
            Some(Fate::Doubted) => return self.hub.commit_unknown(committed.events()),
            Some(Fate::Twice) => self.hub.publish(committed),
            None => {}
        }
        self.hub.publish(committed);
        for late in std::mem::take(&mut *self.late.lock()) {
            self.hub.publish(&late);
        }
    }

    fn commit_unknown(&self, events: &[Event]) {
        self.hub.commit_unknown(events);
    }
}

/// A node whose hub is told by fate; Alice listens on it to her room.
struct Node {
    store: Store,
    feeds: Feeds,
    alice: UserId,
    room: RoomId,
    repairing: JoinHandle<()>,
    fates: Arc<Lossy>,
}

impl Node {
    async fn with(spark: &Spark) -> Self {
        let alice = spark.user("alice").await;
        let room = alice.creates_room("PUBLIC", "Square", &[]).await;
        let address: Address = spark.database.url.parse().unwrap();
        let (hub, holes) = Hub::new();
        let fates = Arc::new(Lossy { hub: hub.clone(), fates: Mutex::default(), late: Mutex::default() });
        let store = Store::open(&address, spark.clock.clone(), spark::seed(), fates.clone(), Metrics::new());
        let feeds = Feeds::new(hub, store.clone());
        let repairing = tokio::spawn(repair::run(feeds.clone(), holes));
        let (key, id) = (alice.id.parse().unwrap(), room.parse().unwrap());
        Self { store, feeds, alice: key, room: id, repairing, fates }
    }

    fn fated(&self, fates: impl IntoIterator<Item = (i64, Fate)>) {
        self.fates.fates.lock().extend(fates);
    }

    async fn listens(&self) -> RoomFeed {
        let mut feed = self.feeds.room_events(self.alice, None, Vec::new(), Arc::new(Budget::default())).await.unwrap();
        assert!(matches!(feed.next().await, Some(Ok(RoomItem::Ready))));
        feed
    }

    /// Alice sends what gets these numbers.
    async fn sends(&self, numbers: std::ops::RangeInclusive<i64>) {
        for number in numbers {
            let request = Request::new(self.alice, number.to_string(), "sendMessage", "hi");
            let send = SendMessage { request, room: self.room, content: Content::text("hi") };
            assert_eq!(self.store.write_in_batch(send).await.unwrap().answer.message.seq, number);
        }
    }

    async fn stops(self) {
        self.repairing.abort();
        self.store.close().await;
    }
}

/// The next numbers, each once and in order.
async fn hears(feed: &mut RoomFeed, numbers: std::ops::RangeInclusive<i64>) {
    for number in numbers {
        match timeout(PATIENCE, feed.next()).await.expect("silence") {
            Some(Ok(RoomItem::Event(event))) => assert_eq!(event.seq, number),
            other => panic!("{number} is missing: {other:?}"),
        }
    }
}

async fn what_is_lost_is_read_from_the_log(spark: Spark) {
    let node = Node::with(&spark).await;
    let mut feed = node.listens().await;
    // The first, several, and between them one that comes.
    node.fated([2, 4, 5, 7].map(|number| (number, Fate::Lost)));
    node.sends(2..=9).await;
    hears(&mut feed, 2..=9).await;
    node.sends(10..=10).await;
    hears(&mut feed, 10..=10).await;
    node.stops().await;
}

async fn what_comes_twice_or_late_is_heard_once(spark: Spark) {
    let node = Node::with(&spark).await;
    let mut feed = node.listens().await;
    let fates =
        [(2, Fate::Twice), (3, Fate::Late), (5, Fate::Late), (6, Fate::Late), (7, Fate::Twice), (9, Fate::Twice)];
    node.fated(fates);
    node.sends(2..=9).await;
    hears(&mut feed, 2..=9).await;
    node.sends(10..=10).await;
    hears(&mut feed, 10..=10).await;
    node.stops().await;
}

/// Nothing comes after it that would show the hole.
async fn what_may_have_been_committed_is_looked_for(spark: Spark) {
    let node = Node::with(&spark).await;
    let mut feed = node.listens().await;
    node.fated([(2, Fate::Doubted), (4, Fate::Lost), (5, Fate::Doubted)]);
    node.sends(2..=2).await;
    hears(&mut feed, 2..=2).await;
    node.sends(3..=5).await;
    hears(&mut feed, 3..=5).await;
    node.stops().await;
}

async fn a_hole_of_many_pages_is_filled(spark: Spark) {
    let node = Node::with(&spark).await;
    let mut feed = node.listens().await;
    // Twice as many as are read at once, and one.
    node.fated((2..=1_002).map(|number| (number, Fate::Lost)));
    node.fated([(1_002, Fate::Doubted)]);
    node.sends(2..=1_002).await;
    // As many as find a place are told one by one; the rest are what is missing, without a hole.
    let mut next = 2;
    while next <= 1_002 {
        match timeout(PATIENCE, feed.next()).await.expect("silence") {
            Some(Ok(RoomItem::Event(event))) => {
                assert_eq!(event.seq, next);
                next += 1;
            }
            Some(Ok(RoomItem::SyncRequired(gap))) => {
                let (from, to) = (gap.from, gap.to);
                assert!(from == next && to >= from, "{next}: from {from} to {to}");
                next = to + 1;
            }
            other => panic!("{next} is missing: {other:?}"),
        }
    }
    assert_eq!(next, 1_003);
    node.stops().await;
}

async fn the_newest_event_is_heard_once_and_by_nobody_twice(spark: Spark) {
    let node = Node::with(&spark).await;
    let mut feeds = [node.listens().await, node.listens().await];
    node.fated((2..=6).map(|number| (number, Fate::Twice)));
    for number in 2..=6 {
        node.sends(number..=number).await;
        for feed in &mut feeds {
            hears(feed, number..=number).await;
        }
    }
    node.stops().await;
}

/// Nor does what comes between the reading of how much there is and that of the first page.
async fn what_is_sent_while_the_past_is_told_does_not_make_it_too_long(spark: Spark) {
    const REPLAYED: u32 = 10_000;
    let node = Node::with(&spark).await;
    let series = spark.database.series(REPLAYED);
    spark
        .database
        .execute(&format!(
            "{series} INSERT INTO messages (room_id, seq, updated_seq, actor_id, body, text_count, created_at)
               SELECT r.id, 1 + i, 1 + i, u.id, 'long ago', i, r.created_at FROM n, rooms r, users u;
             UPDATE rooms SET latest_seq = 1 + {REPLAYED}, text_count = {REPLAYED}, last_message_seq = 1 + {REPLAYED}"
        ))
        .await;
    let (all, newest) = (vec![Cursor::at(node.room, 2)], i64::from(REPLAYED) + 2);
    let mut feed = node.feeds.room_events(node.alice, None, all, Arc::default()).await.unwrap();
    assert!(matches!(feed.next().await, Some(Ok(RoomItem::Ready))));
    node.sends(newest..=newest).await;
    hears(&mut feed, 2..=newest).await;
    node.stops().await;
}

/// Else what is published between the two is told by neither.
async fn who_listens_to_everything_is_registered_before_anything_is_read(spark: Spark) {
    let node = Node::with(&spark).await;
    let (hub, feeds) = (node.fates.hub.clone(), node.feeds.clone());
    let mut begins = pin!(feeds.global(node.alice, spark.clock.now(), Arc::default()));
    assert!(poll!(&mut begins).is_pending(), "it reads");
    assert_eq!(hub.subscriptions(), 1);
    begins.await.unwrap();
    node.stops().await;
}
