//! Time comes in as an argument: whatever decides by the hour takes a `Clock`, and `clippy.toml` bans asking the system.
//!
//! There are three times, and each use takes the one that it can bear to be wrong:
//!
//! | time | what goes by it | when the machine's clock jumps |
//! |---|---|---|
//! | a `Moment`, which only goes forward | what lasts: leases and graces of presence, typing, rates, who has signed in from where, how long to wait | nothing changes |
//! | `Clock::trusted` | what can't be taken back: sessions end, sessions and kept calls are forgotten, announcements come out and are settled | a jump ahead counts only when it has stood for long |
//! | a `Timestamp` by `Clock::now` | what is shown and stored: `createdAt`, `occurredAt`, `serverTime`, `lastSeenAt`, keys; and what people set an end to, and is only looked at: invites, pending announcements | as the clock says; right again with it |
//!
//! Order is never by time: rooms have numbers, announcements too, and an activity does not move back.

mod instant;
mod jumps;
mod rfc3339;

pub use instant::{Moment, Now, Timestamp};
pub use jumps::{FOR_GOOD, FOR_NEWS, Jump};

use crate::sync::{Mutex, MutexGuard};
use instant::micros;
use jumps::Jumps;
use std::{sync::Arc, time::Duration};
use tokio::{sync::watch, time::Instant};

/// Where the time comes from. Cloning shares it.
#[derive(Clone, Debug)]
pub struct Clock(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    source: TimeSource,
    /// A mutex: held for a look at both clocks.
    jumps: Mutex<Jumps>,
}

#[derive(Debug)]
enum TimeSource {
    System { begun: Instant },
    Manual(watch::Sender<Now>),
}

impl TimeSource {
    #[expect(clippy::disallowed_methods, reason = "the one place that asks the machine")]
    fn read(&self) -> Now {
        match self {
            Self::System { begun } => {
                let time = Timestamp(jiff::Timestamp::now().as_microsecond());
                Now { time, moment: Moment(micros(begun.elapsed())) }
            }
            Self::Manual(now) => *now.borrow(),
        }
    }
}

impl Clock {
    /// The machine's clock.
    pub fn system() -> Self {
        Self::of(TimeSource::System { begun: Instant::now() })
    }

    /// A clock that stands still until it is moved, for tests of what takes days.
    pub fn manual(start: Timestamp) -> Self {
        Self::of(TimeSource::Manual(watch::Sender::new(Now { time: start, moment: Moment(0) })))
    }

    fn of(source: TimeSource) -> Self {
        let jumps = Mutex::new(Jumps::from(source.read()));
        Self(Arc::new(Inner { source, jumps }))
    }

    /// The machine's time.
    pub fn now(&self) -> Timestamp {
        self.read().time
    }

    /// This instant by both clocks.
    pub fn read(&self) -> Now {
        self.0.source.read()
    }

    /// This instant, but with a time that leaves out what the machine's clock jumped ahead, unless it has stood so for `stood`.
    /// For what can't be taken back.
    pub fn trusted(&self, stood: Duration) -> Now {
        let (now, jumps) = self.looked();
        Now { time: now.time - jumps.ahead(now.moment, stood), ..now }
    }

    /// Whether the machine's clock has not jumped for a day, but for what was taken back.
    pub fn is_steady(&self) -> bool {
        self.looked().1.is_steady()
    }

    /// The jumps that were noticed since this was asked last.
    pub fn jumps(&self) -> Vec<Jump> {
        self.looked().1.take_news()
    }

    /// Something is known to be of this time. Whether the machine's clock is behind it: then a jump that makes up for that is
    /// believed at once.
    pub fn is_behind(&self, known: Timestamp) -> bool {
        let (now, mut jumps) = self.looked();
        jumps.is_behind(now, known)
    }

    /// The clocks are read under the lock, so that whoever looks later has the later reading.
    fn looked(&self) -> (Now, MutexGuard<'_, Jumps>) {
        let mut jumps = self.0.jumps.lock();
        let now = self.read();
        jumps.look(now);
        (now, jumps)
    }

    /// Waits until that moment: by a manual clock, until somebody moves it there.
    pub async fn sleep_until(&self, until: Moment) {
        match &self.0.source {
            TimeSource::System { begun } => match begun.checked_add(until.since(Moment(0))) {
                Some(until) => tokio::time::sleep_until(until).await,
                None => std::future::pending().await,
            },
            // The sender is held here, so that waiting can't fail.
            TimeSource::Manual(now) => drop(now.subscribe().wait_for(|now| now.moment >= until).await),
        }
    }

    /// Time passes on a manual clock; the machine's does not listen.
    pub fn advance(&self, span: Duration) {
        self.change(|now| Now { time: now.time + span, moment: now.moment + span });
    }

    /// A manual clock is set, ahead or back, while no time passes.
    pub fn set(&self, time: Timestamp) {
        self.change(|now| Now { time, ..now });
    }

    fn change(&self, change: impl FnOnce(Now) -> Now) {
        if let TimeSource::Manual(now) = &self.0.source {
            now.send_modify(|now| *now = change(*now));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_printed_to_the_microsecond_and_read_back() {
        let time = Timestamp(1_767_225_600_000_001);
        assert_eq!(time.to_rfc3339(), "2026-01-01T00:00:00.000001Z");
        assert_eq!(Timestamp::from_rfc3339("2026-01-01T01:00:00.000001+01:00"), Some(time));
        assert_eq!(Timestamp::from_rfc3339("yesterday"), None);
    }
}
