//! Fills the holes of rooms from their logs. An event is missing when a later one overtook it; it may be, when nobody can say what
//! became of its COMMIT. Several rooms are filled side by side, so that none waits for another that can't be filled.

use crate::{
    domain::{refusal::Refusal, room::RoomKind},
    feed::{Feeds, to_read::ToRead},
    hub::{Missing, Repair},
    ids::{RoomId, Seq, UserId},
    store::{
        Conn, Done, Failure, Job, OVER, QueueKey, StoreError, Tx, log,
        log::Range,
        memberships::{self, MembershipInRoom},
        rooms,
    },
};
use futures_util::{FutureExt, StreamExt, stream::FuturesUnordered};
use std::{
    collections::{HashMap, HashSet},
    panic::AssertUnwindSafe,
    sync::Arc,
};

/// How many rooms are filled side by side: fewer than there are connections to read on.
const SIDE_BY_SIDE: usize = 3;

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

/// Who left the room by what was missed of it. One try of a repair looks at each event once for this, however many pages it has.
#[derive(Default)]
struct Departed {
    users: HashSet<UserId>,
    /// The numbers among which they were looked for, if any.
    looked: Option<(Seq, Seq)>,
}

impl Departed {
    /// Takes the stretch that is still to be looked at, of what is missing from here to the newest: that one is told to those who
    /// leave by it. Whoever begins to listen meanwhile may miss what is before it.
    fn unknown(&mut self, from: Seq, latest: Seq) -> Option<(Seq, Seq)> {
        let (first, seen) = self.looked.filter(|(first, _)| *first <= from).unwrap_or((from, from - 1));
        let stretch = (from.max(seen + 1), latest - 1);
        self.looked = Some((first, seen.max(stretch.1)));
        (stretch.0 <= stretch.1).then_some(stretch)
    }

    /// Those who are not in the room now.
    async fn look(&mut self, conn: &mut Conn, room: RoomId, from: Seq, latest: Seq) -> Result<Vec<UserId>, StoreError> {
        if let Some((first, last)) = self.unknown(from, latest) {
            self.users.extend(memberships::list_left(conn, room, first, last).await?);
        }
        if self.users.is_empty() {
            return Ok(Vec::new());
        }
        let pairs: Vec<_> = self.users.iter().map(|user| (room, *user)).collect();
        let back: HashSet<_> =
            memberships::find_many(conn, &pairs).await?.into_iter().map(|member| member.user_id).collect();
        Ok(self.users.difference(&back).copied().collect())
    }
}

/// What came of a room that somebody was at.
enum RepairOutcome {
    Whole,
    /// There is no such room, and a COMMIT that makes it may still come in: no row holds that up. Or who listens is not known yet.
    NotYet,
}

/// What came of a page of the log.
enum ReadPage {
    /// There may be more to read.
    More,
    Last,
    /// The hub could not take it now.
    NotTaken,
}

/// Changes nothing. Its lock waits for a COMMIT that comes in late.
struct Still {
    room: RoomId,
}

impl Job for Still {
    /// Whether there is such a room.
    type Answer = bool;

    fn queue(&self) -> QueueKey {
        QueueKey::Room(self.room)
    }

    async fn run(&self, tx: &mut Tx) -> Result<Done<bool>, Failure> {
        Ok(Done::quiet(rooms::lock(tx, self.room).await?.is_some()))
    }
}

impl Feeds {
    /// Reads what the room misses and hands it to the hub. A room that can't be read now comes again.
    async fn repair(&self, repair: Repair) {
        match self.fill_all(&repair).await {
            Ok(RepairOutcome::Whole) => repair.done(),
            Ok(RepairOutcome::NotYet) => {}
            Err(refusal) => tracing::warn!(refusal.message, "a hole could not be filled"),
        }
    }

    async fn fill_all(&self, repair: &Repair) -> Result<RepairOutcome, Refusal> {
        if repair.unconfirmed.is_some()
            && !self.store.write(Still { room: repair.room }).await?.answer
            && repair.since.elapsed() < OVER
        {
            return Ok(RepairOutcome::NotYet);
        }
        let (mut to_read, mut departed) = (ToRead::new(repair.unconfirmed), Departed::default());
        loop {
            match self.fill(repair.room, &mut to_read, &mut departed).await? {
                ReadPage::More => {}
                ReadPage::Last => break,
                ReadPage::NotTaken => return Ok(RepairOutcome::NotYet),
            }
        }
        self.recount(repair.room).await?;
        Ok(RepairOutcome::Whole)
    }

    /// Reads the counts anew of those who listen to a room, where what was read of it does not say what it changed.
    async fn recount(&self, room: RoomId) -> Result<(), StoreError> {
        while let Some(listeners) = self.hub.uncertain_in(room) {
            let mut snapshot = self.store.snapshot().await?;
            let found = memberships::list_in_room(snapshot.conn()?, room, listeners).await?;
            let positions: Vec<_> = found.iter().map(MembershipInRoom::unread).collect();
            if self.hub.recount(room, &positions) {
                break;
            }
        }
        Ok(())
    }

    /// Reads a page of what the room misses and hands it to the hub. Where nobody listens to the room yet, what may have been committed
    /// unpublished is read all the same: somebody who listens may have come into it.
    async fn fill(&self, room: RoomId, to_read: &mut ToRead, departed: &mut Departed) -> Result<ReadPage, StoreError> {
        let known = self.hub.next_seq(room);
        if to_read.from(known).is_none() {
            return Ok(ReadPage::Last);
        }
        let mut snapshot = self.store.snapshot().await?;
        let conn = snapshot.conn()?;
        // Nobody looks at this but the hub, which knows who may.
        let Some(found) = rooms::find(conn, room).await? else { return Ok(ReadPage::Last) };
        let Some(page) = to_read.page(known, found.latest_seq) else { return Ok(ReadPage::Last) };
        let range = Range { room, from: page.0, to: page.1 };
        // Of what is read here everything is as it is now. Who has left meanwhile is told of it nothing but that it was.
        let left = departed.look(conn, room, range.from, ToRead::departures_before(known, found.latest_seq)).await?;
        let hiding = match found.kind {
            RoomKind::Direct => memberships::list_hiding(conn, room).await?,
            _ => Vec::new(),
        };
        let rooms = HashMap::from([(room, Arc::new(found))]);
        for event in log::read(conn, &rooms, &[range]).await?.into_iter().flatten() {
            if !self.hub.take_logged(event.showing(&hiding).kept_from(&left)) {
                return Ok(ReadPage::NotTaken);
            }
        }
        Ok(if to_read.took(page, self.hub.next_seq(room)) { ReadPage::More } else { ReadPage::Last })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_event_is_looked_at_once_for_departures() {
        let mut departed = Departed::default();
        let pages = [(10, 2_000), (510, 2_000), (1_010, 2_000), (1_510, 2_003), (2_003, 2_003)];
        let looked: Vec<_> = pages.into_iter().filter_map(|(from, latest)| departed.unknown(from, latest)).collect();
        assert_eq!(looked, [(10, 1_999), (2_000, 2_002)]);
        // Somebody listens by now, and misses what is before it.
        assert_eq!(departed.unknown(7, 2_003), Some((7, 2_002)));
        assert_eq!(departed.unknown(500, 2_003), None);
    }
}
