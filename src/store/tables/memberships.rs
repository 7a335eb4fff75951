//! The table `memberships`: who is in a room, and how far they read.

use crate::{
    domain::{
        event::Unread,
        room::{Member, Membership, Room},
    },
    ids::{RoomId, Seq, UserId},
    store::{
        Conn, StoreError, Tx,
        page::Window,
        rooms::room_columns,
        sql::{Text, by_keys, execute, json, keys, row, rows, scalar, windows, with_input},
    },
};
use serde::Serialize;

/// The columns of `Member`, as `columns!` gives them.
macro_rules! member_columns {
    ($($asked:tt)*) => {
        $crate::store::sql::columns!([$($asked)*]
            room_id bigint, user_id bigint, role text, joined_at bigint, joined_seq bigint, last_read_seq bigint,
            read_count bigint, notification_mode text, is_pinned boolean, hidden_count bigint, began_hidden boolean)
    };
}
pub(in crate::store) use member_columns;

/// A membership with its counts: what was sent after the position, less the tombstones among it; and what of it counts as naming
/// the member, or everybody, who is user 0.
macro_rules! membership_columns {
    () => {
        concat!(
            $crate::store::memberships::member_columns!(of "m"),
            ", r.latest_seq AS as_of_seq, m.hidden_count >= r.text_count AS is_hidden,
             r.text_count - m.read_count - (SELECT count(*) FROM messages t
               WHERE t.room_id = m.room_id AND t.seq > m.last_read_seq AND t.deleted_at IS NOT NULL) AS unread_count,
             (SELECT count(*) FROM mentions n WHERE n.room_id = m.room_id AND n.user_id IN (m.user_id, 0)
               AND n.seq > m.last_read_seq) AS mention_count"
        )
    };
}

/// One member.
pub async fn find(conn: &mut Conn, room: RoomId, user: UserId) -> Result<Option<Member>, StoreError> {
    row!(
        conn,
        Member,
        concat!("SELECT ", member_columns!(of "t"), " FROM memberships t WHERE t.room_id = $1 AND t.user_id = $2"),
        room,
        user
    )
}

/// How many owners a room has. Exact while the room is locked.
pub async fn count_owners(conn: &mut Conn, room: RoomId) -> Result<i64, StoreError> {
    let count = scalar!(conn, i64, "SELECT count(*) FROM memberships WHERE room_id = $1 AND role = 'OWNER'", room)?;
    Ok(count.unwrap_or_default())
}

/// Puts members in a room; those who are in it already must have been taken out of the list.
pub async fn insert_many(tx: &mut Tx, members: &[Member]) -> Result<(), StoreError> {
    const INSERT: Text = member_columns!(with_input concat!(
        "INSERT INTO memberships (", member_columns!(), ") SELECT ", member_columns!(), " FROM input"
    ));
    execute!(tx, INSERT, json(members)?).map(drop)
}

/// Writes back a member of a locked room.
pub async fn update(tx: &mut Tx, member: &Member) -> Result<(), StoreError> {
    execute!(
        tx,
        "UPDATE memberships SET role = $3, notification_mode = $4, is_pinned = $5, last_read_seq = $6, read_count = $7,
           hidden_count = $8, began_hidden = $9 WHERE room_id = $1 AND user_id = $2",
        member.room_id,
        member.user_id,
        member.role,
        member.notification_mode,
        member.is_pinned,
        member.last_read_seq,
        member.read_count,
        member.hidden_count,
        member.began_hidden
    )
    .map(drop)
}

/// Who put a room of two away at some time, or has not been told of it, whether it is still hidden from them or not.
pub async fn list_hiding(conn: &mut Conn, room: RoomId) -> Result<Vec<Member>, StoreError> {
    rows!(
        conn,
        Member,
        concat!("SELECT ", member_columns!(of "t"), " FROM memberships t WHERE t.room_id = $1 AND t.hidden_count >= 0"),
        room
    )
}

/// Who left a room by an event of this stretch, both ends included. They may be in it again.
pub async fn list_left(conn: &mut Conn, room: RoomId, from: Seq, to: Seq) -> Result<Vec<UserId>, StoreError> {
    let left = rows!(
        conn,
        (UserId,),
        "SELECT DISTINCT t.subject_id FROM messages t WHERE t.room_id = $1 AND t.seq BETWEEN $2 AND $3
           AND t.system IN ('MEMBER_LEFT', 'MEMBER_REMOVED')",
        room,
        from,
        to
    )?;
    Ok(left.into_iter().map(|(user,)| user).collect())
}

/// Takes a member out.
pub async fn delete(tx: &mut Tx, room: RoomId, user: UserId) -> Result<(), StoreError> {
    execute!(tx, "DELETE FROM memberships WHERE room_id = $1 AND user_id = $2", room, user).map(drop)
}

/// Members of rooms, of one user each: `(room, user)` pairs.
pub async fn find_many(conn: &mut Conn, pairs: &[(RoomId, UserId)]) -> Result<Vec<Member>, StoreError> {
    #[derive(Serialize)]
    struct Pair {
        room_id: RoomId,
        user_id: UserId,
    }
    const FIND: Text = with_input!((room_id bigint, user_id bigint) concat!(
        "SELECT ", member_columns!(of "t"),
        " FROM input JOIN memberships t ON t.room_id = input.room_id AND t.user_id = input.user_id"
    ));
    let pairs: Vec<_> = pairs.iter().map(|&(room_id, user_id)| Pair { room_id, user_id }).collect();
    rows!(conn, Member, FIND, json(&pairs)?)
}

/// A user's memberships in some rooms.
pub async fn memberships_in(
    conn: &mut Conn,
    user: UserId,
    rooms: impl IntoIterator<Item = RoomId>,
) -> Result<Vec<Membership>, StoreError> {
    rows!(
        conn,
        Membership,
        by_keys!(
            concat!(
                "SELECT ",
                membership_columns!(),
                " FROM memberships m JOIN rooms r ON r.id = m.room_id WHERE m.user_id = $2 AND m.room_id IN"
            ),
            ""
        ),
        keys(rooms.into_iter().map(|room| room.0)),
        user
    )
}

/// A membership together with its room.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct MembershipInRoom {
    /// The member's own view of it.
    #[sqlx(flatten)]
    pub membership: Membership,
    /// The room.
    #[sqlx(flatten)]
    pub room: Room,
}

impl MembershipInRoom {
    /// The counts, as a listener keeps them.
    pub fn unread(&self) -> Unread {
        Unread::of(&self.room, &self.membership)
    }
}

/// All memberships of a user with their rooms, in the order of room lists: newest activity first.
/// A user's rooms are few (thousands at most), and their order changes with every message: they are sorted here, not by an
/// index that each message would have to touch.
pub async fn list_of_user(conn: &mut Conn, user: UserId) -> Result<Vec<MembershipInRoom>, StoreError> {
    rows!(
        conn,
        MembershipInRoom,
        concat!(
            "SELECT ",
            membership_columns!(),
            ", ",
            room_columns!(of "r"),
            " FROM memberships m JOIN rooms r ON r.id = m.room_id WHERE m.user_id = $1
             ORDER BY m.is_pinned DESC, r.last_activity_at DESC, r.id DESC"
        ),
        user
    )
}

/// Memberships of some users in a room, with the room.
pub async fn list_in_room(
    conn: &mut Conn,
    room: RoomId,
    users: impl IntoIterator<Item = UserId>,
) -> Result<Vec<MembershipInRoom>, StoreError> {
    rows!(
        conn,
        MembershipInRoom,
        by_keys!(
            concat!(
                "SELECT ",
                membership_columns!(),
                ", ",
                room_columns!(of "r"),
                " FROM memberships m JOIN rooms r ON r.id = m.room_id WHERE m.room_id = $2 AND m.user_id IN"
            ),
            ""
        ),
        keys(users.into_iter().map(|user| user.0)),
        room
    )
}

/// The rooms a user is in.
pub async fn rooms_of_user(conn: &mut Conn, user: UserId) -> Result<Vec<RoomId>, StoreError> {
    let rooms = rows!(conn, (RoomId,), "SELECT room_id FROM memberships WHERE user_id = $1", user)?;
    Ok(rooms.into_iter().map(|(room,)| room).collect())
}

/// The same window on the member lists of many rooms, in the order of joining; backward ones come newest first.
pub async fn pages(conn: &mut Conn, rooms: &[RoomId], window: Window<Seq>) -> Result<Vec<Member>, StoreError> {
    let text = if window.backward {
        windows!(member_columns!(of "t"), "memberships", "joined_seq", " DESC")
    } else {
        windows!(member_columns!(of "t"), "memberships", "joined_seq", "")
    };
    let rooms = keys(rooms.iter().map(|room| room.0));
    rows!(conn, Member, text, rooms, window.after.unwrap_or(0), window.before.unwrap_or(i64::MAX), window.fetch())
}
