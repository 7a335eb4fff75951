//! The tables `nodes` and `leases`, and what they make of `users`.

use crate::{
    clock::Timestamp,
    domain::{
        event::{CircleEvent, Event, UserEventKind},
        presence::MAX_CIRCLE,
        user::{User, UserStatus},
    },
    ids::{RoomId, UserId},
    store::{
        Conn, StoreError, Tx,
        sql::{Text, by_keys, execute, json, keys, rows},
        users::user_columns,
    },
};
use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

/// The lane of all that tells how somebody looks, whether they do it or the server: what is told later is newer.
pub const LANE: i64 = 1;

/// Names a server that runs, or ran.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, sqlx::Type)]
#[sqlx(transparent)]
pub struct NodeKey(pub i64);

/// A server that runs, or ran.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Node {
    pub id: NodeKey,
    /// Rises while it lives.
    pub heartbeat: i64,
    pub beat_at: Timestamp,
    pub ended_at: Option<Timestamp>,
    /// Whether it stopped by itself.
    pub in_order: bool,
}

/// A node begins.
pub async fn insert_node(tx: &mut Tx, node: NodeKey) -> Result<(), StoreError> {
    let now = tx.now;
    execute!(tx, "INSERT INTO nodes (id, heartbeat, beat_at, in_order) VALUES ($1, 1, $2, $3)", node, now, false)
        .map(drop)
}

/// A node lives; false when it was ended, by itself or by another. Locks its row: nobody ends it until the commit.
pub async fn beat(tx: &mut Tx, node: NodeKey) -> Result<bool, StoreError> {
    let now = tx.now;
    let beaten = execute!(
        tx,
        "UPDATE nodes SET heartbeat = heartbeat + 1, beat_at = $2 WHERE id = $1 AND ended_at IS NULL",
        node,
        now
    )?;
    Ok(beaten > 0)
}

/// A node stops by itself; one without leases leaves nothing behind.
pub async fn stop_node(tx: &mut Tx, node: NodeKey) -> Result<(), StoreError> {
    let now = tx.now;
    execute!(tx, "UPDATE nodes SET ended_at = $2, in_order = $3 WHERE id = $1 AND ended_at IS NULL", node, now, true)?;
    delete_node(tx, node).await.map(drop)
}

/// Ends a node that is taken for dead, unless its heart has beaten since; from when it was heard of last.
pub async fn end_node(tx: &mut Tx, node: &Node) -> Result<bool, StoreError> {
    let ended = execute!(
        tx,
        "UPDATE nodes SET ended_at = beat_at WHERE id = $1 AND heartbeat = $2 AND ended_at IS NULL",
        node.id,
        node.heartbeat
    )?;
    Ok(ended > 0)
}

/// Forgets a node that ended and has no leases left; whether it is forgotten.
pub async fn delete_node(tx: &mut Tx, node: NodeKey) -> Result<bool, StoreError> {
    let deleted = execute!(
        tx,
        "DELETE FROM nodes WHERE id = $1 AND ended_at IS NOT NULL
           AND NOT EXISTS (SELECT 1 FROM leases WHERE node_id = $1)",
        node
    )?;
    Ok(deleted > 0)
}

/// All nodes.
pub async fn list_nodes(conn: &mut Conn) -> Result<Vec<Node>, StoreError> {
    rows!(conn, Node, "SELECT id, heartbeat, beat_at, ended_at, in_order FROM nodes ORDER BY id")
}

/// Up to `limit` users for whom a node holds leases.
pub async fn list_leases(conn: &mut Conn, node: NodeKey, limit: i64) -> Result<Vec<UserId>, StoreError> {
    let users =
        rows!(conn, (UserId,), "SELECT user_id FROM leases WHERE node_id = $1 ORDER BY user_id LIMIT $2", node, limit)?;
    Ok(users.into_iter().map(|(user,)| user).collect())
}

/// Locks users in the order of their ids; those that exist.
pub async fn lock_users(tx: &mut Tx, users: impl IntoIterator<Item = UserId>) -> Result<Vec<User>, StoreError> {
    const LOCK: Text = Text::each(
        concat!(
            "SELECT ",
            user_columns!(),
            " FROM users u WHERE u.id IN (SELECT value FROM json_each($1)) ORDER BY u.id"
        ),
        concat!(
            "SELECT ",
            user_columns!(),
            " FROM users u WHERE u.id IN (SELECT jsonb_array_elements_text($1::jsonb)::bigint)
              ORDER BY u.id FOR NO KEY UPDATE"
        ),
    );
    rows!(tx, User, LOCK, keys(users.into_iter().map(|user| user.0)))
}

/// A node holds leases for these users; those it holds already stay.
pub async fn insert_leases(tx: &mut Tx, node: NodeKey, users: &[UserId]) -> Result<(), StoreError> {
    const INSERT: Text = Text::each(
        // WHERE true: else SQLite reads ON CONFLICT as a join's condition.
        "INSERT INTO leases (node_id, user_id) SELECT $2, value FROM json_each($1) WHERE true ON CONFLICT DO NOTHING",
        "INSERT INTO leases (node_id, user_id) SELECT $2, value::bigint FROM jsonb_array_elements_text($1::jsonb)
         ON CONFLICT DO NOTHING",
    );
    execute!(tx, INSERT, keys(users.iter().map(|user| user.0)), node).map(drop)
}

/// A node holds no leases for these users any more.
pub async fn delete_leases(tx: &mut Tx, node: NodeKey, users: &[UserId]) -> Result<(), StoreError> {
    const DELETE: Text = by_keys!("DELETE FROM leases WHERE node_id = $2 AND user_id IN", "");
    execute!(tx, DELETE, keys(users.iter().map(|user| user.0)), node).map(drop)
}

/// Those of the users for whom some node holds a lease. Exact while they are locked.
pub async fn find_leased(conn: &mut Conn, users: &[UserId]) -> Result<HashSet<UserId>, StoreError> {
    let leased = rows!(
        conn,
        (UserId,),
        by_keys!("SELECT DISTINCT user_id FROM leases WHERE user_id IN", ""),
        keys(users.iter().map(|user| user.0))
    )?;
    Ok(leased.into_iter().map(|(user,)| user).collect())
}

/// Writes who is there, and since when they are not.
pub async fn update_online(tx: &mut Tx, users: &[User]) -> Result<(), StoreError> {
    let changes: Vec<_> = users.iter().map(|user| (user.id, user.is_online, user.last_seen_at)).collect();
    execute!(
        tx,
        Text::each(
            "UPDATE users SET is_online = i.value->>1, last_seen_at = i.value->>2
             FROM json_each($1) i WHERE users.id = i.value->>0",
            "UPDATE users SET is_online = (i.value->>1)::boolean, last_seen_at = (i.value->>2)::bigint
             FROM jsonb_array_elements($1::jsonb) i WHERE users.id = (i.value->>0)::bigint",
        ),
        json(&changes)?
    )
    .map(drop)
}

/// Writes what a user chose to show.
pub async fn update_status(
    tx: &mut Tx,
    user: UserId,
    status: UserStatus,
    text: Option<&str>,
) -> Result<(), StoreError> {
    execute!(tx, "UPDATE users SET chosen_status = $2, status_text = $3 WHERE id = $1", user, status, text).map(drop)
}

/// A room in which somebody's status is news.
#[derive(Clone, Copy, Debug, sqlx::FromRow)]
struct CircleRoom {
    user_id: UserId,
    room_id: RoomId,
    /// Of too many members: only those who look at it hear.
    is_large: bool,
}

/// The events that tell of users who look different now: to those who share a room, and to the users' own devices. By a room of
/// two nobody hears who has it not in their lists, nor of somebody who was not told of it: to open one is not to watch.
pub async fn tell(tx: &mut Tx, users: Vec<User>) -> Result<Vec<Event>, StoreError> {
    const CIRCLES: Text = by_keys!(
        "SELECT m.user_id, m.room_id, r.member_count > $2 AS is_large
         FROM memberships m JOIN rooms r ON r.id = m.room_id
         WHERE (r.kind <> 'DIRECT' OR NOT EXISTS
                 (SELECT 1 FROM memberships h WHERE h.room_id = r.id AND h.hidden_count >= r.text_count
                    AND (h.began_hidden OR h.user_id <> m.user_id)))
           AND m.user_id IN",
        ""
    );
    if users.is_empty() {
        return Ok(Vec::new());
    }
    let found = rows!(tx, CircleRoom, CIRCLES, keys(users.iter().map(|user| user.id.0)), MAX_CIRCLE)?;
    let mut circles: HashMap<UserId, (Vec<_>, Vec<_>)> = HashMap::new();
    for room in found {
        let (rooms, large_rooms) = circles.entry(room.user_id).or_default();
        if room.is_large { large_rooms.push(room.room_id) } else { rooms.push(room.room_id) }
    }
    let at = tx.now;
    let event = |user: User| {
        let about = user.id;
        let (rooms, large_rooms) = circles.remove(&about).unwrap_or_default();
        let kind = UserEventKind::StatusChanged(Arc::new(user));
        Event::Circle(Arc::new(CircleEvent { about, rooms, large_rooms, at, kind }))
    };
    Ok(users.into_iter().map(event).collect())
}
