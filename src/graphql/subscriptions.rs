//! The root of subscriptions: the channels.

use crate::{
    domain::outcome::Refusal,
    feed::{RoomItem, sync::Cursor},
    graphql::{
        Connection,
        queries::read_cursors,
        scalars::DateTime,
        types::{
            active::ActiveRoomEvent,
            announcement::GlobalEventInterface,
            app,
            event::{RoomFeedItem, StreamReady, UserEventInterface},
            reader,
            sync::RoomCursor,
        },
        viewer,
    },
    hub::mailbox::Delivery,
    ids::RoomId,
};
use async_graphql::{Context, ID, Result, Subscription};
use async_stream::stream;
use futures_util::{Stream, StreamExt};
use std::collections::HashSet;

/// The most rooms that a subscription names.
const MAX_ROOMS: usize = 1_000;

/// What can be listened to.
pub struct Subscriptions;

#[Subscription(name = "Subscription")]
impl Subscriptions {
    /// User channel: what concerns the viewer alone. Begins with StreamReady.
    async fn user_events(&self, ctx: &Context<'_>) -> Result<impl Stream<Item = UserEventInterface> + use<>> {
        let session = viewer(ctx)?.session;
        let (app, reader) = (app(ctx)?.clone(), reader(ctx)?.clone());
        let budget = ctx.data::<Connection>()?.budget.clone();
        let mut subscription = app.feeds.subscribe_user(session.user_id, session.id, budget).await?;
        Ok(stream! {
            yield StreamReady { occurred_at: DateTime(app.clock.now()) }.into();
            while let Some(delivery) = subscription.inbox.next().await {
                reader.renew();
                let ended = matches!(delivery, Delivery::SessionEnded(_));
                if let Some(event) = UserEventInterface::new(&delivery, DateTime(app.clock.now())) {
                    yield event;
                }
                if ended {
                    break;
                }
            }
        })
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
    ) -> Result<impl Stream<Item = Result<RoomFeedItem>> + use<>> {
        let session = viewer(ctx)?.session;
        let (app, reader) = (app(ctx)?.clone(), reader(ctx)?.clone());
        let budget = ctx.data::<Connection>()?.budget.clone();
        let filter = room_ids.map(|ids| named(&ids)).transpose()?;
        let resume = resume.unwrap_or_default();
        if resume.len() > MAX_ROOMS {
            return Err(too_many().into());
        }
        let resume: Vec<Cursor> = read_cursors(&resume)?.into_iter().flatten().collect();
        let items = app.feeds.room_events(session.user_id, filter, resume, budget).await?;
        Ok(items.map(move |item| {
            let item = item?;
            reader.renew();
            if let RoomItem::Event(event) = &item {
                reader.learn_event(event);
            }
            Ok(RoomFeedItem::new(item, DateTime(app.clock.now())))
        }))
    }

    /// Active-room channel: what only those who look at the room now need. Never stored; ends with the membership.
    async fn active_room(&self, ctx: &Context<'_>, room_id: ID) -> Result<impl Stream<Item = ActiveRoomEvent> + use<>> {
        let user = viewer(ctx)?.session.user_id;
        let (app, reader) = (app(ctx)?, reader(ctx)?.clone());
        let budget = ctx.data::<Connection>()?.budget.clone();
        let room = room_id.parse().map_err(|_| Refusal::not_found("room"))?;
        let mut looking = app.feeds.hub.look_at(room, user, app.clock.now(), budget);
        app.actions.check_member(user, room, false).await?;
        Ok(stream! {
            while let Some(delivery) = looking.inbox.next().await {
                reader.renew();
                if let Delivery::Active(event) = delivery {
                    yield ActiveRoomEvent::from(&*event);
                }
            }
        })
    }

    /// Global channel: first the pending announcements, then new ones.
    async fn global(&self, ctx: &Context<'_>) -> Result<impl Stream<Item = Result<GlobalEventInterface>> + use<>> {
        let user = viewer(ctx)?.session.user_id;
        let (app, reader) = (app(ctx)?, reader(ctx)?.clone());
        let budget = ctx.data::<Connection>()?.budget.clone();
        let items = app.feeds.global(user, app.clock.now(), budget).await?;
        Ok(items.map(move |item| {
            let item = item?;
            reader.renew();
            Ok(item.into())
        }))
    }
}

fn named(ids: &[ID]) -> Result<HashSet<RoomId>, Refusal> {
    if ids.len() > MAX_ROOMS {
        return Err(too_many());
    }
    ids.iter().map(|id| id.parse().map_err(|_| Refusal::not_found("room"))).collect()
}

fn too_many() -> Refusal {
    Refusal { path: None, ..Refusal::invalid("", format!("At most {MAX_ROOMS} rooms at once.")) }
}
