//! Which event it was, in a few characters. Numbers alone do not tell two logs apart: put a backup back and go on, and
//! number 29 is another event than the one that some clients have. Two logs with the same fingerprint at a number are the
//! same up to there.
//!
//! It is made of what never changes and never holds what somebody wrote: the room, the number and the instant, and of a
//! change also its kind and the message. This is the only place that makes one, so it is alike on both engines.

use super::{
    code::BASE32,
    keys::{RoomId, Seq},
};
use crate::clock::Timestamp;
use sha2::{Digest, Sha256};

/// How many bytes of the hash count: eight characters. Two events of one number look alike once in 10^12.
const BYTES: usize = 5;

/// An event's fingerprint. The default is none of any event: what has no fingerprint yet.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default, sqlx::Type, serde::Serialize, serde::Deserialize)]
#[sqlx(transparent)]
#[serde(transparent)]
pub struct Fingerprint(i64);

impl Fingerprint {
    /// Of the event of a room; of one that changes a message, the kind of the change and the message's number.
    pub fn of(room: RoomId, seq: Seq, at: Timestamp, change: Option<(&str, Seq)>) -> Self {
        let mut hash = Sha256::new();
        for number in [room.0, seq, at.0] {
            hash.update(number.to_be_bytes());
        }
        if let Some((kind, message)) = change {
            hash.update(message.to_be_bytes());
            hash.update(kind);
        }
        Self::from_bytes(&hash.finalize()[..BYTES])
    }

    /// What a client says. Text that is no fingerprint becomes one that no event has.
    pub fn said(text: &str) -> Self {
        match BASE32.decode(text.as_bytes()) {
            Ok(bytes) if bytes.len() == BYTES => Self::from_bytes(&bytes),
            _ => Self(-1),
        }
    }

    /// Reads what `bytes` wrote, at the end of an id.
    pub(super) fn split_off(bytes: &[u8]) -> Option<(&[u8], Self)> {
        let (rest, own) = bytes.split_at_checked(bytes.len().checked_sub(BYTES)?)?;
        Some((rest, Self::from_bytes(own)))
    }

    /// In as little room as there is.
    pub fn packed(self) -> Packed {
        Packed(self.bytes())
    }

    pub(super) fn bytes(self) -> [u8; BYTES] {
        let [_, _, _, own @ ..] = self.0.to_be_bytes();
        own
    }

    fn from_bytes(bytes: &[u8]) -> Self {
        Self(bytes.iter().fold(0, |number, byte| number << 8 | i64::from(*byte)))
    }
}

/// A fingerprint in five bytes, for those of whom there are millions.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Packed([u8; BYTES]);

impl From<Packed> for Fingerprint {
    fn from(Packed(bytes): Packed) -> Self {
        Self::from_bytes(&bytes)
    }
}

impl std::fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        BASE32.encode_write(&self.bytes(), f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROOM: RoomId = RoomId(3_141_592_653_589_793);
    const AT: Timestamp = Timestamp(1_780_300_800_123_456);

    /// Clients keep them for years: whoever makes these fail resets every client.
    #[test]
    fn the_fingerprint_of_a_known_event_is_always_the_same() {
        assert_eq!(Fingerprint::of(ROOM, 29, AT, None).to_string(), "x8kva55h");
        assert_eq!(Fingerprint::of(ROOM, 30, AT, Some(("EDITED", 29))).to_string(), "7fypac3j");
    }

    #[test]
    fn whatever_differs_shows() {
        let all = [
            Fingerprint::of(ROOM, 29, AT, None),
            Fingerprint::of(RoomId(1), 29, AT, None),
            Fingerprint::of(ROOM, 30, AT, None),
            Fingerprint::of(ROOM, 29, Timestamp(AT.0 + 1), None),
            Fingerprint::of(ROOM, 29, AT, Some(("EDITED", 28))),
            Fingerprint::of(ROOM, 29, AT, Some(("EDITED", 27))),
            Fingerprint::of(ROOM, 29, AT, Some(("DELETED", 28))),
            Fingerprint::default(),
            Fingerprint::said("nonsense!"),
        ];
        let different: std::collections::HashSet<_> = all.iter().collect();
        assert_eq!(different.len(), all.len());
    }

    #[test]
    fn what_was_told_is_understood() {
        let fingerprint = Fingerprint::of(ROOM, 29, AT, None);
        let text = fingerprint.to_string();
        assert_eq!(text.len(), 8);
        assert_eq!(Fingerprint::from(fingerprint.packed()), fingerprint);
        assert_eq!(Fingerprint::said(&text), fingerprint);
        for text in ["", "0", &text[1..], &format!("{text}{text}"), "é", "ZZZZZZZZ"] {
            assert_eq!(Fingerprint::said(text), Fingerprint(-1), "{text}");
        }
    }
}
