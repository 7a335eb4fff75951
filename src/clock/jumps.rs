//! When the machine's clock is set, or the machine slept: its time then differs from the time that passed. Pure: the readings of
//! both clocks are arguments.
//!
//! A jump ahead is not believed at once. Somebody who mistypes a year, or a time server that errs, is noticed within a day, and
//! what was forgotten by then would be lost. One that takes another back takes it off. Jumps age by themselves, so a laptop that
//! sleeps each night comes to be right as well.

use crate::clock::instant::{Moment, Now, Timestamp};
use std::{collections::VecDeque, time::Duration};

/// How long a jump ahead must have stood before anything is ended or forgotten by it: somebody has noticed by then.
pub const FOR_GOOD: Duration = Duration::from_secs(24 * 3600);
/// How long before announcements come out by it: time servers put a clock right within this.
pub const FOR_NEWS: Duration = Duration::from_secs(3600);
/// What differs by more is a jump. Less is the work of a time server, and adds up until it is one.
const MINUTE: Duration = Duration::from_secs(60);
/// How many jumps are remembered, and how many wait to be told of.
const MOST: usize = 32;

/// The machine's clock was set, or the machine slept.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Jump {
    /// What it would say now without the jump.
    pub from: Timestamp,
    /// What it says.
    pub to: Timestamp,
}

impl Jump {
    /// By how much; less than zero is back.
    pub fn seconds(&self) -> i64 {
        self.to.0.saturating_sub(self.from.0) / 1_000_000
    }
}

/// The jumps of the last day, all in one direction: of two that differ the later takes the earlier one off.
#[derive(Debug)]
pub(super) struct Jumps {
    /// How far the machine's clock is ahead of the one that only goes forward, in microseconds.
    offset: i64,
    noted: VecDeque<NotedJump>,
    news: VecDeque<Jump>,
}

#[derive(Clone, Copy, Debug)]
struct NotedJump {
    /// In microseconds; less than zero is back.
    by: i64,
    since: Moment,
}

fn offset(now: Now) -> i64 {
    now.time.0.saturating_sub(now.moment.0)
}

impl From<Now> for Jumps {
    fn from(now: Now) -> Self {
        Self { offset: offset(now), noted: VecDeque::new(), news: VecDeque::new() }
    }
}

impl Jumps {
    /// Notices a jump since the last look.
    pub fn look(&mut self, now: Now) {
        while self.noted.front().is_some_and(|noted| now.moment.since(noted.since) >= FOR_GOOD) {
            self.noted.pop_front();
        }
        let by = offset(now).saturating_sub(self.offset);
        if is_jump(by) {
            self.offset = offset(now);
            self.note(by, now.moment);
            self.news.push_back(Jump { from: Timestamp(now.time.0.saturating_sub(by)), to: now.time });
            if self.news.len() > MOST {
                self.news.pop_front();
            }
        }
    }

    /// Whether the machine's clock is behind a time that is known to have been.
    pub fn is_behind(&mut self, now: Now, known: Timestamp) -> bool {
        let by = now.time.0.saturating_sub(known.0);
        let behind = by < 0 && is_jump(by);
        if behind {
            self.note(by, now.moment);
        }
        behind
    }

    fn note(&mut self, mut by: i64, since: Moment) {
        while let Some(last) = self.noted.back_mut()
            && last.by.signum() != by.signum()
        {
            let left = last.by.saturating_add(by);
            if left.signum() == last.by.signum() {
                last.by = left;
                return;
            }
            self.noted.pop_back();
            by = left;
        }
        if by == 0 {
            return;
        }
        self.noted.push_back(NotedJump { by, since });
        if self.noted.len() > MOST
            && let Some(oldest) = self.noted.pop_front()
            && let Some(next) = self.noted.front_mut()
        {
            next.by = next.by.saturating_add(oldest.by);
        }
    }

    /// How far ahead the machine's clock jumped, within `stood` from now.
    pub fn ahead(&self, now: Moment, stood: Duration) -> Duration {
        let young = self.noted.iter().filter(|noted| now.since(noted.since) < stood);
        let by = young.fold(0_i64, |sum, noted| sum.saturating_add(noted.by));
        Duration::from_micros(by.max(0).cast_unsigned())
    }

    pub fn is_steady(&self) -> bool {
        self.noted.is_empty()
    }

    /// The jumps that nobody was told of.
    pub fn take_news(&mut self) -> Vec<Jump> {
        std::mem::take(&mut self.news).into()
    }
}

fn is_jump(by: i64) -> bool {
    Duration::from_micros(by.unsigned_abs()) > MINUTE
}

#[cfg(test)]
mod tests;
