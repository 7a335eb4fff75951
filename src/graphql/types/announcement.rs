//! Announcements of the people who run the server.

use crate::{
    domain::named_enum,
    graphql::{
        scalars::{DateTime, Json, WebAddress},
        types::user::UserObject,
    },
};
use async_graphql::{ID, SimpleObject};

named_enum! {
    /// What is announced.
    AnnouncementKind {
        /// Something to know.
        Notice = "NOTICE",
        /// A time in which the server may be away.
        Maintenance = "MAINTENANCE",
    }
}

named_enum! {
    /// How much it matters.
    AnnouncementSeverity {
        /// Good to know.
        Info = "INFO",
        /// Better known.
        Warning = "WARNING",
        /// To be seen by everyone at once.
        Critical = "CRITICAL",
    }
}

named_enum! {
    /// Who is told.
    AnnouncementAudience {
        /// Every user.
        Everyone = "EVERYONE",
        /// Admins only.
        Admins = "ADMINS",
    }
}

/// An announcement.
#[derive(SimpleObject, Clone)]
#[graphql(name = "Announcement")]
pub struct AnnouncementObject {
    /// Opaque, unique over all types, never reused.
    #[graphql(owned)]
    pub id: ID,
    pub kind: AnnouncementKind,
    pub severity: AnnouncementSeverity,
    pub audience: AnnouncementAudience,
    pub title: String,
    pub body: String,
    /// Where a click leads.
    pub landing_url: Option<WebAddress>,
    pub image_url: Option<WebAddress>,
    pub metadata: Option<Json>,
    /// When it is, or is to be, shown.
    pub publish_at: DateTime,
    pub expires_at: Option<DateTime>,
    /// Of a MAINTENANCE: from when to when; both optional.
    pub starts_at: Option<DateTime>,
    pub ends_at: Option<DateTime>,
    pub retracted_at: Option<DateTime>,
    pub created_by: Option<UserObject>,
    pub viewer_acknowledged_at: Option<DateTime>,
}
