//! Who comes, who goes, and who is told of it.

use super::*;

#[test]
fn who_comes_hears_the_room_and_who_goes_hears_no_more() {
    let mut story = Story::new();
    let mut cleo = Ears::of(&story.hub, CLEO, [&story.log]);
    assert!(!cleo.own.topic.is_in(ROOM));
    story.bob_says(1);
    story.log.joins(CLEO);
    story.bob_says(1);
    story.log.leaves(CLEO);
    story.bob_says(1);
    happen(&story.hub, story.log.from(3));
    assert_eq!(story.ann.of_rooms(), ["#3", "#4", "#5", "#6", "#7"]);
    assert_eq!(cleo.of_rooms(), ["#4", "#5", "#6"], "from the joining to the leaving, both included");
    assert_eq!(cleo.of_own(), ["added", "1 unread after #4 at #5", "removed"]);
    assert!(!cleo.own.topic.is_in(ROOM));
    story.log.joins(CLEO);
    assert!(story.log.from(8).len() == 1);
    happen(&story.hub, story.log.from(8));
    assert!(cleo.own.topic.is_in(ROOM));
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

#[test]
fn who_has_just_gone_is_admitted_to_nothing() {
    let (hub, _holes) = Hub::new();
    let log = Log::of(ROOM, [ANN]);
    let topic = Ears::of(&hub, ANN, []).own.topic.clone();
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
    let (hub, holes) = Hub::new();
    let mut ann = Ears::of(&hub, ANN, []);
    let mut log = Log::of(ROOM, [BOB, ANN]);
    log.says(BOB, "before");
    commits(&hub, [log.adds(ANN)]);
    assert_eq!((ann.of_own(), hub.next_seq(ROOM)), (vec!["added".to_owned()], Some(4)));
    assert_eq!(holes.try_next(), Some(ROOM), "what was published meanwhile, to nobody");
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
    assert!(holes.try_next().is_none());
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
fn one_user_hears_what_is_their_own() {
    let mut story = Story::new();
    let mut bob = Ears::of(&story.hub, BOB, [&story.log]);
    let profile = || UserEventKind::ProfileChanged(person(2, "Bob"));
    commits(&story.hub, [of_user(BOB, profile()), of_user(CLEO, profile())]);
    assert_eq!((bob.of_own(), story.ann.of_own()), (vec!["profile of 2 Bob".to_owned()], vec![]));
}
