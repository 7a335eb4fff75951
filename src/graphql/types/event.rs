//! What happened, as subscriptions and `sync` show it.

use crate::{
    domain::event::{RoomEvent, RoomEventKind, SessionEndReason, Unread, UserEvent, UserEventKind},
    feed::RoomItem,
    graphql::{
        scalars::DateTime,
        types::{
            announcement::AnnouncementObject,
            message::MessageObject,
            reader,
            room::{MembershipObject, RoomMemberObject, RoomObject, user},
            user::{SettingsObject, UserObject},
        },
    },
    hub::mailbox::Delivery,
    ids::{MEMBERSHIP, RoomId, Seq, StayId, UserId},
};
use async_graphql::{Context, ID, Interface, Object, Result, SimpleObject, Union};
use std::sync::Arc;

/// Makes an object type of a room's event: the fields of the interface, and its own.
macro_rules! room_event {
    ($(#[$doc:meta])* $name:ident { $($own:tt)* }) => {
        $(#[$doc])*
        #[derive(Clone)]
        pub struct $name(pub Arc<RoomEvent>);

        #[Object]
        impl $name {
            pub async fn room_id(&self) -> ID {
                ID(self.0.room_id().to_string())
            }

            /// The room after the event, or later.
            pub async fn room(&self) -> RoomObject {
                RoomObject(self.0.room.clone())
            }

            pub async fn seq(&self) -> Seq {
                self.0.seq
            }

            pub async fn occurred_at(&self) -> DateTime {
                DateTime(self.0.at)
            }

            /// Who did it; null for the server itself.
            pub async fn actor(&self, ctx: &Context<'_>) -> Result<Option<UserObject>> {
                match self.0.actor_id {
                    Some(actor) => Ok(Some(user(ctx, actor).await?)),
                    None => Ok(None),
                }
            }

            pub async fn client_mutation_id(&self) -> Option<String> {
                self.0.client_mutation_id.clone()
            }

            /// In its state right after the event, or a later one. Of a change of the room, the SYSTEM message.
            async fn message(&self) -> MessageObject {
                MessageObject(self.0.message.clone())
            }

            $($own)*
        }
    };
}

room_event! {
    /// A message was sent.
    MessageSent {}
}
room_event! {
    /// A message was written anew by its author.
    MessageEdited {}
}
room_event! {
    /// A message was deleted: a tombstone is left.
    MessageDeleted {}
}
room_event! {
    /// A reaction was given or taken back.
    ReactionChanged {
        async fn emoji(&self) -> String {
            String::new()
        }

        async fn added(&self) -> bool {
            false
        }
    }
}
room_event! {
    /// `message` is the system message, here and in the next three.
    MemberJoined {
        async fn member(&self, ctx: &Context<'_>) -> Result<RoomMemberObject> {
            member(ctx, &self.0).await
        }
    }
}
room_event! {
    /// `actor` is the member itself when it left, someone else when it was removed.
    MemberLeft {
        async fn user(&self, ctx: &Context<'_>) -> Result<UserObject> {
            match self.0.kind {
                RoomEventKind::MemberLeft(stay) => user(ctx, stay.user).await,
                _ => Err(crate::domain::outcome::Refusal::internal().into()),
            }
        }
    }
}
room_event! {
    /// A member got another role.
    MemberRoleChanged {
        async fn member(&self, ctx: &Context<'_>) -> Result<RoomMemberObject> {
            member(ctx, &self.0).await
        }
    }
}
room_event! {
    /// Created, renamed, another topic or kind, archived.
    RoomUpdated {}
}

/// The member in the state of today while that stay lasts, else as the event remembers it.
async fn member(ctx: &Context<'_>, event: &RoomEvent) -> Result<RoomMemberObject> {
    let (RoomEventKind::MemberJoined(then) | RoomEventKind::MemberRoleChanged(then)) = event.kind else {
        return Err(crate::domain::outcome::Refusal::internal().into());
    };
    let today = reader(ctx)?.load((then.room_id, then.user_id)).await?;
    Ok(RoomMemberObject(today.filter(|today| today.joined_seq == then.joined_seq).unwrap_or(then)))
}

/// A durable event of a room. Their `seq` have no holes: a missing number is a missed event, and `sync` returns it.
#[derive(Interface, Clone)]
#[graphql(
    name = "RoomEvent",
    field(name = "room_id", ty = "ID"),
    field(name = "room", ty = "RoomObject", desc = "The room after the event, or later."),
    field(name = "seq", ty = "Seq"),
    field(name = "occurred_at", ty = "DateTime"),
    field(name = "actor", ty = "Option<UserObject>", desc = "Who did it; null for the server itself."),
    field(name = "client_mutation_id", ty = "Option<String>")
)]
pub enum RoomEventInterface {
    MessageSent(MessageSent),
    MessageEdited(MessageEdited),
    MessageDeleted(MessageDeleted),
    ReactionChanged(ReactionChanged),
    MemberJoined(MemberJoined),
    MemberLeft(MemberLeft),
    MemberRoleChanged(MemberRoleChanged),
    RoomUpdated(RoomUpdated),
}

impl From<Arc<RoomEvent>> for RoomEventInterface {
    fn from(event: Arc<RoomEvent>) -> Self {
        match event.kind {
            RoomEventKind::MessageSent => MessageSent(event).into(),
            RoomEventKind::MessageEdited => MessageEdited(event).into(),
            RoomEventKind::MessageDeleted => MessageDeleted(event).into(),
            RoomEventKind::MemberJoined(_) => MemberJoined(event).into(),
            RoomEventKind::MemberLeft(_) => MemberLeft(event).into(),
            RoomEventKind::MemberRoleChanged(_) => MemberRoleChanged(event).into(),
            RoomEventKind::RoomUpdated => RoomUpdated(event).into(),
        }
    }
}

/// What `roomEvents` brings.
#[derive(Union, Clone)]
pub enum RoomFeedItem {
    MessageSent(MessageSent),
    MessageEdited(MessageEdited),
    MessageDeleted(MessageDeleted),
    ReactionChanged(ReactionChanged),
    MemberJoined(MemberJoined),
    MemberLeft(MemberLeft),
    MemberRoleChanged(MemberRoleChanged),
    RoomUpdated(RoomUpdated),
    SyncRequired(SyncRequired),
    StreamReady(StreamReady),
}

impl RoomFeedItem {
    /// Shows an item of a feed; `now` is when it is told that the stream is live.
    pub fn new(item: RoomItem, now: DateTime) -> Self {
        match item {
            RoomItem::Ready => StreamReady { occurred_at: now }.into(),
            RoomItem::SyncRequired { room, from, to } => SyncRequired { room, from, to }.into(),
            RoomItem::Event(event) => match event.into() {
                RoomEventInterface::MessageSent(event) => event.into(),
                RoomEventInterface::MessageEdited(event) => event.into(),
                RoomEventInterface::MessageDeleted(event) => event.into(),
                RoomEventInterface::ReactionChanged(event) => event.into(),
                RoomEventInterface::MemberJoined(event) => event.into(),
                RoomEventInterface::MemberLeft(event) => event.into(),
                RoomEventInterface::MemberRoleChanged(event) => event.into(),
                RoomEventInterface::RoomUpdated(event) => event.into(),
            },
        }
    }
}

/// The subscription is live: everything committed from now on arrives. Read `loginSync` or `sync` after it.
#[derive(SimpleObject, Clone)]
pub struct StreamReady {
    #[graphql(owned)]
    pub occurred_at: DateTime,
}

/// The client read too slowly: the events `fromSeq` to `toSeq` were dropped; fetch them with `sync`. The stream goes on
/// with `toSeq + 1`.
#[derive(Clone)]
pub struct SyncRequired {
    room: RoomId,
    from: Seq,
    to: Seq,
}

#[Object]
impl SyncRequired {
    async fn room_id(&self) -> ID {
        ID(self.room.to_string())
    }

    async fn from_seq(&self) -> Seq {
        self.from
    }

    async fn to_seq(&self) -> Seq {
        self.to
    }
}

/// The counts after the change; keep by `asOfSeq`, then `lastReadSeq`. The first at once, further ones of a room merged in
/// ticks of 250 ms.
#[derive(Clone)]
pub struct UnreadCountChanged {
    at: DateTime,
    unread: Unread,
}

#[Object]
impl UnreadCountChanged {
    pub async fn occurred_at(&self) -> DateTime {
        self.at
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

    async fn last_message(&self, ctx: &Context<'_>) -> Result<Option<MessageObject>> {
        let Some(id) = self.unread.last_message else { return Ok(None) };
        Ok(reader(ctx)?.load(id).await?.map(MessageObject))
    }
}

/// A message mentions the viewer.
#[derive(SimpleObject, Clone)]
pub struct Mentioned {
    #[graphql(owned)]
    pub occurred_at: DateTime,
    pub room_id: ID,
    pub message: MessageObject,
}

/// USER_STATUS_CHANGED: someone who shares a room with the viewer, or the viewer, came, went or changed status. Rooms of
/// over 500 members carry it only to those who have them active.
#[derive(SimpleObject, Clone)]
pub struct UserStatusChanged {
    #[graphql(owned)]
    pub occurred_at: DateTime,
    pub user: UserObject,
}

/// Somebody who shares a room with the viewer, or the viewer, changed their name or picture.
#[derive(SimpleObject, Clone)]
pub struct ProfileChanged {
    #[graphql(owned)]
    pub occurred_at: DateTime,
    pub user: UserObject,
}

/// The viewer's settings changed, on whichever device.
#[derive(SimpleObject, Clone)]
pub struct SettingsChanged {
    #[graphql(owned)]
    pub occurred_at: DateTime,
    pub settings: SettingsObject,
}

/// The viewer is in a room, on whichever device it happened.
#[derive(SimpleObject, Clone)]
pub struct MembershipAdded {
    #[graphql(owned)]
    pub occurred_at: DateTime,
    pub membership: MembershipObject,
}

/// The viewer's own state in a room changed, on whichever device.
#[derive(SimpleObject, Clone)]
pub struct MembershipChanged {
    #[graphql(owned)]
    pub occurred_at: DateTime,
    pub membership: MembershipObject,
}

/// The viewer is out of a room.
#[derive(Clone)]
pub struct MembershipRemoved {
    at: DateTime,
    stay: StayId,
    actor_id: Option<UserId>,
}

#[Object]
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
    async fn actor(&self, ctx: &Context<'_>) -> Result<Option<UserObject>> {
        match self.actor_id {
            Some(actor) => Ok(Some(user(ctx, actor).await?)),
            None => Ok(None),
        }
    }
}

/// An announcement was acknowledged, on whichever device.
#[derive(SimpleObject, Clone)]
pub struct AnnouncementAcknowledged {
    #[graphql(owned)]
    pub occurred_at: DateTime,
    pub announcement: AnnouncementObject,
}

/// Events of this channel were lost (a slow reader, a fault between nodes): read `loginSync`.
#[derive(SimpleObject, Clone)]
pub struct LoginSyncRequired {
    #[graphql(owned)]
    pub occurred_at: DateTime,
}

/// The server closes the socket next, with 4403. Do not reconnect with this token.
#[derive(SimpleObject, Clone)]
pub struct SessionEnded {
    #[graphql(owned)]
    pub occurred_at: DateTime,
    pub reason: SessionEndReason,
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
    /// Shows what a user's mailbox held; `now` is the time of what has none of its own.
    pub fn new(delivery: &Delivery, now: DateTime) -> Option<Self> {
        Some(match delivery {
            Delivery::User(event) => return Self::of(event),
            Delivery::LoginSyncRequired => LoginSyncRequired { occurred_at: now }.into(),
            Delivery::SessionEnded(reason) => SessionEnded { occurred_at: now, reason: *reason }.into(),
            Delivery::Room(_)
            | Delivery::SyncRequired { .. }
            | Delivery::Active(_)
            | Delivery::Global(_)
            | Delivery::TooSlow => return None,
        })
    }

    fn of(event: &UserEvent) -> Option<Self> {
        let at = DateTime(event.at);
        Some(match &event.kind {
            UserEventKind::UnreadCountChanged(unread) => UnreadCountChanged { at, unread: *unread }.into(),
            UserEventKind::MembershipAdded(membership) => {
                let membership = MembershipObject { membership: *membership, room: None };
                MembershipAdded { occurred_at: at, membership }.into()
            }
            UserEventKind::MembershipChanged(membership) => {
                let membership = MembershipObject { membership: *membership, room: None };
                MembershipChanged { occurred_at: at, membership }.into()
            }
            UserEventKind::ProfileChanged(user) => {
                ProfileChanged { occurred_at: at, user: UserObject(user.clone()) }.into()
            }
            UserEventKind::StatusChanged(user) => {
                UserStatusChanged { occurred_at: at, user: UserObject(user.clone()) }.into()
            }
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
