//! Sending a message, as one of a batch: all that wait cost three statements.

use crate::{
    clock::Timestamp,
    domain::{
        access::{self, RoomPermission},
        attachment::Attachments,
        event::{Event, RoomEvent},
        mentioned::Mentions,
        mentions::Candidates,
        posting::{ComposedText, Deed},
        problem::Problem,
        refusal::Refusal,
        room::{Room, RoomKind, RoomRole},
        stored::Listed,
        threads::{self, ForwardSource, Original},
    },
    ids::{AttachmentId, Claimed, FileId, MessageId, MessageKey, RoomId, Seq, UserId},
    store::{
        BatchJob, Decision, Done, Failure, Request, Rooms, StoreError, Tx,
        attachments::{HeldFiles, SentOn, TakenUpload},
        mentions::NamedMembers,
        search,
        send_facts::{self, CopiedFile, SendFacts, SendKey},
        sends::{self, Answered, NewMention, SentRows, TextRow},
        users,
    },
};
use serde::{Deserialize, Serialize};
use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

/// A message to send. Its texts are checked already.
#[derive(Clone, Debug)]
pub struct SendMessage {
    /// The call, which makes it repeatable.
    pub request: Request,
    /// In which room.
    pub room: RoomId,
    /// What it says.
    pub content: Content,
}

/// What a message says.
#[derive(Clone, Debug)]
pub enum Content {
    /// Something of one's own.
    Own {
        /// The text, checked: 1 to 8,000 characters.
        body: String,
        /// The application's own data as JSON text, at most 4,096 bytes.
        metadata: Option<String>,
        /// The message that it answers.
        parent: Option<Claimed<MessageId>>,
        /// The author's own uploads, at most 10, each once.
        uploads: Vec<AttachmentId>,
        /// Whom the text may name.
        candidates: Candidates,
        /// What the text is found by: made before it waits for the queue, which others wait for.
        words: String,
    },
    /// What another message says, which is sent on. It names nobody.
    Forwarded(Claimed<MessageId>),
}

impl Content {
    /// A text and nothing else, in which nobody is named.
    pub fn text(body: impl Into<String>) -> Self {
        let (body, candidates) = (body.into(), Candidates::default());
        Self::Own { words: search::words(&body), body, metadata: None, parent: None, uploads: Vec::new(), candidates }
    }

    /// What may be names in it.
    fn names(&self) -> BTreeSet<&str> {
        match self {
            Self::Own { candidates, .. } => candidates.names(),
            Self::Forwarded(_) => BTreeSet::new(),
        }
    }

    /// What the message is found by, whose text is known by now.
    fn words(&self, body: &str) -> Cow<'_, str> {
        match self {
            Self::Own { words, .. } => words.into(),
            Self::Forwarded(_) => search::words(body).into(),
        }
    }

    /// The uploads that are to be on it.
    fn uploads(&self) -> &[AttachmentId] {
        match self {
            Self::Own { uploads, .. } => uploads,
            Self::Forwarded(_) => &[],
        }
    }

    /// The number of the message that it answers. Whether that is one of this room, `threads::answered` asks.
    fn parent_seq(&self) -> Option<Seq> {
        match self {
            Self::Own { parent, .. } => parent.as_ref().map(|parent| parent.place().seq),
            Self::Forwarded(_) => None,
        }
    }

    /// Where the message stands that it sends on.
    fn source(&self) -> Option<MessageKey> {
        match self {
            Self::Own { .. } => None,
            Self::Forwarded(source) => Some(source.place()),
        }
    }

    /// The message, as the rules let it be.
    fn draft(&self, room: &Room, author: UserId, role: RoomRole, facts: Found<'_>) -> Result<ComposedText, Failure> {
        match self {
            Self::Own { body, metadata, parent, uploads, candidates, .. } => {
                let answered = parent.as_ref().map(|parent| threads::answered(room.id, parent, facts.parent.as_ref()));
                Ok(ComposedText {
                    body: body.clone(),
                    metadata: metadata.clone(),
                    parent_seq: answered.transpose()?,
                    mentions: named(room, role, candidates, &facts.named),
                    forwarded_from: None,
                    attachments: take(facts.files, author, uploads)?,
                })
            }
            Self::Forwarded(source) => {
                let (body, forwarded_from) = threads::forwarded(source, facts.source, facts.copies.len())?;
                let attachments = Listed(facts.copies.iter().map(|copy| copy.shown.clone()).collect());
                Ok(ComposedText { body, forwarded_from, attachments, ..ComposedText::default() })
            }
        }
    }
}

/// What was found of what a message is about.
struct Found<'f> {
    named: NamedMembers,
    parent: Option<Original>,
    source: Option<ForwardSource>,
    copies: &'f [CopiedFile],
    files: &'f HeldFiles,
}

/// The author's uploads, each of which is on this message from now on, and on no other.
fn take(files: &HeldFiles, author: UserId, uploads: &[AttachmentId]) -> Result<Attachments, Failure> {
    let each = uploads.iter().enumerate().map(|(n, id)| {
        let field = format!("attachmentIds.{n}");
        // What others uploaded does not exist.
        let found = files.find(*id).filter(|found| found.user_id == author);
        let found = found.ok_or_else(|| Refusal::not_found("attachment").at(&field))?;
        if files.is_taken(found) {
            let message = "This file is on a message already.";
            return Err(Refusal::invalid(&field, Problem::NotAllowed, message).into());
        }
        Ok(found.shown()?.clone())
    });
    let shown: Result<Vec<_>, Failure> = each.collect();
    let shown = shown?;
    files.take(uploads);
    Ok(Listed(shown))
}

/// Whom a text names in a room, written by somebody of that role.
pub(super) fn named(room: &Room, role: RoomRole, candidates: &Candidates, members: &NamedMembers) -> Mentions {
    let member = |name: &str| members.0.iter().find(|(_, key)| key == name).map(|(user, _)| *user);
    Mentions::of(candidates.resolve(member), access::mentions_room(room.kind, role))
}

/// What is kept of a send: the message's number is the event's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sent {
    /// The message.
    pub message: MessageKey,
}

/// What is to be written of a send.
pub struct Posted {
    event: Arc<RoomEvent>,
    /// Of the files that it sends on, which they are.
    copies: Vec<FileId>,
}

impl BatchJob for SendMessage {
    type Answer = Sent;
    type Facts = SendFacts;
    type Write = Posted;

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
                names: job.content.names(),
                parent: job.content.parent_seq(),
                source: job.content.source().map(|source| source.seq),
                source_room_id: job.content.source().map(|source| source.room),
                uploads: job.content.uploads(),
            })
            .collect();
        send_facts::facts(tx, &keys).await
    }

    fn decide(&self, facts: SendFacts, rooms: &mut Rooms, now: Timestamp) -> Result<Decision<Self>, Failure> {
        if let Some(kept) = facts.kept {
            return Ok(Decision::quiet(kept.answer(&self.request.input_hash)?));
        }
        let (room, role) = access::inside(rooms.get_mut(&self.room), facts.role)?;
        access::permitted(room, role, RoomPermission::Send)?;
        let author = Arc::new(facts.author);
        let SendFacts { named, parent, source, copies, files, .. } = facts;
        let found = Found { named, parent, source, copies: &copies, files: &files };
        let draft = self.content.draft(room, author.id, role, found)?;
        let deed = Deed { at: now, actor: &author, client_mutation_id: Some(&self.request.client_mutation_id) };
        let event = Arc::new(room.post_text(deed, draft, facts.hiding));
        let answer = Sent { message: event.message.key() };
        let copies = copies.into_iter().map(|copy| copy.file_id).collect();
        Ok(Decision {
            done: Done { answer, events: vec![Event::Room(event.clone())] },
            write: Some(Posted { event, copies }),
        })
    }

    async fn write(tx: &mut Tx, written: &[(&Self, Posted)], rooms: &Rooms) -> Result<(), StoreError> {
        let shows: Vec<_> =
            written.iter().filter(|(_, posted)| !posted.event.shown.is_empty()).map(|(job, _)| job.room).collect();
        if !shows.is_empty() {
            // Who changes how they look from now on finds that the room is shown.
            users::hold_members(tx, shows).await?;
        }
        let moved: BTreeSet<_> = written.iter().map(|(job, _)| job.room).collect();
        sends::write(tx, &rows(written)?, moved.iter().filter_map(|room| rooms.get(room))).await
    }
}

/// The rows of what was decided.
fn rows<'a>(written: &'a [(&SendMessage, Posted)]) -> Result<SentRows<'a>, StoreError> {
    let mut rows = SentRows { messages: Vec::with_capacity(written.len()), ..SentRows::default() };
    let mut answered: BTreeMap<MessageKey, Answered> = BTreeMap::new();
    for (job, Posted { event, copies }) in written {
        let message = &event.message;
        let (room_id, seq) = (message.room_id, message.seq);
        rows.messages.push(TextRow {
            room_id,
            seq,
            user_id: job.request.user,
            body: &message.body,
            metadata: message.metadata.as_deref(),
            text_count: message.text_count,
            at: message.created_at,
            client_mutation_id: &job.request.client_mutation_id,
            input_hash: &job.request.input_hash,
            answer: Request::kept(&Sent { message: message.key() })?,
            parent: message.parent_seq,
            mentions: message.mentions.users.stored(),
            room_mention: message.mentions.room,
            forwarded_from: message.forwarded_from,
            files: message.attachments.stored(),
            words: job.content.words(&message.body),
        });
        let taken = job.content.uploads().iter();
        rows.taken.extend(taken.map(|&id| TakenUpload { id, room_id, seq }));
        for (shown, &file_id) in message.attachments.0.iter().zip(copies) {
            let one = Listed(vec![shown.clone()]);
            let (id, user_id, shown) = (shown.id, job.request.user, one.stored().unwrap_or_default());
            rows.sent_on.push(SentOn { id, file_id, user_id, room_id, seq, shown });
        }
        let counted = message.mentions.counted().iter();
        rows.mentions.extend(counted.map(|&user_id| NewMention { room_id, seq, user_id }));
        if let Some(parent) = message.parent() {
            let new = Answered { room_id, parent: parent.seq, replies: 0, last: seq };
            let answered = answered.entry(parent).or_insert(new);
            answered.replies += 1;
            answered.last = seq;
        }
    }
    rows.answered = answered.into_values().collect();
    Ok(rows)
}
