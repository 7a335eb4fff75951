//! Keys, and their opaque form `<type>_<base32>` in the API.
//!
//! Inside, an id is a 63-bit integer: 41 bits of milliseconds since 2026 and 22 random ones, so that rows of one age lie
//! together and no counter is shared between nodes. Two ids made in one millisecond collide once in four million; the
//! primary key then refuses the second, and its transaction runs again with a new one.

mod fingerprint;
mod inner;

pub use fingerprint::Fingerprint;
pub use inner::{Claimed, Inner, MessageId, MessageKey, Named, StayId};

use crate::clock::Timestamp;
use data_encoding::{Encoding, Specification};
use rand::Rng;
use std::sync::LazyLock;

/// Sequence number of an event in its room: 1, 2, 3 … without a hole.
pub type Seq = i64;

/// 2026-01-01T00:00:00Z in milliseconds: where the time in an id starts.
const EPOCH_MS: i64 = 1_767_225_600_000;
const RANDOM_BITS: u32 = 22;

/// Crockford's alphabet: no letter that reads like a digit.
#[expect(clippy::expect_used, reason = "a constant, and a test uses it")]
static BASE32: LazyLock<Encoding> = LazyLock::new(|| {
    let mut spec = Specification::new();
    spec.symbols.push_str("0123456789abcdefghjkmnpqrstvwxyz");
    spec.encoding().expect("a constant alphabet of 32 different symbols")
});

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
        pub struct $name(pub i64);

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
    /// A session; never shown, only logged.
    SessionId = "ses";
    /// A user's settings; the key is the user's.
    SettingsId = "set";
}

/// The prefixes of a stay's two faces: what the owner sees, and what the other members see.
pub const MEMBERSHIP: &str = "mem";
pub const ROOM_MEMBER: &str = "rmb";
const MESSAGE: &str = "msg";

/// The text is no id of the wanted type.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("this is no id of that type")]
pub struct NotAnId;

/// The object an id names, as `Query.node` reads it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NodeId {
    User(UserId),
    Room(RoomId),
    Message(Claimed<MessageId>),
    Membership(Claimed<StayId>),
    RoomMember(Claimed<StayId>),
    Invite(InviteId),
    Announcement(AnnouncementId),
    Settings(SettingsId),
}

impl std::str::FromStr for NodeId {
    type Err = NotAnId;
    fn from_str(text: &str) -> Result<Self, NotAnId> {
        let (prefix, _) = text.split_once('_').ok_or(NotAnId)?;
        Ok(match prefix {
            "user" => Self::User(text.parse()?),
            "room" => Self::Room(text.parse()?),
            MESSAGE => Self::Message(text.parse()?),
            MEMBERSHIP => Self::Membership(StayId::decode(text, MEMBERSHIP)?),
            ROOM_MEMBER => Self::RoomMember(StayId::decode(text, ROOM_MEMBER)?),
            "inv" => Self::Invite(text.parse()?),
            "ann" => Self::Announcement(text.parse()?),
            "set" => Self::Settings(text.parse()?),
            _ => return Err(NotAnId),
        })
    }
}

fn write_id(f: &mut std::fmt::Formatter<'_>, prefix: &str, bytes: &[u8]) -> std::fmt::Result {
    f.write_str(prefix)?;
    f.write_str("_")?;
    BASE32.encode_write(bytes, f)
}

fn decode(text: &str, prefix: &str) -> Result<Vec<u8>, NotAnId> {
    let code = text.strip_prefix(prefix).and_then(|rest| rest.strip_prefix('_')).ok_or(NotAnId)?;
    BASE32.decode(code.as_bytes()).map_err(|_| NotAnId)
}

fn key(bytes: &[u8]) -> Result<i64, NotAnId> {
    let key = i64::from_be_bytes(bytes.try_into().map_err(|_| NotAnId)?);
    if key >= 0 { Ok(key) } else { Err(NotAnId) }
}

/// Without the leading zeros: small numbers make short ids.
fn short(bytes: &[u8; 8]) -> &[u8] {
    let zeros = bytes.iter().take_while(|byte| **byte == 0).count();
    &bytes[zeros..]
}

/// Reads what `short` wrote, and nothing else: one number has one form.
fn long(bytes: &[u8]) -> Result<Seq, NotAnId> {
    if bytes.is_empty() || bytes.len() > 8 || bytes[0] == 0 {
        return Err(NotAnId);
    }
    let mut full = [0; 8];
    full[8 - bytes.len()..].copy_from_slice(bytes);
    key(&full)
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
