//! Messages.

use crate::{
    domain::{
        message::{Message, MessageKind, RoomNews, SystemKind},
        refusal::Refusal,
        room::{RoomKind, RoomRole},
    },
    graphql::{
        load::conversation::ReplyPage,
        scalars::{DateTime, Json},
        shown::{shown, shown_if_any, shown_json, shown_list},
        types::{
            attachment::AttachmentObject,
            connection::{Connection, Edge, PageArgs},
            list::{List, Nullable},
            reaction::ReactionObject,
            room::RoomObject,
            user::{UserObject, person, user},
        },
        viewer::reader,
    },
    ids::Seq,
    json,
};
use async_graphql::{Context, Description, ID, Object, Result};
use futures_util::future::try_join_all;
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

    /// The number of the event that last changed it, by an edit, a deletion, a reaction, or an answer that came or was
    /// deleted. Of two copies keep the one with the larger number.
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

    /// The text, at most 8,000 characters. Empty once deleted, and where the author sent files alone. For a SYSTEM message it is an English sentence.
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

    /// The members whom the text mentions by `@username`, in its order. Who is no member when it is sent, or edited, is not
    /// mentioned. The first 50 names of a text count. Empty once deleted.
    async fn mentions(&self, ctx: &Context<'_>) -> Result<List<UserObject>> {
        let people = self.0.mentions.users.0.iter().map(|id| user(ctx, *id));
        shown_list(ctx, try_join_all(people).await?)
    }

    /// Whether the text mentions the whole room, with @all or @here, and its author had MENTION_ROOM. False once deleted.
    async fn mentions_room(&self) -> bool {
        self.0.mentions.room.is_some()
    }

    /// The message that this one answers in a thread. Threads have one level. Null when it answers none.
    async fn parent(&self, ctx: &Context<'_>) -> Nullable<MessageObject> {
        let parent = async |key| Ok(reader(ctx)?.load(key).await?.map(MessageObject));
        parent(self.0.parent()?).await.transpose()
    }

    /// How many messages answer this one in its thread, deleted ones not counted.
    async fn reply_count(&self) -> i64 {
        self.0.reply_count
    }

    /// Lists the messages that answer this one in its thread, deleted ones included, in the order of `seq`. Without arguments it
    /// is the newest page. A cursor is the `seq` of a message in decimal.
    async fn replies(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many items from the first on, 1 to 200; 50 by default.")] first: Option<i32>,
        #[graphql(desc = "Only items after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many items up to the last one, 1 to 200; not with `first`.")] last: Option<i32>,
        #[graphql(desc = "Only items before this cursor.")] before: Option<String>,
    ) -> Result<Connection<MessageObject>> {
        let window = PageArgs { first, after, last, before }.by_seq(true)?;
        let page = match self.0.parent_seq {
            None => reader(ctx)?.load(ReplyPage(self.0.key(), window)).await?,
            Some(_) => None,
        };
        let page = page.map_or_else(|| window.page(Vec::new()), Arc::unwrap_or_clone);
        Ok(Connection::new(page, |message: &Arc<Message>| message.seq.to_string(), MessageObject))
    }

    /// The reactions to the message, one for each emoji, in the order in which the emoji were first given. At most 50. Empty once
    /// deleted.
    async fn reactions(&self, ctx: &Context<'_>) -> Result<List<ReactionObject>> {
        let each = self.0.reactions.0.iter();
        shown_list(ctx, each.map(|&(emoji, count)| ReactionObject { message: self.0.id(), emoji, count }).collect())
    }

    /// The files on the message, at most 10, in the order of the send. Empty once deleted.
    async fn attachments(&self, ctx: &Context<'_>) -> Result<List<AttachmentObject>> {
        let each = self.0.attachments.0.iter();
        let each: Result<_> = each.map(|attachment| AttachmentObject::new(ctx, attachment.clone())).collect();
        shown_list(ctx, each?)
    }

    /// The person who first wrote the text, when it was forwarded. Null when it was not, for a deleted account, and once
    /// deleted.
    async fn forwarded_from(&self, ctx: &Context<'_>) -> Nullable<UserObject> {
        person(ctx, self.0.forwarded_from?).await.transpose()
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
