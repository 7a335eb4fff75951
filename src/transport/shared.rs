//! What the doors share: the parts of the server that they hand requests to, and what holds them to their bounds.

use crate::{
    config::{FileFlags, Patience, Serve},
    graphql::{App, Schema, execution::Executor, limits::Limits, render::renderer::Renderer, request::Gate},
    hub::mailbox::Budget,
    ids::UserId,
    metrics::Metrics,
    sync::Mutex,
    transport::{
        auth::{origins::Origins, proxies::Proxies},
        permits::{MAX_LARGE, MAX_UPLOADS, Permits, Recipient, Sums},
    },
};
use rand::{RngExt, rngs::StdRng};
use std::{net::SocketAddr, ops::Deref, sync::Arc, time::Duration};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

/// What the doors share. Cloning shares it.
#[derive(Clone)]
pub struct Transport(Arc<Shared>);

/// What stands behind `Transport`.
pub struct Shared {
    pub(super) app: App,
    pub(super) gate: Gate,
    pub(super) executor: Executor,
    pub(super) renderer: Arc<Renderer>,
    pub(super) limits: Limits,
    pub(super) metrics: Metrics,
    pub(super) origins: Origins,
    pub(super) proxies: Arc<Proxies>,
    pub(super) patience: Patience,
    pub(super) max_address_connections: usize,
    /// How many sockets and streams each user may have.
    pub(super) user_connections: Permits<UserId>,
    /// How many large answers may be on their way to each.
    pub(super) large_answers: Permits<Recipient>,
    /// How many requests with files of each user are read at once.
    pub(super) uploads: Permits<UserId>,
    /// How many bytes of files each user is sending.
    pub(super) sending: Sums<UserId>,
    /// How much there may be of files.
    pub(super) files: FileFlags,
    /// Whether operators have an address of their own.
    pub(super) has_operators: bool,
    /// Whether the demo's people are there.
    pub(super) demo: bool,
    /// No new sockets, and those that are there close.
    pub(super) stopping: CancellationToken,
    /// Nobody is waited for any more.
    pub(super) end: CancellationToken,
    pub(super) sockets: TaskTracker,
    /// A mutex: held for one draw.
    rng: Mutex<StdRng>,
}

impl Deref for Transport {
    type Target = Shared;

    fn deref(&self) -> &Shared {
        &self.0
    }
}

impl Transport {
    /// The doors of a server that listens on `address`.
    pub fn new(
        app: App,
        gate: Gate,
        schema: Schema,
        metrics: Metrics,
        config: &Serve,
        address: SocketAddr,
        rng: StdRng,
    ) -> Self {
        let shared = Shared {
            renderer: Arc::new(Renderer::new(&app, metrics.clone())),
            limits: config.limits,
            metrics,
            gate,
            executor: Executor::new(schema, app.clone()),
            app,
            origins: Origins::new(config.allow_origin.clone(), config.public_url.as_ref(), address),
            proxies: Arc::new(Proxies::new(config.trusted_proxy.clone())),
            patience: config.patience,
            max_address_connections: config.max_address_connections,
            user_connections: Permits::new(config.max_user_sockets),
            large_answers: Permits::new(MAX_LARGE),
            uploads: Permits::new(MAX_UPLOADS),
            sending: Sums::default(),
            files: config.files.clone(),
            has_operators: config.metrics_listen.is_some(),
            demo: config.demo,
            stopping: CancellationToken::new(),
            end: CancellationToken::new(),
            sockets: TaskTracker::new(),
            rng: Mutex::new(rng),
        };
        Self(Arc::new(shared))
    }

    /// What may wait for one socket or stream.
    pub(super) fn budget(&self) -> Arc<Budget> {
        Arc::new(Budget::new(self.metrics.dropped.clone()))
    }

    /// A moment within a span, another for each socket.
    pub(super) fn spread_close(&self, over: Duration) -> Duration {
        let mut rng = self.rng.lock();
        over.mul_f64(rng.random())
    }
}
