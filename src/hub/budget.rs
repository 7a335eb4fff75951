//! What may wait for a socket.

use crate::sync::atomic::{AtomicUsize, Ordering};
use prometheus_client::metrics::counter::Counter;
use tokio::sync::Notify;

/// The most events that wait for a socket.
pub const MAX_EVENTS: usize = 256;
/// The most bytes that wait for a socket.
pub const MAX_BYTES: usize = 1 << 20;

/// What all subscriptions of a socket may hold together.
#[derive(Default, Debug)]
pub struct Budget {
    events: AtomicUsize,
    bytes: AtomicUsize,
    too_slow: Notify,
    /// Counts the events that found no place.
    dropped: Counter,
}

impl Budget {
    /// A budget that counts in `dropped` what finds no place.
    pub fn new(dropped: Counter) -> Self {
        Self { dropped, ..Self::default() }
    }

    /// Takes a place for an event of so many bytes. Without one, counts it as dropped.
    pub(in crate::hub) fn take(&self, weight: usize) -> bool {
        let events = self.events.fetch_add(1, Ordering::Relaxed);
        let bytes = self.bytes.fetch_add(weight, Ordering::Relaxed);
        if events < MAX_EVENTS && bytes + weight <= MAX_BYTES {
            return true;
        }
        self.give(weight);
        self.drop_event();
        false
    }

    /// Gives the place of an event back.
    pub(in crate::hub) fn give(&self, weight: usize) {
        self.events.fetch_sub(1, Ordering::Relaxed);
        self.bytes.fetch_sub(weight, Ordering::Relaxed);
    }

    /// Counts an event that its reader does not get.
    pub(in crate::hub) fn drop_event(&self) {
        self.dropped.inc();
    }

    /// Has the socket closed.
    pub(in crate::hub) fn cut_off(&self) {
        self.too_slow.notify_one();
    }

    /// Waits until a global event finds no place: the socket is then to be closed with 1013.
    pub async fn too_slow(&self) {
        self.too_slow.notified().await;
    }

    /// Whether nothing is taken.
    #[cfg(test)]
    pub(in crate::hub) fn is_empty(&self) -> bool {
        (self.events.load(Ordering::Relaxed), self.bytes.load(Ordering::Relaxed)) == (0, 0)
    }
}
