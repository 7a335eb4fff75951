//! Who asks: whose session it is, from where (`proxies`), and whose page (`origins`).

pub(super) mod origins;
pub(super) mod proxies;

use crate::{
    clock::FOR_GOOD,
    domain::refusal::Refusal,
    graphql::{Client, Viewer, execution::Caller, load::reader::FirstRead},
    hub::SessionGuard,
    ids::UserId,
    presence::Lease,
    transport::{Transport, http::headers::REQUEST_ID, permits::Permit},
};
use axum::http::{HeaderMap, header};
use std::{net::IpAddr, sync::Arc};

/// When to come back who has as many sockets and streams as a user may have, in milliseconds.
const FULL_MS: u64 = 5_000;

/// The token of `Bearer TOKEN`.
pub(super) fn bearer(value: &str) -> Option<&str> {
    let (scheme, token) = value.trim().split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

/// The token that a request has.
fn token(headers: &HeaderMap) -> Option<&str> {
    headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok()).and_then(bearer)
}

/// A connection of somebody who is signed in; over when it is dropped.
pub(super) struct ConnectionGuard {
    pub session: SessionGuard,
    _lease: Lease,
    _permit: Permit<UserId>,
}

impl Transport {
    /// The viewer of a token, if it is valid.
    pub(super) async fn viewer(&self, token: &str) -> Result<Option<Viewer>, Refusal> {
        let app = &self.app;
        let now = app.clock.trusted(FOR_GOOD).time;
        let Some(session) = app.actions.find_session(token, now).await? else { return Ok(None) };
        app.actions.slide_session(&session, now);
        Ok(Some(Viewer::new(session, token.into())))
    }

    /// The viewer by whose token a request comes; none without one, or with one that is not valid.
    pub(super) async fn viewer_of(&self, headers: &HeaderMap) -> Result<Option<Viewer>, Refusal> {
        match token(headers) {
            Some(token) => self.viewer(token).await,
            None => Ok(None),
        }
    }

    /// Says who makes a request; nobody without a token, or with one that is not valid. Whoever reads on at once does it in the snapshot in
    /// which the session was read.
    pub(super) async fn identify(
        &self,
        caller: &mut Caller,
        headers: &HeaderMap,
        reads_on: bool,
    ) -> Result<(), Refusal> {
        let Some(token) = token(headers) else { return Ok(()) };
        if !reads_on {
            caller.viewer = self.viewer(token).await?;
            return Ok(());
        }
        let app = &self.app;
        let now = app.clock.trusted(FOR_GOOD).time;
        if let Some((session, user, snapshot)) = app.actions.find_session_in_snapshot(token, now).await? {
            app.actions.slide_session(&session, now);
            caller.viewer = Some(Viewer::new(session, token.into()));
            caller.first_read = Some(FirstRead { snapshot, viewer: Arc::new(user) });
        }
        Ok(())
    }

    /// Notes that a connection lives on the viewer's session, to hear when it ends, and that the viewer is there. None when
    /// the session ended between the reading and this. A user has so many connections that live, and no more.
    pub(super) async fn guard_connection(&self, viewer: Viewer) -> Result<Option<(Viewer, ConnectionGuard)>, Refusal> {
        let (app, session) = (&self.app, &viewer.session);
        let permit =
            self.user_connections.try_acquire(session.user_id).ok_or_else(|| Refusal::rate_limited(FULL_MS))?;
        let guard = ConnectionGuard {
            _permit: permit,
            session: app.hub().use_session(session.user_id, session.id),
            _lease: app.presence.lease(session.user_id),
        };
        let session = app.actions.find_session(&viewer.token, app.clock.trusted(FOR_GOOD).time).await?;
        Ok(session.map(|session| (viewer.with(session), guard)))
    }

    /// Who asks: from where, and by which request.
    pub(super) fn client(&self, direct: IpAddr, headers: &HeaderMap) -> Client {
        let request = headers.get(REQUEST_ID).and_then(|id| id.to_str().ok()).unwrap_or_default();
        Client { address: self.proxies.client_address(direct, headers), request: request.into() }
    }
}
