//! The tables `nodes` and `leases`, and what they make of `users`: who is there, and where it is news.

use crate::{
    clock::Timestamp,
    domain::{
        presence::StatusRoom,
        user::{User, UserStatus},
    },
    ids::UserId,
    store::{
        Conn, StoreError, Tx,
        sql::{Text, by_keys, execute, json, keys, rows, with_input},
        users::user_columns,
    },
};
use serde::Serialize;
use std::collections::HashSet;

/// Names a server that runs, or ran.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, sqlx::Type, Serialize)]
#[sqlx(transparent)]
pub struct NodeKey(pub i64);

/// A server that runs, or ran.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Node {
    /// Its key.
    pub id: NodeKey,
    /// Rises while it lives.
    pub heartbeat: i64,
    /// When it last said that it lives.
    pub beat_at: Timestamp,
    /// When it ended, or was taken for dead; none while it lives.
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
    const LOCK: Text =
        by_keys!(concat!("SELECT ", user_columns!(), " FROM users u WHERE u.id IN"), "ORDER BY u.id", locking);
    rows!(tx, User, LOCK, keys(users.into_iter().map(|user| user.0)))
}

/// A node holds leases for these users; those it holds already stay.
pub async fn insert_leases(tx: &mut Tx, node: NodeKey, users: &[UserId]) -> Result<(), StoreError> {
    #[derive(Serialize)]
    struct New {
        node_id: NodeKey,
        user_id: UserId,
    }
    // WHERE true: else SQLite reads ON CONFLICT as a join's condition.
    const INSERT: Text = with_input!((node_id bigint, user_id bigint)
        "INSERT INTO leases (node_id, user_id) SELECT node_id, user_id FROM input WHERE true ON CONFLICT DO NOTHING");
    let leases: Vec<_> = users.iter().map(|&user_id| New { node_id: node, user_id }).collect();
    execute!(tx, INSERT, json(&leases)?).map(drop)
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
    #[derive(Serialize)]
    struct Presence {
        id: UserId,
        is_online: bool,
        last_seen_at: Option<Timestamp>,
    }
    const UPDATE: Text = with_input!((id bigint, is_online boolean, last_seen_at bigint)
        "UPDATE users SET is_online = input.is_online, last_seen_at = input.last_seen_at
         FROM input WHERE users.id = input.id");
    let presence = |user: &User| Presence { id: user.id, is_online: user.is_online, last_seen_at: user.last_seen_at };
    execute!(tx, UPDATE, json(&users.iter().map(presence).collect::<Vec<_>>())?).map(drop)
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

/// The rooms in which the status of users is news. By a room of two nobody hears who has it not in their lists, nor of somebody
/// who was not told of it: to open one is not to watch.
pub async fn list_status_rooms(conn: &mut Conn, users: &[User]) -> Result<Vec<StatusRoom>, StoreError> {
    const ROOMS: Text = by_keys!(
        "SELECT m.user_id, m.room_id, r.member_count
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
    rows!(conn, StatusRoom, ROOMS, keys(users.iter().map(|user| user.id.0)))
}

#[cfg(test)]
mod tests;
