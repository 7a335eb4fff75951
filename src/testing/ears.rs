//! Somebody who listens on this node, and what they heard, in words.

use crate::{
    domain::event::{ActiveEventKind, GlobalEventKind, UserEventKind},
    hub::{
        Hub, Interest, Subscription,
        mailbox::{Budget, Delivery, Inbox},
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
    pub rooms: Subscription,
    pub own: Subscription,
}

impl Ears {
    /// Somebody who listens, and of whom nothing is read yet.
    pub fn deaf(hub: &Arc<Hub>, user: UserId) -> Self {
        let budget = Arc::<Budget>::default();
        let rooms = Interest::Rooms { filter: None, replaying: HashSet::new() };
        let own = hub.subscribe(user, Interest::User { session: SESSION }, budget.clone());
        Self { rooms: hub.subscribe(user, rooms, budget), own }
    }

    /// Somebody who listens, and whose rooms are read as they are now; of one that they are not in it is known that they are not.
    pub fn of<const N: usize>(hub: &Arc<Hub>, user: UserId, logs: [&Log; N]) -> Self {
        let ears = Self::deaf(hub, user);
        let rooms = logs.map(|log| log.room.id);
        hub.watch(&ears.own.user, &rooms);
        ears.settles(hub, logs);
        ears
    }

    /// Their positions were read.
    pub fn settles<const N: usize>(&self, hub: &Hub, logs: [&Log; N]) {
        let user = &self.own.user;
        let inside = logs.iter().filter(|log| log.members.contains_key(&user.id));
        let positions: HashMap<_, _> = inside.map(|log| (log.room.id, log.position(user.id))).collect();
        hub.settle(user, &logs.map(|log| log.room.id), &positions);
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
pub fn heard(inbox: &mut Inbox) -> Vec<String> {
    std::iter::from_fn(|| inbox.next().now_or_never().flatten()).map(|delivery| word(&delivery)).collect()
}

/// What a delivery says: `#3` is the event of that number.
fn word(delivery: &Delivery) -> String {
    match delivery {
        Delivery::Room(event) => format!("#{}{}", event.seq, place(event.room_id())),
        Delivery::SyncRequired { room, from, to } => format!("sync #{from} to #{to}{}", place(*room)),
        Delivery::User(event) => own(&event.kind),
        Delivery::LoginSyncRequired => "sync all".into(),
        Delivery::Active(event) => match &event.kind {
            ActiveEventKind::Typing { user, until: Some(until) } => format!("{} writes until {}", name(*user), until.0),
            ActiveEventKind::Typing { user, until: None } => format!("{} stopped writing", name(*user)),
            ActiveEventKind::ReadReceipt(member) => {
                format!("{} read to #{}", name(member.user_id), member.last_read_seq)
            }
        },
        Delivery::Global(event) => match event.kind {
            GlobalEventKind::AnnouncementPublished => format!("announced {}", event.announcement.id.0),
            GlobalEventKind::AnnouncementRetracted => format!("retracted {}", event.announcement.id.0),
        },
        Delivery::TooSlow => "too slow".into(),
        Delivery::SessionEnded(reason) => format!("session {}", reason.as_str()),
    }
}

fn own(kind: &UserEventKind) -> String {
    match kind {
        UserEventKind::UnreadCountChanged(it) => {
            let (count, read, newest) = (it.unread_count, it.last_read_seq, it.as_of_seq);
            format!("{count} unread after #{read} at #{newest}{}", place(it.stay.room))
        }
        UserEventKind::MembershipAdded(it, _) => format!("added{}", place(it.member.room_id)),
        UserEventKind::MembershipChanged(it, _) => format!("changed{}", place(it.member.room_id)),
        UserEventKind::MembershipRemoved { stay, .. } => format!("removed{}", place(stay.room)),
        UserEventKind::ProfileChanged(user) => format!("profile of {} {}", user.id.0, user.display_name),
        UserEventKind::StatusChanged(user) => format!("status of {} {}", user.id.0, user.display_name),
        UserEventKind::PeerStatus(room) => format!("peer{}", place(*room)),
        UserEventKind::SettingsChanged(settings) => format!("settings {}", settings.locale),
        UserEventKind::SessionsEnded { .. } => "sessions ended".into(),
        UserEventKind::AnnouncementAcknowledged { announcement, .. } => format!("acknowledged {}", announcement.id.0),
        UserEventKind::LoginSyncRequired => "told to sync all".into(),
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
