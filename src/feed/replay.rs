//! The past of rooms, read from the log page by page, until it meets the live events.

use crate::{
    domain::refusal::Refusal,
    feed::{
        Feeds,
        sync::{Cursor, SyncPage, sync_rooms},
    },
    hub::{SubscriptionId, UserTopic, channel::RoomItem, shared_event::SharedEvent},
    ids::{RoomId, Seq, UserId},
    store::StoreError,
};
use async_stream::try_stream;
use futures_util::Stream;
use std::{collections::HashMap, sync::Arc};

/// The most events that a `resume` replays. A longer one gets `SyncRequired`.
const MAX_REPLAY: Seq = 10_000;
/// How many events are read at once while replaying.
const PAGE: usize = 200;

/// Up to which `seq` the past of each room was replayed.
pub(super) type Replayed = HashMap<RoomId, Seq>;

/// What a replay yields.
pub(super) enum Past {
    Item(RoomItem),
    /// The last item: up to which `seq` each room was replayed.
    CaughtUp(Replayed),
}

impl Feeds {
    /// The past of the rooms in `resume`. They are silent while it runs; at its end they are live.
    pub(super) fn past(
        self,
        topic: Arc<UserTopic>,
        id: SubscriptionId,
        resume: Vec<Cursor>,
    ) -> impl Stream<Item = Result<Past, Refusal>> + Send + use<> {
        let (feeds, user) = (self, topic.id);
        try_stream! {
            // How far the replay must go. It is read before StreamReady, so that what is committed later does not make it too long.
            let asked = Box::pin(feeds.latest(user, &resume)).await?;
            yield Past::Item(RoomItem::Ready);
            // Up to which `seq` each room was replayed.
            let mut replayed = Replayed::new();
            let mut left = MAX_REPLAY;
            let mut behind = Vec::with_capacity(resume.len());
            for mut cursor in resume {
                let (room, mut next) = (cursor.room, cursor.from);
                let mut begun = false;
                while let Some(page) = Box::pin(feeds.page(user, cursor)).await? {
                    // What is committed during the replay is replayed as well, but does not count against its bound.
                    let missing = asked.get(&room).unwrap_or(&page.latest_seq) + 1 - next;
                    if !begun && (page.reset || missing > left) {
                        let live = feeds.hub.go_live(&topic, id, room);
                        let to = live.unwrap_or_default().max(page.latest_seq);
                        replayed.insert(room, to);
                        if live.is_some() {
                            // When the cursor is none of this log, the client's `sync` then answers `reset`.
                            yield Past::Item(RoomItem::sync_required(room, next, to));
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
                        yield Past::Item(RoomItem::Event(SharedEvent::new(Arc::new(event.into_event()))));
                    }
                    if !page.has_more {
                        break;
                    }
                }
                if !replayed.contains_key(&room) {
                    behind.push((room, next, begun));
                }
            }
            // All rooms are replayed but for what was committed meanwhile. Only now they go live: so events wait in the mailbox for
            // one short round, and not for the past of other rooms.
            for (room, mut next, begun) in behind {
                let live = feeds.hub.go_live(&topic, id, room);
                // A user who does not hear the room yet may begin to with an event that was replayed already.
                if live.is_some() || begun {
                    replayed.insert(room, live.unwrap_or_default().max(next - 1));
                }
                let Some(until) = live else { continue };
                while next <= until {
                    let Some(page) = Box::pin(feeds.page(user, Cursor::at(room, next))).await? else { break };
                    for event in page.events {
                        if event.seq <= until {
                            yield Past::Item(RoomItem::Event(SharedEvent::new(Arc::new(event.into_event()))));
                        }
                    }
                    next = page.next_seq;
                }
            }
            yield Past::CaughtUp(replayed);
        }
    }

    /// The newest number of each room that the user can read.
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
