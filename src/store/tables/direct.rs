//! The table `direct_rooms`: a pair of people has one room.

use crate::{
    domain::user::User,
    ids::{RoomId, UserId},
    store::{
        Conn, StoreError, Tx,
        sql::{by_keys, execute, keys, rows, scalar},
        users::user_columns,
    },
};

fn pair(one: UserId, other: UserId) -> (UserId, UserId) {
    (one.min(other), one.max(other))
}

/// Makes this the pair's room; false when the pair has one. Waits for whoever makes it at the same moment.
pub async fn insert(tx: &mut Tx, one: UserId, other: UserId, room: RoomId) -> Result<bool, StoreError> {
    let (low, high) = pair(one, other);
    let inserted = execute!(
        tx,
        "INSERT INTO direct_rooms (low_user_id, high_user_id, room_id) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
        low,
        high,
        room
    )?;
    Ok(inserted > 0)
}

/// The pair's room.
pub async fn find(conn: &mut Conn, one: UserId, other: UserId) -> Result<Option<RoomId>, StoreError> {
    let (low, high) = pair(one, other);
    scalar!(conn, RoomId, "SELECT room_id FROM direct_rooms WHERE low_user_id = $1 AND high_user_id = $2", low, high)
}

/// The pair's room in which somebody has written. Of any other it is not known whether what made it has been told yet.
pub async fn find_spoken(conn: &mut Conn, one: UserId, other: UserId) -> Result<Option<RoomId>, StoreError> {
    let (low, high) = pair(one, other);
    scalar!(
        conn,
        RoomId,
        "SELECT d.room_id FROM direct_rooms d JOIN rooms r ON r.id = d.room_id
         WHERE d.low_user_id = $1 AND d.high_user_id = $2 AND r.text_count > 0",
        low,
        high
    )
}

/// Whom a user shares a DIRECT room with.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Peer {
    /// The room of the two.
    pub room_id: RoomId,
    /// The other person.
    #[sqlx(flatten)]
    pub user: User,
}

/// The other person of each of these rooms, which are DIRECT and the user's own.
pub async fn peers(
    conn: &mut Conn,
    user: UserId,
    rooms: impl IntoIterator<Item = RoomId>,
) -> Result<Vec<Peer>, StoreError> {
    rows!(
        conn,
        Peer,
        by_keys!(
            concat!(
                "SELECT m.room_id, ",
                user_columns!(),
                " FROM memberships m JOIN users u ON u.id = m.user_id WHERE m.user_id <> $2 AND m.room_id IN"
            ),
            ""
        ),
        keys(rooms.into_iter().map(|room| room.0)),
        user
    )
}
