//! What is believed of a clock that is set.

use super::*;
use crate::clock::{Clock, FOR_GOOD as DAY, FOR_NEWS as HOUR};
use proptest::prelude::*;

const MORNING: Timestamp = Timestamp(1_780_300_800_000_000);
const YEAR: Duration = Duration::from_secs(365 * 24 * 3600);
const SECOND: Duration = Duration::from_secs(1);

fn clock() -> Clock {
    Clock::manual(MORNING)
}

/// How far what is trusted lies behind what the clock says.
fn doubted(clock: &Clock, stood: Duration) -> Duration {
    clock.now().since(clock.trusted(stood).time)
}

#[test]
fn a_jump_over_a_minute_is_told_once_and_what_passes_is_none() {
    let clock = clock();
    clock.advance(YEAR);
    clock.set(clock.now() + MINUTE);
    assert_eq!(clock.jumps(), [], "a minute is the work of a time server");
    // Small steps add up.
    let from = clock.now() - MINUTE;
    clock.set(clock.now() + Duration::from_micros(1));
    assert_eq!(clock.jumps(), [Jump { from, to: clock.now() }]);
    assert_eq!(clock.jumps(), []);
    let from = clock.now();
    clock.set(from - HOUR);
    assert_eq!(clock.jumps(), [Jump { from, to: from - HOUR }]);
}

#[test]
fn a_jump_ahead_is_believed_when_it_has_stood_and_one_back_at_once() {
    let clock = clock();
    clock.set(MORNING + YEAR);
    assert_eq!(clock.trusted(DAY).time, MORNING, "from the first look on");
    clock.advance(HOUR - SECOND);
    assert_eq!((doubted(&clock, HOUR), doubted(&clock, DAY)), (YEAR, YEAR));
    clock.advance(SECOND);
    assert_eq!((doubted(&clock, HOUR), doubted(&clock, DAY)), (Duration::ZERO, YEAR));
    clock.advance(DAY - HOUR - SECOND);
    assert_eq!(doubted(&clock, DAY), YEAR);
    clock.advance(SECOND);
    assert_eq!(doubted(&clock, DAY), Duration::ZERO);
    clock.set(clock.now() - HOUR);
    assert_eq!(doubted(&clock, DAY), Duration::ZERO, "what is earlier forgets nothing");
    assert!(!clock.is_steady());
    clock.advance(DAY);
    assert!(clock.is_steady());
}

#[test]
fn what_is_put_right_leaves_no_doubt() {
    let clock = clock();
    for there in [YEAR, HOUR] {
        let right = clock.now();
        clock.set(right + there);
        clock.advance(HOUR);
        assert_eq!(doubted(&clock, DAY), there);
        assert!(!clock.is_steady());
        clock.set(right + HOUR);
        assert_eq!((doubted(&clock, DAY), clock.is_steady()), (Duration::ZERO, true));
        clock.set(clock.now() - there);
        clock.advance(HOUR);
        clock.trusted(DAY);
        clock.set(clock.now() + there);
        assert_eq!(doubted(&clock, DAY), Duration::ZERO, "it went back before");
    }
    assert_eq!(clock.jumps().len(), 8);
}

#[test]
fn of_a_jump_ahead_after_one_back_the_rest_is_doubted() {
    let clock = clock();
    clock.set(MORNING - HOUR);
    clock.trusted(DAY);
    clock.set(MORNING + 2 * HOUR);
    assert_eq!(doubted(&clock, DAY), 2 * HOUR);
}

#[test]
fn a_clock_that_begins_in_1970_is_believed_when_it_is_put_right() {
    let clock = Clock::manual(Timestamp(0));
    assert!(!clock.is_behind(Timestamp(60_000_000)));
    assert!(clock.is_behind(MORNING));
    clock.advance(MINUTE);
    clock.set(MORNING);
    assert_eq!(doubted(&clock, DAY), Duration::ZERO);
    // But not beyond what was known.
    clock.set(MORNING + YEAR);
    assert!(doubted(&clock, DAY) >= YEAR - 2 * MINUTE);
}

#[test]
fn a_laptop_that_sleeps_each_night_comes_to_be_right() {
    let clock = clock();
    for _ in 0..100 {
        clock.set(clock.now() + 16 * HOUR);
        clock.jumps();
        clock.advance(8 * HOUR);
    }
    assert_eq!(doubted(&clock, DAY), 32 * HOUR, "of the last 24 hours awake");
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever the clock does: what is trusted is never later than it says, is right after a quiet day, and little is kept.
    #[test]
    fn what_is_trusted_is_not_too_late(steps in prop::collection::vec((0u64..200_000, -2_000_000i64..2_000_000), 0..200)) {
        let clock = clock();
        for (passed, set) in steps {
            clock.advance(Duration::from_secs(passed));
            clock.set(Timestamp(clock.now().0 + set * 1_000_000));
            prop_assert!(clock.trusted(DAY).time <= clock.trusted(HOUR).time.max(clock.now()));
            prop_assert!(clock.trusted(DAY).time <= clock.now());
            let jumps = clock.looked().1;
            prop_assert!(jumps.noted.len() <= MOST && jumps.news.len() <= MOST);
            prop_assert!(jumps.noted.iter().all(|it| it.by.signum() == jumps.noted[0].by.signum()));
        }
        clock.advance(DAY);
        prop_assert_eq!(clock.trusted(DAY).time, clock.now());
    }
}
