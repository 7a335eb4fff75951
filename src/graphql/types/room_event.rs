//! What happened in a room, as `roomEvents` and `sync` show it.

use crate::{
    domain::event::{RoomEvent, RoomEventKind},
    graphql::{
        render::Showing,
        scalars::DateTime,
        types::{
            Nullable,
            message::MessageObject,
            reader,
            room::{RoomMemberObject, RoomObject},
            user::{UserObject, person, user},
        },
    },
    ids::{RoomId, Seq},
};
use async_graphql::{Context, Description, ID, Interface, Object, Result, SimpleObject, Union};
use std::sync::Arc;

/// Makes an object type of a room's event: the fields of the interface, and its own.
macro_rules! room_event {
    ($(#[$doc:meta])* $name:ident { $($own:tt)* }) => {
        $(#[$doc])*
        #[derive(Clone, Description)]
        pub struct $name(pub Arc<RoomEvent>);

        #[Object(use_type_description)]
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

            /// 6 to 12 characters that differ between two different events of one room and number, and never change.
            /// Keep the last one with its number.
            pub async fn fingerprint(&self) -> String {
                self.0.fingerprint().to_string()
            }

            pub async fn occurred_at(&self) -> DateTime {
                DateTime(self.0.at)
            }

            /// Who did it; null for the server itself.
            pub async fn actor(&self, ctx: &Context<'_>) -> Nullable<UserObject> {
                person(ctx, self.0.actor_id?).await.transpose()
            }

            pub async fn client_mutation_id(&self) -> Option<String> {
                self.0.client_mutation_id.clone()
            }

            /// In its state right after the event, or a later one. Of a change of the room, the SYSTEM message.
            pub async fn message(&self) -> MessageObject {
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
                _ => Err(crate::domain::refusal::Refusal::internal().into()),
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
        return Err(crate::domain::refusal::Refusal::internal().into());
    };
    let today = reader(ctx)?.load((then.room_id, then.user_id)).await?;
    Ok(RoomMemberObject(today.filter(|today| today.stay() == then.stay()).unwrap_or(then)))
}

/// A durable event of a room. Their `seq` have no holes: a missing number is a missed event, and `sync` returns it.
#[derive(Interface, Clone)]
#[graphql(
    name = "RoomEvent",
    field(name = "room_id", ty = "ID"),
    field(name = "room", ty = "RoomObject", desc = "The room after the event, or later."),
    field(name = "seq", ty = "Seq"),
    field(
        name = "fingerprint",
        ty = "String",
        desc = "6 to 12 characters that differ between two different events of one room and number, and never change. Keep the last one with its number."
    ),
    field(name = "occurred_at", ty = "DateTime"),
    field(name = "actor", ty = "Nullable<UserObject>", desc = "Who did it; null for the server itself."),
    field(name = "client_mutation_id", ty = "Option<String>"),
    field(
        name = "message",
        ty = "Option<MessageObject>",
        desc = "The message that the event is about, or the SYSTEM message that tells of it; every event of today has one."
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
        match event.kind {
            RoomEventKind::MessageSent => MessageSent(event).into(),
            RoomEventKind::MessageEdited => MessageEdited(event).into(),
            RoomEventKind::MessageDeleted | RoomEventKind::Missing => MessageDeleted(event).into(),
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
    /// Shows what a feed of rooms brings.
    pub fn new(showing: &Showing) -> Option<Self> {
        Some(match showing {
            Showing::Ready(now) => StreamReady { occurred_at: DateTime(*now) }.into(),
            Showing::SyncRequired { room, from, to } => SyncRequired { room: *room, from: *from, to: *to }.into(),
            Showing::Room(event) => match event.event().clone().into() {
                RoomEventInterface::MessageSent(event) => event.into(),
                RoomEventInterface::MessageEdited(event) => event.into(),
                RoomEventInterface::MessageDeleted(event) => event.into(),
                RoomEventInterface::ReactionChanged(event) => event.into(),
                RoomEventInterface::MemberJoined(event) => event.into(),
                RoomEventInterface::MemberLeft(event) => event.into(),
                RoomEventInterface::MemberRoleChanged(event) => event.into(),
                RoomEventInterface::RoomUpdated(event) => event.into(),
            },
            _ => return None,
        })
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
#[derive(Clone, Description)]
pub struct SyncRequired {
    room: RoomId,
    from: Seq,
    to: Seq,
}

#[Object(use_type_description)]
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
