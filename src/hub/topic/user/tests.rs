//! What reaches which subscription of a user, and at what pace.

use crate::{
    domain::event::{Event, SessionEndReason},
    hub::{Hub, channel::RoomChannel, mailbox::Budget, subscription::Subscription, tests::is_known},
    ids::{RoomId, Seq, SessionId, UserId},
    testing::{ANN, BOB, CLEO, Ears, Log, OTHER, ROOM, SESSION, commits, ends, happen, heard, now},
};
use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

fn subscribes(
    hub: &Arc<Hub>,
    user: UserId,
    filter: Option<&[RoomId]>,
    replaying: &[RoomId],
) -> Subscription<RoomChannel> {
    let set = |rooms: &[RoomId]| rooms.iter().copied().collect::<HashSet<_>>();
    hub.subscribe_rooms(user, filter.map(set), set(replaying), Arc::default())
}

#[test]
fn a_subscription_hears_the_rooms_it_wants_and_no_past_twice() {
    let (hub, _holes) = Hub::new();
    let (mut log, mut other) = (Log::of(ROOM, [ANN, BOB]), Log::of(OTHER, [BOB, ANN]));
    let mut all = Ears::of(&hub, ANN, [&log, &other]);
    let mut some = subscribes(&hub, ANN, Some(&[OTHER]), &[]);
    let mut late = subscribes(&hub, ANN, None, &[ROOM]);
    let mut never = subscribes(&hub, ANN, Some(&[]), &[]);
    let mut speak = |seq: Seq| {
        log.says(BOB, "here");
        other.says(BOB, "there");
        happen(&hub, [log.event(seq), other.event(seq)]);
    };
    speak(3);
    assert_eq!(all.of_rooms(), ["#3", "#3 in 701"]);
    assert_eq!(heard(&mut some.inbox), ["#3 in 701"]);
    assert_eq!(heard(&mut late.inbox), ["#3 in 701"], "the past comes first, from the log");
    assert_eq!(hub.go_live(&late.topic, some.id, ROOM), Some(3), "that is another's");
    assert_eq!(heard(&mut late.inbox), [""; 0]);
    assert_eq!(hub.go_live(&late.topic, late.id, ROOM), Some(3), "up to there it is to be read from the log");
    speak(4);
    assert_eq!(heard(&mut late.inbox), ["#4", "#4 in 701"]);
    assert_eq!(heard(&mut some.inbox), ["#4 in 701"]);
    assert_eq!(all.of_rooms(), ["#4", "#4 in 701"]);
    assert_eq!(heard(&mut never.inbox), [""; 0]);
}

#[test]
fn who_goes_live_in_a_room_they_are_not_in_hears_it_from_their_joining_on() {
    let (hub, _holes) = Hub::new();
    let mut log = Log::of(ROOM, [ANN, BOB]);
    let _ann = Ears::of(&hub, ANN, [&log]);
    let mut cleo = subscribes(&hub, CLEO, None, &[ROOM, OTHER]);
    assert_eq!(hub.go_live(&cleo.topic, cleo.id, ROOM), None, "not in it");
    assert_eq!(hub.go_live(&cleo.topic, cleo.id, OTHER), None, "nobody is");
    log.joins(CLEO);
    happen(&hub, log.from(3));
    assert_eq!(heard(&mut cleo.inbox), ["#3"]);
}

#[test]
fn the_first_count_of_a_room_is_told_at_once_and_the_newest_at_the_tick() {
    let (hub, _holes) = Hub::new();
    let (mut log, mut other) = (Log::of(ROOM, [ANN, BOB]), Log::of(OTHER, [BOB, ANN]));
    let mut ann = Ears::of(&hub, ANN, [&log, &other]);
    let speak = |log: &mut Log| {
        let event = log.says(BOB, "hi");
        happen(&hub, [&event]);
    };
    let tick = || hub.tick(now(0));
    speak(&mut log);
    speak(&mut other);
    assert_eq!(ann.of_own(), ["1 unread after #1 at #3", "1 unread after #2 at #3 in 701"], "each room for itself");
    speak(&mut log);
    speak(&mut log);
    speak(&mut other);
    assert_eq!(ann.of_own(), [""; 0]);
    tick();
    let mut told = ann.of_own();
    told.sort();
    assert_eq!(told, ["2 unread after #2 at #4 in 701", "3 unread after #1 at #5"], "in no order of rooms");
    // Something was told in this tick: the next waits again.
    speak(&mut log);
    assert_eq!(ann.of_own(), [""; 0]);
    tick();
    assert_eq!(ann.of_own(), ["4 unread after #1 at #6"]);
    // A room that was silent for a whole tick is told at once, also when another was not.
    speak(&mut other);
    assert_eq!(ann.of_own(), ["3 unread after #2 at #5 in 701"]);
    tick();
    tick();
    assert_eq!(ann.of_own(), [""; 0]);
    speak(&mut log);
    assert_eq!(ann.of_own(), ["5 unread after #1 at #7"]);
}

#[test]
fn who_does_not_listen_to_counts_has_none_waiting() {
    let (hub, _holes) = Hub::new();
    let mut log = Log::of(ROOM, [ANN, BOB]);
    let ann = Ears::of(&hub, ANN, [&log]);
    let Ears { rooms, own } = ann;
    drop(own);
    for _ in 0..2 {
        log.says(BOB, "hi");
    }
    happen(&hub, log.from(3));
    let mut own = hub.subscribe_user(ANN, SESSION, Arc::default());
    hub.tick(now(0));
    assert_eq!(heard(&mut own.inbox), [""; 0]);
    log.says(BOB, "hi");
    happen(&hub, log.from(5));
    assert_eq!(heard(&mut own.inbox), ["3 unread after #1 at #5"], "the first that is told is told at once");
    drop(rooms);
}

#[test]
fn the_end_of_a_session_is_told_to_its_own_subscriptions() {
    let (hub, _holes) = Hub::new();
    let budget = Arc::<Budget>::default();
    let end = |sessions: &[i64]| {
        let sessions: Vec<_> = sessions.iter().map(|id| SessionId(*id)).collect();
        commits(&hub, [ends(ANN, &sessions, SessionEndReason::Revoked)]);
    };
    let session = |id: i64| hub.subscribe_user(ANN, SessionId(id), budget.clone());
    let [mut first, mut second, mut third] = [session(1), session(2), session(3)];
    let mut bob = hub.subscribe_user(BOB, SessionId(9), budget.clone());
    end(&[1, 3]);
    end(&[4]);
    assert_eq!(heard(&mut first.inbox), ["session REVOKED"]);
    assert_eq!(heard(&mut second.inbox), [""; 0]);
    assert_eq!(heard(&mut third.inbox), ["session REVOKED"]);
    assert_eq!(heard(&mut bob.inbox), [""; 0]);
}

#[test]
fn a_user_is_there_as_long_as_one_subscription_is() {
    let (hub, _holes) = Hub::new();
    let mut log = Log::of(ROOM, [ANN, BOB]);
    let Ears { rooms, mut own } = Ears::of(&hub, ANN, [&log]);
    assert_eq!(hub.subscriptions(), 2);
    let user = own.topic.clone();
    drop(rooms);
    assert_eq!((hub.subscriptions(), hub.next_seq(ROOM)), (1, Some(3)));
    log.says(BOB, "hi");
    happen(&hub, log.from(3));
    assert_eq!(heard(&mut own.inbox), ["1 unread after #1 at #3"]);
    drop(own);
    assert_eq!((hub.subscriptions(), is_known(&hub, ROOM)), (0, false));
    // Whoever comes back is somebody else, of whom everything is to be read.
    let again = Ears::deaf(&hub, ANN);
    assert!(!Arc::ptr_eq(&again.own.topic, &user) && !again.own.topic.is_in(ROOM) && !user.is_in(ROOM));
    assert!(again.own.topic.loaded.get().is_none());
    // What comes for who they were finds nobody.
    hub.watch(&user, &[ROOM]);
    hub.load_positions(&user, &[ROOM], &HashMap::from([(ROOM, log.position(ANN))]));
    assert!(!is_known(&hub, ROOM));
    commits(&hub, [Event::Read(log.reads(ANN, 3))]);
    assert!(!is_known(&hub, ROOM));
}
