//! What concerns the viewer alone, as `userEvents` shows it.

use crate::{
    clock::Timestamp,
    domain::{
        event::{SessionEndReason, Unread, UserEvent, UserEventKind},
        refusal::Refusal,
        user::User,
    },
    graphql::{
        load::peer::Peer,
        scalars::DateTime,
        types::{
            announcement::AnnouncementObject,
            list::Nullable,
            message::MessageObject,
            room::{MembershipObject, find_message},
            room_event::StreamReady,
            user::{SettingsObject, UserObject, person},
        },
        viewer::reader,
    },
    hub::channel::UserItem,
    ids::{MEMBERSHIP, RoomId, Seq, StayId, UserId},
};
use async_graphql::{Context, Description, ID, Interface, Object, Result};
use std::sync::Arc;

/// The viewer's unread counts of a room changed: a message came or was deleted, an edit names the viewer or names them no more,
/// or the viewer read on. Keep the counts
/// with the larger `asOfSeq`, then with the larger `lastReadSeq`. The server tells the first change of a room at once,
/// and merges those of the next 250 ms into one event.
#[derive(Clone, Description)]
pub struct UnreadCountChanged {
    at: DateTime,
    unread: Unread,
}

#[Object(use_type_description)]
impl UnreadCountChanged {
    /// When it happened, by the clock of the server.
    pub async fn occurred_at(&self) -> DateTime {
        self.at
    }

    /// The membership with the new counts, for caches that merge by id.
    async fn membership(&self) -> MembershipObject {
        MembershipObject::from(&self.unread)
    }

    /// The id of the room.
    async fn room_id(&self) -> ID {
        ID(self.unread.stay.room.to_string())
    }

    /// The id of the viewer's Membership in the room.
    async fn membership_id(&self) -> ID {
        ID(self.unread.stay.encode(MEMBERSHIP))
    }

    /// How many TEXT messages after `lastReadSeq` are not deleted. Exact for `asOfSeq`.
    async fn unread_count(&self) -> i64 {
        self.unread.unread_count
    }

    /// How many of the unread messages mention the viewer, by name, @all or @here; each counts once.
    async fn mention_count(&self) -> i64 {
        self.unread.mention_count
    }

    /// The viewer has read everything up to this `seq`.
    async fn last_read_seq(&self) -> Seq {
        self.unread.last_read_seq
    }

    /// The `seq` for which the counts are exact.
    async fn as_of_seq(&self) -> Seq {
        self.unread.as_of_seq
    }

    /// The newest TEXT message of the room that is not a reply, deleted or not. Null while nobody has written.
    async fn last_message(&self, ctx: &Context<'_>) -> Nullable<MessageObject> {
        find_message(ctx, self.unread.last_message?).await.transpose()
    }
}

event! {
    /// A message mentions the viewer, by name, @all or @here: a new one, or one whose edit names the viewer for the first time.
    /// The author gets none, and nobody whose `notificationMode` of the room is NONE. It is only told live: `mentionCount` has
    /// what was missed.
    Mentioned {
        /// The id of the room that the message is in.
        room_id: ID,
        /// The message that mentions the viewer.
        message: MessageObject,
    }
}

/// Somebody who shares a room with the viewer, or the viewer, connected, disconnected or changed their status. In a room
/// of more than 500 members only those who subscribe to its `activeRoom` get it.
#[derive(Clone, Description)]
pub struct UserStatusChanged {
    at: DateTime,
    who: StatusOwner,
}

#[derive(Clone)]
enum StatusOwner {
    Told(Arc<User>),
    /// The other person of a DIRECT room.
    In(RoomId),
}

#[Object(use_type_description)]
impl UserStatusChanged {
    /// When it happened, by the clock of the server.
    pub async fn occurred_at(&self) -> DateTime {
        self.at
    }

    /// The user with the new status.
    async fn user(&self, ctx: &Context<'_>) -> Result<UserObject> {
        let user = match &self.who {
            StatusOwner::Told(user) => user.clone(),
            StatusOwner::In(room) => reader(ctx)?.load(Peer(*room)).await?.ok_or_else(|| Refusal::not_found("user"))?,
        };
        Ok(UserObject(user))
    }
}

event! {
    /// Somebody who shares a room with the viewer, or the viewer, changed their display name or picture.
    ProfileChanged {
        /// The user with the new profile.
        user: UserObject,
    }
}

event! {
    /// The viewer changed their settings, on any of their devices.
    SettingsChanged {
        /// The new settings.
        settings: SettingsObject,
    }
}

event! {
    /// The viewer has a new room: they created or joined it, somebody added them, or the other person of a DIRECT room
    /// wrote first. Put the room on the list. Events of the room itself may come before.
    MembershipAdded {
        /// The viewer's own state in the room.
        membership: MembershipObject,
    }
}

event! {
    /// The viewer's own state in a room changed: role, notification mode, pin, or whether it is hidden.
    MembershipChanged {
        /// The viewer's own state after the change.
        membership: MembershipObject,
    }
}

/// The viewer left a room, or somebody removed them. Take the room off the list.
#[derive(Clone, Description)]
pub struct MembershipRemoved {
    at: DateTime,
    stay: StayId,
    actor_id: Option<UserId>,
}

#[Object(use_type_description)]
impl MembershipRemoved {
    /// When it happened, by the clock of the server.
    pub async fn occurred_at(&self) -> DateTime {
        self.at
    }

    /// The id of the room.
    async fn room_id(&self) -> ID {
        ID(self.stay.room.to_string())
    }

    /// The id of the Membership that has ended.
    async fn membership_id(&self) -> ID {
        ID(self.stay.encode(MEMBERSHIP))
    }

    /// StatusOwner did it: the viewer who left, or the person who removed them. Null for a deleted account.
    async fn actor(&self, ctx: &Context<'_>) -> Nullable<UserObject> {
        person(ctx, self.actor_id?).await.transpose()
    }
}

event! {
    /// The viewer acknowledged an announcement, on any of their devices.
    AnnouncementAcknowledged {
        /// The announcement that is not pending any more.
        announcement: AnnouncementObject,
    }
}

event! {
    /// Events of this channel were lost, because the client read too slowly or the server had a fault. Read `loginSync`.
    LoginSyncRequired {}
}

event! {
    /// The session of this connection has ended. The server closes the socket next, with 4403. Do not reconnect with this
    /// token.
    SessionEnded {
        /// Why the session has ended.
        reason: SessionEndReason,
    }
}

/// An event of the channel `userEvents`: what concerns the viewer alone. The server stores none: after a gap, read
/// `loginSync`.
#[derive(Interface, Clone)]
#[graphql(
    name = "UserEvent",
    field(name = "occurred_at", ty = "DateTime", desc = "When it happened, by the clock of the server.")
)]
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
    /// Shows an item of the channel, now.
    pub fn new(item: &UserItem, now: Timestamp) -> Self {
        let occurred_at = DateTime(now);
        match item {
            UserItem::Ready => StreamReady { occurred_at }.into(),
            UserItem::Event(event) => Self::from(&**event),
            UserItem::LoginSyncRequired => LoginSyncRequired { occurred_at }.into(),
            UserItem::SessionEnded(reason) => SessionEnded { occurred_at, reason: *reason }.into(),
        }
    }
}

impl From<&UserEvent> for UserEventInterface {
    fn from(event: &UserEvent) -> Self {
        let at = DateTime(event.at);
        match &event.kind {
            UserEventKind::UnreadCountChanged(unread) => UnreadCountChanged { at, unread: *unread }.into(),
            UserEventKind::MembershipAdded(membership, room) => {
                let membership = MembershipObject::new(*membership, Some(room.clone()));
                MembershipAdded { occurred_at: at, membership }.into()
            }
            UserEventKind::MembershipChanged(membership, room) => {
                let membership = MembershipObject::new(*membership, Some(room.clone()));
                MembershipChanged { occurred_at: at, membership }.into()
            }
            UserEventKind::Mentioned(message) => {
                let (room_id, message) = (ID(message.room_id.to_string()), MessageObject(message.clone()));
                Mentioned { occurred_at: at, room_id, message }.into()
            }
            UserEventKind::ProfileChanged(user) => {
                ProfileChanged { occurred_at: at, user: UserObject(user.clone()) }.into()
            }
            UserEventKind::StatusChanged(user) => UserStatusChanged { at, who: StatusOwner::Told(user.clone()) }.into(),
            UserEventKind::PeerStatus(room) => UserStatusChanged { at, who: StatusOwner::In(*room) }.into(),
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
        }
    }
}
