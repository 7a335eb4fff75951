//! Announcements of the people who run the server, and the rules of their texts and times.

use crate::{
    clock::Timestamp,
    domain::{
        named_enum,
        problem::Problem,
        refusal::Refusal,
        text::{self, MAX_BODY},
        user::UserRole,
    },
    ids::{AnnouncementId, UserId},
};

/// Longest title, in characters.
pub const MAX_TITLE: usize = 200;

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
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Announcement {
    pub id: AnnouncementId,
    /// 1, 2, 3 … in the order of publishing; none while it is only scheduled.
    pub number: Option<i64>,
    pub kind: AnnouncementKind,
    pub severity: AnnouncementSeverity,
    pub audience: AnnouncementAudience,
    pub title: String,
    pub body: String,
    pub landing_url: Option<String>,
    pub image_url: Option<String>,
    /// JSON.
    pub metadata: Option<String>,
    pub publish_at: Timestamp,
    pub expires_at: Option<Timestamp>,
    pub starts_at: Option<Timestamp>,
    pub ends_at: Option<Timestamp>,
    pub retracted_at: Option<Timestamp>,
    pub created_by: UserId,
    pub created_at: Timestamp,
}

impl Announcement {
    /// Whether somebody of that role may know of it: of what is only scheduled, admins alone.
    pub fn is_for(&self, role: UserRole) -> bool {
        role == UserRole::Admin || (self.number.is_some() && self.audience == AnnouncementAudience::Everyone)
    }

    /// Whether there is still something to tell.
    pub fn is_current(&self, now: Timestamp) -> bool {
        self.retracted_at.is_none() && self.expires_at.is_none_or(|end| end > now)
    }
}

/// Only admins publish and retract.
pub fn may_announce(role: UserRole) -> Result<(), Refusal> {
    if role == UserRole::Admin { Ok(()) } else { Err(Refusal::forbidden("Only admins may do that.")) }
}

/// The texts of a new announcement.
pub fn check_texts(title: &str, body: &str) -> Result<(), Refusal> {
    text::required("title", title, MAX_TITLE)?;
    text::required("body", body, MAX_BODY)
}

/// The times of a new announcement: it ends after it is published, and a maintenance after it starts.
pub fn check_times(
    publish_at: Timestamp,
    expires_at: Option<Timestamp>,
    starts_at: Option<Timestamp>,
    ends_at: Option<Timestamp>,
) -> Result<(), Refusal> {
    if expires_at.is_some_and(|end| end <= publish_at) {
        return Err(Refusal::invalid("expiresAt", Problem::WrongTime, "It would be over before it is published."));
    }
    if let (Some(start), Some(end)) = (starts_at, ends_at)
        && end <= start
    {
        return Err(Refusal::invalid("endsAt", Problem::WrongTime, "The end must come after the start."));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_announcement_ends_after_it_begins() {
        let at = |n| Some(Timestamp(n));
        assert!(check_times(Timestamp(5), at(6), at(1), at(2)).is_ok());
        assert!(check_times(Timestamp(5), at(5), None, None).is_err());
        assert!(check_times(Timestamp(5), None, at(2), at(2)).is_err());
        assert!(check_texts(&"é".repeat(MAX_TITLE), "x").is_ok());
        assert!(check_texts(&"é".repeat(MAX_TITLE + 1), "x").is_err());
    }
}
