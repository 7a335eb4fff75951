//! One room, 1,000 sockets, 200 messages: what a delivery costs the server, against a server that sends a ready frame of
//! the same bytes. Once with one operation, once with eight distinct ones. Both are paced alike: the next message is sent
//! when everybody has the one before, so that each delivery costs its own wake-up and its own write. Unpaced, many frames
//! share a write, and the figure says more of how busy the load's side was than of the server.

#![allow(
    clippy::unwrap_used,
    clippy::cast_precision_loss,
    reason = "a bench that can't go on fails; figures are rough"
)]

mod common;

use common::{Audit, Person, Process, Row, next_text, socket};
use futures_util::future::join_all;
use serde_json::Value;
use std::sync::Arc;
use tokio::sync::Semaphore;

const SOCKETS: usize = 1_000;
const USERS: usize = 20;
const MESSAGES: usize = 200;
const ROUNDS: usize = 5;

fn main() {
    common::run(async {
        let mut audit = Audit::default();
        let (mut ones, mut eights, mut floors) = (Vec::new(), Vec::new(), Vec::new());
        // In turns, so that a busy moment of the machine is not one side's alone.
        for _ in 0..ROUNDS {
            let (one, frame) = spark(1, &mut audit).await;
            ones.push(one);
            floors.push(floor(&frame).await);
            eights.push(spark(8, &mut audit).await.0);
        }
        let (one, eight, floor) = (median(ones), median(eights), median(floors));
        let row = |bench, measured: f64, reach, most: f64| {
            let micros = |seconds: f64| format!("{:.1} µs of CPU", seconds * 1e6);
            let ratio = measured / floor;
            Row { bench, measured: micros(measured), against: micros(floor), ratio, reach, reached: ratio <= most }
        };
        let rows = vec![
            row("a delivery, one operation", one, "≤ 1.3 × the floor", 1.3),
            row("a delivery, 8 operations", eight, "≤ 1.5 × the floor", 1.5),
        ];
        (rows, audit)
    });
}

fn median(mut figures: Vec<f64>) -> f64 {
    figures.sort_by(f64::total_cmp);
    figures[figures.len() / 2]
}

/// An operation of the usual kind; another number makes it another operation.
fn operation(number: usize) -> String {
    format!(
        "subscription Feed{number} {{ roomEvents {{ __typename ... on RoomEvent {{ roomId seq occurredAt clientMutationId
           actor {{ id username displayName }} }} ... on MessageSent {{ message {{ id seq body createdAt
           author {{ id username displayName avatarUrl }} }} }} }} }}"
    )
}

/// Seconds of server CPU per delivery, and a frame as it was delivered.
async fn spark(operations: usize, audit: &mut Audit) -> (f64, String) {
    let server = Process::spark();
    let mut people = Vec::new();
    for n in 0..USERS {
        people.push(Person::register(&server, &format!("reader{n}")).await);
    }
    let writer = Person::register(&server, "writer").await;
    let ids: Vec<_> = people.iter().map(|person| person.id.clone()).collect();
    let room = writer.room("Square", &ids).await;
    let mut sockets = Vec::with_capacity(SOCKETS);
    for n in 0..SOCKETS {
        let query = operation(n % operations);
        sockets.push(socket(&server.url, &people[n % USERS].token, &[&query]).await);
    }
    let before = server.cpu_seconds();
    let arrived = Arc::new(Semaphore::new(0));
    let readers = sockets.into_iter().map(|mut socket| {
        let arrived = arrived.clone();
        tokio::spawn(async move {
            let mut heard = Vec::with_capacity(MESSAGES);
            let mut last = String::new();
            while heard.len() < MESSAGES {
                last = next_text(&mut socket).await;
                let message: Value = serde_json::from_str(&last).unwrap();
                heard.push(message["payload"]["data"]["roomEvents"]["seq"].as_i64().unwrap());
                arrived.add_permits(1);
            }
            (heard, last)
        })
    });
    let readers: Vec<_> = readers.collect();
    let mut sent = Vec::with_capacity(MESSAGES);
    for n in 0..MESSAGES {
        let body = format!("message {n}: as long as people write when they have a little more to say");
        sent.push(writer.send(&room, &n.to_string(), &body).await.unwrap());
        all(&arrived).await;
    }
    let mut frame = String::new();
    for reader in join_all(readers).await {
        let (heard, last) = reader.unwrap();
        audit.add(Audit::of(&sent, &heard));
        frame = last;
    }
    ((server.cpu_seconds() - before) / (SOCKETS * MESSAGES) as f64, frame)
}

/// Waits until a message is with all sockets.
async fn all(arrived: &Semaphore) {
    arrived.acquire_many(u32::try_from(SOCKETS).unwrap()).await.unwrap().forget();
}

async fn floor(frame: &str) -> f64 {
    let server = Process::floor();
    let mut sockets = Vec::with_capacity(SOCKETS);
    for _ in 0..SOCKETS {
        sockets.push(socket(&server.url, "", &["subscription"]).await);
    }
    let before = server.cpu_seconds();
    let arrived = Arc::new(Semaphore::new(0));
    let readers: Vec<_> = sockets
        .into_iter()
        .map(|mut socket| {
            let arrived = arrived.clone();
            tokio::spawn(async move {
                for _ in 0..MESSAGES {
                    next_text(&mut socket).await;
                    arrived.add_permits(1);
                }
            })
        })
        .collect();
    let http = reqwest::Client::new();
    for _ in 0..MESSAGES {
        http.post(format!("{}/send", server.url)).body(frame.to_owned()).send().await.unwrap();
        all(&arrived).await;
    }
    for reader in join_all(readers).await {
        reader.unwrap();
    }
    (server.cpu_seconds() - before) / (SOCKETS * MESSAGES) as f64
}
