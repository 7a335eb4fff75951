//! What a reader missed, from the log: `sync` for one room, `syncRooms` for many at once.

use crate::{
    domain::{access, event::RoomEvent, outcome::Refusal, room::Room},
    ids::{RoomId, Seq, UserId},
    store::{Conn, StoreError, messages, messages::Range, rooms},
};
use std::{collections::HashMap, sync::Arc};

/// A page of a room's log.
#[derive(Clone, Debug)]
pub struct SyncPage {
    pub room: RoomId,
    pub events: Vec<RoomEvent>,
    pub latest_seq: Seq,
    pub next_seq: Seq,
    pub has_more: bool,
    pub reset: bool,
}

/// Where a reader stands: the first number that it misses.
#[derive(Clone, Copy, Debug)]
pub struct Cursor {
    pub room: RoomId,
    pub from: Seq,
}

/// Pages for cursors in their order, `first` events over all; none where the viewer is no member. Two statements.
pub async fn sync_rooms(
    conn: &mut Conn,
    viewer: UserId,
    cursors: &[Cursor],
    first: usize,
) -> Result<Vec<Option<SyncPage>>, StoreError> {
    let rooms: HashMap<RoomId, Arc<Room>> = rooms::find_many(conn, viewer, cursors.iter().map(|cursor| cursor.room))
        .await?
        .into_iter()
        .filter(|found| found.is_member)
        .map(|found| (found.room.id, Arc::new(found.room)))
        .collect();
    let mut left = i64::try_from(first).unwrap_or(i64::MAX);
    let mut pages = Vec::with_capacity(cursors.len());
    let mut ranges = Vec::new();
    for cursor in cursors {
        pages.push(rooms.get(&cursor.room).map(|room| {
            let page = plan(room, cursor.from, &mut left);
            if page.next_seq > cursor.from && !page.reset {
                ranges.push(Range { room: room.id, from: cursor.from, to: page.next_seq - 1 });
            }
            page
        }));
    }
    if ranges.is_empty() {
        return Ok(pages);
    }
    // The log comes in the order of the ranges, and each holds as many events as it has numbers.
    let mut events = messages::log(conn, &rooms, &ranges).await?.into_iter();
    for (page, cursor) in pages.iter_mut().zip(cursors) {
        if let Some(page) = page.as_mut().filter(|page| !page.reset) {
            let count = usize::try_from(page.next_seq - cursor.from).unwrap_or_default();
            page.events = events.by_ref().take(count).collect();
            if page.events.len() != count || page.events.iter().zip(cursor.from..).any(|(event, seq)| event.seq != seq)
            {
                return Err(StoreError::Unexpected(format!("the log of {} has a hole", page.room)));
            }
        }
    }
    Ok(pages)
}

/// One room's page; who is no member is told so.
pub async fn sync(
    conn: &mut Conn,
    viewer: UserId,
    cursor: Cursor,
    first: usize,
) -> Result<Result<SyncPage, Refusal>, StoreError> {
    if let Some(page) = sync_rooms(conn, viewer, &[cursor], first).await?.pop().flatten() {
        return Ok(Ok(page));
    }
    let found = rooms::find_many(conn, viewer, [cursor.room]).await?.pop();
    Ok(Err(access::outside(found.as_ref().map(|found| &found.room))))
}

/// How far a page reaches: a log without holes has as many events as numbers.
fn plan(room: &Room, from: Seq, left: &mut i64) -> SyncPage {
    let reset = from > room.latest_seq + 1;
    let missing = (room.latest_seq + 1 - from).max(0);
    let take = missing.min(*left);
    *left -= take;
    SyncPage {
        room: room.id,
        events: Vec::new(),
        latest_seq: room.latest_seq,
        next_seq: if reset { room.latest_seq + 1 } else { from + take },
        has_more: take < missing,
        reset,
    }
}
