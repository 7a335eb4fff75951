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

/// Lasts 6 s unless repeated; at `expiresAt` the server itself sends `isTyping: false`.
#[derive(Clone, Description)]
pub struct TypingChanged {
    room: RoomId,
    at: DateTime,
    user: UserId,
    until: Option<DateTime>,
}

#[Object(use_type_description)]
impl TypingChanged {
    pub async fn room_id(&self) -> ID {
        ID(self.room.to_string())
    }

    pub async fn occurred_at(&self) -> DateTime {
        self.at
    }

    async fn user(&self, ctx: &Context<'_>) -> Result<UserObject> {
        user(ctx, self.user).await
    }

    async fn is_typing(&self) -> bool {
        self.until.is_some()
    }

    async fn expires_at(&self) -> Option<DateTime> {
        self.until
    }
}

/// Merged in ticks of 250 ms; not in rooms of over 500 members. A send moves its sender's receipt without this event: take
/// it from MessageSent.
#[derive(Clone, Description)]
pub struct ReadReceiptMoved {
    at: DateTime,
    member: RoomMemberObject,
}

#[Object(use_type_description)]
impl ReadReceiptMoved {
    pub async fn room_id(&self) -> ID {
        ID(self.member.0.room_id.to_string())
    }

    pub async fn occurred_at(&self) -> DateTime {
        self.at
    }

    async fn member(&self) -> RoomMemberObject {
        self.member
    }
}

/// What only those who look at a room need to know, now.
#[derive(Interface, Clone)]
#[graphql(name = "ActiveRoomEvent", field(name = "room_id", ty = "ID"), field(name = "occurred_at", ty = "DateTime"))]
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
