//! The viewer's rooms in their order: pages of a list that is in memory already, and that moves while it is read.
//!
//! A room that moves up past the place of a cursor is on none of the pages that follow, and nothing says when it moved: clocks
//! are set back, and commits overtake each other. So a cursor carries, beside its place, the sum over the rooms shown up to it.
//! Where that is the sum over the whole list when its end is reached, all of them were shown. Where it is not, they follow once
//! more in the order of their ids, which never moves: whoever drops doubles by id has every room that was there throughout.

use crate::{
    domain::refusal::Refusal,
    graphql::types::{
        connection::{Connection, CountedConnection, NotACursor, PageArgs},
        room::MembershipObject,
    },
    store::memberships::MembershipInRoom,
};
use std::{cmp::Reverse, str::FromStr, sync::Arc};

/// What the list is ordered by: pinned first, then by activity, newest first, then by id.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Key {
    pinned: Reverse<bool>,
    activity: Reverse<i64>,
    room: Reverse<i64>,
}

impl Key {
    fn of(found: &MembershipInRoom) -> Self {
        Self {
            pinned: Reverse(found.membership.member.is_pinned),
            activity: Reverse(found.room.last_activity_at.0),
            room: Reverse(found.room.id.0),
        }
    }
}

/// A place in the pages. It stays valid while rooms move.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum RoomListCursor {
    /// In the list's own order, with the sum over what was shown up to there.
    Ordered { key: Key, shown: Sum },
    /// In what follows once more, by id.
    Again { room: i64 },
}

impl RoomListCursor {
    /// The place as a client sees it.
    pub fn cursor(self) -> String {
        match self {
            Self::Ordered { key, shown } => {
                format!("{}:{}:{}:{:x}", u8::from(key.pinned.0), key.activity.0, key.room.0, shown.0)
            }
            Self::Again { room } => format!("again:{room}"),
        }
    }
}

impl FromStr for RoomListCursor {
    type Err = NotACursor;

    fn from_str(text: &str) -> Result<Self, NotACursor> {
        if let Some(room) = text.strip_prefix("again:") {
            return Ok(Self::Again { room: number(Some(room))? });
        }
        let mut parts = text.splitn(4, ':');
        let (pinned, activity, room) = (number(parts.next())?, number(parts.next())?, number(parts.next())?);
        let key = Key { pinned: Reverse(pinned != 0), activity: Reverse(activity), room: Reverse(room) };
        let shown = u64::from_str_radix(parts.next().unwrap_or_default(), 16).map_err(|_| NotACursor)?;
        Ok(Self::Ordered { key, shown: Sum(shown) })
    }
}

fn number(text: Option<&str>) -> Result<i64, NotACursor> {
    text.and_then(|text| text.parse().ok()).ok_or(NotACursor)
}

/// A set of rooms, each as often as it was shown, in 64 bits: that two differ and are told apart by nothing is as likely as to
/// guess a random number.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Sum(u64);

impl Sum {
    /// With one room more. Ids of one age are alike, and so are their sums: the bits are mixed first (SplitMix64).
    fn with(self, found: &MembershipInRoom) -> Self {
        let mut bits = found.room.id.0.cast_unsigned().wrapping_add(0x9e37_79b9_7f4a_7c15);
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        Self(self.0.wrapping_add(bits ^ (bits >> 31)))
    }
}

/// Whether a room stands in lists and totals.
pub fn is_listed(found: &MembershipInRoom) -> bool {
    !found.membership.is_hidden
}

/// The page that the arguments ask for, of the user's rooms, or of those that a filter lets through. What it lets through may
/// change from page to page as well as the order: a room is shown that was among them throughout.
pub fn page(
    rooms: &[MembershipInRoom],
    first: Option<i32>,
    after: Option<String>,
    max: i32,
    default: i32,
) -> Result<CountedConnection<MembershipObject>, Refusal> {
    let window = PageArgs::forward(first, after).window::<RoomListCursor>(false, max, default)?;
    let listed: Vec<_> = rooms.iter().filter(|found| is_listed(found)).collect();
    let total = i64::try_from(listed.len()).unwrap_or(i64::MAX);
    let items = following(&listed, window.after, window.size + 1);
    let connection = Connection::new(
        window.page(items),
        |(place, _)| place.cursor(),
        |(_, found)| MembershipObject::new(found.membership, Some(Arc::new(found.room.clone()))),
    );
    Ok(connection.counted(total))
}

/// Up to `most` of what follows a place.
fn following<'a>(
    listed: &[&'a MembershipInRoom],
    after: Option<RoomListCursor>,
    most: usize,
) -> Vec<(RoomListCursor, &'a MembershipInRoom)> {
    let (rest, mut shown, again) = match after {
        None => (listed, Sum::default(), None),
        Some(RoomListCursor::Ordered { key, shown }) => {
            (&listed[listed.partition_point(|found| Key::of(found) <= key)..], shown, None)
        }
        Some(RoomListCursor::Again { room }) => (&[][..], Sum::default(), Some(room)),
    };
    let sum = |begin: Sum, rooms: &[&MembershipInRoom]| rooms.iter().fold(begin, |sum, found| sum.with(found));
    let complete = after.is_none() || sum(shown, rest) == sum(Sum::default(), listed);
    let ordered = rest.iter().take(most).map(|found| {
        shown = shown.with(found);
        (RoomListCursor::Ordered { key: Key::of(found), shown }, *found)
    });
    let mut items: Vec<_> = ordered.collect();
    if items.len() < most && (again.is_some() || !complete) {
        let mut by_id: Vec<_> = listed.iter().filter(|found| again.is_none_or(|room| found.room.id.0 > room)).collect();
        by_id.sort_unstable_by_key(|found| found.room.id);
        let missing = most - items.len();
        items.extend(
            by_id.into_iter().take(missing).map(|found| (RoomListCursor::Again { room: found.room.id.0 }, *found)),
        );
    }
    items
}
