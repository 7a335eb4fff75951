//! `global` as one stream: the pending announcements, then the live events. It registers first and reads afterwards.

use crate::{
    clock::Timestamp,
    domain::{
        event::{GlobalEvent, GlobalEventKind},
        refusal::Refusal,
    },
    feed::Feeds,
    hub::{
        mailbox::{Budget, Delivery},
        posted::Posted,
    },
    ids::UserId,
    store::announcements::{self, Seen},
};
use async_stream::try_stream;
use futures_util::{Stream, StreamExt};
use std::sync::Arc;

/// What `global` yields.
#[derive(Clone, Debug)]
pub enum GlobalItem {
    /// An announcement that was pending when the subscription began.
    Missed(Box<Seen>),
    Event(Posted<GlobalEvent>),
}

/// How many pending announcements are read at once: a reader who has many of them holds no more in memory.
const PAGE: i64 = 50;

impl Feeds {
    /// The announcements that are pending for the user, oldest first; then what is published and retracted. Each comes once.
    pub async fn global(
        &self,
        user: UserId,
        now: Timestamp,
        budget: Arc<Budget>,
    ) -> Result<impl Stream<Item = Result<GlobalItem, Refusal>> + Send + use<>, Refusal> {
        let mut subscription = self.hub.subscribe_global(user, budget);
        let last_number = announcements::last_number(&mut self.store.reader().await?).await?;
        let store = self.store.clone();
        Ok(try_stream! {
            let mut next = 1;
            while next <= last_number {
                let numbers = next..=last_number;
                let page = Box::pin(async {
                    announcements::pending(&mut store.reader().await?, user, now, numbers, PAGE).await
                });
                let page = page.await?;
                // An empty page was the last one.
                next = page.last().and_then(|seen| seen.announcement.number).unwrap_or(last_number) + 1;
                for seen in page {
                    yield GlobalItem::Missed(Box::new(seen));
                }
            }
            while let Some(delivery) = subscription.inbox.next().await {
                match delivery {
                    // An announcement up to `last_number` was read above, or is not pending.
                    Delivery::Global(event) if !known(&event, last_number) => yield GlobalItem::Event(event),
                    // The socket is closed. A client that comes back is told again what is pending.
                    Delivery::TooSlow => Err(Refusal::unavailable())?,
                    _ => {}
                }
            }
        })
    }
}

fn known(event: &GlobalEvent, last_number: i64) -> bool {
    event.kind == GlobalEventKind::AnnouncementPublished
        && event.announcement.number.is_some_and(|number| number <= last_number)
}
