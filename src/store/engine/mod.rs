//! The two engines under one roof: addresses, connections, transactions, and how one text runs on either.

pub(in crate::store) mod asking;
pub(in crate::store) mod error;
pub(in crate::store) mod fate;
pub(in crate::store) mod file;
pub(in crate::store) mod health;
pub(in crate::store) mod open;
pub(in crate::store) mod postgres_readers;
pub(in crate::store) mod server_lock;
pub(in crate::store) mod silence;
pub(in crate::store) mod snapshot;
pub(in crate::store) mod sql;
pub(in crate::store) mod sqlite_readers;
pub(in crate::store) mod tx;
mod wait;
