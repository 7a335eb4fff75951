//! The root of subscriptions: the channels. A resolver here checks who may listen and finds the events; showing them is
//! `render`'s work.

use crate::{
    domain::refusal::Refusal,
    feed::sync::Cursor,
    graphql::{
        app::app,
        bounds::{MAX_ROOMS, check_list},
        operations::sync::{RoomCursor, read_cursors},
        render::{channels::RenderedChannel, live::Registrar},
        types::{
            active::ActiveRoomEvent, announcement::GlobalEventInterface, event::UserEventInterface,
            room_event::RoomFeedItem,
        },
        viewer::{budget_of, viewer},
    },
    hub::channel::{ActiveChannel, GlobalChannel, RoomChannel, UserChannel},
    ids::{RoomId, UserId},
};
use async_graphql::{Context, Description, ID, Result, Subscription};
use futures_util::{
    Stream, StreamExt,
    stream::{self, Empty},
};
use std::collections::HashSet;

/// Everything that a client can listen to: four channels. A subscription runs over a WebSocket (`graphql-transport-ws`)
/// or over server-sent events, and needs a signed-in user. A client that reads too slowly costs bounded memory: each
/// channel says what it then gets.
#[derive(Description)]
pub struct Subscriptions;

#[Subscription(name = "Subscription", use_type_description)]
impl Subscriptions {
    /// The user channel: delivers what concerns the viewer alone, on all of their devices. It begins with StreamReady. A
    /// client that reads too slowly gets LoginSyncRequired in place of events; of counts and statuses it gets the newest.
    async fn user_events(&self, ctx: &Context<'_>) -> Result<Empty<UserEventInterface>> {
        let session = viewer(ctx)?.session;
        let app = app(ctx)?;
        let budget = budget_of(ctx)?;
        admit::<UserChannel>(ctx, session.user_id, app.feeds.user_events(session.user_id, session.id, budget).await?)
    }

    /// The room channel: delivers the durable events of the viewer's rooms, per room in the order of `seq` and each once.
    /// It begins with StreamReady. Rooms that the viewer joins later are heard at once. MemberLeft of the viewer is the
    /// last event of a room.
    ///
    /// With `resume` it first delivers the events from those numbers on, and then the live ones, without a hole between
    /// them. All rooms together resume 10,000 events at most; a room that would be more gets SyncRequired instead, and so
    /// does a client that reads too slowly. A cursor of a room that the viewer cannot read is passed over.
    ///
    /// Codes: NOT_FOUND and NOT_A_MEMBER (the viewer is not a member of a room in `roomIds`), INVALID_INPUT.
    async fn room_events(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The rooms to listen to, at most 1,000. Null listens to all rooms of the viewer.")]
        room_ids: Option<Vec<ID>>,
        #[graphql(desc = "From where to deliver missed events, at most 1,000 rooms. Null delivers live events alone.")]
        resume: Option<Vec<RoomCursor>>,
    ) -> Result<Empty<RoomFeedItem>> {
        let user = viewer(ctx)?.session.user_id;
        let app = app(ctx)?;
        let budget = budget_of(ctx)?;
        let filter = room_ids.map(|ids| named(&ids)).transpose()?;
        let resume = resume.unwrap_or_default();
        check_list(resume.len(), MAX_ROOMS)?;
        let resume: Vec<Cursor> = read_cursors(&resume)?.into_iter().flatten().collect();
        admit::<RoomChannel>(ctx, user, app.feeds.room_events(user, filter, resume, budget).await?)
    }

    /// The active-room channel: delivers who types and who reads in a room, for as long as the viewer looks at it.
    /// Members of the room may listen. Nothing of it is stored or repeated. It begins with those who type already, and
    /// completes when the membership ends.
    ///
    /// Codes: NOT_FOUND, NOT_A_MEMBER.
    async fn active_room(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The id of the room.")] room_id: ID,
    ) -> Result<Empty<ActiveRoomEvent>> {
        let user = viewer(ctx)?.session.user_id;
        let app = app(ctx)?;
        let budget = budget_of(ctx)?;
        let room = room_id.parse().map_err(|_| Refusal::not_found("room"))?;
        let subscription = app.hub().subscribe_active(room, user, app.clock.now(), budget);
        app.actions.check_member(user, room, false).await?;
        admit::<ActiveChannel>(ctx, user, subscription.map(Ok))
    }

    /// The global channel: delivers the announcements that the viewer may read. It begins with the pending ones, oldest
    /// first. The socket of a client that reads too slowly is closed with 1013; after it returns it gets what is pending
    /// again.
    async fn global(&self, ctx: &Context<'_>) -> Result<Empty<GlobalEventInterface>> {
        let user = viewer(ctx)?.session.user_id;
        let app = app(ctx)?;
        let budget = budget_of(ctx)?;
        admit::<GlobalChannel>(ctx, user, app.feeds.global(user, app.clock.now(), budget).await?)
    }
}

/// Leaves the feed for who renders it; the library's own stream has nothing.
fn admit<C: RenderedChannel>(
    ctx: &Context<'_>,
    viewer: UserId,
    feed: impl Stream<Item = Result<C::Item, Refusal>> + Send + Unpin + 'static,
) -> Result<Empty<C::Shown>> {
    ctx.data::<Registrar>()?.put::<C>(viewer, feed);
    Ok(stream::empty())
}

fn named(ids: &[ID]) -> Result<HashSet<RoomId>, Refusal> {
    check_list(ids.len(), MAX_ROOMS)?;
    ids.iter().map(|id| id.parse().map_err(|_| Refusal::not_found("room"))).collect()
}
