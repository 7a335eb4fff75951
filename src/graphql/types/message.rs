//! Messages.

use crate::{
    domain::{
        message::{Message, MessageKind, RoomNews, SystemKind},
        refusal::Refusal,
        room::{RoomKind, RoomRole},
    },
    graphql::{
        scalars::{DateTime, Json},
        shown::{shown, shown_if_any, shown_json},
        types::{
            connection::{Connection, Edge, PageArgs},
            list::{List, Nullable},
            room::RoomObject,
            user::{UserObject, person},
        },
        viewer::reader,
    },
    ids::Seq,
    json,
    store::page::Page,
};
use async_graphql::{Context, Description, ID, Object, Result, SimpleObject};
use std::sync::Arc;

/// A message of a room, in its state of now. It stands in the list of messages by its `seq`.
#[derive(Clone, Description)]
pub struct MessageObject(pub Arc<Message>);

impl MessageObject {
    /// Where it stands among the messages of its room.
    pub fn edge(self) -> Edge<Self> {
        Edge { cursor: self.0.seq.to_string(), node: self }
    }
}

#[Object(name = "Message", use_type_description)]
impl MessageObject {
    /// Names this message: opaque, unique over all types, never reused.
    pub async fn id(&self) -> ID {
        ID(self.0.id().to_string())
    }

    /// The id of the room that the message is in.
    async fn room_id(&self) -> ID {
        ID(self.0.room_id.to_string())
    }

    /// The room that the message is in.
    async fn room(&self, ctx: &Context<'_>) -> Result<RoomObject> {
        let room = reader(ctx)?.load(self.0.room_id).await?;
        Ok(RoomObject(room.ok_or_else(|| Refusal::not_found("room"))?))
    }

    /// The number of the event that created it. Messages of a room are in the order of their `seq`.
    async fn seq(&self) -> Seq {
        self.0.seq
    }

    /// The `seq` of the message before it in the room, whoever wrote that one. Null for the first message. A list has a
    /// gap where that message does not stand before this one.
    async fn previous_seq(&self) -> Option<Seq> {
        self.0.previous_seq
    }

    /// The number of the event that last changed it, by an edit, a deletion or a reaction. Of two copies keep the one
    /// with the larger number.
    async fn updated_seq(&self) -> Seq {
        self.0.updated_seq
    }

    /// Whether a person or the server wrote it.
    async fn kind(&self) -> MessageKind {
        self.0.kind()
    }

    /// The person who wrote it. Null for a SYSTEM message and for a deleted account.
    async fn author(&self, ctx: &Context<'_>) -> Nullable<UserObject> {
        person(ctx, self.0.author_id()?).await.transpose()
    }

    /// The text, at most 8,000 characters. Empty once deleted. For a SYSTEM message it is an English sentence.
    async fn body(&self, ctx: &Context<'_>) -> Result<&str> {
        shown(ctx, &self.0.body)
    }

    /// What a SYSTEM message tells of, for clients that speak another language. Null for a TEXT message.
    async fn system(&self) -> Option<SystemNotice> {
        let kind = self.0.system?;
        let stored = self.0.news.as_deref().and_then(|text| json::from_stored(text).ok());
        let news = stored.as_ref().map(RoomNews::read).unwrap_or_default();
        Some(SystemNotice { kind, message: self.0.clone(), news })
    }

    /// The people whom the text mentions by name. Always empty for now.
    async fn mentions(&self) -> List<UserObject> {
        List::default()
    }

    /// Whether the text mentions the whole room, with @all or @here. Always false for now.
    async fn mentions_room(&self) -> bool {
        false
    }

    /// The message that this one answers in a thread. Threads have one level. Always null for now.
    async fn parent(&self) -> Option<MessageObject> {
        None
    }

    /// How many messages answer this one in its thread. Always 0 for now.
    async fn reply_count(&self) -> i64 {
        0
    }

    /// Lists the messages that answer this one in its thread, in the order of `seq`. Without arguments it is the newest
    /// page. A cursor is the `seq` of a message in decimal. Always empty for now.
    async fn replies(
        &self,
        #[graphql(desc = "How many items from the first on, 1 to 200; 50 by default.")] first: Option<i32>,
        #[graphql(desc = "Only items after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many items up to the last one, 1 to 200; not with `first`.")] last: Option<i32>,
        #[graphql(desc = "Only items before this cursor.")] before: Option<String>,
    ) -> Result<Connection<MessageObject>> {
        PageArgs { first, after, last, before }.by_seq(true)?;
        Ok(Connection::new(Page::empty(), |message: &Arc<Message>| message.seq.to_string(), MessageObject))
    }

    /// The reactions to the message, one for each emoji. Always empty for now.
    async fn reactions(&self) -> List<Reaction> {
        List::default()
    }

    /// The person who first wrote it, when it was forwarded; else null. Always null for now.
    async fn forwarded_from(&self) -> Option<UserObject> {
        None
    }

    /// The application's own data, at most 4,096 bytes of JSON. Null when there is none, and once the message is deleted.
    async fn metadata(&self, ctx: &Context<'_>) -> Nullable<Json> {
        shown_json(ctx, self.0.metadata.as_deref(), |error| {
            tracing::error!(message = %self.0.id(), ?error, "metadata is no JSON");
            Refusal::internal()
        })
    }

    /// When the message was sent.
    async fn created_at(&self) -> DateTime {
        DateTime(self.0.created_at)
    }

    /// When the author last edited it. Null when it was never edited.
    async fn edited_at(&self) -> Option<DateTime> {
        self.0.edited_at.map(DateTime)
    }

    /// When it was deleted. Null when it was not: a deleted message stays in the list as a tombstone.
    async fn deleted_at(&self) -> Option<DateTime> {
        self.0.deleted_at.map(DateTime)
    }

    /// The `clientMutationId` of the call that created it, so that the optimistic message, the payload and the event
    /// meet. Null when the call had none.
    async fn client_mutation_id(&self) -> Option<&str> {
        self.0.client_mutation_id.as_deref()
    }
}

/// What a SYSTEM message tells of, in parts, for clients that make their own sentence.
#[derive(Description)]
pub struct SystemNotice {
    kind: SystemKind,
    message: Arc<Message>,
    news: RoomNews,
}

#[Object(use_type_description)]
impl SystemNotice {
    /// What happened.
    async fn kind(&self) -> SystemKind {
        self.kind
    }

    /// The person who did it. Null for a deleted account.
    async fn actor(&self, ctx: &Context<'_>) -> Nullable<UserObject> {
        person(ctx, self.message.actor_id?).await.transpose()
    }

    /// The person to whom it happened. Null when it happened to the room, and for a deleted account.
    async fn subject(&self, ctx: &Context<'_>) -> Nullable<UserObject> {
        person(ctx, self.message.subject_id?).await.transpose()
    }

    /// The new role of `subject`. Null unless `kind` is ROLE_CHANGED.
    async fn role(&self) -> Option<RoomRole> {
        self.message.subject_role.filter(|_| self.kind == SystemKind::RoleChanged)
    }

    /// The new name of the room. Null unless `kind` is ROOM_CHANGED and the name changed.
    async fn name(&self) -> Option<&str> {
        self.news.name.as_deref()
    }

    /// The new topic of the room, empty when it was taken away. Null unless `kind` is ROOM_CHANGED and the topic changed.
    async fn topic(&self, ctx: &Context<'_>) -> Nullable<&str> {
        shown_if_any(ctx, self.news.topic.as_deref())
    }

    /// The new kind of the room. Null unless `kind` is ROOM_CHANGED and the kind changed.
    async fn room_kind(&self) -> Option<RoomKind> {
        self.news.kind
    }
}

/// An emoji that people gave to a message. No message has one for now.
#[derive(SimpleObject, Clone)]
pub struct Reaction {
    /// Names this emoji of this message: opaque, unique over all types, never reused.
    pub id: ID,
    /// The emoji itself.
    pub emoji: String,
    /// How many people gave it.
    pub count: i64,
    /// Whether the viewer gave it.
    pub viewer_reacted: bool,
}
