//! Who asks, and from where.

use crate::{domain::refusal::Refusal, graphql::Viewer, hub::SessionGuard, presence::Lease, transport::Transport};
use axum::http::{HeaderMap, header};
use std::net::IpAddr;

/// The token of `Bearer TOKEN`.
pub(super) fn bearer(value: &str) -> Option<&str> {
    let (scheme, token) = value.trim().split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

/// A connection of somebody who is signed in; over when it is dropped.
pub(super) struct Attendance {
    pub session: SessionGuard,
    _lease: Lease,
}

impl Transport {
    /// The viewer of a token, if it is valid.
    pub(super) async fn viewer(&self, token: &str) -> Result<Option<Viewer>, Refusal> {
        let app = &self.inner.app;
        let now = app.clock.now();
        let Some(session) = app.actions.find_session(token, now).await? else { return Ok(None) };
        app.actions.slide_session(&session, now);
        Ok(Some(Viewer::new(session, token.into())))
    }

    /// The viewer of a request; none without a token, or with one that is not valid.
    pub(super) async fn viewer_of(&self, headers: &HeaderMap) -> Result<Option<Viewer>, Refusal> {
        let token = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok()).and_then(bearer);
        match token {
            Some(token) => self.viewer(token).await,
            None => Ok(None),
        }
    }

    /// Notes that a connection lives on the viewer's session, to hear when it ends, and that the viewer is there. None when
    /// the session ended between the reading and this.
    pub(super) async fn attend(&self, viewer: Viewer) -> Result<Option<(Viewer, Attendance)>, Refusal> {
        let (app, session) = (&self.inner.app, &viewer.session);
        let attendance = Attendance {
            session: app.feeds.hub.use_session(session.user_id, session.id),
            _lease: app.presence.lease(session.user_id),
        };
        let session = app.actions.find_session(&viewer.token, app.clock.now()).await?;
        Ok(session.map(|session| (viewer.with(session), attendance)))
    }

    /// The address of whoever asks: what the last proxy that is not trusted says, from the nearest on.
    pub(super) fn peer(&self, direct: IpAddr, headers: &HeaderMap) -> IpAddr {
        let trusted = |address: &IpAddr| {
            let address = address.to_canonical();
            self.inner.trusted_proxies.iter().any(|network| network.contains(&address))
        };
        let mut peer = direct;
        let forwarded = headers.get_all("x-forwarded-for").iter().rev();
        for hop in forwarded.filter_map(|value| value.to_str().ok()).flat_map(|value| value.rsplit(',')) {
            if !trusted(&peer) {
                break;
            }
            let Ok(address) = hop.trim().parse() else { break };
            peer = address;
        }
        peer.to_canonical()
    }
}
