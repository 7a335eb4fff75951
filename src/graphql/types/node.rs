//! Every object that has an id of its own.

use crate::graphql::types::{
    announcement::AnnouncementObject,
    attachment::AttachmentObject,
    invite::InviteObject,
    message::MessageObject,
    reaction::ReactionObject,
    room::{MembershipObject, RoomMemberObject, RoomObject},
    user::{SettingsObject, UserObject},
};
use async_graphql::{ID, Interface};

/// An object that `Query.node` returns by its id.
#[derive(Interface)]
#[graphql(field(name = "id", ty = "ID", desc = "Names the object: opaque, unique over all types, never reused."))]
pub enum Node {
    User(UserObject),
    Room(RoomObject),
    RoomMember(RoomMemberObject),
    Membership(MembershipObject),
    Invite(InviteObject),
    Message(MessageObject),
    Reaction(ReactionObject),
    Attachment(AttachmentObject),
    Announcement(AnnouncementObject),
    Settings(SettingsObject),
}
