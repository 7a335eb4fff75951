//! The one kind of lock around small state: held for a few steps, and never across an await (`clippy.toml` bans the other). Where a
//! task has to wait while it holds something, it is `tokio::sync`'s.
//!
//! Who panics while they hold it leaves the state as it is, and the next one goes on with that. So a change that is under way must not
//! be able to panic half-way, or must be one that its readers can bear; where that is not plain, it stands at the lock.
//!
//! Under the cfg `spark_loom` it is loom's, with its atomics: then the stories named `loom` try every order in which two threads can
//! come (`make loom`), and nothing else runs.

#[cfg(spark_loom)]
pub use by_loom::{Mutex, MutexGuard};
#[cfg(spark_loom)]
pub use loom::sync::atomic;
#[cfg(not(spark_loom))]
pub use parking_lot::{Mutex, MutexGuard};
#[cfg(not(spark_loom))]
pub use std::sync::atomic;

/// Loom's lock, with the face of the other.
#[cfg(spark_loom)]
mod by_loom {
    pub use loom::sync::MutexGuard;
    use std::sync::PoisonError;

    /// A mutex that loom knows of.
    #[derive(Debug, Default)]
    pub struct Mutex<T>(loom::sync::Mutex<T>);

    impl<T> Mutex<T> {
        /// A mutex around this.
        pub fn new(inner: T) -> Self {
            Self(loom::sync::Mutex::new(inner))
        }

        /// Waits for it.
        pub fn lock(&self) -> MutexGuard<'_, T> {
            self.0.lock().unwrap_or_else(PoisonError::into_inner)
        }

        /// Nobody else has it.
        pub fn get_mut(&mut self) -> &mut T {
            self.0.get_mut().unwrap_or_else(PoisonError::into_inner)
        }
    }
}
