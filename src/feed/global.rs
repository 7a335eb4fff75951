//! `global` as one stream: what is pending, then what happens. Registered first, read afterwards.

use crate::{
    clock::Timestamp,
    domain::{
        event::{GlobalEvent, GlobalEventKind},
        outcome::Refusal,
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

impl Feeds {
    /// What is pending for the user, oldest first, then what is published and retracted, each once.
    pub async fn global(
        &self,
        user: UserId,
        now: Timestamp,
        budget: Arc<Budget>,
    ) -> Result<impl Stream<Item = Result<GlobalItem, Refusal>> + Send + use<>, Refusal> {
        let mut subscription = self.hub.subscribe_global(user, budget);
        let (pending, last_number) = {
            let mut snapshot = self.store.snapshot().await?;
            let conn = snapshot.conn()?;
            (announcements::pending(conn, user, now).await?, announcements::last_number(conn).await?)
        };
        Ok(try_stream! {
            for seen in pending {
                yield GlobalItem::Missed(Box::new(seen));
            }
            while let Some(delivery) = subscription.inbox.next().await {
                match delivery {
                    // What the snapshot knew of was told from it, or is not pending.
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
