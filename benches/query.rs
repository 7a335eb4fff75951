//! A small query, `{ viewer { id } }`, over HTTP: the server's CPU for each, against the same request without a document, which
//! is refused before the gate. What lies between is reading, judging and executing.

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
        let (query, none) = (json!({"query": "{ viewer { id } }"}), json!({"query": 3}));
        // The first round warms it up.
        let mut measured = Vec::new();
        for _ in 0..=ROUNDS {
            measured.push((cost(&server, &person, &query, 200).await, cost(&server, &person, &none, 400).await));
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
            against: format!("{floor:.0} µs refused unread"),
            ratio: small / floor,
            reach: "≤ 3 × the floor",
            reached: small / floor <= 3.0,
        };
        (vec![row], Audit::default())
    });
}

/// Microseconds of the server's CPU for one request.
async fn cost(server: &Process, person: &Person, body: &Value, status: u16) -> f64 {
    let before = server.cpu_seconds();
    let tasks = (0..CONNECTIONS).map(|_| {
        let (http, url, token, body) = (reqwest::Client::new(), person.url.clone(), person.token.clone(), body.clone());
        tokio::spawn(async move {
            for _ in 0..REQUESTS {
                let request = http.post(format!("{url}/graphql")).bearer_auth(&token).json(&body);
                let response = request.send().await.unwrap();
                assert_eq!(response.status().as_u16(), status);
                response.bytes().await.unwrap();
            }
        })
    });
    for task in join_all(tasks).await {
        task.unwrap();
    }
    (server.cpu_seconds() - before) * 1e6 / f64::from(CONNECTIONS * REQUESTS)
}
