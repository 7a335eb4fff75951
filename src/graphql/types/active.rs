//! What only those who look at a room need to know, now.

use crate::{
    domain::event::{ActiveEvent, ActiveEventKind},
    graphql::{
        scalars::DateTime,
        types::{
            room::RoomMemberObject,
            user::{UserObject, user},
        },
    },
    ids::{RoomId, UserId},
};
use async_graphql::{Context, Description, ID, Interface, Object, Result};

/// Somebody else began to type, types on, or stopped. Typing lasts 6 s unless repeated: at `expiresAt` the server itself
/// sends `isTyping: false`.
#[derive(Clone, Description)]
pub struct TypingChanged {
    room: RoomId,
    at: DateTime,
    user: UserId,
    until: Option<DateTime>,
}

#[Object(use_type_description)]
impl TypingChanged {
    /// The id of the room.
    pub async fn room_id(&self) -> ID {
        ID(self.room.to_string())
    }

    /// When it happened, by the clock of the server.
    pub async fn occurred_at(&self) -> DateTime {
        self.at
    }

    /// The member who types or stopped. It is never the viewer.
    async fn user(&self, ctx: &Context<'_>) -> Result<UserObject> {
        user(ctx, self.user).await
    }

    /// Whether the member types now.
    async fn is_typing(&self) -> bool {
        self.until.is_some()
    }

    /// When the typing ends unless repeated. Null when `isTyping` is false.
    async fn expires_at(&self) -> Option<DateTime> {
        self.until
    }
}

/// A member read on. The server merges the receipts of 250 ms, and sends none in rooms of more than 500 members. Sending
/// a message moves the receipt of its sender without this event: take it from MessageSent.
#[derive(Clone, Description)]
pub struct ReadReceiptMoved {
    at: DateTime,
    member: RoomMemberObject,
}

#[Object(use_type_description)]
impl ReadReceiptMoved {
    /// The id of the room.
    pub async fn room_id(&self) -> ID {
        ID(self.member.0.room_id.to_string())
    }

    /// When it happened, by the clock of the server.
    pub async fn occurred_at(&self) -> DateTime {
        self.at
    }

    /// The member with the new `lastReadSeq`.
    async fn member(&self) -> RoomMemberObject {
        self.member
    }
}

/// An event of the channel `activeRoom`: what only those need who look at the room now. The server stores none.
#[derive(Interface, Clone)]
#[graphql(
    name = "ActiveRoomEvent",
    field(name = "room_id", ty = "ID", desc = "The id of the room."),
    field(name = "occurred_at", ty = "DateTime", desc = "When it happened, by the clock of the server.")
)]
pub enum ActiveRoomEvent {
    TypingChanged(TypingChanged),
    ReadReceiptMoved(ReadReceiptMoved),
}

impl From<&ActiveEvent> for ActiveRoomEvent {
    fn from(event: &ActiveEvent) -> Self {
        let at = DateTime(event.at);
        match event.kind {
            ActiveEventKind::Typing { user, until } => {
                TypingChanged { room: event.room, at, user, until: until.map(DateTime) }.into()
            }
            ActiveEventKind::ReadReceipt(member) => ReadReceiptMoved { at, member: RoomMemberObject(member) }.into(),
        }
    }
}
