//! What a stranger costs: a request of 50 KB takes no more than a tenth of a second of one core, the process stays small, and
//! it answers others meanwhile. In a process of its own, since the figures are those of the process.

use super::doors::plain;
use crate::harness::{Engine, Person, database::Database, process::Process};
use serde_json::{Value, json};
use std::{
    sync::atomic::{AtomicBool, Ordering},
    time::{Duration, Instant},
};

/// A tenth of a core's second, and no more where nothing is optimized.
const MOST: Duration = Duration::from_millis(100);
/// How long others wait.
const MOST_WAITING: Duration = Duration::from_millis(100);
/// The process in all, in KiB.
const MOST_MEMORY: u64 = 400 << 10;

/// A request is sent so often: the kernel counts in hundredths.
const TIMES: u32 = 5;

/// `field` of every number.
fn each(count: usize, field: impl Fn(usize) -> String) -> String {
    (0..count).map(field).collect::<Vec<_>>().join(" ")
}

/// Documents that are wide.
fn wide() -> Vec<(&'static str, Value)> {
    let operations =
        |count: usize, fragment: &str| format!("{} {fragment}", each(count, |n| format!("query Q{n}{{...F}}")));
    vec![
        ("one field 4,500 times", plain(&format!("{{{}}}", "__typename ".repeat(4_500)))),
        ("introspection again and again", plain(&format!("{{{}}}", "__schema{types{name}} ".repeat(1_000)))),
        ("introspection 9,900 times below", plain(&format!("{{__schema{{types{{{}}}}}}}", "name ".repeat(9_900)))),
        ("2,800 aliases", plain(&format!("{{{}}}", each(2_800, |n| format!("a{n}:__typename"))))),
        ("8,500 unknown fields", plain(&format!("{{{}}}", each(8_500, |n| format!("z{n}"))))),
        ("1,600 unknown arguments", plain(&format!("{{viewer{{{}}}}}", each(1_600, |n| format!("id(a{n}:1)"))))),
        ("fields that conflict", plain(&format!("{{viewer{{{}}}}}", "x:id x:role ".repeat(1_600)))),
        ("pairs that conflict", plain(&format!("{{viewer{{{}}}}}", each(1_600, |n| format!("a{n}:id a{n}:role"))))),
        ("arguments that conflict", plain(&format!("{{{}}}", each(900, |n| format!("room(id:{n}){{id}}"))))),
        (
            "objects that conflict",
            plain(&format!(
                "{{node(id:1){{{}}}}}",
                "...on Room{x:topic}...on User{x:role}...on Node{x:id}".repeat(450)
            )),
        ),
        ("2,000 operations", plain(&each(1_900, |n| format!("query Q{n}{{__typename}}")))),
        ("2,000 operations of one name", plain(&"query Q{__typename}".repeat(1_900))),
        (
            "operations that share a fragment",
            plain(&operations(1_000, &format!("fragment F on Query{{{}}}", "__typename ".repeat(3_000)))),
        ),
        (
            "operations that share conflicts",
            plain(&operations(1_000, &format!("fragment F on Query{{viewer{{{}}}}}", "x:id x:role ".repeat(640)))),
        ),
        (
            "operations that share a literal",
            plain(&operations(
                800,
                &format!(
                    "fragment F on Query{{syncRooms(cursors:[{}]){{latestSeq}}}}",
                    "{roomId:1 fromSeq:1}".repeat(600)
                ),
            )),
        ),
        (
            "operations that share an undefined variable",
            plain(&operations(800, &format!("fragment F on Query{{{}}}", "room(id:$a){id}".repeat(450)))),
        ),
        (
            "1,400 fragments that nobody names",
            plain(&format!("{{__typename}}{}", each(1_400, |n| format!("fragment F{n} on Query{{id}}")))),
        ),
        (
            "fragments that name each other",
            plain(&format!(
                "{{...F0}}{}",
                each(60, |n| format!("fragment F{n} on Query{{__typename {}}}", each(60, |m| format!("...F{m}"))))
            )),
        ),
        (
            "fragments that double",
            plain(&format!(
                "{{...F0}}{} fragment F40 on Query{{id}}",
                each(40, |n| format!("fragment F{n} on Query{{...F{0} ...F{0}}}", n + 1))
            )),
        ),
        (
            "a chain of fragments",
            plain(&format!("{{...F0}}{}", each(1_200, |n| format!("fragment F{n} on Query{{...F{}}}", n + 1)))),
        ),
    ]
}

/// Documents that are deep, or hold large values.
fn large() -> Vec<(&'static str, Value)> {
    let named = |times: usize, value: Value| {
        let query = format!(
            "mutation($v:JSON){{publishAnnouncement(input:{{title:\"a\" body:\"b\" metadata:[{}]}}){{action}}}}",
            "$v ".repeat(times)
        );
        json!({"query": query, "variables": {"v": value}})
    };
    let wrapped = "type{kind name ofType{kind name ofType{kind name ofType{kind name description}}}}";
    let whole =
        format!("kind name description fields{{name description {wrapped} args{{name description {wrapped}}}}}");
    vec![
        ("brackets", plain(&"[".repeat(49_000))),
        ("selections", plain(&format!("{}id{}", "{a".repeat(16_000), "}".repeat(16_000)))),
        (
            "60 levels, 9,000 fields at the bottom",
            plain(&format!(
                "{}{}{}",
                "{...".repeat(60),
                format!("{{{}}}", "__typename ".repeat(4_000)),
                "}".repeat(60)
            )),
        ),
        ("a list of 9,000", plain(&format!("{{room(id:[{}]){{id}}}}", "1 ".repeat(9_000)))),
        ("an object of 3,000", plain(&format!("{{room(id:{{{}}}){{id}}}}", each(3_000, |n| format!("a{n}:1"))))),
        ("an id of 49 KB", plain(&format!("{{room(id:\"{}\"){{id}}}}", "x".repeat(49_000)))),
        ("10,000 lines", plain(&format!("{{user(username:\"\"\"{}\"\"\"){{id}}}}", "\n x".repeat(10_000)))),
        ("4,900 escapes", plain(&format!("{{user(username:\"{}\"){{id}}}}", "\\u{1F600}".repeat(4_900)))),
        (
            "1,200 variables",
            plain(&format!("query({}){{room(id:$v0){{id}}}}", each(1_200, |n| format!("$v{n}:ID!=\"{n}\"")))),
        ),
        (
            "1,000 variables, the last one 1,000 times",
            plain(&format!(
                "query({}){{syncRooms(cursors:[{}]){{latestSeq}}}}",
                each(1_000, |n| format!("$v{n}:ID!=\"{n}\"")),
                "{roomId:$v999 fromSeq:1}".repeat(480)
            )),
        ),
        ("a long variable 4,900 times", named(4_900, json!("k".repeat(20_000)))),
        ("a variable of 5,000 items 4,900 times", named(4_900, json!(vec!["k"; 5_000]))),
        (
            "a list of 12,000 as a variable",
            json!({"query": "query($v:ID!){room(id:$v){id}}", "variables": {"v": vec![1; 12_000]}}),
        ),
        (
            "4,000 keys as a variable",
            json!({"query": "mutation($v:LogoutInput!){logout(input:$v){action}}",
            "variables": {"v": (0..4_000).map(|n| (format!("k{n}"), json!(1))).collect::<serde_json::Map<_, _>>()}}),
        ),
        ("tokens that are none", plain(&"?".repeat(49_000))),
        ("strings that are none", plain(&format!("{{{}}}", "\"\\q\" ".repeat(6_000)))),
        ("commas", plain(&format!("{{__typename{}}}", ",".repeat(49_000)))),
        ("a comment", plain(&format!("#{}\n{{__typename}}", "x".repeat(49_000)))),
        (
            "29 schemas",
            plain(&format!(
                "{{{}}}",
                each(29, |n| format!("a{n}:__schema{{types{{name description fields{{name}}}}}}"))
            )),
        ),
        ("8 whole schemas", plain(&format!("{{{}}}", each(8, |n| format!("a{n}:__schema{{types{{{whole}}}}}"))))),
        (
            "types of fields of types",
            plain(&format!(
                "{{{}}}",
                each(4, |n| format!(
                    "a{n}:__schema{{types{{fields{{type{{fields{{name description type{{name}}}}ofType{{fields{{name description type{{name}}}}}}}}}}}}}}"
                ))
            )),
        ),
        (
            "what implements, 29 times",
            plain(&format!(
                "{{{}}}",
                each(29, |n| format!(
                    "a{n}:__type(name:\"MutationPayload\"){{possibleTypes{{fields{{name description type{{kind name}}}}}}}}"
                ))
            )),
        ),
    ]
}

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

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
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
