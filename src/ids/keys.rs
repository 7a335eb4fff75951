//! Keys of what stands by itself: a number of time and chance, with a prefix of its type.

use super::code::{NotAnId, decode, key, write_id};
use crate::clock::Timestamp;
use rand::Rng;

/// Sequence number of an event in its room: 1, 2, 3 … without a hole.
pub type Seq = i64;

/// 2026-01-01T00:00:00Z in milliseconds: where the time in an id starts.
const EPOCH_MS: i64 = 1_767_225_600_000;
const RANDOM_BITS: u32 = 22;

/// The last millisecond that a key can tell, in 2095.
const LAST_MS: i64 = (1 << (63 - RANDOM_BITS)) - 1;

/// A new key. Unique by time and chance; a collision is refused by the primary key. A clock that is far off makes keys that lie
/// elsewhere, and no others.
pub fn new_key(now: Timestamp, rng: &mut impl Rng) -> i64 {
    let ms = now.as_millis().saturating_sub(EPOCH_MS).clamp(0, LAST_MS);
    (ms << RANDOM_BITS) | i64::from(rng.next_u32() >> (32 - RANDOM_BITS))
}

macro_rules! keys {
    ($($(#[$doc:meta])* $name:ident = $prefix:literal;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, sqlx::Type, serde::Serialize, serde::Deserialize)]
        #[sqlx(transparent)]
        #[serde(transparent)]
        pub struct $name(
            /// The key: milliseconds since 2026, then chance.
            pub i64,
        );

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write_id(f, $prefix, &self.0.to_be_bytes())
            }
        }

        impl std::str::FromStr for $name {
            type Err = NotAnId;
            fn from_str(text: &str) -> Result<Self, NotAnId> {
                Ok(Self(key(&decode(text, $prefix)?)?))
            }
        }
    )*};
}

keys! {
    /// A user.
    UserId = "user";
    /// A room.
    RoomId = "room";
    /// An invite to a room.
    InviteId = "inv";
    /// An announcement.
    AnnouncementId = "ann";
    /// A file on a message, or one that waits for its message.
    AttachmentId = "att";
    /// A file, of which attachments tell; never shown, only logged.
    FileId = "file";
    /// A session; never shown, only logged.
    SessionId = "ses";
    /// A user's settings; the key is the user's.
    SettingsId = "set";
}

impl UserId {
    /// Stands for every member of a room, where a message names the whole room. No user has it.
    pub const EVERYBODY: Self = Self(0);
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::SeedableRng;

    #[test]
    fn a_key_is_one_whatever_the_clock_says() {
        let mut rng = rand::rngs::StdRng::seed_from_u64(1);
        let year = |n: i64| Timestamp(n * 365 * 24 * 3600 * 1_000_000);
        for time in [Timestamp(i64::MIN), Timestamp(0), year(58), year(130), year(9_000), Timestamp(i64::MAX)] {
            let key = UserId(new_key(time, &mut rng));
            assert_eq!(key.to_string().parse(), Ok(key), "{time:?}");
        }
    }

    #[test]
    fn an_id_has_one_form_and_refuses_other_types() {
        let room = RoomId(42);
        assert_eq!(room.to_string().parse(), Ok(room));
        assert_eq!(room.to_string().parse::<UserId>(), Err(NotAnId));
        assert_eq!("user_zzzzzzzzzzzzz".parse::<UserId>(), Err(NotAnId));
        assert_eq!("user_é".parse::<UserId>(), Err(NotAnId));
    }
}
