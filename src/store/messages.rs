//! The tables `messages` and `changes`: together the log of every room.

use crate::{
    clock::Timestamp,
    domain::{
        event::{ChangeKind, RoomEvent, RoomEventKind},
        message::{Message, SystemKind},
        room::{Member, Room},
    },
    ids::{MessageId, RoomId, Seq, UserId},
    store::{
        Conn, StoreError, Tx,
        page::Window,
        sql::{Text, execute, keys, row, rows, windows},
    },
};
use std::{collections::HashMap, sync::Arc};

macro_rules! message_columns {
    () => {
        "t.room_id, t.seq, t.updated_seq, t.system, t.actor_id, t.subject_id, t.subject_role, t.subject_joined_seq, t.body,
         t.metadata, t.text_count, t.created_at, t.edited_at, t.deleted_at, t.client_mutation_id"
    };
}

/// One message.
pub async fn find(conn: &mut Conn, id: MessageId) -> Result<Option<Message>, StoreError> {
    row!(
        conn,
        Message,
        concat!("SELECT ", message_columns!(), " FROM messages t WHERE t.room_id = $1 AND t.seq = $2"),
        id.room,
        id.seq
    )
}

/// Messages by id, those that exist.
pub async fn find_many(conn: &mut Conn, ids: &[MessageId]) -> Result<Vec<Message>, StoreError> {
    let pairs: Vec<_> = ids.iter().map(|id| (id.room, id.seq)).collect();
    let json = serde_json::to_string(&pairs).map_err(|error| StoreError::Unexpected(error.to_string()))?;
    rows!(
        conn,
        Message,
        Text::each(
            concat!(
                "SELECT ",
                message_columns!(),
                " FROM json_each($1) i JOIN messages t ON t.room_id = i.value->>0 AND t.seq = i.value->>1"
            ),
            concat!(
                "SELECT ",
                message_columns!(),
                " FROM jsonb_array_elements($1::jsonb) i
                  JOIN messages t ON t.room_id = (i.value->>0)::bigint AND t.seq = (i.value->>1)::bigint"
            )
        ),
        json
    )
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

/// Writes a message: with it, its event.
pub async fn insert(tx: &mut Tx, message: &Message) -> Result<(), StoreError> {
    execute!(
        tx,
        "INSERT INTO messages (room_id, seq, updated_seq, system, actor_id, subject_id, subject_role, subject_joined_seq,
           body, metadata, text_count, created_at, client_mutation_id)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
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
        &message.client_mutation_id
    )
    .map(drop)
}

/// An event that changes a message.
#[derive(Clone, Debug)]
pub struct Change {
    pub seq: Seq,
    pub kind: ChangeKind,
    pub actor_id: UserId,
    pub client_mutation_id: Option<String>,
}

/// Writes a change and the message as it is after it.
pub async fn change(tx: &mut Tx, message: &Message, change: &Change) -> Result<(), StoreError> {
    let now = tx.now;
    execute!(
        tx,
        "INSERT INTO changes (room_id, seq, kind, message_seq, actor_id, created_at, client_mutation_id)
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
        message.room_id,
        change.seq,
        change.kind,
        message.seq,
        change.actor_id,
        now,
        &change.client_mutation_id
    )?;
    execute!(
        tx,
        "UPDATE messages SET updated_seq = $3, body = $4, metadata = $5, edited_at = $6, deleted_at = $7
         WHERE room_id = $1 AND seq = $2",
        message.room_id,
        message.seq,
        message.updated_seq,
        &message.body,
        &message.metadata,
        message.edited_at,
        message.deleted_at
    )
    .map(drop)
}

/// A row of the log: an event and the message it is about, in its state of today.
#[derive(sqlx::FromRow)]
struct LogRow {
    event_seq: Seq,
    event_kind: Option<ChangeKind>,
    event_actor_id: Option<UserId>,
    event_at: Timestamp,
    event_client_mutation_id: Option<String>,
    #[sqlx(flatten)]
    message: Message,
}

/// A stretch of a room's log, both ends included.
#[derive(Clone, Copy, Debug, serde::Serialize)]
pub struct Range {
    pub room: RoomId,
    pub from: Seq,
    pub to: Seq,
}

const LOG: Text = Text::each(
    concat!(
        "SELECT i.key AS n, t.seq AS event_seq, NULL AS event_kind, t.actor_id AS event_actor_id, t.created_at AS event_at,
           t.client_mutation_id AS event_client_mutation_id, ",
        message_columns!(),
        " FROM json_each($1) i JOIN messages t
            ON t.room_id = i.value->>'room' AND t.seq BETWEEN i.value->>'from' AND i.value->>'to'
          UNION ALL
          SELECT i.key AS n, c.seq, c.kind, c.actor_id, c.created_at, c.client_mutation_id, ",
        message_columns!(),
        " FROM json_each($1) i JOIN changes c
            ON c.room_id = i.value->>'room' AND c.seq BETWEEN i.value->>'from' AND i.value->>'to'
          JOIN messages t ON t.room_id = c.room_id AND t.seq = c.message_seq ORDER BY n, event_seq"
    ),
    concat!(
        "SELECT i.n, t.seq AS event_seq, NULL AS event_kind, t.actor_id AS event_actor_id, t.created_at AS event_at,
           t.client_mutation_id AS event_client_mutation_id, ",
        message_columns!(),
        " FROM jsonb_array_elements($1::jsonb) WITH ORDINALITY AS i (value, n) JOIN messages t
            ON t.room_id = (value->>'room')::bigint AND t.seq BETWEEN (value->>'from')::bigint AND (value->>'to')::bigint
          UNION ALL
          SELECT i.n, c.seq, c.kind, c.actor_id, c.created_at, c.client_mutation_id, ",
        message_columns!(),
        " FROM jsonb_array_elements($1::jsonb) WITH ORDINALITY AS i (value, n) JOIN changes c
            ON c.room_id = (value->>'room')::bigint AND c.seq BETWEEN (value->>'from')::bigint AND (value->>'to')::bigint
          JOIN messages t ON t.room_id = c.room_id AND t.seq = c.message_seq ORDER BY n, event_seq"
    ),
);

/// The events of stretches of rooms, in the order of the stretches and their numbers, with the objects in their state of
/// today. One statement however many rooms; how many events a stretch holds is known beforehand, since it has no holes.
pub async fn log(
    conn: &mut Conn,
    rooms: &HashMap<RoomId, Arc<Room>>,
    ranges: &[Range],
) -> Result<Vec<RoomEvent>, StoreError> {
    let json = serde_json::to_string(ranges).map_err(|error| StoreError::Unexpected(error.to_string()))?;
    let mut events = Vec::new();
    for entry in rows!(conn, LogRow, LOG, json)? {
        if let Some(room) = rooms.get(&entry.message.room_id) {
            events.push(entry.event(room)?);
        }
    }
    Ok(events)
}

impl LogRow {
    fn event(self, room: &Arc<Room>) -> Result<RoomEvent, StoreError> {
        let kind = match self.event_kind {
            Some(ChangeKind::Edited) => RoomEventKind::MessageEdited,
            Some(ChangeKind::Deleted) => RoomEventKind::MessageDeleted,
            None => kind_of(&self.message)?,
        };
        Ok(RoomEvent {
            seq: self.event_seq,
            at: self.event_at,
            actor_id: self.event_actor_id,
            client_mutation_id: self.event_client_mutation_id,
            kind,
            room: room.clone(),
            message: Arc::new(self.message),
            people: Vec::new(),
        })
    }
}

/// What the event that made a message says.
fn kind_of(message: &Message) -> Result<RoomEventKind, StoreError> {
    let Some(system) = message.system else { return Ok(RoomEventKind::MessageSent) };
    let member = || {
        Member::former(message)
            .ok_or_else(|| StoreError::Unexpected(format!("{}: a stay without its parts", message.id())))
    };
    Ok(match system {
        SystemKind::MemberJoined | SystemKind::MemberAdded => RoomEventKind::MemberJoined(member()?),
        SystemKind::MemberLeft | SystemKind::MemberRemoved => RoomEventKind::MemberLeft(member()?.stay()),
        SystemKind::RoleChanged => RoomEventKind::MemberRoleChanged(member()?),
        SystemKind::RoomCreated | SystemKind::RoomChanged | SystemKind::RoomArchived => RoomEventKind::RoomUpdated,
    })
}
