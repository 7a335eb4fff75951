//! What a client reads after signing in or reconnecting.

use crate::{
    domain::user::{Settings, User},
    feed::sync,
    graphql::{
        scalars::DateTime,
        types::{
            List,
            announcement::AnnouncementObject,
            connection::CountedConnection,
            reader,
            room::MembershipObject,
            room_event::RoomEventInterface,
            room_list,
            user::{SettingsObject, UserObject},
        },
    },
    ids::Seq,
    store::{announcements, memberships::MembershipInRoom},
};
use async_graphql::{Context, Description, ID, InputObject, Object, Result};
use std::sync::Arc;

/// Everything a client needs after signing in or reconnecting, from one snapshot: counts, not the missed messages.
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

#[Object(use_type_description)]
impl LoginSync {
    async fn viewer(&self) -> UserObject {
        UserObject(self.viewer.clone())
    }

    async fn settings(&self) -> SettingsObject {
        SettingsObject(self.settings.clone())
    }

    /// As `Query.memberships`; up to 1,000, by default 500.
    async fn memberships(
        &self,
        first: Option<i32>,
        after: Option<String>,
    ) -> Result<CountedConnection<MembershipObject>> {
        Ok(room_list::page(&self.memberships, first, after, MAX_MEMBERSHIPS, DEFAULT_MEMBERSHIPS)?)
    }

    /// The sum over all rooms, whatever page is read.
    async fn total_unread(&self) -> i64 {
        let listed = self.memberships.iter().filter(|found| room_list::is_listed(found));
        listed.map(|found| found.membership.unread_count).sum()
    }

    /// The sum over all rooms, whatever page is read.
    async fn total_mentions(&self) -> i64 {
        0
    }

    /// Pending: published since the account exists, or with an `endsAt` or `expiresAt` that is still ahead; not acknowledged,
    /// not expired, not retracted; oldest first.
    async fn announcements(&self, ctx: &Context<'_>) -> Result<List<AnnouncementObject>> {
        let (user, now) = (self.viewer.id, self.server_time.0);
        let all = 1..=i64::MAX;
        let found =
            reader(ctx)?.read(move |conn| Box::pin(announcements::pending(conn, user, now, all, i64::MAX))).await?;
        Ok(found.into_iter().map(AnnouncementObject::from).collect())
    }

    async fn server_time(&self) -> DateTime {
        self.server_time
    }
}

/// The first number of a room that a client misses.
#[derive(InputObject)]
pub struct RoomCursor {
    pub room_id: ID,
    /// The first sequence number the client misses.
    pub from_seq: i64,
    /// The `fingerprint` of the event before it, the last one the client has: when the server's log has another one there,
    /// it says so (`reset`).
    pub previous_fingerprint: Option<String>,
}

/// A page of a room's events.
#[derive(Description)]
pub struct SyncPage(pub sync::SyncPage);

#[Object(use_type_description)]
impl SyncPage {
    async fn room_id(&self) -> ID {
        ID(self.0.room.to_string())
    }

    async fn events(&self) -> List<RoomEventInterface> {
        self.0.events.iter().map(|event| RoomEventInterface::from(Arc::new(event.clone().into_event()))).collect()
    }

    /// The room's newest number when this was read.
    async fn latest_seq(&self) -> Seq {
        self.0.latest_seq
    }

    /// Pass as `fromSeq` for the next page, with `fingerprint` as its `previousFingerprint`.
    async fn next_seq(&self) -> Seq {
        self.0.next_seq
    }

    /// Of the event before `nextSeq`; null when that is 1.
    async fn fingerprint(&self) -> Option<String> {
        self.0.fingerprint.map(|fingerprint| fingerprint.to_string())
    }

    async fn has_more(&self) -> bool {
        self.0.has_more
    }

    /// True when the server does not have what was asked for (pruned, or restored from a backup): drop the room's messages,
    /// members and membership, whatever their `updatedSeq` and `asOfSeq`, and load the newest page.
    async fn reset(&self) -> bool {
        self.0.reset
    }
}
