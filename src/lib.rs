//! Spark: a messaging server that decides everything itself.
pub mod actions;
pub mod clock;
pub mod domain;
pub mod feed;
pub mod graphql;
pub mod hub;
pub mod ids;
pub mod store;
