//! How the items of each channel look: what the schema shows of them, and what is told instead of one that can't be rendered.

use crate::{
    clock::Timestamp,
    domain::{
        event::{ActiveEvent, RoomEvent},
        message::Message,
    },
    graphql::{
        load::reader::Reader,
        types::{
            active::ActiveRoomEvent, announcement::GlobalEventInterface, event::UserEventInterface,
            room_event::RoomFeedItem,
        },
    },
    hub::{
        channel::{ActiveChannel, Channel, GlobalChannel, GlobalItem, RoomChannel, RoomItem, UserChannel, UserItem},
        shared_event::SharedEvent,
    },
};
use std::sync::Arc;

/// A channel whose items are rendered.
pub trait RenderedChannel: Channel {
    /// What the schema shows of an item.
    type Shown;

    /// Whether its events may be out of their reader's sight by the time they are rendered.
    const MAY_BE_OUT_OF_SIGHT: bool = false;

    /// What the schema shows of an item. What is no event happens when it is told: now.
    fn show(item: &Self::Item, now: Timestamp) -> Self::Shown;

    /// What is told instead of an event that can't be rendered.
    fn fallback(_: &Self::Item) -> Option<Self::Item> {
        None
    }

    /// Takes over what an item has at hand, so that showing it reads nothing.
    fn learn(_: &Self::Item, _: &Reader) {}

    /// The message that an event is about.
    fn message(_: &Self::Event) -> Option<&Arc<Message>> {
        None
    }
}

impl RenderedChannel for RoomChannel {
    type Shown = RoomFeedItem;

    fn show(item: &RoomItem, now: Timestamp) -> RoomFeedItem {
        RoomFeedItem::new(item, now)
    }

    fn fallback(item: &RoomItem) -> Option<RoomItem> {
        Self::event(item).map(|event| RoomItem::sync_required(event.room_id(), event.seq, event.seq))
    }

    fn learn(item: &RoomItem, reader: &Reader) {
        if let Some(event) = Self::event(item) {
            reader.learn_event(event);
        }
    }

    fn message(event: &RoomEvent) -> Option<&Arc<Message>> {
        Some(&event.message)
    }
}

impl RenderedChannel for UserChannel {
    type Shown = UserEventInterface;

    /// Of a room that the viewer has left meanwhile.
    const MAY_BE_OUT_OF_SIGHT: bool = true;

    fn show(item: &UserItem, now: Timestamp) -> UserEventInterface {
        UserEventInterface::new(item, now)
    }

    fn fallback(item: &UserItem) -> Option<UserItem> {
        Self::event(item).map(|_| UserItem::LoginSyncRequired)
    }
}

impl RenderedChannel for ActiveChannel {
    type Shown = ActiveRoomEvent;

    fn show(event: &SharedEvent<ActiveEvent>, _: Timestamp) -> ActiveRoomEvent {
        ActiveRoomEvent::from(&**event)
    }
}

impl RenderedChannel for GlobalChannel {
    type Shown = GlobalEventInterface;

    fn show(item: &GlobalItem, _: Timestamp) -> GlobalEventInterface {
        GlobalEventInterface::from(item)
    }
}
