//! Announcements of the people who run the server, and the events of the global channel.

use crate::{
    clock::Timestamp,
    domain::{
        announcement::{Announcement, AnnouncementAudience, AnnouncementKind, AnnouncementSeverity},
        event::GlobalEventKind,
    },
    graphql::{
        reader::{Batch, Reader, Reading, Source},
        render::Showing,
        scalars::{DateTime, Json, WebAddress},
        shown::shown,
        types::{
            Nullable,
            connection::{Connection, DEFAULT_PAGE, MAX_PAGE, PageArgs},
            reader,
            user::{UserObject, person},
        },
    },
    ids::{AnnouncementId, UserId},
    json,
    store::{
        Conn, StoreError,
        announcements::{self, Seen},
    },
};
use async_graphql::{Context, Description, ID, Interface, Object, Result};
use std::{str::FromStr, sync::Arc};

/// An announcement of the people who run the server.
#[derive(Clone, Description)]
pub struct AnnouncementObject {
    announcement: Arc<Announcement>,
    /// When the viewer acknowledged it, when that was read along.
    acknowledged_at: Known<Option<Timestamp>>,
}

/// Read along, or still to be read.
#[derive(Clone, Copy)]
enum Known<T> {
    Yes(T),
    NotYet,
}

impl From<Seen> for AnnouncementObject {
    fn from(seen: Seen) -> Self {
        Self { announcement: Arc::new(seen.announcement), acknowledged_at: Known::Yes(seen.acknowledged_at) }
    }
}

/// From an event, which is the same for everybody.
impl From<Arc<Announcement>> for AnnouncementObject {
    fn from(announcement: Arc<Announcement>) -> Self {
        Self { announcement, acknowledged_at: Known::NotYet }
    }
}

impl AnnouncementObject {
    /// The same, acknowledged by the viewer at that time.
    pub fn acknowledged(announcement: Arc<Announcement>, at: Timestamp) -> Self {
        Self { announcement, acknowledged_at: Known::Yes(Some(at)) }
    }
}

#[Object(name = "Announcement", use_type_description)]
impl AnnouncementObject {
    /// Opaque, unique over all types, never reused.
    pub async fn id(&self) -> ID {
        ID(self.announcement.id.to_string())
    }

    async fn kind(&self) -> AnnouncementKind {
        self.announcement.kind
    }

    async fn severity(&self) -> AnnouncementSeverity {
        self.announcement.severity
    }

    async fn audience(&self) -> AnnouncementAudience {
        self.announcement.audience
    }

    async fn title(&self) -> &str {
        &self.announcement.title
    }

    async fn body(&self, ctx: &Context<'_>) -> Result<&str> {
        shown(ctx, &self.announcement.body)
    }

    /// Where a click leads.
    async fn landing_url(&self) -> Option<WebAddress> {
        self.announcement.landing_url.clone().map(WebAddress)
    }

    async fn image_url(&self) -> Option<WebAddress> {
        self.announcement.image_url.clone().map(WebAddress)
    }

    async fn metadata(&self) -> Option<Json> {
        self.announcement.metadata.as_deref().and_then(|text| json::from_stored(text).ok()).map(Json)
    }

    /// When it is, or is to be, shown.
    async fn publish_at(&self) -> DateTime {
        DateTime(self.announcement.publish_at)
    }

    async fn expires_at(&self) -> Option<DateTime> {
        self.announcement.expires_at.map(DateTime)
    }

    /// Of a MAINTENANCE: from when to when; both optional.
    async fn starts_at(&self) -> Option<DateTime> {
        self.announcement.starts_at.map(DateTime)
    }

    async fn ends_at(&self) -> Option<DateTime> {
        self.announcement.ends_at.map(DateTime)
    }

    async fn retracted_at(&self) -> Option<DateTime> {
        self.announcement.retracted_at.map(DateTime)
    }

    async fn created_by(&self, ctx: &Context<'_>) -> Nullable<UserObject> {
        person(ctx, self.announcement.created_by).await.transpose()
    }

    /// Of announcements that were acknowledged together, or one after the other without a gap, the time of the last.
    async fn viewer_acknowledged_at(&self, ctx: &Context<'_>) -> Nullable<DateTime> {
        self.find_acknowledgement(ctx).await.transpose()
    }
}

impl AnnouncementObject {
    async fn find_acknowledgement(&self, ctx: &Context<'_>) -> Result<Option<DateTime>> {
        let at = match self.acknowledged_at {
            Known::Yes(at) => at,
            Known::NotYet => reader(ctx)?.load(self.announcement.id).await?.and_then(|seen| seen.acknowledged_at),
        };
        Ok(at.map(DateTime))
    }
}

/// Those that the viewer may know of.
impl Source for AnnouncementId {
    type Value = Arc<Seen>;

    const PERSONAL: bool = true;

    fn batch(reading: &Reading) -> &Batch<Self> {
        &reading.announcements
    }

    async fn fetch(conn: &mut Conn, viewer: UserId, keys: Vec<Self>) -> Result<Vec<(Self, Arc<Seen>)>, StoreError> {
        let found = announcements::find_many(conn, viewer, keys).await?;
        Ok(found.into_iter().map(|seen| (seen.announcement.id, Arc::new(seen))).collect())
    }
}

/// One announcement, when the viewer may know of it.
pub async fn find_announcement(reader: &Reader, id: AnnouncementId) -> Result<Option<AnnouncementObject>> {
    Ok(reader.load(id).await?.map(|seen| AnnouncementObject::from((*seen).clone())))
}

/// A place in the list of announcements.
pub struct Place(i64, i64);

/// The cursor is none of this list.
pub struct NotAPlace;

impl FromStr for Place {
    type Err = NotAPlace;

    fn from_str(text: &str) -> Result<Self, NotAPlace> {
        let (at, id) = text.split_once(':').ok_or(NotAPlace)?;
        Ok(Self(at.parse().map_err(|_| NotAPlace)?, id.parse().map_err(|_| NotAPlace)?))
    }
}

/// A page of the announcements that the viewer may know of, newest first.
pub async fn page(reader: &Reader, args: PageArgs) -> Result<Connection<AnnouncementObject>> {
    let window = args.window::<Place>(false, MAX_PAGE, DEFAULT_PAGE)?.map(|Place(at, id)| (at, id));
    let viewer = reader.viewer();
    let found =
        reader.read(move |conn| Box::pin(async move { announcements::list(conn, viewer, window).await })).await?;
    let cursor = |seen: &Seen| format!("{}:{}", seen.announcement.publish_at.0, seen.announcement.id.0);
    Ok(Connection::new(window.page(found), cursor, AnnouncementObject::from))
}

event! {
    /// GLOBAL_NOTIFICATION_RECEIVED. `missed`: it was pending when the subscription began.
    AnnouncementPublished { announcement: AnnouncementObject, missed: bool, }
}

event! {
    /// It is not to be shown any more.
    AnnouncementRetracted { announcement: AnnouncementObject, }
}

/// What concerns everybody.
#[derive(Interface, Clone)]
#[graphql(name = "GlobalEvent", field(name = "occurred_at", ty = "DateTime"))]
pub enum GlobalEventInterface {
    AnnouncementPublished(AnnouncementPublished),
    AnnouncementRetracted(AnnouncementRetracted),
}

impl GlobalEventInterface {
    /// Shows what the global feed brings.
    pub fn new(showing: &Showing) -> Option<Self> {
        Some(match showing {
            Showing::Missed(seen) => {
                let occurred_at = DateTime(seen.announcement.publish_at);
                AnnouncementPublished { occurred_at, announcement: (**seen).clone().into(), missed: true }.into()
            }
            Showing::Global(event) => {
                let occurred_at = DateTime(event.at);
                match event.kind {
                    GlobalEventKind::AnnouncementPublished => {
                        // Nobody can have acknowledged it before it was there: the same for all, and nothing to read.
                        let acknowledged_at = Known::Yes(None);
                        let announcement =
                            AnnouncementObject { announcement: event.announcement.clone(), acknowledged_at };
                        AnnouncementPublished { occurred_at, announcement, missed: false }.into()
                    }
                    GlobalEventKind::AnnouncementRetracted => {
                        let announcement = event.announcement.clone().into();
                        AnnouncementRetracted { occurred_at, announcement }.into()
                    }
                }
            }
            _ => return None,
        })
    }
}
