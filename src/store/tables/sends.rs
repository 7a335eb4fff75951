//! What a batch of sends writes: one text over `messages`, `search_words`, `requests`, `rooms` and `memberships`, and one more for
//! the files on them, when there are any.

use crate::{
    clock::Timestamp,
    domain::{mentioned::RoomMention, room::Room},
    ids::{Fingerprint, RoomId, Seq, UserId},
    store::{
        StoreError, Tx,
        attachments::{self, SentOn, TakenUpload},
        sql::{Text, execute, json, with_inputs},
    },
};
use serde::Serialize;
use std::borrow::Cow;

/// A message to insert, with the request that it fulfils.
#[derive(Debug, Serialize)]
pub struct TextRow<'a> {
    /// Where it stands.
    #[serde(rename = "room")]
    pub room_id: RoomId,
    /// Its number.
    pub seq: Seq,
    /// Who wrote it.
    #[serde(rename = "author")]
    pub user_id: UserId,
    /// The text.
    pub body: &'a str,
    /// The application's own data as JSON text.
    pub metadata: Option<&'a str>,
    /// The room's count of TEXT messages after it.
    #[serde(rename = "count")]
    pub text_count: i64,
    /// When it was sent.
    pub at: Timestamp,
    /// The id that the caller gave the call.
    #[serde(rename = "call")]
    pub client_mutation_id: &'a str,
    /// The hash of the input, by which a repeated call is known.
    #[serde(rename = "hash")]
    pub input_hash: &'a str,
    /// What a repeated call is told, as JSON.
    pub answer: String,
    /// The message that it answers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parent: Option<Seq>,
    /// Whom it names, as JSON.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mentions: Option<String>,
    /// How it names the whole room.
    #[serde(rename = "mentions_room", skip_serializing_if = "Option::is_none")]
    pub room_mention: Option<RoomMention>,
    /// Who first wrote what is sent on with it.
    #[serde(rename = "first", skip_serializing_if = "Option::is_none")]
    pub forwarded_from: Option<UserId>,
    /// The files on it, as JSON.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub files: Option<String>,
    /// What it is found by (`search::words`). Apart from the others, which are read for each table.
    #[serde(skip)]
    pub words: Cow<'a, str>,
}

/// What a message is found by.
#[derive(Serialize)]
struct Worded<'a> {
    room: RoomId,
    seq: Seq,
    words: &'a str,
}

/// For whom a message counts that names them.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct NewMention {
    /// Where it stands.
    #[serde(rename = "room")]
    pub room_id: RoomId,
    /// Its number.
    pub seq: Seq,
    /// Who is named.
    #[serde(rename = "person")]
    pub user_id: UserId,
}

/// A message with answers among those that are written.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Answered {
    /// Where it stands.
    #[serde(rename = "room")]
    pub room_id: RoomId,
    /// Its number.
    pub parent: Seq,
    /// How many answers.
    pub replies: i64,
    /// The number of the last one.
    pub last: Seq,
}

/// What of a room its messages move.
#[derive(Serialize)]
struct Moved {
    room_id: RoomId,
    latest_seq: Seq,
    latest_fingerprint: Fingerprint,
    text_count: i64,
    last_message_seq: Option<Seq>,
    last_activity_at: Timestamp,
}

const WRITE: Text = with_inputs!(
    input "$1" (room bigint, seq bigint, author bigint, body text, metadata text, count bigint, at bigint, call text, hash text,
        answer text, parent bigint, mentions text, mentions_room text, first bigint, files text),
    moved "$2" (room_id bigint, latest_seq bigint, latest_fingerprint bigint, text_count bigint, last_message_seq bigint,
        last_activity_at bigint),
    named "$3" (room bigint, seq bigint, person bigint),
    answered "$4" (room bigint, parent bigint, replies bigint, last bigint),
    worded "$5" (room bigint, seq bigint, words text);
    found: [
        "INSERT INTO search_words (rowid, words)
        SELECT n + 1 + (SELECT COALESCE(max(search_id), 0) FROM messages WHERE search_id IS NOT NULL), words || ' r' || room
        FROM worded ORDER BY n",
        "INSERT INTO search_words (room_id, seq, words)
        SELECT room, seq, array_to_tsvector(string_to_array(words, ' ')) FROM worded ORDER BY n RETURNING id, room_id, seq"
    ],
    sent: [
        "INSERT INTO messages
        (room_id, seq, updated_seq, actor_id, body, metadata, text_count, created_at, client_mutation_id, parent_seq, mentions,
         mentions_room, forwarded_from, attachments, search_id)
        SELECT room, seq, seq, author, body, metadata, count, at, call, parent, mentions, mentions_room, first, files,
          n + 1 + (SELECT COALESCE(max(search_id), 0) FROM messages WHERE search_id IS NOT NULL) FROM input",
        "INSERT INTO messages
        (room_id, seq, updated_seq, actor_id, body, metadata, text_count, created_at, client_mutation_id, parent_seq, mentions,
         mentions_room, forwarded_from, attachments, search_id)
        SELECT room, input.seq, input.seq, author, body, metadata, count, at, call, parent, mentions, mentions_room, first, files,
          found.id
        FROM input JOIN found ON found.room_id = input.room AND found.seq = input.seq"
    ],
    kept: "INSERT INTO requests (user_id, client_mutation_id, input_hash, answer, created_at)
        SELECT author, call, hash, answer, at FROM input",
    counted: "UPDATE rooms SET latest_seq = moved.latest_seq, latest_fingerprint = moved.latest_fingerprint,
          text_count = moved.text_count, last_message_seq = moved.last_message_seq, newest_message_seq = moved.latest_seq,
          last_activity_at = moved.last_activity_at
        FROM moved WHERE rooms.id = moved.room_id",
    noted: "INSERT INTO mentions (room_id, user_id, seq) SELECT room, person, seq FROM named",
    replied: "UPDATE messages SET reply_count = reply_count + answered.replies, updated_seq = answered.last
        FROM answered WHERE messages.room_id = answered.room AND messages.seq = answered.parent";
    "UPDATE memberships SET last_read_seq = newest.seq, read_count = newest.count
       FROM (SELECT room, author, max(seq) AS seq, max(count) AS count FROM input GROUP BY 1, 2) newest
       WHERE memberships.room_id = newest.room AND memberships.user_id = newest.author"
);

/// What a batch of sends writes.
#[derive(Debug, Default)]
pub struct SentRows<'a> {
    /// The messages, with their requests. The answered ones are never among them: nobody knows their ids yet.
    pub messages: Vec<TextRow<'a>>,
    /// For whom they count that name them.
    pub mentions: Vec<NewMention>,
    /// What they answer, each once.
    pub answered: Vec<Answered>,
    /// Uploads that they take.
    pub taken: Vec<TakenUpload>,
    /// Files that they send on.
    pub sent_on: Vec<SentOn>,
}

/// Writes everything: messages, requests, the rooms' numbers, the senders' read positions.
pub async fn write<'r>(
    tx: &mut Tx,
    written: &SentRows<'_>,
    rooms: impl Iterator<Item = &'r Room>,
) -> Result<(), StoreError> {
    let moved: Vec<_> = rooms
        .map(|room| Moved {
            room_id: room.id,
            latest_seq: room.latest_seq,
            latest_fingerprint: room.latest_fingerprint,
            text_count: room.text_count,
            last_message_seq: room.last_message_seq,
            last_activity_at: room.last_activity_at,
        })
        .collect();
    let SentRows { messages, mentions, answered, taken, sent_on } = written;
    let worded: Vec<_> = messages
        .iter()
        .map(|message| Worded { room: message.room_id, seq: message.seq, words: &message.words })
        .collect();
    execute!(tx, WRITE, json(messages)?, json(&moved)?, json(mentions)?, json(answered)?, json(&worded)?)?;
    attachments::take(tx, taken).await?;
    attachments::send_on(tx, sent_on).await
}
