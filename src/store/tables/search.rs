//! The index of words, `search_words`, by the place of each message in the order of search. What is a word says `domain::words`.
//!
//! Each engine has its own full text: FTS5 walks its lists backwards and leaps between word and rooms, which are tokens too;
//! PostgreSQL chooses for each search between the words' index, the rooms' and the key.

use crate::{
    domain::words::tokens,
    ids::{MessageKey, RoomId, Seq},
    store::{
        Conn, StoreError, Tx,
        page::Window,
        sql::{Engine, Text, execute, keys, rows},
    },
};

/// In more rooms than this FTS5 takes longer to merge their lists than to look at the newest that have the words.
const MERGED_ROOMS: usize = 200;
/// How many of the newest it looks at then. The statement has the number too.
const LOOKED_AT: i64 = 2_000;

/// A message that was found.
#[derive(Clone, Copy, Debug, sqlx::FromRow)]
pub struct Hit {
    room_id: RoomId,
    seq: Seq,
    search_id: i64,
}

impl Hit {
    /// Which message it is.
    pub fn key(&self) -> MessageKey {
        MessageKey { room: self.room_id, seq: self.seq }
    }

    /// Its place in the order of search: rises with each message that is sent.
    pub fn place(&self) -> i64 {
        self.search_id
    }
}

/// A word as the engines know it. None begins as a room does.
fn word(token: &str) -> String {
    format!("w{token}")
}

/// The words of a text as the statements take them: with spaces between them.
pub fn words(body: &str) -> String {
    tokens(body).iter().map(|token| word(token)).collect::<Vec<_>>().join(" ")
}

/// The messages of these rooms that have all the words, the newest first; none without a word. To be asked in a snapshot.
pub async fn find(
    conn: &mut Conn,
    terms: &[String],
    rooms: &[RoomId],
    window: Window<i64>,
) -> Result<Vec<Hit>, StoreError> {
    if terms.is_empty() || rooms.is_empty() {
        return Ok(Vec::new());
    }
    let before = window.after.unwrap_or(i64::MAX);
    match conn.engine {
        Engine::Sqlite(_) | Engine::SqliteReader(_) => in_file(conn, terms, rooms, before, window.fetch()).await,
        _ => on_server(conn, terms, rooms, before, window.fetch()).await,
    }
}

/// Of the rooms that the words name as tokens. Both go from the words to the messages: by themselves they would go through the
/// messages of a room.
pub const IN_FILE: &str = "SELECT m.room_id, m.seq, m.search_id
    FROM search_words s CROSS JOIN messages m ON m.search_id = s.rowid
    WHERE s.search_words MATCH $1 AND s.rowid < $2 ORDER BY s.rowid DESC LIMIT $3";
/// Of the newest that have the words, those in the rooms. With the `+` a message is looked for by its place alone, and not once for each
/// of the rooms.
pub const NEWEST_IN_FILE: &str = "SELECT m.room_id, m.seq, m.search_id, h.n
    FROM (SELECT id, count(*) OVER () AS n FROM
        (SELECT rowid AS id FROM search_words WHERE search_words MATCH $1 AND rowid < $3 ORDER BY rowid DESC LIMIT 2000)) h
      CROSS JOIN messages m ON m.search_id = h.id
    WHERE +m.room_id IN (SELECT value FROM json_each($2)) ORDER BY h.id DESC LIMIT $4";

/// Of the newest that have the words, one in the viewer's rooms; and how many of the newest there were.
#[derive(sqlx::FromRow)]
struct NewestHit {
    #[sqlx(flatten)]
    hit: Hit,
    n: i64,
}

async fn in_file(
    conn: &mut Conn,
    terms: &[String],
    rooms: &[RoomId],
    before: i64,
    most: i64,
) -> Result<Vec<Hit>, StoreError> {
    let words = terms.iter().map(|term| format!("\"{}\"", word(term))).collect::<Vec<_>>().join(" AND ");
    if rooms.len() > MERGED_ROOMS {
        let keys = keys(rooms.iter().map(|room| room.0));
        let found = rows!(conn, NewestHit, NEWEST_IN_FILE, &words, keys, before, most)?;
        // None of the newest is here, or there are older ones as well: only then it is not known that these are all.
        let is_all = found.first().is_some_and(|newest| newest.n < LOOKED_AT);
        if is_all || i64::try_from(found.len()) == Ok(most) {
            return Ok(found.into_iter().map(|newest| newest.hit).collect());
        }
    }
    let rooms = rooms.iter().map(|room| format!("r{}", room.0)).collect::<Vec<_>>().join(" OR ");
    rows!(conn, Hit, IN_FILE, format!("{words} AND ({rooms})"), before, most)
}

/// `on_server!("= ANY ($2::bigint[])")`: of the rooms that the condition lets through.
macro_rules! on_server {
    ($rooms:literal) => {
        concat!(
            "SELECT room_id, seq, id AS search_id FROM search_words WHERE words @@ $1::tsquery AND room_id ",
            $rooms,
            " AND id < $3 ORDER BY id DESC LIMIT $4"
        )
    };
}
/// Of some rooms.
pub const ON_SERVER: &str = on_server!("= ANY ($2::bigint[])");
/// Only an equation lets it go through the messages of a room in their order.
pub const ON_SERVER_IN_ROOM: &str = on_server!("= $2");

async fn on_server(
    conn: &mut Conn,
    terms: &[String],
    rooms: &[RoomId],
    before: i64,
    most: i64,
) -> Result<Vec<Hit>, StoreError> {
    // A token holds neither a quote nor a backslash.
    let words = terms.iter().map(|term| format!("'{}'", word(term))).collect::<Vec<_>>().join(" & ");
    // It knows which words are rare, and must plan for these: a plan for any words has taken half a minute.
    conn.command("SET LOCAL plan_cache_mode = force_custom_plan").await?;
    if let [room] = rooms {
        return rows!(conn, Hit, ON_SERVER_IN_ROOM, words, *room, before, most);
    }
    let rooms = rooms.iter().map(|room| room.0.to_string()).collect::<Vec<_>>().join(",");
    rows!(conn, Hit, ON_SERVER, words, format!("{{{rooms}}}"), before, most)
}

/// Writes the words of an edited message in place of those it had.
pub async fn update(tx: &mut Tx, message: MessageKey, words: &str) -> Result<(), StoreError> {
    const UPDATE: Text = Text::each(
        "UPDATE search_words SET words = $3 || ' r' || $1
         WHERE rowid = (SELECT search_id FROM messages WHERE room_id = $1 AND seq = $2)",
        "UPDATE search_words SET words = array_to_tsvector(string_to_array($3, ' '))
         WHERE id = (SELECT search_id FROM messages WHERE room_id = $1 AND seq = $2)",
    );
    execute!(tx, UPDATE, message.room, message.seq, words).map(drop)
}

/// Forgets the words of a message that is deleted.
pub async fn delete(tx: &mut Tx, message: MessageKey) -> Result<(), StoreError> {
    const DELETE: Text = Text::each(
        "DELETE FROM search_words WHERE rowid = (SELECT search_id FROM messages WHERE room_id = $1 AND seq = $2)",
        "DELETE FROM search_words WHERE id = (SELECT search_id FROM messages WHERE room_id = $1 AND seq = $2)",
    );
    execute!(tx, DELETE, message.room, message.seq).map(drop)
}
