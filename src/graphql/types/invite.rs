//! Invites, for the members who may invite.

use crate::{
    clock::Timestamp,
    domain::{
        access::{self, RoomPermission},
        refusal::Refusal,
        room::Room,
    },
    graphql::{
        load::{
            reader::Reader,
            sources::{OpenInvites, OwnMembership},
        },
        scalars::DateTime,
        types::room::RoomObject,
    },
    ids::{InviteId, RoomId},
    store::invites::Invite,
};
use async_graphql::{Description, ID, Object, Result};
use std::sync::Arc;

/// An invite: a code that lets its holder join a room, for as long as its maker has INVITE there. Only members who have INVITE
/// see it.
#[derive(Clone, Description)]
pub struct InviteObject {
    invite: Invite,
    room: Arc<Room>,
}

#[Object(name = "Invite", use_type_description)]
impl InviteObject {
    /// Names this invite: opaque, unique over all types, never reused.
    pub async fn id(&self) -> ID {
        ID(self.invite.id.to_string())
    }

    /// The code for `joinRoom`: 16 letters and digits. Whoever has it may join.
    async fn code(&self) -> &str {
        &self.invite.code
    }

    /// The room that the invite opens.
    async fn room(&self) -> RoomObject {
        RoomObject(self.room.clone())
    }

    /// When the invite ends. Null when it does not end.
    async fn expires_at(&self) -> Option<DateTime> {
        self.invite.expires_at.map(DateTime)
    }

    /// How many more people may join with it. Null when there is no limit.
    async fn uses_left(&self) -> Option<i64> {
        self.invite.max_uses.map(|max| max - self.invite.uses)
    }
}

/// An invite, when the viewer is a member who may invite.
pub async fn find_invite(reader: &Reader, id: InviteId) -> Result<Option<InviteObject>> {
    Ok(reader.load(id).await?.map(|(invite, room)| InviteObject { invite, room }))
}

/// The open invites of a room, newest first, for a member who may invite; none opens an archived room.
pub async fn open_invites(reader: &Reader, id: RoomId, now: Timestamp) -> Result<Vec<InviteObject>, Refusal> {
    let (room, own) = (reader.load(id).await?, reader.load(OwnMembership(id)).await?);
    let (room, own) = access::inside(room, own)?;
    if room.archived_at.is_some() {
        return Ok(Vec::new());
    }
    access::permitted(&room, own.member.role, RoomPermission::Invite)?;
    let open = reader.load(OpenInvites(id, now)).await?.unwrap_or_default();
    Ok(open.iter().map(|invite| InviteObject { invite: invite.clone(), room: room.clone() }).collect())
}
