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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn room_is_made_by_who_need_not_be_kept_and_then_by_anybody() {
        let mut map: HashMap<usize, bool> = (0..MAX_CALLERS).map(|n| (n, n % 2 == 0)).collect();
        make_room(&mut map, |is_kept| *is_kept);
        assert!(map.len() == MAX_CALLERS / 2 && map.values().all(|is_kept| *is_kept));
        let mut map: HashMap<usize, bool> = (0..MAX_CALLERS).map(|n| (n, true)).collect();
        make_room(&mut map, |is_kept| *is_kept);
        assert_eq!(map.len(), MAX_CALLERS / 4 * 3);
    }
}
