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
    /// Says what an announcement is about.
    AnnouncementKind {
        /// The announcement tells something that people should know.
        Notice = "NOTICE",
        /// The announcement tells of a time in which the server may be away: from `startsAt` to `endsAt`.
        Maintenance = "MAINTENANCE",
    }
}

named_enum! {
    /// Says how much an announcement matters. Clients choose how to show each.
    AnnouncementSeverity {
        /// It is good to know.
        Info = "INFO",
        /// It is important, and people should read it soon.
        Warning = "WARNING",
        /// It is urgent, and people should see it at once.
        Critical = "CRITICAL",
    }
}

named_enum! {
    /// Says who may read an announcement.
    AnnouncementAudience {
        /// Every user may read it once it is published.
        Everyone = "EVERYONE",
        /// Only users with the server's role ADMIN may read it.
        Admins = "ADMINS",
    }
}

/// An announcement.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Announcement {
    /// Its key.
    pub id: AnnouncementId,
    /// 1, 2, 3 … in the order of publishing; none while it is only scheduled.
    pub number: Option<i64>,
    /// What it is about.
    pub kind: AnnouncementKind,
    /// How much it matters.
    pub severity: AnnouncementSeverity,
    /// Who may read it.
    pub audience: AnnouncementAudience,
    /// 1 to 200 characters.
    pub title: String,
    /// 1 to 8,000 characters.
    pub body: String,
    /// Where a click leads.
    pub landing_url: Option<String>,
    /// The address of a picture.
    pub image_url: Option<String>,
    /// JSON.
    pub metadata: Option<String>,
    /// When it was or is to be published.
    pub publish_at: Timestamp,
    /// When it stops to be pending; none is never.
    pub expires_at: Option<Timestamp>,
    /// When the maintenance begins, if that is known.
    pub starts_at: Option<Timestamp>,
    /// When the maintenance ends, if that is known.
    pub ends_at: Option<Timestamp>,
    /// When it was taken back.
    pub retracted_at: Option<Timestamp>,
    /// The admin who made it.
    pub created_by: UserId,
    /// When it was made.
    pub created_at: Timestamp,
}

impl Announcement {
    /// Whether somebody of that role may know of it: of what is only scheduled, admins alone.
    pub fn is_for(&self, role: UserRole) -> bool {
        role == UserRole::Admin || (self.number.is_some() && self.audience == AnnouncementAudience::Everyone)
    }

    /// About how many bytes a copy of it takes.
    pub fn weight(&self) -> usize {
        500 + self.title.len() + self.body.len() + self.metadata.as_ref().map_or(0, String::len)
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

/// The texts of a new announcement; its title as it is kept.
pub fn check_texts(title: &str, body: &str) -> Result<String, Refusal> {
    let title = text::line("title", title, MAX_TITLE)?;
    text::required("body", body, MAX_BODY)?;
    Ok(title)
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
