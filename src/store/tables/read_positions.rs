//! What a batch of read positions reads and writes of `memberships`.

use crate::{
    domain::room::Member,
    ids::{RoomId, Seq, UserId},
    store::{
        Conn, StoreError, Tx,
        memberships::member_columns,
        sql::{Text, execute, json, rows, with_input},
    },
};
use serde::Serialize;

/// A position that somebody asks for.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct ReadPosition {
    /// In which room.
    pub room_id: RoomId,
    /// Whose.
    pub user_id: UserId,
    /// Up to which number.
    pub seq: Seq,
}

/// What the rules need to know of one position.
#[derive(Clone, Copy, Debug, sqlx::FromRow)]
pub struct ReadFacts {
    n: i64,
    /// The stay, with the position of now.
    #[sqlx(flatten)]
    pub member: Member,
    /// The room's `text_count` after the event of that number, or the last message before it; none before the first.
    pub count_at: Option<i64>,
    /// After the later of the two positions, how many messages are deleted.
    pub tombstones: i64,
    /// And how many name the member, or everybody.
    pub mentions: i64,
}

const FACTS: Text = with_input!(
    (room_id bigint, user_id bigint, seq bigint)
    concat!(
        "SELECT input.n, ",
        member_columns!(of "m"),
        ", (SELECT t.text_count FROM messages t WHERE t.room_id = m.room_id AND t.seq <= input.seq
             ORDER BY t.seq DESC LIMIT 1) AS count_at,
           (SELECT count(*) FROM messages t WHERE t.room_id = m.room_id AND t.deleted_at IS NOT NULL
             AND t.seq > CASE WHEN m.last_read_seq > input.seq THEN m.last_read_seq ELSE input.seq END) AS tombstones,
           (SELECT count(*) FROM mentions n WHERE n.room_id = m.room_id AND n.user_id IN (m.user_id, 0)
             AND n.seq > CASE WHEN m.last_read_seq > input.seq THEN m.last_read_seq ELSE input.seq END) AS mentions
         FROM input JOIN memberships m ON m.room_id = input.room_id AND m.user_id = input.user_id
         ORDER BY input.n"
    )
);

/// The facts of all positions, in their order; none for who is no member.
pub async fn facts(conn: &mut Conn, positions: &[ReadPosition]) -> Result<Vec<Option<ReadFacts>>, StoreError> {
    let mut found = rows!(conn, ReadFacts, FACTS, json(positions)?)?.into_iter().peekable();
    Ok((0..).zip(positions).map(|(n, _)| found.next_if(|facts| facts.n == n)).collect())
}

/// A position to write, with its count.
#[derive(Clone, Copy, Debug, Serialize)]
struct Moved {
    room_id: RoomId,
    user_id: UserId,
    seq: Seq,
    read_count: i64,
}

const WRITE: Text = with_input!(
    (room_id bigint, user_id bigint, seq bigint, read_count bigint)
    "UPDATE memberships SET last_read_seq = moved.seq, read_count = moved.read_count
     FROM (SELECT room_id, user_id, max(seq) AS seq, max(read_count) AS read_count FROM input GROUP BY 1, 2) moved
     WHERE memberships.room_id = moved.room_id AND memberships.user_id = moved.user_id"
);

/// Writes where members have read up to. Of several positions of one member the highest counts.
pub async fn write(tx: &mut Tx, members: impl Iterator<Item = &Member>) -> Result<(), StoreError> {
    let moved: Vec<_> = members
        .map(|member| Moved {
            room_id: member.room_id,
            user_id: member.user_id,
            seq: member.last_read_seq,
            read_count: member.read_count,
        })
        .collect();
    execute!(tx, WRITE, json(&moved)?).map(drop)
}
