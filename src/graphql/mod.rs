//! The API: shows what is read, takes what is asked. Rules stand in `domain` and `actions`.

pub mod audit;
pub mod call;
pub mod channels;
pub mod errors;
pub mod execution;
pub mod inputs;
pub mod limits;
pub mod live;
pub mod mutations;
pub mod queries;
pub mod reader;
pub mod render;
pub mod request;
pub mod response;
pub mod scalars;
pub mod shown;
pub mod subscriptions;
pub mod types;

use crate::{
    actions::Actions,
    clock::Clock,
    domain::{refusal::Refusal, user::User},
    feed::Feeds,
    hub::mailbox::Budget,
    ids::UserId,
    presence::Presence,
    store::{Store, users},
};
use async_graphql::{Context, SDLExportOptions, SchemaBuilder, ValidationMode};
use audit::Audit;
use mutations::Mutation;
use queries::Query;
use std::{
    net::IpAddr,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};
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
    pub audit: Arc<Audit>,
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
    /// Whether the session was ended from here: what comes behind a `logout` is nobody's.
    signed_out: Arc<AtomicBool>,
}

impl Viewer {
    /// Somebody who is signed in.
    pub fn new(session: users::Session, token: Arc<str>) -> Self {
        Self { session, token, signed_out: Arc::default() }
    }

    /// The same with the session as it is now.
    #[must_use]
    pub fn with(self, session: users::Session) -> Self {
        Self { session, ..self }
    }

    /// Nobody from now on, wherever this viewer asks.
    pub fn sign_out(&self) {
        self.signed_out.store(true, Ordering::Relaxed);
    }
}

/// From where it is asked, and by which request; of a socket, the one that opened it.
#[derive(Clone)]
pub struct Peer {
    pub address: IpAddr,
    pub request: Arc<str>,
}

/// The connection over which a subscription's events leave.
#[derive(Clone)]
pub struct Connection {
    pub budget: Arc<Budget>,
}

/// Who asks, or UNAUTHENTICATED.
pub fn viewer<'a>(ctx: &Context<'a>) -> async_graphql::Result<&'a Viewer> {
    let viewer = ctx.data_opt::<Viewer>().filter(|viewer| !viewer.signed_out.load(Ordering::Relaxed));
    Ok(viewer.ok_or_else(unauthenticated)?)
}

fn unauthenticated() -> Refusal {
    Refusal::unauthenticated("Sign in first.")
}

fn build() -> SchemaBuilder<Query, Mutation, Subscriptions> {
    Schema::build(Query, Mutation::default(), Subscriptions)
        .register_output_type::<Node>()
        .register_output_type::<MutationPayload>()
}

/// The schema to be executed. The gate has judged what comes, so the library validates no more.
pub fn schema() -> SchemaBuilder<Query, Mutation, Subscriptions> {
    build().validation_mode(ValidationMode::Fast).limit_recursive_depth(limits::MAX_NESTING)
}

/// What the schema says of itself as a whole.
const DESCRIPTION: &str = "Spark: rooms, messages and who is there. Every mutation is one transaction and answers COMMIT, \
    ROLLBACK or RETRY. Every room counts its events without a hole, and `sync` returns those that a client missed.";

/// What the arguments of the library's directives are for: the library leaves it unsaid.
const DIRECTIVE_ARGUMENTS: [(&str, &str, &str); 3] = [
    ("include", "if: Boolean!", "Whether the answer has the field or fragment."),
    ("skip", "if: Boolean!", "Whether the answer leaves the field or fragment out."),
    ("specifiedBy", "url: String!", "The address of the page that specifies the scalar."),
];

/// The schema as text.
pub fn sdl() -> String {
    let text = build().finish().sdl_with_options(SDLExportOptions::new().include_specified_by());
    let text = text.replace("\nschema {", &format!("\n\"\"\"\n{DESCRIPTION}\n\"\"\"\nschema {{"));
    DIRECTIVE_ARGUMENTS.iter().fold(text, |text, (directive, argument, description)| {
        let described = format!("directive @{directive}(\n\t\"\"\"\n\t{description}\n\t\"\"\"\n\t{argument}\n)");
        text.replace(&format!("directive @{directive}({argument})"), &described)
    })
}
