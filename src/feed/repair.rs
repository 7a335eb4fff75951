//! Fills what a room misses from the log, when an event did not come: it was overtaken by a later one, or the outcome of
//! its COMMIT was unknown.

use crate::{
    domain::room::RoomKind,
    feed::Feeds,
    ids::{RoomId, Seq},
    store::{StoreError, log, log::Range, memberships, rooms},
};
use std::{collections::HashMap, sync::Arc, time::Duration};
use tokio::sync::mpsc;

/// How long a hole may fill by itself: events of two sources overtake each other.
const PATIENCE: Duration = Duration::from_millis(50);
/// How long to wait before the next try when the database can't be read.
const RETRY: Duration = Duration::from_secs(1);
/// How many events are read at once.
const PAGE: Seq = 500;

/// Repairs rooms until their source ends.
pub async fn run(feeds: Feeds, mut missing: mpsc::Receiver<RoomId>) {
    while let Some(room) = missing.recv().await {
        tokio::time::sleep(PATIENCE).await;
        loop {
            match feeds.fill(room).await {
                Ok(true) => {}
                Ok(false) => break,
                Err(error) => {
                    error.log("filling a hole");
                    tokio::time::sleep(RETRY).await;
                }
            }
        }
    }
}

impl Feeds {
    /// Reads a page of what the room misses; whether there may be more.
    async fn fill(&self, room: RoomId) -> Result<bool, StoreError> {
        let Some(from) = self.hub.next_seq(room) else { return Ok(false) };
        let mut snapshot = self.store.snapshot().await?;
        let conn = snapshot.conn()?;
        // Nobody looks at this but the hub, which knows who may.
        let found = rooms::find(conn, room).await?;
        let Some(found) = found.filter(|found| found.latest_seq >= from) else { return Ok(false) };
        let range = Range { room, from, to: found.latest_seq.min(from + PAGE - 1) };
        let hiding = match found.kind {
            RoomKind::Direct => memberships::list_hiding(conn, room).await?,
            _ => Vec::new(),
        };
        let rooms = HashMap::from([(room, Arc::new(found))]);
        for event in log::read(conn, &rooms, &[range]).await?.into_iter().flatten() {
            self.hub.take_logged(event.showing(&hiding));
        }
        Ok(self.hub.next_seq(room) > Some(from))
    }
}
