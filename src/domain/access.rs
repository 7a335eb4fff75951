//! Who may do what in a room: the one table that the server checks and `Membership.permissions` shows.

use crate::domain::{
    named_enum,
    outcome::Refusal,
    room::{Room, RoomKind, RoomRole},
};
use std::borrow::Borrow;

named_enum! {
    /// What a member may do in a room.
    RoomPermission {
        /// Send messages.
        Send = "SEND",
        /// Mention everybody with @all or @here.
        MentionRoom = "MENTION_ROOM",
        /// Make and revoke invites.
        Invite = "INVITE",
        /// Bring others in.
        AddMembers = "ADD_MEMBERS",
        /// Put others out.
        RemoveMembers = "REMOVE_MEMBERS",
        /// Change name, topic and kind.
        EditRoom = "EDIT_ROOM",
        /// Delete what others wrote.
        DeleteAnyMessage = "DELETE_ANY_MESSAGE",
        /// Make others owners, moderators, members.
        SetRoles = "SET_ROLES",
        /// Close the room for good.
        Archive = "ARCHIVE",
    }
}

use RoomPermission::{
    AddMembers, Archive, DeleteAnyMessage, EditRoom, Invite, MentionRoom, RemoveMembers, Send, SetRoles,
};

/// What a role may do in a room of that kind. A DIRECT room belongs to both alike: they talk, and nothing else.
pub fn permissions(kind: RoomKind, role: RoomRole, archived: bool) -> &'static [RoomPermission] {
    match (archived, kind, role) {
        (true, _, _) => &[],
        (_, RoomKind::Direct, _) => &[Send, MentionRoom],
        (_, _, RoomRole::Owner) => {
            &[Send, MentionRoom, Invite, AddMembers, RemoveMembers, EditRoom, DeleteAnyMessage, SetRoles, Archive]
        }
        (_, _, RoomRole::Moderator) => {
            &[Send, MentionRoom, Invite, AddMembers, RemoveMembers, EditRoom, DeleteAnyMessage]
        }
        (_, _, RoomRole::Member) => &[Send, MentionRoom],
    }
}

/// Whether the viewer may know that the room exists.
pub fn may_see(room: &Room, is_member: bool) -> bool {
    room.kind == RoomKind::Public || is_member
}

/// What only members do: gives back the room and the viewer's part in it when there are both.
pub fn inside<R: Borrow<Room>, M>(room: Option<R>, member: Option<M>) -> Result<(R, M), Refusal> {
    match (room, member) {
        (Some(room), Some(member)) => Ok((room, member)),
        (room, _) => Err(outside(room.as_ref().map(Borrow::borrow))),
    }
}

/// What somebody who is no member is told: of a PUBLIC room to join it, of any other that there is none.
pub fn outside(room: Option<&Room>) -> Refusal {
    match room {
        Some(room) if room.kind == RoomKind::Public => Refusal::not_a_member(),
        _ => Refusal::not_found("room"),
    }
}

/// Nothing changes in an archived room.
pub fn writable(room: &Room) -> Result<(), Refusal> {
    if room.archived_at.is_some() { Err(Refusal::room_archived()) } else { Ok(()) }
}

/// A member of that role may do this in the room.
pub fn permitted(room: &Room, role: RoomRole, permission: RoomPermission) -> Result<(), Refusal> {
    writable(room)?;
    if permissions(room.kind, role, false).contains(&permission) {
        return Ok(());
    }
    Err(Refusal::forbidden("Your role in this room does not allow that."))
}

/// Nobody puts out somebody of a higher role, and a moderator no other moderator.
pub fn may_remove(by: RoomRole, whom: RoomRole) -> Result<(), Refusal> {
    if by == RoomRole::Owner || whom == RoomRole::Member {
        return Ok(());
    }
    Err(Refusal::forbidden("Only an owner may remove owners and moderators."))
}

/// Whose role is lowered must not be the only owner.
pub fn may_lower(whose: RoomRole, owners: i64) -> Result<(), Refusal> {
    if whose == RoomRole::Owner && owners <= 1 { Err(Refusal::last_owner()) } else { Ok(()) }
}

/// The last owner leaves nobody behind without one.
pub fn may_give_up_ownership(whose: RoomRole, owners: i64, members: i64) -> Result<(), Refusal> {
    if whose == RoomRole::Owner && owners <= 1 && members > 1 { Err(Refusal::last_owner()) } else { Ok(()) }
}
