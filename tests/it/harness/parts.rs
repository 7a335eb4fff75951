//! A server that a story holds in its hands: what is done from time to time is done when the story says so.

use super::{Spark, metric};
use rand::{SeedableRng, rngs::StdRng};
use spark::{
    actions::{Actions, passwords::Passwords, rates::Rates},
    clock::Clock,
    feed::{self, Feeds},
    graphql::{self, App, request::Gate},
    hub::Hub,
    metrics::Metrics,
    open_files,
    presence::{Neighbours, Presence},
    store::{Publisher, Store},
    tasks::janitor,
    transport::Transport,
};
use std::sync::Arc;
use tokio::net::TcpListener;
use tokio_util::sync::{CancellationToken, DropGuard};

/// Another server on a story's database, by the same clock, without a janitor. It goes away with its story.
pub struct Parts {
    pub url: String,
    pub app: App,
    _stop: DropGuard,
}

impl Spark {
    /// The rates of its server.
    pub fn rates(&self) -> Rates {
        self.rates_by(self.clock.clone())
    }

    fn rates_by(&self, clock: Clock) -> Rates {
        Rates::new(self.config.rates.into(), clock)
    }

    /// The same server once more, in parts.
    pub async fn in_parts(&self) -> Parts {
        self.in_parts_by(self.clock.clone()).await
    }

    /// The same by a clock of its own.
    pub async fn in_parts_by(&self, clock: Clock) -> Parts {
        self.in_parts_told_by(clock, |hub| hub).await
    }

    /// The same, whose hub is told by something else than the store itself.
    pub async fn in_parts_told_by<P: Publisher>(&self, clock: Clock, by: impl FnOnce(Arc<Hub>) -> P) -> Parts {
        let (metrics, seed) = (Metrics::new(), || StdRng::seed_from_u64(7));
        let (hub, holes) = Hub::new();
        let address = &self.config.database.database_url;
        let store = Store::open(address, clock.clone(), spark::seed(), by(hub.clone()), metrics.clone());
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (files, links) = open_files(&self.config, &store, address).await.unwrap();
        let actions = Actions::new(store.clone(), self.rates_by(clock.clone()), Passwords::new().unwrap())
            .with_files(files.clone(), (&self.config.files).into());
        let feeds = Feeds::new(hub.clone(), store.clone());
        let presence = Presence::new(store.clone(), clock.clone(), Neighbours::Some);
        presence.begin().await.unwrap();
        let app = App {
            links,
            store,
            actions,
            feeds,
            files,
            presence: presence.clone(),
            clock: clock.clone(),
            audit: Arc::default(),
        };
        let stop = CancellationToken::new();
        tokio::spawn(stop.clone().run_until_cancelled_owned(feed::repair::run(app.feeds.clone(), holes)));
        tokio::spawn(stop.clone().run_until_cancelled_owned(feed::scan::run(app.feeds.clone())));
        tokio::spawn(stop.clone().run_until_cancelled_owned(janitor::tick(hub, clock.clone())));
        tokio::spawn(stop.clone().run_until_cancelled_owned(presence.run()));
        let schema = graphql::schema().data(app.clone()).finish();
        let gate = Gate::new(&graphql::sdl(), self.config.limits).unwrap();
        let transport = Transport::new(app.clone(), gate, schema, metrics, &self.config, address, seed());
        let stopping = stop.clone();
        tokio::spawn(async move { transport.serve(listener, None, stopping).await });
        Parts { url: format!("http://{address}"), app, _stop: stop.drop_guard() }
    }
}

impl Parts {
    /// A number that operators watch.
    pub async fn metric(&self, name: &str) -> i64 {
        metric(&reqwest::Client::new(), &self.url, name).await
    }

    /// The janitor looks at the sessions of live connections.
    pub async fn looks_at_sessions(&self) {
        let Self { app, .. } = self;
        janitor::check_sessions(&app.feeds.hub, &app.actions, &app.clock).await.unwrap();
    }

    /// The janitor forgets what is old.
    pub async fn forgets(&self) {
        janitor::forget(&self.app.actions, &self.app.clock).await.unwrap();
    }

    /// The janitor's round of files: takes away what nobody will end, what nothing shows, what no row names.
    pub async fn clears_files(&self) {
        self.forgets().await;
        self.app.actions.take_dying_files_away().await.unwrap();
        janitor::look_at_store(&self.app.actions, &self.app.clock).await.unwrap();
    }
}
