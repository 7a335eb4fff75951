//! What one listens to on this node, a topic a file: which mailboxes stand in it, and which events reach them. A topic does not know
//! the hub, which holds the topics and their locks.

pub mod active;
pub mod global;
pub mod room;
pub mod user;
mod watcher;
