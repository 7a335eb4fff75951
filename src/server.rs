//! Puts the parts together, and takes them apart in order.

use crate::{
    actions::{Actions, passwords::Passwords, rates::Rates},
    clock::Clock,
    config::{Origin, Serve},
    feed,
    feed::Feeds,
    files::{Files, Links},
    graphql::{self, App, request::Gate},
    hub::{Hub, Missing},
    metrics::Metrics,
    presence::{Neighbours, Presence, reaper::Reaper},
    store::{Store, StoreError, requests},
    supervision,
    tasks::{announcer, demo, janitor},
    transport::Transport,
};
use anyhow::{Context, bail, ensure};
use data_encoding::HEXLOWER;
use rand::{SeedableRng, rngs::StdRng};
use sha2::{Digest, Sha256};
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

/// What is done in the background until the doors are closed.
struct Background<'s> {
    tasks: &'s TaskTracker,
    until: &'s CancellationToken,
    metrics: &'s Metrics,
}

impl Background<'_> {
    fn begin(&self, app: &App, missing: Missing, reaper: Reaper) {
        let App { feeds, actions, store, presence, clock, .. } = app.clone();
        let hub = feeds.hub.clone();
        let (each, clocks) = (hub.clone(), clock.clone());
        self.keep("ticks", move || janitor::tick(each.clone(), clocks.clone()));
        let (each, clocks) = (actions.clone(), clock.clone());
        self.keep("files", move || janitor::look_after_files(each.clone(), clocks.clone()));
        let (each, clocks) = (actions.clone(), clock.clone());
        self.keep("janitor", move || janitor::run(hub.clone(), each.clone(), clocks.clone()));
        let (each, clocks, metrics) = (actions.clone(), clock.clone(), self.metrics.clone());
        self.keep("clock", move || janitor::watch_clock(each.clone(), clocks.clone(), metrics.clone()));
        self.keep("announcer", move || announcer::run(actions.clone(), clock.clone()));
        let each = feeds.clone();
        self.keep("repair", move || feed::repair::run(each.clone(), missing.clone()));
        let each = feeds.clone();
        self.keep("scan", move || feed::scan::run(each.clone()));
        let each = feeds.clone();
        self.keep("contacts", move || feed::contacts::run(each.clone()));
        self.keep("announced", move || feed::announced::run(feeds.clone()));
        let each = presence.clone();
        self.keep("presence", move || each.clone().run());
        let mut first = Some(reaper);
        self.keep("reaper", move || first.take().unwrap_or_else(|| Reaper::new(presence.clone())).run());
        self.keep("watch", move || store.clone().watch());
    }

    fn keep<F>(&self, what: &'static str, begin: impl FnMut() -> F + Send + 'static)
    where
        F: Future<Output = ()> + Send + 'static,
    {
        let kept = supervision::keep(self.metrics.clone(), what, begin);
        self.tasks.spawn(self.until.clone().run_until_cancelled_owned(kept));
    }
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
        let (hub, missing) = Hub::new();
        let store = Store::open(&config.database.database_url, clock.clone(), seed(), hub.clone(), metrics.clone());
        let passwords = Passwords::new().map_err(|error| anyhow::anyhow!("passwords cannot be hashed: {error}"))?;
        let filled = store.fill_fingerprints().await;
        filled.map_err(|refusal| anyhow::anyhow!("the rooms' logs could not be looked at: {}", refusal.message))?;
        look_at_clock(&clock, &store).await.context("what was written last could not be looked at")?;
        let rates = Rates::new(config.rates.into(), clock.clone());
        let (files, links) = files(&config, &store, listener.local_addr()?).await?;
        let actions = Actions::new(store.clone(), rates, passwords)
            .with_demo(config.demo)
            .with_files(files.clone(), (&config.files).into());
        let feeds = Feeds::new(hub.clone(), store.clone());
        // One node a database: what others left behind in it is of runs that are over.
        let presence = Presence::new(store.clone(), clock.clone(), Neighbours::None);
        let mut reaper = Reaper::new(presence.clone());
        let begun = async {
            presence.begin().await?;
            reaper.poll(clock.read().moment).await
        };
        begun.await.map_err(|refusal| anyhow::anyhow!("who is there could not be published: {}", refusal.message))?;
        let app = App {
            files,
            links,
            store: store.clone(),
            actions,
            feeds,
            presence: presence.clone(),
            clock,
            audit: Arc::default(),
        };
        let demo = if config.demo { demo::make(&store, &app.actions).await } else { demo::close(&store).await };
        demo.context("the demo's users and rooms could not be looked after")?;
        let (tasks, background) = (TaskTracker::new(), CancellationToken::new());
        let background_tasks = Background { tasks: &tasks, until: &background, metrics: &metrics };
        background_tasks.begin(&app, missing, reaper);
        let schema = graphql::schema().data(app.clone()).finish();
        let gate = Gate::new(&graphql::sdl(), config.limits).map_err(|error| anyhow::anyhow!("the schema: {error}"))?;
        let transport = Transport::new(app.clone(), gate, schema, metrics, &config, listener.local_addr()?, seed());
        // However they end: without doors nothing is left to do.
        let doors = background.clone().drop_guard();
        tasks.spawn(async move {
            transport.serve(listener, operators, shutdown).await;
            drop(doors);
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

    /// Waits until nothing is served any more, as it should be only after a stop.
    pub async fn closed(&self) {
        self.background.cancelled().await;
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

/// The store of files, which is of this database alone, and the addresses at which they are read, signed with a key that stands in it.
pub async fn files(config: &Serve, store: &Store, address: SocketAddr) -> anyhow::Result<(Files, Links)> {
    let key = store.files_key().await;
    let key = key.map_err(|refusal| anyhow::anyhow!("the addresses of files have no key: {}", refusal.message))?;
    let at = &config.files.files_url;
    ensure!(!Files::is_half_restored(at), "{at} is half restored: a spark restore was cut off, run it again");
    let files = Files::open(at).context("the store of files (--files-url) cannot be opened")?;
    // Never changes, and is no other database's: a name for the database as well. Nobody learns the key by it.
    let database = HEXLOWER.encode(&Sha256::new().chain_update("spark store of files\n").chain_update(key).finalize());
    match files.claim(&database).await {
        Ok(true) => {}
        Ok(false) => bail!(
            "{at} is the store of another database, which would miss its files: name another one with --files-url \
             (SPARK_FILES_URL), or remove it if that database is gone"
        ),
        Err(error) => tracing::warn!(%error, "the store of files does not say of which database it is"),
    }
    let base = config.public_url.clone().unwrap_or_else(|| Origin::of(address));
    Ok((files, Links::new(base.as_str(), &key)))
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
