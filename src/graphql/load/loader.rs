//! What is known of one kind of things, and what is asked for: whoever comes back first fetches for all.

use crate::{
    graphql::load::source::Source,
    sync::{Mutex, MutexGuard},
};
use std::collections::{HashMap, HashSet};

/// What is known of one kind of things, and what is asked for.
pub struct Loader<K: Source> {
    /// A mutex: held to note or to look up, never across an await.
    state: Mutex<LoaderState<K>>,
    /// Held while fetching, so that of those who ask together one does it.
    pub(super) turn: tokio::sync::Mutex<()>,
}

struct LoaderState<K: Source> {
    known: HashMap<K, Option<K::Value>>,
    wanted: HashSet<K>,
}

impl<K: Source> Default for Loader<K> {
    fn default() -> Self {
        let state = LoaderState { known: HashMap::new(), wanted: HashSet::new() };
        Self { state: Mutex::new(state), turn: tokio::sync::Mutex::default() }
    }
}

impl<K: Source> Loader<K> {
    fn state(&self) -> MutexGuard<'_, LoaderState<K>> {
        self.state.lock()
    }

    #[expect(clippy::option_option, reason = "not known yet, known to be nothing, known")]
    pub(super) fn known(&self, key: K) -> Option<Option<K::Value>> {
        self.state().known.get(&key).cloned()
    }

    /// Notes that a key is asked for.
    pub(super) fn want(&self, key: K) {
        self.state().wanted.insert(key);
    }

    /// All keys that are asked for. Long lists are polled in portions, and what was read just now leads to more keys:
    /// whoever fetches waits until nobody comes any more.
    pub(super) async fn gather(&self, key: K) -> HashSet<K> {
        let mut noted = 0;
        loop {
            let wanted = self.state().wanted.len();
            if wanted == noted {
                break;
            }
            noted = wanted;
            tokio::task::yield_now().await;
        }
        let mut keys = std::mem::take(&mut self.state().wanted);
        keys.insert(key);
        keys
    }

    /// Takes what there is of the keys; of the others it is known that there is nothing.
    pub(super) fn fill(&self, keys: HashSet<K>, found: Vec<(K, K::Value)>) {
        let mut state = self.state();
        state.known.extend(keys.into_iter().map(|key| (key, None)));
        state.known.extend(found.into_iter().map(|(key, value)| (key, Some(value))));
    }

    pub(super) fn learn(&self, key: K, value: K::Value) {
        self.state().known.insert(key, Some(value));
    }
}
