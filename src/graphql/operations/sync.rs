//! What a client reads after signing in or reconnecting.

use crate::{
    domain::{
        refusal::Refusal,
        user::{Settings, User},
    },
    feed::sync::{self, Cursor},
    graphql::{
        bounds::check_from,
        response,
        scalars::DateTime,
        types::{
            announcement::AnnouncementObject,
            connection::CountedConnection,
            list::List,
            room::MembershipObject,
            room_event::RoomEventInterface,
            room_list,
            user::{SettingsObject, UserObject},
        },
        viewer::reader,
    },
    ids::Seq,
    store::{announcements, memberships::MembershipInRoom},
};
use async_graphql::{Context, Description, ID, InputObject, Object, Result};
use std::sync::Arc;

/// Everything a client needs after it signed in or reconnected, from one snapshot of the database: the counts of missed
/// messages, not the messages.
#[derive(Description)]
pub struct LoginSync {
    pub viewer: Arc<User>,
    pub settings: Arc<Settings>,
    pub memberships: Arc<Vec<MembershipInRoom>>,
    pub server_time: DateTime,
}

/// The most memberships that one `loginSync` holds.
pub const MAX_MEMBERSHIPS: i32 = 1_000;
/// How many it holds when nothing is said.
pub const DEFAULT_MEMBERSHIPS: i32 = 500;
/// How many pending announcements are read at once. All are told, as far as one answer has room for them.
const ANNOUNCEMENTS_AT_ONCE: i64 = 100;

#[Object(use_type_description)]
impl LoginSync {
    /// The user who is signed in.
    async fn viewer(&self) -> UserObject {
        UserObject(self.viewer.clone())
    }

    /// The viewer's own settings.
    async fn settings(&self) -> SettingsObject {
        SettingsObject(self.settings.clone())
    }

    /// Lists the rooms of the viewer, as `Query.memberships` does.
    async fn memberships(
        &self,
        #[graphql(desc = "How many items from the first on, 1 to 1,000; 500 by default.")] first: Option<i32>,
        #[graphql(desc = "Only items after this cursor.")] after: Option<String>,
    ) -> Result<CountedConnection<MembershipObject>> {
        Ok(room_list::page(&self.memberships, first, after, MAX_MEMBERSHIPS, DEFAULT_MEMBERSHIPS)?)
    }

    /// The unread messages of all rooms in the list together, whatever page is read.
    async fn total_unread(&self) -> i64 {
        let listed = self.memberships.iter().filter(|found| room_list::is_listed(found));
        listed.map(|found| found.membership.unread_count).sum()
    }

    /// The unread mentions of all rooms in the list together, whatever page is read.
    async fn total_mentions(&self) -> i64 {
        let listed = self.memberships.iter().filter(|found| room_list::is_listed(found));
        listed.map(|found| found.membership.mention_count).sum()
    }

    /// The pending announcements, oldest first: the viewer has not acknowledged them, and they are neither expired nor
    /// retracted. Of those that were published before the account was made, only those are pending whose `endsAt` or
    /// `expiresAt` is still ahead.
    async fn announcements(&self, ctx: &Context<'_>) -> Result<List<AnnouncementObject>> {
        let (user, now) = (self.viewer.id, self.server_time.0);
        let (mut found, mut bytes, mut next) = (Vec::new(), 0, 1);
        loop {
            let numbers = next..=i64::MAX;
            let page = reader(ctx)?
                .read_roomless(move |conn| {
                    Box::pin(announcements::pending(conn, user, now, numbers, ANNOUNCEMENTS_AT_ONCE))
                })
                .await?;
            bytes += page.iter().map(|seen| seen.announcement.weight()).sum::<usize>();
            if bytes > response::MAX_BYTES {
                let message = "More announcements are pending than an answer has room for: read them by `global`.";
                return Err(Refusal::too_large(message).into());
            }
            let last = page.last().and_then(|seen| seen.announcement.number);
            let is_full = i64::try_from(page.len()) == Ok(ANNOUNCEMENTS_AT_ONCE);
            found.extend(page.into_iter().map(AnnouncementObject::from));
            match last.filter(|_| is_full) {
                Some(number) => next = number + 1,
                None => return Ok(List(found)),
            }
        }
    }

    /// The clock of the server when this was read.
    async fn server_time(&self) -> DateTime {
        self.server_time
    }
}

/// Where a client stands in the log of a room.
#[derive(InputObject)]
pub struct RoomCursor {
    /// The id of the room.
    pub room_id: ID,
    /// The `seq` of the first event that the client misses, 1 or more.
    pub from_seq: i64,
    /// The `fingerprint` of the event before `fromSeq`, which is the last one that the client has. When the log of the
    /// server has another event there, `sync` answers `reset`, and `roomEvents` SyncRequired. Null checks nothing.
    pub previous_fingerprint: Option<String>,
}

/// A page of the log of a room.
#[derive(Description)]
pub struct SyncPage(pub sync::SyncPage);

#[Object(use_type_description)]
impl SyncPage {
    /// The id of the room.
    async fn room_id(&self) -> ID {
        ID(self.0.room.to_string())
    }

    /// The events from `fromSeq` on, in the order of `seq` and without a hole.
    async fn events(&self) -> List<RoomEventInterface> {
        self.0.events.iter().map(|event| RoomEventInterface::from(Arc::new(event.clone().into_event()))).collect()
    }

    /// The `seq` of the newest event of the room when this was read.
    async fn latest_seq(&self) -> Seq {
        self.0.latest_seq
    }

    /// The `fromSeq` for the next page. Pass `fingerprint` as its `previousFingerprint`.
    async fn next_seq(&self) -> Seq {
        self.0.next_seq
    }

    /// The fingerprint of the event before `nextSeq`. Null when `nextSeq` is 1.
    async fn fingerprint(&self) -> Option<String> {
        self.0.fingerprint.map(|fingerprint| fingerprint.to_string())
    }

    /// Whether there are more events after this page.
    async fn has_more(&self) -> bool {
        self.0.has_more
    }

    /// Whether the server does not have the log that the client knows, for example because a backup was restored. Then
    /// drop the room's messages, members and membership, whatever their `updatedSeq` and `asOfSeq`, and load the newest
    /// page.
    async fn reset(&self) -> bool {
        self.0.reset
    }
}

/// Cursors as they came: none where the id is of no room.
pub fn read_cursors(cursors: &[RoomCursor]) -> Result<Vec<Option<Cursor>>, Refusal> {
    cursors
        .iter()
        .map(|cursor| {
            check_from(cursor.from_seq)?;
            let previous = cursor.previous_fingerprint.as_deref();
            Ok(cursor.room_id.parse().ok().map(|room| Cursor::new(room, cursor.from_seq, previous)))
        })
        .collect()
}
