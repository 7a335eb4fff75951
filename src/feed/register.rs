//! Register before reading: the watchers stand in their rooms before their positions are read, and note what the reading
//! can't know.

use crate::{
    domain::{access, event::Unread, outcome::Refusal},
    feed::Feeds,
    hub::{Interest, Subscription, UserTopic, mailbox::Budget},
    ids::{RoomId, SessionId, UserId},
    store::{StoreError, memberships, rooms},
};
use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

impl Feeds {
    /// Subscribes a user to what concerns them alone. When this returns, everything committed from now on arrives.
    pub async fn subscribe_user(
        &self,
        user: UserId,
        session: SessionId,
        budget: Arc<Budget>,
    ) -> Result<Subscription, Refusal> {
        let subscription = self.hub.subscribe(user, Interest::User { session }, budget);
        self.load(&subscription.user).await?;
        Ok(subscription)
    }

    /// Subscribes a user to rooms; the rooms in `replaying` stay silent until `go_live`.
    pub(super) async fn subscribe_rooms(
        &self,
        user: UserId,
        filter: Option<HashSet<RoomId>>,
        replaying: HashSet<RoomId>,
        budget: Arc<Budget>,
    ) -> Result<Subscription, Refusal> {
        let named = filter.clone().unwrap_or_default();
        let subscription = self.hub.subscribe(user, Interest::Rooms { filter, replaying }, budget);
        self.load(&subscription.user).await?;
        let outside: Vec<_> = named.into_iter().filter(|room| !subscription.user.is_in(*room)).collect();
        if !outside.is_empty() {
            let mut snapshot = self.store.snapshot().await?;
            let found = rooms::find_many(snapshot.conn()?, user, outside.iter().copied()).await?;
            let shown: Vec<_> = found.iter().filter(|found| access::may_see(&found.room, found.is_member)).collect();
            // One that can't be seen decides: of it nothing is told, not even next to a PUBLIC one.
            let refused = if shown.len() < outside.len() { None } else { shown.first() };
            return Err(access::outside(refused.map(|found| &found.room)));
        }
        Ok(subscription)
    }

    /// Gives every room of the user its watcher, once for all sockets. Whoever comes meanwhile waits for it; if whoever
    /// does it goes away, the next one does.
    async fn load(&self, topic: &Arc<UserTopic>) -> Result<(), StoreError> {
        let load = async || {
            let rooms = memberships::rooms_of_user(self.store.snapshot().await?.conn()?, topic.id).await?;
            self.hub.watch(topic, &rooms);
            // A snapshot of its own: the positions must be younger than the watchers.
            let mut snapshot = self.store.snapshot().await?;
            let positions: HashMap<RoomId, Unread> = memberships::list_of_user(snapshot.conn()?, topic.id)
                .await?
                .into_iter()
                .map(|found| (found.room.id, found.unread()))
                .collect();
            self.hub.settle(topic, &rooms, &positions);
            Ok(())
        };
        topic.loaded.get_or_try_init(load).await.map(drop)
    }
}
