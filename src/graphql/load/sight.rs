//! What the viewer may see of rooms: asked once for each room of a snapshot, in that snapshot itself.

use crate::{
    domain::{
        access,
        room::{Member, Room},
    },
    ids::{RoomId, Seq, UserId},
    store::{Conn, StoreError, rooms},
    sync::{Mutex, MutexGuard},
};
use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

/// Of what a source tells.
#[derive(Clone, Copy, Debug)]
pub enum Of {
    /// Of no room: of people, of announcements.
    NoRoom,
    /// Of this room. Who may not see it finds nothing.
    Room(RoomId),
    /// Of the viewer's own place in rooms: what is fetched is theirs, and theirs only.
    Own,
}

impl Of {
    /// The room whose sight is to be asked for.
    pub(super) fn room(self) -> Option<RoomId> {
        match self {
            Self::Room(room) => Some(room),
            Self::NoRoom | Self::Own => None,
        }
    }
}

/// For whom what was read looks the same.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Scope {
    /// For everybody: nothing was read but what has no room, and what an event holds.
    Everybody,
    /// For whoever was a member when the room had this number, or is one later.
    Members { room: RoomId, until: Seq },
    /// For nobody else, because the viewer is not in a room of which something was read. The members may all see the same.
    Outsider,
    /// For nobody else.
    Viewer,
}

impl Scope {
    /// For whom two readings look the same together.
    pub(super) fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::Everybody, other) => other,
            (scope, Self::Everybody) => scope,
            (scope, other) if scope == other => scope,
            (Self::Viewer, _) | (_, Self::Viewer) => Self::Viewer,
            (Self::Outsider, _) | (_, Self::Outsider) => Self::Outsider,
            _ => Self::Viewer,
        }
    }
}

/// A room that the viewer may see, as it is in the snapshot.
#[derive(Clone, Debug)]
pub struct SeenRoom {
    room: Arc<Room>,
    is_member: bool,
}

impl SeenRoom {
    /// None when the viewer may not see it.
    pub fn new(room: Arc<Room>, is_member: bool) -> Option<Self> {
        access::may_see(&room, is_member).then_some(Self { room, is_member })
    }

    pub(super) fn room(&self) -> &Arc<Room> {
        &self.room
    }
}

/// Something that was read by a statement which asks itself what the viewer may see.
pub trait Finds {
    /// The rooms of which it tells.
    fn seen(&self) -> Vec<SeenRoom>;
}

/// The rooms that were looked at; none where the viewer may not see one.
#[derive(Default)]
pub(super) struct Sights(Mutex<HashMap<RoomId, Option<SeenRoom>>>);

impl Sights {
    /// A mutex: held to note or to look up, never across an await.
    fn looked_at(&self) -> MutexGuard<'_, HashMap<RoomId, Option<SeenRoom>>> {
        self.0.lock()
    }

    /// Notes what was read in the same snapshot.
    pub fn note(&self, seen: impl IntoIterator<Item = SeenRoom>) {
        self.looked_at().extend(seen.into_iter().map(|seen| (seen.room.id, Some(seen))));
    }
}

/// Whose eyes it is read with, and what they see.
pub struct Eyes<'r> {
    pub viewer: UserId,
    pub(super) sights: &'r Sights,
}

impl Eyes<'_> {
    /// Looks at the rooms that were not looked at before, with one statement.
    pub async fn look(&self, conn: &mut Conn, rooms: &HashSet<RoomId>) -> Result<(), StoreError> {
        let unknown: Vec<_> = {
            let looked_at = self.sights.looked_at();
            rooms.iter().copied().filter(|room| !looked_at.contains_key(room)).collect()
        };
        if unknown.is_empty() {
            return Ok(());
        }
        let found = rooms::find_many(conn, self.viewer, unknown.iter().copied()).await?;
        self.sights.looked_at().extend(unknown.into_iter().map(|room| (room, None)));
        self.sights.note(found.into_iter().filter_map(|found| SeenRoom::new(Arc::new(found.room), found.is_member)));
        Ok(())
    }

    /// Notes rooms that were read beside something else.
    pub(super) fn note(&self, seen: impl IntoIterator<Item = SeenRoom>) {
        self.sights.note(seen);
    }

    /// A room that was looked at, when the viewer may see it.
    pub(super) fn seen(&self, room: RoomId) -> Option<SeenRoom> {
        self.sights.looked_at().get(&room).cloned().flatten()
    }

    /// For whom what is read of a room looks the same.
    pub(super) fn scope(&self, room: RoomId) -> Scope {
        match self.seen(room) {
            Some(seen) if seen.is_member => Scope::Members { room, until: seen.room.latest_seq },
            _ => Scope::Outsider,
        }
    }

    /// A member as the viewer sees it: how far somebody read is for those who are in the room themselves. To the others a position
    /// stands where it began.
    pub(super) fn shows(&self, member: Member) -> Member {
        let is_member = self.seen(member.room_id).is_some_and(|seen| seen.is_member);
        if is_member { member } else { Member { last_read_seq: member.joined_seq, ..member } }
    }
}
