//! What the write queues know of what they have written of late: of each room the newest number. Held against what was published, it shows
//! what nobody was told of, without a further event and without asking the database.
//!
//! A number is given out once it has stood here from one look to the next: by then whoever publishes it is done. What it holds is bounded
//! by the rooms that are written to between three looks, and by `MOST`.

use crate::{
    domain::event::Event,
    ids::{RoomId, Seq},
    metrics::Metrics,
    sync::Mutex,
};
use std::collections::HashMap;

/// How many rooms are known since the last look: more than one machine writes to in that time. Of what comes beyond, the publishing alone
/// knows.
const MOST: usize = 65_536;
/// How many events are kept that the publisher could not even note.
const MOST_UNNOTED: usize = 4_096;

/// What was written of late.
pub struct Written {
    metrics: Metrics,
    /// A mutex: held to note or to copy, never across an await.
    state: Mutex<WrittenState>,
}

#[derive(Default)]
struct WrittenState {
    /// Since the last look.
    young: HashMap<RoomId, Seq>,
    /// From before it.
    ripe: HashMap<RoomId, Seq>,
    /// Which may have been committed, are not published, and are not noted by the publisher either.
    unnoted: Vec<Event>,
}

impl Written {
    pub(in crate::store) fn new(metrics: Metrics) -> Self {
        Self { metrics, state: Mutex::default() }
    }

    /// These are committed, and will now be published.
    pub(in crate::store) fn note(&self, events: &[Event]) {
        let mut state = self.state.lock();
        for event in events {
            if let Event::Room(event) = event {
                state.note(event.room_id(), event.seq);
            }
        }
    }

    /// The publisher could not note that these may have been committed.
    pub(in crate::store) fn keep_unnoted(&self, events: &[Event]) {
        let mut state = self.state.lock();
        let free = MOST_UNNOTED.saturating_sub(state.unnoted.len());
        state.unnoted.extend(events.iter().take(free).cloned());
    }

    /// What is to be looked at: rooms with a number that was committed in them.
    pub fn ripe(&self) -> Vec<(RoomId, Seq)> {
        self.state.lock().ripe.iter().map(|(room, seq)| (*room, *seq)).collect()
    }

    /// What may have been committed and the publisher is still to note.
    pub fn unnoted(&self) -> Vec<Event> {
        self.state.lock().unnoted.clone()
    }

    /// So many of these are noted now.
    pub fn noted(&self, count: usize) {
        self.state.lock().unnoted.drain(..count);
    }

    /// It was looked at: so many rooms were found of which that was not known, and these are to be looked at again.
    pub fn looked(&self, found: usize, again: &[(RoomId, Seq)]) {
        self.metrics.untold_rooms.inc_by(found as u64);
        let mut state = self.state.lock();
        state.ripe = std::mem::take(&mut state.young);
        for (room, seq) in again {
            let known = state.ripe.entry(*room).or_default();
            *known = (*seq).max(*known);
        }
    }
}

impl WrittenState {
    fn note(&mut self, room: RoomId, seq: Seq) {
        if self.young.len() < MOST || self.young.contains_key(&room) {
            // What is found to be committed late is older than what others committed in the room since.
            let known = self.young.entry(room).or_default();
            *known = seq.max(*known);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{ANN, Log, ROOM};

    #[test]
    fn a_number_is_looked_at_once_it_has_stood_from_one_look_to_the_next() {
        let written = Written::new(Metrics::new());
        for seq in [7, 9, 8] {
            written.state.lock().note(RoomId(1), seq);
        }
        assert_eq!(written.ripe(), []);
        written.looked(0, &[]);
        written.state.lock().note(RoomId(1), 10);
        assert_eq!(written.ripe(), [(RoomId(1), 9)]);
        assert_eq!(written.ripe(), [(RoomId(1), 9)], "who did not come to look looks again");
        written.looked(1, &[(RoomId(1), 9)]);
        assert_eq!(written.ripe(), [(RoomId(1), 10)]);
        written.looked(0, &[(RoomId(1), 10)]);
        assert_eq!(written.ripe(), [(RoomId(1), 10)], "until it was told");
        written.looked(0, &[]);
        assert_eq!(written.ripe(), []);
        assert!(written.metrics.to_text().contains("spark_untold_rooms_total 1"));
    }

    #[test]
    fn what_could_not_be_noted_is_there_until_it_is() {
        let written = Written::new(Metrics::new());
        let mut log = Log::of(ROOM, []);
        let events: Vec<_> = (0..5_000).map(|_| Event::Room(log.says(ANN, ""))).collect();
        written.keep_unnoted(&events[..2]);
        let numbers = || written.unnoted().iter().map(number).collect::<Vec<_>>();
        assert_eq!(numbers(), [1, 2]);
        written.noted(1);
        written.keep_unnoted(&events[2..3]);
        assert_eq!(numbers(), [2, 3], "in their order");
        written.noted(2);
        assert_eq!(numbers(), [0; 0]);
        written.keep_unnoted(&events);
        assert_eq!(numbers().len(), MOST_UNNOTED);
    }

    #[test]
    fn what_is_committed_in_a_room_is_noted_by_its_newest_number() {
        let written = Written::new(Metrics::new());
        let mut log = Log::of(ROOM, []);
        let events: Vec<_> = (0..3).map(|_| Event::Room(log.says(ANN, ""))).collect();
        written.note(&events);
        written.looked(0, &[]);
        assert_eq!(written.ripe(), [(ROOM, 3)]);
    }

    fn number(event: &Event) -> Seq {
        let Event::Room(event) = event else { panic!("{event:?}") };
        event.seq
    }

    #[test]
    fn what_it_holds_is_bounded() {
        let mut state = WrittenState::default();
        for room in 0..=65_536 {
            state.note(RoomId(room), 1);
        }
        state.note(RoomId(0), 2);
        assert_eq!((state.young.len(), state.young[&RoomId(0)]), (65_536, 2));
        assert!(!state.young.contains_key(&RoomId(65_536)));
    }
}
