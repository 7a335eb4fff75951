//! What the resolvers stand on.

use crate::{
    actions::Actions,
    clock::Clock,
    domain::{refusal::Refusal, user::User},
    feed::Feeds,
    files::{Files, Links},
    graphql::audit::Audit,
    hub::Hub,
    ids::UserId,
    presence::Presence,
    store::{Store, users},
};
use async_graphql::Context;
use std::sync::Arc;

/// What the resolvers stand on. Cloning shares it.
#[derive(Clone)]
pub struct App {
    /// The database.
    pub store: Store,
    /// What people do.
    pub actions: Actions,
    /// What they listen to.
    pub feeds: Feeds,
    /// Who is there.
    pub presence: Presence,
    /// The bytes of files.
    pub files: Files,
    /// Where they are read.
    pub links: Links,
    /// What time it is.
    pub clock: Clock,
    /// What an operator must know.
    pub audit: Arc<Audit>,
}

impl App {
    /// Who listens on this node.
    pub fn hub(&self) -> &Arc<Hub> {
        &self.feeds.hub
    }

    /// An account, for who has just signed in: there is no viewer to read as yet.
    pub async fn find_user(&self, user: UserId) -> Result<User, Refusal> {
        let mut snapshot = self.store.snapshot().await?;
        let found = users::find(snapshot.conn()?, user).await?;
        found.ok_or_else(Refusal::internal)
    }
}

/// What the resolver of this operation stands on. The schema was built with it.
pub fn app<'a>(ctx: &Context<'a>) -> async_graphql::Result<&'a App> {
    ctx.data::<App>()
}
