//! What one caller may still do: an allowance that comes back bit by bit, and a queue for who was refused. Pure: the time is
//! an argument.
//!
//! A refusal that can be told from others by an id keeps a place. What comes back is for the places first, in their order, so
//! whoever returns when told to gets through, and however many wait, each is told a time of its own.

use crate::clock::Timestamp;
use std::{collections::VecDeque, time::Duration};

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
    at: Timestamp,
    places: VecDeque<Place>,
    /// When a place was given last.
    refused_at: Option<Timestamp>,
}

/// A refusal that may come back.
#[derive(Clone, Copy, Debug)]
struct Place {
    of: u64,
    /// When it was told to come.
    due: Timestamp,
}

impl Bucket {
    /// Somebody who has rested.
    pub fn new(quota: &Quota, now: Timestamp) -> Self {
        Self { credit: quota.whole(), at: now, places: VecDeque::new(), refused_at: None }
    }

    /// Takes one, or says after how many milliseconds to come again. A refusal with an id keeps that a place.
    pub fn take(&mut self, quota: &Quota, now: Timestamp, id: Option<u64>) -> Result<(), u64> {
        self.move_on(quota, now);
        let held = id.and_then(|id| self.places.iter().position(|place| place.of == id));
        let ahead = held.unwrap_or(self.places.len());
        let needed = quota.every.saturating_mul(ahead as u64 + 1);
        if self.credit >= needed {
            self.credit -= quota.every;
            if let Some(held) = held {
                self.places.remove(held);
            }
            return Ok(());
        }
        // A millisecond more than whole ones: at the very moment a clock of another's may be too early.
        let mut due = now + Duration::from_millis((needed - self.credit) / MILLISECOND + 1);
        match held.and_then(|held| self.places.get_mut(held)) {
            Some(place) if place.due > now => due = place.due,
            Some(place) => place.due = due,
            None => {
                due = due.max(self.after_all(quota, now));
                if let Some(of) = id.filter(|_| self.places.len() < MAX_PLACES) {
                    self.places.push_back(Place { of, due });
                    self.refused_at = Some(now);
                }
            }
        }
        Err(u64::try_from(due.since(now).as_micros().div_ceil(1_000)).unwrap_or(u64::MAX))
    }

    /// When it is the turn of one who comes behind all that wait. Their times are as far apart as the rate, whoever of them
    /// stays away: else what is kept for them would add up to more than a second's.
    fn after_all(&self, quota: &Quota, now: Timestamp) -> Timestamp {
        let after = match self.places.back() {
            Some(last) => last.due.max(now),
            None if self.refused_at.is_some_and(|at| now.since(at) <= AGAIN_WITHIN) => {
                return now + Duration::from_nanos(quota.every.saturating_mul(AT_ONCE).min(LONGEST_EXTRA));
            }
            None => return now,
        };
        after + Duration::from_micros(quota.every.div_ceil(1_000))
    }

    /// Whether it is as if nobody had ever called.
    pub fn is_full(&mut self, quota: &Quota, now: Timestamp) -> bool {
        self.move_on(quota, now);
        self.places.is_empty() && self.credit >= quota.whole()
    }

    /// Brings it up to a time. A clock that was set back gives nothing and takes nothing: those who wait go on waiting as long.
    fn move_on(&mut self, quota: &Quota, now: Timestamp) {
        let back = self.at.since(now);
        if !back.is_zero() {
            for place in &mut self.places {
                place.due = place.due - back;
            }
            self.refused_at = self.refused_at.map(|at| at - back);
        }
        let credit = self.credit.saturating_add(nanos(now.since(self.at)));
        self.at = now;
        self.places.retain(|place| place.due + KEPT_FOR >= now);
        self.credit = credit.min(quota.whole().saturating_add(self.promised(quota)));
    }

    /// What must be there by now, so that each place has its turn when it was told to come.
    fn promised(&self, quota: &Quota) -> u64 {
        let by_now = |(ahead, place): (usize, &Place)| {
            let turn = quota.every.saturating_mul(ahead as u64 + 1);
            turn.saturating_sub(nanos(place.due.since(self.at)))
        };
        self.places.iter().enumerate().map(by_now).max().unwrap_or_default()
    }
}

fn nanos(span: Duration) -> u64 {
    u64::try_from(span.as_nanos()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests;
