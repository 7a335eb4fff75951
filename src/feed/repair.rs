//! Fills the holes of rooms from the log, when an event did not come.

use crate::{
    feed::Feeds,
    ids::RoomId,
    store::{StoreError, messages, messages::Range, rooms},
};
use std::{collections::HashMap, sync::Arc, time::Duration};
use tokio::sync::mpsc;

/// How long a hole may fill by itself: events of two sources overtake each other.
const PATIENCE: Duration = Duration::from_millis(50);
/// How long to wait before the next try when the database can't be read.
const RETRY: Duration = Duration::from_secs(1);
/// How many events are read at once.
const PAGE: i64 = 500;

/// Repairs rooms until their source ends.
pub async fn run(feeds: Feeds, mut holes: mpsc::Receiver<RoomId>) {
    while let Some(room) = holes.recv().await {
        loop {
            tokio::time::sleep(PATIENCE).await;
            let Some((from, to)) = feeds.hub.hole(room) else { break };
            let range = Range { room, from, to: to.min(from + PAGE - 1) };
            if let Err(error) = feeds.fill(range).await {
                error.log("filling a hole");
                tokio::time::sleep(RETRY).await;
            }
        }
    }
}

impl Feeds {
    async fn fill(&self, range: Range) -> Result<(), StoreError> {
        let mut snapshot = self.store.snapshot().await?;
        let conn = snapshot.conn()?;
        let found = rooms::find_many(conn, crate::ids::UserId(0), [range.room]).await?;
        let rooms: HashMap<_, _> = found.into_iter().map(|found| (found.room.id, Arc::new(found.room))).collect();
        for event in messages::log(conn, &rooms, &[range]).await? {
            self.hub.take(&Arc::new(event));
        }
        Ok(())
    }
}
