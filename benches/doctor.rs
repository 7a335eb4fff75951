//! `spark doctor` on a sound database of a million messages, against SQLite's own look at its pages and indices, which is a part
//! of it and goes on beside the rest.

#![allow(clippy::unwrap_used, reason = "a bench that can't go on fails")]

mod common;

use common::{Audit, Row};
use sqlx::{Connection, SqliteConnection};
use std::{process::Command, time::Instant};

fn main() {
    common::run(async {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite://{}/spark.db", folder.path().display());
        let spark = |command: &str| {
            let done =
                Command::new(env!("CARGO_BIN_EXE_spark")).args([command, "--database-url", &url]).output().unwrap();
            assert!(done.status.success(), "{done:?}");
        };
        spark("migrate");
        let mut conn = SqliteConnection::connect(&url).await.unwrap();
        sqlx::raw_sql(include_str!("doctor.sql")).execute(&mut conn).await.unwrap();
        // They get their places and words.
        spark("migrate");
        let begun = Instant::now();
        let found: String = sqlx::query_scalar("PRAGMA integrity_check").fetch_one(&mut conn).await.unwrap();
        let pages = begun.elapsed().as_secs_f64();
        assert_eq!(found, "ok");
        conn.close().await.unwrap();
        let begun = Instant::now();
        spark("doctor");
        let all = begun.elapsed().as_secs_f64();
        let row = Row {
            bench: "`spark doctor`, a million messages",
            measured: format!("{all:.1} s"),
            against: format!("{pages:.1} s integrity_check"),
            ratio: all / pages,
            reach: "≤ 10 s",
            reached: all <= 10.0,
        };
        (vec![row], Audit::default())
    });
}
