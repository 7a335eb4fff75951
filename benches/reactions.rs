//! One room, 1,000 sockets, 500 reactions: what a delivery costs the server that shows each reader their own reactions, against one of
//! an edit, which is the same for all. Paced as `fanout` is: the next is done when everybody has the one before.

#![allow(
    clippy::unwrap_used,
    clippy::cast_precision_loss,
    reason = "a bench that can't go on fails; figures are rough"
)]

mod common;

use common::{Audit, Person, Process, Row, next_text, socket};
use futures_util::future::join_all;
use serde_json::{Value, json};
use std::sync::Arc;
use tokio::sync::Semaphore;

const SOCKETS: usize = 1_000;
const USERS: usize = 20;
const EVENTS: usize = 500;
const ROUNDS: usize = 3;
const EMOJI: [&str; 5] = ["👍", "🎉", "🚀", "🍕", "😀"];

const FEED: &str = "subscription { roomEvents { __typename ... on RoomEvent { roomId seq occurredAt clientMutationId
    actor { id username displayName } message { id seq body updatedSeq reactions { emoji count viewerReacted } } } } }";

#[derive(Clone, Copy)]
enum Deed {
    Edit,
    React,
}

fn main() {
    common::run(async {
        let mut audit = Audit::default();
        let (mut edits, mut reactions) = (Vec::new(), Vec::new());
        for _ in 0..ROUNDS {
            edits.push(cost(Deed::Edit, &mut audit).await);
            reactions.push(cost(Deed::React, &mut audit).await);
        }
        let (edit, reaction) = (median(edits), median(reactions));
        let micros = |seconds: f64| format!("{:.1} µs of CPU", seconds * 1e6);
        let ratio = reaction / edit;
        let row = Row {
            bench: "a reaction delivered",
            measured: micros(reaction),
            against: micros(edit),
            ratio,
            reach: "≤ 1.3 × an edit",
            reached: ratio <= 1.3,
        };
        (vec![row], audit)
    });
}

fn median(mut figures: Vec<f64>) -> f64 {
    figures.sort_by(f64::total_cmp);
    figures[figures.len() / 2]
}

/// Seconds of server CPU per delivery.
async fn cost(deed: Deed, audit: &mut Audit) -> f64 {
    let server = Process::spark();
    let mut people = Vec::new();
    for n in 0..USERS {
        people.push(Person::register(&server, &format!("reader{n}")).await);
    }
    let writer = Person::register(&server, "writer").await;
    let ids: Vec<_> = people.iter().map(|person| person.id.clone()).collect();
    let room = writer.room("Square", &ids).await;
    let send = "mutation($i: SendMessageInput!) { sendMessage(input: $i) { message { id } } }";
    let input = json!({"i": {"roomId": room, "body": "hello", "clientMutationId": "hello"}});
    let message = writer.ask(send, input).await["sendMessage"]["message"]["id"].clone();
    let mut sockets = Vec::with_capacity(SOCKETS);
    for n in 0..SOCKETS {
        sockets.push(socket(&server.url, &people[n % USERS].token, &[FEED]).await);
    }
    let before = server.cpu_seconds();
    let arrived = Arc::new(Semaphore::new(0));
    let readers = sockets.into_iter().map(|mut socket| {
        let arrived = arrived.clone();
        tokio::spawn(async move {
            let mut heard = Vec::with_capacity(EVENTS);
            while heard.len() < EVENTS {
                let event: Value = serde_json::from_str(&next_text(&mut socket).await).unwrap();
                heard.push(event["payload"]["data"]["roomEvents"]["seq"].as_i64().unwrap());
                arrived.add_permits(1);
            }
            heard
        })
    });
    let readers: Vec<_> = readers.collect();
    let mut done = Vec::with_capacity(EVENTS);
    for n in 0..EVENTS {
        done.push(match deed {
            Deed::Edit => edit(&writer, &message, n).await,
            Deed::React => react(&people[n % USERS], &message, n).await,
        });
        arrived.acquire_many(u32::try_from(SOCKETS).unwrap()).await.unwrap().forget();
    }
    for reader in join_all(readers).await {
        audit.add(Audit::of(&done, &reader.unwrap()));
    }
    (server.cpu_seconds() - before) / (SOCKETS * EVENTS) as f64
}

async fn edit(writer: &Person, message: &Value, n: usize) -> i64 {
    let query = "mutation($i: EditMessageInput!) { editMessage(input: $i) { seq } }";
    let body = format!("message {n}: as long as people write when they have a little more to say");
    let input = json!({"i": {"messageId": message, "body": body}});
    writer.ask(query, input).await["editMessage"]["seq"].as_i64().unwrap()
}

/// Everybody gives the first emoji, one after the other, then the next; then all are taken back in the same order.
async fn react(person: &Person, message: &Value, n: usize) -> i64 {
    let round = n / USERS;
    let emoji = EMOJI[round % EMOJI.len()];
    let mutation = if (round / EMOJI.len()).is_multiple_of(2) { "add" } else { "remove" };
    let name = mutation[..1].to_uppercase() + &mutation[1..];
    let query = format!("mutation($i: {name}ReactionInput!) {{ {mutation}Reaction(input: $i) {{ seq }} }}");
    let input = json!({"i": {"messageId": message, "emoji": emoji}});
    person.ask(&query, input).await[format!("{mutation}Reaction")]["seq"].as_i64().unwrap()
}
