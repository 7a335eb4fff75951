//! What the benches share: servers as processes of their own, so that their CPU and memory can be read apart from the
//! load's, which shares the cores; clients; and the audit of what was delivered.

#![allow(dead_code, clippy::cast_precision_loss, reason = "each bench uses a part of it")]
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a bench that can't go on fails")]

pub mod floor;

use futures_util::{SinkExt, StreamExt, future::join_all};
use serde_json::{Value, json};
use std::{
    io::{BufRead, BufReader},
    process::{Child, Command, Stdio},
    sync::Arc,
    time::{Duration, Instant},
};
use tokio::net::TcpStream;
use tokio_tungstenite::{
    MaybeTlsStream, WebSocketStream, connect_async_with_config,
    tungstenite::{Message, client::IntoClientRequest},
};

/// A server in a process of its own; it ends with this.
pub struct Process {
    child: Child,
    pub url: String,
    folder: tempfile::TempDir,
}

impl Process {
    /// Spark on a fresh SQLite file, without rates.
    pub fn spark() -> Self {
        Self::spark_in(tempfile::tempdir().unwrap())
    }

    /// The same on the file `spark.db` of a folder, when there is one.
    pub fn spark_in(folder: tempfile::TempDir) -> Self {
        let database = format!("sqlite://{}/spark.db", folder.path().display());
        let mut command = Command::new(env!("CARGO_BIN_EXE_spark"));
        command.args(["serve", "--listen=127.0.0.1:0", "--send-rate=0", "--change-rate=0", "--login-rate=0"]);
        command.args(["--address-login-rate=0", "--register-rate=0"]);
        let files = format!("--files-url=file:{}/files", folder.path().display());
        command.args(["--database-url", &database, &files, "--log=warn"]);
        command.args(["--max-user-sockets=0", "--max-address-connections=0"]);
        Self::start(command, folder)
    }

    /// The floor: this very bench, started as a server that does the least.
    pub fn floor() -> Self {
        Self::floor_on("")
    }

    /// The same, reading a database of Spark's.
    pub fn floor_on(database: &str) -> Self {
        let mut command = Command::new(std::env::current_exe().unwrap());
        command.env(floor::VARIABLE, database);
        Self::start(command, tempfile::tempdir().unwrap())
    }

    fn start(mut command: Command, folder: tempfile::TempDir) -> Self {
        // What the clients speak TLS by.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let url = line.trim().strip_prefix("listening on ").expect("a server that listens").to_owned();
        Self { child, url, folder }
    }

    /// The address of its database.
    pub fn database(&self) -> String {
        format!("sqlite://{}/spark.db", self.folder.path().display())
    }

    /// Seconds of CPU used so far, from `/proc/PID/stat` (fields 14 and 15, in hundredths).
    pub fn cpu_seconds(&self) -> f64 {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.child.id())).unwrap();
        let fields: Vec<_> = stat.rsplit(") ").next().unwrap().split(' ').collect();
        let ticks: f64 = fields[11].parse::<f64>().unwrap() + fields[12].parse::<f64>().unwrap();
        ticks / 100.0
    }

    /// Resident memory in KiB, from `/proc/PID/status`.
    pub fn resident_kib(&self) -> f64 {
        self.watched()()
    }

    /// The same, to be asked beside what is measured.
    pub fn watched(&self) -> impl Fn() -> f64 + Send + use<> {
        let path = format!("/proc/{}/status", self.child.id());
        move || {
            let status = std::fs::read_to_string(&path).unwrap();
            let line = status.lines().find(|line| line.starts_with("VmRSS:")).unwrap();
            line.split_whitespace().nth(1).unwrap().parse().unwrap()
        }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Somebody who is signed in.
#[derive(Clone)]
pub struct Person {
    pub id: String,
    pub token: String,
    pub url: String,
    pub http: reqwest::Client,
}

impl Person {
    pub async fn register(spark: &Process, name: &str) -> Self {
        let http = reqwest::Client::new();
        let query = "mutation($i: RegisterInput!) { register(input: $i) { session { token user { id } } } }";
        let input = json!({"i": {"username": name, "password": "correct horse"}});
        let answer = ask(&http, &spark.url, None, query, input).await;
        let session = &answer["data"]["register"]["session"];
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        Self { id: text(&session["user"]["id"]), token: text(&session["token"]), url: spark.url.clone(), http }
    }

    pub async fn ask(&self, query: &str, variables: Value) -> Value {
        let answer = ask(&self.http, &self.url, Some(&self.token), query, variables).await;
        assert!(answer.get("errors").is_none(), "{answer}");
        answer["data"].clone()
    }

    /// Makes a PRIVATE room with up to 100 others.
    pub async fn room(&self, name: &str, members: &[String]) -> String {
        let query = "mutation($i: CreateRoomInput!) { createRoom(input: $i) { action room { id } } }";
        let input = json!({"i": {"name": name, "kind": "PRIVATE", "memberIds": members}});
        self.ask(query, input).await["createRoom"]["room"]["id"].as_str().unwrap().to_owned()
    }

    /// Sends, and gives the number once it is acknowledged; none when it was refused.
    pub async fn send(&self, room: &str, id: &str, body: &str) -> Option<i64> {
        let query = "mutation($i: SendMessageInput!) { sendMessage(input: $i) { action seq message { id seq } } }";
        let input = json!({"i": {"roomId": room, "body": body, "clientMutationId": id}});
        self.ask(query, input).await["sendMessage"]["seq"].as_i64()
    }
}

async fn ask(http: &reqwest::Client, url: &str, token: Option<&str>, query: &str, variables: Value) -> Value {
    let mut request = http.post(format!("{url}/graphql")).json(&json!({"query": query, "variables": variables}));
    if let Some(token) = token {
        request = request.bearer_auth(token);
    }
    request.send().await.unwrap().json().await.unwrap()
}

/// Answers per second to connections that send for so long, each to one room after the other; and how many were COMMITs.
pub async fn rate(person: &Person, rooms: &[String], body: &str, name: &str, lasts: Duration) -> (f64, usize) {
    const CONNECTIONS: usize = 64;
    let rooms: Arc<[String]> = rooms.into();
    let until = Instant::now() + lasts;
    let tasks = (0..CONNECTIONS).map(|connection| {
        let person = Person { http: reqwest::Client::new(), ..person.clone() };
        let (rooms, body, name) = (rooms.clone(), body.to_owned(), name.to_owned());
        tokio::spawn(async move {
            let (mut answers, mut commits) = (0, 0);
            while Instant::now() < until {
                let room = &rooms[(connection + answers) % rooms.len()];
                let seq = person.send(room, &format!("{name}-{connection}-{answers}"), &body).await;
                answers += 1;
                commits += usize::from(seq.is_some());
            }
            (answers, commits)
        })
    });
    let begun = Instant::now();
    let mut total = (0, 0);
    for task in join_all(tasks).await {
        let (answers, commits) = task.unwrap();
        total = (total.0 + answers, total.1 + commits);
    }
    (total.0 as f64 / begun.elapsed().as_secs_f64(), total.1)
}

/// A figure of `/metrics`; the floor has none.
pub async fn metric(server: &Process, name: &str) -> Option<f64> {
    let text = reqwest::get(format!("{}/metrics", server.url)).await.unwrap().text().await.unwrap();
    let line = text.lines().find(|line| line.split(' ').next() == Some(name))?;
    Some(line.split(' ').nth(1).unwrap().parse().unwrap())
}

pub type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

/// A socket of `graphql-transport-ws` with these subscriptions, each ready but for `global`, which does not say so.
pub async fn socket(url: &str, token: &str, subscriptions: &[&str]) -> Socket {
    let mut request = format!("{}/graphql", url.replace("http://", "ws://")).into_client_request().unwrap();
    request.headers_mut().insert("sec-websocket-protocol", "graphql-transport-ws".parse().unwrap());
    let (mut socket, _) = connect_async_with_config(request, None, true).await.unwrap();
    let init = json!({"type": "connection_init", "payload": {"authorization": format!("Bearer {token}")}});
    socket.send(Message::text(init.to_string())).await.unwrap();
    next_text(&mut socket).await;
    for (id, query) in subscriptions.iter().enumerate() {
        let subscribe = json!({"type": "subscribe", "id": id.to_string(), "payload": {"query": query}});
        socket.send(Message::text(subscribe.to_string())).await.unwrap();
        // `global` begins with what is pending: here with nothing.
        if query.contains("global") {
            continue;
        }
        // Subscriptions that are there already may hear of people who come.
        while !next_text(&mut socket).await.contains("StreamReady") {}
    }
    socket
}

/// The next text; pings are answered.
pub async fn next_text(socket: &mut Socket) -> String {
    loop {
        let message = tokio::time::timeout(Duration::from_secs(60), socket.next()).await.expect("silence");
        match message.unwrap().unwrap() {
            Message::Text(text) if text.as_str() == r#"{"type":"ping"}"# => {
                socket.send(Message::text(r#"{"type":"pong"}"#)).await.unwrap();
            }
            Message::Text(text) => return text.to_string(),
            _ => {}
        }
    }
}

/// What went wrong between sending and hearing; all are to be 0.
#[derive(Default, Clone, Copy, Debug, PartialEq, Eq)]
pub struct Audit {
    pub lost: usize,
    pub doubled: usize,
    pub out_of_order: usize,
}

impl Audit {
    /// Holds the numbers heard against those sent, in order.
    pub fn of(sent: &[i64], heard: &[i64]) -> Self {
        let distinct: std::collections::HashSet<_> = heard.iter().collect();
        Self {
            lost: sent.iter().filter(|seq| !distinct.contains(seq)).count(),
            doubled: heard.len() - distinct.len(),
            out_of_order: heard.windows(2).filter(|pair| pair[0] > pair[1]).count(),
        }
    }

    pub fn add(&mut self, other: Self) {
        self.lost += other.lost;
        self.doubled += other.doubled;
        self.out_of_order += other.out_of_order;
    }
}

/// A line of the table: what was measured, what it is held against (most often the floor), and what is to be reached.
pub struct Row {
    pub bench: &'static str,
    pub measured: String,
    pub against: String,
    pub ratio: f64,
    pub reach: &'static str,
    pub reached: bool,
}

/// What a bench prints of itself.
const HEAD: &str =
    "| bench | measured | against | ratio | to reach | | lost, doubled, out of order |\n|---|---|---|---|---|---|---|";

/// Runs a bench, or the floor when this process was started to be it. Exits with 1 when the audit finds a loss.
pub fn run(bench: impl Future<Output = (Vec<Row>, Audit)>) {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    if let Ok(database) = std::env::var(floor::VARIABLE) {
        runtime.block_on(floor::serve(&database));
        return;
    }
    let (rows, audit) = runtime.block_on(bench);
    println!("{HEAD}");
    for Row { bench, measured, against, ratio, reach, reached } in rows {
        let mark = if reached { "reached" } else { "MISSED" };
        let Audit { lost, doubled, out_of_order } = audit;
        println!(
            "| {bench} | {measured} | {against} | {ratio:.2} | {reach} | {mark} | {lost}, {doubled}, {out_of_order} |"
        );
    }
    if audit != Audit::default() {
        std::process::exit(1);
    }
}
