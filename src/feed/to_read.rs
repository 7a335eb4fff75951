//! What a repair is still to read of a room, decided from what its topic knows and what the log has.

use crate::ids::Seq;

/// How many events are read at once.
const PAGE: Seq = 500;

/// What of a room is still to be read.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ToRead {
    /// The numbers that may have been committed unpublished, if any: they are read whether or not anybody listens to the room.
    unconfirmed: Option<(Seq, Seq)>,
}

impl ToRead {
    pub fn new(unconfirmed: Option<(Seq, Seq)>) -> Self {
        Self { unconfirmed }
    }

    /// From where on. `known` is the number that the room's topic misses: none when nobody listens to it yet.
    pub fn from(&self, known: Option<Seq>) -> Option<Seq> {
        known.or(self.unconfirmed.map(|(from, _)| from))
    }

    /// The next page, up to the log's newest number.
    pub fn page(&self, known: Option<Seq>, latest: Seq) -> Option<(Seq, Seq)> {
        let from = self.from(known).filter(|from| *from <= latest)?;
        let last = match (known, self.unconfirmed) {
            (None, Some((_, to))) => to.min(latest),
            _ => latest,
        };
        Some((from, last.min(from + PAGE - 1)))
    }

    /// Departures before this number are looked at, so that nobody is told what came after theirs. By the newest event those who leave
    /// hear that they do. But where nobody listens any more, they may have heard it: then nothing of their stay is told again.
    pub fn departures_before(known: Option<Seq>, latest: Seq) -> Seq {
        known.map_or(latest + 1, |_| latest)
    }

    /// A page was handed to the hub, after which the topic misses `known`. Whether there may be more.
    pub fn took(&mut self, (from, to): (Seq, Seq), known: Option<Seq>) -> bool {
        self.unconfirmed = self.unconfirmed.map(|(_, last)| (to + 1, last)).filter(|(first, last)| first <= last);
        known > Some(from) || self.unconfirmed.is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_somebody_misses_is_read_to_the_end_and_what_nobody_hears_as_far_as_it_is_unknown() {
        assert_eq!(ToRead::new(None).page(None, 9), None);
        assert_eq!(ToRead::new(None).page(Some(4), 9), Some((4, 9)));
        assert_eq!(ToRead::new(None).page(Some(10), 9), None);
        assert_eq!(ToRead::new(Some((3, 5))).page(None, 9), Some((3, 5)));
        assert_eq!(ToRead::new(Some((3, 5))).page(None, 4), Some((3, 4)));
        assert_eq!(ToRead::new(Some((3, 5))).page(Some(7), 9), Some((7, 9)));
        assert_eq!(ToRead::new(None).page(Some(4), 1_000), Some((4, 503)));
    }

    #[test]
    fn there_may_be_more_while_a_page_brings_something() {
        let mut unknown = ToRead::new(Some((3, 900)));
        assert_eq!((unknown.took((3, 502), None), unknown.from(None)), (true, Some(503)));
        assert!(!unknown.took((503, 900), None));
        assert!(ToRead::new(None).took((4, 9), Some(10)) && !ToRead::new(None).took((4, 9), Some(4)));
    }
}
