//! Stories, through the public doors only: each runs a server of its own, on SQLite and on PostgreSQL.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test that can't go on fails")]

mod harness;

mod accounts;
mod feeds;
mod history;
mod messages;
mod rooms;
