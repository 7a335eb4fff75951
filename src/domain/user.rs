//! People and their settings.

use crate::{clock::Timestamp, domain::named_enum, ids::UserId};

named_enum! {
    /// What a user may do with the whole server.
    UserRole {
        /// Publishes announcements.
        Admin = "ADMIN",
        /// Everyone else.
        Member = "MEMBER",
    }
}

named_enum! {
    /// Whether somebody is there.
    UserStatus {
        /// Connected.
        Online = "ONLINE",
        /// Connected, and says to be away.
        Away = "AWAY",
        /// Connected, and says to be busy.
        Busy = "BUSY",
        /// No live connection.
        Offline = "OFFLINE",
    }
}

/// A user as everyone sees it.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct User {
    pub id: UserId,
    pub username: String,
    pub display_name: String,
    pub avatar_url: Option<String>,
    pub role: UserRole,
    pub created_at: Timestamp,
}

/// A user's own settings.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Settings {
    pub user_id: UserId,
    pub locale: String,
    pub time_zone: String,
    pub do_not_disturb: bool,
}
