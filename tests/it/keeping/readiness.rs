//! `/readyz` tells whether one can write, not only that the process runs.

use super::{readiness, sends_while_it_goes, written};
use crate::harness::{
    Engine, Spark, database::Database, eventually, on_both, on_sqlite, person::fresh, process::Process,
};
use serde_json::json;
use sqlx::{Connection, PgConnection, SqliteConnection};
use std::fs;

on_sqlite! {
    a_full_disk_is_told;
    pages_that_are_none_are_told;
}

on_both! {
    a_queue_that_does_not_move_is_told;
}

async fn a_full_disk_is_told(spark: Spark) {
    let (alice, room) = written(&spark).await;
    let process = Process::serve_within(&spark.database, 3_000).await;
    assert_eq!(readiness(&process.url).await.0, 200);
    let (alice, long, mut sent) = (alice.at(&process.url), "long ".repeat(1_500), 0);
    loop {
        let input = json!({"roomId": room, "body": long, "clientMutationId": fresh()});
        let payload = alice.calls("sendMessage", input, "seq").await;
        if payload["action"] != "COMMIT" {
            assert_eq!((&payload["action"], &payload["error"]["code"]), (&json!("RETRY"), &json!("UNAVAILABLE")));
            break;
        }
        sent += 1;
        assert!(sent < 5_000, "the disk does not fill");
    }
    let (status, reason) = readiness(&process.url).await;
    assert!(status == 503 && reason.contains("cannot write"), "{status} {reason}");
    process.terminate().await;
    process.ended().await;
    // All that was acknowledged is there, once there is room.
    let process = Process::serve(&spark.database, &["--log=off"]).await;
    assert_eq!(readiness(&process.url).await.0, 200);
    let there = spark.database.number(&format!("SELECT count(*) FROM messages WHERE body = '{long}'")).await;
    assert!(there >= sent, "{there} of {sent}");
    process.terminate().await;
    assert_eq!(process.ended().await.status.code(), Some(0));
}

async fn pages_that_are_none_are_told(spark: Spark) {
    let (alice, _) = written(&spark).await;
    let process = Process::serve(&spark.database, &["--send-rate=0", "--log=off"]).await;
    let alice = alice.at(&process.url);
    // All but the first pages, which everybody has read already.
    let mut bytes = fs::read(spark.database.file()).unwrap();
    bytes[8_192..].fill(0x5a);
    fs::write(spark.database.file(), bytes).unwrap();
    eventually("a doubt", async || {
        // Somebody reads what nobody has read yet.
        alice.ask("{ users(query: \"a\", first: 5) { nodes { id } } }", json!({})).await;
        alice.ask("{ publicRooms { nodes { id } } announcements { nodes { id } } }", json!({})).await;
        alice.ask("{ loginSync { totalUnread } }", json!({})).await;
        match readiness(&process.url).await {
            (503, reason) if reason.contains("damaged") => Ok(()),
            other => Err(other),
        }
    })
    .await;
    process.terminate().await;
    process.ended().await;
}

/// Holds what every write needs.
enum Holder {
    Sqlite(SqliteConnection),
    Postgres(PgConnection),
}

impl Holder {
    async fn takes(database: &Database) -> Self {
        match database.engine {
            Engine::Sqlite => {
                let mut conn = SqliteConnection::connect(&database.url).await.unwrap();
                sqlx::query("BEGIN IMMEDIATE").execute(&mut conn).await.unwrap();
                Self::Sqlite(conn)
            }
            Engine::Postgres => {
                let mut conn = PgConnection::connect(&database.url).await.unwrap();
                let lock = "BEGIN; LOCK TABLE messages IN EXCLUSIVE MODE";
                sqlx::raw_sql(lock).execute(&mut conn).await.unwrap();
                Self::Postgres(conn)
            }
        }
    }

    async fn gives_back(self) {
        match self {
            Self::Sqlite(conn) => conn.close().await.unwrap(),
            Self::Postgres(conn) => conn.close().await.unwrap(),
        }
    }
}

async fn a_queue_that_does_not_move_is_told(spark: Spark) {
    let alice = spark.user("alice").await;
    let room = alice.creates_room("PUBLIC", "Square", &[]).await;
    let holder = Holder::takes(&spark.database).await;
    let (acknowledged, answer) = sends_while_it_goes(&alice, &room).await;
    assert!(acknowledged.is_empty() && answer.contains("UNAVAILABLE"), "{answer}");
    let (status, reason) = readiness(&spark.url).await;
    assert!(status == 503 && reason.contains("cannot write"), "{status} {reason}");
    holder.gives_back().await;
    alice.sends(&room, "it moves again").await;
    assert_eq!(readiness(&spark.url).await, (200, "ok".to_owned()));
}
