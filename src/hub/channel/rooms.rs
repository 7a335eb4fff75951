//! `roomEvents`: the durable events of rooms. A room whose events find no place becomes one gap, in the place of the first.

use crate::{
    domain::event::RoomEvent,
    hub::{
        budget::Budget,
        channel::{Channel, Queue},
        mailbox::Mailbox,
        shared_event::SharedEvent,
    },
    ids::{RoomId, Seq},
};
use std::collections::HashMap;

/// The channel of `roomEvents`.
pub enum RoomChannel {}

/// What a reader of rooms gets.
#[derive(Clone, Debug)]
pub enum RoomItem {
    /// The subscription is live.
    Ready,
    /// An event of one of the rooms.
    Event(SharedEvent<RoomEvent>),
    /// Events were left out. In a box: it is rare, and an item is small.
    SyncRequired(Box<Gap>),
}

/// The events of a room from one number to another, both included.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Gap {
    /// The room in which the reader misses them.
    pub room: RoomId,
    /// The first number that the reader misses.
    pub from: Seq,
    /// The last one. It grows as long as the gap waits.
    pub to: Seq,
}

impl RoomItem {
    /// Says that these were left out.
    pub fn sync_required(room: RoomId, from: Seq, to: Seq) -> Self {
        Self::SyncRequired(Box::new(Gap { room, from, to }))
    }
}

impl From<SharedEvent<RoomEvent>> for RoomItem {
    fn from(event: SharedEvent<RoomEvent>) -> Self {
        Self::Event(event)
    }
}

impl Channel for RoomChannel {
    type Event = RoomEvent;
    type Item = RoomItem;
    /// The rooms with a gap in the queue, each with the last number of it. Most readers never have one.
    type Dropped = Option<Box<HashMap<RoomId, Seq>>>;

    fn weight(event: &RoomEvent) -> usize {
        event.weight()
    }

    fn event(item: &RoomItem) -> Option<&SharedEvent<RoomEvent>> {
        match item {
            RoomItem::Event(event) => Some(event),
            RoomItem::Ready | RoomItem::SyncRequired(_) => None,
        }
    }

    /// After a gap nothing of its room is delivered until it is read, so that nothing comes out of order.
    fn absorb(queue: &mut Queue<Self>, budget: &Budget, event: &SharedEvent<RoomEvent>) -> bool {
        let is_in_gap = extend(queue, event);
        if is_in_gap {
            budget.drop_event();
        }
        is_in_gap
    }

    /// Replaces all waiting events of the room, and this one, by one gap in the place of the first.
    fn overflow(queue: &mut Queue<Self>, budget: &Budget, event: &SharedEvent<RoomEvent>) {
        let room = event.room_id();
        let of_room =
            |item: &RoomItem| Self::event(item).filter(|event| event.room_id() == room).map(|event| event.seq);
        let first = queue.iter().enumerate().find_map(|(at, item)| Some((at, of_room(item)?)));
        let Some((at, from)) = first else { return gap(queue, event) };
        queue.replace(budget, at, RoomItem::sync_required(room, from, event.seq));
        queue.retain(budget, |event| event.room_id() != room);
        queue.dropped.get_or_insert_default().insert(room, event.seq);
    }

    fn hand_over(item: &mut RoomItem, dropped: &mut Self::Dropped) {
        if let RoomItem::SyncRequired(gap) = item
            && let Some(rooms) = dropped
        {
            gap.to = rooms.remove(&gap.room).unwrap_or(gap.to);
            if rooms.is_empty() {
                *dropped = None;
            }
        }
    }
}

impl Mailbox<RoomChannel> {
    /// An event that its reader is not shown: it becomes a gap. What waits before it stays.
    pub fn push_unshown(&self, event: &SharedEvent<RoomEvent>) {
        let Some(mut queue) = self.open() else { return };
        if !extend(&mut queue, event) {
            gap(&mut queue, event);
        }
    }
}

/// Adds an event to the gap that waits of its room. Returns whether there is one.
fn extend(queue: &mut Queue<RoomChannel>, event: &RoomEvent) -> bool {
    let last = queue.dropped.as_mut().and_then(|rooms| rooms.get_mut(&event.room_id()));
    last.map(|last| *last = event.seq).is_some()
}

/// A gap of this event alone, behind all that waits.
fn gap(queue: &mut Queue<RoomChannel>, event: &RoomEvent) {
    let room = event.room_id();
    queue.dropped.get_or_insert_default().insert(room, event.seq);
    queue.push(RoomItem::sync_required(room, event.seq, event.seq));
}
