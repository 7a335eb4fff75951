//! Instants: of the machine's clock, and of one that only goes forward.

use crate::clock::rfc3339;
use std::time::Duration;

/// An instant in microseconds since 1970, UTC: the form of every time in the database and in the API.
#[derive(
    Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, sqlx::Type, serde::Serialize, serde::Deserialize,
)]
#[sqlx(transparent)]
#[serde(transparent)]
pub struct Timestamp(pub i64);

/// An instant in microseconds since the server began, by a clock that only goes forward, whatever the machine's is set to.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct Moment(pub i64);

/// One instant by both clocks.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Now {
    /// As the machine's clock says it.
    pub time: Timestamp,
    /// By the clock that only goes forward.
    pub moment: Moment,
}

impl Timestamp {
    /// Milliseconds since 1970.
    pub fn as_millis(self) -> i64 {
        self.0.div_euclid(1_000)
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

impl Moment {
    /// Later than all others.
    pub const NEVER: Self = Self(i64::MAX);
}

macro_rules! instant {
    ($name:ident) => {
        impl $name {
            /// How long after `earlier`; zero when it is not after it.
            pub fn since(self, earlier: Self) -> Duration {
                Duration::from_micros(self.0.saturating_sub(earlier.0).max(0).cast_unsigned())
            }
        }

        impl std::ops::Add<Duration> for $name {
            type Output = Self;
            fn add(self, span: Duration) -> Self {
                Self(self.0.saturating_add(micros(span)))
            }
        }

        impl std::ops::Sub<Duration> for $name {
            type Output = Self;
            fn sub(self, span: Duration) -> Self {
                Self(self.0.saturating_sub(micros(span)))
            }
        }
    };
}

instant!(Timestamp);
instant!(Moment);

pub(super) fn micros(span: Duration) -> i64 {
    i64::try_from(span.as_micros()).unwrap_or(i64::MAX)
}
