//! A room whose events come twice, late and with holes; who comes and goes meanwhile; and what each counts.

use super::*;
use crate::domain::event::Event;
use crate::{
    hub::{Hub, mailbox::Delivery, tests::is_known},
    testing::{ANN, BOB, CLEO, Ears, Log, OTHER, ROOM, at, commits, happen, now, of_user},
};
use futures_util::{FutureExt, StreamExt};
use proptest::{prelude::*, sample::Index};
use tokio::sync::mpsc;

/// Ann listens to the room in which she and Bob are: its numbers 1 and 2.
struct Story {
    hub: Arc<Hub>,
    holes: mpsc::Receiver<RoomId>,
    log: Log,
    ann: Ears,
}

impl Story {
    fn new() -> Self {
        let (hub, holes) = Hub::new();
        let log = Log::of(ROOM, [ANN, BOB]);
        let ann = Ears::of(&hub, ANN, [&log]);
        Self { hub, holes, log, ann }
    }

    /// Bob says so many things.
    fn bob_says(&mut self, count: usize) {
        for n in 0..count {
            self.log.says(BOB, &format!("{n}"));
        }
    }

    /// The events of these numbers come in, in this order.
    fn come(&self, numbers: &[Seq]) {
        happen(&self.hub, numbers.iter().map(|seq| self.log.event(*seq)));
    }

    /// What the hub keeps of the room, while it keeps it.
    fn topic<T>(&self, look: impl FnOnce(&RoomTopic) -> T) -> Option<T> {
        crate::hub::lock(&self.hub.rooms, ROOM.0).get(&ROOM).map(look)
    }

    /// How often the room was asked to be repaired since the last time.
    fn repairs(&mut self) -> usize {
        let asked = std::iter::from_fn(|| self.holes.try_recv().ok());
        asked.inspect(|room| assert_eq!(*room, ROOM)).count()
    }

    fn ticks(&self) {
        self.hub.tick(now(self.log.latest()));
    }
}

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
    assert_eq!((story.ann.of_rooms(), story.repairs()), (vec![], 2), "each asks: the first may have found no place");
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
    assert_eq!(story.repairs(), 39);
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
    let (hub, mut holes) = Hub::new();
    let mut log = Log::of(ROOM, [ANN, BOB]);
    log.says(BOB, "to nobody");
    happen(&hub, log.from(1));
    assert!(!is_known(&hub, ROOM) && holes.try_recv().is_err());
    let ann = Ears::of(&hub, ANN, [&log]);
    assert_eq!(hub.next_seq(ROOM), Some(4));
    drop(ann);
    assert!(!is_known(&hub, ROOM), "the last one took it along");
}

#[test]
fn who_comes_hears_the_room_and_who_goes_hears_no_more() {
    let mut story = Story::new();
    let mut cleo = Ears::of(&story.hub, CLEO, [&story.log]);
    assert!(!cleo.own.user.is_in(ROOM));
    story.bob_says(1);
    story.log.joins(CLEO);
    story.bob_says(1);
    story.log.leaves(CLEO);
    story.bob_says(1);
    happen(&story.hub, story.log.from(3));
    assert_eq!(story.ann.of_rooms(), ["#3", "#4", "#5", "#6", "#7"]);
    assert_eq!(cleo.of_rooms(), ["#4", "#5", "#6"], "from the joining to the leaving, both included");
    assert_eq!(cleo.of_own(), ["added", "1 unread after #4 at #5", "removed"]);
    assert!(!cleo.own.user.is_in(ROOM));
    story.log.joins(CLEO);
    assert!(story.log.from(8).len() == 1);
    happen(&story.hub, story.log.from(8));
    assert!(cleo.own.user.is_in(ROOM));
    story.bob_says(1);
    happen(&story.hub, story.log.from(9));
    assert_eq!(cleo.of_rooms(), ["#8", "#9"]);
    story.ticks();
    assert_eq!(cleo.of_own(), ["added", "1 unread after #8 at #9"], "what is new counts for the new stay");
}

#[test]
fn who_comes_is_told_of_the_stay_as_it_is() {
    let mut story = Story::new();
    let mut cleo = Ears::of(&story.hub, CLEO, [&story.log]);
    story.bob_says(2);
    story.log.joins(CLEO);
    let is = (story.log.membership(CLEO), story.log.room.clone());
    happen(&story.hub, story.log.from(3));
    let event = next(&mut cleo);
    let UserEventKind::MembershipAdded(membership, room) = &event.kind else { panic!("{event:?}") };
    assert_eq!((*membership, (**room).clone(), event.user, event.at), (is.0, is.1, CLEO, at(5)));
}

/// The next that somebody hears of their own.
fn next(ears: &mut Ears) -> Arc<UserEvent> {
    match ears.own.inbox.next().now_or_never().flatten() {
        Some(Delivery::User(event)) => event.event().clone(),
        other => panic!("nothing is told: {other:?}"),
    }
}

#[test]
fn a_count_that_waits_ends_with_the_stay() {
    let mut story = Story::new();
    story.bob_says(2);
    story.log.leaves(ANN);
    happen(&story.hub, story.log.from(3));
    assert_eq!(story.ann.of_own(), ["1 unread after #1 at #3", "removed"]);
    story.ticks();
    story.ticks();
    assert_eq!(story.ann.of_own(), [""; 0], "no count after the end");
    assert!(!is_known(&story.hub, ROOM), "nobody listens any more");
}

#[test]
fn a_late_read_position_of_who_left_is_none() {
    let mut story = Story::new();
    let _bob = Ears::of(&story.hub, BOB, [&story.log]);
    story.bob_says(1);
    let read = story.log.reads(ANN, 3);
    story.log.leaves(ANN);
    happen(&story.hub, story.log.from(3));
    story.ann.of_own();
    commits(&story.hub, [Event::Read(read)]);
    story.ticks();
    assert_eq!(story.ann.of_own(), [""; 0]);
}

#[test]
fn who_has_just_gone_is_admitted_to_nothing() {
    let (hub, _holes) = Hub::new();
    let log = Log::of(ROOM, [ANN]);
    let topic = Ears::of(&hub, ANN, []).own.user.clone();
    hub.admit(&log.membership(ANN), topic, None);
    assert!(!is_known(&hub, ROOM));
}

#[test]
fn who_makes_a_room_hears_it_from_the_first() {
    let (hub, _holes) = Hub::new();
    let mut ann = Ears::of(&hub, ANN, []);
    let mut log = Log::of(ROOM, []);
    log.is_made_by(ANN);
    log.joins(BOB);
    happen(&hub, log.from(1));
    assert_eq!((ann.of_rooms(), ann.of_own()), (vec!["#1".to_owned(), "#2".to_owned()], vec!["added".to_owned()]));
}

#[test]
fn of_a_room_that_one_is_told_of_by_a_user_event_the_next_number_is_heard() {
    let (hub, mut holes) = Hub::new();
    let mut ann = Ears::of(&hub, ANN, []);
    let mut log = Log::of(ROOM, [BOB, ANN]);
    log.says(BOB, "before");
    commits(&hub, [log.adds(ANN)]);
    assert_eq!((ann.of_own(), hub.next_seq(ROOM)), (vec!["added".to_owned()], Some(4)));
    log.says(BOB, "after");
    happen(&hub, log.from(3));
    assert_eq!((ann.of_rooms(), ann.of_own()), (vec!["#4".to_owned()], vec!["2 unread after #2 at #4".to_owned()]));
    // A room that is heard already goes on where it is, whatever a newcomer's membership says.
    let mut cleo = Ears::of(&hub, CLEO, []);
    log.joins(CLEO);
    log.says(BOB, "more");
    commits(&hub, [log.adds(CLEO)]);
    assert_eq!(hub.next_seq(ROOM), Some(5));
    assert_eq!(cleo.of_own(), ["added"]);
    assert!(holes.try_recv().is_err());
}

#[test]
fn counts_follow_what_happens() {
    let mut story = Story::new();
    let Story { log, .. } = &mut story;
    log.says(BOB, "3");
    log.says(ANN, "4");
    log.says(BOB, "5");
    log.says(BOB, "6");
    log.edits(BOB, 5);
    log.deletes(BOB, 3);
    log.deletes(ANN, 4);
    log.deletes(BOB, 5);
    log.joins(CLEO);
    let mut told = Vec::new();
    for seq in 3..=log.latest() {
        story.come(&[seq]);
        told.push(story.ann.of_own());
        story.ticks();
        story.ticks();
    }
    assert_eq!(
        told,
        [
            vec!["1 unread after #1 at #3"],
            vec!["0 unread after #4 at #4"],
            vec!["1 unread after #4 at #5"],
            vec!["2 unread after #4 at #6"],
            // An edit changes no count, nor does a deletion of what is read: of hers it is the very position.
            vec![],
            vec![],
            vec![],
            vec!["1 unread after #4 at #10"],
            vec![],
        ]
    );
}

#[test]
fn a_count_says_whose_it_is_and_what_is_newest() {
    let mut story = Story::new();
    story.log.says(BOB, "3");
    story.log.deletes(BOB, 3);
    story.come(&[3]);
    story.ann.of_own();
    story.ticks();
    story.ticks();
    story.come(&[4]);
    let event = next(&mut story.ann);
    let UserEventKind::UnreadCountChanged(told) = &event.kind else { panic!("{event:?}") };
    assert_eq!(*told, story.log.position(ANN), "as the store counts it");
    assert_eq!((event.user, event.at), (ANN, at(4)));
}

#[test]
fn a_position_moves_up_only() {
    let mut story = Story::new();
    story.bob_says(3);
    happen(&story.hub, story.log.from(3));
    story.ticks();
    story.ticks();
    story.ann.of_own();
    let reads = [4, 3, 4, 5].map(|seq| story.log.reads(ANN, seq));
    let mut told = Vec::new();
    for read in reads {
        commits(&story.hub, [Event::Read(read)]);
        told.push(story.ann.of_own());
        story.ticks();
        story.ticks();
    }
    let nothing: Vec<String> = vec![];
    let moved = |text: &str| vec![text.to_owned()];
    assert_eq!(
        told,
        [moved("1 unread after #4 at #5"), nothing.clone(), nothing, moved("0 unread after #5 at #5")],
        "of two devices, the one that is behind says nothing new"
    );
    story.bob_says(1);
    story.come(&[6]);
    assert_eq!(story.ann.of_own(), ["1 unread after #5 at #6"]);
}

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
    story.hub.watch(&cleo.own.user, &[ROOM]);
    assert!(cleo.own.user.is_in(ROOM));
    assert_eq!(story.hub.go_live(&cleo.own.user, cleo.rooms.id, ROOM), None, "nobody knows yet whether she may");
    // Read at #5; two are deleted meanwhile, and one more is sent.
    let read = story.log.clone();
    story.log.deletes(BOB, 4);
    story.log.says(BOB, "7");
    story.log.deletes(BOB, 7);
    happen(&story.hub, story.log.from(6));
    assert_eq!((cleo.of_rooms(), cleo.of_own()), (vec![], vec![]));
    cleo.settles(&story.hub, [&read]);
    assert_eq!(story.hub.go_live(&cleo.own.user, cleo.rooms.id, ROOM), Some(8));
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
    story.hub.watch(&cleo.own.user, &[ROOM]);
    let mut other = Log::of(OTHER, [BOB, ANN]);
    let _ann_elsewhere = Ears::of(&story.hub, ANN, [&other]);
    story.hub.watch(&cleo.own.user, &[OTHER]);
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
    cleo.settles(&story.hub, [&read]);
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
    story.hub.watch(&cleo.own.user, &[ROOM]);
    let read = story.log.clone();
    story.log.says(BOB, "6");
    story.log.says(CLEO, "7");
    story.log.says(BOB, "8");
    story.log.says(BOB, "9");
    // Of what came before hers, and of what came after.
    story.log.deletes(BOB, 6);
    story.log.deletes(BOB, 8);
    happen(&story.hub, story.log.from(6));
    cleo.settles(&story.hub, [&read]);
    assert!(cleo.own.user.state().unsettled.is_empty(), "it is noted for this alone");
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
    let noted = |cleo: &Ears| cleo.own.user.state().unsettled.len();
    story.hub.watch(&cleo.own.user, &[ROOM]);
    story.log.deletes(BOB, 4);
    happen(&story.hub, story.log.from(7));
    assert_eq!(noted(&cleo), 1);
    let read = story.log.clone();
    commits(&story.hub, [Event::Read(story.log.reads(CLEO, 5))]);
    cleo.settles(&story.hub, [&read]);
    assert_eq!(noted(&cleo), 0, "she is known already");
    let gone = Ears::deaf(&story.hub, crate::ids::UserId(9));
    story.hub.watch(&gone.own.user, &[ROOM]);
    story.log.deletes(BOB, 5);
    happen(&story.hub, story.log.from(8));
    assert_eq!(noted(&gone), 1);
    gone.settles(&story.hub, [&story.log]);
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
    story.hub.watch(&ears.own.user, &[ROOM]);
    let read = story.log.clone();
    let mut bob = ears;
    // From another device, while it is being read.
    story.log.says(ANN, "6");
    let moved = story.log.reads(BOB, 6);
    happen(&story.hub, story.log.from(3));
    commits(&story.hub, [Event::Read(moved)]);
    bob.settles(&story.hub, [&read]);
    assert_eq!(bob.of_own(), ["0 unread after #6 at #6"]);
    story.ticks();
    story.ticks();
    story.log.says(ANN, "7");
    happen(&story.hub, story.log.from(7));
    assert_eq!(bob.of_own(), ["1 unread after #6 at #7"]);
}

/// A position is told before an event that it knows: who deleted what is told by the log, after a COMMIT of unknown outcome.
#[test]
fn a_position_that_is_ahead_of_what_was_told_counts_once() {
    let mut story = Story::new();
    story.bob_says(3);
    happen(&story.hub, story.log.from(3));
    story.log.deletes(BOB, 5);
    let read = story.log.reads(ANN, 3);
    story.ticks();
    story.ticks();
    story.ann.of_own();
    commits(&story.hub, [Event::Read(read)]);
    assert_eq!(story.ann.of_own(), ["1 unread after #3 at #6"]);
    story.come(&[6]);
    story.ticks();
    story.bob_says(1);
    story.come(&[7]);
    assert_eq!(story.ann.of_own(), ["2 unread after #3 at #7"], "#4 and #7");
    assert_eq!(story.topic(|room| room.ahead.len()), Some(0));
}

/// Whoever reads on while their position is loaded is known by that; where the room stands, the loading says.
#[test]
fn a_room_goes_on_from_where_it_was_read_by_whoever_read_on_meanwhile() {
    let (hub, mut holes) = Hub::new();
    let mut log = Log::of(ROOM, [ANN, BOB]);
    log.says(BOB, "3");
    let mut ann = Ears::deaf(&hub, ANN);
    hub.watch(&ann.own.user, &[ROOM]);
    commits(&hub, [Event::Read(log.reads(ANN, 3))]);
    ann.settles(&hub, [&log]);
    assert_eq!(hub.next_seq(ROOM), Some(4));
    log.says(BOB, "4");
    log.says(BOB, "5");
    happen(&hub, log.from(5));
    assert_eq!((ann.of_rooms(), holes.try_recv()), (vec![], Ok(ROOM)), "of #4 nobody has told yet");
}

#[test]
fn who_is_in_no_room_of_that_name_any_more_is_taken_off() {
    let mut story = Story::new();
    let mut cleo = Ears::deaf(&story.hub, CLEO);
    story.hub.watch(&cleo.own.user, &[ROOM, OTHER]);
    assert!(cleo.own.user.is_in(OTHER));
    let other = Log::of(OTHER, [BOB]);
    cleo.settles(&story.hub, [&story.log, &other]);
    assert!(!cleo.own.user.is_in(ROOM) && !cleo.own.user.is_in(OTHER));
    assert!(!is_known(&story.hub, OTHER), "nobody is left");
    assert_eq!(story.topic(|room| room.watchers.len()), Some(1));
    story.bob_says(1);
    happen(&story.hub, story.log.from(3));
    assert_eq!((cleo.of_rooms(), story.ann.of_rooms()), (vec![], vec!["#3".to_owned()]));
    // Who comes in while the reading says otherwise is in.
    story.hub.watch(&cleo.own.user, &[ROOM]);
    let read = story.log.clone();
    story.log.joins(CLEO);
    happen(&story.hub, story.log.from(4));
    cleo.settles(&story.hub, [&read]);
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
    story.hub.watch(&phone.own.user, &[ROOM]);
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
    topic.settle(ROOM, &old, Some(&log.position(ANN)), &mut Ticks::new());
    topic.watch(ROOM, &new);
    assert_eq!(topic.latest_for(new.id), None, "not read yet for who is here now");
    topic.settle(ROOM, &old, None, &mut Ticks::new());
    assert!(!topic.unwatch(&old), "the other is there");
    topic.settle(ROOM, &new, Some(&log.position(ANN)), &mut Ticks::new());
    assert_eq!(topic.latest_for(new.id), Some(1));
    assert!(topic.unwatch(&new) && topic.is_idle());
    // Whose last subscription is gone listens no more.
    new.state().closed = true;
    topic.watch(ROOM, &new);
    topic.admit(&log.membership(ANN), new.clone(), None);
    assert!(topic.is_idle());
}

#[test]
fn the_first_message_shows_a_room_of_two() {
    let (hub, _holes) = Hub::new();
    let mut log = Log::direct(ROOM, ANN, BOB);
    let mut ann = Ears::of(&hub, ANN, [&log]);
    let mut bob = Ears::of(&hub, BOB, []);
    // The other's coming shows them nothing: they have not been told of it.
    assert_eq!(log.event(2).newcomers().count(), 0);
    log.says(ANN, "hello");
    happen(&hub, log.from(3));
    assert_eq!((bob.of_rooms(), ann.of_rooms()), (vec!["#3".to_owned()], vec!["#3".to_owned()]));
    assert_eq!(bob.of_own(), ["added", "peer", "1 unread after #2 at #3"]);
    assert_eq!(
        ann.of_own(),
        ["peer", "0 unread after #3 at #3"],
        "who opened it has heard nothing of the other either"
    );
    log.says(BOB, "hi");
    happen(&hub, log.from(4));
    hub.tick(now(4));
    assert_eq!(bob.of_own(), ["0 unread after #4 at #4"]);
    assert_eq!(ann.of_own(), ["1 unread after #3 at #4"]);
    hub.tick(now(4));
    // Put away by one, and brought back by the other: of this only the one is told.
    commits(&hub, [Event::Read(log.reads(ANN, 4))]);
    hub.tick(now(4));
    hub.tick(now(4));
    assert_eq!(ann.of_own(), ["0 unread after #4 at #4"]);
    log.puts_away(ANN);
    log.says(BOB, "still there?");
    happen(&hub, log.from(5));
    assert_eq!(ann.of_own(), ["changed", "peer", "1 unread after #4 at #5"]);
    assert_eq!(bob.of_own(), ["0 unread after #5 at #5"]);
}

#[test]
fn who_left_is_told_by_whom_and_of_which_stay() {
    let mut story = Story::new();
    let stay = story.log.members[&ANN].stay();
    story.log.leaves(ANN);
    story.come(&[3]);
    let event = next(&mut story.ann);
    let UserEventKind::MembershipRemoved { stay: told, actor_id } = &event.kind else { panic!("{event:?}") };
    assert_eq!((*told, *actor_id, event.user, event.at), (stay, Some(ANN), ANN, at(3)));
}

#[test]
fn one_user_hears_what_is_their_own() {
    let mut story = Story::new();
    let mut bob = Ears::of(&story.hub, BOB, [&story.log]);
    commits(
        &story.hub,
        [of_user(BOB, UserEventKind::LoginSyncRequired), of_user(CLEO, UserEventKind::LoginSyncRequired)],
    );
    assert_eq!((bob.of_own(), story.ann.of_own()), (vec!["told to sync all".to_owned()], vec![]));
}

/// What people do in a room.
#[derive(Clone, Copy, Debug)]
pub(super) enum Deed {
    Says(UserId),
    Deletes(Index),
    Reads(UserId, Index),
    /// Comes in, or goes.
    Turns(UserId),
}

pub(super) fn deeds() -> impl Strategy<Value = Vec<Deed>> {
    let anyone = prop::sample::select(vec![ANN, BOB, CLEO]);
    let deed = prop_oneof![
        4 => anyone.clone().prop_map(Deed::Says),
        2 => any::<Index>().prop_map(Deed::Deletes),
        2 => (anyone, any::<Index>()).prop_map(|(user, up_to)| Deed::Reads(user, up_to)),
        2 => prop::sample::select(vec![BOB, CLEO]).prop_map(Deed::Turns),
    ];
    prop::collection::vec(deed, 1..40)
}

/// Does it in the log, where it can be done; what the store tells of it.
pub(super) fn does(log: &mut Log, deed: Deed) -> Option<Event> {
    Some(match deed {
        Deed::Says(user) if log.members.contains_key(&user) => Event::Room(log.says(user, "hi")),
        Deed::Deletes(which) => {
            let texts = log.from(1).iter().filter(|event| event.kind == RoomEventKind::MessageSent);
            let gone: Vec<_> = log.from(1).iter().filter(|it| it.kind == RoomEventKind::MessageDeleted).collect();
            let left: Vec<_> = texts.filter(|text| !gone.iter().any(|it| it.message.seq == text.seq)).collect();
            if left.is_empty() {
                return None;
            }
            let (message, author) = (which.get(&left).seq, which.get(&left).actor_id);
            Event::Room(log.deletes(author.unwrap_or(ANN), message))
        }
        Deed::Reads(user, up_to) => {
            let read = log.members.get(&user)?.last_read_seq;
            let left = usize::try_from(log.latest() - read).unwrap_or_default();
            if left == 0 {
                return None;
            }
            Event::Read(log.reads(user, read + 1 + Seq::try_from(up_to.index(left)).unwrap_or_default()))
        }
        Deed::Turns(user) if log.members.contains_key(&user) => Event::Room(log.leaves(user)),
        Deed::Turns(user) => Event::Room(log.joins(user)),
        Deed::Says(_) => return None,
    })
}

/// The numbers of a user's stays after the first two events: from each joining to the leaving, or the end.
fn stays(log: &Log, user: UserId, mut inside: bool) -> Vec<String> {
    let mut numbers = Vec::new();
    for event in log.from(3) {
        inside |= matches!(event.kind, RoomEventKind::MemberJoined(member) if member.user_id == user);
        if inside {
            numbers.push(format!("#{}", event.seq));
        }
        inside &= !matches!(event.kind, RoomEventKind::MemberLeft(stay) if stay.user == user);
    }
    numbers
}

/// What is told of memberships is in turn, and of counts nothing outside of them.
fn is_in_turn(told: &[String], mut inside: bool) -> Result<(), TestCaseError> {
    for word in told {
        match word.as_str() {
            "added" => {
                prop_assert!(!inside, "{told:?}");
                inside = true;
            }
            "removed" => {
                prop_assert!(inside, "{told:?}");
                inside = false;
            }
            _ => prop_assert!(inside, "{told:?}"),
        }
    }
    Ok(())
}

proptest! {
    /// However events come in, everybody hears every number of their membership once and in order, and nothing after its end.
    #[test]
    fn everybody_hears_each_number_of_their_stays_once(
        deeds in deeds(),
        order in prop::collection::vec((any::<Index>(), 0_usize..3), 0..120),
    ) {
        let mut story = Story::new();
        let mut bob = Ears::of(&story.hub, BOB, [&story.log]);
        let mut cleo = Ears::of(&story.hub, CLEO, [&story.log]);
        for deed in deeds {
            // What is read is told on its own, and is none of the log.
            if !matches!(deed, Deed::Reads(..)) {
                does(&mut story.log, deed);
            }
        }
        let mut told = <[Vec<String>; 3]>::default();
        let mut hear = |story: &mut Story, bob: &mut Ears, cleo: &mut Ears| {
            told[0].extend(story.ann.of_own());
            told[1].extend(bob.of_own());
            told[2].extend(cleo.of_own());
        };
        // Any of them, at any time, once, twice or thrice.
        let latest = story.log.latest();
        for (which, doubles) in order.into_iter().filter(|_| latest > 2) {
            let seq = 3 + Seq::try_from(which.index(usize::try_from(latest - 2).unwrap())).unwrap();
            for _ in 0..=doubles {
                story.come(&[seq]);
            }
            story.ticks();
            hear(&mut story, &mut bob, &mut cleo);
        }
        // Then what is missing, from the log.
        while let Some(next) = story.hub.next_seq(ROOM).filter(|next| *next <= latest) {
            story.come(&[next]);
        }
        for _ in 0..3 {
            story.ticks();
        }
        hear(&mut story, &mut bob, &mut cleo);
        prop_assert_eq!(story.ann.of_rooms(), stays(&story.log, ANN, true));
        prop_assert_eq!(bob.of_rooms(), stays(&story.log, BOB, true));
        prop_assert_eq!(cleo.of_rooms(), stays(&story.log, CLEO, false));
        for (user, told, inside) in [(ANN, &told[0], true), (BOB, &told[1], true), (CLEO, &told[2], false)] {
            is_in_turn(told, inside)?;
            // The newest count is the store's.
            let counts = told.iter().rev().take_while(|word| *word != "added").find(|word| word.contains("unread"));
            if let Some(count) = counts.filter(|_| story.log.members.contains_key(&user)) {
                let position = story.log.position(user);
                let is = format!("{} unread after #{} at ", position.unread_count, position.last_read_seq);
                prop_assert!(count.starts_with(&is), "{} and not {}", count, is);
            }
        }
        prop_assert_eq!(story.hub.next_seq(ROOM), Some(latest + 1));
    }

    /// However late somebody registers, and whatever is told before or after their position was read: their counts are the store's.
    #[test]
    fn counts_are_exact_for_who_registers_in_the_middle(
        deeds in deeds(),
        watched in any::<Index>(),
        read in any::<Index>(),
        settled in any::<Index>(),
    ) {
        let mut story = Story::new();
        story.log.joins(CLEO);
        story.come(&[3]);
        let mut logs = vec![story.log.clone()];
        let mut events = Vec::new();
        for deed in deeds {
            if let Some(event) = does(&mut story.log, deed) {
                events.push(event);
                logs.push(story.log.clone());
            }
        }
        // The watchers come first; the snapshot is younger than they are; positions are given when it was read.
        let watched = watched.index(events.len() + 1);
        let read = watched + read.index(events.len() + 1 - watched);
        let settled = watched + settled.index(events.len() + 1 - watched);
        let mut cleo = Ears::deaf(&story.hub, CLEO);
        let mut told = Vec::new();
        for step in 0..=events.len() {
            if step == watched && logs[watched].members.contains_key(&CLEO) {
                story.hub.watch(&cleo.own.user, &[ROOM]);
            }
            if step == settled {
                cleo.settles(&story.hub, [&logs[read]]);
            }
            commits(&story.hub, events.get(step).cloned());
            story.ticks();
            told.extend(cleo.of_own());
        }
        if story.log.members.contains_key(&CLEO) {
            // One more, so that there is something to tell.
            let last = story.log.says(ANN, "the end");
            happen(&story.hub, [&last]);
            for _ in 0..3 {
                story.ticks();
            }
            told.extend(cleo.of_own());
            let position = story.log.position(CLEO);
            let is = format!("{} unread after #{} at #{}", position.unread_count, position.last_read_seq, last.seq);
            prop_assert_eq!(told.last(), Some(&is));
            let heard = cleo.of_rooms();
            let last = format!("#{}", last.seq);
            prop_assert_eq!(heard.last(), Some(&last));
        }
    }
}
