//! How long connections are waited for, whatever they speak.

use std::time::Duration;

/// A connection of which nothing was heard for so long is dead.
pub(super) const DEAD_AFTER: Duration = Duration::from_secs(25);
/// How long the last messages of a connection may take, and then its close.
pub(super) const LAST_WORDS: Duration = Duration::from_secs(5);
/// Over how long the sockets are closed when the server stops, so that their clients do not all return at once.
pub(super) const CLOSE_OVER: Duration = Duration::from_secs(5);
