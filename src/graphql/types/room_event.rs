//! What happened in a room, as `roomEvents` and `sync` show it.

use crate::{
    clock::Timestamp,
    domain::{
        emoji::Emoji,
        event::{RoomEvent, RoomEventKind},
        room::Member,
    },
    graphql::{
        scalars::DateTime,
        types::{
            list::Nullable,
            message::MessageObject,
            room::{RoomMemberObject, RoomObject},
            user::{UserObject, person, user},
        },
        viewer::reader,
    },
    hub::channel::{Gap, RoomItem},
    ids::{Seq, UserId},
};
use async_graphql::{Context, Description, ID, Interface, Object, Result, SimpleObject, Union};
use std::sync::Arc;

/// Makes an object type of a room's event: the fields of the interface, and its own, which are made of what the kind holds.
macro_rules! room_event {
    ($(#[$doc:meta])* $name:ident $(of $held:ident: $type:ty)? { $($own:tt)* }) => {
        $(#[$doc])*
        #[derive(Clone, Description)]
        pub struct $name {
            event: Arc<RoomEvent>,
            $($held: $type,)?
        }

        #[Object(use_type_description)]
        impl $name {
            /// The id of the room.
            pub async fn room_id(&self) -> ID {
                ID(self.event.room_id().to_string())
            }

            /// The room in its state right after the event, or later.
            pub async fn room(&self) -> RoomObject {
                RoomObject(self.event.room.clone())
            }

            /// The number of the event in the room: 1, 2, 3 and so on, without a hole.
            pub async fn seq(&self) -> Seq {
                self.event.seq
            }

            /// A text of 6 to 12 characters that never changes. Two different events of one room with the same `seq` have different
            /// ones. Keep the last one with its `seq`, for `sync` and `resume`.
            pub async fn fingerprint(&self) -> String {
                self.event.fingerprint().to_string()
            }

            /// When it happened, by the clock of the server.
            pub async fn occurred_at(&self) -> DateTime {
                DateTime(self.event.at)
            }

            /// The user who did it. Null for the server itself and for a deleted account.
            pub async fn actor(&self, ctx: &Context<'_>) -> Nullable<UserObject> {
                person(ctx, self.event.actor_id?).await.transpose()
            }

            /// The `clientMutationId` of the call that did it. Null when the call had none.
            pub async fn client_mutation_id(&self) -> Option<String> {
                self.event.client_mutation_id.clone()
            }

            /// The message that the event is about; of members and rooms, the SYSTEM message that tells of it. It is in its
            /// state right after the event, or later. Every event has one today.
            pub async fn message(&self) -> MessageObject {
                MessageObject(self.event.message.clone())
            }

            $($own)*
        }
    };
}

room_event! {
    /// Somebody sent a message. It also moves the read receipt of its author to `seq`.
    MessageSent {}
}
room_event! {
    /// The author edited a message.
    MessageEdited {}
}
room_event! {
    /// Somebody deleted a message. A tombstone is left in its place.
    MessageDeleted {}
}
room_event! {
    /// `actor` gave a reaction to a message, or took it back. What changed nothing is no event.
    ReactionChanged of reaction: (Emoji, bool) {
        /// The emoji that was given or taken back.
        async fn emoji(&self) -> &str {
            self.reaction.0.as_str()
        }

        /// True when it was given, false when it was taken back.
        async fn added(&self) -> bool {
            self.reaction.1
        }
    }
}
room_event! {
    /// Somebody joined the room, or `actor` added them.
    MemberJoined of member: Member {
        /// The new member.
        async fn member(&self, ctx: &Context<'_>) -> Result<RoomMemberObject> {
            member(ctx, self.member).await
        }
    }
}
room_event! {
    /// Somebody left the room, and is `actor` themselves; or `actor` removed them. It is the last event of the room that
    /// they get.
    MemberLeft of user: UserId {
        /// The user who is not a member any more.
        async fn user(&self, ctx: &Context<'_>) -> Result<UserObject> {
            user(ctx, self.user).await
        }
    }
}
room_event! {
    /// `actor` gave a member another role.
    MemberRoleChanged of member: Member {
        /// The member with the new role.
        async fn member(&self, ctx: &Context<'_>) -> Result<RoomMemberObject> {
            member(ctx, self.member).await
        }
    }
}
room_event! {
    /// Somebody created or archived the room, or changed its name, topic or kind. `message.system` says which.
    RoomUpdated {}
}

/// The member in the state of today while that stay lasts, else as the event remembers it.
async fn member(ctx: &Context<'_>, then: Member) -> Result<RoomMemberObject> {
    let today = reader(ctx)?.load((then.room_id, then.user_id)).await?;
    Ok(RoomMemberObject(today.filter(|today| today.stay() == then.stay()).unwrap_or(then)))
}

/// A durable event of a room, numbered by its `seq`. The numbers of a room have no holes: a missing number is a missed
/// event, and `sync` returns it. A client that does not know a type of event still counts its `seq`.
#[derive(Interface, Clone)]
#[graphql(
    name = "RoomEvent",
    field(name = "room_id", ty = "ID", desc = "The id of the room."),
    field(name = "room", ty = "RoomObject", desc = "The room in its state right after the event, or later."),
    field(name = "seq", ty = "Seq", desc = "The number of the event in the room: 1, 2, 3 and so on, without a hole."),
    field(
        name = "fingerprint",
        ty = "String",
        desc = "A text of 6 to 12 characters that never changes. Two different events of one room with the same `seq` have \
            different ones. Keep the last one with its `seq`, for `sync` and `resume`."
    ),
    field(name = "occurred_at", ty = "DateTime", desc = "When it happened, by the clock of the server."),
    field(
        name = "actor",
        ty = "Nullable<UserObject>",
        desc = "The user who did it. Null for the server itself and for a deleted account."
    ),
    field(
        name = "client_mutation_id",
        ty = "Option<String>",
        desc = "The `clientMutationId` of the call that did it. Null when the call had none."
    ),
    field(
        name = "message",
        ty = "Option<MessageObject>",
        desc = "The message that the event is about; of members and rooms, the SYSTEM message that tells of it. It \
            is in its state right after the event, or later. Every event has one today."
    )
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
        object(event)
    }
}

/// The object of an event, in the interface or in the union.
fn object<T>(event: Arc<RoomEvent>) -> T
where
    T: From<MessageSent>
        + From<MessageEdited>
        + From<MessageDeleted>
        + From<ReactionChanged>
        + From<MemberJoined>
        + From<MemberLeft>
        + From<MemberRoleChanged>
        + From<RoomUpdated>,
{
    match event.kind {
        RoomEventKind::MessageSent => MessageSent { event }.into(),
        RoomEventKind::MessageEdited => MessageEdited { event }.into(),
        RoomEventKind::MessageDeleted | RoomEventKind::Missing => MessageDeleted { event }.into(),
        RoomEventKind::ReactionChanged { emoji, added } => ReactionChanged { event, reaction: (emoji, added) }.into(),
        RoomEventKind::MemberJoined(member) => MemberJoined { event, member }.into(),
        RoomEventKind::MemberLeft(stay) => MemberLeft { event, user: stay.user }.into(),
        RoomEventKind::MemberRoleChanged(member) => MemberRoleChanged { event, member }.into(),
        RoomEventKind::RoomUpdated => RoomUpdated { event }.into(),
    }
}

/// What `roomEvents` delivers: the events of rooms, StreamReady, and SyncRequired in place of dropped events.
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
    /// Shows an item of the channel, now.
    pub fn new(item: &RoomItem, now: Timestamp) -> Self {
        match item {
            RoomItem::Ready => StreamReady { occurred_at: DateTime(now) }.into(),
            RoomItem::Event(event) => object(event.event().clone()),
            RoomItem::SyncRequired(gap) => SyncRequired(**gap).into(),
        }
    }
}

/// The subscription is live: everything that is committed from now on arrives. Read `loginSync` or `sync` after it, so
/// that nothing is missed in between.
#[derive(SimpleObject, Clone)]
pub struct StreamReady {
    /// When it happened, by the clock of the server.
    #[graphql(owned)]
    pub occurred_at: DateTime,
}

/// The subscription left out the events `fromSeq` to `toSeq` of a room: the client read too slowly, its `resume` was too
/// long, or its cursor is none of this log. Fetch them with `sync`. The subscription goes on with `toSeq + 1`.
#[derive(Clone, Description)]
pub struct SyncRequired(Gap);

#[Object(use_type_description)]
impl SyncRequired {
    /// The id of the room.
    async fn room_id(&self) -> ID {
        ID(self.0.room.to_string())
    }

    /// The `seq` of the first event that was left out.
    async fn from_seq(&self) -> Seq {
        self.0.from
    }

    /// The `seq` of the last event that was left out.
    async fn to_seq(&self) -> Seq {
        self.0.to
    }
}
