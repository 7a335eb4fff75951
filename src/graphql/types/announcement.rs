//! Announcements of the people who run the server, and the events of the global channel.

use crate::{
    clock::Timestamp,
    domain::{
        announcement::{Announcement, AnnouncementAudience, AnnouncementKind, AnnouncementSeverity},
        event::GlobalEventKind,
        refusal::Refusal,
    },
    graphql::{
        load::reader::Reader,
        scalars::{DateTime, Json, WebAddress},
        shown::{shown, shown_address, shown_json},
        types::{
            connection::{Connection, DEFAULT_PAGE, MAX_PAGE, NotACursor, PageArgs},
            list::Nullable,
            user::{UserObject, person},
        },
        viewer::reader,
    },
    hub::channel::GlobalItem,
    ids::AnnouncementId,
    store::announcements::{self, Seen},
};
use async_graphql::{Context, Description, ID, Interface, Object, Result};
use std::{str::FromStr, sync::Arc};

/// An announcement of the people who run the server, to all users or to the admins.
#[derive(Clone, Description)]
pub struct AnnouncementObject {
    announcement: Arc<Announcement>,
    /// When the viewer acknowledged it, when that was read along.
    acknowledged_at: Preloaded<Option<Timestamp>>,
}

/// Read along, or still to be read.
#[derive(Clone, Copy)]
enum Preloaded<T> {
    Yes(T),
    NotYet,
}

impl From<Seen> for AnnouncementObject {
    fn from(seen: Seen) -> Self {
        Self { announcement: Arc::new(seen.announcement), acknowledged_at: Preloaded::Yes(seen.acknowledged_at) }
    }
}

/// From an event, which is the same for everybody.
impl From<Arc<Announcement>> for AnnouncementObject {
    fn from(announcement: Arc<Announcement>) -> Self {
        Self { announcement, acknowledged_at: Preloaded::NotYet }
    }
}

impl AnnouncementObject {
    /// The same, acknowledged by the viewer at that time.
    pub fn acknowledged(announcement: Arc<Announcement>, at: Timestamp) -> Self {
        Self { announcement, acknowledged_at: Preloaded::Yes(Some(at)) }
    }
}

#[Object(name = "Announcement", use_type_description)]
impl AnnouncementObject {
    /// Names this announcement: opaque, unique over all types, never reused.
    pub async fn id(&self) -> ID {
        ID(self.announcement.id.to_string())
    }

    /// What the announcement is about.
    async fn kind(&self) -> AnnouncementKind {
        self.announcement.kind
    }

    /// How much it matters.
    async fn severity(&self) -> AnnouncementSeverity {
        self.announcement.severity
    }

    /// Who may read it.
    async fn audience(&self) -> AnnouncementAudience {
        self.announcement.audience
    }

    /// The title, 1 to 200 characters.
    async fn title(&self) -> &str {
        &self.announcement.title
    }

    /// The text, 1 to 8,000 characters.
    async fn body(&self, ctx: &Context<'_>) -> Result<&str> {
        shown(ctx, &self.announcement.body)
    }

    /// Where a click on the announcement leads. Null when it leads nowhere.
    async fn landing_url(&self, ctx: &Context<'_>) -> Nullable<WebAddress> {
        shown_address(ctx, self.announcement.landing_url.as_deref())
    }

    /// The address of a picture. Null when there is none.
    async fn image_url(&self, ctx: &Context<'_>) -> Nullable<WebAddress> {
        shown_address(ctx, self.announcement.image_url.as_deref())
    }

    /// The application's own data, at most 4,096 bytes of JSON. Null when there is none.
    async fn metadata(&self, ctx: &Context<'_>) -> Nullable<Json> {
        shown_json(ctx, self.announcement.metadata.as_deref(), |error| {
            tracing::error!(announcement = %self.announcement.id, ?error, "metadata is no JSON");
            Refusal::internal()
        })
    }

    /// When the server published it, or will publish it.
    async fn publish_at(&self) -> DateTime {
        DateTime(self.announcement.publish_at)
    }

    /// When it stops to be pending. Null when it does not.
    async fn expires_at(&self) -> Option<DateTime> {
        self.announcement.expires_at.map(DateTime)
    }

    /// When the maintenance begins. Null when nobody said so.
    async fn starts_at(&self) -> Option<DateTime> {
        self.announcement.starts_at.map(DateTime)
    }

    /// When the maintenance ends. Null when nobody said so.
    async fn ends_at(&self) -> Option<DateTime> {
        self.announcement.ends_at.map(DateTime)
    }

    /// When an admin retracted it. Null when nobody did.
    async fn retracted_at(&self) -> Option<DateTime> {
        self.announcement.retracted_at.map(DateTime)
    }

    /// The admin who made it. Null for a deleted account.
    async fn created_by(&self, ctx: &Context<'_>) -> Nullable<UserObject> {
        person(ctx, self.announcement.created_by).await.transpose()
    }

    /// When the viewer acknowledged it. Null when they did not. Of announcements that were acknowledged without a gap
    /// between them, the server keeps only the time of the last.
    async fn viewer_acknowledged_at(&self, ctx: &Context<'_>) -> Nullable<DateTime> {
        self.find_acknowledgement(ctx).await.transpose()
    }
}

impl AnnouncementObject {
    async fn find_acknowledgement(&self, ctx: &Context<'_>) -> Result<Option<DateTime>> {
        let at = match self.acknowledged_at {
            Preloaded::Yes(at) => at,
            Preloaded::NotYet => reader(ctx)?.load(self.announcement.id).await?.and_then(|seen| seen.acknowledged_at),
        };
        Ok(at.map(DateTime))
    }
}

/// One announcement, when the viewer may know of it.
pub async fn find_announcement(reader: &Reader, id: AnnouncementId) -> Result<Option<AnnouncementObject>> {
    Ok(reader.load(id).await?.map(|seen| AnnouncementObject::from((*seen).clone())))
}

/// A place in the list of announcements.
pub struct AnnouncementCursor(i64, i64);

impl FromStr for AnnouncementCursor {
    type Err = NotACursor;

    fn from_str(text: &str) -> Result<Self, NotACursor> {
        let (at, id) = text.split_once(':').ok_or(NotACursor)?;
        Ok(Self(at.parse().map_err(|_| NotACursor)?, id.parse().map_err(|_| NotACursor)?))
    }
}

/// A page of the announcements that the viewer may know of, newest first.
pub async fn page(reader: &Reader, args: PageArgs) -> Result<Connection<AnnouncementObject>> {
    let window =
        args.window::<AnnouncementCursor>(false, MAX_PAGE, DEFAULT_PAGE)?.map(|AnnouncementCursor(at, id)| (at, id));
    let viewer = reader.viewer();
    let found = reader
        .read_roomless(move |conn| Box::pin(async move { announcements::list(conn, viewer, window).await }))
        .await?;
    let cursor = |seen: &Seen| format!("{}:{}", seen.announcement.publish_at.0, seen.announcement.id.0);
    Ok(Connection::new(window.page(found), cursor, AnnouncementObject::from))
}

event! {
    /// An announcement was published, or was pending when the subscription began.
    AnnouncementPublished {
        /// The announcement to show.
        announcement: AnnouncementObject,
        /// Whether it was published before the subscription began, and is still pending.
        missed: bool,
    }
}

event! {
    /// An announcement was retracted. Do not show it any more.
    AnnouncementRetracted {
        /// The announcement to hide.
        announcement: AnnouncementObject,
    }
}

/// An event of the channel `global`: what concerns everybody, or all admins.
#[derive(Interface, Clone)]
#[graphql(
    name = "GlobalEvent",
    field(name = "occurred_at", ty = "DateTime", desc = "When it happened, by the clock of the server.")
)]
pub enum GlobalEventInterface {
    AnnouncementPublished(AnnouncementPublished),
    AnnouncementRetracted(AnnouncementRetracted),
}

impl From<&GlobalItem> for GlobalEventInterface {
    fn from(item: &GlobalItem) -> Self {
        // Of what is pending, and of what was not there before, it is known that the viewer has not acknowledged it: there is
        // nothing to read, and of an event it is the same for all.
        let not_acknowledged = |announcement: &Arc<Announcement>| AnnouncementObject {
            announcement: announcement.clone(),
            acknowledged_at: Preloaded::Yes(None),
        };
        match item {
            GlobalItem::Announcement(announcement) => {
                let occurred_at = DateTime(announcement.publish_at);
                AnnouncementPublished { occurred_at, announcement: not_acknowledged(announcement), missed: true }.into()
            }
            GlobalItem::Event(event) => {
                let occurred_at = DateTime(event.at);
                match event.kind {
                    GlobalEventKind::AnnouncementPublished => {
                        let announcement = not_acknowledged(&event.announcement);
                        AnnouncementPublished { occurred_at, announcement, missed: false }.into()
                    }
                    GlobalEventKind::AnnouncementRetracted => {
                        let announcement = event.announcement.clone().into();
                        AnnouncementRetracted { occurred_at, announcement }.into()
                    }
                }
            }
        }
    }
}
