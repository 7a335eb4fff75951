//! Who writes and how far they read, for those who look.

use crate::{
    clock::{Moment, Now, Timestamp},
    domain::event::{Event, ReadEvent},
    hub::{Hub, channel::ActiveChannel, subscription::Subscription, tests::is_known},
    ids::{RoomId, Seq, UserId},
    testing::{ANN, BOB, CLEO, Ears, Log, OTHER, ROOM, commits, happen, heard},
};
use std::sync::Arc;

const NOW: Now = Now { time: Timestamp(1_000_000), moment: Moment(9_000_000) };

fn looks(hub: &Arc<Hub>, user: UserId) -> Subscription<ActiveChannel> {
    hub.subscribe_active(ROOM, user, NOW.time, Arc::default())
}

/// So many microseconds later.
fn later(micros: i64) -> Now {
    Now { time: Timestamp(NOW.time.0 + micros), moment: Moment(NOW.moment.0 + micros) }
}

/// Who was a member all the time types, or types no more.
fn types(hub: &Hub, room: RoomId, user: UserId, typing: bool, now: Now) {
    if typing {
        hub.begin_typing(room, user, hub.departures(room), now);
    } else {
        hub.end_typing(room, user, now.time);
    }
}

#[test]
fn typing_is_told_to_the_others_for_six_seconds() {
    let (hub, _holes) = Hub::new();
    let [mut ann, mut bob] = [ANN, BOB].map(|user| looks(&hub, user));
    types(&hub, ROOM, ANN, true, NOW);
    assert_eq!((heard(&mut ann.inbox), heard(&mut bob.inbox)), (vec![], vec!["Ann writes until 7000000".to_owned()]));
    // Who comes to look hears it too, unless it is of themselves.
    let [mut cleo, mut phone] = [CLEO, ANN].map(|user| looks(&hub, user));
    assert_eq!(
        (heard(&mut cleo.inbox), heard(&mut phone.inbox)),
        (vec!["Ann writes until 7000000".to_owned()], vec![])
    );
    hub.tick(later(5_999_999));
    assert_eq!(heard(&mut bob.inbox), [""; 0]);
    hub.tick(later(6_000_000));
    assert_eq!(heard(&mut bob.inbox), ["Ann stopped writing"]);
    hub.tick(later(7_000_000));
    assert_eq!(heard(&mut bob.inbox), [""; 0], "said once");
    assert_eq!((heard(&mut ann.inbox), heard(&mut phone.inbox)), (vec![], vec![]));
    // Again and again.
    types(&hub, ROOM, ANN, true, NOW);
    types(&hub, ROOM, ANN, true, later(5_000_000));
    hub.tick(later(6_000_000));
    assert_eq!(heard(&mut bob.inbox), ["Ann writes until 12000000"], "the newer of the two");
    types(&hub, ROOM, ANN, false, later(6_000_000));
    types(&hub, ROOM, ANN, false, later(6_000_000));
    types(&hub, ROOM, CLEO, false, later(6_000_000));
    assert_eq!(heard(&mut bob.inbox), ["Ann stopped writing"]);
    assert_eq!(heard(&mut looks(&hub, CLEO).inbox), [""; 0], "nobody writes");
}

#[test]
fn where_nobody_looks_nobody_writes() {
    let (hub, _holes) = Hub::new();
    types(&hub, ROOM, ANN, true, NOW);
    assert_eq!(heard(&mut looks(&hub, BOB).inbox), [""; 0]);
    assert!(!is_known(&hub, ROOM) && hub.subscriptions() == 0);
    let [ann, bob] = [ANN, BOB].map(|user| looks(&hub, user));
    assert_eq!(hub.subscriptions(), 2);
    types(&hub, ROOM, ANN, true, NOW);
    drop(ann);
    assert_eq!(hub.subscriptions(), 1);
    assert_eq!(heard(&mut looks(&hub, CLEO).inbox), ["Ann writes until 7000000"], "one still looked");
    drop(bob);
    assert_eq!(heard(&mut looks(&hub, CLEO).inbox), [""; 0], "with the last who looks it is over");
    assert!(!is_known(&hub, ROOM) && hub.subscriptions() == 0);
}

#[test]
fn a_message_ends_its_senders_typing() {
    let (hub, _holes) = Hub::new();
    let mut log = Log::of(ROOM, [ANN, BOB]);
    let _ears = Ears::of(&hub, ANN, [&log]);
    let mut bob = looks(&hub, BOB);
    types(&hub, ROOM, ANN, true, NOW);
    types(&hub, ROOM, CLEO, true, NOW);
    heard(&mut bob.inbox);
    log.says(BOB, "3");
    log.edits(ANN, 3);
    happen(&hub, log.from(3));
    assert_eq!(heard(&mut bob.inbox), [""; 0], "not another's, and not an edit");
    log.says(ANN, "5");
    happen(&hub, log.from(5));
    assert_eq!(heard(&mut bob.inbox), ["Ann stopped writing"]);
}

/// Somebody read on in a room of so many members.
fn reads(log: &mut Log, user: UserId, seq: Seq, member_count: i64) -> Event {
    Event::Read(Arc::new(ReadEvent { member_count, ..*log.reads(user, seq) }))
}

#[test]
fn receipts_come_with_the_tick_the_newest_of_each() {
    let (hub, _holes) = Hub::new();
    let mut log = Log::of(ROOM, [ANN, BOB]);
    for _ in 0..3 {
        log.says(CLEO, "hi");
    }
    let mut ann = looks(&hub, ANN);
    for (user, seq) in [(BOB, 3), (BOB, 4), (ANN, 5)] {
        commits(&hub, [reads(&mut log, user, seq, 500)]);
    }
    assert_eq!(heard(&mut ann.inbox), [""; 0]);
    hub.tick(NOW);
    let mut told = heard(&mut ann.inbox);
    told.sort();
    assert_eq!(told, ["Ann read to #5", "Bob read to #4"], "also to who read");
    hub.tick(NOW);
    assert_eq!(heard(&mut ann.inbox), [""; 0]);
    // In large rooms nobody is told.
    commits(&hub, [reads(&mut log, BOB, 5, 501)]);
    hub.tick(NOW);
    assert_eq!(heard(&mut ann.inbox), [""; 0]);
    commits(&hub, [reads(&mut log, BOB, 5, 500)]);
    hub.tick(NOW);
    assert_eq!(heard(&mut ann.inbox), ["Bob read to #5"]);
}

#[test]
fn who_leaves_looks_no_more_and_is_gone_for_the_others() {
    let (hub, _holes) = Hub::new();
    let mut log = Log::of(ROOM, [ANN, BOB, CLEO]);
    let _ears = Ears::of(&hub, ANN, [&log]);
    let [mut ann, mut bob, mut cleo] = [ANN, BOB, CLEO].map(|user| looks(&hub, user));
    let mut phone = looks(&hub, CLEO);
    types(&hub, ROOM, CLEO, true, NOW);
    log.says(ANN, "4");
    commits(&hub, [reads(&mut log, CLEO, 4, 3), reads(&mut log, BOB, 4, 3)]);
    log.leaves(CLEO);
    happen(&hub, log.from(4));
    hub.tick(NOW);
    assert_eq!(heard(&mut ann.inbox), ["Cleo stopped writing", "Bob read to #4"], "what was merged is of now");
    assert_eq!(heard(&mut bob.inbox), ["Cleo stopped writing", "Bob read to #4"]);
    for looking in [&mut cleo, &mut phone] {
        assert_eq!(heard(&mut looking.inbox), [""; 0]);
        let over = futures_util::FutureExt::now_or_never(futures_util::StreamExt::next(&mut looking.inbox));
        assert!(matches!(over, Some(None)), "the subscription is over");
    }
    let still = futures_util::FutureExt::now_or_never(futures_util::StreamExt::next(&mut ann.inbox));
    assert!(still.is_none(), "hers goes on");
}

#[test]
fn a_room_is_ticked_as_long_as_somebody_looks() {
    let (hub, _holes) = Hub::new();
    let [mut bob, cleo] = [BOB, CLEO].map(|user| looks(&hub, user));
    let mut elsewhere = hub.subscribe_active(OTHER, BOB, NOW.time, Arc::default());
    drop(cleo);
    for round in 0..3 {
        hub.tick(NOW);
        types(&hub, ROOM, ANN, true, NOW);
        types(&hub, OTHER, ANN, true, NOW);
        hub.tick(later(6_000_000));
        // Its end takes the place of its beginning.
        assert_eq!(heard(&mut bob.inbox), ["Ann stopped writing"], "{round}");
        assert_eq!(heard(&mut elsewhere.inbox), ["Ann stopped writing"], "{round}");
    }
    // Looking at it does not make it heard.
    assert_eq!(hub.next_seq(ROOM), None);
}

#[test]
fn who_has_left_is_not_told_to_type() {
    let (hub, _holes) = Hub::new();
    let mut log = Log::of(ROOM, [ANN, BOB, CLEO]);
    let [mut ann, _bob] = [ANN, BOB].map(|user| looks(&hub, user));
    let _ears = Ears::of(&hub, ANN, [&log]);
    // The database is asked whether Cleo is a member; she leaves before its answer is here.
    let before = hub.departures(ROOM);
    log.leaves(CLEO);
    happen(&hub, log.from(4));
    hub.begin_typing(ROOM, CLEO, before, NOW);
    assert_eq!(heard(&mut ann.inbox), [""; 0]);
    types(&hub, ROOM, BOB, true, NOW);
    assert_eq!(heard(&mut ann.inbox), ["Bob writes until 7000000"], "who asks afterwards is heard");
}

#[test]
fn what_was_asked_before_others_looked_is_not_told() {
    let (hub, _holes) = Hub::new();
    let before = [hub.departures(ROOM), {
        let _ann = looks(&hub, ANN);
        hub.departures(ROOM)
    }];
    let mut bob = looks(&hub, BOB);
    for before in before {
        hub.begin_typing(ROOM, CLEO, before, NOW);
    }
    assert_eq!(heard(&mut bob.inbox), [""; 0], "nobody knows who has left meanwhile");
}

#[test]
fn typing_lasts_as_long_whatever_the_clock_says() {
    let (hub, _holes) = Hub::new();
    let mut bob = looks(&hub, BOB);
    const HOUR: i64 = 3_600_000_000;
    for set in [-HOUR, HOUR] {
        let at = |micros| Now { time: Timestamp(NOW.time.0 + set + micros), ..later(micros) };
        types(&hub, ROOM, ANN, true, NOW);
        heard(&mut bob.inbox);
        hub.tick(at(5_999_999));
        assert_eq!(heard(&mut bob.inbox), [""; 0]);
        hub.tick(at(6_000_000));
        assert_eq!(heard(&mut bob.inbox), ["Ann stopped writing"]);
    }
}
