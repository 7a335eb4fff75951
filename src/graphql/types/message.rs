//! Messages.

use crate::{
    domain::{
        message::{Message, MessageKind, RoomNews, SystemKind},
        refusal::Refusal,
        room::{RoomKind, RoomRole},
    },
    graphql::{
        scalars::{DateTime, Json},
        types::{
            List, Nullable,
            connection::{Connection, Edge, PageArgs},
            reader,
            room::RoomObject,
            user::{UserObject, person},
        },
    },
    ids::Seq,
    json,
    store::page::Page,
};
use async_graphql::{Context, Description, ID, Object, Result, SimpleObject};
use std::sync::Arc;

/// A message, in its state of now.
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
    /// Opaque, unique over all types, never reused.
    pub async fn id(&self) -> ID {
        ID(self.0.id().to_string())
    }

    async fn room_id(&self) -> ID {
        ID(self.0.room_id.to_string())
    }

    async fn room(&self, ctx: &Context<'_>) -> Result<RoomObject> {
        let room = reader(ctx)?.load(self.0.room_id).await?;
        Ok(RoomObject(room.ok_or_else(|| Refusal::not_found("room"))?))
    }

    /// The number of the event that created it: the room's order.
    async fn seq(&self) -> Seq {
        self.0.seq
    }

    /// The `seq` of the message before it in the room, whoever wrote it, null for the first: a list in which that one does not
    /// stand before this one has a gap.
    async fn previous_seq(&self) -> Option<Seq> {
        self.0.previous_seq
    }

    /// The number of the event that last changed it (an edit, a reaction, a reply …): of two copies keep the larger.
    async fn updated_seq(&self) -> Seq {
        self.0.updated_seq
    }

    async fn kind(&self) -> MessageKind {
        self.0.kind()
    }

    /// Null for a SYSTEM message and for a deleted account.
    async fn author(&self, ctx: &Context<'_>) -> Nullable<UserObject> {
        person(ctx, self.0.author_id()?).await.transpose()
    }

    /// Empty once deleted. Of a SYSTEM message: an English sentence.
    async fn body(&self) -> &str {
        &self.0.body
    }

    /// What a SYSTEM message says, for clients that say it in another language.
    async fn system(&self) -> Option<SystemNotice> {
        let kind = self.0.system?;
        let stored = self.0.news.as_deref().and_then(|text| json::from_stored(text).ok());
        let news = stored.as_ref().map(RoomNews::read).unwrap_or_default();
        Some(SystemNotice { kind, message: self.0.clone(), news })
    }

    async fn mentions(&self) -> List<UserObject> {
        List::default()
    }

    /// @all or @here: the whole room.
    async fn mentions_room(&self) -> bool {
        false
    }

    /// The message that this one answers in a thread (one level).
    async fn parent(&self) -> Option<MessageObject> {
        None
    }

    async fn reply_count(&self) -> i64 {
        0
    }

    /// The thread, oldest first within a page; without arguments the newest page.
    async fn replies(
        &self,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> Result<Connection<MessageObject>> {
        PageArgs { first, after, last, before }.by_seq(true)?;
        Ok(Connection::new(Page::empty(), |message: &Arc<Message>| message.seq.to_string(), MessageObject))
    }

    async fn reactions(&self) -> List<Reaction> {
        List::default()
    }

    /// Who first wrote it, when it was forwarded.
    async fn forwarded_from(&self) -> Option<UserObject> {
        None
    }

    /// Free data of the application, at most 4 KiB.
    async fn metadata(&self) -> Nullable<Json> {
        let value = json::from_stored(self.0.metadata.as_ref()?).map(Json);
        Some(value.map_err(|error| {
            tracing::error!(message = %self.0.id(), ?error, "metadata is no JSON");
            Refusal::internal().into()
        }))
    }

    async fn created_at(&self) -> DateTime {
        DateTime(self.0.created_at)
    }

    async fn edited_at(&self) -> Option<DateTime> {
        self.0.edited_at.map(DateTime)
    }

    async fn deleted_at(&self) -> Option<DateTime> {
        self.0.deleted_at.map(DateTime)
    }

    /// The `clientMutationId` of the send, so that an optimistic message, the payload and the event meet.
    async fn client_mutation_id(&self) -> Option<&str> {
        self.0.client_mutation_id.as_deref()
    }
}

/// What a SYSTEM message says.
#[derive(Description)]
pub struct SystemNotice {
    kind: SystemKind,
    message: Arc<Message>,
    news: RoomNews,
}

#[Object(use_type_description)]
impl SystemNotice {
    async fn kind(&self) -> SystemKind {
        self.kind
    }

    /// Who did it.
    async fn actor(&self, ctx: &Context<'_>) -> Nullable<UserObject> {
        person(ctx, self.message.actor_id?).await.transpose()
    }

    /// To whom it was done.
    async fn subject(&self, ctx: &Context<'_>) -> Nullable<UserObject> {
        person(ctx, self.message.subject_id?).await.transpose()
    }

    /// Of ROLE_CHANGED: the new role.
    async fn role(&self) -> Option<RoomRole> {
        self.message.subject_role.filter(|_| self.kind == SystemKind::RoleChanged)
    }

    /// Of ROOM_CHANGED: the new name; null when it stayed.
    async fn name(&self) -> Option<&str> {
        self.news.name.as_deref()
    }

    /// Of ROOM_CHANGED: the new topic, empty when it was taken away; null when it stayed.
    async fn topic(&self) -> Option<&str> {
        self.news.topic.as_deref()
    }

    /// Of ROOM_CHANGED: the new kind; null when it stayed.
    async fn room_kind(&self) -> Option<RoomKind> {
        self.news.kind
    }
}

/// How often an emoji was given to a message.
#[derive(SimpleObject, Clone)]
pub struct Reaction {
    pub id: ID,
    pub emoji: String,
    pub count: i64,
    pub viewer_reacted: bool,
}
