//! The hot path: the sends and the read positions that wait together are one batch. Lock the rooms, read what the rules
//! need, decide in Rust, write everything with one text. One statement locks the rooms of a
//! batch; its sends cost two more and its read positions two, whatever their number and however many members the rooms
//! have.

use crate::{
    domain::{
        access,
        event::{Event, ReadEvent, Unread},
        outcome::Refusal,
        problem::Problem,
        room::{Member, Membership, Room},
    },
    ids::{MessageKey, RoomId, Seq, UserId},
    store::{
        Done, StoreError, Tx,
        lane::Asked,
        requests::Request,
        rooms, sending,
        sql::{Text, execute, rows},
    },
};
use serde::{Deserialize, Serialize};
use std::{collections::HashMap, sync::Arc};

/// Work that is done together with others of its kind.
pub trait Hot: std::marker::Send + 'static {
    /// What the caller is told.
    type Answer: std::marker::Send + 'static;
    /// The room it is about.
    fn room(&self) -> RoomId;
}

/// A message to send. Its texts are checked already.
#[derive(Clone, Debug)]
pub struct Send {
    pub request: Request,
    pub room: RoomId,
    pub body: String,
    pub metadata: Option<String>,
}

/// What is kept of a send: the message's number is the event's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sent {
    pub message: MessageKey,
}

impl Hot for Send {
    type Answer = Sent;
    fn room(&self) -> RoomId {
        self.room
    }
}

/// A read position to move up.
#[derive(Clone, Copy, Debug)]
pub struct Read {
    pub user: UserId,
    pub room: RoomId,
    pub seq: Seq,
}

impl Hot for Read {
    type Answer = Membership;
    fn room(&self) -> RoomId {
        self.room
    }
}

/// Runs the batch. Refusals are outcomes; an error means that nothing of it counts.
pub(in crate::store) async fn run(
    tx: &mut Tx,
    sends: &mut [Asked<Send>],
    reads: &mut [Asked<Read>],
    events: &mut Vec<Event>,
) -> Result<(), StoreError> {
    if sends.is_empty() && reads.is_empty() {
        return Ok(());
    }
    // An outcome of an earlier run, in a group that failed, counts for nothing.
    for send in sends.iter_mut() {
        send.outcome = None;
    }
    for read in reads.iter_mut() {
        read.outcome = None;
    }
    let ids = sends.iter().map(|send| send.input.room()).chain(reads.iter().map(|read| read.input.room()));
    let mut rooms: HashMap<RoomId, Room> =
        rooms::lock_many(tx, ids).await?.into_iter().map(|room| (room.id, room)).collect();
    if !sends.is_empty() {
        sending::send(tx, &mut rooms, sends, events).await?;
    }
    if !reads.is_empty() {
        read(tx, &rooms, reads, events).await?;
    }
    Ok(())
}

/// What a read position needs to know.
#[derive(sqlx::FromRow)]
struct ReadFacts {
    n: i64,
    #[sqlx(flatten)]
    member: Member,
    count_at: Option<i64>,
    tombstones: i64,
}

const READ_FACTS: Text = Text::each(
    "SELECT i.key AS n, m.room_id, m.user_id, m.role, m.joined_at, m.joined_seq, m.last_read_seq, m.read_count, m.notification_mode,
       m.is_pinned, m.hidden_count, m.began_hidden,
       (SELECT text_count FROM messages t WHERE t.room_id = m.room_id AND t.seq <= i.value ->> 2
        ORDER BY t.seq DESC LIMIT 1) AS count_at,
       (SELECT count(*) FROM messages t WHERE t.room_id = m.room_id AND t.deleted_at IS NOT NULL
        AND t.seq > max(m.last_read_seq, i.value ->> 2)) AS tombstones
     FROM json_each($1) i JOIN memberships m ON m.room_id = i.value ->> 0 AND m.user_id = i.value ->> 1
     ORDER BY i.key",
    "SELECT i.n - 1 AS n, m.room_id, m.user_id, m.role, m.joined_at, m.joined_seq, m.last_read_seq, m.read_count, m.notification_mode,
       m.is_pinned, m.hidden_count, m.began_hidden,
       (SELECT text_count FROM messages t WHERE t.room_id = m.room_id AND t.seq <= (i.value ->> 2)::bigint
        ORDER BY t.seq DESC LIMIT 1) AS count_at,
       (SELECT count(*) FROM messages t WHERE t.room_id = m.room_id AND t.deleted_at IS NOT NULL
        AND t.seq > greatest(m.last_read_seq, (i.value ->> 2)::bigint)) AS tombstones
     FROM jsonb_array_elements($1::jsonb) WITH ORDINALITY AS i (value, n)
     JOIN memberships m ON m.room_id = (i.value ->> 0)::bigint AND m.user_id = (i.value ->> 1)::bigint
     ORDER BY i.n",
);

const MOVE_READ: Text = Text::each(
    "UPDATE memberships SET last_read_seq = i.seq, read_count = i.count
     FROM (SELECT value->>0 AS room, value->>1 AS user, max(value->>2) AS seq, max(value->>3) AS count
           FROM json_each($1) GROUP BY 1, 2) i
     WHERE memberships.room_id = i.room AND memberships.user_id = i.user",
    r#"UPDATE memberships SET last_read_seq = i.seq, read_count = i.count
     FROM (SELECT (value->>0)::bigint AS room, (value->>1)::bigint AS "user", max((value->>2)::bigint) AS seq,
                  max((value->>3)::bigint) AS count
           FROM jsonb_array_elements($1::jsonb) GROUP BY 1, 2) i
     WHERE memberships.room_id = i.room AND memberships.user_id = i."user""#,
);

async fn read(
    tx: &mut Tx,
    rooms: &HashMap<RoomId, Room>,
    reads: &mut [Asked<Read>],
    events: &mut Vec<Event>,
) -> Result<(), StoreError> {
    let asked: Vec<_> = reads.iter().map(|Asked { input, .. }| (input.room, input.user, input.seq)).collect();
    let facts = rows!(tx, ReadFacts, READ_FACTS, json(&asked)?)?;
    let mut moved = Vec::new();
    for facts in facts {
        let read = &mut reads[usize::try_from(facts.n).unwrap_or_default()];
        let Some(room) = rooms.get(&read.input.room) else { continue };
        let outcome = position(room, read.input.seq, &facts);
        if let Ok(membership) = &outcome
            && membership.member.last_read_seq > facts.member.last_read_seq
        {
            let member = &membership.member;
            moved.push((member.room_id, member.user_id, member.last_read_seq, member.read_count));
            events.push(Event::Read(Arc::new(ReadEvent {
                at: tx.now,
                member: *member,
                unread: unread(room, membership),
                member_count: room.member_count,
            })));
        }
        read.outcome = Some(outcome.map(Done::quiet));
    }
    for read in reads.iter_mut().filter(|read| read.outcome.is_none()) {
        read.outcome = Some(Err(access::outside(rooms.get(&read.input.room))));
    }
    if !moved.is_empty() {
        execute!(tx, MOVE_READ, json(&moved)?)?;
    }
    Ok(())
}

/// Number and count move together, and only up.
fn position(room: &Room, seq: Seq, facts: &ReadFacts) -> Result<Membership, Refusal> {
    if seq < 0 || seq > room.latest_seq {
        let problem = Problem::OutOfRange(seq.clamp(0, room.latest_seq));
        return Err(Refusal::invalid("seq", problem, format!("The room's newest number is {}.", room.latest_seq)));
    }
    let mut member = facts.member;
    if seq > member.last_read_seq {
        member.last_read_seq = seq;
        member.read_count = facts.count_at.unwrap_or(member.read_count);
    }
    let unread_count = room.text_count - member.read_count - facts.tombstones;
    let is_hidden = member.is_hidden(room.text_count);
    Ok(Membership { member, unread_count, as_of_seq: room.latest_seq, is_hidden })
}

fn unread(room: &Room, membership: &Membership) -> Unread {
    Unread {
        stay: membership.member.stay(),
        unread_count: membership.unread_count,
        last_read_seq: membership.member.last_read_seq,
        as_of_seq: membership.as_of_seq,
        last_message: room.last_message(),
        settled: room.text_count - membership.unread_count,
    }
}

pub(in crate::store) fn json(value: &impl Serialize) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|error| StoreError::Unexpected(format!("a value that is no JSON: {error}")))
}
