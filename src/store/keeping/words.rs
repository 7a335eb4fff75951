//! The words of messages that were there before search was: they get their places and their words when a database is brought up
//! to date, some at a time. Stopped half-way, it goes on where it was.

use crate::{
    ids::RoomId,
    store::{
        Address, Conn, StoreError,
        open::connect_postgres,
        search,
        sql::{Engine, Text, execute, json, rows, scalar, with_input},
    },
};
use serde::Serialize;
use sqlx::ConnectOptions;

/// How many messages one transaction fills.
const MESSAGES: i64 = 1_000;
/// After how many the log says how far it is.
const SAID: i64 = 100_000;

/// A message without its words.
#[derive(sqlx::FromRow)]
struct Unworded {
    search_id: i64,
    room_id: RoomId,
    body: String,
}

const LACKS: Text = Text::each(
    "SELECT EXISTS (SELECT 1 FROM messages WHERE search_id IS NULL AND system IS NULL AND deleted_at IS NULL)
       OR EXISTS (SELECT 1 FROM messages WHERE deleted_at IS NULL
         AND search_id > COALESCE((SELECT rowid FROM search_words ORDER BY rowid DESC LIMIT 1), 0))",
    "SELECT EXISTS (SELECT 1 FROM messages WHERE search_id IS NULL AND system IS NULL AND deleted_at IS NULL)
       OR EXISTS (SELECT 1 FROM messages WHERE deleted_at IS NULL
         AND search_id > COALESCE((SELECT max(id) FROM search_words), 0))",
);

/// In the order of their time, behind those that have a place.
const NUMBER: Text = Text::each(
    "UPDATE messages SET search_id = o.n + (SELECT COALESCE(max(search_id), 0) FROM messages WHERE search_id IS NOT NULL)
       FROM (SELECT room_id, seq, row_number() OVER (ORDER BY created_at, room_id, seq) AS n FROM messages
             WHERE search_id IS NULL AND system IS NULL AND deleted_at IS NULL) o
       WHERE messages.room_id = o.room_id AND messages.seq = o.seq",
    "UPDATE messages SET search_id = o.id
       FROM (SELECT room_id, seq, nextval('search_ids') AS id FROM
              (SELECT room_id, seq FROM messages WHERE search_id IS NULL AND system IS NULL AND deleted_at IS NULL
               ORDER BY created_at, room_id, seq) t) o
       WHERE messages.room_id = o.room_id AND messages.seq = o.seq",
);

/// Places are filled in their order: those beyond the last one that has words have none.
const UNWORDED: Text = Text::each(
    "SELECT search_id, room_id, body FROM messages WHERE deleted_at IS NULL
       AND search_id > COALESCE((SELECT rowid FROM search_words ORDER BY rowid DESC LIMIT 1), 0)
     ORDER BY search_id LIMIT $1",
    "SELECT search_id, room_id, body FROM messages WHERE deleted_at IS NULL
       AND search_id > COALESCE((SELECT max(id) FROM search_words), 0)
     ORDER BY search_id LIMIT $1",
);

/// Another one may be at it too.
const FILL: Text = with_input!(
    (id bigint, room bigint, words text)
    "INSERT INTO search_words (rowid, words) SELECT id, words || ' r' || room FROM input ORDER BY n",
    "INSERT INTO search_words (id, room_id, words)
     SELECT id, room, array_to_tsvector(string_to_array(words, ' ')) FROM input ON CONFLICT DO NOTHING"
);

#[derive(Serialize)]
struct Filled {
    id: i64,
    room: RoomId,
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
    conn.command(Text::each("SELECT 1", "SET statement_timeout = 0")).await?;
    begin(conn).await?;
    execute!(conn, NUMBER)?;
    conn.command("COMMIT").await?;
    let mut filled = 0;
    loop {
        begin(conn).await?;
        let some = fill_some(conn).await?;
        conn.command("COMMIT").await?;
        if some == 0 {
            break;
        }
        filled += some;
        if filled % SAID < some {
            tracing::info!(messages = filled, "messages were made searchable, and there are more");
        }
    }
    // Which words are rare it must know before the first search.
    conn.command(Text::each("SELECT 1", "ANALYZE search_words")).await?;
    Ok(filled)
}

/// Who may write is known from the beginning: what is read is the newest.
async fn begin(conn: &mut Conn) -> Result<(), StoreError> {
    conn.command(Text::each("BEGIN IMMEDIATE", "BEGIN")).await
}

/// How many there were.
async fn fill_some(conn: &mut Conn) -> Result<i64, StoreError> {
    let found = rows!(conn, Unworded, UNWORDED, MESSAGES)?;
    let filled: Vec<_> = found
        .into_iter()
        .map(|message| Filled { id: message.search_id, room: message.room_id, words: search::words(&message.body) })
        .collect();
    if !filled.is_empty() {
        execute!(conn, FILL, json(&filled)?)?;
    }
    Ok(i64::try_from(filled.len()).unwrap_or(i64::MAX))
}
