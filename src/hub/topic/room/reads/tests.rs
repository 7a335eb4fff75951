//! Counts and read positions where what is published of a room and what is published of its readers overtake each other: after a COMMIT of
//! unknown outcome, and with several nodes all the time.

use crate::{
    domain::event::Event,
    hub::{
        Hub,
        topic::room::tests::histories::{deeds, does},
    },
    testing::{ANN, BOB, CLEO, Ears, Log, ROOM, commits, happen, now},
};
use proptest::{prelude::*, sample::Index};
use std::sync::Arc;

/// Two ticks: then what waited for one is told.
fn ticks(hub: &Hub) {
    hub.tick(now(1));
    hub.tick(now(1));
}

fn room() -> (Arc<Hub>, Log, Ears) {
    let (hub, _holes) = Hub::new();
    let log = Log::of(ROOM, [ANN, BOB]);
    let ann = Ears::of(&hub, ANN, [&log]);
    (hub, log, ann)
}

#[test]
fn a_position_that_comes_late_counts_what_came_before_it() {
    let (hub, mut log, mut ann) = room();
    for body in ["3", "4", "5"] {
        log.says(BOB, body);
    }
    let read = log.reads(ANN, 3);
    log.says(BOB, "6");
    log.deletes(BOB, 4);
    log.deletes(BOB, 3);
    happen(&hub, log.from(3));
    ticks(&hub);
    ann.of_own();
    commits(&hub, [Event::Read(read)]);
    assert_eq!(ann.of_own(), ["2 unread after #3 at #8"], "#5 and #6");
    log.says(BOB, "9");
    happen(&hub, log.from(9));
    ticks(&hub);
    assert_eq!(ann.of_own(), ["3 unread after #3 at #9"]);
}

#[test]
fn what_was_read_is_not_lost_before_the_stay_is_told() {
    let (hub, mut log, _ann) = room();
    let mut bob = Ears::of(&hub, BOB, [&log]);
    log.leaves(BOB);
    log.joins(BOB);
    log.says(ANN, "5");
    let read = log.reads(BOB, 5);
    log.says(ANN, "6");
    // The reading is told first: of the old stay it is none.
    commits(&hub, [Event::Read(read)]);
    assert_eq!(bob.of_own(), [""; 0]);
    happen(&hub, log.from(3));
    ticks(&hub);
    assert_eq!(bob.of_own(), ["removed", "added", "1 unread after #5 at #6"]);
}

#[test]
fn what_is_sent_while_a_position_is_loaded_is_not_taken_back_by_an_earlier_reading() {
    let (hub, mut log, _ann) = room();
    let mut bob = Ears::deaf(&hub, BOB);
    hub.watch(&bob.own.topic, &[ROOM]);
    log.says(ANN, "3");
    let (read, loaded) = (log.reads(BOB, 3), log.clone());
    log.says(BOB, "4");
    happen(&hub, log.from(3));
    commits(&hub, [Event::Read(read)]);
    bob.load_positions(&hub, [&loaded]);
    log.says(ANN, "5");
    happen(&hub, log.from(5));
    ticks(&hub);
    assert_eq!(bob.of_own().last().map(String::as_str), Some("1 unread after #4 at #5"));
}

#[test]
fn what_two_have_read_waits_for_each() {
    let (hub, mut log, _ann) = room();
    log.joins(CLEO);
    happen(&hub, log.from(3));
    let mut readers = [BOB, CLEO].map(|reader| Ears::of(&hub, reader, [&log]));
    for reader in [BOB, CLEO] {
        log.leaves(reader);
        log.joins(reader);
    }
    log.says(ANN, "8");
    let reads = [BOB, CLEO].map(|reader| log.reads(reader, 8));
    log.says(ANN, "9");
    for read in reads {
        commits(&hub, [Event::Read(read)]);
    }
    happen(&hub, log.from(4));
    ticks(&hub);
    for reader in &mut readers {
        assert_eq!(reader.of_own().last().map(String::as_str), Some("1 unread after #8 at #9"));
    }
}

#[test]
fn what_one_has_read_goes_on_waiting_when_another_turns_out_to_be_no_member() {
    let (hub, mut log, _ann) = room();
    let (mut bob, cleo) = (Ears::deaf(&hub, BOB), Ears::deaf(&hub, CLEO));
    hub.watch(&bob.own.topic, &[ROOM]);
    hub.watch(&cleo.own.topic, &[ROOM]);
    log.says(ANN, "3");
    let loaded = log.clone();
    commits(&hub, [Event::Read(log.reads(BOB, 3))]);
    happen(&hub, log.from(3));
    cleo.load_positions(&hub, [&loaded]);
    bob.load_positions(&hub, [&loaded]);
    ticks(&hub);
    assert_eq!(bob.of_own().last().map(String::as_str), Some("0 unread after #3 at #3"));
}

#[test]
fn of_two_that_wait_the_one_further_on_is_taken() {
    let (hub, mut log, _ann) = room();
    let mut bob = Ears::of(&hub, BOB, [&log]);
    log.leaves(BOB);
    log.joins(BOB);
    log.says(ANN, "5");
    log.says(ANN, "6");
    let reads = [log.reads(BOB, 5), log.reads(BOB, 6)];
    for read in reads.into_iter().rev() {
        commits(&hub, [Event::Read(read)]);
    }
    happen(&hub, log.from(3));
    ticks(&hub);
    assert_eq!(bob.of_own(), ["removed", "added", "0 unread after #6 at #6"]);
}

#[test]
fn who_can_not_be_told_what_changed_is_told_to_look() {
    let (hub, mut log, mut ann) = room();
    for n in 0..66 {
        log.says(BOB, &n.to_string());
    }
    let read = log.reads(ANN, 3);
    for message in 4..=68 {
        log.deletes(BOB, message);
    }
    happen(&hub, log.from(3));
    ticks(&hub);
    ann.of_own();
    commits(&hub, [Event::Read(read)]);
    assert_eq!(ann.of_own(), ["sync all"]);
}

/// The numbers of `3 unread after #4 at #5`.
fn numbers(word: &str) -> Option<[i64; 3]> {
    let numbers: Vec<i64> = word.split(|c: char| !c.is_ascii_digit()).filter_map(|part| part.parse().ok()).collect();
    numbers.try_into().ok()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever overtakes what: no position goes back within a stay, and when all is told the counts are the store's.
    #[test]
    fn counts_are_exact_in_the_end_whatever_comes_when(
        deeds in deeds(),
        order in prop::collection::vec(any::<Index>(), 40),
    ) {
        let (hub, _holes) = Hub::new();
        let mut log = Log::of(ROOM, [ANN, BOB, CLEO]);
        let mut ears = [ANN, BOB, CLEO].map(|user| Ears::of(&hub, user, [&log]));
        let (mut rooms, mut reads) = (Vec::new(), Vec::new());
        for deed in deeds {
            match does(&mut log, deed) {
                Some(Event::Read(read)) => reads.push(Event::Read(read)),
                Some(event) => rooms.push(event),
                None => {}
            }
        }
        let mut told = <[Vec<String>; 3]>::default();
        // Events of the room in order, readings between them at any time, in any order.
        let mut rooms = rooms.into_iter();
        let mut order = order.into_iter();
        loop {
            let left = rooms.len() + reads.len();
            let Some(which) = order.next().filter(|_| left > 0) else { break };
            let which = which.index(left);
            let event = if which < reads.len() { Some(reads.swap_remove(which)) } else { rooms.next() };
            commits(&hub, event);
            hub.tick(now(1));
            for (told, ears) in told.iter_mut().zip(&mut ears) {
                told.extend(ears.of_own());
            }
        }
        commits(&hub, rooms.chain(reads));
        // One more, so that there is something to tell.
        let last = log.says(ANN, "the end");
        happen(&hub, [&last]);
        ticks(&hub);
        for ((told, ears), user) in told.iter_mut().zip(&mut ears).zip([ANN, BOB, CLEO]) {
            told.extend(ears.of_own());
            for stay in told.split(|word| word == "added") {
                let positions: Vec<_> = stay.iter().filter_map(|word| numbers(word)).map(|[_, read, _]| read).collect();
                prop_assert!(positions.is_sorted(), "{told:?}");
            }
            if log.members.contains_key(&user) {
                let position = log.position(user);
                let is = Some([position.unread_count, position.last_read_seq, last.seq]);
                prop_assert_eq!(told.last().and_then(|word| numbers(word)), is, "{:?}: {:?}", user, told);
            }
        }
    }
}
