//! Who is there: the rules of statuses.

use crate::{
    clock::Timestamp,
    domain::{
        event::{ContactEvent, Event, UserEventKind},
        problem::Problem,
        refusal::Refusal,
        text,
        user::{User, UserStatus},
    },
    ids::{RoomId, UserId},
};
use std::{collections::HashMap, sync::Arc, time::Duration};

/// How long somebody whose last connection ended still counts as there: a short reconnect is no news.
pub const GRACE: Duration = Duration::from_secs(5);
/// Rooms of more members carry statuses only to those who subscribe to `activeRoom` there.
pub const MAX_STATUS_MEMBERS: i64 = 500;
/// Longest status text, in characters.
pub const MAX_STATUS_TEXT: usize = 140;

/// What somebody may choose: whether they are there at all, the server knows from their connections.
pub fn check_status(status: UserStatus) -> Result<(), Refusal> {
    if status == UserStatus::Offline {
        return Err(Refusal::invalid("status", Problem::NotAllowed, "Choose ONLINE, AWAY or BUSY."));
    }
    Ok(())
}

/// A status text as it is kept; an empty one is none.
pub fn status_text(text: Option<&str>) -> Result<Option<String>, Refusal> {
    text::optional_line("text", text, MAX_STATUS_TEXT)
}

/// Whether others see a difference.
pub fn looks_different(before: &User, after: &User) -> bool {
    before.status() != after.status() || before.status_text != after.status_text
}

/// A room in which somebody's status is news.
#[derive(Clone, Copy, Debug, sqlx::FromRow)]
pub struct StatusRoom {
    /// Whose status.
    pub user_id: UserId,
    /// The room that they are in.
    pub room_id: RoomId,
    /// How many members it has.
    pub member_count: i64,
}

/// The events that say how users look now: to those who share one of these rooms, and to the users' own devices. In rooms of too
/// many members only those hear of it who look at them.
pub fn status_events(users: Vec<User>, rooms: &[StatusRoom], at: Timestamp) -> Vec<Event> {
    let mut heard: HashMap<UserId, (Vec<RoomId>, Vec<RoomId>)> = HashMap::new();
    for room in rooms {
        let (rooms, large_rooms) = heard.entry(room.user_id).or_default();
        if room.member_count > MAX_STATUS_MEMBERS { large_rooms.push(room.room_id) } else { rooms.push(room.room_id) }
    }
    let event = |user: User| {
        let about = user.id;
        let (rooms, large_rooms) = heard.remove(&about).unwrap_or_default();
        let kind = UserEventKind::StatusChanged(Arc::new(user));
        Event::Contact(Arc::new(ContactEvent { about, rooms, large_rooms, at, kind }))
    };
    users.into_iter().map(event).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{ANN, BOB, OTHER, ROOM, person};

    #[test]
    fn only_another_status_or_text_is_news() {
        let ann = (*person(1, "ann")).clone();
        assert!(!looks_different(&ann, &User { display_name: "Anna".to_owned(), ..ann.clone() }));
        assert!(looks_different(&ann, &User { is_online: !ann.is_online, ..ann.clone() }));
        assert!(looks_different(&ann, &User { status_text: Some("away".to_owned()), ..ann.clone() }));
    }

    #[test]
    fn in_large_rooms_only_those_hear_of_it_who_look_at_them() {
        let room = |user_id, room_id, member_count| StatusRoom { user_id, room_id, member_count };
        let rooms = [room(ANN, ROOM, 500), room(ANN, OTHER, 501), room(BOB, OTHER, 2)];
        let events = status_events(vec![(*person(1, "ann")).clone()], &rooms, Timestamp(7));
        let [Event::Contact(event)] = &events[..] else { panic!("{events:?}") };
        assert_eq!((event.about, event.at), (ANN, Timestamp(7)));
        assert_eq!((&event.rooms[..], &event.large_rooms[..]), (&[ROOM][..], &[OTHER][..]));
    }
}
