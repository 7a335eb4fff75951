//! Register before reading: a user's watchers stand in their rooms before the read positions are loaded, and note what the
//! loading cannot see.

use crate::{
    domain::{access, event::Unread, refusal::Refusal},
    feed::Feeds,
    hub::{UserTopic, channel::RoomChannel, mailbox::Budget, subscription::Subscription},
    ids::{RoomId, UserId},
    store::{StoreError, memberships, rooms},
};
use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

impl Feeds {
    /// Subscribes a user to rooms. The rooms in `replaying` stay silent until `go_live`.
    pub(super) async fn subscribe_rooms(
        &self,
        user: UserId,
        filter: Option<HashSet<RoomId>>,
        replaying: HashSet<RoomId>,
        budget: Arc<Budget>,
    ) -> Result<Subscription<RoomChannel>, Refusal> {
        let named = filter.clone().unwrap_or_default();
        let subscription = self.hub.subscribe_rooms(user, filter, replaying, budget);
        self.load(&subscription.topic).await?;
        let unheard: Vec<_> = named.into_iter().filter(|room| !subscription.topic.is_in(*room)).collect();
        if !unheard.is_empty() {
            let mut snapshot = self.store.snapshot().await?;
            let found = rooms::find_many(snapshot.conn()?, user, unheard.iter().copied()).await?;
            // A member who does not hear a DIRECT room has not been told of it. They hear it from its first message on.
            let (inside, outside): (Vec<_>, Vec<_>) = found.iter().partition(|found| found.is_member);
            if inside.len() < unheard.len() {
                let shown: Vec<_> = outside.into_iter().filter(|found| access::may_see(&found.room, false)).collect();
                // A room that the user may not see decides, and answers NOT_FOUND, also when a PUBLIC one stands beside it.
                let refused = if inside.len() + shown.len() < unheard.len() { None } else { shown.first() };
                return Err(access::outside(refused.map(|found| &found.room)));
            }
        }
        Ok(subscription)
    }

    /// Gives every room of the user its watcher, once for all sockets of the user. Subscriptions that come meanwhile wait
    /// for it. When the one that loads goes away, the next one loads.
    pub(super) async fn load(&self, topic: &Arc<UserTopic>) -> Result<(), StoreError> {
        let load = async || {
            let rooms = memberships::rooms_of_user(self.store.snapshot().await?.conn()?, topic.id).await?;
            self.hub.watch(topic, &rooms);
            // Another snapshot than above: the positions must be newer than the watchers.
            let mut snapshot = self.store.snapshot().await?;
            let positions: HashMap<RoomId, Unread> = memberships::list_of_user(snapshot.conn()?, topic.id)
                .await?
                .into_iter()
                // A user who was not told of a DIRECT room hears nothing of it before its first message.
                .filter(|found| !found.membership.member.is_untold(found.room.text_count))
                .map(|found| (found.room.id, found.unread()))
                .collect();
            self.hub.load_positions(topic, &rooms, &positions);
            Ok(())
        };
        topic.loaded.get_or_try_init(load).await.map(drop)
    }
}
