//! What concerns the viewer alone, as `userEvents` shows it.

use crate::{
    domain::{
        event::{SessionEndReason, Unread, UserEvent, UserEventKind},
        refusal::Refusal,
        user::User,
    },
    graphql::{
        render::Showing,
        scalars::DateTime,
        types::{
            Nullable,
            announcement::AnnouncementObject,
            message::MessageObject,
            peer::Peer,
            reader,
            room::{MembershipObject, find_message},
            room_event::StreamReady,
            user::{SettingsObject, UserObject, person},
        },
    },
    ids::{MEMBERSHIP, RoomId, Seq, StayId, UserId},
};
use async_graphql::{Context, Description, ID, Interface, Object, Result};
use std::sync::Arc;

/// The counts after the change; keep by `asOfSeq`, then `lastReadSeq`. The first at once, further ones of a room merged in
/// ticks of 250 ms.
#[derive(Clone, Description)]
pub struct UnreadCountChanged {
    at: DateTime,
    unread: Unread,
}

#[Object(use_type_description)]
impl UnreadCountChanged {
    pub async fn occurred_at(&self) -> DateTime {
        self.at
    }

    /// With these counts, for caches that merge by id.
    async fn membership(&self) -> MembershipObject {
        MembershipObject::from(&self.unread)
    }

    async fn room_id(&self) -> ID {
        ID(self.unread.stay.room.to_string())
    }

    async fn membership_id(&self) -> ID {
        ID(self.unread.stay.encode(MEMBERSHIP))
    }

    async fn unread_count(&self) -> i64 {
        self.unread.unread_count
    }

    async fn mention_count(&self) -> i64 {
        0
    }

    async fn last_read_seq(&self) -> Seq {
        self.unread.last_read_seq
    }

    async fn as_of_seq(&self) -> Seq {
        self.unread.as_of_seq
    }

    async fn last_message(&self, ctx: &Context<'_>) -> Nullable<MessageObject> {
        find_message(ctx, self.unread.last_message?).await.transpose()
    }
}

event! {
    /// A message mentions the viewer.
    Mentioned { room_id: ID, message: MessageObject, }
}

/// USER_STATUS_CHANGED: someone who shares a room with the viewer, or the viewer, came, went or changed status. Rooms of
/// over 500 members carry it only to those who have them active.
#[derive(Clone, Description)]
pub struct UserStatusChanged {
    at: DateTime,
    who: Who,
}

#[derive(Clone)]
enum Who {
    Told(Arc<User>),
    /// The other person of a DIRECT room.
    In(RoomId),
}

#[Object(use_type_description)]
impl UserStatusChanged {
    pub async fn occurred_at(&self) -> DateTime {
        self.at
    }

    async fn user(&self, ctx: &Context<'_>) -> Result<UserObject> {
        let user = match &self.who {
            Who::Told(user) => user.clone(),
            Who::In(room) => reader(ctx)?.load(Peer(*room)).await?.ok_or_else(|| Refusal::not_found("user"))?,
        };
        Ok(UserObject(user))
    }
}

event! {
    /// Somebody who shares a room with the viewer, or the viewer, changed their name or picture.
    ProfileChanged { user: UserObject, }
}

event! {
    /// The viewer's settings changed, on whichever device.
    SettingsChanged { settings: SettingsObject, }
}

event! {
    /// The viewer is in a room, on whichever device it happened.
    MembershipAdded { membership: MembershipObject, }
}

event! {
    /// The viewer's own state in a room changed, on whichever device.
    MembershipChanged { membership: MembershipObject, }
}

/// The viewer is out of a room.
#[derive(Clone, Description)]
pub struct MembershipRemoved {
    at: DateTime,
    stay: StayId,
    actor_id: Option<UserId>,
}

#[Object(use_type_description)]
impl MembershipRemoved {
    pub async fn occurred_at(&self) -> DateTime {
        self.at
    }

    async fn room_id(&self) -> ID {
        ID(self.stay.room.to_string())
    }

    async fn membership_id(&self) -> ID {
        ID(self.stay.encode(MEMBERSHIP))
    }

    /// Who did it.
    async fn actor(&self, ctx: &Context<'_>) -> Nullable<UserObject> {
        person(ctx, self.actor_id?).await.transpose()
    }
}

event! {
    /// An announcement was acknowledged, on whichever device.
    AnnouncementAcknowledged { announcement: AnnouncementObject, }
}

event! {
    /// Events of this channel were lost (a slow reader, a fault between nodes): read `loginSync`.
    LoginSyncRequired {}
}

event! {
    /// The server closes the socket next, with 4403. Do not reconnect with this token.
    SessionEnded { reason: SessionEndReason, }
}

/// What concerns the viewer alone.
#[derive(Interface, Clone)]
#[graphql(name = "UserEvent", field(name = "occurred_at", ty = "DateTime"))]
pub enum UserEventInterface {
    StreamReady(StreamReady),
    UnreadCountChanged(UnreadCountChanged),
    Mentioned(Mentioned),
    UserStatusChanged(UserStatusChanged),
    ProfileChanged(ProfileChanged),
    SettingsChanged(SettingsChanged),
    MembershipAdded(MembershipAdded),
    MembershipChanged(MembershipChanged),
    MembershipRemoved(MembershipRemoved),
    AnnouncementAcknowledged(AnnouncementAcknowledged),
    LoginSyncRequired(LoginSyncRequired),
    SessionEnded(SessionEnded),
}

impl UserEventInterface {
    /// Shows what a user's feed brings.
    pub fn new(showing: &Showing) -> Option<Self> {
        Some(match showing {
            Showing::Ready(now) => StreamReady { occurred_at: DateTime(*now) }.into(),
            Showing::User(event) => return Self::of(event),
            Showing::LoginSyncRequired(now) => LoginSyncRequired { occurred_at: DateTime(*now) }.into(),
            Showing::SessionEnded(reason, now) => SessionEnded { occurred_at: DateTime(*now), reason: *reason }.into(),
            _ => return None,
        })
    }

    fn of(event: &UserEvent) -> Option<Self> {
        let at = DateTime(event.at);
        Some(match &event.kind {
            UserEventKind::UnreadCountChanged(unread) => UnreadCountChanged { at, unread: *unread }.into(),
            UserEventKind::MembershipAdded(membership, room) => {
                let membership = MembershipObject::new(*membership, Some(room.clone()));
                MembershipAdded { occurred_at: at, membership }.into()
            }
            UserEventKind::MembershipChanged(membership, room) => {
                let membership = MembershipObject::new(*membership, Some(room.clone()));
                MembershipChanged { occurred_at: at, membership }.into()
            }
            UserEventKind::ProfileChanged(user) => {
                ProfileChanged { occurred_at: at, user: UserObject(user.clone()) }.into()
            }
            UserEventKind::StatusChanged(user) => UserStatusChanged { at, who: Who::Told(user.clone()) }.into(),
            UserEventKind::PeerStatus(room) => UserStatusChanged { at, who: Who::In(*room) }.into(),
            UserEventKind::SettingsChanged(settings) => {
                SettingsChanged { occurred_at: at, settings: SettingsObject(settings.clone()) }.into()
            }
            UserEventKind::MembershipRemoved { stay, actor_id } => {
                MembershipRemoved { at, stay: *stay, actor_id: *actor_id }.into()
            }
            UserEventKind::AnnouncementAcknowledged { announcement, at: acknowledged } => {
                let announcement = AnnouncementObject::acknowledged(announcement.clone(), *acknowledged);
                AnnouncementAcknowledged { occurred_at: at, announcement }.into()
            }
            UserEventKind::LoginSyncRequired => LoginSyncRequired { occurred_at: at }.into(),
            // Sessions end through the mailbox, each for its own connections.
            UserEventKind::SessionsEnded { .. } => return None,
        })
    }
}
