//! The root of subscriptions: the channels. A resolver here checks who may listen and finds the events; showing them is
//! `render`'s work.

use crate::{
    domain::refusal::Refusal,
    feed::{GlobalItem, RoomItem, sync::Cursor},
    graphql::{
        Connection,
        queries::{check_list, read_cursors},
        render::{Registrar, Showing},
        types::{
            active::ActiveRoomEvent, announcement::GlobalEventInterface, app, event::UserEventInterface,
            room_event::RoomFeedItem, sync::RoomCursor,
        },
        viewer,
    },
    hub::mailbox::Delivery,
    ids::RoomId,
};
use async_graphql::{Context, Description, ID, Result, Subscription};
use async_stream::stream;
use futures_util::{
    Stream, StreamExt,
    stream::{self, Empty},
};
use std::collections::HashSet;

/// The most rooms that a subscription names.
pub const MAX_ROOMS: usize = 1_000;

/// What can be listened to.
#[derive(Description)]
pub struct Subscriptions;

#[Subscription(name = "Subscription", use_type_description)]
impl Subscriptions {
    /// User channel: what concerns the viewer alone. Begins with StreamReady.
    async fn user_events(&self, ctx: &Context<'_>) -> Result<Empty<UserEventInterface>> {
        let session = viewer(ctx)?.session;
        let app = app(ctx)?.clone();
        let budget = ctx.data::<Connection>()?.budget.clone();
        let mut subscription = app.feeds.subscribe_user(session.user_id, session.id, budget).await?;
        admit(
            ctx,
            stream! {
                yield Ok(Showing::Ready(app.clock.now()));
                while let Some(delivery) = subscription.inbox.next().await {
                    match delivery {
                        Delivery::User(event) => yield Ok(Showing::User(event)),
                        Delivery::LoginSyncRequired => yield Ok(Showing::LoginSyncRequired(app.clock.now())),
                        Delivery::SessionEnded(reason) => yield Ok(Showing::SessionEnded(reason, app.clock.now())),
                        _ => {}
                    }
                }
            },
        )
    }

    /// Room channel: the events of the viewer's rooms (all of them, or those named), in `seq` order per room, each once.
    /// Begins with StreamReady; with `resume` the events from those numbers on come before the live ones, whole and in order
    /// (cursors that cannot be read any more are passed over). A named room that the viewer is no member of refuses the
    /// subscription (NOT_FOUND; a PUBLIC one NOT_A_MEMBER). Joining and leaving take effect at once: MemberLeft is the last
    /// event of a room that who left it gets.
    async fn room_events(
        &self,
        ctx: &Context<'_>,
        room_ids: Option<Vec<ID>>,
        resume: Option<Vec<RoomCursor>>,
    ) -> Result<Empty<RoomFeedItem>> {
        let user = viewer(ctx)?.session.user_id;
        let app = app(ctx)?.clone();
        let budget = ctx.data::<Connection>()?.budget.clone();
        let filter = room_ids.map(|ids| named(&ids)).transpose()?;
        let resume = resume.unwrap_or_default();
        check_list(resume.len(), MAX_ROOMS)?;
        let resume: Vec<Cursor> = read_cursors(&resume)?.into_iter().flatten().collect();
        let items = app.feeds.room_events(user, filter, resume, budget).await?;
        admit(
            ctx,
            items.map(move |item| {
                Ok(match item? {
                    RoomItem::Ready => Showing::Ready(app.clock.now()),
                    RoomItem::Event(event) => Showing::Room(event),
                    RoomItem::SyncRequired { room, from, to } => Showing::SyncRequired { room, from, to },
                })
            }),
        )
    }

    /// Active-room channel: what only those who look at the room now need. Never stored; ends with the membership.
    async fn active_room(&self, ctx: &Context<'_>, room_id: ID) -> Result<Empty<ActiveRoomEvent>> {
        let user = viewer(ctx)?.session.user_id;
        let app = app(ctx)?;
        let budget = ctx.data::<Connection>()?.budget.clone();
        let room = room_id.parse().map_err(|_| Refusal::not_found("room"))?;
        let mut looking = app.feeds.hub.look_at(room, user, app.clock.now(), budget);
        app.actions.check_member(user, room, false).await?;
        admit(
            ctx,
            stream! {
                while let Some(delivery) = looking.inbox.next().await {
                    if let Delivery::Active(event) = delivery {
                        yield Ok(Showing::Active(event));
                    }
                }
            },
        )
    }

    /// Global channel: first the pending announcements, then new ones.
    async fn global(&self, ctx: &Context<'_>) -> Result<Empty<GlobalEventInterface>> {
        let user = viewer(ctx)?.session.user_id;
        let app = app(ctx)?;
        let budget = ctx.data::<Connection>()?.budget.clone();
        let items = app.feeds.global(user, app.clock.now(), budget).await?;
        admit(
            ctx,
            items.map(|item| {
                Ok(match item? {
                    GlobalItem::Missed(seen) => Showing::Missed(seen),
                    GlobalItem::Event(event) => Showing::Global(event),
                })
            }),
        )
    }
}

/// Leaves the events for who renders them; the library's own stream has none.
fn admit<T>(
    ctx: &Context<'_>,
    source: impl Stream<Item = Result<Showing, Refusal>> + Send + 'static,
) -> Result<Empty<T>> {
    ctx.data::<Registrar>()?.put(source.boxed());
    Ok(stream::empty())
}

fn named(ids: &[ID]) -> Result<HashSet<RoomId>, Refusal> {
    check_list(ids.len(), MAX_ROOMS)?;
    ids.iter().map(|id| id.parse().map_err(|_| Refusal::not_found("room"))).collect()
}
