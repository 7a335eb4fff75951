//! What an operator watches, in the text form of Prometheus. Labels have few values; none names a user, a room or a text.
//!
//! To add a figure: a field of `Metrics`, and its name and sentence in `Metrics::new`. Names of Prometheus have their unit at the end.

use crate::sync::Mutex;
use prometheus_client::{
    encoding::{EncodeLabelSet, text::encode},
    metrics::{
        counter::Counter,
        family::Family,
        gauge::Gauge,
        histogram::{Histogram, exponential_buckets},
    },
    registry::Registry,
};
use std::{collections::BTreeSet, sync::Arc};

/// The figures of a server. Cloning shares them.
#[derive(Clone)]
pub struct Metrics {
    registry: Arc<Registry>,
    connections: Family<Labels, Gauge>,
    subscriptions: Family<Labels, Gauge>,
    operations: Family<Labels, Counter>,
    /// Events that were committed and told.
    pub events: Counter,
    /// Executions that made an event's bytes.
    pub renders: Counter,
    /// Events handed to a reader.
    pub deliveries: Counter,
    /// Events that slow readers were told to read for themselves.
    pub dropped: Counter,
    /// Statements run; BEGIN, SAVEPOINT and COMMIT are not counted.
    pub statements: Counter,
    /// Jumps of the machine's clock.
    pub clock_jumps: Counter,
    /// Rooms in which something was committed and not published, until it was looked for.
    pub untold_rooms: Counter,
    /// How many jobs went into one transaction.
    pub commit_jobs: Histogram,
    /// How long a transaction took from BEGIN to published, in seconds.
    pub commit_seconds: Histogram,
    /// How much work waits in the fullest queue.
    pub waiting_jobs: Gauge,
    /// How many rooms wait to have their holes filled from the log.
    pub waiting_repairs: Gauge,
    commits_unknown: Family<Labels, Counter>,
    panics: Family<Labels, Counter>,
    /// What is to be done in the background, and is not being done now. A mutex: held for a line.
    not_running: Arc<Mutex<BTreeSet<&'static str>>>,
    /// Of how many things it is unknown what was committed: queues that ask, rooms and people that are looked up.
    pub doubts: Gauge,
    /// For how long the oldest of them.
    pub doubts_seconds: Gauge,
}

/// One label: which transport, which field, which kind of operation.
#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct Labels {
    kind: &'static str,
}

/// Counts something that is there for as long as this is.
pub struct Present(Gauge);

impl Drop for Present {
    fn drop(&mut self) {
        self.0.dec();
    }
}

impl Metrics {
    /// Figures that all begin with nothing.
    pub fn new() -> Self {
        let mut registry = Registry::with_prefix("spark");
        let [connections, subscriptions] = <[Family<Labels, Gauge>; 2]>::default();
        let [operations, commits_unknown, panics] = <[Family<Labels, Counter>; 3]>::default();
        let counters: [(&str, &str, Counter); 7] = [
            ("events", "Events committed and told", Counter::default()),
            ("renders", "Executions that made an event's bytes", Counter::default()),
            ("deliveries", "Events handed to a reader", Counter::default()),
            ("dropped", "Events that slow readers were told to read for themselves", Counter::default()),
            ("statements", "SQL statements run", Counter::default()),
            ("clock_jumps", "Jumps of the machine's clock by more than a minute", Counter::default()),
            ("untold_rooms", "Rooms in which a COMMIT was not told until it was looked for", Counter::default()),
        ];
        registry.register("connections", "Live connections by transport", connections.clone());
        registry.register("subscriptions", "Live subscriptions by field", subscriptions.clone());
        for (name, help, family) in [
            ("operations", "Operations begun by kind", &operations),
            ("commits_unknown", "COMMITs without an answer by what became of them", &commits_unknown),
            ("panics", "Panics that something went on after, by where", &panics),
        ] {
            registry.register(name, help, family.clone());
        }
        for (name, help, counter) in &counters {
            registry.register(*name, *help, counter.clone());
        }
        let commit_jobs = Histogram::new(exponential_buckets(1.0, 2.0, 9));
        let commit_seconds = Histogram::new(exponential_buckets(0.000_25, 2.0, 14));
        let [waiting_jobs, waiting_repairs, doubts, doubts_seconds] = <[Gauge; 4]>::default();
        registry.register("commit_jobs", "Jobs in one transaction", commit_jobs.clone());
        registry.register("commit_seconds", "Seconds from BEGIN to published", commit_seconds.clone());
        for (name, help, gauge) in [
            ("waiting_jobs", "Jobs that wait in the fullest queue", &waiting_jobs),
            ("waiting_repairs", "Rooms whose holes wait to be filled from the log", &waiting_repairs),
            ("doubts", "Things of which it is unknown what was committed", &doubts),
            ("doubts_seconds", "For how long the oldest of them", &doubts_seconds),
        ] {
            registry.register(name, help, gauge.clone());
        }
        let [events, renders, deliveries, dropped, statements, clock_jumps, untold_rooms] = counters.map(|it| it.2);
        Self {
            registry: Arc::new(registry),
            connections,
            subscriptions,
            operations,
            events,
            renders,
            deliveries,
            dropped,
            statements,
            clock_jumps,
            untold_rooms,
            commit_jobs,
            commit_seconds,
            waiting_jobs,
            waiting_repairs,
            commits_unknown,
            panics,
            not_running: Arc::default(),
            doubts,
            doubts_seconds,
        }
    }

    /// It is known what became of a COMMIT without an answer.
    pub fn commit_unknown(&self, fate: &'static str) {
        self.commits_unknown.get_or_create(&Labels { kind: fate }).inc();
    }

    /// Something panicked, and goes on.
    pub fn panicked(&self, what: &'static str) {
        self.panics.get_or_create(&Labels { kind: what }).inc();
    }

    /// A connection over `websocket` or `sse`.
    pub fn connected(&self, transport: &'static str) -> Present {
        present(&self.connections, transport)
    }

    /// A subscription to a root field.
    pub fn subscribed(&self, field: &'static str) -> Present {
        present(&self.subscriptions, field)
    }

    /// An operation of a kind begins.
    pub fn operation(&self, kind: &'static str) {
        self.operations.get_or_create(&Labels { kind }).inc();
    }

    /// What is to be done in the background is being done, or is not.
    pub fn runs(&self, what: &'static str, is_running: bool) {
        let mut not_running = self.not_running.lock();
        if is_running {
            not_running.remove(what);
        } else {
            not_running.insert(what);
        }
    }

    /// What is to be done in the background, and is not being done now.
    pub fn not_running(&self) -> Vec<&'static str> {
        self.not_running.lock().iter().copied().collect()
    }

    /// Everything, as Prometheus reads it.
    pub fn to_text(&self) -> String {
        let mut text = String::new();
        // Writing to a string does not fail.
        let _ = encode(&mut text, &self.registry);
        text
    }
}

impl Default for Metrics {
    fn default() -> Self {
        Self::new()
    }
}

fn present(family: &Family<Labels, Gauge>, kind: &'static str) -> Present {
    let gauge = family.get_or_create(&Labels { kind }).clone();
    gauge.inc();
    Present(gauge)
}
