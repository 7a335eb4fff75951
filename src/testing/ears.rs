//! Somebody who listens on this node, and what they heard, in words.

use crate::{
    domain::event::{ActiveEvent, ActiveEventKind, GlobalEventKind, UserEventKind},
    hub::{
        Hub,
        channel::{Channel, GlobalItem, RoomChannel, RoomItem, UserChannel, UserItem},
        mailbox::{Budget, Inbox},
        shared_event::SharedEvent,
        subscription::Subscription,
    },
    ids::{RoomId, UserId},
    testing::{ANN, BOB, CLEO, Log, ROOM, SESSION},
};
use futures_util::{FutureExt, StreamExt};
use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

/// Somebody with a socket on which they listen to their rooms and to what is their own.
pub struct Ears {
    pub rooms: Subscription<RoomChannel>,
    pub own: Subscription<UserChannel>,
}

impl Ears {
    /// Somebody who listens, and of whom nothing is read yet.
    pub fn deaf(hub: &Arc<Hub>, user: UserId) -> Self {
        let budget = Arc::<Budget>::default();
        let own = hub.subscribe_user(user, SESSION, budget.clone());
        Self { rooms: hub.subscribe_rooms(user, None, HashSet::new(), budget), own }
    }

    /// Somebody who listens, and whose rooms are read as they are now; of one that they are not in it is known that they are not.
    pub fn of<const N: usize>(hub: &Arc<Hub>, user: UserId, logs: [&Log; N]) -> Self {
        let ears = Self::deaf(hub, user);
        let rooms = logs.map(|log| log.room.id);
        hub.watch(&ears.own.topic, &rooms);
        ears.load_positions(hub, logs);
        ears
    }

    /// Their positions were read.
    pub fn load_positions<const N: usize>(&self, hub: &Hub, logs: [&Log; N]) {
        let user = &self.own.topic;
        let inside = logs.iter().filter(|log| log.members.contains_key(&user.id));
        let positions: HashMap<_, _> = inside.map(|log| (log.room.id, log.position(user.id))).collect();
        hub.load_positions(user, &logs.map(|log| log.room.id), &positions);
    }

    /// What they heard of rooms since they were last asked.
    pub fn of_rooms(&mut self) -> Vec<String> {
        heard(&mut self.rooms.inbox)
    }

    /// What they heard of their own.
    pub fn of_own(&mut self) -> Vec<String> {
        heard(&mut self.own.inbox)
    }
}

/// All that waits in a mailbox, in words.
pub fn heard<C: Channel<Item: Word>>(inbox: &mut Inbox<C>) -> Vec<String> {
    std::iter::from_fn(|| inbox.next().now_or_never().flatten()).map(|item| item.word()).collect()
}

/// What an item says: `#3` is the event of that number.
pub trait Word {
    fn word(&self) -> String;
}

impl Word for RoomItem {
    fn word(&self) -> String {
        match self {
            Self::Ready => "ready".into(),
            Self::Event(event) => format!("#{}{}", event.seq, place(event.room_id())),
            Self::SyncRequired(gap) => format!("sync #{} to #{}{}", gap.from, gap.to, place(gap.room)),
        }
    }
}

impl Word for UserItem {
    fn word(&self) -> String {
        match self {
            Self::Ready => "ready".into(),
            Self::Event(event) => own(&event.kind),
            Self::LoginSyncRequired => "sync all".into(),
            Self::SessionEnded(reason) => format!("session {}", reason.as_str()),
        }
    }
}

impl Word for SharedEvent<ActiveEvent> {
    fn word(&self) -> String {
        match &self.kind {
            ActiveEventKind::Typing { user, until: Some(until) } => format!("{} writes until {}", name(*user), until.0),
            ActiveEventKind::Typing { user, until: None } => format!("{} stopped writing", name(*user)),
            ActiveEventKind::ReadReceipt(member) => {
                format!("{} read to #{}", name(member.user_id), member.last_read_seq)
            }
        }
    }
}

impl Word for GlobalItem {
    fn word(&self) -> String {
        match self {
            Self::Announcement(announcement) => format!("pending {}", announcement.id.0),
            Self::Event(event) => match event.kind {
                GlobalEventKind::AnnouncementPublished => format!("announced {}", event.announcement.id.0),
                GlobalEventKind::AnnouncementRetracted => format!("retracted {}", event.announcement.id.0),
            },
        }
    }
}

fn own(kind: &UserEventKind) -> String {
    match kind {
        UserEventKind::UnreadCountChanged(it) => {
            let (count, read, newest) = (it.unread_count, it.last_read_seq, it.as_of_seq);
            format!("{count} unread after #{read} at #{newest}{}", place(it.stay.room))
        }
        UserEventKind::Mentioned(message) => format!("mentioned by #{}{}", message.seq, place(message.room_id)),
        UserEventKind::MembershipAdded(it, _) => format!("added{}", place(it.member.room_id)),
        UserEventKind::MembershipChanged(it, _) => format!("changed{}", place(it.member.room_id)),
        UserEventKind::MembershipRemoved { stay, .. } => format!("removed{}", place(stay.room)),
        UserEventKind::ProfileChanged(user) => format!("profile of {} {}", user.id.0, user.display_name),
        UserEventKind::StatusChanged(user) => format!("status of {} {}", user.id.0, user.display_name),
        UserEventKind::PeerStatus(room) => format!("peer{}", place(*room)),
        UserEventKind::SettingsChanged(settings) => format!("settings {}", settings.locale),
        UserEventKind::AnnouncementAcknowledged { announcement, .. } => format!("acknowledged {}", announcement.id.0),
    }
}

fn place(room: RoomId) -> String {
    if room == ROOM { String::new() } else { format!(" in {}", room.0) }
}

fn name(user: UserId) -> String {
    match user {
        ANN => "Ann".into(),
        BOB => "Bob".into(),
        CLEO => "Cleo".into(),
        UserId(other) => other.to_string(),
    }
}
