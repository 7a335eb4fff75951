//! How far a page reaches, and what it says of the reader's log.

use super::*;
use crate::{
    domain::event::RoomEvent,
    testing::{ANN, BOB, Log, ROOM},
};

/// A log of five events.
fn log() -> Log {
    let mut log = Log::of(ROOM, [ANN, BOB]);
    for body in ["3", "4", "5"] {
        log.says(BOB, body);
    }
    log
}

/// Where the page ends, whether there is more, whether it is reset, whether it knows its fingerprint, and what is left.
fn planned(from: Seq, mut left: i64) -> (Seq, bool, bool, bool, i64) {
    let log = log();
    let page = plan(&log.room, from, &mut left);
    assert_eq!((page.room, page.latest_seq, page.events.len()), (ROOM, 5, 0));
    assert!(page.fingerprint.is_none_or(|it| it == log.room.latest_fingerprint));
    (page.next_seq, page.has_more, page.reset, page.fingerprint.is_some(), left)
}

#[test]
fn a_page_reaches_as_far_as_there_is_and_as_is_asked() {
    assert_eq!(planned(1, 9), (6, false, false, false, 4));
    assert_eq!(planned(1, 5), (6, false, false, false, 0));
    assert_eq!(planned(1, 4), (5, true, false, false, 0));
    assert_eq!(planned(1, 0), (1, true, false, false, 0));
    assert_eq!(planned(3, 2), (5, true, false, false, 0));
    assert_eq!(planned(5, 9), (6, false, false, false, 8));
    assert_eq!(planned(6, 9), (6, false, false, true, 9), "nothing is missing");
    assert_eq!(planned(7, 9), (6, false, true, true, 9), "of another log");
}

/// What is read for a cursor, when so many events may be.
fn read(from: Seq, previous: Option<Fingerprint>, mut left: i64) -> Option<(Seq, Seq)> {
    let log = log();
    let cursor = Cursor { previous, ..Cursor::at(ROOM, from) };
    let page = plan(&log.room, from, &mut left);
    range(&log.room, &cursor, &page).map(|range| (range.from, range.to))
}

#[test]
fn with_the_page_the_event_before_it_is_read() {
    let log = log();
    let of = |seq: Seq| Some(log.event(seq).fingerprint());
    assert_eq!(read(1, None, 9), Some((1, 5)));
    assert_eq!(read(2, None, 9), Some((1, 5)));
    assert_eq!(read(3, None, 2), Some((2, 4)));
    assert_eq!(read(3, of(2), 0), Some((2, 2)), "also when no more may be");
    assert_eq!(read(1, None, 0), None);
    // The newest is known without.
    assert_eq!(read(6, None, 9), None);
    assert_eq!(read(6, of(5), 9), None);
    assert_eq!(read(6, of(4), 9), Some((5, 5)), "it may be missing, and then any is right");
    assert_eq!(read(7, of(5), 9), None);
}

/// What a page says when it is filled with these events: its numbers, its fingerprint, where it goes on.
fn filled(
    from: Seq,
    previous: Option<Fingerprint>,
    events: Vec<RoomEvent>,
) -> (Vec<Seq>, Option<Fingerprint>, Seq, bool) {
    let log = log();
    let mut page = plan(&log.room, from, &mut 2);
    let has_more = page.has_more;
    let events = events.into_iter().map(Logged::of_a_test).collect();
    page.fill(&Cursor { previous, ..Cursor::at(ROOM, from) }, events);
    assert_eq!(page.has_more, has_more && !page.reset);
    (page.events.iter().map(|event| event.seq).collect(), page.fingerprint, page.next_seq, page.reset)
}

#[test]
fn a_log_that_is_another_one_is_reset() {
    let log = log();
    // As they are read: with the room as it is today.
    let today = Arc::new(log.room.clone());
    let event = |seq| RoomEvent { room: today.clone(), ..(**log.event(seq)).clone() };
    let events = |from: Seq, to: Seq| (from..=to).map(event).collect::<Vec<_>>();
    let of = |seq: Seq| Some(log.event(seq).fingerprint());
    let room = Some(log.room.latest_fingerprint);
    assert_eq!(of(5), room);
    assert_eq!(filled(1, None, events(1, 2)), (vec![1, 2], of(2), 3, false));
    assert_eq!(filled(1, of(4), events(1, 2)), (vec![1, 2], of(2), 3, false), "there is nothing before the first");
    assert_eq!(filled(3, None, events(2, 4)), (vec![3, 4], of(4), 5, false));
    assert_eq!(filled(3, of(2), events(2, 4)), (vec![3, 4], of(4), 5, false));
    assert_eq!(filled(3, of(1), events(2, 4)), (vec![], room, 6, true));
    assert_eq!(filled(6, of(4), events(5, 5)), (vec![], room, 6, true));
    // A page without events goes on where it began.
    assert_eq!(filled(3, of(2), events(2, 2)).1, of(2));
    // Of a row that is missing nobody knows what it was.
    let mut holed = events(2, 4);
    holed[0] = RoomEvent::missing(&Arc::new(log.room.clone()), 2);
    assert_eq!(filled(3, of(1), holed), (vec![3, 4], of(4), 5, false));
}

#[test]
fn cursors_say_what_clients_say() {
    let log = log();
    let said = log.event(3).fingerprint().to_string();
    assert_eq!(Cursor::new(ROOM, 4, Some(&said)).previous, Some(log.event(3).fingerprint()));
    assert_eq!(Cursor::new(ROOM, 4, None).previous, None);
    assert_eq!(Cursor::at(ROOM, 4).previous, None);
}
