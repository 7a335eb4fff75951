//! The table `mentions`: for whom a message counts. Who is named stands in the message itself; these rows are only counted.

use crate::{
    domain::{mentioned::Mentions, stored::Listed},
    ids::{MessageKey, RoomId, UserId},
    store::{
        Conn, StoreError, Tx,
        sql::{Text, execute, keys, row},
    },
};
use std::collections::BTreeSet;

/// The members of a room who have one of these names: `named_members!(sqlite "room", "names")` as a JSON list of pairs, of the room
/// and the JSON list of names that stand there. From the names to the members: a room may have many.
macro_rules! named_members {
    (sqlite $room:literal, $names:literal) => {
        concat!(
            "(SELECT json_group_array(json_array(w.id, w.username_key)) FROM json_each(",
            $names,
            ") a
              CROSS JOIN users w ON w.username_key = a.value
              CROSS JOIN memberships i ON i.room_id = ",
            $room,
            " AND i.user_id = w.id)"
        )
    };
    (postgres $room:literal, $names:literal) => {
        concat!(
            "(SELECT jsonb_agg(jsonb_build_array(w.id, w.username_key))::text FROM jsonb_array_elements_text(",
            $names,
            ") a (name)
              JOIN users w ON w.username_key = a.name
              JOIN memberships i ON i.room_id = ",
            $room,
            " AND i.user_id = w.id)"
        )
    };
}
pub(in crate::store) use named_members;

/// Members with their names as they are compared.
pub type NamedMembers = Listed<(UserId, String)>;

/// Who in a room has one of these names.
pub async fn find_members(conn: &mut Conn, room: RoomId, names: &BTreeSet<&str>) -> Result<NamedMembers, StoreError> {
    const FIND: Text = Text::each(
        concat!("SELECT ", named_members!(sqlite "$1", "$2"), " AS named"),
        concat!("SELECT ", named_members!(postgres "$1", "$2::jsonb"), " AS named"),
    );
    if names.is_empty() {
        return Ok(NamedMembers::default());
    }
    let found = row!(conn, (NamedMembers,), FIND, room, crate::store::sql::json(names)?)?;
    Ok(found.unwrap_or_default().0)
}

/// Puts what a message names in the place of what it named before.
pub async fn replace(tx: &mut Tx, message: MessageKey, before: &Mentions, after: &Mentions) -> Result<(), StoreError> {
    const DELETE: Text = Text::each(
        "DELETE FROM mentions WHERE room_id = $1 AND seq = $2 AND user_id IN (SELECT value FROM json_each($3))",
        "DELETE FROM mentions WHERE room_id = $1 AND seq = $2
           AND user_id IN (SELECT jsonb_array_elements_text($3::jsonb)::bigint)",
    );
    const INSERT: Text = Text::each(
        "INSERT INTO mentions (room_id, user_id, seq) SELECT $1, value, $2 FROM json_each($3)",
        "INSERT INTO mentions (room_id, user_id, seq)
           SELECT $1, jsonb_array_elements_text($3::jsonb)::bigint, $2",
    );
    let (gone, new) = (without(before, after), without(after, before));
    for (text, users) in [(DELETE, gone), (INSERT, new)] {
        if !users.is_empty() {
            execute!(tx, text, message.room, message.seq, keys(users.into_iter().map(|user| user.0)))?;
        }
    }
    Ok(())
}

/// For whom the one counts and the other does not.
fn without(one: &Mentions, other: &Mentions) -> Vec<UserId> {
    one.counted().iter().copied().filter(|user| !other.counted().contains(user)).collect()
}
