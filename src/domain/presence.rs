//! Who is there: the rules of statuses.

use crate::domain::{
    outcome::Refusal,
    problem::Problem,
    text,
    user::{User, UserStatus},
};
use std::time::Duration;

/// How long somebody whose last connection ended still counts as there: a short reconnect is no news.
pub const GRACE: Duration = Duration::from_secs(5);
/// Rooms of more members carry statuses only to those who look at them (contract, `UserStatusChanged`).
pub const MAX_CIRCLE: i64 = 500;
/// Longest status text, in characters.
pub const MAX_STATUS_TEXT: usize = 140;

/// What somebody may choose: whether they are there at all, the server knows from their connections.
pub fn check_status(status: UserStatus) -> Result<(), Refusal> {
    if status == UserStatus::Offline {
        return Err(Refusal::invalid("status", Problem::NotAllowed, "Choose ONLINE, AWAY or BUSY."));
    }
    Ok(())
}

/// A status text as it is kept; an empty one is none.
pub fn status_text(text: Option<&str>) -> Result<Option<String>, Refusal> {
    text::optional_line("text", text, MAX_STATUS_TEXT)
}

/// Whether others see a difference.
pub fn looks_different(before: &User, after: &User) -> bool {
    before.status() != after.status() || before.status_text != after.status_text
}
