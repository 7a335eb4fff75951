//! Who may do what in a room: the one table that the server checks, and that `Membership.permissions` and
//! `Room.viewerPermissions` show.

use crate::domain::{
    named_enum,
    problem::Problem,
    refusal::Refusal,
    room::{Room, RoomKind, RoomRole},
    user::UserRole,
};
use std::borrow::Borrow;

named_enum! {
    /// Names one thing that a member may do in a room. The role and the kind of the room decide; in a DIRECT room both
    /// people have SEND and MENTION_ROOM alone.
    RoomPermission {
        /// Send messages and show that one is typing. Every role has it.
        Send = "SEND",
        /// Mention the whole room with @all or @here. Every role has it.
        MentionRoom = "MENTION_ROOM",
        /// Create, list and revoke invites. An OWNER and a MODERATOR have it.
        Invite = "INVITE",
        /// Add other people to the room. An OWNER and a MODERATOR have it.
        AddMembers = "ADD_MEMBERS",
        /// Remove other people from the room. An OWNER has it for everybody, a MODERATOR for those with the role MEMBER.
        /// The server's ADMIN has it in every PUBLIC room, as an owner would.
        RemoveMembers = "REMOVE_MEMBERS",
        /// Change the name, the topic and the kind of the room. An OWNER and a MODERATOR have it, and in every PUBLIC
        /// room the server's ADMIN.
        EditRoom = "EDIT_ROOM",
        /// Delete messages that others wrote. An OWNER and a MODERATOR have it, and in every PUBLIC room the server's ADMIN.
        DeleteAnyMessage = "DELETE_ANY_MESSAGE",
        /// Change the roles of members. Only an OWNER has it.
        SetRoles = "SET_ROLES",
        /// Archive the room for good. An OWNER has it, and in every PUBLIC room the server's ADMIN.
        Archive = "ARCHIVE",
    }
}

use RoomPermission::{
    AddMembers, Archive, DeleteAnyMessage, EditRoom, Invite, MentionRoom, RemoveMembers, Send, SetRoles,
};

const ALL: &[RoomPermission] =
    &[Send, MentionRoom, Invite, AddMembers, RemoveMembers, EditRoom, DeleteAnyMessage, SetRoles, Archive];

/// What a role may do in a room of that kind. A DIRECT room belongs to both alike: they talk, and nothing else.
pub fn permissions(kind: RoomKind, role: RoomRole, archived: bool) -> &'static [RoomPermission] {
    match (archived, kind, role) {
        (true, _, _) => &[],
        (_, RoomKind::Direct, _) => &[Send, MentionRoom],
        (_, _, RoomRole::Owner) => ALL,
        (_, _, RoomRole::Moderator) => {
            &[Send, MentionRoom, Invite, AddMembers, RemoveMembers, EditRoom, DeleteAnyMessage]
        }
        (_, _, RoomRole::Member) => &[Send, MentionRoom],
    }
}

/// What the server's ADMIN may do in every PUBLIC room, as a member or not: keep order. Talking, and who belongs to a room, is its
/// members' own affair.
const AS_ADMIN: &[RoomPermission] = &[RemoveMembers, EditRoom, DeleteAnyMessage, Archive];

/// What somebody is to a room: by their membership, and to the server as a whole.
#[derive(Clone, Copy, Debug)]
pub struct Standing {
    /// Their role in the room; none when they are no member.
    pub role: Option<RoomRole>,
    /// What they are to the server.
    pub server_role: UserRole,
}

impl Standing {
    /// Whether it is theirs to keep order as the server's ADMIN.
    pub fn is_admin_of(self, room: &Room) -> bool {
        self.server_role == UserRole::Admin && room.kind == RoomKind::Public
    }

    /// Whether they may do it, as long as the room is not archived.
    fn may(self, room: &Room, permission: RoomPermission) -> bool {
        let by_role = self.role.is_some_and(|role| permissions(room.kind, role, false).contains(&permission));
        by_role || (self.is_admin_of(room) && AS_ADMIN.contains(&permission))
    }

    /// Everything they may do.
    pub fn permissions(self, room: &Room) -> Vec<RoomPermission> {
        if room.archived_at.is_some() {
            return Vec::new();
        }
        ALL.iter().copied().filter(|permission| self.may(room, *permission)).collect()
    }

    /// They may do this in the room. Who is no member is told what anybody outside is.
    pub fn permitted(self, room: &Room, permission: RoomPermission) -> Result<(), Refusal> {
        if self.may(room, permission) {
            return writable(room);
        }
        if self.role.is_none() {
            return Err(outside(Some(room)));
        }
        writable(room)?;
        Err(Refusal::forbidden("Your role in this room does not allow that."))
    }

    /// Puts out whom they may: an ADMIN as an owner would.
    pub fn may_remove(self, room: &Room, whom: RoomRole) -> Result<(), Refusal> {
        let rank = if self.is_admin_of(room) { RoomRole::Owner } else { self.role.unwrap_or(RoomRole::Member) };
        may_remove(rank, whom)
    }
}

/// Whether the viewer may know that the room exists.
pub fn may_see(room: &Room, is_member: bool) -> bool {
    is_visible(room.kind, is_member)
}

/// The same by the kind of the room.
pub fn is_visible(kind: RoomKind, is_member: bool) -> bool {
    kind == RoomKind::Public || is_member
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

/// Whether somebody of that role may name the whole room.
pub fn mentions_room(kind: RoomKind, role: RoomRole) -> bool {
    permissions(kind, role, false).contains(&MentionRoom)
}

/// Nobody puts out somebody of a higher role, and a moderator no other moderator.
fn may_remove(by: RoomRole, whom: RoomRole) -> Result<(), Refusal> {
    if by == RoomRole::Owner || whom == RoomRole::Member {
        return Ok(());
    }
    Err(Refusal::forbidden("Only an owner may remove owners and moderators."))
}

/// A room that nobody is in stays PUBLIC: else nobody could enter it any more, nor see that it is there.
pub fn may_become(room: &Room, kind: RoomKind) -> Result<(), Refusal> {
    if room.member_count == 0 && kind != RoomKind::Public {
        let message = "Nobody is in this room: as PRIVATE, nobody could enter it any more.";
        return Err(Refusal::invalid("kind", Problem::NotAllowed, message));
    }
    Ok(())
}

/// What members alone could read is everybody's from then on: that is for an owner to decide.
pub fn may_open(room: &Room, kind: RoomKind, role: Option<RoomRole>) -> Result<(), Refusal> {
    if room.kind == RoomKind::Private && kind == RoomKind::Public && role != Some(RoomRole::Owner) {
        return Err(Refusal::forbidden("Only an owner makes a PRIVATE room PUBLIC.").at("kind"));
    }
    Ok(())
}

/// Whether somebody of that role makes invites, as long as the room is not archived.
pub fn invites(kind: RoomKind, role: RoomRole) -> bool {
    permissions(kind, role, false).contains(&Invite)
}

/// Whose role is lowered must not be the only owner.
pub fn may_lower(whose: RoomRole, owners: i64) -> Result<(), Refusal> {
    if whose == RoomRole::Owner && owners <= 1 { Err(Refusal::last_owner()) } else { Ok(()) }
}

/// The last owner leaves nobody behind without one; but where nothing changes any more there is nothing to own.
pub fn may_give_up_ownership(room: &Room, whose: RoomRole, owners: i64) -> Result<(), Refusal> {
    let is_last = whose == RoomRole::Owner && owners <= 1 && room.member_count > 1;
    if is_last && room.archived_at.is_none() { Err(Refusal::last_owner()) } else { Ok(()) }
}
