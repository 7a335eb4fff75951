//! The log of a room: its rows in `messages`, each of which is its own event, and those in `changes`. A row that is missing,
//! because somebody deleted it by hand, or that cannot be understood, costs itself alone.

use crate::{
    clock::Timestamp,
    domain::{
        change::{ChangeKind, MessageChange},
        emoji::Emoji,
        event::{RoomEvent, RoomEventKind},
        hiding::Shown,
        mentioned::NamesBefore,
        message::{Message, SystemKind},
        room::{Member, Room},
    },
    ids::{RoomId, Seq, UserId},
    store::{
        Conn, StoreError,
        messages::message_columns,
        sql::{Text, json, rows, with_input},
    },
};
use std::{collections::HashMap, ops::Deref, sync::Arc};

/// A row of the log: an event and the message it is about, in its state of today.
#[derive(sqlx::FromRow)]
struct LogRow {
    /// Which of the stretches it belongs to.
    n: i64,
    event_seq: Seq,
    event_kind: Option<ChangeKind>,
    event_emoji: Option<String>,
    event_actor_id: Option<UserId>,
    event_at: Timestamp,
    event_client_mutation_id: Option<String>,
    /// When the stay began that a SYSTEM message speaks of.
    event_joined_at: Option<Timestamp>,
    #[sqlx(flatten)]
    message: Message,
}

/// A stretch of a room's log, both ends included.
#[derive(Clone, Copy, Debug, serde::Serialize)]
pub struct Range {
    /// The room.
    pub room: RoomId,
    /// The first number.
    #[serde(rename = "first")]
    pub from: Seq,
    /// The last number.
    #[serde(rename = "last")]
    pub to: Seq,
}

const LOG: Text = with_input!((room bigint, first bigint, last bigint) concat!(
    "SELECT input.n, t.seq AS event_seq, NULL AS event_kind, NULL AS event_emoji, t.actor_id AS event_actor_id, t.created_at AS event_at,
       t.client_mutation_id AS event_client_mutation_id, j.created_at AS event_joined_at, ",
    message_columns!(),
    " FROM input JOIN messages t ON t.room_id = input.room AND t.seq BETWEEN input.first AND input.last
      LEFT JOIN messages j ON j.room_id = t.room_id AND j.seq = t.subject_joined_seq
      UNION ALL
      SELECT input.n, c.seq, c.kind, c.emoji, c.actor_id, c.created_at, c.client_mutation_id, NULL, ",
    message_columns!(),
    " FROM input JOIN changes c ON c.room_id = input.room AND c.seq BETWEEN input.first AND input.last
      JOIN messages t ON t.room_id = c.room_id AND t.seq = c.message_seq ORDER BY n, event_seq"
));

/// An event that was read from the log: it is committed. Only reading gives one.
#[derive(Clone, Debug)]
pub struct Logged(RoomEvent);

impl Logged {
    /// With those in whose lists its message puts the room, out of those who hid it at some time or were not told of it.
    #[must_use]
    pub fn showing(self, hiding: &[Member]) -> Self {
        let Self(mut event) = self;
        if event.kind == RoomEventKind::MessageSent {
            event.shown = hiding.iter().filter_map(|member| Shown::by(&event.message, *member)).collect();
        }
        Self(event)
    }

    /// With those who have left the room in the state in which its objects are.
    #[must_use]
    pub fn kept_from(self, left: &[UserId]) -> Self {
        let Self(mut event) = self;
        event.kept_from = left.to_vec();
        Self(event)
    }

    /// What a test says was read.
    #[cfg(test)]
    pub fn of_a_test(event: RoomEvent) -> Self {
        Self(event)
    }

    /// The event.
    pub fn into_event(self) -> RoomEvent {
        self.0
    }
}

impl Deref for Logged {
    type Target = RoomEvent;
    fn deref(&self) -> &RoomEvent {
        &self.0
    }
}

/// The events of stretches of rooms, a list for each with an event for every number, with the objects in their state of
/// today. One statement however many rooms. To be read in one snapshot with the rooms: what is missing is missing for good.
pub async fn read(
    conn: &mut Conn,
    rooms: &HashMap<RoomId, Arc<Room>>,
    ranges: &[Range],
) -> Result<Vec<Vec<Logged>>, StoreError> {
    let mut found = rows!(conn, LogRow, LOG, json(ranges)?)?.into_iter().peekable();
    let mut logs = Vec::with_capacity(ranges.len());
    for (n, range) in (0..).zip(ranges) {
        let room = rooms.get(&range.room).ok_or_else(|| StoreError::Unexpected("a log without its room".into()))?;
        let mut events = Vec::new();
        for seq in range.from..=range.to {
            // The rows come in the order of the stretches and their numbers.
            let row = found.next_if(|row| (row.n, row.event_seq) == (n, seq));
            while found.next_if(|row| (row.n, row.event_seq) == (n, seq)).is_some() {}
            let event = row.and_then(|row| row.event(room)).unwrap_or_else(|| RoomEvent::missing(room, seq));
            events.push(Logged(event));
        }
        logs.push(events);
    }
    Ok(logs)
}

impl LogRow {
    /// None when the row does not say what it should.
    fn event(self, room: &Arc<Room>) -> Option<RoomEvent> {
        let kind = match self.event_kind {
            Some(kind) => {
                let emoji = self.event_emoji.and_then(|emoji| emoji.parse::<Emoji>().ok());
                MessageChange::read(kind, emoji)?.into()
            }
            None => kind_of(&self.message, self.event_joined_at)?,
        };
        Some(RoomEvent {
            seq: self.event_seq,
            at: self.event_at,
            actor_id: self.event_actor_id,
            client_mutation_id: self.event_client_mutation_id,
            named: names_before(kind, &self.message),
            kind,
            room: room.clone(),
            message: Arc::new(self.message),
            people: Vec::new(),
            shown: Vec::new(),
            kept_from: Vec::new(),
        })
    }
}

/// What is known of whom a message named before an event of the log: the message itself is as it is today.
fn names_before(kind: RoomEventKind, message: &Message) -> NamesBefore {
    let is_as_sent = message.edited_at.is_none() && message.deleted_at.is_none();
    match kind {
        RoomEventKind::MessageSent if is_as_sent && message.mentions.is_empty() => NamesBefore::Same,
        RoomEventKind::MessageSent | RoomEventKind::MessageEdited | RoomEventKind::MessageDeleted => {
            NamesBefore::Unknown
        }
        _ => NamesBefore::Same,
    }
}

/// What the event that made a message says.
fn kind_of(message: &Message, joined_at: Option<Timestamp>) -> Option<RoomEventKind> {
    let Some(system) = message.system else { return Some(RoomEventKind::MessageSent) };
    let member = || Member::former(message, joined_at.unwrap_or(message.created_at));
    Some(match system {
        SystemKind::MemberJoined | SystemKind::MemberAdded => RoomEventKind::MemberJoined(member()?),
        SystemKind::MemberLeft | SystemKind::MemberRemoved => RoomEventKind::MemberLeft(member()?.stay()),
        SystemKind::RoleChanged => RoomEventKind::MemberRoleChanged(member()?),
        SystemKind::RoomCreated | SystemKind::RoomChanged | SystemKind::RoomArchived => RoomEventKind::RoomUpdated,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        domain::{mentioned::Mentions, stored::Listed},
        testing::{ANN, BOB, Log, ROOM},
    };

    #[test]
    fn whom_a_message_named_is_known_only_of_one_that_is_as_it_was_sent_and_names_nobody() {
        let mut log = Log::of(ROOM, [ANN]);
        let plain = (*log.says(ANN, "hello").message).clone();
        let naming = Mentions { users: Listed(vec![BOB]), room: None };
        let naming = (*log.says_to(ANN, "hello", naming).message).clone();
        let edited = Message { edited_at: Some(plain.created_at), ..plain.clone() };
        let deleted = Message { deleted_at: Some(plain.created_at), ..plain.clone() };
        assert_eq!(names_before(RoomEventKind::MessageSent, &plain), NamesBefore::Same);
        for message in [&naming, &edited, &deleted] {
            assert_eq!(names_before(RoomEventKind::MessageSent, message), NamesBefore::Unknown);
        }
        for kind in [RoomEventKind::MessageEdited, RoomEventKind::MessageDeleted] {
            assert_eq!(names_before(kind, &plain), NamesBefore::Unknown);
        }
        assert_eq!(names_before(RoomEventKind::RoomUpdated, &naming), NamesBefore::Same);
    }
}
