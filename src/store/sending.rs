//! The sends of a batch: facts of all with one statement, decisions in Rust, one text that writes everything.

use crate::{
    clock::Timestamp,
    domain::{
        access::{self, RoomPermission},
        event::{Event, RoomEvent, RoomEventKind},
        hiding::Shown,
        message::Message,
        outcome::Refusal,
        room::{Member, NotificationMode, Room, RoomKind, RoomRole},
        user::User,
    },
    ids::{RoomId, Seq, UserId},
    store::{
        Done, Failure, StoreError, Tx,
        hot::{Send, Sent, json},
        lane::Asked,
        requests::Kept,
        sql::{Text, execute, rows},
        users::{self, user_columns},
    },
};
use serde::Serialize;
use std::{
    collections::{HashMap, hash_map::Entry},
    sync::Arc,
};

/// What the rules need to know of one send.
#[derive(sqlx::FromRow)]
struct SendFacts {
    n: i64,
    #[sqlx(flatten)]
    author: User,
    member_role: Option<RoomRole>,
    input_hash: Option<String>,
    answer: Option<String>,
    #[sqlx(flatten)]
    hiding: Hiding,
}

/// Of a DIRECT room, a member who hid it at some time or has not been told of it. There may be two: a row each.
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

macro_rules! hiding_columns {
    () => {
        "h.user_id, h.role AS role_inside, h.joined_at, h.joined_seq, h.last_read_seq, h.read_count, h.notification_mode,
         h.is_pinned, h.hidden_count, h.began_hidden, "
    };
}

const SEND_FACTS: Text = Text::each(
    concat!(
        "SELECT i.key AS n, m.role AS member_role, q.input_hash, q.answer, ",
        hiding_columns!(),
        user_columns!(),
        " FROM json_each($1) i
     JOIN users u ON u.id = i.value ->> 1
     LEFT JOIN memberships m ON m.room_id = i.value ->> 0 AND m.user_id = u.id
     LEFT JOIN requests q ON q.user_id = u.id AND q.client_mutation_id = i.value ->> 2
     LEFT JOIN memberships h ON h.room_id = i.value ->> 3 AND h.hidden_count >= 0
     ORDER BY i.key"
    ),
    concat!(
        "SELECT i.n - 1 AS n, m.role AS member_role, q.input_hash, q.answer, ",
        hiding_columns!(),
        user_columns!(),
        " FROM jsonb_array_elements($1::jsonb) WITH ORDINALITY AS i (value, n)
     JOIN users u ON u.id = (i.value ->> 1)::bigint
     LEFT JOIN memberships m ON m.room_id = (i.value ->> 0)::bigint AND m.user_id = u.id
     LEFT JOIN requests q ON q.user_id = u.id AND q.client_mutation_id = i.value ->> 2
     LEFT JOIN memberships h ON h.room_id = (i.value ->> 3)::bigint AND h.hidden_count >= 0
     ORDER BY i.n"
    ),
);

/// Sends what waits: reads what the rules need, decides one by one, writes all with one text.
pub(in crate::store) async fn send(
    tx: &mut Tx,
    rooms: &mut HashMap<RoomId, Room>,
    sends: &mut [Asked<Send>],
    events: &mut Vec<Event>,
) -> Result<(), StoreError> {
    let asked: Vec<_> = sends
        .iter()
        .map(|Asked { input, .. }| {
            let direct = rooms.get(&input.room).filter(|room| room.kind == RoomKind::Direct).map(|room| room.id);
            (input.room, input.request.user, &input.request.client_mutation_id, direct)
        })
        .collect();
    let mut found = rows!(tx, SendFacts, SEND_FACTS, json(&asked)?)?.into_iter().peekable();
    let mut twins: HashMap<(UserId, String), usize> = HashMap::new();
    let mut written = Vec::new();
    for (n, key) in (0..sends.len()).zip(0..) {
        let facts = found.next_if(|facts| facts.n == key);
        let facts = facts.ok_or_else(|| StoreError::Unexpected("a sender without an account".into()))?;
        let input = &sends[n].input;
        let mut hiding: Vec<_> = facts.hiding.member(input.room).into_iter().collect();
        while let Some(other) = found.next_if(|facts| facts.n == key) {
            hiding.extend(other.hiding.member(input.room));
        }
        // A twin inside the batch answers as the first of them did.
        let twin = (input.request.user, input.request.client_mutation_id.clone());
        let outcome = match twins.entry(twin) {
            Entry::Occupied(first) => repeat(&sends[*first.get()], input),
            Entry::Vacant(vacant) => {
                let outcome = decide(tx.now, rooms, input, facts, hiding);
                if let Ok(Decision::Write(event)) = &outcome {
                    vacant.insert(n);
                    written.push((n, event.clone()));
                }
                outcome.map(Decision::done)
            }
        };
        sends[n].outcome = Some(match outcome {
            Ok(done) => Ok(done),
            Err(Failure::Refused(refusal)) => Err(refusal),
            Err(Failure::Store(error)) => return Err(error),
        });
    }
    if !written.is_empty() {
        let shows = written.iter().filter(|(_, event)| !event.shown.is_empty());
        let shows: Vec<_> = shows.map(|(_, event)| event.room_id()).collect();
        if !shows.is_empty() {
            // Who changes how they look from now on finds that the room is shown.
            users::hold_members(tx, shows).await?;
        }
        write(tx, rooms, sends, &written).await?;
        events.extend(written.into_iter().map(|(_, event)| Event::Room(event)));
    }
    Ok(())
}

/// What becomes of a send.
enum Decision {
    Write(Arc<RoomEvent>),
    /// It was committed before.
    Repeat(Sent),
}

impl Decision {
    fn done(self) -> Done<Sent> {
        match self {
            Self::Write(event) => {
                Done { answer: Sent { message: event.message.key() }, events: vec![Event::Room(event)] }
            }
            Self::Repeat(sent) => Done::quiet(sent),
        }
    }
}

fn repeat(first: &Asked<Send>, input: &Send) -> Result<Done<Sent>, Failure> {
    match &first.outcome {
        Some(Ok(done)) if first.input.request.input_hash == input.request.input_hash => Ok(Done::quiet(done.answer)),
        _ => Err(Refusal::conflict().into()),
    }
}

/// The rules of sending. The number is taken last: a refusal leaves none missing.
fn decide(
    now: Timestamp,
    rooms: &mut HashMap<RoomId, Room>,
    input: &Send,
    facts: SendFacts,
    hiding: Vec<Member>,
) -> Result<Decision, Failure> {
    if let (Some(input_hash), Some(answer)) = (facts.input_hash, facts.answer) {
        return Ok(Decision::Repeat(Kept { input_hash, answer }.answer(&input.request.input_hash)?));
    }
    let (room, role) = access::inside(rooms.get_mut(&input.room), facts.member_role)?;
    access::permitted(room, role, RoomPermission::Send)?;
    let (seq, previous_seq) = room.number_message(now);
    room.count_text(now);
    let message = Message {
        room_id: room.id,
        seq,
        previous_seq,
        updated_seq: seq,
        system: None,
        actor_id: Some(input.request.user),
        subject_id: None,
        subject_role: None,
        subject_joined_seq: None,
        news: None,
        body: input.body.clone(),
        metadata: input.metadata.clone(),
        text_count: room.text_count,
        created_at: now,
        edited_at: None,
        deleted_at: None,
        client_mutation_id: Some(input.request.client_mutation_id.clone()),
    };
    let shown = hiding.into_iter().filter_map(|member| Shown::by(&message, member)).collect();
    Ok(Decision::Write(Arc::new(RoomEvent {
        seq,
        at: now,
        actor_id: message.actor_id,
        client_mutation_id: message.client_mutation_id.clone(),
        kind: RoomEventKind::MessageSent,
        room: Arc::new(room.clone()),
        message: Arc::new(message),
        people: vec![Arc::new(facts.author)],
        shown,
        kept_from: Vec::new(),
    })))
}

/// A message to insert, with the request that it fulfils.
#[derive(Serialize)]
struct NewMessage<'a> {
    room: RoomId,
    seq: Seq,
    user: UserId,
    body: &'a str,
    metadata: Option<&'a str>,
    count: i64,
    at: Timestamp,
    cmid: &'a str,
    hash: &'a str,
    answer: String,
}

/// One text for the whole batch: messages, requests, the rooms' numbers, the senders' read positions.
const WRITE: Text = Text::each(
    "INSERT INTO messages (room_id, seq, updated_seq, actor_id, body, metadata, text_count, created_at, client_mutation_id)
       SELECT value->>'room', value->>'seq', value->>'seq', value->>'user', value->>'body', value->>'metadata',
              value->>'count', value->>'at', value->>'cmid' FROM json_each($1);
     INSERT INTO requests (user_id, client_mutation_id, input_hash, answer, created_at)
       SELECT value->>'user', value->>'cmid', value->>'hash', value->>'answer', value->>'at' FROM json_each($1);
     UPDATE rooms SET latest_seq = i.value->>1, latest_fingerprint = i.value->>2, text_count = i.value->>3,
       last_message_seq = i.value->>1, newest_message_seq = i.value->>1, last_activity_at = i.value->>4
       FROM json_each($2) i WHERE rooms.id = i.value->>0;
     UPDATE memberships SET last_read_seq = i.seq, read_count = i.count
       FROM (SELECT value->>'room' AS room, value->>'user' AS user, max(value->>'seq') AS seq, max(value->>'count') AS count
             FROM json_each($1) GROUP BY 1, 2) i
       WHERE memberships.room_id = i.room AND memberships.user_id = i.user",
    r#"WITH i AS (
       SELECT * FROM jsonb_to_recordset($1::jsonb) AS i (room bigint, seq bigint, "user" bigint, body text, metadata text,
         count bigint, at bigint, cmid text, hash text, answer text)
     ), m AS (
       INSERT INTO messages (room_id, seq, updated_seq, actor_id, body, metadata, text_count, created_at, client_mutation_id)
       SELECT room, seq, seq, "user", body, metadata, count, at, cmid FROM i
     ), q AS (
       INSERT INTO requests (user_id, client_mutation_id, input_hash, answer, created_at)
       SELECT "user", cmid, hash, answer, at FROM i
     ), r AS (
       UPDATE rooms SET latest_seq = (x.value->>1)::bigint, latest_fingerprint = (x.value->>2)::bigint,
         text_count = (x.value->>3)::bigint, last_message_seq = (x.value->>1)::bigint,
         newest_message_seq = (x.value->>1)::bigint, last_activity_at = (x.value->>4)::bigint
       FROM jsonb_array_elements($2::jsonb) x WHERE rooms.id = (x.value->>0)::bigint
     )
     UPDATE memberships SET last_read_seq = x.seq, read_count = x.count
       FROM (SELECT room, "user", max(seq) AS seq, max(count) AS count FROM i GROUP BY 1, 2) x
       WHERE memberships.room_id = x.room AND memberships.user_id = x."user""#,
);

async fn write(
    tx: &mut Tx,
    rooms: &HashMap<RoomId, Room>,
    sends: &[Asked<Send>],
    written: &[(usize, Arc<RoomEvent>)],
) -> Result<(), StoreError> {
    let mut messages = Vec::with_capacity(written.len());
    let mut touched = HashMap::new();
    for (n, event) in written {
        let (input, message) = (&sends[*n].input, &event.message);
        messages.push(NewMessage {
            room: message.room_id,
            seq: message.seq,
            user: input.request.user,
            body: &input.body,
            metadata: input.metadata.as_deref(),
            count: message.text_count,
            at: message.created_at,
            cmid: &input.request.client_mutation_id,
            hash: &input.request.input_hash,
            answer: json(&Sent { message: message.key() })?,
        });
        if let Some(room) = rooms.get(&message.room_id) {
            let Room { id, latest_seq, latest_fingerprint, text_count, last_activity_at, .. } = room;
            touched.insert(*id, (id, latest_seq, latest_fingerprint, text_count, last_activity_at));
        }
    }
    let touched: Vec<_> = touched.into_values().collect();
    execute!(tx, WRITE, json(&messages)?, json(&touched)?).map(drop)
}
