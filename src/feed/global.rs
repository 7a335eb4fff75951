//! `global` as one stream: the pending announcements, then the live events. It registers first and reads afterwards.

use crate::{
    clock::Timestamp,
    domain::{
        event::{GlobalEvent, GlobalEventKind},
        refusal::Refusal,
    },
    feed::Feeds,
    hub::{
        channel::{GlobalChannel, GlobalItem},
        mailbox::Budget,
        subscription::Subscription,
    },
    ids::UserId,
    store::{
        Store,
        announcements::{self, Seen},
    },
};
use async_stream::try_stream;
use futures_util::{Stream, StreamExt, stream::BoxStream};
use std::{
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
};

/// The stream of `global`.
pub struct GlobalFeed {
    /// The announcements that were pending when it began; nothing once they are read.
    pending: Option<BoxStream<'static, Result<Seen, Refusal>>>,
    /// The number of the last announcement that was published before.
    last_number: i64,
    /// Nothing once it has ended: the socket is closed, and a client that comes back gets what is pending.
    live: Option<Subscription<GlobalChannel>>,
}

/// How many pending announcements are read at once: a reader who has many of them holds no more in memory.
const PAGE: i64 = 50;

impl Feeds {
    /// The announcements that are pending for the user, oldest first; then what is published and retracted. Each comes once.
    pub async fn global(&self, user: UserId, now: Timestamp, budget: Arc<Budget>) -> Result<GlobalFeed, Refusal> {
        let live = Some(self.hub.subscribe_global(user, budget));
        let last_number = announcements::last_number(&mut self.store.reader().await?).await?;
        let pending = Some(pending(self.store.clone(), user, now, last_number).boxed());
        Ok(GlobalFeed { pending, last_number, live })
    }
}

fn pending(
    store: Store,
    user: UserId,
    now: Timestamp,
    last_number: i64,
) -> impl Stream<Item = Result<Seen, Refusal>> + Send {
    try_stream! {
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
                yield seen;
            }
        }
    }
}

impl Stream for GlobalFeed {
    type Item = Result<GlobalItem, Refusal>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if let Some(pending) = &mut self.pending {
            match ready!(pending.poll_next_unpin(context)) {
                Some(seen) => {
                    return Poll::Ready(Some(seen.map(|seen| GlobalItem::Announcement(Arc::new(seen.announcement)))));
                }
                None => self.pending = None,
            }
        }
        loop {
            let Some(live) = &mut self.live else { return Poll::Ready(None) };
            match ready!(live.poll_next_unpin(context)) {
                // An announcement up to `last_number` was read above, or is not pending.
                Some(GlobalItem::Event(event)) if is_known(&event, self.last_number) => {}
                Some(item) => return Poll::Ready(Some(Ok(item))),
                None => {
                    self.live = None;
                    return Poll::Ready(Some(Err(Refusal::unavailable())));
                }
            }
        }
    }
}

fn is_known(event: &GlobalEvent, last_number: i64) -> bool {
    event.kind == GlobalEventKind::AnnouncementPublished
        && event.announcement.number.is_some_and(|number| number <= last_number)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        domain::event::Event,
        hub::Hub,
        testing::{ANN, announces, commits},
    };
    use futures_util::FutureExt;

    /// What is published while the pending ones are read is among them, or comes live.
    #[test]
    fn what_was_read_does_not_come_again() {
        let (hub, _holes) = Hub::new();
        let live = Some(hub.subscribe_global(ANN, Arc::default()));
        commits(&hub, [6, 7, 8].map(|number| Event::Global(announces(number, 0, None))));
        let mut feed = GlobalFeed { pending: None, last_number: 7, live };
        let Some(Some(Ok(GlobalItem::Event(first)))) = feed.next().now_or_never() else { panic!("nothing came") };
        assert_eq!(first.announcement.number, Some(8));
        assert!(feed.next().now_or_never().is_none());
    }

    #[test]
    fn what_was_pending_up_to_a_number_is_not_told_again() {
        let published = |number| (*announces(number, 0, None)).clone();
        assert!(is_known(&published(7), 7) && !is_known(&published(8), 7));
        let retracted = GlobalEvent { kind: GlobalEventKind::AnnouncementRetracted, ..published(7) };
        assert!(!is_known(&retracted, 7), "nobody has heard that yet");
    }
}
