//! Who listens to what: a topic a file.

pub mod active;
pub mod global;
pub mod room;
pub mod user;
mod watcher;
