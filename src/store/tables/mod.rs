//! A file of functions for each table, and for what a batch reads and writes over several. `find_…` gives an `Option` or those that
//! exist, `page`/`list_…` many; `insert_…`, `update_…` and `delete_…` take a `Tx`.
//!
//! To add a table: a migration of the same name for each engine, a file here, and in the doctor what must be so of its rows.
//! CONTRIBUTING.md has every step.

pub mod announcements;
pub mod attachments;
pub mod direct;
pub mod files;
pub mod invites;
pub mod log;
pub mod memberships;
pub mod mentions;
pub mod messages;
pub mod page;
pub mod presence;
pub mod reactions;
pub mod read_positions;
pub mod requests;
pub mod rooms;
pub mod search;
pub mod secrets;
pub mod send_facts;
pub mod sends;
pub mod sessions;
pub mod standings;
pub mod users;

#[cfg(test)]
mod tests;
