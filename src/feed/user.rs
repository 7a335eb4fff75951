//! `userEvents` as one stream: that it is live, then the events.

use crate::{
    domain::refusal::Refusal,
    feed::Feeds,
    hub::{
        channel::{UserChannel, UserItem},
        mailbox::Budget,
        subscription::Subscription,
    },
    ids::{SessionId, UserId},
};
use futures_util::{Stream, StreamExt};
use std::{
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
};

/// The stream of `userEvents`.
pub struct UserFeed {
    is_ready: bool,
    live: Subscription<UserChannel>,
}

impl Feeds {
    /// What concerns a user alone, for one of their devices. Everything that is committed after this has returned arrives.
    pub async fn user_events(
        &self,
        user: UserId,
        session: SessionId,
        budget: Arc<Budget>,
    ) -> Result<UserFeed, Refusal> {
        let live = self.hub.subscribe_user(user, session, budget);
        self.load(&live.topic).await?;
        Ok(UserFeed { is_ready: false, live })
    }
}

impl Stream for UserFeed {
    type Item = Result<UserItem, Refusal>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if !std::mem::replace(&mut self.is_ready, true) {
            return Poll::Ready(Some(Ok(UserItem::Ready)));
        }
        self.live.poll_next_unpin(context).map(|item| item.map(Ok))
    }
}
