//! Where the past ends and the live events begin.

use super::*;
use crate::{
    hub::shared_event::SharedEvent,
    ids::Seq,
    testing::{BOB, Log, OTHER, ROOM},
};
use std::collections::HashMap;

fn is_told(item: RoomItem, replayed: Seq) -> Option<(Seq, Seq)> {
    match after(item, &HashMap::from([(ROOM, replayed)]))? {
        RoomItem::Event(event) => Some((event.seq, event.seq)),
        RoomItem::SyncRequired(gap) => Some((gap.from, gap.to)),
        RoomItem::Ready => None,
    }
}

#[test]
fn what_was_replayed_is_not_told_again() {
    let mut log = Log::of(ROOM, []);
    let mut other = Log::of(OTHER, []);
    for _ in 0..3 {
        log.says(BOB, "hi");
        other.says(BOB, "hi");
    }
    let event = |log: &Log, seq| RoomItem::Event(SharedEvent::new(log.event(seq).clone()));
    assert_eq!(is_told(event(&log, 1), 2), None);
    assert_eq!(is_told(event(&log, 2), 2), None);
    assert_eq!(is_told(event(&log, 3), 2), Some((3, 3)));
    assert_eq!(is_told(event(&log, 1), 0), Some((1, 1)));
    assert_eq!(is_told(event(&other, 1), 2), Some((1, 1)), "each room for itself");
}

#[test]
fn of_what_was_dropped_only_what_was_not_replayed_is_missing() {
    let range = RoomItem::sync_required;
    for (replayed, told) in [(4, Some((5, 7))), (5, Some((6, 7))), (6, Some((7, 7))), (7, None), (8, None)] {
        assert_eq!(is_told(range(ROOM, 5, 7), replayed), told, "{replayed}");
    }
    assert_eq!(is_told(range(ROOM, 5, 7), 2), Some((5, 7)));
    assert_eq!(is_told(range(OTHER, 5, 7), 9), Some((5, 7)));
}

#[test]
fn what_was_replayed_is_known_once_the_feed_is_live() {
    let is_kept = |replayed| matches!(Part::live(replayed), Part::Live(Some(_)));
    assert!(is_kept(HashMap::from([(ROOM, 2)])));
    assert!(!is_kept(HashMap::new()), "nothing to hold it against");
}
