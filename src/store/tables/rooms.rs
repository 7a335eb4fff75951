//! The table `rooms`. A write to a room first locks its row, and what the rules need is read in later statements: a check
//! in the locking statement, or before it, would see the past.

use crate::{
    domain::{room::Room, text::comparable},
    ids::{RoomId, UserId},
    store::{
        Conn, StoreError, Tx,
        page::Window,
        sql::{Text, by_keys, execute, keys, row, rows},
    },
};

/// The columns of `Room`, as `columns!` gives them.
macro_rules! room_columns {
    ($($asked:tt)*) => {
        $crate::store::sql::columns!([$($asked)*]
            id bigint, kind text, name text, topic text, created_at bigint, archived_at bigint, latest_seq bigint,
            latest_fingerprint bigint, text_count bigint, member_count bigint, last_message_seq bigint,
            newest_message_seq bigint, last_activity_at bigint)
    };
}
pub(in crate::store) use room_columns;

/// Locks a room, for the rest of the transaction.
pub async fn lock(tx: &mut Tx, room: RoomId) -> Result<Option<Room>, StoreError> {
    Ok(lock_many(tx, [room]).await?.pop())
}

/// Locks rooms in the order of their ids, so that two batches never wait for each other.
pub async fn lock_many(tx: &mut Tx, rooms: impl IntoIterator<Item = RoomId>) -> Result<Vec<Room>, StoreError> {
    const LOCK: Text = by_keys!(concat!("SELECT ", room_columns!(), " FROM rooms WHERE id IN"), "ORDER BY id", locking);
    let ids: std::collections::BTreeSet<i64> = rooms.into_iter().map(|room| room.0).collect();
    rows!(tx, Room, LOCK, keys(ids))
}

/// Makes a room.
pub async fn insert(tx: &mut Tx, room: &Room) -> Result<(), StoreError> {
    execute!(
        tx,
        "INSERT INTO rooms (id, kind, name, topic, created_at, latest_seq, text_count, member_count, last_message_seq,
           last_activity_at, name_key, latest_fingerprint, newest_message_seq, first_seq, first_count)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, 1, 0)",
        room.id,
        room.kind,
        &room.name,
        &room.topic,
        room.created_at,
        room.latest_seq,
        room.text_count,
        room.member_count,
        room.last_message_seq,
        room.last_activity_at,
        room.name.as_deref().map(comparable),
        room.latest_fingerprint,
        room.newest_message_seq
    )
    .map(drop)
}

/// Writes back a locked room.
pub async fn update(tx: &mut Tx, room: &Room) -> Result<(), StoreError> {
    execute!(
        tx,
        "UPDATE rooms SET kind = $2, name = $3, topic = $4, archived_at = $5, latest_seq = $6, text_count = $7,
           member_count = $8, last_message_seq = $9, last_activity_at = $10, name_key = $11,
           latest_fingerprint = $12, newest_message_seq = $13 WHERE id = $1",
        room.id,
        room.kind,
        &room.name,
        &room.topic,
        room.archived_at,
        room.latest_seq,
        room.text_count,
        room.member_count,
        room.last_message_seq,
        room.last_activity_at,
        room.name.as_deref().map(comparable),
        room.latest_fingerprint,
        room.newest_message_seq
    )
    .map(drop)
}

/// A room that the viewer may see: a PUBLIC one, or one of theirs. One answer for "no" and for "there is none".
#[derive(sqlx::FromRow)]
pub struct VisibleRoom {
    /// The room.
    #[sqlx(flatten)]
    pub room: Room,
    /// Whether the viewer is in it.
    pub is_member: bool,
}

/// PUBLIC rooms that can be joined, oldest first, whose name, as it is compared, has this in it.
pub async fn search_public(
    conn: &mut Conn,
    viewer: UserId,
    part: &str,
    window: Window<i64>,
) -> Result<Vec<VisibleRoom>, StoreError> {
    const FORWARD: &str = concat!(
        "SELECT ",
        room_columns!(),
        ", EXISTS (SELECT 1 FROM memberships m WHERE m.room_id = rooms.id AND m.user_id = $5) AS is_member
          FROM rooms WHERE kind = 'PUBLIC' AND archived_at IS NULL AND id > $1 AND id < $2 AND ($3 = '' OR name_key LIKE $3 ESCAPE '!') ORDER BY id LIMIT $4"
    );
    const BACKWARD: &str = concat!(
        "SELECT ",
        room_columns!(),
        ", EXISTS (SELECT 1 FROM memberships m WHERE m.room_id = rooms.id AND m.user_id = $5) AS is_member
          FROM rooms WHERE kind = 'PUBLIC' AND archived_at IS NULL AND id > $1 AND id < $2 AND ($3 = '' OR name_key LIKE $3 ESCAPE '!') ORDER BY id DESC LIMIT $4"
    );
    let pattern = if part.is_empty() {
        String::new()
    } else {
        format!("%{}%", part.replace('!', "!!").replace('%', "!%").replace('_', "!_"))
    };
    let text = if window.backward { BACKWARD } else { FORWARD };
    let (after, before) = (window.after.unwrap_or(0), window.before.unwrap_or(i64::MAX));
    rows!(conn, VisibleRoom, text, after, before, pattern, window.fetch(), viewer)
}

/// One room, whoever may see it.
pub async fn find(conn: &mut Conn, room: RoomId) -> Result<Option<Room>, StoreError> {
    row!(conn, Room, concat!("SELECT ", room_columns!(), " FROM rooms WHERE id = $1"), room)
}

/// Rooms by id, with whether the viewer is in them. Whoever shows them asks `access::may_see`.
pub async fn find_many(
    conn: &mut Conn,
    viewer: UserId,
    rooms: impl IntoIterator<Item = RoomId>,
) -> Result<Vec<VisibleRoom>, StoreError> {
    rows!(
        conn,
        VisibleRoom,
        by_keys!(
            concat!(
                "SELECT ",
                room_columns!(of "r"),
                ", EXISTS (SELECT 1 FROM memberships m WHERE m.room_id = r.id AND m.user_id = $2) AS is_member
                  FROM rooms r WHERE r.id IN"
            ),
            ""
        ),
        keys(rooms.into_iter().map(|room| room.0)),
        viewer
    )
}
