//! Stories, through the public doors only: each runs a server of its own, on SQLite and on PostgreSQL.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test that can't go on fails")]

mod harness;

mod accounts;
mod active;
mod announcements;
mod architecture;
mod changes;
mod command;
mod costs;
mod directs;
mod documents;
mod drill;
mod failures;
mod feeds;
mod finding;
mod gate;
mod hidden;
mod history;
mod http;
mod instants;
mod invites;
mod json;
mod keeping;
mod large;
mod login_sync;
mod logs;
mod members;
mod messages;
mod notices;
mod order;
mod origins;
mod paging;
mod presence;
mod privacy;
mod profiles;
mod queue;
mod races;
mod rates;
mod registering;
mod rendering;
mod restores;
mod roles;
mod rooms;
mod schema;
mod sockets;
mod storms;
mod streams;
mod surface;
mod survival;
mod typed;
mod unseen;
mod waiting;
