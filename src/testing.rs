//! What stories beside the code are told with: the log of a room as the store would write it, somebody who listens to it on
//! this node, and what they heard, in words; a fault of a database.

mod ears;
mod fault;
mod log;

pub use ears::{Ears, Word, heard};
pub use fault::coded;
pub use log::Log;

use crate::{
    clock::{Moment, Now, Timestamp},
    domain::{
        announcement::{Announcement, AnnouncementAudience, AnnouncementKind, AnnouncementSeverity},
        event::{
            Event, GlobalEvent, GlobalEventKind, RoomEvent, SessionEndReason, SessionsEnded, UserEvent, UserEventKind,
        },
        hiding::IN_LISTS,
        room::{Member, NotificationMode, RoomRole},
        user::User,
    },
    hub::Hub,
    ids::{AnnouncementId, RoomId, Seq, SessionId, UserId},
    store::{Committed, Publisher},
};
use std::sync::Arc;

pub const ROOM: RoomId = RoomId(700);
pub const OTHER: RoomId = RoomId(701);
pub const ANN: UserId = UserId(1);
pub const BOB: UserId = UserId(2);
pub const CLEO: UserId = UserId(3);
pub const SESSION: SessionId = SessionId(50);

/// When the event of that number happens.
pub fn at(seq: Seq) -> Timestamp {
    Timestamp(seq * 1_000_000)
}

/// That instant by both clocks.
pub fn now(seq: Seq) -> Now {
    Now { time: at(seq), moment: Moment(at(seq).0) }
}

/// A transaction that told these is committed.
pub fn commits(hub: &Hub, events: impl IntoIterator<Item = Event>) {
    hub.publish(&Committed::of_a_test(events.into_iter().collect()));
}

/// Events of rooms are committed, each by itself.
pub fn happen<'e>(hub: &Hub, events: impl IntoIterator<Item = &'e Arc<RoomEvent>>) {
    for event in events {
        commits(hub, [Event::Room(event.clone())]);
    }
}

/// Somebody who calls themselves something.
pub fn person(id: i64, name: &str) -> Arc<User> {
    Arc::new(User { display_name: name.to_owned(), ..User::gone(UserId(id)) })
}

/// An event for one user.
pub fn of_user(user: UserId, kind: UserEventKind) -> Event {
    Event::User(Arc::new(UserEvent { user, at: at(0), kind }))
}

/// Sessions of a user are over.
pub fn ends(user: UserId, sessions: &[SessionId], reason: SessionEndReason) -> Event {
    Event::Sessions(Arc::new(SessionsEnded { user, sessions: sessions.to_vec(), reason }))
}

/// A member who has just come, of whom only who and where matters.
pub fn newcomer(room: RoomId, user: UserId) -> Member {
    Member {
        room_id: room,
        user_id: user,
        role: RoomRole::Member,
        joined_at: at(0),
        joined_seq: 1,
        last_read_seq: 1,
        read_count: 0,
        notification_mode: NotificationMode::All,
        is_pinned: false,
        hidden_count: IN_LISTS,
        began_hidden: false,
    }
}

/// An announcement that was published, with a body of so many bytes.
pub fn announces(number: i64, body: usize, audience: Option<Vec<UserId>>) -> Arc<GlobalEvent> {
    let announcement = Announcement {
        id: AnnouncementId(number),
        number: Some(number),
        kind: AnnouncementKind::Notice,
        severity: AnnouncementSeverity::Info,
        audience: AnnouncementAudience::Everyone,
        title: String::new(),
        body: "x".repeat(body),
        landing_url: None,
        image_url: None,
        metadata: None,
        publish_at: at(0),
        expires_at: None,
        starts_at: None,
        ends_at: None,
        retracted_at: None,
        created_by: ANN,
        created_at: at(0),
    };
    let kind = GlobalEventKind::AnnouncementPublished;
    Arc::new(GlobalEvent { at: at(0), kind, announcement: Arc::new(announcement), audience })
}
