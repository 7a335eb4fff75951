//! A small query, `{ viewer { id } }`, over HTTP: the server's CPU for each, against an axum handler that runs the same
//! statements through sqlx and knows no GraphQL. What lies between is reading, judging and executing the document.

#![allow(
    clippy::unwrap_used,
    clippy::cast_precision_loss,
    reason = "a bench that can't go on fails; figures are rough"
)]

mod common;

use common::{Audit, Person, Process, Row};
use futures_util::future::join_all;
use serde_json::{Value, json};

const CONNECTIONS: u32 = 8;
const REQUESTS: u32 = 3_000;
const ROUNDS: usize = 3;

fn main() {
    common::run(async {
        let server = Process::spark();
        let person = Person::register(&server, "reader").await;
        let least = Process::floor_on(&server.database());
        // The first round warms both up.
        let mut measured = Vec::new();
        for _ in 0..=ROUNDS {
            let spark = cost(&server, &person, "graphql").await;
            measured.push((spark, cost(&least, &person, "viewer").await));
        }
        let median = |figure: fn(&(f64, f64)) -> f64| {
            let mut figures: Vec<_> = measured[1..].iter().map(figure).collect();
            figures.sort_by(f64::total_cmp);
            figures[ROUNDS / 2]
        };
        let (small, floor) = (median(|it| it.0), median(|it| it.1));
        let row = Row {
            bench: "`{ viewer { id } }`",
            measured: format!("{small:.0} µs CPU"),
            against: format!("{floor:.0} µs, its statements alone"),
            ratio: small / floor,
            reach: "≤ 1.5 × the floor",
            reached: small / floor <= 1.5,
        };
        (vec![row], Audit::default())
    });
}

/// Microseconds of the server's CPU for one request.
async fn cost(server: &Process, person: &Person, path: &str) -> f64 {
    let before = server.cpu_seconds();
    let tasks = (0..CONNECTIONS).map(|_| {
        let (http, url, token) = (reqwest::Client::new(), format!("{}/{path}", server.url), person.token.clone());
        tokio::spawn(async move {
            for _ in 0..REQUESTS {
                let request = http.post(&url).bearer_auth(&token).json(&json!({"query": "{ viewer { id } }"}));
                let answer: Value = request.send().await.unwrap().json().await.unwrap();
                assert!(answer["data"]["viewer"]["id"].is_string(), "{answer}");
            }
        })
    });
    for task in join_all(tasks).await {
        task.unwrap();
    }
    (server.cpu_seconds() - before) * 1e6 / f64::from(CONNECTIONS * REQUESTS)
}
