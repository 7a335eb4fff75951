//! `kill -9` at random moments, again and again, also while it starts: nothing that was acknowledged is lost, nothing is doubled. Twenty
//! times; `make soak` does it 3,000 times, with another seed.

use crate::harness::{
    Engine, Person, Spark, on_their_own,
    process::{Process, succeeds},
};
use futures_util::future::join_all;
use rand::{RngExt, SeedableRng, rngs::StdRng, seq::IndexedRandom};
use serde_json::{Value, json};
use std::{collections::HashMap, env, process::Stdio, time::Duration};
use tokio::{process::Command, time::sleep};

on_their_own! {
    what_was_acknowledged_is_there_however_often_it_is_killed;
}

const PEOPLE: usize = 6;
const ROOMS: usize = 3;
/// How often everything is audited: the log of what came since, and the whole database.
const AUDIT_EVERY: usize = 100;
/// How many calls of all are called once more in the end.
const CALLED_AGAIN: usize = 1_000;
const FLAGS: [&str; 4] = ["--send-rate=0", "--change-rate=0", "--log=error", "--max-address-connections=0"];

/// A call, and the number that it was acknowledged with.
#[derive(Clone)]
struct Call {
    id: String,
    mutation: &'static str,
    input: Value,
    seq: Option<i64>,
}

/// Somebody who calls. What was not answered is called again, before anything else.
struct Caller {
    person: Person,
    rooms: Vec<String>,
    rng: StdRng,
    under_way: Option<Call>,
    acknowledged: Vec<Call>,
    /// A message of one's own, to be edited.
    message: Option<Value>,
    calls: usize,
}

impl Caller {
    /// What they do next.
    fn thinks(&mut self) -> Call {
        self.calls += 1;
        let room = self.rooms[self.rng.random_range(0..self.rooms.len())].clone();
        let id = format!("{} {}", self.person.name, self.calls);
        let (mutation, mut input) = match (self.rng.random_range(0..10), &self.message) {
            (0, _) => ("leaveRoom", json!({"roomId": room})),
            (1, _) => ("joinRoom", json!({"roomId": room})),
            (2, _) => ("markRead", json!({"roomId": room, "seq": self.calls})),
            (3, Some(message)) => ("editMessage", json!({"messageId": message, "body": format!("{id} edited")})),
            _ => ("sendMessage", json!({"roomId": room, "body": id})),
        };
        input["clientMutationId"] = json!(id);
        Call { id, mutation, input, seq: None }
    }

    /// The payload; none when nobody answers. A refusal is an answer too: they may not be in the room.
    async fn asks(&self, call: &Call) -> Option<Value> {
        let (mutation, name) = (call.mutation, format!("{}{}", call.mutation[..1].to_uppercase(), &call.mutation[1..]));
        let shows = match mutation {
            "markRead" => "",
            "sendMessage" => "seq message { id }",
            _ => "seq",
        };
        let query = format!(
            "mutation($input: {name}Input!) {{ {mutation}(input: $input) {{ action error {{ code }} {shows} }} }}"
        );
        loop {
            let answer = self.person.tries_to_ask(&query, json!({"input": call.input})).await?;
            let payload = &answer["data"][mutation];
            match payload["action"].as_str() {
                Some("COMMIT" | "ROLLBACK") => return Some(payload.clone()),
                Some("RETRY") => {}
                _ => panic!("{call:?}: {answer}", call = call.input),
            }
        }
    }

    /// Calls until nobody answers any more.
    async fn lives(&mut self, url: &str) {
        self.person = self.person.at(url);
        // What was acknowledged last is answered as it was.
        if let Some(last) = self.acknowledged.last() {
            let Some(again) = self.asks(last).await else { return };
            assert_eq!(
                (again["action"].as_str(), again["seq"].as_i64()),
                (Some("COMMIT"), last.seq),
                "{}: {again}",
                last.input
            );
        }
        loop {
            let mut call = self.under_way.take().unwrap_or_else(|| self.thinks());
            let Some(payload) = self.asks(&call).await else {
                self.under_way = Some(call);
                return;
            };
            if payload["action"] == "COMMIT" {
                call.seq = payload["seq"].as_i64();
                if call.mutation == "sendMessage" {
                    self.message = Some(payload["message"]["id"].clone());
                }
                self.keeps(call);
            }
        }
    }

    /// What is read may be read again: nothing is kept of that.
    fn keeps(&mut self, call: Call) {
        if call.mutation != "markRead" {
            self.acknowledged.push(call);
        }
    }
}

/// The logs of all rooms as they were read, a page after the other.
struct Log {
    reader: Person,
    rooms: Vec<(String, i64, Value)>,
    /// The number of each call's event.
    events: HashMap<String, i64>,
}

impl Log {
    /// Reads on. No number is missing, and no call has two.
    async fn reads_on(&mut self, url: &str) {
        let reader = self.reader.at(url);
        for (room, next, fingerprint) in &mut self.rooms {
            for event in reader.syncs_after(room, *next, fingerprint).await {
                assert_eq!(event["seq"], *next, "a hole in {room}");
                (*next, *fingerprint) = (*next + 1, event["fingerprint"].clone());
                if let Some(id) = event["clientMutationId"].as_str() {
                    let before = self.events.insert(id.to_owned(), event["seq"].as_i64().unwrap());
                    assert_eq!(before, None, "{id} happened twice");
                }
            }
        }
    }

    /// What was acknowledged is there, under its number.
    fn holds(&self, callers: &[Caller]) {
        for call in callers.iter().flat_map(|caller| &caller.acknowledged) {
            // A number that is told to who was in the room already, or out of it, is not an event of the call's.
            if matches!(call.mutation, "sendMessage" | "editMessage") {
                assert_eq!(self.events.get(&call.id).copied(), call.seq, "acknowledged and lost: {}", call.input);
            }
        }
    }
}

/// Kills a server while it starts.
async fn dies_young(spark: &Spark, after: Duration) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_spark"));
    command.args(["serve", "--listen=127.0.0.1:0", "--database-url", &spark.database.url]);
    command.arg(spark.database.files_flag()).args(FLAGS).env_clear();
    let streams = [Stdio::null(), Stdio::null(), Stdio::null()];
    let [input, out, err] = streams;
    let mut child = command.stdin(input).stdout(out).stderr(err).kill_on_drop(true).spawn().unwrap();
    // When it is killed is the fault.
    sleep(after).await;
    child.kill().await.unwrap();
}

async fn what_was_acknowledged_is_there_however_often_it_is_killed() {
    let number = |name: &str, else_: u64| env::var(name).ok().map_or(else_, |text| text.parse().unwrap());
    let (kills, seed) = (number("SPARK_KILLS", 20), number("SPARK_KILLS_SEED", 7));
    println!("SPARK_KILLS={kills} SPARK_KILLS_SEED={seed}");
    let mut rng = StdRng::seed_from_u64(seed);
    let spark = Spark::start(Engine::Sqlite).await;
    let owner = spark.user("owner").await;
    let mut rooms = Vec::new();
    for _ in 0..ROOMS {
        rooms.push(owner.creates_room("PUBLIC", "Square", &[]).await);
    }
    let mut callers = Vec::new();
    for n in 0..PEOPLE {
        let person = spark.user(&format!("caller{n}")).await;
        let (rooms, rng) = (rooms.clone(), StdRng::from_rng(&mut rng));
        callers.push(Caller { person, rooms, rng, under_way: None, acknowledged: Vec::new(), message: None, calls: 0 });
    }
    let starts = rooms.iter().map(|room| (room.clone(), 1, Value::Null)).collect();
    let mut log = Log { reader: owner, rooms: starts, events: HashMap::new() };
    spark.stop().await;
    for kill in 1..=usize::try_from(kills).unwrap() {
        if rng.random_bool(0.1) {
            dies_young(&spark, Duration::from_millis(rng.random_range(0..60))).await;
            continue;
        }
        let mut process = Process::serve(&spark.database, &FLAGS[..3]).await;
        let (url, life) = (process.url.clone(), Duration::from_micros(rng.random_range(0..120_000)));
        let dying = async {
            // When it is killed is the fault.
            sleep(life).await;
            process.kill().await;
        };
        tokio::join!(join_all(callers.iter_mut().map(|caller| caller.lives(&url))), dying);
        if kill % AUDIT_EVERY == 0 {
            succeeds(&["doctor", "--database-url", &spark.database.url]).await;
            let process = Process::serve(&spark.database, &FLAGS[..3]).await;
            log.reads_on(&process.url).await;
            log.holds(&callers);
            println!("{kill} kills, {} events", log.events.len());
        }
    }
    ends(&spark, callers, log, &mut rng).await;
}

/// All calls are answered, and called again they are answered the same.
async fn ends(spark: &Spark, mut callers: Vec<Caller>, mut log: Log, rng: &mut StdRng) {
    let process = Process::serve(&spark.database, &FLAGS[..3]).await;
    for caller in &mut callers {
        caller.person = caller.person.at(&process.url);
        if let Some(mut call) = caller.under_way.take() {
            let payload = caller.asks(&call).await.unwrap();
            if payload["action"] == "COMMIT" {
                call.seq = payload["seq"].as_i64();
                caller.keeps(call);
            }
        }
        let some: Vec<_> = caller.acknowledged.sample(rng, CALLED_AGAIN / PEOPLE).collect();
        for call in some {
            let again = caller.asks(call).await.unwrap();
            assert_eq!(
                (again["action"].as_str(), again["seq"].as_i64()),
                (Some("COMMIT"), call.seq),
                "{}: {again}",
                call.input
            );
        }
    }
    log.reads_on(&process.url).await;
    log.holds(&callers);
    let sent = callers.iter().flat_map(|caller| &caller.acknowledged).count();
    println!("{sent} calls were acknowledged");
    assert!(sent > 0);
    process.terminate().await;
    assert!(process.ended().await.status.success());
    succeeds(&["doctor", "--database-url", &spark.database.url]).await;
}
