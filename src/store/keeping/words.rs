//! The words of messages that were there before search was: they get their places and their words when a database is brought up
//! to date, some at a time. Stopped half-way, it goes on where it was.

use crate::{
    ids::{RoomId, Seq},
    store::{
        Address, Conn, StoreError,
        open::connect_postgres,
        search,
        sql::{Engine, Text, execute, json, relation, rows, scalar},
    },
};
use serde::Serialize;
use sqlx::ConnectOptions;

/// How many messages one transaction fills.
const MESSAGES: i64 = 1_000;
/// After how many the log says how far it is.
const SAID: i64 = 100_000;
/// Until the transaction ends: of this table only those that fill want it.
const ALONE: &str = "LOCK TABLE search_words IN SHARE ROW EXCLUSIVE MODE";

/// A message without its words.
#[derive(sqlx::FromRow)]
struct Unworded {
    room_id: RoomId,
    seq: Seq,
    body: String,
}

/// `unworded!("SELECT …", "…")`: of the messages that have no place. Without one there are no words either.
macro_rules! unworded {
    ($before:literal, $behind:literal) => {
        concat!($before, " FROM messages WHERE search_id IS NULL AND system IS NULL AND deleted_at IS NULL", $behind)
    };
}
const LACKS: &str = unworded!("SELECT EXISTS (SELECT 1", ")");
const UNWORDED: &str = unworded!("SELECT room_id, seq, body", " ORDER BY created_at, room_id, seq LIMIT $1");

/// Their places come behind those that are given.
const FILL: Text = Text::each(
    concat!(
        "WITH ",
        relation!(sqlite input "$1" (room bigint, seq bigint, words text)),
        " INSERT INTO search_words (rowid, words)
          SELECT n + 1 + (SELECT COALESCE(max(search_id), 0) FROM messages WHERE search_id IS NOT NULL), words || ' r' || room
          FROM input ORDER BY n;
          WITH ",
        relation!(sqlite input "$1" (room bigint, seq bigint, words text)),
        " UPDATE messages
          SET search_id = input.n + 1 + (SELECT COALESCE(max(search_id), 0) FROM messages WHERE search_id IS NOT NULL)
          FROM input WHERE messages.room_id = input.room AND messages.seq = input.seq"
    ),
    concat!(
        "WITH ",
        relation!(postgres input "$1" (room bigint, seq bigint, words text)),
        ", found AS (INSERT INTO search_words (room_id, seq, words)
             SELECT room, seq, array_to_tsvector(string_to_array(words, ' ')) FROM input ORDER BY n RETURNING id, room_id, seq)
          UPDATE messages SET search_id = found.id FROM found
          WHERE messages.room_id = found.room_id AND messages.seq = found.seq"
    ),
);

#[derive(Serialize)]
struct Filled {
    room: RoomId,
    seq: Seq,
    words: String,
}

impl Address {
    /// Gives the messages that have no words theirs; without any it only looks. How many there were.
    pub(in crate::store) async fn fill_words(&self) -> anyhow::Result<i64> {
        let mut conn = Conn::alone(match self {
            Self::Sqlite(options) => Engine::Sqlite(options.connect().await?),
            Self::Postgres(options) => Engine::Postgres(connect_postgres(options).await?),
        });
        let filled = fill(&mut conn).await;
        // What was begun is undone with the connection.
        conn.close().await;
        Ok(filled?)
    }
}

async fn fill(conn: &mut Conn) -> Result<i64, StoreError> {
    let lacks = scalar!(conn, bool, LACKS)?;
    if lacks != Some(true) {
        return Ok(0);
    }
    let (mut filled, mut said) = (0, SAID);
    loop {
        // Who may write is known from the beginning: two that fill do not fill the same.
        conn.command(Text::each("BEGIN IMMEDIATE", "BEGIN")).await?;
        conn.command(Text::each("SELECT 1", ALONE)).await?;
        let some = fill_some(conn).await?;
        conn.command("COMMIT").await?;
        if some == 0 {
            break;
        }
        filled += some;
        if filled >= said {
            tracing::info!(messages = filled, "messages were made searchable, and there are more");
            said += SAID;
        }
    }
    // Which words are rare it must know before the first search.
    conn.command(Text::each("SELECT 1", "SET statement_timeout = 0; ANALYZE search_words")).await?;
    Ok(filled)
}

/// How many there were.
async fn fill_some(conn: &mut Conn) -> Result<i64, StoreError> {
    let found = rows!(conn, Unworded, UNWORDED, MESSAGES)?;
    let words =
        |message: Unworded| Filled { room: message.room_id, seq: message.seq, words: search::words(&message.body) };
    let filled: Vec<_> = found.into_iter().map(words).collect();
    if !filled.is_empty() {
        execute!(conn, FILL, json(&filled)?)?;
    }
    Ok(i64::try_from(filled.len()).unwrap_or(i64::MAX))
}
