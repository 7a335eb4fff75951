//! Searching 1,000,000 messages, over HTTP, by somebody in 3 rooms and by somebody in 500: a word that eight messages have, and the
//! first page of one that every second has. And what it costs a send that it can be found: against a server whose index takes
//! words and keeps none. (What both do: each message gets its place in the order of search, and its words are cut out.)

#![allow(clippy::unwrap_used, reason = "a bench that can't go on fails")]

mod common;

use common::{Audit, Person, Process, Row, rate};
use serde_json::json;
use sqlx::{AssertSqlSafe, Connection, SqliteConnection};
use std::{
    process::Command,
    time::{Duration, Instant},
};

const SEARCHES: usize = 30;
const PAGE: usize = 50;
/// How many messages have the rare word: all in room 8.
const RARE: usize = 8;
const ROUNDS: usize = 3;
const LASTS: Duration = Duration::from_secs(4);
const BODY: &str = "Is there any soup left, or should somebody go and get some more?";

/// What an index does that keeps nothing.
const NO_INDEX: &str = "DROP TABLE search_words; CREATE VIEW search_words AS SELECT 0 AS rowid, '' AS words;
    CREATE TRIGGER keep_nothing INSTEAD OF INSERT ON search_words BEGIN SELECT 1; END";

fn main() {
    common::run(async {
        let (server, mut audit) = (filled().await, Audit::default());
        let mut found = Vec::new();
        for (name, rooms) in [("few", 3_u32), ("many", 500)] {
            let person = Person::register(&server, name).await;
            enter(&server, &person, rooms).await;
            let least = searches(&person, "{ viewer { id } }", None, &mut audit).await;
            let quince = searches(&person, &query("quince"), Some(RARE), &mut audit).await;
            let pear = searches(&person, &query("pear"), Some(PAGE), &mut audit).await;
            found.push((least, quince, pear));
        }
        let most = |figure: fn(&(f64, f64, f64)) -> f64| found.iter().map(figure).fold(0.0, f64::max);
        let (least, quince, pear) = (most(|it| it.0), most(|it| it.1), most(|it| it.2));
        let row = |bench, measured: f64, reach, most: f64| Row {
            bench,
            measured: format!("{measured:.1} ms"),
            against: format!("{least:.1} ms, `{{ viewer {{ id }} }}`"),
            ratio: measured / least,
            reach,
            reached: measured <= most,
        };
        let mut rows = vec![
            row("a rare word among 1,000,000 messages", quince, "≤ 50 ms", 50.0),
            row("a page of what every second message has", pear, "≤ 100 ms", 100.0),
        ];
        drop(server);
        let (with, without) = sends(&mut audit).await;
        let rate = |rate: f64| format!("{rate:.0} a second");
        rows.push(Row {
            bench: "sends that can be found",
            measured: rate(with),
            against: format!("{} that cannot", rate(without)),
            ratio: with / without,
            reach: "≥ 0.75 × those",
            reached: with / without >= 0.75,
        });
        (rows, audit)
    });
}

/// A server with a million messages that were there before it.
async fn filled() -> Process {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}/spark.db", folder.path().display());
    let migrate = || {
        let done =
            Command::new(env!("CARGO_BIN_EXE_spark")).args(["migrate", "--database-url", &url]).output().unwrap();
        assert!(done.status.success(), "{done:?}");
    };
    migrate();
    let mut conn = SqliteConnection::connect(&url).await.unwrap();
    sqlx::raw_sql(include_str!("search.sql")).execute(&mut conn).await.unwrap();
    conn.close().await.unwrap();
    // They get their places and words.
    migrate();
    Process::spark_in(folder)
}

/// Makes somebody a member of rooms, of which one has the rare word.
async fn enter(server: &Process, person: &Person, rooms: u32) {
    let user = person.id.parse::<spark::ids::UserId>().unwrap().0;
    let sql = format!(
        "INSERT INTO memberships (room_id, user_id, role, joined_at, joined_seq, last_read_seq, read_count,
           notification_mode, is_pinned)
         SELECT id, {user}, 'MEMBER', 0, 1000000000 + id, 0, 0, 'ALL', 0 FROM rooms WHERE id BETWEEN 7 AND 6 + {rooms}"
    );
    let mut conn = SqliteConnection::connect(&server.database()).await.unwrap();
    sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut conn).await.unwrap();
    conn.close().await.unwrap();
}

fn query(word: &str) -> String {
    format!("{{ searchMessages(query: \"{word}\") {{ nodes {{ seq body createdAt }} }} }}")
}

/// Milliseconds, the median; and whether each found as many as there are, once, the newest first.
async fn searches(person: &Person, query: &str, expected: Option<usize>, audit: &mut Audit) -> f64 {
    let mut took = Vec::new();
    for _ in 0..SEARCHES {
        let begun = Instant::now();
        let data = person.ask(query, json!({})).await;
        took.push(begun.elapsed().as_secs_f64() * 1_000.0);
        let Some(expected) = expected else { continue };
        let nodes = data["searchMessages"]["nodes"].as_array().unwrap();
        let times: Vec<_> = nodes.iter().map(|node| node["createdAt"].as_str().unwrap()).collect();
        audit.lost += expected.saturating_sub(times.len());
        audit.doubled += times.len().saturating_sub(expected);
        audit.out_of_order += times.windows(2).filter(|pair| pair[0] <= pair[1]).count();
    }
    took.sort_by(f64::total_cmp);
    took[SEARCHES / 2]
}

/// Sends a second to a server that keeps their words, and to one that does not: medians of rounds in turn.
async fn sends(audit: &mut Audit) -> (f64, f64) {
    let mut servers = Vec::new();
    for keeps in [true, false] {
        let server = Process::spark();
        if !keeps {
            let mut conn = SqliteConnection::connect(&server.database()).await.unwrap();
            sqlx::raw_sql(NO_INDEX).execute(&mut conn).await.unwrap();
            conn.close().await.unwrap();
        }
        let person = Person::register(&server, "writer").await;
        let mut rooms = Vec::new();
        for n in 0..100 {
            rooms.push(person.room(&format!("Room {n}"), &[]).await);
        }
        servers.push((server, person, rooms, Vec::new(), 0));
    }
    for round in 0..ROUNDS {
        for (_, person, rooms, rates, acknowledged) in &mut servers {
            let (rate, commits) = rate(person, rooms, BODY, &format!("round{round}"), LASTS).await;
            rates.push(rate);
            *acknowledged += commits;
        }
    }
    let mut medians = servers.iter_mut().map(|(.., rates, _)| {
        rates.sort_by(f64::total_cmp);
        rates[ROUNDS / 2]
    });
    let (with, without) = (medians.next().unwrap(), medians.next().unwrap());
    drop(medians);
    let (server, .., acknowledged) = &servers[0];
    let mut conn = SqliteConnection::connect(&server.database()).await.unwrap();
    let found: i64 = sqlx::query_scalar("SELECT count(*) FROM search_words WHERE search_words MATCH 'wsoup AND wleft'")
        .fetch_one(&mut conn)
        .await
        .unwrap();
    let found = usize::try_from(found).unwrap();
    audit.lost += acknowledged.saturating_sub(found);
    audit.doubled += found.saturating_sub(*acknowledged);
    (with, without)
}
