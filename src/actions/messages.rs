//! Sending, editing, deleting, reading.

use crate::{
    actions::{
        Actions, Actor,
        reading::MarkRead,
        sending::{Content, SendMessage, Sent, named},
        writing::Writing,
    },
    domain::{
        access::{self, RoomPermission, Standing},
        attachment,
        change::MessageChange,
        mentioned::{Mentions, NamesBefore},
        mentions::{self, Candidates},
        message::{Message, MessageKind},
        refusal::Refusal,
        room::Membership,
        text,
    },
    ids::{AttachmentId, Claimed, MessageId, MessageKey, RoomId, Seq, SessionId},
    store::{
        Done, Failure, Job, QueueKey, Request, Tx, attachments, files, mentions as mentions_table, messages, reactions,
        search,
    },
};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// Which message changed, and the number of the event, when something changed.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct Changed {
    /// The message.
    pub message: MessageKey,
    /// The number of the event; none when nothing changed.
    pub seq: Option<Seq>,
}

/// A message to send, as it came.
pub struct NewText<'a> {
    /// The text.
    pub body: String,
    /// The application's own data.
    pub metadata: Option<&'a serde_json::Value>,
    /// The message that it answers.
    pub parent: Option<Claimed<MessageId>>,
    /// The author's own uploads.
    pub uploads: Vec<AttachmentId>,
}

impl Actions {
    /// Sends a message, from a session. Its request makes it repeatable, and the batch of all that wait makes it cheap.
    pub async fn send_message(
        &self,
        session: SessionId,
        request: Request,
        room: RoomId,
        text: NewText<'_>,
    ) -> Result<Done<Sent>, Refusal> {
        self.rates.send(request.user, session, &request.client_mutation_id)?;
        let NewText { body, metadata, parent, uploads } = text;
        attachment::check_uploads("attachmentIds", &uploads)?;
        // Files need no words.
        if !body.is_empty() || uploads.is_empty() {
            text::required("body", &body, text::MAX_BODY)?;
        }
        let metadata = text::metadata("metadata", metadata)?;
        let (candidates, words) = (mentions::candidates(&body), search::words(&body));
        self.send(request, room, Content::Own { body, metadata, parent, uploads, candidates, words }).await
    }

    /// Sends on what another message says, at the rate of sends.
    pub async fn forward_message(
        &self,
        session: SessionId,
        request: Request,
        room: RoomId,
        message: Claimed<MessageId>,
    ) -> Result<Done<Sent>, Refusal> {
        self.rates.send(request.user, session, &request.client_mutation_id)?;
        self.send(request, room, Content::Forwarded(message)).await
    }

    async fn send(&self, request: Request, room: RoomId, content: Content) -> Result<Done<Sent>, Refusal> {
        let user = request.user;
        let sent = self.store.write_in_batch(SendMessage { request, room, content }).await?;
        // A repetition ends nothing: else it would be a way around the rate of typing.
        if !sent.events.is_empty() {
            self.rates.sent(user, room);
        }
        Ok(sent)
    }

    /// Writes one's own message anew; the same text again changes nothing.
    pub async fn edit_message(
        &self,
        actor: &Actor,
        message: Claimed<MessageId>,
        body: String,
    ) -> Result<Done<Changed>, Refusal> {
        if !body.is_empty() {
            text::required("body", &body, text::MAX_BODY)?;
        }
        let (candidates, words) = (mentions::candidates(&body), search::words(&body));
        self.once(actor, Edit { actor: actor.clone(), message, body, candidates, words }).await
    }

    /// Leaves a tombstone; a second time changes nothing.
    pub async fn delete_message(&self, actor: &Actor, message: Claimed<MessageId>) -> Result<Done<Changed>, Refusal> {
        self.once(actor, Delete { actor: actor.clone(), message }).await
    }

    /// Moves the actor's read position up to a number.
    pub async fn mark_read(&self, actor: &Actor, room: RoomId, seq: Seq) -> Result<Done<Membership>, Refusal> {
        self.store.write_in_batch(MarkRead { user: actor.user, room, seq }).await
    }
}

/// The message, its locked room, and what the actor is to it: inside, or somebody who keeps order there.
pub(super) async fn lock(
    tx: &mut Tx,
    actor: &Actor,
    id: Claimed<MessageId>,
) -> Result<(Writing, Standing, Message), Failure> {
    let (writing, member) = Writing::lock(tx, actor, id.room()).await?;
    let visible = writing.filter(|writing| access::may_see(&writing.room, member.is_some()));
    let writing = visible.ok_or_else(|| Refusal::not_found("message"))?;
    let standing = Standing { role: member.map(|member| member.role), server_role: writing.actor.role };
    if standing.role.is_none() && !standing.is_admin_of(&writing.room) {
        return Err(access::outside(Some(&writing.room)).into());
    }
    let message = id.find(|key| messages::find(tx, key)).await?.ok_or_else(|| Refusal::not_found("message"))?;
    access::writable(&writing.room)?;
    if message.kind() == MessageKind::System {
        return Err(Refusal::forbidden("A SYSTEM message stays as it is.").into());
    }
    Ok((writing, standing, message))
}

fn names_before(mentions: Mentions) -> NamesBefore {
    NamesBefore::Were((!mentions.is_empty()).then(|| Arc::new(mentions)))
}

struct Edit {
    actor: Actor,
    message: Claimed<MessageId>,
    body: String,
    candidates: Candidates,
    /// What the text is found by.
    words: String,
}

impl Job for Edit {
    type Answer = Changed;

    fn queue(&self) -> QueueKey {
        QueueKey::Room(self.message.room())
    }

    async fn run(&self, tx: &mut Tx) -> Result<Done<Changed>, Failure> {
        let (mut writing, standing, mut message) = lock(tx, &self.actor, self.message).await?;
        let Some(role) = standing.role else { return Err(access::outside(Some(&writing.room)).into()) };
        if message.author_id() != Some(self.actor.user) {
            return Err(Refusal::forbidden("Only its author edits a message.").into());
        }
        if message.deleted_at.is_some() {
            return Err(Refusal::gone("The message is deleted.").into());
        }
        // It says who first wrote the text.
        if message.forwarded_from.is_some_and(|first| first != self.actor.user) {
            return Err(Refusal::forbidden("What somebody else first wrote is not edited.").into());
        }
        if message.attachments.0.is_empty() {
            text::required("body", &self.body, text::MAX_BODY)?;
        }
        if message.body == self.body {
            return Ok(Done::quiet(Changed { message: message.key(), seq: None }));
        }
        let key = message.key();
        let members = mentions_table::find_members(tx, key.room, &self.candidates.names()).await?;
        let mentions = named(&writing.room, role, &self.candidates, &members);
        mentions_table::replace(tx, key, &message.mentions, &mentions).await?;
        message.body.clone_from(&self.body);
        message.edited_at = Some(tx.now);
        let before = names_before(std::mem::replace(&mut message.mentions, mentions));
        let seq = writing.change(tx, MessageChange::Edit, message, before).await?;
        search::update(tx, key, &self.words).await?;
        Ok(Done { answer: Changed { message: key, seq: Some(seq) }, events: writing.finish(tx).await? })
    }
}

struct Delete {
    actor: Actor,
    message: Claimed<MessageId>,
}

impl Job for Delete {
    type Answer = Changed;

    fn queue(&self) -> QueueKey {
        QueueKey::Room(self.message.room())
    }

    async fn run(&self, tx: &mut Tx) -> Result<Done<Changed>, Failure> {
        let (mut writing, standing, message) = lock(tx, &self.actor, self.message).await?;
        let is_own = standing.role.is_some() && message.author_id() == Some(self.actor.user);
        if !is_own {
            standing.permitted(&writing.room, RoomPermission::DeleteAnyMessage)?;
        }
        if message.deleted_at.is_some() {
            return Ok(Done::quiet(Changed { message: message.key(), seq: None }));
        }
        let (key, parent) = (message.key(), message.parent());
        mentions_table::replace(tx, key, &message.mentions, &Mentions::default()).await?;
        if !message.reactions.0.is_empty() {
            reactions::delete_all(tx, key).await?;
        }
        if !message.attachments.0.is_empty() {
            let ids: Vec<_> = message.attachments.0.iter().map(|file| file.id).collect();
            let gone = attachments::delete(tx, &ids).await?;
            files::release(tx, &gone).await?;
        }
        let before = names_before(message.mentions.clone());
        let seq = writing.change(tx, MessageChange::Delete, message.deleted(tx.now), before).await?;
        search::delete(tx, key).await?;
        if let Some(parent) = parent {
            messages::count_deleted_reply(tx, parent, seq).await?;
        }
        Ok(Done { answer: Changed { message: key, seq: Some(seq) }, events: writing.finish(tx).await? })
    }
}
