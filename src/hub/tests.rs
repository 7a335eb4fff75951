//! What becomes of events whose COMMIT nobody knows of, and of rooms that wait to be repaired.

use super::*;
use crate::{
    domain::event::{ContactEvent, Event, RoomEvent, SessionEndReason, UserEventKind},
    store::Publisher,
    testing::{
        ANN, BOB, CLEO, Ears, Log, OTHER, ROOM, SESSION, announces, at, commits, ends, happen, heard, now, of_user,
        person,
    },
};

/// Whether anything is kept of a room.
pub(in crate::hub) fn is_known(hub: &Hub, room: RoomId) -> bool {
    lock(&hub.rooms, room.0).contains_key(&room)
}

/// An event of a room, and after it one that is not in order.
fn gap(room: RoomId) -> (Log, [Arc<RoomEvent>; 2]) {
    let mut log = Log::of(room, [ANN, BOB]);
    log.says(BOB, "3");
    let next = log.says(BOB, "4");
    let last = log.says(BOB, "5");
    (log, [next, last])
}

#[test]
fn every_room_with_a_hole_waits_to_be_repaired() {
    let (hub, holes) = Hub::new();
    let mut rooms = Vec::new();
    for n in 0..1_025 {
        let (log, events) = gap(RoomId(n + 1));
        let start = Log::of(RoomId(n + 1), [ANN, BOB]);
        rooms.push((start, log, events));
    }
    let ann = Ears::deaf(&hub, ANN);
    for (start, ..) in &rooms {
        hub.watch(&ann.own.topic, &[start.room.id]);
        ann.load_positions(&hub, [start]);
    }
    for (_, _, [next, _]) in &rooms {
        happen(&hub, [next]);
    }
    assert_eq!(hub.waiting_repairs(), 1_025);
    for n in 0..1_025 {
        assert_eq!(holes.try_next(), Some(RoomId(n + 1)));
    }
    assert_eq!((holes.try_next().is_none(), hub.waiting_repairs()), (true, 0));
    let (_, log, [_, last]) = &rooms[1_024];
    happen(&hub, [last]);
    assert_eq!((holes.try_next(), hub.next_seq(RoomId(1_025))), (Some(RoomId(1_025)), Some(3)));
    happen(&hub, [log.event(3)]);
    assert_eq!(hub.next_seq(RoomId(1_025)), Some(6));
}

#[test]
fn what_was_published_before_its_room_is_looked_for() {
    let (hub, holes) = Hub::new();
    let mut log = Log::of(ROOM, [ANN, BOB]);
    let mut ann = Ears::deaf(&hub, ANN);
    // Of a room that nobody listens to yet, from its own queue.
    let third = log.says(BOB, "soup?");
    happen(&hub, [&third]);
    assert_eq!((ann.of_rooms(), holes.try_next()), (vec![], None));
    happen(&hub, [log.event(1)]);
    assert_eq!(holes.try_next(), Some(ROOM));
}

#[test]
fn after_a_commit_of_unknown_outcome_each_is_told_where_to_look() {
    let (hub, holes) = Hub::new();
    let mut log = Log::of(ROOM, [ANN, BOB, CLEO]);
    let [mut ann, mut bob, mut cleo] = [ANN, BOB, CLEO].map(|user| Ears::of(&hub, user, [&log]));
    let message = log.says(BOB, "4");
    assert_eq!(hub.count_unconfirmed().0, 0);
    // Of a room's event nobody hears anything: the log has it, or not.
    hub.commit_unknown(&[Event::Room(message)]);
    assert_eq!(hub.count_unconfirmed().0, 1);
    assert_eq!((holes.try_next(), holes.try_next().is_none()), (Some(ROOM), true));
    for ears in [&mut ann, &mut bob, &mut cleo] {
        assert_eq!((ears.of_rooms(), ears.of_own()), (vec![], vec![]));
    }
    hub.commit_unknown(&[
        of_user(ANN, UserEventKind::ProfileChanged(person(1, "Ann"))),
        Event::Read(log.reads(BOB, 4)),
    ]);
    assert_eq!((ann.of_own(), bob.of_own()), (vec!["sync all".to_owned()], vec!["sync all".to_owned()]));
    hub.commit_unknown(&[ends(ANN, &[SESSION], SessionEndReason::Revoked)]);
    assert_eq!((ann.of_own(), bob.of_own()), (vec!["sync all".to_owned()], vec![]), "whether it is over nobody knows");
    assert_eq!((cleo.of_own(), ann.of_rooms(), bob.of_rooms()), (vec![], vec![], vec![]));
    // How people look is told with their next change; what is not told is not taken either.
    let news = ContactEvent {
        about: ANN,
        rooms: vec![ROOM],
        large_rooms: vec![],
        at: at(0),
        kind: UserEventKind::StatusChanged(person(1, "here")),
    };
    hub.commit_unknown(&[
        Event::Contact(Arc::new(news)),
        Event::Global(announces(1, 0, None)),
        of_user(UserId(9), UserEventKind::ProfileChanged(person(9, "nobody"))),
    ]);
    hub.tick(now(0));
    assert_eq!((ann.of_own(), bob.of_own(), cleo.of_own()), (vec![], vec![], vec![]));
    assert!(holes.try_next().is_none());
}

#[test]
fn who_may_have_been_added_hears_the_room_and_looks() {
    let (hub, _holes) = Hub::new();
    let mut log = Log::of(ROOM, [BOB, ANN]);
    let mut ann = Ears::of(&hub, ANN, []);
    hub.commit_unknown(&[log.adds(ANN)]);
    assert!(ann.own.topic.is_in(ROOM));
    assert_eq!(ann.of_own(), ["sync all"], "not told that she was added");
    log.says(BOB, "3");
    happen(&hub, log.from(3));
    assert_eq!((ann.of_rooms(), ann.of_own()), (vec!["#3".to_owned()], vec!["1 unread after #2 at #3".to_owned()]));
    // Somebody who does not listen.
    let other = Log::of(OTHER, [BOB]);
    hub.commit_unknown(&[other.adds(BOB)]);
    commits(&hub, [other.adds(BOB)]);
    assert!(!is_known(&hub, OTHER));
}

#[test]
fn one_commit_tells_all_that_it_did_in_order() {
    let (hub, _holes) = Hub::new();
    let mut log = Log::of(ROOM, [ANN, BOB]);
    let mut ann = Ears::of(&hub, ANN, [&log]);
    let mut global = hub.subscribe_global(ANN, Arc::default());
    let mut guard = hub.use_session(ANN, SESSION);
    let message = log.says(BOB, "3");
    let read = log.reads(ANN, 3);
    commits(
        &hub,
        [
            of_user(ANN, UserEventKind::ProfileChanged(person(1, "Anna"))),
            Event::Room(message),
            Event::Read(read),
            Event::Global(announces(1, 0, None)),
            Event::Contact(Arc::new(ContactEvent {
                about: BOB,
                rooms: vec![ROOM],
                large_rooms: vec![],
                at: at(0),
                kind: UserEventKind::StatusChanged(person(2, "here")),
            })),
        ],
    );
    assert_eq!((ann.of_rooms(), heard(&mut global.inbox)), (vec!["#3".to_owned()], vec!["announced 1".to_owned()]));
    assert_eq!(ann.of_own(), ["profile of 1 Anna", "1 unread after #1 at #3"]);
    hub.tick(now(0));
    let mut told = ann.of_own();
    told.sort();
    assert_eq!(told, ["0 unread after #3 at #3", "status of 2 here"]);
    hub.end_session(ANN, SESSION, SessionEndReason::Expired);
    assert_eq!(ann.of_own(), ["session EXPIRED"]);
    assert!(futures_util::FutureExt::now_or_never(guard.ended()).is_some());
}

#[test]
fn counts_are_told_four_times_a_second() {
    assert_eq!(TICK, Duration::from_millis(250));
}

/// What was read for members is shown to these alone.
#[test]
fn who_is_inside_is_known_up_to_what_happened() {
    let (hub, _holes) = Hub::new();
    let mut log = Log::of(ROOM, [ANN, BOB, CLEO]);
    let _ears = [ANN, BOB].map(|user| Ears::of(&hub, user, [&log]));
    assert!(hub.is_inside(ROOM, ANN, 3) && !hub.is_inside(ROOM, ANN, 4), "what is to come is not known");
    assert!(!hub.is_inside(ROOM, CLEO, 1), "she does not listen");
    assert!(!hub.is_inside(OTHER, ANN, 1));
    let departure = log.leaves(ANN);
    happen(&hub, [&departure]);
    assert!(!hub.is_inside(ROOM, ANN, 3) && !hub.is_inside(ROOM, ANN, 4));
    assert!(hub.is_inside(ROOM, BOB, 4));
}

#[test]
fn rooms_and_people_in_doubt_are_counted_together() {
    let (hub, _holes) = Hub::new();
    let mut log = Log::of(ROOM, [ANN, BOB]);
    let _ann = Ears::of(&hub, ANN, [&log]);
    assert_eq!(hub.count_unconfirmed(), (0, Duration::ZERO));
    let status = ContactEvent {
        about: BOB,
        rooms: vec![ROOM],
        large_rooms: Vec::new(),
        at: at(0),
        kind: UserEventKind::StatusChanged(person(2, "there")),
    };
    hub.commit_unknown(&[Event::Room(log.says(BOB, "3")), Event::Contact(Arc::new(status))]);
    assert_eq!(hub.count_unconfirmed().0, 2);
}
