//! Who was here before: for a month, and of as many as fit. Nothing of it is stored, so a start begins anew.

use super::callers::{MAX_CALLERS, make_room};
use crate::clock::Moment;
use crate::sync::{Mutex, MutexGuard};
use std::{collections::HashMap, hash::Hash, time::Duration};

/// As long as a session that is not used.
const KNOWN_FOR: Duration = Duration::from_secs(30 * 24 * 3600);

/// Who was here, and when last.
pub(super) struct SeenBefore<K> {
    /// A mutex: held for a look.
    seen: Mutex<HashMap<K, Moment>>,
}

impl<K> Default for SeenBefore<K> {
    fn default() -> Self {
        Self { seen: Mutex::default() }
    }
}

impl<K: Hash + Eq> SeenBefore<K> {
    /// Whether it was here within a month.
    pub fn has(&self, key: &K, now: Moment) -> bool {
        self.seen().get(key).is_some_and(|at| now.since(*at) < KNOWN_FOR)
    }

    /// Notes that it is here.
    pub fn note(&self, key: K, now: Moment) {
        let mut seen = self.seen();
        if seen.len() >= MAX_CALLERS && !seen.contains_key(&key) {
            make_room(&mut seen, |at| now.since(*at) < KNOWN_FOR);
        }
        seen.insert(key, now);
    }

    fn seen(&self) -> MutexGuard<'_, HashMap<K, Moment>> {
        self.seen.lock()
    }

    #[cfg(test)]
    pub fn len(&self) -> usize {
        self.seen().len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn where_there_is_no_room_who_was_long_away_is_forgotten_first() {
        let (seen, then) = (SeenBefore::default(), Moment(0));
        let later = then + KNOWN_FOR;
        for key in 0..MAX_CALLERS {
            seen.note(key, if key < 10 { then } else { later });
        }
        assert!(seen.has(&10, later) && !seen.has(&9, later), "a month");
        seen.note(0, later);
        assert_eq!(seen.len(), MAX_CALLERS, "who is known takes no room");
        seen.note(MAX_CALLERS, later);
        // Nine go, and so many more that it is not gone through again soon.
        assert_eq!(seen.len(), MAX_CALLERS / 4 * 3 + 1);
        assert!((1..10).all(|key| !seen.has(&key, later)) && seen.has(&MAX_CALLERS, later));
    }
}
