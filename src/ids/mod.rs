//! Keys, and their opaque form `<type>_<base32>` in the API.
//!
//! Inside, an id is a 63-bit integer: 41 bits of milliseconds since 2026 and 22 random ones, so that rows of one age lie
//! together and no counter is shared between nodes. Two ids made in one millisecond collide once in four million; the
//! primary key then refuses the second, and its transaction runs again with a new one.

mod code;
mod fingerprint;
mod inner;
mod keys;
mod node;

pub use code::NotAnId;
pub use fingerprint::{Fingerprint, Packed};
pub use inner::{Claimed, InnerId, MEMBERSHIP, MessageId, MessageKey, Named, ROOM_MEMBER, ReactionId, StayId};
pub use keys::{AnnouncementId, AttachmentId, FileId, InviteId, RoomId, Seq, SessionId, SettingsId, UserId, new_key};
pub use node::NodeId;
