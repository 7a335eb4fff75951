//! Which room is repaired when.

use super::*;

const ONE: RoomId = RoomId(1);
const OTHER: RoomId = RoomId(2);

#[test]
fn each_room_waits_once_and_none_is_dropped() {
    let (mut waiting, now) = (Waiting::default(), Instant::now());
    for round in 0..3 {
        for n in 0..2_000 {
            assert_eq!(waiting.add(RoomId(n), None, now), round == 0);
        }
    }
    assert_eq!(waiting.take(now), Err(Some(now + Duration::from_millis(50))), "it may fill by itself");
    let now = now + Duration::from_millis(50);
    for n in 0..2_000 {
        assert_eq!(waiting.take(now), Ok((RoomId(n), None)));
        waiting.give_back(RoomId(n), true, now);
    }
    assert_eq!((waiting.take(now), waiting.rooms.len(), waiting.due.len()), (Err(None), 0, 0));
}

#[test]
fn one_that_fails_comes_again_later_each_time_and_blocks_nobody() {
    let (mut waiting, begun) = (Waiting::default(), Instant::now());
    waiting.add(ONE, Some((7, 7)), begun);
    let mut now = begun + PATIENCE;
    for pause in [1, 2, 4, 4, 4] {
        assert_eq!(waiting.take(now), Ok((ONE, Some((7, 7)))));
        waiting.add(OTHER, None, now - PATIENCE);
        assert_eq!(waiting.take(now), Ok((OTHER, None)), "beside it");
        waiting.give_back(OTHER, true, now);
        waiting.give_back(ONE, false, now);
        let due = now + Duration::from_secs(pause);
        assert_eq!(waiting.take(now), Err(Some(due)));
        now = due;
    }
    assert_eq!(waiting.count_unconfirmed(now), (1, now - begun));
    assert!(waiting.take(now).is_ok());
    waiting.give_back(ONE, true, now);
    assert_eq!((waiting.count_unconfirmed(now), waiting.rooms.len()), ((0, Duration::ZERO), 0));
}

#[test]
fn what_is_unconfirmed_while_somebody_is_at_it_is_looked_at_again() {
    let (mut waiting, now) = (Waiting::default(), Instant::now() + PATIENCE);
    waiting.add(ONE, Some((7, 7)), now - PATIENCE);
    waiting.add(ONE, Some((5, 5)), now);
    assert_eq!(waiting.take(now), Ok((ONE, Some((5, 7)))));
    waiting.add(ONE, Some((8, 8)), now);
    assert_eq!(waiting.take(now), Err(None), "nobody else is at it meanwhile");
    waiting.give_back(ONE, true, now);
    let due = now + PATIENCE;
    assert_eq!(waiting.take(now), Err(Some(due)));
    let now = due;
    assert_eq!(waiting.take(now), Ok((ONE, Some((5, 8)))));
    waiting.give_back(ONE, true, now);
    assert_eq!(waiting.rooms.len(), 0);
}

#[test]
fn what_went_well_once_has_no_failures_of_before() {
    let (mut waiting, mut now) = (Waiting::default(), Instant::now() + PATIENCE);
    waiting.add(ONE, None, now - PATIENCE);
    for pause in [1, 2] {
        assert_eq!(waiting.take(now), Ok((ONE, None)));
        waiting.give_back(ONE, false, now);
        now += Duration::from_secs(pause);
    }
    assert_eq!(waiting.take(now), Ok((ONE, None)));
    waiting.add(ONE, Some((8, 8)), now);
    waiting.give_back(ONE, true, now);
    now += PATIENCE;
    assert_eq!(waiting.take(now), Ok((ONE, Some((8, 8)))));
    waiting.give_back(ONE, false, now);
    assert_eq!(waiting.take(now), Err(Some(now + Duration::from_secs(1))));
}
