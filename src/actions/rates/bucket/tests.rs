//! What a bucket promises, by examples and by stories that are made up.

use super::*;
use proptest::{prelude::*, test_runner::RngSeed};
use std::collections::BTreeSet;

const MORNING: Moment = Moment(1_780_300_800_000_000);

fn ms(n: u64) -> Duration {
    Duration::from_millis(n)
}

/// A send from the first session.
fn first(id: u64) -> Asks {
    Asks { owner: 1, id }
}

/// Ten a second, thirty at once.
fn sends() -> Quota {
    Quota::new(10, Duration::from_secs(1), 30).unwrap()
}

/// Sends all at once and each again when it is told to; how many tries it took, and the order in which they got through.
fn each_for_itself(count: u64) -> (usize, Vec<u64>) {
    let (quota, mut bucket) = (sends(), Bucket::new(&sends(), MORNING));
    let mut waiting: BTreeSet<(Moment, u64)> = (0..count).map(|n| (MORNING, n)).collect();
    let (mut tries, mut through) = (0, Vec::new());
    while let Some((now, n)) = waiting.pop_first() {
        tries += 1;
        match bucket.take(&quota, now, Some(first(n))) {
            Ok(()) => through.push(n),
            Err(wait) => assert!(waiting.insert((now + ms(wait), n))),
        }
        assert!(bucket.places.len() <= MAX_PLACES);
    }
    (tries, through)
}

/// Sends one after the other, each until it is through.
fn one_by_one(count: u64, each_takes: Duration) -> usize {
    let (quota, mut bucket) = (sends(), Bucket::new(&sends(), MORNING));
    let (mut now, mut tries) = (MORNING, 0);
    for n in 0..count {
        loop {
            tries += 1;
            now = now + each_takes;
            match bucket.take(&quota, now, Some(first(n))) {
                Ok(()) => break,
                Err(wait) => now = now + ms(wait),
            }
        }
    }
    tries
}

#[test]
fn who_obeys_is_refused_once_at_most() {
    assert_eq!(each_for_itself(100), (170, (0..100).collect()), "30 at once, and 70 twice");
    assert_eq!(each_for_itself(286).0, 286 + 256);
}

#[test]
fn an_outbox_that_sends_one_by_one_is_through_in_few_tries() {
    for millis in [0, 1, 5, 20, 50, 150] {
        let tries = one_by_one(100, ms(millis));
        assert!(tries <= 130, "{tries} tries of {millis} ms");
    }
}

/// One who sends one after the other from a session of their own, from a moment on: how long it took, in how many tries.
fn beside(bucket: &mut Bucket, count: u64) -> (Duration, usize) {
    let (quota, mut now, mut tries) = (sends(), MORNING, 0);
    for id in 1_000..1_000 + count {
        loop {
            tries += 1;
            match bucket.take(&quota, now, Some(Asks { owner: 2, id })) {
                Ok(()) => break,
                Err(wait) => now = now + ms(wait),
            }
        }
    }
    (now.since(MORNING), tries)
}

#[test]
fn who_comes_in_time_when_another_device_came_between_is_told_a_later_one() {
    let quota = Quota::new(10, Duration::from_secs(1), 1).unwrap();
    let mut bucket = Bucket::new(&quota, MORNING);
    let told: Vec<_> = (0..3).map(|id| bucket.take(&quota, MORNING, Some(first(id)))).collect();
    assert_eq!(told, [Ok(()), Err(101), Err(201)]);
    // Its turn is behind the first's next one.
    assert_eq!(bucket.take(&quota, MORNING, Some(Asks { owner: 2, id: 9 })), Err(300));
    assert_eq!(bucket.take(&quota, MORNING + ms(201), Some(first(2))), Err(100));
}

#[test]
fn an_outbox_that_was_left_locks_no_other_device_out() {
    let (quota, mut bucket) = (sends(), Bucket::new(&sends(), MORNING));
    for n in 0..300 {
        let _ = bucket.take(&quota, MORNING, Some(first(n)));
    }
    let (took, tries) = beside(&mut bucket.clone(), 1);
    assert!(took <= ms(301) && tries == 2, "{took:?}, {tries} tries");
    let (took, tries) = beside(&mut bucket, 100);
    // Nothing is left of the burst, so every third is refused.
    assert!(took <= ms(11_000) && tries <= 140, "{took:?}, {tries} tries");
    assert!(bucket.places.len() <= MAX_PLACES);
}

/// Both come when they are told to; from the moment on that both are there neither waits for the other's whole outbox.
#[test]
fn two_outboxes_take_turns() {
    let (quota, mut bucket) = (sends(), Bucket::new(&sends(), MORNING));
    let one = (0..100).map(|id| (MORNING, first(id)));
    let other = (100..200).map(|id| (MORNING + ms(1), Asks { owner: 2, id }));
    let mut waiting: Vec<_> = one.chain(other).collect();
    let (mut tries, mut through) = (0, Vec::new());
    while !waiting.is_empty() {
        waiting.sort_by_key(|(due, asks)| (*due, asks.id));
        let (now, asks) = waiting.remove(0);
        tries += 1;
        match bucket.take(&quota, now, Some(asks)) {
            Ok(()) => through.push((now, asks)),
            Err(wait) => waiting.push((now + ms(wait), asks)),
        }
    }
    let took = through.last().unwrap().0.since(MORNING);
    assert!(took <= ms(18_000), "170 behind the burst, with hardly a gap: {took:?}");
    for owner in [1, 2] {
        let ids: Vec<_> = through.iter().filter(|(_, asks)| asks.owner == owner).map(|(_, asks)| asks.id).collect();
        assert!(ids.is_sorted(), "{ids:?}");
    }
    let of_first = through[30..100].iter().filter(|(_, asks)| asks.owner == 1).count();
    assert!((30..=40).contains(&of_first), "{of_first} of 70 are the first's");
    assert!(tries <= 600, "{tries} tries");
}

/// An outbox waits, and another device sends one by one: each of its sends comes behind the next one of the outbox.
#[test]
fn who_sends_one_by_one_is_not_always_first() {
    let (quota, mut bucket) = (sends(), Bucket::new(&sends(), MORNING));
    for n in 0..30 {
        bucket.take(&quota, MORNING, Some(first(n))).unwrap();
    }
    let mut waiting: BTreeSet<(Moment, i64, u64)> = (100..105).map(|id| (MORNING, 1, id)).collect();
    waiting.insert((MORNING, 2, 200));
    let mut through = Vec::new();
    while waiting.iter().any(|(_, owner, _)| *owner == 1) {
        let (now, owner, id) = waiting.pop_first().unwrap();
        match bucket.take(&quota, now, Some(Asks { owner, id })) {
            Ok(()) => {
                through.push(owner);
                if owner == 2 {
                    waiting.insert((now, owner, id + 1));
                }
            }
            Err(wait) => assert!(waiting.insert((now + ms(wait), owner, id))),
        }
        let overtaken = through.iter().filter(|owner| **owner == 2).count();
        assert!(overtaken <= 5, "{through:?}");
    }
}

#[test]
fn each_is_told_a_time_of_its_own() {
    let (quota, mut bucket) = (sends(), Bucket::new(&sends(), MORNING));
    for n in 0..30 {
        assert_eq!(bucket.take(&quota, MORNING, Some(first(n))), Ok(()));
    }
    for n in 30..100 {
        assert_eq!(bucket.take(&quota, MORNING, Some(first(n))), Err((n - 29) * 100 + 1));
    }
    // The same again keeps its place; what has no id is told when it would fit, and takes none.
    assert_eq!(bucket.take(&quota, MORNING, Some(first(40))), Err(1_101));
    assert_eq!(bucket.take(&quota, MORNING, None), Err(7_101));
    assert_eq!(bucket.take(&quota, MORNING, None), Err(7_101));
    assert_eq!(bucket.take(&quota, MORNING, Some(first(100))), Err(7_101));
    // Nobody gets in before those who wait, although one fits.
    assert_eq!(bucket.take(&quota, MORNING + ms(150), Some(first(101))), Err(7_051));
    assert_eq!(bucket.take(&quota, MORNING + ms(150), Some(first(31))), Err(51));
    assert_eq!(bucket.take(&quota, MORNING + ms(150), Some(first(30))), Ok(()));
}

#[test]
fn who_comes_behind_one_that_was_told_a_later_time_is_told_one_later_still() {
    let quota = Quota::new(10, Duration::from_secs(1), 1).unwrap();
    let mut bucket = Bucket::new(&quota, MORNING);
    assert_eq!(bucket.take(&quota, MORNING, Some(first(0))), Ok(()));
    assert_eq!(bucket.take(&quota, MORNING, Some(first(1))), Err(101));
    let now = MORNING + ms(101);
    assert_eq!(bucket.take(&quota, now, Some(first(1))), Ok(()));
    // Somebody who comes back one by one: until three fit.
    assert_eq!(bucket.take(&quota, now, Some(first(2))), Err(300));
    assert_eq!(bucket.take(&quota, now, Some(first(3))), Err(400));
}

#[test]
fn what_was_told_is_kept_for_all_who_come_late_together() {
    let quota = Quota::new(10, Duration::from_secs(1), 1).unwrap();
    let mut bucket = Bucket::new(&quota, MORNING);
    let told: Vec<_> = (0..6).map(|id| bucket.take(&quota, MORNING, Some(first(id)))).collect();
    assert_eq!(told, [Ok(()), Err(101), Err(201), Err(301), Err(401), Err(501)]);
    // Beside what is theirs there is what a rest gives.
    let (mut rested, later) = (bucket.clone(), MORNING + ms(700));
    let then: Vec<_> = (1..8).map(|id| rested.take(&quota, later, Some(first(id))).is_ok()).collect();
    assert_eq!(then, [true, true, true, true, true, true, false]);
    let late = MORNING + ms(550);
    let then: Vec<_> = (1..7).map(|id| bucket.take(&quota, late, Some(first(id))).is_ok()).collect();
    assert_eq!(then, [true, true, true, true, true, false], "more than come at once after a rest");
}

#[test]
fn what_is_kept_for_those_who_stay_away_is_a_seconds_for_each_device() {
    let quota = Quota::new(10, Duration::from_secs(1), 1).unwrap();
    let mut bucket = Bucket::new(&quota, MORNING);
    for (owner, ids) in [(1, 100..160), (2, 200..260)] {
        for id in ids {
            let _ = bucket.take(&quota, MORNING, Some(Asks { owner, id }));
        }
    }
    // Then all come whose time it was, and those who are to come later as well.
    let late = MORNING + ms(3_500);
    let kept: Vec<_> = bucket.places.iter().map(|place| place.of).collect();
    let through = kept.iter().filter(|asks| bucket.take(&quota, late, Some(**asks)).is_ok()).count();
    // A second is ten and the one of the moment; one was left of the burst.
    assert_eq!(through, 2 * 11 + 1);
}

#[test]
fn who_looks_is_told_when_there_is_one() {
    let quota = Quota::new(1, Duration::from_secs(1), 1).unwrap();
    let mut bucket = Bucket::new(&quota, MORNING);
    assert_eq!((bucket.look(&quota, MORNING), bucket.take(&quota, MORNING, None)), (Ok(()), Ok(())));
    assert_eq!(bucket.look(&quota, MORNING), Err(1_001));
    assert_eq!(bucket.look(&quota, MORNING + ms(999)), Err(2));
    assert_eq!(bucket.look(&quota, MORNING + ms(1_000)), Ok(()));
}

#[test]
fn a_place_is_given_up_a_second_after_its_time() {
    let (quota, mut bucket) = (sends(), Bucket::new(&sends(), MORNING));
    for n in 0..31 {
        let _ = bucket.take(&quota, MORNING, Some(first(n)));
    }
    // Due after 101 ms: what comes back until then is not for others.
    let late = MORNING + ms(1_101);
    assert_eq!(bucket.clone().take(&quota, late, Some(first(30))), Ok(()));
    assert_eq!(bucket.places.len(), 1);
    for n in 0..10 {
        assert_eq!(bucket.take(&quota, late, None), Ok(()), "{n}");
    }
    assert!(bucket.take(&quota, late, None).is_err(), "the eleventh is the place's");
    assert_eq!(bucket.take(&quota, late + Duration::from_micros(1), None), Ok(()), "and is given up");
}

#[test]
fn there_are_so_many_places_and_no_more() {
    let (quota, mut bucket) = (sends(), Bucket::new(&sends(), MORNING));
    for n in 0..1_000 {
        let _ = bucket.take(&quota, MORNING, Some(first(n)));
    }
    assert_eq!(bucket.places.len(), MAX_PLACES);
    assert_eq!(bucket.take(&quota, MORNING, Some(first(999))), Err(25_701), "told when it would fit");
    assert!(!bucket.is_full(&quota, MORNING + Duration::from_secs(26)));
    assert!(bucket.is_full(&quota, MORNING + Duration::from_secs(30)), "nobody came");
}

#[test]
fn a_day_gives_a_rests_allowance() {
    let (quota, mut bucket) = (sends(), Bucket::new(&sends(), MORNING));
    for n in 0..31 {
        let _ = bucket.take(&quota, MORNING, Some(first(n)));
    }
    let tomorrow = MORNING + Duration::from_secs(86_400);
    assert_eq!((0..100).filter(|_| bucket.take(&quota, tomorrow, None).is_ok()).count(), 30);
}

#[test]
fn what_no_clock_can_tell_is_no_limit_and_overflows_nothing() {
    assert!(Quota::new(0, Duration::from_secs(1), 3).is_none());
    for (count, burst) in [(u32::MAX, u32::MAX), (1, u32::MAX), (u32::MAX, 0), (1, 0)] {
        let quota = Quota::new(count, Duration::from_secs(1), burst).unwrap();
        let mut bucket = Bucket::new(&quota, Moment(i64::MIN));
        for now in [Moment(i64::MIN), Moment(i64::MAX), Moment(0)] {
            let _ = bucket.take(&quota, now, Some(first(1)));
            let _ = bucket.take(&quota, now, Some(first(2)));
            let _ = bucket.take(&quota, Moment(now.0.saturating_add(1_001_000)), Some(first(2)));
        }
    }
}

/// Somebody's step: how long after the one before, and under which id.
fn steps() -> impl Strategy<Value = Vec<(u64, Option<u64>)>> {
    let span = prop_oneof![4 => Just(0), 3 => 0u64..300_000, 1 => 0u64..5_000_000];
    prop::collection::vec((span, prop::option::weighted(0.8, 0u64..400)), 1..600)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, rng_seed: RngSeed::Fixed(2), failure_persistence: None, ..ProptestConfig::default() })]

    /// However one calls, from one session or several: never more than the rate, what was told is true, and little is remembered.
    #[test]
    fn a_rate_is_kept_and_so_is_a_promise(count in 1u32..50, burst in 1u32..40, sessions in 1u64..4, steps in steps()) {
        let quota = Quota::new(count, Duration::from_secs(1), burst).unwrap();
        let mut bucket = Bucket::new(&quota, MORNING);
        let (mut now, mut taken) = (MORNING, Vec::new());
        for (micros, id) in steps {
            now = now + Duration::from_micros(micros);
            let asks = id.map(|id| Asks { owner: (id % sessions).cast_signed(), id });
            match bucket.take(&quota, now, asks) {
                Ok(()) => taken.push(now),
                Err(wait) => {
                    prop_assert!(wait > 0);
                    if bucket.places.iter().any(|place| Some(place.of) == asks) {
                        // As it is now, when everybody else stays away; and when they come, unless sessions contend.
                        for others in [false, true].into_iter().take(if sessions == 1 { 2 } else { 1 }) {
                            let mut then = bucket.clone();
                            let due = now + ms(wait);
                            for place in bucket.places.iter().filter(|place| others && Some(place.of) != asks) {
                                let _ = then.take(&quota, due, Some(place.of));
                            }
                            let _ = then.take(&quota, due, None);
                            prop_assert_eq!(then.take(&quota, due, asks), Ok(()));
                        }
                    }
                }
            }
            prop_assert!(bucket.places.len() <= MAX_PLACES);
        }
        for (first, from) in taken.iter().enumerate() {
            for (last, to) in taken.iter().enumerate().skip(first) {
                // What waits for who is late, a second at most for each session, comes on top of the burst.
                let late = (KEPT_FOR + ms(2)) * u32::try_from(sessions).unwrap();
                let span = to.since(*from) + late;
                let most = u128::from(burst) + span.as_nanos() / u128::from(quota.every) + 1 + u128::from(sessions);
                prop_assert!((last - first + 1) as u128 <= most, "{} within {:?}", last - first + 1, to.since(*from));
            }
        }
    }
}
