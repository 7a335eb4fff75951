//! Sending a message, as one of a batch: all that wait cost three statements.

use crate::{
    clock::Timestamp,
    domain::{
        access::{self, RoomPermission},
        event::{Event, RoomEvent},
        posting::Deed,
        room::RoomKind,
    },
    ids::{MessageKey, RoomId},
    store::{
        BatchJob, Decision, Done, Failure, Request, Rooms, StoreError, Tx,
        sends::{self, NewText, SendFacts, SendKey},
        users,
    },
};
use serde::{Deserialize, Serialize};
use std::{collections::BTreeSet, sync::Arc};

/// A message to send. Its texts are checked already.
#[derive(Clone, Debug)]
pub struct SendMessage {
    /// The call, which makes it repeatable.
    pub request: Request,
    /// In which room.
    pub room: RoomId,
    /// The text, checked: 1 to 8,000 characters.
    pub body: String,
    /// The application's own data as JSON text, at most 4,096 bytes.
    pub metadata: Option<String>,
    /// What the text is found by: made before it waits for the queue, which others wait for.
    pub words: String,
}

/// What is kept of a send: the message's number is the event's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sent {
    /// The message.
    pub message: MessageKey,
}

impl BatchJob for SendMessage {
    type Answer = Sent;
    type Facts = SendFacts;
    type Write = Arc<RoomEvent>;

    fn room(&self) -> RoomId {
        self.room
    }

    fn request(&self) -> Option<&Request> {
        Some(&self.request)
    }

    async fn facts(tx: &mut Tx, jobs: &[&Self], rooms: &Rooms) -> Result<Vec<SendFacts>, StoreError> {
        let keys: Vec<_> = jobs
            .iter()
            .map(|job| SendKey {
                room_id: job.room,
                user_id: job.request.user,
                client_mutation_id: &job.request.client_mutation_id,
                direct_room_id: rooms.get(&job.room).filter(|room| room.kind == RoomKind::Direct).map(|room| room.id),
            })
            .collect();
        sends::facts(tx, &keys).await
    }

    fn decide(&self, facts: SendFacts, rooms: &mut Rooms, now: Timestamp) -> Result<Decision<Self>, Failure> {
        if let Some(kept) = facts.kept {
            return Ok(Decision::quiet(kept.answer(&self.request.input_hash)?));
        }
        let (room, role) = access::inside(rooms.get_mut(&self.room), facts.role)?;
        access::permitted(room, role, RoomPermission::Send)?;
        let author = Arc::new(facts.author);
        let deed = Deed { at: now, actor: &author, client_mutation_id: Some(&self.request.client_mutation_id) };
        let event = Arc::new(room.post_text(deed, self.body.clone(), self.metadata.clone(), facts.hiding));
        let answer = Sent { message: event.message.key() };
        Ok(Decision { done: Done { answer, events: vec![Event::Room(event.clone())] }, write: Some(event) })
    }

    async fn write(tx: &mut Tx, written: &[(&Self, Arc<RoomEvent>)], rooms: &Rooms) -> Result<(), StoreError> {
        let shows: Vec<_> =
            written.iter().filter(|(_, event)| !event.shown.is_empty()).map(|(job, _)| job.room).collect();
        if !shows.is_empty() {
            // Who changes how they look from now on finds that the room is shown.
            users::hold_members(tx, shows).await?;
        }
        let mut messages = Vec::with_capacity(written.len());
        for (job, event) in written {
            let message = &event.message;
            messages.push(NewText {
                room_id: message.room_id,
                seq: message.seq,
                user_id: job.request.user,
                body: &message.body,
                metadata: message.metadata.as_deref(),
                text_count: message.text_count,
                at: message.created_at,
                client_mutation_id: &job.request.client_mutation_id,
                input_hash: &job.request.input_hash,
                answer: Request::kept(&Sent { message: message.key() })?,
                words: &job.words,
            });
        }
        let moved: BTreeSet<_> = written.iter().map(|(job, _)| job.room).collect();
        sends::write(tx, &messages, moved.iter().filter_map(|room| rooms.get(room))).await
    }
}
