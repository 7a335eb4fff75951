//! The viewer's rooms in their order: pages of a list that is in memory already.

use crate::{
    domain::outcome::Refusal,
    graphql::types::{
        connection::{Connection, CountedConnection, PageArgs},
        room::MembershipObject,
    },
    store::{memberships::MembershipInRoom, page::Page},
};
use std::{cmp::Reverse, str::FromStr, sync::Arc};

/// A place in the list: pinned first, then by activity, newest first, then by id. It stays valid while rooms move.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    pinned: Reverse<bool>,
    activity: Reverse<i64>,
    room: Reverse<i64>,
}

impl Place {
    fn of(found: &MembershipInRoom) -> Self {
        Self {
            pinned: Reverse(found.membership.member.is_pinned),
            activity: Reverse(found.room.last_activity_at.0),
            room: Reverse(found.room.id.0),
        }
    }

    /// The place as a client sees it.
    pub fn cursor(self) -> String {
        format!("{}:{}:{}", u8::from(self.pinned.0), self.activity.0, self.room.0)
    }
}

impl FromStr for Place {
    type Err = NotAPlace;

    fn from_str(text: &str) -> Result<Self, NotAPlace> {
        let mut parts = text.splitn(3, ':').map(|part| part.parse::<i64>().map_err(|_| NotAPlace));
        let mut part = || parts.next().ok_or(NotAPlace)?;
        let (pinned, activity, room) = (part()?, part()?, part()?);
        Ok(Self { pinned: Reverse(pinned != 0), activity: Reverse(activity), room: Reverse(room) })
    }
}

/// The cursor is none of this list.
pub struct NotAPlace;

/// The page of a user's rooms that the arguments ask for.
pub fn page(
    rooms: &[MembershipInRoom],
    first: Option<i32>,
    after: Option<String>,
    max: i32,
    default: i32,
) -> Result<CountedConnection<MembershipObject>, Refusal> {
    let window = PageArgs::forward(first, after).window::<Place>(false, max, default)?;
    let begin = window.after.map_or(0, |after| rooms.partition_point(|found| Place::of(found) <= after));
    let items: Vec<_> = rooms[begin..].iter().take(window.size + 1).cloned().collect();
    let total = i64::try_from(rooms.len()).unwrap_or(i64::MAX);
    let page: Page<MembershipInRoom> = window.page(items);
    let connection = Connection::new(
        page,
        |found| Place::of(found).cursor(),
        |found| MembershipObject::new(found.membership, Some(Arc::new(found.room))),
    );
    Ok(connection.counted(total))
}
