//! What one member can make a server hold: on sockets, streams and connections that are not read, and in what is made for them.

use super::slow_http::asks_for_much;
use crate::harness::{Engine, Person, Socket, Spark, Wire, eventually, on_their_own, person::Room, process::Process};
use futures_util::future::join_all;
use serde_json::json;

on_their_own! {
    thirty_operations_on_an_unread_socket;
    sixty_subscriptions_on_an_unread_socket;
    answers_that_nobody_reads;
    streams_that_nobody_reads;
}

/// A server of its own, with somebody who has written so many messages of the longest kind into a room.
pub async fn written(count: usize) -> (Spark, Process, Person, Room) {
    let spark = Spark::start(Engine::Sqlite).await;
    let alice = spark.user("alice").await;
    let room = alice.creates_room("PRIVATE", "Square", &[]).await;
    let process = spark.gives_way(&["--send-rate=0", "--max-user-sockets=0", "--log=warn"]).await;
    let alice = alice.at(&process.url);
    let body = longest();
    join_all((0..count).map(|_| alice.sends(&room, &body))).await;
    (spark, process, alice, room)
}

/// 8,000 characters of four bytes each.
fn longest() -> String {
    "\u{1f525}".repeat(8_000)
}

fn thirty_bodies() -> String {
    (0..30).map(|n| format!("b{n}: body ")).collect()
}

/// The most that a process ever held, and what it holds, in MiB.
fn held(process: &Process) -> (i64, i64) {
    let status = std::fs::read_to_string(format!("/proc/{}/status", process.id())).unwrap();
    let of = |name: &str| {
        let line = status.lines().find(|line| line.starts_with(name)).unwrap();
        line.split_whitespace().nth(1).unwrap().parse::<i64>().unwrap() / 1024
    };
    (of("VmHWM:"), of("VmRSS:"))
}

/// What an attack added to the most that was ever held.
pub struct Growth(i64);

impl Growth {
    /// From now on. The server has already done the like once, so that what it keeps for good is there.
    pub fn begins(process: &Process) -> Self {
        std::fs::write(format!("/proc/{}/clear_refs", process.id()), "5").unwrap();
        Self(held(process).1)
    }

    pub fn is_at_most(&self, most: i64, process: &Process) {
        let grown = held(process).0 - self.0;
        println!("{grown} MiB more");
        assert!(grown <= most, "{grown} MiB more, {most} at most");
    }
}

/// Waits until the server has had time for whatever it does for others.
pub async fn answers(person: &Person) {
    for _ in 0..20 {
        person.reads("{ memberships { nodes { id } } }", json!({})).await;
    }
}

async fn thirty_operations_on_an_unread_socket() {
    let (_spark, process, alice, room) = written(33).await;
    let query = format!(
        "query($room: ID!) {{ room(id: $room) {{ messages(last: 33) {{ nodes {{ {} author {{ username }} }} }} }} }}",
        thirty_bodies()
    );
    // More than any answer may have is not gathered first.
    let growth = Growth::begins(&process);
    assert_eq!(alice.is_refused(&query, json!({"room": room})).await, "TOO_LARGE");
    growth.is_at_most(60, &process);
    let fits = query.replace("last: 33", "last: 3");
    let mut stalled = Socket::narrow(&process.url, &alice.token).await;
    let mut ids = Vec::new();
    for _ in 0..30 {
        ids.push(stalled.begins(&fits, json!({"room": room})).await);
    }
    answers(&alice).await;
    growth.is_at_most(48, &process);
    // None of them is lost.
    for id in ids {
        assert_eq!(stalled.hears(&id).await["type"], "next");
    }
}

async fn sixty_subscriptions_on_an_unread_socket() {
    let (_spark, process, alice, room) = written(1).await;
    let shows = format!("message {{ {} author {{ username }} }}", thirty_bodies());
    let query = format!("subscription {{ roomEvents {{ __typename ... on MessageSent {{ seq {shows} }} }} }}");
    let mut stalled = Socket::narrow(&process.url, &alice.token).await;
    let mut ids = Vec::new();
    for _ in 0..60 {
        let id = stalled.begins(&query, json!({})).await;
        assert_eq!(stalled.hears(&id).await["type"], "next");
        ids.push(id);
    }
    // Somebody reads the same, so that it is made for all.
    let mut reader = alice.subscribes(&query, json!({})).await;
    let growth = Growth::begins(&process);
    let body = longest();
    for n in 0..40 {
        alice.sends(&room, &body).await;
        assert_eq!(reader.next().await["seq"], 3 + n);
        if n % 10 == 0 {
            stalled.say(json!({"type": "pong"})).await;
        }
    }
    answers(&alice).await;
    growth.is_at_most(48, &process);
    // Each hears its own, from the first one on, or what it misses.
    for id in ids {
        let item = stalled.hears(&id).await["payload"]["data"]["roomEvents"].clone();
        assert!(item["seq"] == 3 || item["__typename"] == "SyncRequired", "{}", item["seq"]);
    }
}

async fn answers_that_nobody_reads() {
    let spark = Spark::start(Engine::Sqlite).await;
    let process = spark.gives_way(&["--log=warn"]).await;
    let status = async || {
        let mut wire = Wire::dial_from("127.0.0.1", &process.url).await;
        asks_for_much(&mut wire).await;
        let head = wire.until("\r\n\r\n").await;
        (head.split(' ').nth(1).unwrap().to_owned(), wire)
    };
    assert_eq!(status().await.0, "200");
    let growth = Growth::begins(&process);
    let mut held = Vec::new();
    for _ in 0..16 {
        let (status, wire) = status().await;
        assert_eq!(status, "200");
        held.push(wire);
    }
    // The system may have taken some of those whole.
    let mut refused = 0;
    for _ in 0..40 {
        let (status, wire) = status().await;
        refused += usize::from(status == "429");
        held.push(wire);
    }
    assert!(refused >= 10, "{refused} refused");
    growth.is_at_most(96, &process);
    held.clear();
    eventually("room for answers", async || match status().await.0.as_str() {
        "200" => Ok(()),
        other => Err(other.to_owned()),
    })
    .await;
}

async fn streams_that_nobody_reads() {
    let (_spark, process, alice, room) = written(1).await;
    let shows = format!("message {{ {} }}", thirty_bodies());
    let query = format!("subscription {{ roomEvents {{ __typename ... on MessageSent {{ seq {shows} }} }} }}");
    let asked = json!({ "query": query }).to_string();
    let opens = async || {
        let mut wire = Wire::dial_from("127.0.0.1", &process.url).await;
        wire.asks(&[
            "POST /graphql HTTP/1.1",
            "Content-Type: application/json",
            "Accept: text/event-stream",
            &format!("Authorization: Bearer {}", alice.token),
            &format!("Content-Length: {}", asked.len()),
        ])
        .await;
        assert!(wire.writes(&asked).await);
        wire.until("StreamReady").await;
        wire
    };
    let mut reader = alice.subscribes(&query, json!({})).await;
    let mut stalled = Vec::new();
    for _ in 0..20 {
        stalled.push(opens().await);
    }
    let growth = Growth::begins(&process);
    let body = longest();
    for n in 0..40 {
        alice.sends(&room, &body).await;
        assert_eq!(reader.next().await["seq"], 3 + n);
    }
    answers(&alice).await;
    // A megabyte an event: what one is made of, and what is on its way.
    growth.is_at_most(120, &process);
    // Who reads on hears the first, and of all others what is missing.
    let heard = stalled.pop().unwrap().until("SyncRequired").await;
    assert!(heard.contains("\"seq\":3"), "{}", heard.len());
}
