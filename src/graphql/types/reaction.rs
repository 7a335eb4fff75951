//! An emoji of a message, and who gave it.

use crate::{
    domain::emoji::Emoji,
    graphql::{
        load::conversation::ReactorPage,
        types::{
            connection::{Connection, PageArgs},
            user::{UserObject, user},
        },
        viewer::reader,
    },
    ids::{MessageId, ReactionId, Seq},
    store::page::Page,
};
use async_graphql::{Context, Description, ID, Object, Result};
use futures_util::future::try_join_all;
use std::sync::Arc;

/// An emoji that people gave to a message.
#[derive(Clone, Description)]
pub struct ReactionObject {
    pub message: MessageId,
    pub emoji: Emoji,
    pub count: i64,
}

#[Object(name = "Reaction", use_type_description)]
impl ReactionObject {
    /// Names this emoji of this message: opaque, unique over all types, never reused.
    pub async fn id(&self) -> ID {
        ID(ReactionId { message: self.message, emoji: self.emoji.as_str().to_owned() }.to_string())
    }

    /// The emoji itself, in the one form that the server keeps of it.
    async fn emoji(&self) -> &str {
        self.emoji.as_str()
    }

    /// How many people gave it.
    async fn count(&self) -> i64 {
        self.count
    }

    /// Whether the viewer gave it.
    async fn viewer_reacted(&self, ctx: &Context<'_>) -> Result<bool> {
        Ok(reader(ctx)?.reacted(self.message.key, self.emoji).await?)
    }

    /// Lists the people who gave it, the first ones first.
    async fn users(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many items from the first on, 1 to 200; 50 by default.")] first: Option<i32>,
        #[graphql(desc = "Only items after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many items up to the last one, 1 to 200; not with `first`.")] last: Option<i32>,
        #[graphql(desc = "Only items before this cursor.")] before: Option<String>,
    ) -> Result<Connection<UserObject>> {
        let window = PageArgs { first, after, last, before }.by_seq(false)?;
        let page = reader(ctx)?.load(ReactorPage(self.message.key, self.emoji, window)).await?;
        let Page { items, has_next, has_previous } = page.map_or_else(Page::empty, Arc::unwrap_or_clone);
        let people = items.iter().map(async |reactor| Ok((reactor.added_seq, user(ctx, reactor.user_id).await?)));
        let items: Result<Vec<(Seq, _)>> = try_join_all(people).await;
        let page = Page { items: items?, has_next, has_previous };
        Ok(Connection::new(page, |(seq, _)| seq.to_string(), |(_, user)| user))
    }
}
