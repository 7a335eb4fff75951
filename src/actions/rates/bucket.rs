//! What one caller may still do: an allowance that comes back bit by bit, and a queue for who was refused. Pure: the time is
//! an argument.
//!
//! A refusal that can be told from others by an id keeps a place. What comes back is for the places first, in their order, so
//! whoever returns when told to gets through, and however many wait, each is told a time of its own.
//!
//! The sessions of a caller take turns: behind an outbox that waits, or that was left, another device's first is the next but
//! one. Only where devices contend may one come in time and be told a later one.
//!
//! How many tries an outbox takes: of 100 that come in one breath 30 fit and 70 are refused, and each of those comes once again,
//! so 170 is the least. One by one, each when the one before is through, it is 130 at most: a refusal is told to wait until
//! several fit (`AT_ONCE`).

use crate::clock::Moment;
use std::{
    collections::{HashSet, VecDeque},
    time::Duration,
};

/// The most places of one caller.
pub const MAX_PLACES: usize = 256;
/// How long after its time a place is kept for who does not come.
const KEPT_FOR: Duration = Duration::from_secs(1);
/// Who was refused again within this is one who comes back one by one.
const AGAIN_WITHIN: Duration = Duration::from_secs(2);
/// Such a one is told to wait until so many fit, or for a second: else each would be refused before it gets through.
const AT_ONCE: u64 = 3;
const LONGEST_EXTRA: u64 = 1_000_000_000;
const MILLISECOND: u64 = 1_000_000;

/// How much is allowed.
#[derive(Clone, Copy, Debug)]
pub struct Quota {
    /// After how many nanoseconds one more is allowed.
    every: u64,
    /// How many at once, after a rest.
    burst: u32,
}

impl Quota {
    /// So many in a span, and `burst` at once; none for zero, which is no limit.
    pub fn new(count: u32, span: Duration, burst: u32) -> Option<Self> {
        let every = nanos(span).checked_div(count.into())?;
        Some(Self { every, burst: burst.max(1) })
    }

    /// What somebody has who has rested.
    fn whole(&self) -> u64 {
        self.every.saturating_mul(self.burst.into())
    }
}

/// The allowance of one caller.
#[derive(Clone, Debug)]
pub struct Bucket {
    /// What is allowed, in nanoseconds of waiting: `Quota::every` for each.
    credit: u64,
    /// When that was so.
    at: Moment,
    /// By their turns, at most `MAX_PLACES`.
    places: VecDeque<PromisedPlace>,
    /// The first turn that was nobody's yet.
    turn: u64,
    /// When a place was given last.
    refused_at: Option<Moment>,
}

/// Who asks: which session, and for what.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Asks {
    pub owner: i64,
    pub id: u64,
}

/// A refusal that may come back.
#[derive(Clone, Copy, Debug)]
struct PromisedPlace {
    of: Asks,
    /// An owner has one place a turn. Who comes anew begins with the turn that is being served, however many others have.
    turn: u64,
    /// When it was told to come.
    due: Moment,
}

impl Bucket {
    /// Somebody who has rested.
    pub fn new(quota: &Quota, now: Moment) -> Self {
        Self { credit: quota.whole(), at: now, places: VecDeque::new(), turn: 0, refused_at: None }
    }

    /// Takes one, or says after how many milliseconds to come again. A refusal with an id keeps that a place.
    pub fn take(&mut self, quota: &Quota, now: Moment, asks: Option<Asks>) -> Result<(), u64> {
        self.move_on(quota, now);
        let held = asks.and_then(|asks| self.places.iter().position(|place| place.of.id == asks.id));
        let turn = held.and_then(|held| self.places.get(held)).map(|place| place.turn);
        let turn = turn.or_else(|| asks.map(|asks| self.turn_of(asks.owner)));
        // Who keeps no place comes behind all that do.
        let behind = || turn.map_or(self.places.len(), |turn| self.places.partition_point(|place| place.turn <= turn));
        let ahead = held.unwrap_or_else(behind);
        let needed = quota.every.saturating_mul(ahead as u64 + 1);
        if self.credit >= needed {
            self.credit -= quota.every;
            if let Some(held) = held {
                self.places.remove(held);
            }
            self.turn = self.turn.max(turn.map_or(0, |turn| turn + 1));
            return Ok(());
        }
        let fits = now + Duration::from_micros((needed - self.credit).div_ceil(1_000));
        // A millisecond more than whole ones: at the very moment a clock of another's may be too early.
        let mut due = now + Duration::from_millis((needed - self.credit) / MILLISECOND + 1);
        match held.and_then(|held| self.places.get_mut(held)) {
            Some(place) if place.due >= fits => due = place.due,
            // It came too late for what it was told, or another session came between.
            Some(place) => place.due = due,
            None => {
                due = due.max(self.after_all(quota, now, asks));
                if let (Some(of), Some(turn)) = (asks, turn) {
                    self.places.insert(ahead, PromisedPlace { of, turn, due });
                    // With too many the last one has none: it need not be this one.
                    self.places.truncate(MAX_PLACES);
                    self.refused_at = Some(now);
                }
            }
        }
        Err(u64::try_from(due.since(now).as_micros().div_ceil(1_000)).unwrap_or(u64::MAX))
    }

    /// Whether there is one to take, for whomever it is kept; or after how many milliseconds there is.
    pub fn look(&mut self, quota: &Quota, now: Moment) -> Result<(), u64> {
        self.move_on(quota, now);
        match quota.every.saturating_sub(self.credit) {
            0 => Ok(()),
            missing => Err(missing / MILLISECOND + 1),
        }
    }

    /// The turn of what an owner asks for next.
    fn turn_of(&self, owner: i64) -> u64 {
        self.last_of(owner).map_or(self.turn, |last| self.turn.max(last.turn + 1))
    }

    fn last_of(&self, owner: i64) -> Option<&PromisedPlace> {
        self.places.iter().rfind(|place| place.of.owner == owner)
    }

    /// When it is the turn of one who comes behind all of its owner's that wait. Their times are as far apart as the rate,
    /// whoever of them stays away: else what is kept for them would add up to more than a second's.
    fn after_all(&self, quota: &Quota, now: Moment, asks: Option<Asks>) -> Moment {
        let last = asks.map_or_else(|| self.places.back(), |asks| self.last_of(asks.owner));
        let after = match last {
            Some(last) => last.due.max(now),
            None if self.refused_at.is_some_and(|at| now.since(at) <= AGAIN_WITHIN) => {
                return now + Duration::from_nanos(quota.every.saturating_mul(AT_ONCE).min(LONGEST_EXTRA));
            }
            None => return now,
        };
        after + Duration::from_micros(quota.every.div_ceil(1_000))
    }

    /// Whether it is as if nobody had ever called.
    pub fn is_full(&mut self, quota: &Quota, now: Moment) -> bool {
        self.move_on(quota, now);
        self.places.is_empty() && self.credit >= quota.whole()
    }

    /// Brings it up to a moment.
    fn move_on(&mut self, quota: &Quota, now: Moment) {
        let credit = self.credit.saturating_add(nanos(now.since(self.at)));
        self.at = now;
        self.places.retain(|place| place.due + KEPT_FOR >= now);
        self.credit = credit.min(quota.whole().saturating_add(self.promised(quota)));
    }

    /// What must be there by now, so that each place has its turn when it was told to come; a second's for each owner at most.
    fn promised(&self, quota: &Quota) -> u64 {
        let of_one = nanos(KEPT_FOR).saturating_add(quota.every);
        let by_now = |(ahead, place): (usize, &PromisedPlace)| {
            let turn = quota.every.saturating_mul(ahead as u64 + 1);
            turn.saturating_sub(nanos(place.due.since(self.at)))
        };
        let promised = self.places.iter().enumerate().map(by_now).max().unwrap_or_default();
        if promised <= of_one {
            return promised;
        }
        let owners: HashSet<_> = self.places.iter().map(|place| place.of.owner).collect();
        promised.min(of_one.saturating_mul(owners.len() as u64))
    }
}

fn nanos(span: Duration) -> u64 {
    u64::try_from(span.as_nanos()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests;
