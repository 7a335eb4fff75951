//! What a user is to rooms and to the server, together.

use crate::{
    domain::{access::Standing, room::RoomRole, user::UserRole},
    ids::{RoomId, UserId},
    store::{
        Conn, StoreError,
        sql::{by_keys, keys, rows},
    },
};

#[derive(sqlx::FromRow)]
struct Found {
    room_id: RoomId,
    role: Option<RoomRole>,
    server_role: UserRole,
}

/// A user's standing in each of these rooms.
pub async fn find_many(
    conn: &mut Conn,
    user: UserId,
    rooms: impl IntoIterator<Item = RoomId>,
) -> Result<Vec<(RoomId, Standing)>, StoreError> {
    let found = rows!(
        conn,
        Found,
        by_keys!(
            "SELECT r.id AS room_id, m.role AS role, u.role AS server_role FROM users u CROSS JOIN rooms r
             LEFT JOIN memberships m ON m.room_id = r.id AND m.user_id = u.id WHERE u.id = $2 AND r.id IN",
            ""
        ),
        keys(rooms.into_iter().map(|room| room.0)),
        user
    )?;
    Ok(found
        .into_iter()
        .map(|Found { room_id, role, server_role }| (room_id, Standing { role, server_role }))
        .collect())
}
