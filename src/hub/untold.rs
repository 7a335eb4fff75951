//! What is committed in a room, held against what its listeners here were told: what became of an event is seen without the next one.

use crate::{
    hub::Hub,
    ids::{RoomId, Seq},
};

/// Rooms whose listeners lack something that is committed.
#[derive(Debug, PartialEq, Eq)]
pub struct Untold {
    /// With a number that they lack. They are to be repaired.
    pub rooms: Vec<(RoomId, Seq)>,
    /// In how many of them that was not known before.
    pub found: usize,
}

/// Whether the listeners of a room lack a number that is committed in it. `next` is the one that they are to hear next: none when
/// nobody listens, or when they have heard nothing so far and are still to be brought up to what is there.
pub(in crate::hub) fn is_untold(committed: Seq, next: Option<Seq>) -> bool {
    next.is_some_and(|next| next <= committed)
}

impl Hub {
    /// Has rooms repaired in which these numbers were committed a while ago and still are not published.
    pub fn find_untold(&self, committed: impl IntoIterator<Item = (RoomId, Seq)>) -> Untold {
        let is_untold = |(room, seq): &(RoomId, Seq)| is_untold(*seq, self.next_seq(*room));
        let rooms: Vec<_> = committed.into_iter().filter(is_untold).collect();
        let found = rooms.iter().filter(|(room, _)| self.repairs.note(*room)).count();
        Untold { rooms, found }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_listens_lacks_what_is_committed_from_the_next_number_on() {
        assert!(is_untold(7, Some(7)) && is_untold(7, Some(3)));
        assert!(!is_untold(7, Some(8)) && !is_untold(7, None));
    }
}
