//! Fills the holes of rooms from their logs. An event is missing when a later one overtook it; it may be, when nobody can say what
//! became of its COMMIT. Several rooms are filled side by side, so that none waits for another that can't be filled.

use crate::{
    domain::{refusal::Refusal, room::RoomKind},
    feed::Feeds,
    hub::{Missing, Repair},
    ids::{RoomId, Seq},
    store::{Done, Failure, Job, QueueKey, StoreError, Tx, log, log::Range, memberships, rooms},
};
use futures_util::{FutureExt, StreamExt, stream::FuturesUnordered};
use std::{collections::HashMap, panic::AssertUnwindSafe, sync::Arc};

/// How many rooms are filled side by side: fewer than there are connections to read on.
const SIDE_BY_SIDE: usize = 3;
/// How many events are read at once.
const PAGE: Seq = 500;

/// Repairs the rooms that the hub names, for as long as the server runs.
pub async fn run(feeds: Feeds, missing: Missing) {
    let mut under_way = FuturesUnordered::new();
    loop {
        tokio::select! {
            repair = missing.next(), if under_way.len() < SIDE_BY_SIDE => {
                // A panic costs one room a while.
                under_way.push(AssertUnwindSafe(feeds.repair(repair)).catch_unwind());
            }
            Some(_) = under_way.next() => {}
        }
    }
}

/// Changes nothing. Its lock waits for a COMMIT that comes in late.
struct Still {
    room: RoomId,
}

impl Job for Still {
    type Answer = ();

    fn queue(&self) -> QueueKey {
        QueueKey::Room(self.room)
    }

    async fn run(&self, tx: &mut Tx) -> Result<Done<()>, Failure> {
        rooms::lock(tx, self.room).await?;
        Ok(Done::quiet(()))
    }
}

impl Feeds {
    /// Reads what the room misses and hands it to the hub. A room that can't be read now comes again.
    async fn repair(&self, repair: Repair) {
        match self.fill_all(&repair).await {
            Ok(()) => repair.done(),
            Err(refusal) => tracing::warn!(refusal.message, "a hole could not be filled"),
        }
    }

    async fn fill_all(&self, repair: &Repair) -> Result<(), Refusal> {
        if repair.doubted.is_some() {
            self.store.write(Still { room: repair.room }).await?;
        }
        let mut doubted = repair.doubted;
        while self.fill(repair.room, &mut doubted).await? {}
        Ok(())
    }

    /// Reads a page of what the room misses and hands it to the hub. Returns whether there may be more. Where nobody listens to the
    /// room yet, what may have been committed untold is read all the same: somebody who listens may have come into it.
    async fn fill(&self, room: RoomId, doubted: &mut Option<(Seq, Seq)>) -> Result<bool, StoreError> {
        let known = self.hub.next_seq(room);
        let Some(from) = known.or(doubted.map(|(from, _)| from)) else { return Ok(false) };
        let mut snapshot = self.store.snapshot().await?;
        let conn = snapshot.conn()?;
        // Nobody looks at this but the hub, which knows who may.
        let found = rooms::find(conn, room).await?;
        let Some(found) = found.filter(|found| found.latest_seq >= from) else { return Ok(false) };
        let last = match (known, *doubted) {
            (None, Some((_, to))) => to.min(found.latest_seq),
            _ => found.latest_seq,
        };
        let range = Range { room, from, to: last.min(from + PAGE - 1) };
        // Of what is read here everything is as it is now. Who has left meanwhile is told of it nothing but that it was.
        let left = memberships::list_left(conn, room, from, found.latest_seq - 1).await?;
        let hiding = match found.kind {
            RoomKind::Direct => memberships::list_hiding(conn, room).await?,
            _ => Vec::new(),
        };
        let rooms = HashMap::from([(room, Arc::new(found))]);
        for event in log::read(conn, &rooms, &[range]).await?.into_iter().flatten() {
            self.hub.take_logged(event.showing(&hiding).kept_from(&left));
        }
        *doubted = doubted.map(|(_, to)| (range.to + 1, to)).filter(|(from, to)| from <= to);
        Ok(self.hub.next_seq(room) > Some(from) || doubted.is_some())
    }
}
