//! What a stranger costs: a request of 50 KB takes no more than a tenth of a second of one core, the process stays small, and
//! it answers others meanwhile. In a process of its own, since the figures are those of the process.

mod documents;

use crate::harness::{Engine, Person, database::Database, on_their_own, process::Process};
use documents::{large, wide};
use serde_json::Value;
use std::{
    sync::atomic::{AtomicBool, Ordering},
    time::{Duration, Instant},
};

on_their_own! {
    a_stranger_costs_a_tenth_of_a_second_at_most;
}

/// A tenth of a core's second, and no more where nothing is optimized.
const MOST: Duration = Duration::from_millis(100);
/// How long others wait.
const MOST_WAITING: Duration = Duration::from_millis(100);
/// The process in all, in KiB.
const MOST_MEMORY: u64 = 400 << 10;

/// A request is sent so often: the kernel counts in hundredths.
const TIMES: u32 = 5;

/// User and system time of a process so far.
pub fn cpu(process: &Process) -> Duration {
    let stat = std::fs::read_to_string(format!("/proc/{}/stat", process.id())).unwrap();
    let fields: Vec<u64> =
        stat.rsplit(") ").next().unwrap().split(' ').skip(11).take(2).map(|ticks| ticks.parse().unwrap()).collect();
    // A tick is a hundredth on every Linux.
    Duration::from_millis(10 * (fields[0] + fields[1]))
}

/// The most memory that it ever had, in KiB.
fn memory(process: &Process) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{}/status", process.id())).unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    line.trim().trim_end_matches(" kB").parse().unwrap()
}

/// What somebody, or nobody, is answered.
pub async fn sends_as(http: &reqwest::Client, process: &Process, who: Option<&Person>, body: &str) -> Value {
    let mut post = http.post(format!("{}/graphql", process.url)).header("content-type", "application/json");
    if let Some(person) = who {
        post = post.bearer_auth(&person.token);
    }
    post.body(body.to_owned()).send().await.unwrap().json().await.unwrap()
}

async fn sends(http: &reqwest::Client, process: &Process, name: &str, body: &str) {
    let answer = sends_as(http, process, None, body).await;
    assert!(answer.get("data").is_some() || answer.get("errors").is_some(), "{name}: {answer}");
}

/// How long others wait while a request is answered: the slowest of them.
async fn others_wait(http: &reqwest::Client, process: &Process, name: &str, body: &str) -> Duration {
    let is_over = AtomicBool::new(false);
    let others = async {
        let mut slowest = Duration::ZERO;
        while !is_over.load(Ordering::Relaxed) {
            let begun = Instant::now();
            let alive = http.get(format!("{}/livez", process.url)).send().await.unwrap().text().await.unwrap();
            assert_eq!(alive, "ok");
            slowest = slowest.max(begun.elapsed());
        }
        slowest
    };
    let stranger = async {
        sends(http, process, name, body).await;
        is_over.store(true, Ordering::Relaxed);
    };
    tokio::join!(others, stranger).0
}

async fn a_stranger_costs_a_tenth_of_a_second_at_most() {
    let database = Database::create(Engine::Sqlite).await;
    let process = Process::serve(&database, &["--log=error"]).await;
    let http = reqwest::Client::new();
    let requests: Vec<_> = wide().into_iter().chain(large()).collect();
    let long: Vec<_> = requests
        .iter()
        .map(|(name, body)| (name, body.to_string().len()))
        .filter(|(_, bytes)| *bytes > 50 << 10)
        .collect();
    assert!(long.is_empty(), "{long:?}");
    for (name, request) in requests {
        let body = request.to_string();
        let before = cpu(&process);
        for _ in 0..TIMES {
            sends(&http, &process, name, &body).await;
        }
        let cost = (cpu(&process) - before) / TIMES;
        assert!(cost <= MOST, "{name} costs {cost:?}");
        let memory = memory(&process);
        assert!(memory <= MOST_MEMORY, "after {name} the process has {memory} KiB");
        // The machine does other things as well: what a request is to blame for comes each time.
        let mut waits = Vec::new();
        while waits.len() < 3 && waits.iter().all(|waited| *waited > MOST_WAITING) {
            waits.push(others_wait(&http, &process, name, &body).await);
        }
        assert!(waits.iter().any(|waited| *waited <= MOST_WAITING), "beside {name} others wait for {waits:?}");
    }
}
