//! How many are kept in mind, and what is forgotten where there are more: names and addresses are made up for nothing.

use std::collections::HashMap;

/// The most callers of a rate that are known at once: about 10 MiB.
pub const MAX_CALLERS: usize = 65_536;

/// Takes a quarter out of a map that is full, so that it is seldom gone through: first whoever needs not be kept, then anybody.
pub fn make_room<K, V>(map: &mut HashMap<K, V>, mut is_kept: impl FnMut(&mut V) -> bool) {
    map.retain(|_, value| is_kept(value));
    let mut count = 0;
    map.retain(|_, _| {
        count += 1;
        count <= MAX_CALLERS / 4 * 3
    });
}
