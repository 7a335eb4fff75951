//! Time comes in as an argument: whatever decides by the hour takes a `Clock`, and `clippy.toml` bans asking the system.

mod rfc3339;

use std::{sync::Arc, time::Duration};
use tokio::sync::watch;

/// The longest sleep before the machine's clock is asked again: it may have been set meanwhile.
const LONGEST_SLEEP: Duration = Duration::from_secs(60);

/// An instant in microseconds since 1970, UTC: the form of every time in the database and in the API.
#[derive(
    Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, sqlx::Type, serde::Serialize, serde::Deserialize,
)]
#[sqlx(transparent)]
#[serde(transparent)]
pub struct Timestamp(pub i64);

impl Timestamp {
    /// Milliseconds since 1970.
    pub fn as_millis(self) -> i64 {
        self.0.div_euclid(1_000)
    }

    /// How long after `earlier`; zero when it is not after it.
    pub fn since(self, earlier: Self) -> Duration {
        Duration::from_micros(self.0.saturating_sub(earlier.0).max(0).cast_unsigned())
    }

    /// RFC 3339 with microseconds, as the API writes it.
    pub fn to_rfc3339(self) -> String {
        rfc3339::write(self.0)
    }

    /// Reads RFC 3339, to the microsecond.
    pub fn from_rfc3339(text: &str) -> Option<Self> {
        rfc3339::read(text).map(Self)
    }
}

impl std::ops::Add<Duration> for Timestamp {
    type Output = Self;
    fn add(self, span: Duration) -> Self {
        Self(self.0.saturating_add(i64::try_from(span.as_micros()).unwrap_or(i64::MAX)))
    }
}

impl std::ops::Sub<Duration> for Timestamp {
    type Output = Self;
    fn sub(self, span: Duration) -> Self {
        Self(self.0.saturating_sub(i64::try_from(span.as_micros()).unwrap_or(i64::MAX)))
    }
}

/// Where the time comes from. Cloning shares it.
#[derive(Clone, Debug)]
pub struct Clock(Source);

#[derive(Clone, Debug)]
enum Source {
    System,
    Manual(Arc<watch::Sender<Timestamp>>),
}

impl Clock {
    /// The machine's clock.
    pub fn system() -> Self {
        Self(Source::System)
    }

    /// A clock that stands still until `advance` is called, for tests of what takes days.
    pub fn manual(start: Timestamp) -> Self {
        Self(Source::Manual(Arc::new(watch::Sender::new(start))))
    }

    /// The time now.
    #[expect(clippy::disallowed_methods, reason = "the one place that asks the machine")]
    pub fn now(&self) -> Timestamp {
        match &self.0 {
            Source::System => Timestamp(jiff::Timestamp::now().as_microsecond()),
            Source::Manual(now) => *now.borrow(),
        }
    }

    /// Waits until it is that late: by a manual clock, until somebody moves it there.
    pub async fn sleep_until(&self, until: Timestamp) {
        match &self.0 {
            Source::System => loop {
                let left = until.since(self.now());
                if left.is_zero() {
                    return;
                }
                tokio::time::sleep(left.min(LONGEST_SLEEP)).await;
            },
            // The sender is held here, so that waiting can't fail.
            Source::Manual(now) => drop(now.subscribe().wait_for(|now| *now >= until).await),
        }
    }

    /// Moves a manual clock on; the machine's does not listen.
    pub fn advance(&self, span: Duration) {
        self.set(self.now() + span);
    }

    /// Sets a manual clock, also back.
    pub fn set(&self, time: Timestamp) {
        if let Source::Manual(now) = &self.0 {
            now.send_replace(time);
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
