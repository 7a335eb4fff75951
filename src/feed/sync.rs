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
    pub room: RoomId,
    pub events: Vec<Logged>,
    pub latest_seq: Seq,
    pub next_seq: Seq,
    /// Of the event before `next_seq`; none when that is 1.
    pub fingerprint: Option<Fingerprint>,
    pub has_more: bool,
    pub reset: bool,
}

/// Where a reader stands.
#[derive(Clone, Copy, Debug)]
pub struct Cursor {
    pub room: RoomId,
    /// The first number that it misses.
    pub from: Seq,
    /// What it says of the event before: that of the log, or its log is another one.
    previous: Option<Fingerprint>,
}

impl Cursor {
    /// As a client says it.
    pub fn new(room: RoomId, from: Seq, previous: Option<&str>) -> Self {
        Self { room, from, previous: previous.map(Fingerprint::said) }
    }

    /// Further on in the same log.
    pub fn at(room: RoomId, from: Seq) -> Self {
        Self { room, from, previous: None }
    }
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
        fingerprint: (reset || from > room.latest_seq).then_some(room.latest_fingerprint),
        has_more: take < missing,
        reset,
    }
}

/// What is to be read of the log: the page, and the event before it. None when it would say nothing new.
fn range(room: &Room, cursor: &Cursor, page: &SyncPage) -> Option<Range> {
    let is_known = page.fingerprint.is_some() && cursor.previous.is_none_or(|it| it == room.latest_fingerprint);
    let range = Range { room: room.id, from: (cursor.from - 1).max(1), to: page.next_seq - 1 };
    (!page.reset && !is_known && range.from <= range.to).then_some(range)
}

impl SyncPage {
    /// Takes what was read: the event before the page says whether the reader's log is this one. Where a row is missing, any
    /// fingerprint is right.
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
