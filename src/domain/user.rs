//! People and their settings.

use crate::{clock::Timestamp, domain::named_enum, ids::UserId};

named_enum! {
    /// Says what a user may do on the whole server. The command `spark admin grant` makes an ADMIN.
    UserRole {
        /// An admin publishes and retracts announcements, and keeps order in PUBLIC rooms (`Room.viewerPermissions`).
        Admin = "ADMIN",
        /// Everybody else has this role.
        Member = "MEMBER",
    }
}

named_enum! {
    /// Says whether somebody is connected, and what they say of themselves.
    UserStatus {
        /// The user is connected. This is the choice of whoever has made none.
        Online = "ONLINE",
        /// The user is connected, and has chosen to look away.
        Away = "AWAY",
        /// The user is connected, and has chosen to look busy.
        Busy = "BUSY",
        /// The user has no live connection. The server sets it 5 s after the last connection ended; nobody can choose it.
        Offline = "OFFLINE",
    }
}

/// A user as everyone sees it.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct User {
    /// Their key.
    pub id: UserId,
    /// What they sign in with, 2 to 32 characters; nobody else has it in any case or width.
    pub username: String,
    /// The name to show, 1 to 80 characters.
    pub display_name: String,
    /// The address of a picture that is elsewhere; one that was uploaded is shown before it.
    pub avatar_url: Option<String>,
    /// What a picture is called that was uploaded.
    pub avatar_address: Option<String>,
    /// What they may do on the whole server.
    pub role: UserRole,
    /// When the account was made.
    pub created_at: Timestamp,
    /// What to show while connected: never OFFLINE.
    pub chosen_status: UserStatus,
    /// What they say beside the status, at most 140 characters.
    pub status_text: Option<String>,
    /// Whether a connection of theirs is live.
    pub is_online: bool,
    /// When the last connection ended; of somebody who is there, when that was before.
    pub last_seen_at: Option<Timestamp>,
}

impl User {
    /// Somebody whose account is not there any more.
    pub fn gone(id: UserId) -> Self {
        Self {
            id,
            username: "deleted".into(),
            display_name: "Deleted account".into(),
            avatar_url: None,
            avatar_address: None,
            role: UserRole::Member,
            created_at: Timestamp(0),
            chosen_status: UserStatus::Online,
            status_text: None,
            is_online: false,
            last_seen_at: None,
        }
    }

    /// OFFLINE without a connection, else what they chose.
    pub fn status(&self) -> UserStatus {
        if self.is_online { self.chosen_status } else { UserStatus::Offline }
    }

    /// When the last connection ended; none while there is one.
    pub fn last_seen(&self) -> Option<Timestamp> {
        self.last_seen_at.filter(|_| !self.is_online)
    }
}

/// A user's own settings.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Settings {
    /// Whose they are.
    pub user_id: UserId,
    /// A language tag by BCP 47.
    pub locale: String,
    /// A name of the IANA time zone database.
    pub time_zone: String,
    /// Whether clients should show no notifications.
    pub do_not_disturb: bool,
}
