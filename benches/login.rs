//! `loginSync` of somebody with 500 rooms, and with 10: statements, and the time it takes.

#![allow(clippy::unwrap_used, reason = "a bench that can't go on fails")]

mod common;

use common::{Audit, Person, Process, Row, metric};
use serde_json::json;
use std::time::Instant;

const TIMES: u32 = 20;
const SELECTION: &str = "{ loginSync { serverTime totalUnread totalMentions viewer { id username displayName role }
    settings { locale timeZone doNotDisturb } announcements { id title }
    memberships { totalCount nodes { id roomId role permissions unreadCount mentionCount lastReadSeq asOfSeq
      room { id kind name topic latestSeq memberCount lastActivityAt
        lastMessage { id seq body createdAt author { id username displayName avatarUrl } } } } } } }";

fn main() {
    common::run(async {
        let server = Process::spark();
        let (few, many) = (with_rooms(&server, "few", 10).await, with_rooms(&server, "many", 500).await);
        let (few, many) = (measure(&server, &few).await, measure(&server, &many).await);
        let row = |unit, many: f64, few: f64, reach, reached| {
            let figure = |figure: f64| format!("{figure:.0} {unit}");
            let (measured, against) = (figure(many), figure(few) + " with 10");
            Row { bench: "`loginSync` of 500 rooms", measured, against, ratio: many / few, reach, reached }
        };
        let rows = vec![
            row("statements", many.0, few.0, "≤ 6, for either", many.0.max(few.0) <= 6.0),
            row("ms", many.1, few.1, "≤ 50 ms", many.1 <= 50.0),
        ];
        (rows, Audit::default())
    });
}

async fn with_rooms(server: &Process, name: &str, rooms: usize) -> Person {
    let person = Person::register(server, name).await;
    for n in 0..rooms {
        let room = person.room(&format!("Room {n}"), &[]).await;
        person.send(&room, &format!("{name}-{n}"), "the last message").await.unwrap();
    }
    person
}

/// Statements and milliseconds of one `loginSync`.
async fn measure(server: &Process, person: &Person) -> (f64, f64) {
    person.ask(SELECTION, json!({})).await;
    let before = metric(server, "spark_statements_total").await.unwrap();
    let begun = Instant::now();
    for _ in 0..TIMES {
        person.ask(SELECTION, json!({})).await;
    }
    let took = begun.elapsed().as_secs_f64() * 1_000.0 / f64::from(TIMES);
    ((metric(server, "spark_statements_total").await.unwrap() - before) / f64::from(TIMES), took)
}
