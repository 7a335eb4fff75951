//! Who asks, from where, and over which connection: what the transport puts beside a request.

use crate::{domain::refusal::Refusal, graphql::load::reader::Reader, hub::mailbox::Budget, store::users};
use async_graphql::Context;
use std::{
    net::IpAddr,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

/// Who asks. In the request's data when there is a valid token.
#[derive(Clone)]
pub struct Viewer {
    /// The session, as it was when it was looked up.
    pub session: users::Session,
    /// The secret that proves it.
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
pub struct Client {
    /// Behind a proxy that is trusted, the address that it tells.
    pub address: IpAddr,
    /// The `x-request-id`.
    pub request: Arc<str>,
}

/// Who asks, or UNAUTHENTICATED.
pub fn viewer<'a>(ctx: &Context<'a>) -> async_graphql::Result<&'a Viewer> {
    let viewer = ctx.data_opt::<Viewer>().filter(|viewer| !viewer.signed_out.load(Ordering::Relaxed));
    Ok(viewer.ok_or_else(unauthenticated)?)
}

/// What is told whoever has not signed in.
pub fn unauthenticated() -> Refusal {
    Refusal::unauthenticated("Sign in first.")
}

/// How much may wait in all mailboxes together for the socket or the stream that asks.
pub fn budget_of(ctx: &Context<'_>) -> async_graphql::Result<Arc<Budget>> {
    ctx.data::<Arc<Budget>>().cloned()
}

/// The reads of this operation, with the viewer's eyes; who is not signed in reads nothing.
pub fn reader<'a>(ctx: &Context<'a>) -> async_graphql::Result<&'a Reader> {
    Ok(ctx.data_opt::<Reader>().ok_or_else(unauthenticated)?)
}
