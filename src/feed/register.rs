//! Register before reading: the watchers stand in their rooms before their positions are read, and note what the reading
//! can't know.

use crate::{
    domain::{access, event::Unread, refusal::Refusal},
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
        let unheard: Vec<_> = named.into_iter().filter(|room| !subscription.user.is_in(*room)).collect();
        if !unheard.is_empty() {
            let mut snapshot = self.store.snapshot().await?;
            let found = rooms::find_many(snapshot.conn()?, user, unheard.iter().copied()).await?;
            // A member who does not hear the room has not been told of it: they do from its first message on.
            let (inside, outside): (Vec<_>, Vec<_>) = found.iter().partition(|found| found.is_member);
            if inside.len() < unheard.len() {
                let shown: Vec<_> = outside.into_iter().filter(|found| access::may_see(&found.room, false)).collect();
                // One that can't be seen decides: of it nothing is told, not even next to a PUBLIC one.
                let refused = if inside.len() + shown.len() < unheard.len() { None } else { shown.first() };
                return Err(access::outside(refused.map(|found| &found.room)));
            }
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
                // Who was not told of a room hears nothing of it: its first message begins that.
                .filter(|found| !found.membership.member.is_untold(found.room.text_count))
                .map(|found| (found.room.id, found.unread()))
                .collect();
            self.hub.settle(topic, &rooms, &positions);
            Ok(())
        };
        topic.loaded.get_or_try_init(load).await.map(drop)
    }
}
