//! `roomEvents` as one stream: StreamReady, then the past that `resume` asks for, then the live events.

use crate::{
    domain::refusal::Refusal,
    feed::{
        Feeds,
        replay::{Past, Replayed},
        sync::Cursor,
    },
    hub::{
        channel::{RoomChannel, RoomItem},
        mailbox::Budget,
        subscription::Subscription,
    },
    ids::{RoomId, UserId},
};
use futures_util::{Stream, StreamExt, stream::BoxStream};
use std::{
    collections::HashSet,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
};

/// The stream of `roomEvents`: the past, then the mailbox. It is polled by hand, for every delivery goes through it.
pub struct RoomFeed {
    part: Part,
    live: Subscription<RoomChannel>,
}

/// What of the stream is at hand.
enum Part {
    Past(BoxStream<'static, Result<Past, Refusal>>),
    /// The mailbox, without what was replayed. In a box: most have replayed nothing.
    Live(Option<Box<Replayed>>),
}

impl Part {
    fn live(replayed: Replayed) -> Self {
        Self::Live((!replayed.is_empty()).then(|| Box::new(replayed)))
    }
}

impl Stream for RoomFeed {
    type Item = Result<RoomItem, Refusal>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = &mut *self;
        loop {
            match &mut this.part {
                Part::Past(past) => match ready!(past.poll_next_unpin(context)) {
                    Some(Ok(Past::Item(item))) => return Poll::Ready(Some(Ok(item))),
                    Some(Ok(Past::CaughtUp(replayed))) => {
                        this.part = Part::live(replayed);
                    }
                    Some(Err(refusal)) => return Poll::Ready(Some(Err(refusal))),
                    None => return Poll::Ready(None),
                },
                Part::Live(replayed) => {
                    let Some(item) = ready!(this.live.poll_next_unpin(context)) else { return Poll::Ready(None) };
                    let item = match replayed {
                        Some(replayed) => after(item, replayed),
                        None => Some(item),
                    };
                    if let Some(item) = item {
                        return Poll::Ready(Some(Ok(item)));
                    }
                }
            }
        }
    }
}

impl Feeds {
    /// The events of all rooms of the user, or of those in `filter`. A cursor of a room that the user can't read is
    /// passed over.
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
        let live = self.subscribe_rooms(user, filter, seen, budget).await?;
        let past = self.clone().past(live.topic.clone(), live.id, resume);
        Ok(RoomFeed { part: Part::Past(past.boxed()), live })
    }
}

/// What of a live item the replay did not bring already.
fn after(mut item: RoomItem, replayed: &Replayed) -> Option<RoomItem> {
    let last = |room: RoomId| replayed.get(&room).copied().unwrap_or_default();
    let is_new = match &mut item {
        RoomItem::Ready => true,
        RoomItem::Event(event) => event.seq > last(event.room_id()),
        RoomItem::SyncRequired(gap) => {
            gap.from = gap.from.max(last(gap.room) + 1);
            gap.from <= gap.to
        }
    };
    is_new.then_some(item)
}

#[cfg(test)]
mod tests;
