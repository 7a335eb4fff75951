//! The table `messages`, and what changes them: with `changes` it is the log of every room (`log`).

use crate::{
    domain::{change::MessageChange, emoji::Emoji, message::Message},
    ids::{MessageKey, RoomId, Seq, UserId},
    store::{
        Conn, StoreError, Tx,
        page::Window,
        sql::{Text, execute, json, keys, row, rows, windows, windows_by, with_input},
    },
};

/// The columns of `Message`, of a table or row `t`.
macro_rules! message_columns {
    () => {
        "t.room_id, t.seq, t.updated_seq, t.system, t.actor_id, t.subject_id, t.subject_role, t.subject_joined_seq, t.news,
         t.body, t.metadata, t.text_count, t.created_at, t.edited_at, t.deleted_at, t.client_mutation_id,
         t.parent_seq, t.reply_count, t.mentions, t.mentions_room, t.reactions, t.forwarded_from, t.attachments,
         (SELECT p.seq FROM messages p WHERE p.room_id = t.room_id AND p.seq < t.seq ORDER BY p.seq DESC LIMIT 1)
           AS previous_seq"
    };
}
pub(in crate::store) use message_columns;

/// One message.
pub async fn find(conn: &mut Conn, key: MessageKey) -> Result<Option<Message>, StoreError> {
    row!(
        conn,
        Message,
        concat!("SELECT ", message_columns!(), " FROM messages t WHERE t.room_id = $1 AND t.seq = $2"),
        key.room,
        key.seq
    )
}

/// Messages by room and number, those that exist.
pub async fn find_many(conn: &mut Conn, keys: &[MessageKey]) -> Result<Vec<Message>, StoreError> {
    const FIND: Text = with_input!((room bigint, seq bigint) concat!(
        "SELECT ",
        message_columns!(),
        " FROM input JOIN messages t ON t.room_id = input.room AND t.seq = input.seq"
    ));
    rows!(conn, Message, FIND, json(keys)?)
}

/// The same window on the histories of many rooms; backward ones come newest first.
pub async fn pages(conn: &mut Conn, rooms: &[RoomId], window: Window<Seq>) -> Result<Vec<Message>, StoreError> {
    let text = if window.backward {
        windows!(message_columns!(), "messages", "seq", " DESC")
    } else {
        windows!(message_columns!(), "messages", "seq", "")
    };
    let rooms = keys(rooms.iter().map(|room| room.0));
    rows!(conn, Message, text, rooms, window.after.unwrap_or(0), window.before.unwrap_or(i64::MAX), window.fetch())
}

/// The same window on the threads of many messages; backward ones come newest first. Each answer comes with the place of its thread
/// among them.
pub async fn replies(
    conn: &mut Conn,
    parents: &[MessageKey],
    window: Window<Seq>,
) -> Result<Vec<(usize, Message)>, StoreError> {
    #[derive(sqlx::FromRow)]
    struct ReplyRow {
        n: i64,
        #[sqlx(flatten)]
        message: Message,
    }
    macro_rules! text {
        ($direction:literal) => {
            windows_by!(
                (room bigint, seq bigint)
                message_columns!(),
                "messages",
                "room_id" = "room" and "parent_seq" = "seq",
                "seq",
                $direction
            )
        };
    }
    let text: Text = if window.backward { text!(" DESC") } else { text!("") };
    let (after, before) = (window.after.unwrap_or(0), window.before.unwrap_or(i64::MAX));
    let found = rows!(conn, ReplyRow, text, json(parents)?, after, before, window.fetch())?;
    Ok(found.into_iter().map(|reply| (usize::try_from(reply.n).unwrap_or_default(), reply.message)).collect())
}

/// Writes a SYSTEM message: with it, its event.
pub async fn insert(tx: &mut Tx, message: &Message) -> Result<(), StoreError> {
    execute!(
        tx,
        "INSERT INTO messages (room_id, seq, updated_seq, system, actor_id, subject_id, subject_role, subject_joined_seq,
           body, metadata, text_count, created_at, client_mutation_id, news)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
        message.room_id,
        message.seq,
        message.updated_seq,
        message.system,
        message.actor_id,
        message.subject_id,
        message.subject_role,
        message.subject_joined_seq,
        &message.body,
        &message.metadata,
        message.text_count,
        message.created_at,
        &message.client_mutation_id,
        &message.news
    )
    .map(drop)
}

/// An event that changes a message.
#[derive(Clone, Debug)]
pub struct Change {
    /// Its number in the room.
    pub seq: Seq,
    /// What is changed.
    pub change: MessageChange,
    /// Who changes it.
    pub actor_id: UserId,
    /// The id that the caller gave the call.
    pub client_mutation_id: Option<String>,
}

/// Writes a change and the message as it is after it.
pub async fn change(tx: &mut Tx, message: &Message, change: &Change) -> Result<(), StoreError> {
    let now = tx.now;
    execute!(
        tx,
        "INSERT INTO changes (room_id, seq, kind, message_seq, actor_id, created_at, client_mutation_id, emoji)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        message.room_id,
        change.seq,
        change.change.kind(),
        message.seq,
        change.actor_id,
        now,
        &change.client_mutation_id,
        change.change.emoji().map(Emoji::as_str)
    )?;
    execute!(
        tx,
        "UPDATE messages SET updated_seq = $3, body = $4, metadata = $5, edited_at = $6, deleted_at = $7, mentions = $8,
           mentions_room = $9, reactions = $10, forwarded_from = $11,
           attachments = $12
         WHERE room_id = $1 AND seq = $2",
        message.room_id,
        message.seq,
        message.updated_seq,
        &message.body,
        &message.metadata,
        message.edited_at,
        message.deleted_at,
        message.mentions.users.stored(),
        message.mentions.room,
        message.reactions.stored(),
        message.forwarded_from,
        message.attachments.stored()
    )
    .map(drop)
}

/// Of a message in whose thread one less is not deleted, by the event of that number.
pub async fn count_deleted_reply(tx: &mut Tx, parent: MessageKey, seq: Seq) -> Result<(), StoreError> {
    execute!(
        tx,
        "UPDATE messages SET reply_count = reply_count - 1, updated_seq = $3 WHERE room_id = $1 AND seq = $2",
        parent.room,
        parent.seq,
        seq
    )
    .map(drop)
}
