//! The next event of a room, with the message that it makes or changes: built here for batches and single jobs alike. The number is
//! taken when everything is decided, so that a refusal leaves none missing.

use crate::{
    clock::Timestamp,
    domain::{
        attachment::Attachments,
        change::{ChangeKind, MessageChange},
        event::{RoomEvent, RoomEventKind},
        hiding::Shown,
        mentioned::{Mentions, NamesBefore},
        message::{Message, SystemKind, sentence},
        reactions::Reactions,
        room::{Member, Room},
        user::User,
    },
    ids::{Fingerprint, Seq, UserId},
};
use std::sync::Arc;

/// Who does something in a room, when, and by which call.
#[derive(Clone, Copy, Debug)]
pub struct Deed<'a> {
    /// When it is done.
    pub at: Timestamp,
    /// Who does it.
    pub actor: &'a Arc<User>,
    /// The id that the caller gave the call.
    pub client_mutation_id: Option<&'a str>,
}

/// What a TEXT message is to say.
#[derive(Clone, Debug, Default)]
pub struct ComposedText {
    /// The text.
    pub body: String,
    /// JSON text.
    pub metadata: Option<String>,
    /// The message that it answers.
    pub parent_seq: Option<Seq>,
    /// Whom it names.
    pub mentions: Mentions,
    /// Who first wrote it, when it is sent on.
    pub forwarded_from: Option<UserId>,
    /// The files on it.
    pub attachments: Attachments,
}

/// What a SYSTEM message is to say.
#[derive(Clone, Debug)]
pub struct Notice<'a> {
    /// What was done.
    pub system: SystemKind,
    /// The stay that it is about, with its user; none when it is about the room.
    pub stay: Option<(&'a Member, &'a Arc<User>)>,
    /// `RoomNews` as JSON text.
    pub news: Option<String>,
    /// What its event says.
    pub kind: RoomEventKind,
}

impl Room {
    /// A person writes a TEXT message. `hiding` are those who put the room away at some time, or were not told of it.
    pub fn post_text(
        &mut self,
        deed: Deed<'_>,
        draft: ComposedText,
        hiding: impl IntoIterator<Item = Member>,
    ) -> RoomEvent {
        let numbers = self.number_message(deed.at);
        let ComposedText { body, metadata, parent_seq, mentions, forwarded_from, attachments } = draft;
        self.count_text(deed.at, parent_seq.is_some());
        let blank = self.blank(deed, numbers);
        let message = Message { body, metadata, parent_seq, mentions, forwarded_from, attachments, ..blank };
        let shown = hiding.into_iter().filter_map(|member| Shown::by(&message, member)).collect();
        let named = NamesBefore::Were(None);
        RoomEvent { named, shown, ..self.event(deed, RoomEventKind::MessageSent, message, vec![deed.actor.clone()]) }
    }

    /// The server writes a SYSTEM message about what somebody did.
    pub fn post_notice(&mut self, deed: Deed<'_>, notice: Notice<'_>) -> RoomEvent {
        let numbers = self.number_message(deed.at);
        let Notice { system, stay, news, kind } = notice;
        let (actor, subject) = (deed.actor, stay.map_or(deed.actor, |(_, user)| user));
        let message = Message {
            system: Some(system),
            subject_id: stay.map(|(member, _)| member.user_id),
            subject_role: stay.map(|(member, _)| member.role),
            subject_joined_seq: stay.map(|(member, _)| member.joined_seq),
            news,
            body: sentence(system, &actor.display_name, &subject.display_name),
            ..self.blank(deed, numbers)
        };
        let mut people = vec![actor.clone()];
        if subject.id != actor.id {
            people.push(subject.clone());
        }
        self.event(deed, kind, message, people)
    }

    /// Somebody changes a message that exists; the message as it is after that, and whom it named before.
    pub fn post_change(
        &mut self,
        deed: Deed<'_>,
        change: MessageChange,
        message: Message,
        named: NamesBefore,
    ) -> RoomEvent {
        let seq = self.number_change(deed.at, change.kind(), message.seq);
        let event = self.event(deed, change.into(), Message { updated_seq: seq, ..message }, vec![deed.actor.clone()]);
        RoomEvent { named, ..event }
    }

    /// Takes the number of the next event, which makes a message; with it, the number of the message before it.
    pub fn number_message(&mut self, at: Timestamp) -> (Seq, Option<Seq>) {
        let seq = self.take_number(at, None);
        (seq, self.newest_message_seq.replace(seq))
    }

    /// Takes the number of the next event, which changes a message.
    pub fn number_change(&mut self, at: Timestamp, kind: ChangeKind, message: Seq) -> Seq {
        self.take_number(at, Some((kind, message)))
    }

    fn take_number(&mut self, at: Timestamp, change: Option<(ChangeKind, Seq)>) -> Seq {
        self.latest_seq += 1;
        let change = change.map(|(kind, message)| (kind.as_str(), message));
        self.latest_fingerprint = Fingerprint::of(self.id, self.latest_seq, at, change);
        self.latest_seq
    }

    /// A TEXT message comes with the event whose number was just taken. What the clock says is no order: a room moves up in
    /// lists or stays where it is, also when the clock was set back. An answer is told of in its thread, and not in lists.
    pub fn count_text(&mut self, at: Timestamp, is_reply: bool) {
        self.text_count += 1;
        if !is_reply {
            self.last_message_seq = Some(self.latest_seq);
        }
        self.last_activity_at = self.last_activity_at.max(at);
    }

    /// A message of the numbers that were just taken, without what it says.
    fn blank(&self, deed: Deed<'_>, (seq, previous_seq): (Seq, Option<Seq>)) -> Message {
        Message {
            room_id: self.id,
            seq,
            previous_seq,
            updated_seq: seq,
            system: None,
            actor_id: Some(deed.actor.id),
            subject_id: None,
            subject_role: None,
            subject_joined_seq: None,
            news: None,
            body: String::new(),
            metadata: None,
            text_count: self.text_count,
            created_at: deed.at,
            edited_at: None,
            deleted_at: None,
            client_mutation_id: deed.client_mutation_id.map(str::to_owned),
            parent_seq: None,
            reply_count: 0,
            mentions: Mentions::default(),
            reactions: Reactions::default(),
            forwarded_from: None,
            attachments: Attachments::default(),
        }
    }

    /// The event of the number that was just taken.
    fn event(&self, deed: Deed<'_>, kind: RoomEventKind, message: Message, people: Vec<Arc<User>>) -> RoomEvent {
        RoomEvent {
            seq: self.latest_seq,
            at: deed.at,
            actor_id: Some(deed.actor.id),
            client_mutation_id: deed.client_mutation_id.map(str::to_owned),
            kind,
            room: Arc::new(self.clone()),
            message: Arc::new(message),
            named: NamesBefore::Same,
            people,
            shown: Vec::new(),
            kept_from: Vec::new(),
        }
    }
}
