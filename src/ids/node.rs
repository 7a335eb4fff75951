//! Ids of all types at once, as `Query.node` is given them.

use super::{
    code::NotAnId,
    inner::{Claimed, MEMBERSHIP, MESSAGE, MessageId, REACTION, ROOM_MEMBER, ReactionId, StayId},
    keys::{AnnouncementId, AttachmentId, InviteId, RoomId, SettingsId, UserId},
};

/// The object an id names, as `Query.node` reads it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NodeId {
    /// A user.
    User(UserId),
    /// A room.
    Room(RoomId),
    /// A message, as long as it is the one that the id was made of.
    Message(Claimed<MessageId>),
    /// An emoji of a message, as long as somebody gives it.
    Reaction(ReactionId<Claimed<MessageId>>),
    /// The viewer's own stay in a room.
    Membership(Claimed<StayId>),
    /// A stay in a room, as all see it who may read the room.
    RoomMember(Claimed<StayId>),
    /// An invite.
    Invite(InviteId),
    /// A file on a message, or one that its viewer uploaded.
    Attachment(AttachmentId),
    /// An announcement.
    Announcement(AnnouncementId),
    /// A user's own settings.
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
            REACTION => Self::Reaction(text.parse()?),
            MEMBERSHIP => Self::Membership(StayId::decode(text, MEMBERSHIP)?),
            ROOM_MEMBER => Self::RoomMember(StayId::decode(text, ROOM_MEMBER)?),
            "inv" => Self::Invite(text.parse()?),
            "att" => Self::Attachment(text.parse()?),
            "ann" => Self::Announcement(text.parse()?),
            "set" => Self::Settings(text.parse()?),
            _ => return Err(NotAnId),
        })
    }
}
