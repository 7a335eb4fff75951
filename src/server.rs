//! Puts the parts together, and takes them apart in order.

use crate::{
    actions::{Actions, passwords::Passwords, rates::Rates},
    clock::Clock,
    config::Serve,
    feed,
    feed::Feeds,
    graphql::{self, App, request::Gate},
    hub::Hub,
    metrics::Metrics,
    presence::{Neighbours, Presence, reaper::Reaper},
    store::{Store, StoreError, requests},
    tasks::{announcer, demo, janitor},
    transport::Transport,
};
use anyhow::Context;
use rand::{SeedableRng, rngs::StdRng};
use std::{net::SocketAddr, sync::Arc};
use tokio::net::TcpListener;
use tokio_util::{sync::CancellationToken, task::TaskTracker};

/// A server that runs.
pub struct Server {
    tasks: TaskTracker,
    store: Store,
    hub: Arc<Hub>,
    presence: Presence,
    background: CancellationToken,
    app: App,
    operators_at: Option<SocketAddr>,
}

impl Server {
    /// Starts serving on a listener, on a database that is up to date. Cancel `shutdown`, then wait for `stopped`.
    pub async fn start(
        config: Serve,
        clock: Clock,
        listener: TcpListener,
        shutdown: CancellationToken,
    ) -> anyhow::Result<Self> {
        let operators = match config.metrics_listen {
            Some(address) => Some(listen(address, "--metrics-listen").await?),
            None => None,
        };
        let operators_at = operators.as_ref().map(TcpListener::local_addr).transpose()?;
        let metrics = Metrics::new();
        let (hub, holes) = Hub::new();
        let store = Store::open(&config.database.database_url, clock.clone(), seed(), hub.clone(), metrics.clone());
        let passwords = Passwords::new().map_err(|error| anyhow::anyhow!("passwords cannot be hashed: {error}"))?;
        let filled = store.fill_fingerprints().await;
        filled.map_err(|refusal| anyhow::anyhow!("the rooms' logs could not be looked at: {}", refusal.message))?;
        look_at_clock(&clock, &store).await.context("what was written last could not be looked at")?;
        let rates = Rates::new(config.rates.into(), clock.clone());
        let actions = Actions::new(store.clone(), rates, passwords).with_demo(config.demo);
        let feeds = Feeds::new(hub.clone(), store.clone());
        // One node a database: what others left behind in it is of runs that are over.
        let presence = Presence::new(store.clone(), clock.clone(), Neighbours::None);
        let mut reaper = Reaper::new(presence.clone());
        let begun = async {
            presence.begin().await?;
            reaper.poll(clock.read().moment).await
        };
        begun.await.map_err(|refusal| anyhow::anyhow!("who is there could not be published: {}", refusal.message))?;
        let app =
            App { store: store.clone(), actions, feeds, presence: presence.clone(), clock, audit: Arc::default() };
        let demo = if config.demo { demo::make(&store, &app.actions).await } else { demo::close(&store).await };
        demo.context("the demo's users and rooms could not be looked after")?;
        let (tasks, background) = (TaskTracker::new(), CancellationToken::new());
        // For as long as the doors are open.
        macro_rules! beside {
            ($($task:expr;)*) => { $(tasks.spawn(background.clone().run_until_cancelled_owned($task));)* };
        }
        beside! {
            feed::repair::run(app.feeds.clone(), holes);
            feed::contacts::run(app.feeds.clone());
            feed::announced::run(app.feeds.clone());
            janitor::tick(hub.clone(), app.clock.clone());
            janitor::run(hub.clone(), app.actions.clone(), app.clock.clone());
            janitor::watch_clock(app.actions.clone(), app.clock.clone(), metrics.clone());
            announcer::run(app.actions.clone(), app.clock.clone());
            presence.clone().run();
            reaper.run();
            store.clone().watch();
        }
        let schema = graphql::schema().data(app.clone()).finish();
        let gate = Gate::new(&graphql::sdl(), config.limits).map_err(|error| anyhow::anyhow!("the schema: {error}"))?;
        let transport = Transport::new(app.clone(), gate, schema, metrics, &config, listener.local_addr()?, seed());
        let background_of_doors = background.clone();
        tasks.spawn(async move {
            transport.serve(listener, operators, shutdown).await;
            background_of_doors.cancel();
        });
        tasks.close();
        Ok(Self { tasks, store, hub, presence, background, app, operators_at })
    }

    /// Ends connections whose session is over, as is done from time to time.
    pub async fn check_sessions(&self) -> anyhow::Result<()> {
        let checked = janitor::check_sessions(&self.hub, &self.app.actions, &self.app.clock).await;
        checked.map_err(|refusal| anyhow::anyhow!("the sessions could not be looked at: {}", refusal.message))
    }

    /// Where operators ask, when they have an address of their own.
    pub fn operators_at(&self) -> Option<SocketAddr> {
        self.operators_at
    }

    /// How many transactions have told who is there since the start.
    pub fn presence_transactions(&self) -> u64 {
        self.presence.transactions()
    }

    /// How many subscriptions are live: none when nobody listens.
    pub fn subscriptions(&self) -> usize {
        self.hub.subscriptions()
    }

    /// How many statements the database was asked since the start: what the cost of a call is measured by.
    pub fn statements(&self) -> u64 {
        self.store.statements()
    }

    /// Waits until everything has stopped: sockets closed, answers sent, what was acknowledged written.
    pub async fn stopped(&self) {
        self.background.cancelled().await;
        self.tasks.wait().await;
        if let Err(refusal) = self.presence.stop().await {
            tracing::warn!(refusal.message, "the next start takes this stop for a crash");
        }
        self.store.close().await;
    }
}

/// A machine may have no clock that goes on while it is off, and begin in 1970. What it will say when that is put right is then
/// believed at once.
async fn look_at_clock(clock: &Clock, store: &Store) -> Result<(), StoreError> {
    let written = requests::newest(&mut store.reader().await?).await?;
    if let Some(written) = written.filter(|written| clock.is_behind(*written)) {
        let (now, written) = (clock.now().to_rfc3339(), written.to_rfc3339());
        tracing::warn!(now, written, "the machine's clock is behind what was written last");
    }
    Ok(())
}

/// Listens on an address.
pub async fn listen(address: SocketAddr, flag: &str) -> anyhow::Result<TcpListener> {
    let variable = flag.trim_start_matches('-').replace('-', "_").to_uppercase();
    let cannot = || format!("cannot listen on {address}: choose another address with {flag} (SPARK_{variable})");
    TcpListener::bind(address).await.with_context(cannot)
}

/// Where all randomness comes from.
#[expect(clippy::disallowed_methods, reason = "the one place that asks the machine")]
pub fn seed() -> StdRng {
    StdRng::from_rng(&mut rand::rng())
}
