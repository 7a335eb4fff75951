//! 64 connections send to 100 rooms, each acknowledged after its commit, SQLite with `synchronous=FULL`; against the same
//! requests to a mutation that does nothing (a body that is refused before anything is read). And a room of 10 members
//! against one of 10,000.

#![allow(
    clippy::unwrap_used,
    clippy::cast_precision_loss,
    reason = "a bench that can't go on fails; figures are rough"
)]

mod common;

use common::{Audit, Person, Process, Row, rate};
use sqlx::{AssertSqlSafe, Connection, SqliteConnection};
use std::time::Duration;

const ROOMS: usize = 100;
const LASTS: Duration = Duration::from_secs(8);

fn main() {
    common::run(async {
        let server = Process::spark();
        let person = Person::register(&server, "writer").await;
        let mut rooms = Vec::new();
        for n in 0..ROOMS {
            rooms.push(person.room(&format!("Room {n}"), &[]).await);
        }
        let floor = rate(&person, &rooms, "", "floor", LASTS).await.0;
        let (sends, acknowledged) = rate(&person, &rooms, "hello, a message of the usual length", "send", LASTS).await;
        let audit = stored(&server, acknowledged).await;
        let small = grown(&server, &person, "small", 10).await;
        let large = grown(&server, &person, "large", 10_000).await;
        let few = rate(&person, &[small], "hello", "small", LASTS).await.0;
        let many = rate(&person, &[large], "hello", "large", LASTS).await.0;
        let row = |bench, measured: f64, against: f64, reach, least: f64| {
            let rate = |rate: f64| format!("{rate:.0} a second");
            let ratio = measured / against;
            Row { bench, measured: rate(measured), against: rate(against), ratio, reach, reached: ratio >= least }
        };
        let rows = vec![
            row("sends to 100 rooms", sends, floor, "≥ 0.5 × the floor", 0.5),
            row("sends to a room of 10,000", many, few, "≥ 0.9 × a room of 10", 0.9),
        ];
        (rows, audit)
    });
}

/// Whether what was acknowledged is there, once, with numbers without a hole.
async fn stored(server: &Process, acknowledged: usize) -> Audit {
    let mut conn = SqliteConnection::connect(&server.database()).await.unwrap();
    let texts: i64 =
        sqlx::query_scalar("SELECT count(*) FROM messages WHERE system IS NULL").fetch_one(&mut conn).await.unwrap();
    let holes: i64 = sqlx::query_scalar(
        "SELECT count(*) FROM rooms r WHERE r.latest_seq <> (SELECT count(*) FROM messages m WHERE m.room_id = r.id)",
    )
    .fetch_one(&mut conn)
    .await
    .unwrap();
    let texts = usize::try_from(texts).unwrap();
    Audit {
        lost: acknowledged.saturating_sub(texts),
        doubled: texts.saturating_sub(acknowledged),
        out_of_order: usize::try_from(holes).unwrap(),
    }
}

/// A room whose further members are written by SQL: registering them would take minutes.
async fn grown(server: &Process, person: &Person, name: &str, members: u32) -> String {
    let room = person.room(name, &[]).await;
    let key = room.parse::<spark::ids::RoomId>().unwrap().0;
    let first = u64::from(members) * 1_000_000;
    let sql = format!(
        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {members})
         INSERT INTO users (id, username, username_key, display_name, display_key, role, password_hash, locale, time_zone,
           do_not_disturb, created_at)
         SELECT {first} + i, '{name}' || i, '{name}' || i, '{name}', '{name}', 'MEMBER', '', 'en', 'UTC', 0, 0 FROM n;
         WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {members})
         INSERT INTO memberships (room_id, user_id, role, joined_at, joined_seq, last_read_seq, read_count,
           notification_mode, is_pinned)
         SELECT {key}, {first} + i, 'MEMBER', 0, 1000000000 + i, 0, 0, 'ALL', 0 FROM n;
         UPDATE rooms SET member_count = member_count + {members} WHERE id = {key}"
    );
    let mut conn = SqliteConnection::connect(&server.database()).await.unwrap();
    sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut conn).await.unwrap();
    room
}
