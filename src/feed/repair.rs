//! Fills the holes of a room from the log. An event is missing when a later one overtook it, or when the outcome of its
//! COMMIT was unknown.

use crate::{
    domain::room::RoomKind,
    feed::Feeds,
    ids::{RoomId, Seq, UserId},
    store::{Conn, StoreError, log, log::Range, memberships, rooms},
};
use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
    time::Duration,
};
use tokio::sync::mpsc;

/// How long a hole gets to fill by itself, for events of two sources overtake each other.
const PATIENCE: Duration = Duration::from_millis(50);
/// How long to wait before the next try when the database can't be read.
const RETRY: Duration = Duration::from_secs(1);
/// How many events are read at once.
const PAGE: Seq = 500;

/// Repairs the rooms that the hub names, until the hub is gone.
pub async fn run(feeds: Feeds, mut missing: mpsc::Receiver<RoomId>) {
    while let Some(room) = missing.recv().await {
        tokio::time::sleep(PATIENCE).await;
        let mut departed = Departed::default();
        loop {
            match feeds.fill(room, &mut departed).await {
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

/// Who left the room by what was missed of it. A repair looks at each event once for this, however many pages it has.
#[derive(Default)]
struct Departed {
    users: HashSet<UserId>,
    /// The number up to which they were looked for.
    until: Seq,
}

impl Departed {
    /// Takes the stretch that is still to be looked at, of what is missing from here to the newest: that one is told to those who
    /// leave by it.
    fn unknown(&mut self, from: Seq, latest: Seq) -> Option<(Seq, Seq)> {
        let stretch = (from.max(self.until + 1), latest - 1);
        self.until = self.until.max(stretch.1);
        (stretch.0 <= stretch.1).then_some(stretch)
    }

    /// Those who are not in the room now.
    async fn look(&mut self, conn: &mut Conn, room: RoomId, from: Seq, latest: Seq) -> Result<Vec<UserId>, StoreError> {
        let until = self.until;
        if let Some((first, last)) = self.unknown(from, latest) {
            match memberships::list_left(conn, room, first, last).await {
                Ok(left) => self.users.extend(left),
                Err(error) => {
                    self.until = until;
                    return Err(error);
                }
            }
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

impl Feeds {
    /// Reads a page of what the room misses and hands it to the hub. Returns whether there may be more.
    async fn fill(&self, room: RoomId, departed: &mut Departed) -> Result<bool, StoreError> {
        let Some(from) = self.hub.next_seq(room) else { return Ok(false) };
        let mut snapshot = self.store.snapshot().await?;
        let conn = snapshot.conn()?;
        // Nobody looks at this but the hub, which knows who may.
        let found = rooms::find(conn, room).await?;
        let Some(found) = found.filter(|found| found.latest_seq >= from) else { return Ok(false) };
        let range = Range { room, from, to: found.latest_seq.min(from + PAGE - 1) };
        // Of what is read here everything is as it is now. Who has left meanwhile is told of it nothing but that it was.
        let left = departed.look(conn, room, from, found.latest_seq).await?;
        let hiding = match found.kind {
            RoomKind::Direct => memberships::list_hiding(conn, room).await?,
            _ => Vec::new(),
        };
        let rooms = HashMap::from([(room, Arc::new(found))]);
        for event in log::read(conn, &rooms, &[range]).await?.into_iter().flatten() {
            self.hub.take_logged(event.showing(&hiding).kept_from(&left));
        }
        Ok(self.hub.next_seq(room) > Some(from))
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
    }
}
