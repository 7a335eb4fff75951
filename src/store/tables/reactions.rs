//! The table `reactions`: who gave which emoji to a message. How often each was given stands in the message itself.

use crate::{
    domain::emoji::Emoji,
    ids::{MessageKey, RoomId, Seq, UserId},
    store::{
        Conn, StoreError, Tx,
        page::Window,
        sql::{Text, execute, json, rows, windows_by, with_input},
    },
};
use serde::Serialize;

/// Somebody gives an emoji, with the event of that number. Whether they had not given it before: of several at once, one is.
pub async fn insert(
    tx: &mut Tx,
    message: MessageKey,
    user: UserId,
    emoji: Emoji,
    seq: Seq,
) -> Result<bool, StoreError> {
    let inserted = execute!(
        tx,
        "INSERT INTO reactions (room_id, seq, user_id, emoji, added_seq) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING",
        message.room,
        message.seq,
        user,
        emoji.as_str(),
        seq
    )?;
    Ok(inserted > 0)
}

/// Somebody takes an emoji back. Whether they had given it.
pub async fn delete(tx: &mut Tx, message: MessageKey, user: UserId, emoji: Emoji) -> Result<bool, StoreError> {
    let deleted = execute!(
        tx,
        "DELETE FROM reactions WHERE room_id = $1 AND seq = $2 AND user_id = $3 AND emoji = $4",
        message.room,
        message.seq,
        user,
        emoji.as_str()
    )?;
    Ok(deleted > 0)
}

/// Takes away all that was given to a message.
pub async fn delete_all(tx: &mut Tx, message: MessageKey) -> Result<(), StoreError> {
    execute!(tx, "DELETE FROM reactions WHERE room_id = $1 AND seq = $2", message.room, message.seq).map(drop)
}

/// Somebody's emoji for a message.
#[derive(Clone, Copy, Debug, sqlx::FromRow)]
pub struct Given {
    room_id: RoomId,
    seq: Seq,
    /// Who gave it.
    pub user_id: UserId,
    /// Which one.
    pub emoji: Emoji,
}

impl Given {
    /// To which message.
    pub fn message(&self) -> MessageKey {
        MessageKey { room: self.room_id, seq: self.seq }
    }
}

/// What one user gave to some messages.
pub async fn list_own(conn: &mut Conn, user: UserId, messages: &[MessageKey]) -> Result<Vec<Given>, StoreError> {
    const LIST: Text = with_input!((room bigint, seq bigint)
        "SELECT t.room_id, t.seq, t.user_id, t.emoji FROM input
         JOIN reactions t ON t.room_id = input.room AND t.seq = input.seq AND t.user_id = $2");
    rows!(conn, Given, LIST, json(messages)?, user)
}

/// Everything that was given to some messages.
pub async fn list(conn: &mut Conn, messages: &[MessageKey]) -> Result<Vec<Given>, StoreError> {
    const LIST: Text = with_input!((room bigint, seq bigint)
        "SELECT t.room_id, t.seq, t.user_id, t.emoji FROM input
         JOIN reactions t ON t.room_id = input.room AND t.seq = input.seq");
    rows!(conn, Given, LIST, json(messages)?)
}

/// The place of a reaction among those of its emoji, and whose it is.
#[derive(Clone, Copy, Debug, sqlx::FromRow)]
pub struct Reactor {
    /// The number of the event with which it was given.
    pub added_seq: Seq,
    /// Who gave it.
    pub user_id: UserId,
}

/// The same window on who gave emoji to messages, in the order of giving; backward ones come newest first. Each comes with the place of
/// its list among those asked for.
pub async fn pages(
    conn: &mut Conn,
    lists: &[(MessageKey, Emoji)],
    window: Window<Seq>,
) -> Result<Vec<(usize, Reactor)>, StoreError> {
    #[derive(Serialize)]
    struct Asked {
        room: RoomId,
        seq: Seq,
        emoji: Emoji,
    }
    #[derive(sqlx::FromRow)]
    struct ReactorRow {
        n: i64,
        #[sqlx(flatten)]
        reactor: Reactor,
    }
    macro_rules! text {
        ($direction:literal) => {
            windows_by!(
                (room bigint, seq bigint, emoji text)
                "t.added_seq, t.user_id",
                "reactions",
                "room_id" = "room" and "seq" = "seq" and "emoji" = "emoji",
                "added_seq",
                $direction
            )
        };
    }
    let text: Text = if window.backward { text!(" DESC") } else { text!("") };
    let asked: Vec<_> =
        lists.iter().map(|(message, emoji)| Asked { room: message.room, seq: message.seq, emoji: *emoji }).collect();
    let (after, before) = (window.after.unwrap_or(0), window.before.unwrap_or(i64::MAX));
    let found = rows!(conn, ReactorRow, text, json(&asked)?, after, before, window.fetch())?;
    Ok(found.into_iter().map(|row| (usize::try_from(row.n).unwrap_or_default(), row.reactor)).collect())
}
