//! The API: shows what is read, takes what is asked. Rules stand in `domain` and `actions`.

pub mod call;
mod cost;
pub mod document;
pub mod errors;
mod expansion;
pub mod inputs;
pub mod limits;
pub mod mutations;
pub mod queries;
pub mod reader;
pub mod render;
pub mod response;
pub mod scalars;
pub mod subscriptions;
pub mod types;

use crate::{
    actions::Actions,
    clock::Clock,
    domain::{outcome::Refusal, user::User},
    feed::Feeds,
    hub::mailbox::Budget,
    ids::UserId,
    presence::Presence,
    store::{Store, users},
};
use async_graphql::{Context, SDLExportOptions, SchemaBuilder};
use limits::Limits;
use mutations::Mutation;
use queries::Query;
use std::{net::IpAddr, sync::Arc};
use subscriptions::Subscriptions;
use types::{Node, payload::MutationPayload};

/// The published schema.
pub type Schema = async_graphql::Schema<Query, Mutation, Subscriptions>;

/// What the resolvers stand on. Cloning shares it.
#[derive(Clone)]
pub struct App {
    pub store: Store,
    pub actions: Actions,
    pub feeds: Feeds,
    pub presence: Presence,
    pub clock: Clock,
}

impl App {
    /// An account, for who has just signed in: there is no viewer to read as yet.
    pub async fn find_user(&self, user: UserId) -> Result<User, Refusal> {
        let mut snapshot = self.store.snapshot().await?;
        let found = users::find(snapshot.conn()?, user).await?;
        found.ok_or_else(Refusal::internal)
    }
}

/// Who asks. In the request's data when there is a valid token.
#[derive(Clone)]
pub struct Viewer {
    pub session: users::Session,
    pub token: Arc<str>,
}

/// From where it is asked.
#[derive(Clone, Copy)]
pub struct Peer(pub IpAddr);

/// The connection over which a subscription's events leave.
#[derive(Clone)]
pub struct Connection {
    pub budget: Arc<Budget>,
}

/// Who asks, or UNAUTHENTICATED.
pub fn viewer<'a>(ctx: &Context<'a>) -> async_graphql::Result<&'a Viewer> {
    ctx.data_opt::<Viewer>().ok_or_else(unauthenticated)
}

fn unauthenticated() -> async_graphql::Error {
    Refusal::unauthenticated("Sign in first.").into()
}

/// The most directives on a field.
const MAX_DIRECTIVES: usize = 10;

fn build() -> SchemaBuilder<Query, Mutation, Subscriptions> {
    Schema::build(Query, Mutation::default(), Subscriptions)
        .register_output_type::<Node>()
        .register_output_type::<MutationPayload>()
}

/// The schema and its limits.
pub fn schema(limits: &Limits) -> SchemaBuilder<Query, Mutation, Subscriptions> {
    build().limit_depth(limits.max_depth).limit_aliases(limits.max_aliases).limit_directives(MAX_DIRECTIVES)
}

/// The schema as text.
pub fn sdl() -> String {
    build().finish().sdl_with_options(SDLExportOptions::new().include_specified_by())
}
