//! Stories, through the public doors only: each runs a server of its own, on SQLite and on PostgreSQL.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test that can't go on fails")]

mod harness;

mod accounts;
mod announcements;
mod architecture;
mod command;
mod costs;
mod documents;
mod failures;
mod feeds;
mod history;
mod lane;
mod login_sync;
mod messages;
mod presence;
mod privacy;
mod rooms;
mod schema;
mod sockets;
mod survival;
