//! Spark: a messaging server that decides everything itself, so that a front end only shows and asks.
//!
//! A mutation goes down once and its events come up once:
//! `transport → graphql → actions → store`, and from the commit `hub → feed → graphql → transport`.
//!
//! - `domain` is data and rules, which ask nobody.
//! - `store` has the only SQL, on two engines; while it is served, everything that changes goes through `Store::write` and
//!   `Store::write_in_batch`.
//! - `files` is where the bytes of files lie, `pictures` what they are.
//! - `actions` are what people do, one transaction each.
//! - `hub` and `feed` bring what was committed to whom it concerns, in order and without a hole.
//! - `presence` knows from the connections who is there.
//! - `graphql` is the API, `transport` its protocols.
//!
//! ARCHITECTURE.md has the invariants and two walkthroughs.

#![warn(missing_docs)]

pub mod actions;
pub mod clock;
pub mod command;
#[expect(missing_docs, reason = "what is written of a flag is a part of `--help`")]
pub mod config;
pub mod domain;
pub mod feed;
pub mod files;
pub mod graphql;
pub mod hub;
pub mod ids;
pub mod json;
pub mod metrics;
#[cfg(test)]
mod model;
pub mod pictures;
pub mod presence;
mod server;
pub mod store;
mod supervision;
pub mod sync;
pub mod tasks;
#[cfg(test)]
mod testing;
pub mod transport;

pub use server::{Server, files as open_files, seed};
