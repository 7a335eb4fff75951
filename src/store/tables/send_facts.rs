//! What a batch of sends reads and writes: a statement for the facts of all, and one text over `messages`, `search_words`, `requests`,
//! `rooms` and `memberships`.

use crate::{
    clock::Timestamp,
    domain::{
        mentioned::RoomMention,
        room::{Member, NotificationMode, Room, RoomKind, RoomRole},
        threads::{ForwardSource, Original},
        user::User,
    },
    ids::{Fingerprint, MessageKey, RoomId, Seq, UserId},
    store::{
        Conn, StoreError, Tx,
        mentions::{NamedMembers, named_members},
        requests::Kept,
        sql::{Text, execute, json, rows, with_input, with_inputs},
        users::user_columns,
    },
};
use serde::Serialize;
use std::{borrow::Cow, collections::BTreeSet};

/// Of which send the facts are to be read. Names in a statement's input are short: they are written and read for every send.
#[derive(Debug, Serialize)]
pub struct SendKey<'a> {
    /// Where it is sent.
    #[serde(rename = "room")]
    pub room_id: RoomId,
    /// Who sends it.
    #[serde(rename = "author")]
    pub user_id: UserId,
    /// The id that the caller gave the call.
    #[serde(rename = "call")]
    pub client_mutation_id: &'a str,
    /// The room, when it is DIRECT.
    #[serde(rename = "direct", skip_serializing_if = "Option::is_none")]
    pub direct_room_id: Option<RoomId>,
    /// What may be names of members in its text.
    #[serde(rename = "names", skip_serializing_if = "BTreeSet::is_empty")]
    pub names: BTreeSet<&'a str>,
    /// The message of this room that it answers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parent: Option<Seq>,
    /// The message that is sent on with it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<Seq>,
    /// The room of that message.
    #[serde(rename = "source_room", skip_serializing_if = "Option::is_none")]
    pub source_room_id: Option<RoomId>,
}

/// What the rules need to know of one send.
#[derive(Debug)]
pub struct SendFacts {
    /// Who sends it.
    pub author: User,
    /// None: no member.
    pub role: Option<RoomRole>,
    /// What was committed under its request.
    pub kept: Option<Kept>,
    /// Of a DIRECT room, who hid it at some time or has not been told of it.
    pub hiding: Vec<Member>,
    /// The members whom its text may name.
    pub named: NamedMembers,
    /// The message that it answers, if there is one of that number.
    pub parent: Option<Original>,
    /// The message that is sent on with it, if there is one of that number.
    pub source: Option<ForwardSource>,
}

/// A row of facts; of a room that both hid there are two.
#[derive(sqlx::FromRow)]
struct FactsRow {
    n: i64,
    #[sqlx(flatten)]
    author: User,
    member_role: Option<RoomRole>,
    input_hash: Option<String>,
    answer: Option<String>,
    #[sqlx(flatten)]
    hiding: Hiding,
    named: NamedMembers,
    #[sqlx(flatten)]
    parent: Parent,
    #[sqlx(flatten)]
    source: SourceRow,
}

/// A message to answer, if there is one.
#[derive(sqlx::FromRow)]
#[expect(clippy::struct_field_names, reason = "columns beside those of other messages")]
struct Parent {
    answered_seq: Option<Seq>,
    answered_is_system: bool,
    answered_parent: Option<Seq>,
    answered_at: Option<Timestamp>,
    answered_gone_at: Option<Timestamp>,
}

impl Parent {
    fn original(&self, room: RoomId) -> Option<Original> {
        Some(Original {
            key: MessageKey { room, seq: self.answered_seq? },
            is_system: self.answered_is_system,
            parent_seq: self.answered_parent,
            created_at: self.answered_at?,
            deleted_at: self.answered_gone_at,
        })
    }
}

/// A message to send on, if there is one.
#[derive(sqlx::FromRow)]
#[expect(clippy::struct_field_names, reason = "columns beside those of other messages")]
struct SourceRow {
    source_room: Option<RoomId>,
    source_seq: Option<Seq>,
    source_is_system: bool,
    source_at: Option<Timestamp>,
    source_gone_at: Option<Timestamp>,
    source_body: Option<String>,
    source_author: Option<UserId>,
    source_first: Option<UserId>,
    source_kind: Option<RoomKind>,
    source_is_member: bool,
}

impl SourceRow {
    fn source(self) -> Option<ForwardSource> {
        let original = Original {
            key: MessageKey { room: self.source_room?, seq: self.source_seq? },
            is_system: self.source_is_system,
            parent_seq: None,
            created_at: self.source_at?,
            deleted_at: self.source_gone_at,
        };
        Some(ForwardSource {
            original,
            room_kind: self.source_kind?,
            is_member: self.source_is_member,
            body: self.source_body?,
            author_id: self.source_author,
            forwarded_from: self.source_first,
        })
    }
}

/// A member, if there is one.
#[derive(sqlx::FromRow)]
struct Hiding {
    user_id: Option<UserId>,
    role_inside: Option<RoomRole>,
    joined_at: Option<Timestamp>,
    joined_seq: Option<Seq>,
    last_read_seq: Option<Seq>,
    read_count: Option<i64>,
    notification_mode: Option<NotificationMode>,
    is_pinned: Option<bool>,
    hidden_count: Option<i64>,
    began_hidden: Option<bool>,
}

impl Hiding {
    fn member(&self, room_id: RoomId) -> Option<Member> {
        Some(Member {
            room_id,
            user_id: self.user_id?,
            role: self.role_inside?,
            joined_at: self.joined_at?,
            joined_seq: self.joined_seq?,
            last_read_seq: self.last_read_seq?,
            read_count: self.read_count?,
            notification_mode: self.notification_mode?,
            is_pinned: self.is_pinned?,
            hidden_count: self.hidden_count?,
            began_hidden: self.began_hidden?,
        })
    }
}

/// `$named` is how the engine finds the members who have the names that a text calls.
macro_rules! facts {
    ($named:expr) => {
        concat!(
            "SELECT input.n, m.role AS member_role, q.input_hash, q.answer, h.user_id, h.role AS role_inside, h.joined_at,
               h.joined_seq, h.last_read_seq, h.read_count, h.notification_mode, h.is_pinned, h.hidden_count, h.began_hidden,
               p.seq AS answered_seq, p.system IS NOT NULL AS answered_is_system, p.parent_seq AS answered_parent,
               p.created_at AS answered_at, p.deleted_at AS answered_gone_at,
               f.room_id AS source_room, f.seq AS source_seq, f.system IS NOT NULL AS source_is_system,
               f.created_at AS source_at, f.deleted_at AS source_gone_at, f.body AS source_body, f.actor_id AS source_author,
               f.forwarded_from AS source_first, g.kind AS source_kind, i.user_id IS NOT NULL AS source_is_member, ",
            $named,
            " AS named, ",
            user_columns!(),
            " FROM input
             JOIN users u ON u.id = input.author
             LEFT JOIN memberships m ON m.room_id = input.room AND m.user_id = u.id
             LEFT JOIN requests q ON q.user_id = u.id AND q.client_mutation_id = input.call
             LEFT JOIN memberships h ON h.room_id = input.direct AND h.hidden_count >= 0
             LEFT JOIN messages p ON p.room_id = input.room AND p.seq = input.parent
             LEFT JOIN messages f ON f.room_id = input.source_room AND f.seq = input.source
             LEFT JOIN rooms g ON g.id = f.room_id
             LEFT JOIN memberships i ON i.room_id = f.room_id AND i.user_id = u.id
             ORDER BY input.n"
        )
    };
}

const FACTS: Text = with_input!(
    (room bigint, author bigint, call text, direct bigint, names jsonb, parent bigint, source_room bigint, source bigint)
    facts!(named_members!(sqlite "input.room", "input.names")),
    facts!(named_members!(postgres "input.room", "input.names"))
);

/// The facts of all sends, in their order.
pub async fn facts(conn: &mut Conn, sends: &[SendKey<'_>]) -> Result<Vec<SendFacts>, StoreError> {
    let mut found = rows!(conn, FactsRow, FACTS, json(sends)?)?.into_iter().peekable();
    let mut facts = Vec::with_capacity(sends.len());
    for (n, send) in (0..).zip(sends) {
        let row = found.next_if(|row| row.n == n);
        let row = row.ok_or_else(|| StoreError::Unexpected("a sender without an account".into()))?;
        let FactsRow { author, member_role: role, hiding, named, parent, source, .. } = row;
        let mut hiding: Vec<_> = hiding.member(send.room_id).into_iter().collect();
        while let Some(other) = found.next_if(|row| row.n == n) {
            hiding.extend(other.hiding.member(send.room_id));
        }
        let kept = row.input_hash.zip(row.answer).map(|(input_hash, answer)| Kept { input_hash, answer });
        let (parent, source) = (parent.original(send.room_id), source.source());
        facts.push(SendFacts { author, role, kept, hiding, named, parent, source });
    }
    Ok(facts)
}

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
        answer text, parent bigint, mentions text, mentions_room text, first bigint),
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
         mentions_room, forwarded_from, search_id)
        SELECT room, seq, seq, author, body, metadata, count, at, call, parent, mentions, mentions_room, first,
          n + 1 + (SELECT COALESCE(max(search_id), 0) FROM messages WHERE search_id IS NOT NULL) FROM input",
        "INSERT INTO messages
        (room_id, seq, updated_seq, actor_id, body, metadata, text_count, created_at, client_mutation_id, parent_seq, mentions,
         mentions_room, forwarded_from, search_id)
        SELECT room, input.seq, input.seq, author, body, metadata, count, at, call, parent, mentions, mentions_room, first, found.id
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
    let SentRows { messages, mentions, answered } = written;
    let worded: Vec<_> = messages
        .iter()
        .map(|message| Worded { room: message.room_id, seq: message.seq, words: &message.words })
        .collect();
    execute!(tx, WRITE, json(messages)?, json(&moved)?, json(mentions)?, json(answered)?, json(&worded)?).map(drop)
}
