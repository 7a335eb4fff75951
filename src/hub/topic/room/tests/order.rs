//! Events that come twice, early and with holes.

use super::*;

#[test]
fn what_comes_twice_is_heard_once() {
    let mut story = Story::new();
    story.bob_says(3);
    story.come(&[3, 3, 4, 3, 4, 5, 5, 5, 2, 1]);
    assert_eq!(story.ann.of_rooms(), ["#3", "#4", "#5"]);
    assert_eq!(story.repairs(), 0, "no hole");
    // Nor does it count twice.
    assert_eq!(story.ann.of_own(), ["1 unread after #1 at #3"]);
    story.ticks();
    assert_eq!(story.ann.of_own(), ["3 unread after #1 at #5"]);
    story.ticks();
    assert_eq!(story.ann.of_own(), [""; 0]);
}

#[test]
fn what_comes_early_waits_for_the_hole_before_it() {
    let mut story = Story::new();
    story.bob_says(6);
    story.come(&[3, 5]);
    assert_eq!(story.ann.of_rooms(), ["#3"]);
    assert_eq!(story.repairs(), 1);
    assert_eq!(story.hub.next_seq(ROOM), Some(4));
    // A double of what waits; one that leaves a hole of its own.
    story.come(&[5, 7]);
    assert_eq!((story.ann.of_rooms(), story.repairs()), (vec![], 1), "each asks, and it waits once");
    story.come(&[4]);
    assert_eq!(story.ann.of_rooms(), ["#4", "#5"]);
    assert_eq!(story.repairs(), 1, "of #6 nobody has told yet");
    story.come(&[6]);
    assert_eq!((story.ann.of_rooms(), story.repairs()), (vec!["#6".to_owned(), "#7".to_owned()], 0));
    story.come(&[4, 5, 7]);
    assert_eq!((story.ann.of_rooms(), story.repairs()), (vec![], 0));
    assert_eq!(story.hub.next_seq(ROOM), Some(8));
}

#[test]
fn a_hole_is_filled_by_many_at_once() {
    let mut story = Story::new();
    story.bob_says(40);
    // The newest first: all of them wait for the first.
    let numbers: Vec<_> = (3..=42).rev().collect();
    story.come(&numbers);
    assert_eq!(story.ann.of_rooms(), (3..=42).map(|seq| format!("#{seq}")).collect::<Vec<_>>());
    assert_eq!(story.repairs(), 1);
    story.ticks();
    assert_eq!(story.ann.of_own(), ["40 unread after #1 at #42"], "in the place of the first");
}

#[test]
fn so_many_wait_for_a_hole_and_not_one_more() {
    let mut story = Story::new();
    story.bob_says(1_026);
    // Of #3 there is nothing; 1,024 are kept, the next is not.
    let early: Vec<_> = (4..=1_028).collect();
    story.come(&early);
    story.come(&[3]);
    assert_eq!(story.hub.next_seq(ROOM), Some(1_028));
    story.repairs();
    story.come(&[1_028]);
    assert_eq!((story.hub.next_seq(ROOM), story.repairs()), (Some(1_029), 0));
}

#[test]
fn a_room_goes_on_from_where_it_was_read() {
    let (hub, _holes) = Hub::new();
    let mut log = Log::of(ROOM, [ANN, BOB]);
    log.says(BOB, "before");
    let mut ann = Ears::of(&hub, ANN, [&log]);
    assert_eq!(hub.next_seq(ROOM), Some(4));
    // The queue tells late what the reading knew.
    happen(&hub, log.from(1));
    assert_eq!((ann.of_rooms(), ann.of_own()), (vec![], vec![]));
    log.says(BOB, "after");
    happen(&hub, log.from(4));
    assert_eq!(ann.of_rooms(), ["#4"]);
    assert_eq!(ann.of_own(), ["2 unread after #1 at #4"]);
}

#[test]
fn what_nobody_listens_to_is_not_kept() {
    let (hub, holes) = Hub::new();
    let mut log = Log::of(ROOM, [ANN, BOB]);
    log.says(BOB, "to nobody");
    happen(&hub, log.from(1));
    assert!(!is_known(&hub, ROOM) && holes.try_next().is_none());
    let ann = Ears::of(&hub, ANN, [&log]);
    assert_eq!(hub.next_seq(ROOM), Some(4));
    drop(ann);
    assert!(!is_known(&hub, ROOM), "the last one took it along");
}
