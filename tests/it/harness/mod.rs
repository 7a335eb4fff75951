//! What stories are told with: a server, people, and what they hear.

pub mod bucket;
pub mod cluster;
pub mod composed;
pub mod database;
pub mod disk;
pub mod event;
pub mod form;
pub mod holding;
pub mod parts;
pub mod person;
pub mod process;
pub mod proxy;
pub mod random;
pub mod shelf;
pub mod socket;
pub mod stopped;
pub mod stream;
pub mod upload;
pub mod wire;

pub(crate) use shelf::{by_hand_with_both_stores, on_both_with_both_stores};

pub use event::Event;
pub use form::Form;
pub use parts::Parts;
pub use person::Person;
pub use socket::{Feed, Socket};
pub use stopped::{tell, tell_blocking};
pub use stream::Stream;
pub use wire::Wire;

use database::Database;
use serde_json::{Value, json};
use spark::{
    Server,
    clock::{Clock, Timestamp},
    config::Serve,
};
use std::{sync::Once, time::Duration};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use tracing_subscriber::{EnvFilter, filter::LevelFilter};

pub use database::Engine;

/// Long enough for a machine that does other things as well; a story never waits for it when all is well.
pub const PATIENCE: Duration = Duration::from_secs(20);

/// 2026-06-01T08:00:00Z: when a clock that is moved by hand begins.
const MORNING: Timestamp = Timestamp(1_780_300_800_000_000);

/// Tells each story in a module, with a server that is started so on a database: `told! { sqlite: start(Sqlite) => one; two; }`.
macro_rules! told {
    ($module:ident: $start:ident($engine:ident) => $($story:ident;)*) => {
        mod $module {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $story() {
                $crate::harness::tell(async || {
                    super::$story($crate::harness::Spark::$start($crate::harness::Engine::$engine).await).await;
                })
                .await;
            })*
        }
    };
}
pub(crate) use told;

/// Tells each story on both databases; with another way to start first, by that.
macro_rules! on_both {
    ($($story:ident;)*) => { $crate::harness::on_both! { start: $($story;)* } };
    ($start:ident: $($story:ident;)*) => {
        $crate::harness::told! { sqlite: $start(Sqlite) => $($story;)* }
        $crate::harness::told! { postgres: $start(Postgres) => $($story;)* }
    };
}
pub(crate) use on_both;

/// Tells each story that starts what it needs itself.
macro_rules! on_their_own {
    ($($(#[$attribute:meta])* $story:ident;)*) => {
        mod on_their_own {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            $(#[$attribute])*
            async fn $story() {
                $crate::harness::tell(super::$story).await;
            })*
        }
    };
}
pub(crate) use on_their_own;

/// Tells each story on SQLite alone: for what never comes to the database.
macro_rules! on_sqlite {
    ($($story:ident;)*) => { $crate::harness::told! { on_sqlite: start(Sqlite) => $($story;)* } };
}
pub(crate) use on_sqlite;

/// The same for stories in which time matters: the clock stands still until they move it.
macro_rules! on_both_by_hand {
    ($($story:ident;)*) => {
        $crate::harness::told! { by_hand_sqlite: start_by_hand(Sqlite) => $($story;)* }
        $crate::harness::told! { by_hand_postgres: start_by_hand(Postgres) => $($story;)* }
    };
}
pub(crate) use on_both_by_hand;

/// What the server warns of, or says as RUST_LOG has it, is shown with what a story says, if it fails: clients are told nothing of
/// the inside.
fn keep_log() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let filter = EnvFilter::builder().with_default_directive(LevelFilter::WARN.into()).from_env_lossy();
        tracing_subscriber::fmt().with_test_writer().with_ansi(false).with_env_filter(filter).init();
    });
}

/// A server on a database of its own. Both go away with it.
pub struct Spark {
    pub url: String,
    pub clock: Clock,
    pub database: Database,
    pub server: Server,
    pub http: reqwest::Client,
    config: Serve,
    shutdown: CancellationToken,
}

impl Spark {
    /// Starts a server without rates: most stories are faster than people are.
    pub async fn start(engine: Engine) -> Self {
        Self::start_with(engine, |_| {}).await
    }

    /// Starts a server whose clock stands still until it is advanced.
    pub async fn start_by_hand(engine: Engine) -> Self {
        Self::start_by_hand_with(engine, |_| {}).await
    }

    /// The same, set up otherwise.
    pub async fn start_by_hand_with(engine: Engine, setup: impl FnOnce(&mut Serve)) -> Self {
        let database = Database::create(engine).await;
        let mut config = config(&database);
        setup(&mut config);
        Self::serve(database, config, Clock::manual(MORNING)).await
    }

    /// The same on a database.
    pub async fn start_by_hand_on(database: Database) -> Self {
        let config = config(&database);
        Self::serve(database, config, Clock::manual(MORNING)).await
    }

    /// Starts a server that is set up otherwise.
    pub async fn start_with(engine: Engine, setup: impl FnOnce(&mut Serve)) -> Self {
        Self::start_on(Database::create(engine).await, setup).await
    }

    /// Starts a server on a database.
    pub async fn start_on(database: Database, setup: impl FnOnce(&mut Serve)) -> Self {
        let mut config = config(&database);
        setup(&mut config);
        Self::serve(database, config, Clock::system()).await
    }

    /// Another server on the same database, by the same clock.
    pub async fn beside(&self) -> Self {
        Self::serve(self.database.clone(), self.config.clone(), self.clock.clone()).await
    }

    async fn serve(database: Database, config: Serve, clock: Clock) -> Self {
        keep_log();
        config.database.database_url.migrate().await.unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let shutdown = CancellationToken::new();
        // A large future, which every story would hold.
        let start = Box::pin(Server::start(config.clone(), clock.clone(), listener, shutdown.clone()));
        let server = start.await.unwrap();
        Self { url, clock, database, server, http: reqwest::Client::new(), config, shutdown }
    }

    /// Stops in order, and starts again on the same database.
    pub async fn restart(self) -> Self {
        self.restart_after(async |_| ()).await.0
    }

    /// Stops in order, and starts again on a database to which something was done meanwhile.
    pub async fn restart_after<T>(self, deed: impl AsyncFnOnce(&Database) -> T) -> (Self, T) {
        self.stop().await;
        let done = deed(&self.database).await;
        let again = Box::pin(Self::serve(self.database.clone(), self.config.clone(), self.clock.clone()));
        (again.await, done)
    }

    /// Stops in order, and starts again on a machine with another clock.
    pub async fn restart_by(self, clock: Clock) -> Self {
        self.stop().await;
        Self::serve(self.database.clone(), self.config.clone(), clock).await
    }

    /// Stops in order.
    pub async fn stop(&self) {
        self.shutdown.cancel();
        self.server.stopped().await;
    }

    /// How it was set up.
    pub fn config(&self) -> &Serve {
        &self.config
    }

    /// All that `spark doctor` says is wrong.
    pub async fn wrong(&self) -> Vec<String> {
        self.config.database.database_url.examine().await.unwrap()
    }

    /// Somebody who has just registered.
    pub async fn user(&self, username: &str) -> Person {
        let query =
            "mutation($input: RegisterInput!) { register(input: $input) { action error { code message retryAfterMs }
            session { token user { id } } } }";
        let input = json!({"input": {"username": username, "password": person::PASSWORD}});
        let mut answer = self.post(None, query, input.clone()).await;
        // When many register at once, there is a queue, and a time to come back.
        while let Some(wait) = answer["data"]["register"]["error"]["retryAfterMs"].as_u64() {
            tokio::time::sleep(Duration::from_millis(wait)).await;
            answer = self.post(None, query, input.clone()).await;
        }
        let session = &answer["data"]["register"]["session"];
        assert!(session.is_object(), "{username} could not register: {answer}");
        Person::new(self, username, session["user"]["id"].as_str().unwrap(), session["token"].as_str().unwrap())
    }

    /// The same person on another device: by a session of its own.
    pub async fn logs_in(&self, person: &Person) -> Person {
        let query = "mutation($input: LoginInput!) { login(input: $input) { action session { token } } }";
        let input = json!({"input": {"username": person.name, "password": person::PASSWORD}});
        let answer = self.post(None, query, input).await;
        let token = answer["data"]["login"]["session"]["token"].as_str();
        let token = token.unwrap_or_else(|| panic!("{} could not log in: {answer}", person.name));
        Person::new(self, &person.name, &person.id, token).at(&person.url)
    }

    /// Several of them.
    pub async fn users<const N: usize>(&self, names: [&str; N]) -> [Person; N] {
        let mut people = Vec::with_capacity(N);
        for name in names {
            people.push(self.user(name).await);
        }
        people.try_into().unwrap_or_else(|_| unreachable!())
    }

    /// Somebody who runs the server.
    pub async fn admin(&self, username: &str) -> Person {
        let person = self.user(username).await;
        self.database.execute(&format!("UPDATE users SET role = 'ADMIN' WHERE username = '{username}'")).await;
        person
    }

    /// Fills a room with people whom nobody needs to play: `crowd1`, `crowd2` … They came without a message each, so the
    /// room's log has a hole where they did.
    pub async fn crowd(&self, room: &str, count: u32) {
        let key = room.parse::<spark::ids::RoomId>().unwrap().0;
        let series = self.database.series(count);
        let name = "'crowd' || ((SELECT count(*) FROM users WHERE username LIKE 'crowd%') + i)";
        self.database.execute(&format!(
            "{series} INSERT INTO users (id, username, username_key, display_name, display_key, role, password_hash, locale,
               time_zone, do_not_disturb, created_at)
             SELECT i + (SELECT count(*) FROM users WHERE id < 1000000), {name}, {name}, {name}, {name}, 'MEMBER', '', 'en',
               'UTC', FALSE, 0 FROM n;
             INSERT INTO memberships (room_id, user_id, role, joined_at, joined_seq, last_read_seq, read_count,
               notification_mode, is_pinned)
             SELECT {key}, u.id, 'MEMBER', 0, r.latest_seq + row_number() OVER (ORDER BY u.id), r.latest_seq + {count},
               r.text_count, 'ALL', FALSE FROM users u JOIN rooms r ON r.id = {key}
             WHERE u.id < 1000000 AND NOT EXISTS (SELECT 1 FROM memberships m WHERE m.user_id = u.id);
             UPDATE rooms SET latest_seq = latest_seq + {count}, member_count = member_count + {count} WHERE id = {key}"
        )).await;
        // As the server does by itself after a while.
        if self.database.engine == Engine::Postgres {
            self.database.execute("ANALYZE").await;
        }
    }

    /// A number that operators watch; zero as long as there is nothing to tell.
    pub async fn metric(&self, name: &str) -> i64 {
        metric(&self.http, &self.url, name).await
    }

    /// What the server answers over HTTP, whole.
    pub async fn post(&self, token: Option<&str>, query: &str, variables: Value) -> Value {
        post(&self.http, &self.url, token, query, variables).await
    }
}

/// A number that operators watch, of whatever server.
pub async fn metric(http: &reqwest::Client, url: &str, name: &str) -> i64 {
    let text = http.get(format!("{url}/metrics")).send().await.unwrap().text().await.unwrap();
    let name = format!("spark_{name} ");
    text.lines().find_map(|line| line.strip_prefix(&name)).map_or(0, |number| number.parse().unwrap())
}

/// Asks over HTTP.
pub async fn post(http: &reqwest::Client, url: &str, token: Option<&str>, query: &str, variables: Value) -> Value {
    let mut request = http.post(format!("{url}/graphql")).json(&json!({"query": query, "variables": variables}));
    if let Some(token) = token {
        request = request.bearer_auth(token);
    }
    request.send().await.unwrap().json().await.unwrap()
}

impl Drop for Spark {
    fn drop(&mut self) {
        self.shutdown.cancel();
    }
}

fn config(database: &Database) -> Serve {
    use clap::Parser;
    let bounds = ["--max-user-sockets=0", "--max-address-connections=0"];
    let no_rates =
        ["--send-rate=0", "--change-rate=0", "--login-rate=0", "--address-login-rate=0", "--register-rate=0"];
    let no_rates = no_rates.into_iter().chain(bounds);
    let files = database.files_flag();
    let args = ["spark", "serve", "--listen=127.0.0.1:0", "--database-url", &database.url, &files];
    let cli = spark::config::Cli::parse_from(args.into_iter().chain(no_rates));
    match cli.command {
        spark::config::Command::Serve(mut serve) => {
            serve.rates.name_login_rate = 0;
            serve.files.files_url = database.shelf.address();
            serve
        }
        _ => unreachable!(),
    }
}

/// Waits until something holds; fails with what was seen last when it never does.
pub async fn eventually<T: std::fmt::Debug>(what: &str, mut look: impl AsyncFnMut() -> Result<(), T>) {
    let deadline = tokio::time::Instant::now() + PATIENCE;
    loop {
        match look().await {
            Ok(()) => return,
            Err(seen) if tokio::time::Instant::now() > deadline => panic!("{what} never came; seen last: {seen:?}"),
            Err(_) => tokio::task::yield_now().await,
        }
    }
}

/// Waits until the server has this many sockets: so that it knows of those that were dropped.
pub async fn sockets(spark: &Spark, count: usize) {
    eventually("the sockets", async || match spark.metric("connections{kind=\"websocket\"}").await {
        now if usize::try_from(now) == Ok(count) => Ok(()),
        now => Err(now),
    })
    .await;
}
