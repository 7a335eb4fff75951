//! The root of mutations: reads the input, runs the action, fills the payload. No rule stands here.

mod accounts;
mod announcements;
mod members;
mod messages;
mod rooms;

use crate::{
    graphql::{
        reader::OwnMembership,
        types::{
            message::MessageObject,
            reader,
            room::{MembershipObject, RoomObject},
        },
    },
    ids::{MessageKey, RoomId},
};
use async_graphql::{Context, MergedObject, Result};

/// Everything that changes something. The fields of one request run one after the other, at most 10 of them; each is a
/// transaction of its own. `MutationPayload` says how each answers.
#[derive(MergedObject, Default)]
pub struct Mutation(
    accounts::AccountMutations,
    rooms::RoomMutations,
    members::MemberMutations,
    messages::MessageMutations,
    announcements::AnnouncementMutations,
);

/// A room of today, while the viewer may see it.
async fn room(ctx: &Context<'_>, room: RoomId) -> Result<Option<RoomObject>> {
    Ok(reader(ctx)?.load(room).await?.map(RoomObject))
}

/// The viewer's membership of today: of a repeated call it may be over.
async fn membership(ctx: &Context<'_>, room: RoomId) -> Result<Option<MembershipObject>> {
    let membership = reader(ctx)?.load(OwnMembership(room)).await?;
    Ok(membership.map(|membership| MembershipObject::new(membership, None)))
}

/// A message of today, while the viewer may see its room.
async fn message(ctx: &Context<'_>, message: MessageKey) -> Result<Option<MessageObject>> {
    let reader = reader(ctx)?;
    if reader.load(message.room).await?.is_none() {
        return Ok(None);
    }
    Ok(reader.load(message).await?.map(MessageObject))
}
