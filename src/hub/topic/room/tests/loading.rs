//! What happens while read positions are loaded.

use super::*;
use crate::store::Logged;

#[test]
fn whose_position_is_being_read_hears_nothing_and_misses_nothing() {
    let mut story = Story::new();
    let cleo_and = |log: &mut Log| {
        log.joins(CLEO);
        log.says(BOB, "4");
        log.says(BOB, "5");
    };
    cleo_and(&mut story.log);
    happen(&story.hub, story.log.from(3));
    let mut cleo = Ears::deaf(&story.hub, CLEO);
    story.hub.watch(&cleo.own.topic, &[ROOM]);
    assert!(cleo.own.topic.is_in(ROOM));
    assert_eq!(story.hub.go_live(&cleo.own.topic, cleo.rooms.id, ROOM), None, "nobody knows yet whether she may");
    // Read at #5; two are deleted meanwhile, and one more is sent.
    let read = story.log.clone();
    story.log.deletes(BOB, 4);
    story.log.says(BOB, "7");
    story.log.deletes(BOB, 7);
    happen(&story.hub, story.log.from(6));
    assert_eq!((cleo.of_rooms(), cleo.of_own()), (vec![], vec![]));
    cleo.load_positions(&story.hub, [&read]);
    assert_eq!(story.hub.go_live(&cleo.own.topic, cleo.rooms.id, ROOM), Some(8));
    story.bob_says(1);
    happen(&story.hub, story.log.from(9));
    assert_eq!(cleo.of_rooms(), ["#9"]);
    assert_eq!(cleo.of_own(), ["2 unread after #3 at #9"], "#5 and #9");
    assert_eq!(story.log.position(CLEO).unread_count, 2);
}

/// Two deletions come while Cleo's position is read: what the reading knew already, or is read, is not counted again.
#[test]
fn what_the_reading_knew_is_not_counted_twice() {
    let mut story = Story::new();
    story.log.joins(CLEO);
    story.bob_says(4);
    story.log.reads(CLEO, 4);
    happen(&story.hub, story.log.from(3));
    let mut cleo = Ears::deaf(&story.hub, CLEO);
    story.hub.watch(&cleo.own.topic, &[ROOM]);
    let mut other = Log::of(OTHER, [BOB, ANN]);
    let _ann_elsewhere = Ears::of(&story.hub, ANN, [&other]);
    story.hub.watch(&cleo.own.topic, &[OTHER]);
    for _ in 0..10 {
        other.says(BOB, "hi");
    }
    other.deletes(BOB, 12);
    happen(&story.hub, other.from(3));
    story.log.deletes(BOB, 5);
    let read = story.log.clone();
    // Of what is read: its number is the very position. Then one that counts.
    story.log.deletes(BOB, 4);
    story.log.deletes(BOB, 6);
    happen(&story.hub, story.log.from(8));
    cleo.load_positions(&story.hub, [&read]);
    story.bob_says(1);
    happen(&story.hub, story.log.from(11));
    assert_eq!(cleo.of_own(), ["2 unread after #4 at #11"], "#7 and #11");
    assert_eq!(story.log.position(CLEO).unread_count, 2);
}

/// From another device, while her position is being read: it is moved on by what she sends.
#[test]
fn what_is_sent_while_the_position_is_read_moves_it() {
    let mut story = Story::new();
    story.log.joins(CLEO);
    story.bob_says(2);
    happen(&story.hub, story.log.from(3));
    let mut cleo = Ears::deaf(&story.hub, CLEO);
    story.hub.watch(&cleo.own.topic, &[ROOM]);
    let read = story.log.clone();
    story.log.says(BOB, "6");
    story.log.says(CLEO, "7");
    story.log.says(BOB, "8");
    story.log.says(BOB, "9");
    // Of what came before hers, and of what came after.
    story.log.deletes(BOB, 6);
    story.log.deletes(BOB, 8);
    happen(&story.hub, story.log.from(6));
    cleo.load_positions(&story.hub, [&read]);
    assert!(cleo.own.topic.state().while_loading.is_empty(), "it is noted for this alone");
    story.bob_says(1);
    happen(&story.hub, story.log.from(12));
    assert_eq!(cleo.of_own(), ["2 unread after #7 at #12"], "#9 and #12");
    assert_eq!(story.log.position(CLEO).unread_count, 2);
}

/// What was noted goes, whoever is none of the room's or is known by then.
#[test]
fn what_was_noted_for_a_reading_goes_with_it() {
    let mut story = Story::new();
    story.log.joins(CLEO);
    story.bob_says(3);
    happen(&story.hub, story.log.from(3));
    let cleo = Ears::deaf(&story.hub, CLEO);
    let noted = |cleo: &Ears| cleo.own.topic.state().while_loading.len();
    story.hub.watch(&cleo.own.topic, &[ROOM]);
    story.log.deletes(BOB, 4);
    happen(&story.hub, story.log.from(7));
    assert_eq!(noted(&cleo), 1);
    let read = story.log.clone();
    commits(&story.hub, [Event::Read(story.log.reads(CLEO, 5))]);
    cleo.load_positions(&story.hub, [&read]);
    assert_eq!(noted(&cleo), 0, "she is known already");
    let gone = Ears::deaf(&story.hub, crate::ids::UserId(9));
    story.hub.watch(&gone.own.topic, &[ROOM]);
    story.log.deletes(BOB, 5);
    happen(&story.hub, story.log.from(8));
    assert_eq!(noted(&gone), 1);
    gone.load_positions(&story.hub, [&story.log]);
    assert_eq!(noted(&gone), 0, "who is not in the room");
}

/// The snapshot is ahead of what was told: up to its number events are heard and counted already.
#[test]
fn what_is_told_after_it_was_read_counts_once() {
    let mut story = Story::new();
    story.log.joins(CLEO);
    happen(&story.hub, story.log.from(3));
    story.log.says(BOB, "4");
    story.log.says(CLEO, "5");
    story.log.says(BOB, "6");
    story.log.reads(CLEO, 6);
    story.log.says(BOB, "7");
    story.log.deletes(BOB, 7);
    let mut cleo = Ears::of(&story.hub, CLEO, [&story.log]);
    happen(&story.hub, story.log.from(4));
    assert_eq!(cleo.of_rooms(), ["#4", "#5", "#6", "#7", "#8"]);
    assert_eq!(cleo.of_own(), [""; 0], "she has read it so");
    story.log.says(BOB, "9");
    happen(&story.hub, story.log.from(9));
    assert_eq!(cleo.of_own(), ["1 unread after #6 at #9"]);
    // To who listened before, all of it is new.
    assert_eq!(story.topic(|room| room.ahead.len()), Some(0), "nothing is kept of what is over");
    story.ticks();
    assert_eq!(story.ann.of_own(), ["4 unread after #1 at #9"]);
}

/// The snapshot knew of a second stay, of which the feed has yet to tell.
#[test]
fn who_came_again_before_it_was_told_is_counted_from_there() {
    let mut story = Story::new();
    story.log.joins(CLEO);
    happen(&story.hub, story.log.from(3));
    story.log.leaves(CLEO);
    story.log.joins(CLEO);
    story.log.says(BOB, "6");
    story.log.deletes(BOB, 6);
    story.log.says(BOB, "8");
    let mut cleo = Ears::of(&story.hub, CLEO, [&story.log]);
    happen(&story.hub, story.log.from(4));
    story.ticks();
    assert_eq!(cleo.of_rooms(), ["#4", "#5", "#6", "#7", "#8"]);
    assert_eq!(cleo.of_own(), ["removed", "added", "1 unread after #5 at #8"]);
}

#[test]
fn a_position_that_is_read_late_does_not_take_one_back() {
    let mut story = Story::new();
    story.bob_says(3);
    let ears = Ears::deaf(&story.hub, BOB);
    story.hub.watch(&ears.own.topic, &[ROOM]);
    let read = story.log.clone();
    let mut bob = ears;
    // From another device, while it is being read.
    story.log.says(ANN, "6");
    let moved = story.log.reads(BOB, 6);
    happen(&story.hub, story.log.from(3));
    commits(&story.hub, [Event::Read(moved)]);
    bob.load_positions(&story.hub, [&read]);
    assert_eq!(bob.of_own(), ["0 unread after #6 at #6"]);
    story.ticks();
    story.ticks();
    story.log.says(ANN, "7");
    happen(&story.hub, story.log.from(7));
    assert_eq!(bob.of_own(), ["1 unread after #6 at #7"]);
}

#[test]
fn of_what_was_read_while_a_position_is_loaded_the_newest_counts() {
    for newest_first in [false, true] {
        let mut story = Story::new();
        story.log.says(ANN, "3");
        story.log.says(ANN, "4");
        happen(&story.hub, story.log.from(3));
        let mut bob = Ears::deaf(&story.hub, BOB);
        story.hub.watch(&bob.own.topic, &[ROOM]);
        let loaded = story.log.clone();
        let mut reads = [3, 4].map(|seq| Event::Read(story.log.reads(BOB, seq)));
        if newest_first {
            reads.reverse();
        }
        commits(&story.hub, reads);
        bob.load_positions(&story.hub, [&loaded]);
        assert_eq!(bob.of_own(), ["0 unread after #4 at #4"]);
    }
}

/// Whoever reads on while their position is loaded is known by that; where the room stands, the loading says.
#[test]
fn a_room_goes_on_from_where_it_was_read_by_whoever_read_on_meanwhile() {
    let (hub, holes) = Hub::new();
    let mut log = Log::of(ROOM, [ANN, BOB]);
    log.says(BOB, "3");
    let mut ann = Ears::deaf(&hub, ANN);
    hub.watch(&ann.own.topic, &[ROOM]);
    commits(&hub, [Event::Read(log.reads(ANN, 3))]);
    ann.load_positions(&hub, [&log]);
    assert_eq!(hub.next_seq(ROOM), Some(4));
    log.says(BOB, "4");
    log.says(BOB, "5");
    happen(&hub, log.from(5));
    assert_eq!((ann.of_rooms(), holes.try_next()), (vec![], Some(ROOM)), "of #4 nobody has told yet");
}

#[test]
fn who_is_in_no_room_of_that_name_any_more_is_taken_off() {
    let mut story = Story::new();
    let mut cleo = Ears::deaf(&story.hub, CLEO);
    story.hub.watch(&cleo.own.topic, &[ROOM, OTHER]);
    assert!(cleo.own.topic.is_in(OTHER));
    let other = Log::of(OTHER, [BOB]);
    cleo.load_positions(&story.hub, [&story.log, &other]);
    assert!(!cleo.own.topic.is_in(ROOM) && !cleo.own.topic.is_in(OTHER));
    assert!(!is_known(&story.hub, OTHER), "nobody is left");
    assert_eq!(story.topic(|room| room.watchers.len()), Some(1));
    story.bob_says(1);
    happen(&story.hub, story.log.from(3));
    assert_eq!((cleo.of_rooms(), story.ann.of_rooms()), (vec![], vec!["#3".to_owned()]));
    // Who comes in while the reading says otherwise is in.
    story.hub.watch(&cleo.own.topic, &[ROOM]);
    let read = story.log.clone();
    story.log.joins(CLEO);
    happen(&story.hub, story.log.from(4));
    cleo.load_positions(&story.hub, [&read]);
    story.bob_says(1);
    happen(&story.hub, story.log.from(5));
    assert_eq!(cleo.of_rooms(), ["#4", "#5"]);
}

#[test]
fn a_room_is_watched_once_for_all_sockets_of_a_user() {
    let mut story = Story::new();
    story.bob_says(1);
    story.come(&[3]);
    // Another device: what is known of the first stays, and is not forgotten with either.
    let mut phone = Ears::deaf(&story.hub, ANN);
    story.hub.watch(&phone.own.topic, &[ROOM]);
    story.bob_says(1);
    story.come(&[4]);
    story.ticks();
    assert_eq!(phone.of_rooms(), ["#4"]);
    assert_eq!(phone.of_own(), ["2 unread after #1 at #4"]);
    drop(phone);
    story.bob_says(1);
    story.come(&[5]);
    assert_eq!(story.ann.of_rooms(), ["#3", "#4", "#5"]);
}

#[test]
fn who_came_back_is_not_taken_off_by_who_they_were() {
    let mut topic = RoomTopic::default();
    let log = Log::of(ROOM, [ANN]);
    let [old, new] = [UserTopic::new(ANN), UserTopic::new(ANN)];
    topic.watch(ROOM, &old);
    topic.load_position(ROOM, &old, Some(&log.position(ANN)), &mut Ticks::new());
    topic.watch(ROOM, &new);
    assert_eq!(topic.latest_for(new.id), None, "not read yet for who is here now");
    topic.load_position(ROOM, &old, None, &mut Ticks::new());
    assert!(!topic.unwatch(&old), "the other is there");
    topic.load_position(ROOM, &new, Some(&log.position(ANN)), &mut Ticks::new());
    assert_eq!(topic.latest_for(new.id), Some(1));
    assert!(topic.unwatch(&new) && topic.is_idle());
    // Whose last subscription is gone listens no more.
    new.state().closed = true;
    topic.watch(ROOM, &new);
    topic.admit(&log.membership(ANN), new.clone(), None);
    assert!(topic.is_idle());
}

/// It may be older than what the positions will say: a departure of whoever is back.
#[test]
fn what_is_read_from_the_log_is_not_taken_while_all_wait_for_their_positions() {
    let (hub, _holes) = Hub::new();
    let mut log = Log::of(ROOM, [ANN, BOB]);
    let mut bob = Ears::deaf(&hub, BOB);
    hub.watch(&bob.own.topic, &[ROOM]);
    let takes = |event: &RoomEvent| hub.take_logged(Logged::of_a_test(event.clone()));
    assert!(!takes(&log.says(ANN, "3")));
    bob.load_positions(&hub, [&log]);
    assert_eq!(bob.of_rooms(), [""; 0]);
    assert!(takes(&log.says(ANN, "4")));
}
