//! What a reader who is too slow is told in place of what was dropped, and that each bound holds at itself and not one beyond. A
//! file a reason: the bounds of a socket, each channel's overflow, the end, and who is woken.

mod active;
mod bounds;
mod ending;
mod global;
#[cfg(spark_loom)]
mod loom;
mod rooms;
mod user;
mod waking;

use super::*;
use crate::{
    domain::{
        event::{
            ActiveEvent, ActiveEventKind, Event, GlobalEvent, RoomEvent, SessionEndReason, UserEvent, UserEventKind,
        },
        room::Member,
    },
    hub::channel::{ActiveChannel, GlobalChannel, RoomChannel, UserChannel},
    ids::{RoomId, Seq, UserId},
    testing::{ANN, BOB, CLEO, Log, OTHER, ROOM, announces, at, heard, newcomer, of_user, person},
};
use futures_util::{FutureExt, StreamExt};
use prometheus_client::metrics::counter::Counter;

/// What a reader copies of a message beside its body.
const MESSAGE: usize = 400;

/// A socket with as many subscriptions as one asks for.
struct Socket {
    budget: Arc<Budget>,
    dropped: Counter,
}

impl Socket {
    fn new() -> Self {
        let dropped = Counter::default();
        Self { budget: Arc::new(Budget::new(dropped.clone())), dropped }
    }

    fn subscription<C: Channel>(&self) -> (Arc<Mailbox<C>>, Inbox<C>) {
        let mailbox = Mailbox::new(self.budget.clone());
        (mailbox.clone(), Inbox(mailbox))
    }

    /// All places but so many are taken, by what is read last.
    fn filled_but(&self, places: usize) -> (Arc<Mailbox<RoomChannel>>, Inbox<RoomChannel>) {
        let (mailbox, inbox) = self.subscription();
        for event in says(OTHER, 256 - places) {
            mailbox.push(&event);
        }
        (mailbox, inbox)
    }

    fn dropped(&self) -> u64 {
        self.dropped.get()
    }

    /// Whether it is to be closed, said once.
    fn is_too_slow(&self) -> bool {
        self.budget.too_slow().now_or_never().is_some()
    }

    /// Whether nothing is taken of what the socket may hold.
    fn is_empty(&self) -> bool {
        self.budget.is_empty()
    }
}

/// The events of a room in which Bob says so many things, from number 1 on.
fn says(room: RoomId, count: usize) -> Vec<SharedEvent<RoomEvent>> {
    let mut log = Log::of(room, []);
    (0..count).map(|_| SharedEvent::new(log.says(BOB, ""))).collect()
}

/// One message of so many bytes.
fn long(body: usize) -> SharedEvent<RoomEvent> {
    SharedEvent::new(Log::of(ROOM, []).says(BOB, &"x".repeat(body)))
}

fn user(kind: UserEventKind) -> SharedEvent<UserEvent> {
    match of_user(ANN, kind) {
        Event::User(event) => SharedEvent::new(event),
        other => panic!("{other:?}"),
    }
}

/// The counts of somebody who joined with a number.
fn count(room: RoomId, joined_seq: Seq, unread_count: i64) -> SharedEvent<UserEvent> {
    let log = Log::of(room, [ANN]);
    let mut unread = log.position(ANN);
    unread.stay.joined_seq = joined_seq;
    unread.unread_count = unread_count;
    user(UserEventKind::UnreadCountChanged(unread))
}

fn status(of: i64, says: &str) -> SharedEvent<UserEvent> {
    user(UserEventKind::StatusChanged(person(of, says)))
}

fn profile(of: i64, says: &str) -> SharedEvent<UserEvent> {
    user(UserEventKind::ProfileChanged(person(of, says)))
}

fn peer(room: RoomId) -> SharedEvent<UserEvent> {
    user(UserEventKind::PeerStatus(room))
}

fn active(kind: ActiveEventKind) -> SharedEvent<ActiveEvent> {
    SharedEvent::new(Arc::new(ActiveEvent { room: ROOM, at: at(0), kind }))
}

fn writes(user: UserId, until: Option<i64>) -> SharedEvent<ActiveEvent> {
    active(ActiveEventKind::Typing { user, until: until.map(at) })
}

fn receipt(user: UserId, seq: Seq) -> SharedEvent<ActiveEvent> {
    active(ActiveEventKind::ReadReceipt(Member { last_read_seq: seq, ..newcomer(ROOM, user) }))
}

fn announced(number: i64) -> SharedEvent<GlobalEvent> {
    SharedEvent::new(announces(number, 0, None))
}

/// Whether nothing will come any more, and the reader knows.
fn is_over<C: Channel>(inbox: &mut Inbox<C>) -> bool {
    matches!(inbox.next().now_or_never(), Some(None))
}

fn numbers(from: Seq, to: Seq) -> Vec<String> {
    (from..=to).map(|seq| format!("#{seq}")).collect()
}
