//! Messages. A row of the log and a message are one thing: every event that makes a message is that message's row.

use crate::{
    clock::Timestamp,
    domain::{
        attachment::{Attachment, Attachments},
        mentioned::Mentions,
        named_enum,
        reactions::Reactions,
        room::{Room, RoomKind, RoomRole},
    },
    ids::{Fingerprint, MessageId, MessageKey, Named, RoomId, Seq, UserId},
};

named_enum! {
    /// Says who wrote a message: a person or the server.
    MessageKind {
        /// A person wrote the message.
        Text = "TEXT",
        /// The server wrote the message, to tell what happened to the room or to a member. Nobody can edit or delete it.
        System = "SYSTEM",
    }
}

named_enum! {
    /// Says what a SYSTEM message tells of.
    SystemKind {
        /// `actor` created the room, and is its first member.
        RoomCreated = "ROOM_CREATED",
        /// `subject` joined the room, by themselves or with an invite.
        MemberJoined = "MEMBER_JOINED",
        /// `actor` added `subject` to the room.
        MemberAdded = "MEMBER_ADDED",
        /// `subject` left the room.
        MemberLeft = "MEMBER_LEFT",
        /// `actor` removed `subject` from the room.
        MemberRemoved = "MEMBER_REMOVED",
        /// `actor` gave `subject` another role.
        RoleChanged = "ROLE_CHANGED",
        /// `actor` changed the name, the topic or the kind of the room.
        RoomChanged = "ROOM_CHANGED",
        /// `actor` archived the room: nobody can write in it any more.
        RoomArchived = "ROOM_ARCHIVED",
    }
}

/// A message in its state of now.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Message {
    /// The room in which it stands.
    pub room_id: RoomId,
    /// The number of the event that sent it.
    pub seq: Seq,
    /// The message before it in the room; the first has none. Once somebody has taken that one out of the database, it is the one
    /// before, of those that are there: only who heard this one live may have been told a number that is a hole by then, for the
    /// room kept it. They ask for it as for any they miss, and are told of a tombstone.
    pub previous_seq: Option<Seq>,
    /// The number of the event that last changed it.
    pub updated_seq: Seq,
    /// What a SYSTEM message says; a TEXT message has none.
    pub system: Option<SystemKind>,
    /// The author of a TEXT message; of a SYSTEM one, who did it.
    pub actor_id: Option<UserId>,
    /// To whom a SYSTEM message's deed was done, and the stay it touched.
    pub subject_id: Option<UserId>,
    /// The role that the deed gave or took.
    pub subject_role: Option<RoomRole>,
    /// The number with which that stay began.
    pub subject_joined_seq: Option<Seq>,
    /// Of a SYSTEM message about a changed room: `RoomNews` as JSON text.
    pub news: Option<String>,
    /// The text, 1 to 8,000 characters; empty of a tombstone.
    pub body: String,
    /// JSON text.
    pub metadata: Option<String>,
    /// The room's count of TEXT messages after this one.
    pub text_count: i64,
    /// When it was sent.
    pub created_at: Timestamp,
    /// When its text was last changed.
    pub edited_at: Option<Timestamp>,
    /// When it became a tombstone.
    pub deleted_at: Option<Timestamp>,
    /// The id that the caller gave the call.
    pub client_mutation_id: Option<String>,
    /// The message of the same room that this one answers.
    pub parent_seq: Option<Seq>,
    /// How many answers are not deleted.
    pub reply_count: i64,
    /// Whom it names; nobody once deleted.
    #[sqlx(flatten)]
    pub mentions: Mentions,
    /// What was given to it; nothing once deleted.
    pub reactions: Reactions,
    /// Who first wrote what was sent on with it.
    pub forwarded_from: Option<UserId>,
    /// The files on it; none once deleted.
    pub attachments: Attachments,
}

impl Message {
    /// Room and number.
    pub fn key(&self) -> MessageKey {
        MessageKey { room: self.room_id, seq: self.seq }
    }

    /// What it is called: where it is, and which event made it.
    pub fn id(&self) -> MessageId {
        MessageId { key: self.key(), fingerprint: Fingerprint::of(self.room_id, self.seq, self.created_at, None) }
    }

    /// What stands for an event whose row somebody has taken out of the database: a tombstone that tells nothing.
    pub fn missing(room: &Room, seq: Seq) -> Self {
        Self {
            room_id: room.id,
            seq,
            previous_seq: None,
            updated_seq: seq,
            system: None,
            actor_id: None,
            subject_id: None,
            subject_role: None,
            subject_joined_seq: None,
            news: None,
            body: String::new(),
            metadata: None,
            text_count: 0,
            created_at: room.created_at,
            edited_at: None,
            deleted_at: Some(room.created_at),
            client_mutation_id: None,
            parent_seq: None,
            reply_count: 0,
            mentions: Mentions::default(),
            reactions: Reactions::default(),
            forwarded_from: None,
            attachments: Attachments::default(),
        }
    }

    /// About how many bytes its texts and lists take.
    pub fn weight(&self) -> usize {
        let Self { body, metadata, news, reactions, mentions, attachments, .. } = self;
        let files: usize = attachments.0.iter().map(Attachment::weight).sum();
        let lists = 16 * reactions.0.len() + 8 * mentions.users.0.len() + files;
        lists + body.len() + metadata.as_ref().map_or(0, String::len) + news.as_ref().map_or(0, String::len)
    }

    /// The message that this one answers.
    pub fn parent(&self) -> Option<MessageKey> {
        self.parent_seq.map(|seq| MessageKey { room: self.room_id, seq })
    }

    /// Only a tombstone is left: it keeps its place, its thread, and nothing of what it said.
    #[must_use]
    pub fn deleted(self, at: Timestamp) -> Self {
        Self {
            body: String::new(),
            metadata: None,
            deleted_at: Some(at),
            mentions: Mentions::default(),
            reactions: Reactions::default(),
            forwarded_from: None,
            attachments: Attachments::default(),
            ..self
        }
    }

    /// TEXT or SYSTEM.
    pub fn kind(&self) -> MessageKind {
        if self.system.is_some() { MessageKind::System } else { MessageKind::Text }
    }

    /// The author: nobody for a SYSTEM message.
    pub fn author_id(&self) -> Option<UserId> {
        if self.system.is_some() { None } else { self.actor_id }
    }
}

/// What is new of a room; what did not change is none, and a topic that was taken away is empty.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct RoomNews {
    /// The new name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The new topic.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub topic: Option<String>,
    /// The new kind.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<RoomKind>,
}

impl RoomNews {
    /// What is different after a change.
    pub fn between(before: &Room, after: &Room) -> Self {
        Self {
            name: after.name.clone().filter(|_| after.name != before.name),
            topic: (after.topic != before.topic).then(|| after.topic.clone().unwrap_or_default()),
            kind: (after.kind != before.kind).then_some(after.kind),
        }
    }

    /// As it was stored.
    pub fn read(stored: &serde_json::Value) -> Self {
        let text = |name: &str| stored.get(name).and_then(serde_json::Value::as_str);
        Self {
            name: text("name").map(str::to_owned),
            topic: text("topic").map(str::to_owned),
            kind: text("kind").and_then(|kind| kind.parse().ok()),
        }
    }
}

impl Named<MessageId> for Message {
    fn id(&self) -> MessageId {
        self.id()
    }
}

/// What a SYSTEM message says in English. Clients that speak another language say it themselves, from `system`.
pub fn sentence(kind: SystemKind, actor: &str, subject: &str) -> String {
    match kind {
        SystemKind::RoomCreated => format!("{actor} created the room."),
        SystemKind::MemberJoined => format!("{subject} joined."),
        SystemKind::MemberAdded => format!("{actor} added {subject}."),
        SystemKind::MemberLeft => format!("{subject} left."),
        SystemKind::MemberRemoved => format!("{actor} removed {subject}."),
        SystemKind::RoleChanged => format!("{actor} changed the role of {subject}."),
        SystemKind::RoomChanged => format!("{actor} changed the room."),
        SystemKind::RoomArchived => format!("{actor} archived the room."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::stored::Listed;
    use crate::testing::{ANN, BOB, Log, ROOM};

    #[test]
    fn a_message_weighs_what_is_in_it() {
        let message = |body: &str| (*Log::of(ROOM, []).says(ANN, body).message).clone();
        assert_eq!((message("").weight(), message(&"ä".repeat(100)).weight()), (0, 200));
        let with_more = Message {
            metadata: Some("{}".to_owned()),
            news: Some("news".to_owned()),
            mentions: Mentions { users: Listed(vec![ANN, BOB]), room: None },
            ..message("hello")
        };
        assert_eq!(with_more.weight(), 5 + 2 + 4 + 2 * 8);
    }
}
