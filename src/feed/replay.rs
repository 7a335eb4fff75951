//! `roomEvents` as one stream: ready, then the past that the reader asks for, then what happens.

use crate::{
    domain::{event::RoomEvent, refusal::Refusal},
    feed::{
        Feeds,
        sync::{Cursor, SyncPage, sync_rooms},
    },
    hub::{
        Subscription, SubscriptionId, UserTopic,
        mailbox::{Budget, Delivery},
        posted::Posted,
    },
    ids::{RoomId, Seq, UserId},
    store::StoreError,
};
use async_stream::try_stream;
use futures_util::{Stream, StreamExt, stream::BoxStream};
use std::{
    collections::{HashMap, HashSet},
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
};

/// The most events that a `resume` replays (contract, Events); a longer one is told to sync.
const MAX_REPLAY: Seq = 10_000;
/// How many events are read at once while replaying.
const PAGE: usize = 200;

/// What `roomEvents` yields.
#[derive(Clone, Debug)]
pub enum RoomItem {
    Ready,
    Event(Posted<RoomEvent>),
    SyncRequired { room: RoomId, from: Seq, to: Seq },
}

/// What `roomEvents` is: the past, then the mailbox. The latter by hand, for every delivery goes through it.
pub struct RoomFeed {
    past: Option<BoxStream<'static, Result<Past, Refusal>>>,
    /// What the past brought of each room: the live events begin after it.
    replayed: HashMap<RoomId, Seq>,
    live: Subscription,
}

enum Past {
    Item(RoomItem),
    /// The last one: what was replayed of each room.
    CaughtUp(HashMap<RoomId, Seq>),
}

impl Stream for RoomFeed {
    type Item = Result<RoomItem, Refusal>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        while let Some(past) = &mut self.past {
            match ready!(past.poll_next_unpin(context)) {
                Some(Ok(Past::Item(item))) => return Poll::Ready(Some(Ok(item))),
                Some(Ok(Past::CaughtUp(replayed))) => {
                    self.past = None;
                    self.replayed = replayed;
                }
                Some(Err(refusal)) => return Poll::Ready(Some(Err(refusal))),
                None => return Poll::Ready(None),
            }
        }
        loop {
            let Some(delivery) = ready!(self.live.inbox.poll_next_unpin(context)) else { return Poll::Ready(None) };
            if let Some(item) = live(delivery, &self.replayed) {
                return Poll::Ready(Some(Ok(item)));
            }
        }
    }
}

impl Feeds {
    /// The user's rooms, or those of `filter`. Cursors of rooms that can't be read are passed over.
    pub async fn room_events(
        &self,
        user: UserId,
        filter: Option<HashSet<RoomId>>,
        resume: Vec<Cursor>,
        budget: Arc<Budget>,
    ) -> Result<RoomFeed, Refusal> {
        let mut seen = HashSet::new();
        let resume: Vec<_> = resume
            .into_iter()
            .filter(|cursor| filter.as_ref().is_none_or(|rooms| rooms.contains(&cursor.room)))
            .filter(|cursor| seen.insert(cursor.room))
            .collect();
        let subscription = self.subscribe_rooms(user, filter, seen, budget).await?;
        let past = self.clone().past(subscription.user.clone(), subscription.id, resume);
        Ok(RoomFeed { past: Some(past.boxed()), replayed: HashMap::new(), live: subscription })
    }

    /// The past of the rooms in `resume`, which are silent as yet; at its end they are live.
    fn past(
        self,
        topic: Arc<UserTopic>,
        id: SubscriptionId,
        resume: Vec<Cursor>,
    ) -> impl Stream<Item = Result<Past, Refusal>> + Send + use<> {
        let (feeds, user) = (self, topic.id);
        try_stream! {
            // How far the replay is to go, read before anybody is told to go on: what is committed later does not make it too long.
            let asked = Box::pin(feeds.latest(user, &resume)).await?;
            yield Past::Item(RoomItem::Ready);
            // What was replayed of each room: the live events begin after it.
            let mut replayed: HashMap<RoomId, Seq> = HashMap::new();
            let mut left = MAX_REPLAY;
            let mut behind = Vec::with_capacity(resume.len());
            for mut cursor in resume {
                let (room, mut next) = (cursor.room, cursor.from);
                let mut begun = false;
                while let Some(page) = Box::pin(feeds.page(user, cursor)).await? {
                    // What is committed during the replay belongs to it, and does not make it too long.
                    let missing = asked.get(&room).unwrap_or(&page.latest_seq) + 1 - next;
                    if !begun && (page.reset || missing > left) {
                        let live = feeds.hub.go_live(&topic, id, room);
                        let to = live.unwrap_or_default().max(page.latest_seq);
                        replayed.insert(room, to);
                        if live.is_some() {
                            // Of a cursor that is none of this log, `sync` then says that it is to be reset.
                            yield Past::Item(RoomItem::SyncRequired { room, from: next, to });
                        }
                        break;
                    }
                    if !begun {
                        begun = true;
                        left -= missing;
                    }
                    next = page.next_seq;
                    cursor = Cursor::at(room, next);
                    for event in page.events {
                        yield Past::Item(RoomItem::Event(Posted::new(Arc::new(event.into_event()))));
                    }
                    if !page.has_more {
                        break;
                    }
                }
                if !replayed.contains_key(&room) {
                    behind.push((room, next, begun));
                }
            }
            // All are caught up but for what came meanwhile. Only now they go live, so that what waits in the mailbox waits for
            // one short round, not for the past of other rooms.
            for (room, mut next, begun) in behind {
                let live = feeds.hub.go_live(&topic, id, room);
                // Who does not hear the room yet may begin to with an event that was replayed already.
                if live.is_some() || begun {
                    replayed.insert(room, live.unwrap_or_default().max(next - 1));
                }
                let Some(until) = live else { continue };
                while next <= until {
                    let Some(page) = Box::pin(feeds.page(user, Cursor::at(room, next))).await? else { break };
                    for event in page.events {
                        if event.seq <= until {
                            yield Past::Item(RoomItem::Event(Posted::new(Arc::new(event.into_event()))));
                        }
                    }
                    next = page.next_seq;
                }
            }
            yield Past::CaughtUp(replayed);
        }
    }

    /// The newest numbers of the rooms that can be read.
    async fn latest(&self, user: UserId, cursors: &[Cursor]) -> Result<HashMap<RoomId, Seq>, StoreError> {
        if cursors.is_empty() {
            return Ok(HashMap::new());
        }
        let mut snapshot = self.store.snapshot().await?;
        let pages = sync_rooms(snapshot.conn()?, user, cursors, 0).await?;
        Ok(pages.into_iter().flatten().map(|page| (page.room, page.latest_seq)).collect())
    }

    async fn page(&self, user: UserId, cursor: Cursor) -> Result<Option<SyncPage>, StoreError> {
        let mut snapshot = self.store.snapshot().await?;
        Ok(sync_rooms(snapshot.conn()?, user, &[cursor], PAGE).await?.pop().flatten())
    }
}

/// A live event, unless the replay brought it already.
fn live(delivery: Delivery, replayed: &HashMap<RoomId, Seq>) -> Option<RoomItem> {
    let last = |room: RoomId| replayed.get(&room).copied().unwrap_or_default();
    match delivery {
        Delivery::Room(event) => (event.seq > last(event.room_id())).then_some(RoomItem::Event(event)),
        Delivery::SyncRequired { room, from, to } => {
            let from = from.max(last(room) + 1);
            (from <= to).then_some(RoomItem::SyncRequired { room, from, to })
        }
        Delivery::User(_)
        | Delivery::LoginSyncRequired
        | Delivery::Active(_)
        | Delivery::Global(_)
        | Delivery::TooSlow
        | Delivery::SessionEnded(_) => None,
    }
}
