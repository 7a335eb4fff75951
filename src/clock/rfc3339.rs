//! Instants as RFC 3339 writes them: the years 0000 to 9999, of which a library's type leaves out the first and the last hours.

use jiff::{
    SignedDuration,
    civil::{DateTime, datetime},
};

/// 0000-01-01T00:00:00Z.
const EARLIEST: i64 = -62_167_219_200_000_000;
/// 9999-12-31T23:59:59.999999Z.
const LATEST: i64 = 253_402_300_799_999_999;
const SECOND: i64 = 1_000_000;
const DAY: i64 = 24 * 3600 * SECOND;

fn epoch() -> DateTime {
    datetime(1970, 1, 1, 0, 0, 0, 0)
}

/// Microseconds since 1970, with all six digits. What lies outside of the years that can be written is written as the nearest that can.
pub fn write(micros: i64) -> String {
    let micros = micros.clamp(EARLIEST, LATEST);
    let Ok(at) = epoch().checked_add(SignedDuration::from_micros(micros)) else { return String::new() };
    format!(
        "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:06}Z",
        at.year(),
        at.month(),
        at.day(),
        at.hour(),
        at.minute(),
        at.second(),
        micros.rem_euclid(SECOND)
    )
}

/// In microseconds since 1970; what is finer is cut off. A leap second is the last microsecond before the next day.
pub fn read(text: &str) -> Option<i64> {
    let mut rest = Rest(text.as_bytes());
    let year = rest.number(4)?;
    rest.one_of(b"-")?;
    let month = rest.number(2)?;
    rest.one_of(b"-")?;
    let day = rest.number(2)?;
    // A space is what people write, and what the RFC lets be.
    rest.one_of(b"Tt ")?;
    let hour = rest.number(2)?;
    rest.one_of(b":")?;
    let minute = rest.number(2)?;
    rest.one_of(b":")?;
    let second = rest.number(2)?;
    let is_leap = second == 60;
    let fraction = if rest.one_of(b".").is_some() { rest.fraction()? } else { 0 };
    let offset = rest.offset()?;
    if !rest.0.is_empty() {
        return None;
    }
    let small = |number: i64| i8::try_from(number).ok();
    let second = if is_leap { 59 } else { second };
    let year = i16::try_from(year).ok()?;
    let local =
        DateTime::new(year, small(month)?, small(day)?, small(hour)?, small(minute)?, small(second)?, 0).ok()?;
    let seconds = local.duration_since(epoch()).as_secs() - offset;
    let micros = seconds * SECOND + if is_leap { SECOND - 1 } else { fraction };
    let is_one = (EARLIEST..=LATEST).contains(&micros) && (!is_leap || (micros + 1).rem_euclid(DAY) == 0);
    is_one.then_some(micros)
}

/// What is not read yet.
struct Rest<'a>(&'a [u8]);

impl Rest<'_> {
    fn one_of(&mut self, wanted: &[u8]) -> Option<u8> {
        let (first, rest) = self.0.split_first()?;
        wanted.contains(first).then(|| {
            self.0 = rest;
            *first
        })
    }

    fn digit(&mut self) -> Option<i64> {
        self.one_of(b"0123456789").map(|digit| i64::from(digit - b'0'))
    }

    /// A number of so many digits.
    fn number(&mut self, digits: usize) -> Option<i64> {
        (0..digits).try_fold(0, |number, _| Some(10 * number + self.digit()?))
    }

    /// One digit or more of a second, as microseconds.
    fn fraction(&mut self) -> Option<i64> {
        let (mut micros, mut worth) = (self.digit()? * SECOND / 10, SECOND / 10);
        while let Some(digit) = self.digit() {
            worth /= 10;
            micros += digit * worth;
        }
        Some(micros)
    }

    /// Seconds before UTC.
    fn offset(&mut self) -> Option<i64> {
        let sign = match self.one_of(b"Zz+-")? {
            b'+' => 1,
            b'-' => -1,
            _ => return Some(0),
        };
        let hours = self.number(2).filter(|hours| *hours < 24)?;
        self.one_of(b":")?;
        let minutes = self.number(2).filter(|minutes| *minutes < 60)?;
        Some(sign * (3600 * hours + 60 * minutes))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::{prelude::*, test_runner::RngSeed};

    #[test]
    fn what_rfc_3339_can_write_is_an_instant() {
        let same = [
            ("9999-12-31T23:59:59Z", "9999-12-31T23:59:59.000000Z"),
            ("9999-12-31T23:59:59.9999999Z", "9999-12-31T23:59:59.999999Z"),
            ("9999-12-31T22:59:59-01:00", "9999-12-31T23:59:59.000000Z"),
            ("0000-01-01T00:00:00Z", "0000-01-01T00:00:00.000000Z"),
            ("0001-01-01T00:30:00+01:00", "0000-12-31T23:30:00.000000Z"),
            ("0000-02-29T12:00:00Z", "0000-02-29T12:00:00.000000Z"),
            ("1969-12-31T23:59:59.5Z", "1969-12-31T23:59:59.500000Z"),
            ("2026-01-01t01:00:00.000001+01:00", "2026-01-01T00:00:00.000001Z"),
            ("2026-01-31 12:00:00z", "2026-01-31T12:00:00.000000Z"),
            ("2026-01-31T12:00:00-00:00", "2026-01-31T12:00:00.000000Z"),
            ("2026-01-31T12:00:00+23:59", "2026-01-30T12:01:00.000000Z"),
            ("2016-12-31T23:59:60Z", "2016-12-31T23:59:59.999999Z"),
            ("2017-01-01T00:59:60.7+01:00", "2016-12-31T23:59:59.999999Z"),
            ("9999-12-31T23:59:60Z", "9999-12-31T23:59:59.999999Z"),
        ];
        for (text, written) in same {
            assert_eq!(read(text).map(write).as_deref(), Some(written), "{text}");
        }
        assert_eq!(read("0000-01-01T00:00:00Z"), Some(EARLIEST));
        assert_eq!(read("9999-12-31T23:59:59.999999Z"), Some(LATEST));
        assert!(read("2016-12-31T23:59:60Z") < read("2017-01-01T00:00:00Z"));
    }

    #[test]
    fn what_is_none_is_refused() {
        for text in [
            "",
            "yesterday",
            "2026-01-31",
            "2026-01-31T12:00Z",
            "2026-01-31T12:00:00",
            "2026-01-31T12:00:00.Z",
            "2026-01-31T12:00:00,5Z",
            "2026-02-29T12:00:00Z",
            "2026-13-01T12:00:00Z",
            "2026-00-01T12:00:00Z",
            "2026-01-31T24:00:00Z",
            "2026-01-31T12:60:00Z",
            "2026-01-31T12:00:61Z",
            "2026-01-31T12:00:60Z",
            "2026-01-31T23:59:60+01:00",
            "2026-01-31T12:00:00+24:00",
            "2026-01-31T12:00:00+01:60",
            "2026-01-31T12:00:00+0100",
            "2026-01-31T12:00:00+01",
            "2026-01-31T12:00:00Z ",
            " 2026-01-31T12:00:00Z",
            "2026-01-31T12:00:00Z[Europe/Zurich]",
            "-0001-01-31T12:00:00Z",
            "+2026-01-31T12:00:00Z",
            "10000-01-01T00:00:00Z",
            "２０26-01-31T12:00:00Z",
            // Over the edges by their offsets.
            "9999-12-31T23:59:59-00:01",
            "0000-01-01T00:00:00+00:01",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn what_no_year_holds_is_written_as_the_nearest() {
        assert_eq!(write(i64::MAX), "9999-12-31T23:59:59.999999Z");
        assert_eq!(write(i64::MIN), "0000-01-01T00:00:00.000000Z");
    }

    proptest! {
        #![proptest_config(ProptestConfig { rng_seed: RngSeed::Fixed(2), failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn an_instant_comes_back(micros in EARLIEST..=LATEST) {
            let written = write(micros);
            prop_assert_eq!(read(&written), Some(micros));
            // As a library has it, where it has it.
            if let Ok(known) = jiff::Timestamp::from_microsecond(micros) {
                prop_assert_eq!(written, format!("{known:.6}"));
            }
        }

        #[test]
        fn whatever_is_said_is_read_or_refused(text in "[0-9TZtz:.+ -]{0,40}|\\PC{0,40}") {
            let _ = read(&text);
        }
    }
}
