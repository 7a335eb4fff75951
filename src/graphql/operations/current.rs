//! What payloads show: things as they are after the commit, as far as the viewer may see them then.

use crate::{
    graphql::{
        load::sources::OwnMembership,
        types::{
            message::MessageObject,
            room::{MembershipObject, RoomObject},
        },
        viewer::reader,
    },
    ids::{MessageKey, RoomId},
};
use async_graphql::{Context, Result};

/// A room of today, while the viewer may see it.
pub(super) async fn room(ctx: &Context<'_>, room: RoomId) -> Result<Option<RoomObject>> {
    Ok(reader(ctx)?.load(room).await?.map(RoomObject))
}

/// The viewer's membership of today: of a repeated call it may be over.
pub(super) async fn membership(ctx: &Context<'_>, room: RoomId) -> Result<Option<MembershipObject>> {
    let membership = reader(ctx)?.load(OwnMembership(room)).await?;
    Ok(membership.map(|membership| MembershipObject::new(membership, None)))
}

/// A message of today, while the viewer may see its room.
pub(super) async fn message(ctx: &Context<'_>, message: MessageKey) -> Result<Option<MessageObject>> {
    let reader = reader(ctx)?;
    if reader.load(message.room).await?.is_none() {
        return Ok(None);
    }
    Ok(reader.load(message).await?.map(MessageObject))
}
