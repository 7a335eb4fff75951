//! The audit log: sign-ins that failed, refusals by rate, changes of roles, removals; each a line of the log with the target
//! `audit`, which says who, from where and by which request.
//!
//! Every call of a mutation comes by here when it is over (`Begun::run`), with what was refused, or what has happened: an event
//! of whatever kind is either a line or none, and the compiler asks whoever adds one which it is.

use crate::{
    domain::{
        event::{Event, RoomEvent, RoomEventKind, UserEventKind},
        household::household,
        message::SystemKind,
        refusal::{ErrorCode, Refusal},
    },
    graphql::viewer::Peer,
    ids::UserId,
    sync::Mutex,
};
use std::{
    collections::HashMap,
    hash::{BuildHasher, RandomState},
    time::Duration,
};
use tokio::time::Instant;

/// What filters of the log call it.
pub const TARGET: &str = "audit";
/// How often a caller's refusals by the rate of one mutation are told: nobody fills the log with them.
const TELL_EVERY: Duration = Duration::from_secs(60);
/// How many of them are told within that time.
const MAX_TOLD: usize = 256;
/// How much is told of a name, in characters. It is whatever somebody typed.
const MAX_NAME: usize = 64;

/// Who calls.
pub enum Caller {
    /// Nobody is signed in: a username as it was typed, if there is one.
    Named(String),
    /// A user.
    SignedIn(UserId),
}

impl Caller {
    fn name(&self) -> String {
        match self {
            Self::Named(name) => name.chars().take(MAX_NAME).collect(),
            Self::SignedIn(user) => user.to_string(),
        }
    }
}

/// Who calls, and from where.
pub struct Who<'a> {
    /// Who it is.
    pub caller: Caller,
    /// From where.
    pub peer: &'a Peer,
}

/// A line about somebody.
macro_rules! line {
    ($who:expr, $($rest:tt)*) => {
        tracing::info!(
            target: TARGET,
            user = $who.caller.name().as_str(),
            address = %$who.peer.address.to_canonical(),
            request = &*$who.peer.request,
            $($rest)*
        )
    };
}

/// Writes the lines, and knows which refusals were told a short while ago.
#[derive(Default)]
pub struct Audit {
    hasher: RandomState,
    /// A mutex: held for a look.
    told: Mutex<HashMap<u64, Instant>>,
}

impl Audit {
    /// A call was refused.
    pub fn refused(&self, who: &Who<'_>, mutation: &str, refusal: &Refusal) {
        match refusal.code {
            // Of an action that has begun it is a wrong password.
            ErrorCode::Unauthenticated => line!(who, mutation, "a sign-in failed"),
            ErrorCode::RateLimited if self.is_news(who, mutation) => line!(who, mutation, "refused by rate"),
            _ => {}
        }
    }

    /// A call was committed, and these are its events.
    pub fn happened(&self, who: &Who<'_>, events: &[Event]) {
        for event in events {
            match event {
                Event::Room(event) => happened_in_room(who, event),
                Event::User(event) => happened_to_user(&event.kind),
                Event::Contact(event) => happened_to_user(&event.kind),
                Event::Read(_) | Event::Sessions(_) | Event::Global(_) => {}
            }
        }
    }

    /// Whether a refusal is to be told now. It then counts as told. Who is signed in is known by that; of others the address
    /// counts, for they may call themselves anything.
    fn is_news(&self, who: &Who<'_>, mutation: &str) -> bool {
        let key = match who.caller {
            Caller::SignedIn(user) => self.hasher.hash_one((mutation, user)),
            Caller::Named(_) => self.hasher.hash_one((mutation, household(who.peer.address))),
        };
        let now = Instant::now();
        let mut told = self.told.lock();
        told.retain(|_, at| now.saturating_duration_since(*at) < TELL_EVERY);
        if told.len() >= MAX_TOLD || told.contains_key(&key) {
            return false;
        }
        told.insert(key, now);
        true
    }
}

fn happened_in_room(who: &Who<'_>, event: &RoomEvent) {
    let room = event.room_id();
    match event.kind {
        RoomEventKind::MemberRoleChanged(member) => {
            line!(who, %room, subject = %member.user_id, role = member.role.as_str(), "a role was changed");
        }
        RoomEventKind::MemberLeft(stay) => {
            if event.message.system == Some(SystemKind::MemberRemoved) {
                line!(who, %room, subject = %stay.user, "a member was removed");
            }
        }
        RoomEventKind::MessageSent
        | RoomEventKind::MessageEdited
        | RoomEventKind::MessageDeleted
        | RoomEventKind::ReactionChanged { .. }
        | RoomEventKind::MemberJoined(_)
        | RoomEventKind::RoomUpdated
        | RoomEventKind::Missing => {}
    }
}

/// None of these is a line.
fn happened_to_user(kind: &UserEventKind) {
    match kind {
        UserEventKind::UnreadCountChanged(_)
        | UserEventKind::MembershipAdded(..)
        | UserEventKind::MembershipChanged(..)
        | UserEventKind::ProfileChanged(_)
        | UserEventKind::StatusChanged(_)
        | UserEventKind::PeerStatus(_)
        | UserEventKind::SettingsChanged(_)
        | UserEventKind::MembershipRemoved { .. }
        | UserEventKind::AnnouncementAcknowledged { .. } => {}
    }
}
