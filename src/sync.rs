//! The one kind of lock around small state: held for a few steps, and never across an await (`clippy.toml` bans the other). Where a
//! task has to wait while it holds something, it is `tokio::sync`'s.
//!
//! Who panics while they hold it leaves the state as it is, and the next one goes on with that. So a change that is under way must not
//! be able to panic half-way, or must be one that its readers can bear; where that is not plain, it stands at the lock.

pub use parking_lot::{Mutex, MutexGuard};
