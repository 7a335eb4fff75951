//! What a reader missed, from the log: `sync` for one room, `syncRooms` for many at once.

use crate::{
    domain::{access, event::RoomEventKind, refusal::Refusal, room::Room},
    ids::{Fingerprint, RoomId, Seq, UserId},
    store::{Conn, Logged, StoreError, log, log::Range, rooms},
};
use std::{collections::HashMap, sync::Arc};

/// A page of a room's log.
#[derive(Clone, Debug)]
pub struct SyncPage {
    /// The room whose log it is.
    pub room: RoomId,
    /// The events from the cursor on, in the order of their numbers and without a hole. Empty with `reset`.
    pub events: Vec<Logged>,
    /// The newest number of the room when the page was read.
    pub latest_seq: Seq,
    /// The number from which the next page begins.
    pub next_seq: Seq,
    /// The fingerprint of the event before `next_seq`. `None` when that is 1.
    pub fingerprint: Option<Fingerprint>,
    /// Whether there are events from `next_seq` on.
    pub has_more: bool,
    /// Whether the cursor is none of this log: its number is beyond the newest, or its fingerprint differs. The reader then reads
    /// the room anew.
    pub reset: bool,
}

/// Where a reader stands in the log of a room.
#[derive(Clone, Copy, Debug)]
pub struct Cursor {
    /// The room in whose log it stands.
    pub room: RoomId,
    /// The first number that the reader misses.
    pub from: Seq,
    /// The fingerprint that the reader has of the event before. When the log has another one there, the reader knows
    /// another log.
    previous: Option<Fingerprint>,
}

impl Cursor {
    /// The cursor that a client gave.
    pub fn new(room: RoomId, from: Seq, previous: Option<&str>) -> Self {
        Self { room, from, previous: previous.map(Fingerprint::said) }
    }

    /// A place further on, in a log that is known to be the same.
    pub fn at(room: RoomId, from: Seq) -> Self {
        Self { room, from, previous: None }
    }
}

/// The pages of cursors in their order, with `first` events over all pages. A page is `None` where the viewer is not a
/// member. It takes two statements.
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
            let range = range(room, cursor, &page);
            ranges.extend(range);
            (page, range.is_some())
        }));
    }
    let mut logs = if ranges.is_empty() { Vec::new() } else { log::read(conn, &rooms, &ranges).await? }.into_iter();
    Ok(pages
        .into_iter()
        .zip(cursors)
        .map(|(page, cursor)| {
            let (mut page, is_read) = page?;
            if is_read {
                page.fill(cursor, logs.next().unwrap_or_default());
            }
            Some(page)
        })
        .collect())
}

/// The page of one room. The inner error says that the viewer is not a member.
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

/// How far a page reaches. The log has no holes, so numbers count events. `left` is what all pages together may still hold.
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
        fingerprint: (reset || from > room.latest_seq).then_some(room.latest_fingerprint),
        has_more: take < missing,
        reset,
    }
}

/// What to read of the log: the page, and the event before it. `None` when reading would say nothing new.
fn range(room: &Room, cursor: &Cursor, page: &SyncPage) -> Option<Range> {
    let is_known = page.fingerprint.is_some() && cursor.previous.is_none_or(|it| it == room.latest_fingerprint);
    let range = Range { room: room.id, from: (cursor.from - 1).max(1), to: page.next_seq - 1 };
    (!page.reset && !is_known && range.from <= range.to).then_some(range)
}

impl SyncPage {
    /// Takes what was read. The event before the page says whether the reader knows this log. Where the row of that event is
    /// missing, any fingerprint is right.
    fn fill(&mut self, cursor: &Cursor, mut events: Vec<Logged>) {
        let before = if cursor.from > 1 && !events.is_empty() { Some(events.remove(0)) } else { None };
        if let (Some(before), Some(previous)) = (&before, cursor.previous)
            && before.kind != RoomEventKind::Missing
            && before.fingerprint() != previous
        {
            let room = &before.room;
            self.next_seq = room.latest_seq + 1;
            self.fingerprint = Some(room.latest_fingerprint);
            self.has_more = false;
            self.reset = true;
            return;
        }
        self.fingerprint = events.last().or(before.as_ref()).map(|event| event.fingerprint());
        self.events = events;
    }
}

#[cfg(test)]
mod tests;
