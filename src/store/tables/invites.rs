//! The table `invites`.

use crate::{
    clock::Timestamp,
    ids::{InviteId, RoomId, UserId},
    store::{
        Conn, StoreError, Tx,
        sql::{execute, row, rows},
    },
};

/// An invite to a room.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Invite {
    pub id: InviteId,
    pub code: String,
    pub room_id: RoomId,
    pub created_by: UserId,
    pub created_at: Timestamp,
    pub expires_at: Option<Timestamp>,
    pub max_uses: Option<i64>,
    pub uses: i64,
    pub revoked_at: Option<Timestamp>,
}

impl Invite {
    /// Whether it still opens the door, but for its uses.
    pub fn is_open(&self, now: Timestamp) -> bool {
        self.revoked_at.is_none() && self.expires_at.is_none_or(|end| end > now)
    }
}

/// Makes an invite.
pub async fn insert(tx: &mut Tx, invite: &Invite) -> Result<(), StoreError> {
    execute!(
        tx,
        "INSERT INTO invites (id, code, room_id, created_by, created_at, expires_at, max_uses, uses)
         VALUES ($1, $2, $3, $4, $5, $6, $7, 0)",
        invite.id,
        &invite.code,
        invite.room_id,
        invite.created_by,
        invite.created_at,
        invite.expires_at,
        invite.max_uses
    )
    .map(drop)
}

/// One invite.
pub async fn find(conn: &mut Conn, id: InviteId) -> Result<Option<Invite>, StoreError> {
    row!(conn, Invite, "SELECT * FROM invites WHERE id = $1", id)
}

/// The invite of a code.
pub async fn find_by_code(conn: &mut Conn, code: &str) -> Result<Option<Invite>, StoreError> {
    row!(conn, Invite, "SELECT * FROM invites WHERE code = $1", code)
}

/// The most that are listed of a room.
pub const MAX_LISTED: i64 = 200;

/// The invites with which a room can be joined now, newest first.
pub async fn list_open(conn: &mut Conn, room: RoomId, now: Timestamp) -> Result<Vec<Invite>, StoreError> {
    rows!(
        conn,
        Invite,
        "SELECT * FROM invites WHERE room_id = $1 AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > $2)
           AND (max_uses IS NULL OR uses < max_uses) ORDER BY created_at DESC, id DESC LIMIT $3",
        room,
        now,
        MAX_LISTED
    )
}

/// Takes one use, when there is one left.
pub async fn use_up(tx: &mut Tx, id: InviteId) -> Result<bool, StoreError> {
    let used = execute!(
        tx,
        "UPDATE invites SET uses = uses + 1 WHERE id = $1 AND revoked_at IS NULL AND (max_uses IS NULL OR uses < max_uses)",
        id
    )?;
    Ok(used > 0)
}

/// Revokes it; a second time changes nothing.
pub async fn revoke(tx: &mut Tx, id: InviteId) -> Result<(), StoreError> {
    let now = tx.now;
    execute!(tx, "UPDATE invites SET revoked_at = $2 WHERE id = $1 AND revoked_at IS NULL", id, now).map(drop)
}
