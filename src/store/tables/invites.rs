//! The tables `invites`, and `removals`: whom an invite lets in.

use crate::{
    clock::Timestamp,
    ids::{InviteId, RoomId, Seq, UserId},
    store::{
        Conn, StoreError, Tx,
        sql::{execute, row, rows},
    },
};

/// An invite to a room.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Invite {
    /// Its key.
    pub id: InviteId,
    /// What lets its holder in: 16 letters and digits.
    pub code: String,
    /// The room that it opens.
    pub room_id: RoomId,
    /// Who made it.
    pub created_by: UserId,
    /// When it was made.
    pub created_at: Timestamp,
    /// The room's number then.
    pub made_seq: Seq,
    /// When it ends; none is never.
    pub expires_at: Option<Timestamp>,
    /// How many people may join with it; none is no limit.
    pub max_uses: Option<i64>,
    /// How many have joined with it.
    pub uses: i64,
    /// When it was revoked.
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
        "INSERT INTO invites (id, code, room_id, created_by, created_at, expires_at, max_uses, uses, made_seq)
         VALUES ($1, $2, $3, $4, $5, $6, $7, 0, $8)",
        invite.id,
        &invite.code,
        invite.room_id,
        invite.created_by,
        invite.created_at,
        invite.expires_at,
        invite.max_uses,
        invite.made_seq
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

/// An invite as it stands for one who comes with its code.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Offered {
    /// The invite.
    #[sqlx(flatten)]
    pub invite: Invite,
    /// The event by which they were removed from the room, the last one.
    pub removed_seq: Option<Seq>,
}

impl Offered {
    /// Whether it was made before they were removed.
    pub fn is_of_before(&self) -> bool {
        self.removed_seq.is_some_and(|removed| self.invite.made_seq < removed)
    }
}

/// The invite of a code, for a user.
pub async fn find_offered(conn: &mut Conn, code: &str, user: UserId) -> Result<Option<Offered>, StoreError> {
    row!(
        conn,
        Offered,
        "SELECT i.*, (SELECT r.seq FROM removals r WHERE r.room_id = i.room_id AND r.user_id = $2) AS removed_seq
         FROM invites i WHERE i.code = $1",
        code,
        user
    )
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

/// Ends all that somebody made for a room.
pub async fn revoke_of(tx: &mut Tx, room: RoomId, maker: UserId) -> Result<(), StoreError> {
    let now = tx.now;
    let text = "UPDATE invites SET revoked_at = $3 WHERE room_id = $1 AND created_by = $2 AND revoked_at IS NULL";
    execute!(tx, text, room, maker, now).map(drop)
}

/// Ends all of a room.
pub async fn revoke_all(tx: &mut Tx, room: RoomId) -> Result<(), StoreError> {
    let now = tx.now;
    execute!(tx, "UPDATE invites SET revoked_at = $2 WHERE room_id = $1 AND revoked_at IS NULL", room, now).map(drop)
}

/// Notes by which event somebody was removed: no invite of before lets them in again.
pub async fn note_removal(tx: &mut Tx, room: RoomId, user: UserId, seq: Seq) -> Result<(), StoreError> {
    execute!(
        tx,
        "INSERT INTO removals (room_id, user_id, seq) VALUES ($1, $2, $3)
         ON CONFLICT (room_id, user_id) DO UPDATE SET seq = excluded.seq",
        room,
        user,
        seq
    )
    .map(drop)
}
