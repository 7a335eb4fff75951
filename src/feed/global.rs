//! `global` as one stream: what is pending, then what happens. Registered first, read afterwards.

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
    /// It was pending when the subscription began.
    Missed(Box<Seen>),
    Event(Posted<GlobalEvent>),
}

/// How many pending ones are read at once: a reader who never acknowledged holds no more of them than these.
const PAGE: i64 = 50;

impl Feeds {
    /// What is pending for the user, oldest first, then what is published and retracted, each once.
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
                // After the last page, or one without a number, there is nothing more.
                next = page.last().and_then(|seen| seen.announcement.number).unwrap_or(last_number) + 1;
                for seen in page {
                    yield GlobalItem::Missed(Box::new(seen));
                }
            }
            while let Some(delivery) = subscription.inbox.next().await {
                match delivery {
                    // Up to there it was read from the database, or is not pending.
                    Delivery::Global(event) if !known(&event, last_number) => yield GlobalItem::Event(event),
                    // The contract closes the socket; what is pending is told again to who returns.
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
