//! What a reader who is too slow is told in place of what was dropped, and that each bound holds at itself and not one beyond.

use super::*;
use crate::{
    domain::event::{Event, SessionEndReason},
    testing::{ANN, BOB, CLEO, Log, OTHER, ROOM, announces, at, heard, newcomer, of_user, person},
};
use futures_util::{FutureExt, StreamExt};
use std::{sync::atomic::AtomicUsize, task::Wake};

/// What is done to a mailbox.
type Deed = fn(&Mailbox);

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

    fn subscription(&self) -> (Arc<Mailbox>, Inbox) {
        let mailbox = Mailbox::new(self.budget.clone());
        (mailbox.clone(), Inbox(mailbox))
    }

    /// All places but so many are taken, by what is read last.
    fn filled_but(&self, places: usize) -> (Arc<Mailbox>, Inbox) {
        let (mailbox, inbox) = self.subscription();
        for event in says(OTHER, 256 - places) {
            mailbox.push_room(&event);
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
        (self.budget.events.load(Ordering::Relaxed), self.budget.bytes.load(Ordering::Relaxed)) == (0, 0)
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

fn writes(user: crate::ids::UserId, until: Option<i64>) -> SharedEvent<ActiveEvent> {
    active(ActiveEventKind::Typing { user, until: until.map(at) })
}

fn receipt(user: crate::ids::UserId, seq: Seq) -> SharedEvent<ActiveEvent> {
    active(ActiveEventKind::ReadReceipt(crate::domain::room::Member { last_read_seq: seq, ..newcomer(ROOM, user) }))
}

fn announced(number: i64) -> SharedEvent<GlobalEvent> {
    SharedEvent::new(announces(number, 0, None))
}

/// Whether nothing will come any more, and the reader knows.
fn is_over(inbox: &mut Inbox) -> bool {
    matches!(inbox.next().now_or_never(), Some(None))
}

fn numbers(from: Seq, to: Seq) -> Vec<String> {
    (from..=to).map(|seq| format!("#{seq}")).collect()
}

#[test]
fn so_many_events_wait_and_not_one_more() {
    let socket = Socket::new();
    let (mailbox, mut inbox) = socket.subscription();
    let events = says(ROOM, 257);
    for event in &events[..256] {
        mailbox.push_room(event);
    }
    assert_eq!(heard(&mut inbox), numbers(1, 256));
    assert!(socket.is_empty());
    for event in &events {
        mailbox.push_room(event);
    }
    assert_eq!((heard(&mut inbox), socket.dropped()), (vec!["sync #1 to #257".to_owned()], 1));
    assert!(socket.is_empty());
}

#[test]
fn so_many_bytes_wait_and_not_one_more() {
    const MEGABYTE: usize = 1_048_576;
    let socket = Socket::new();
    let (mailbox, mut inbox) = socket.subscription();
    mailbox.push_room(&long(MEGABYTE - MESSAGE));
    assert_eq!(heard(&mut inbox), ["#1"]);
    mailbox.push_room(&long(MEGABYTE - MESSAGE + 1));
    assert_eq!(heard(&mut inbox), ["sync #1 to #1"]);
    // All that waits counts together, on whichever subscription.
    let (other, mut elsewhere) = socket.subscription();
    for (rest, told) in [(0, "#1"), (1, "sync #1 to #1")] {
        other.push_user(&status(2, "there"));
        mailbox.push_room(&long(MEGABYTE - MESSAGE - USER_EVENT_WEIGHT + rest));
        assert_eq!((heard(&mut inbox), heard(&mut elsewhere).len()), (vec![told.to_owned()], 1));
    }
    assert!(socket.is_empty());
    assert_eq!(USER_EVENT_WEIGHT, 300);
}

#[test]
fn a_message_weighs_what_its_reader_copies() {
    let mut log = Log::of(ROOM, []);
    let mut event = RoomEvent::clone(&log.says(BOB, "four"));
    assert_eq!(event.weight(), 404);
    let message = Arc::make_mut(&mut event.message);
    message.metadata = Some("{}".into());
    message.news = Some("{\"name\":1}".into());
    assert_eq!(event.weight(), 416);
    let mut event = GlobalEvent::clone(&announces(1, 10, None));
    let announcement = Arc::make_mut(&mut event.announcement);
    announcement.title = "title".into();
    announcement.metadata = Some("{}".into());
    assert_eq!(event.weight(), 517);
}

#[test]
fn the_subscriptions_of_a_socket_share_its_places() {
    let socket = Socket::new();
    let (_other, mut elsewhere) = socket.filled_but(2);
    let (mailbox, mut inbox) = socket.subscription();
    let events = says(ROOM, 3);
    for event in &events {
        mailbox.push_room(event);
    }
    assert_eq!(heard(&mut inbox), ["sync #1 to #3"]);
    assert_eq!(heard(&mut elsewhere).len(), 254, "nothing is taken from the others");
    let another = Socket::new();
    let (mailbox, mut inbox) = another.filled_but(0);
    assert_eq!(heard(&mut inbox).len(), 256, "another socket has its own");
    drop((mailbox, inbox));
    assert!(another.is_empty() && socket.is_empty());
}

#[test]
fn places_come_back_with_what_is_read_and_what_is_thrown_away() {
    let socket = Socket::new();
    let (mailbox, mut inbox) = socket.filled_but(0);
    let (late, mut reader) = socket.subscription();
    let events = says(ROOM, 4);
    // One is read, and so there is room for one.
    assert!(inbox.next().now_or_never().flatten().is_some());
    late.push_room(&events[0]);
    assert_eq!((heard(&mut reader), socket.dropped()), (vec!["#1".to_owned()], 0));
    late.push_room(&events[1]);
    late.push_room(&events[2]);
    assert_eq!((heard(&mut reader), socket.dropped()), (vec!["sync #2 to #3".to_owned()], 1));
    drop((mailbox, inbox));
    assert!(socket.is_empty(), "what waited for who went away");
    late.push_room(&events[3]);
    late.push_user(&status(2, "there"));
    late.push_active(&writes(BOB, Some(1)));
    late.push_global(&announced(1));
    late.push_login_sync_required();
    assert!(!socket.is_empty());
    drop((late, reader));
    assert!(socket.is_empty());
}

#[test]
fn a_room_without_a_place_becomes_one_range_where_it_began() {
    let socket = Socket::new();
    let (mailbox, mut inbox) = socket.subscription();
    let (room, other) = (says(ROOM, 300), says(OTHER, 128));
    // 1, 1, 2, 2 … of both, until all places are taken.
    for (other, room) in other.iter().zip(&room) {
        mailbox.push_room(other);
        mailbox.push_room(room);
    }
    for event in &room[128..131] {
        mailbox.push_room(event);
    }
    assert_eq!(socket.dropped(), 3);
    // Its places are free again, and it stays cut until that is read, so that nothing comes out of order.
    mailbox.push_room(&says(RoomId(9), 1)[0]);
    mailbox.push_room(&room[131]);
    let told = heard(&mut inbox);
    assert_eq!(told[..3], ["#1 in 701", "sync #1 to #132", "#2 in 701"]);
    assert_eq!(told.len(), 128 + 1 + 1);
    assert_eq!(told[129], "#1 in 9");
    assert!(socket.is_empty());
    // It was read: what comes now is told again.
    mailbox.push_room(&room[132]);
    assert_eq!(heard(&mut inbox), ["#133"]);
}

#[test]
fn two_rooms_without_a_place_are_two_ranges() {
    let socket = Socket::new();
    let (_mailbox, _inbox) = socket.filled_but(0);
    let (mailbox, mut inbox) = socket.subscription();
    let (room, other) = (says(ROOM, 9), says(OTHER, 9));
    for (room, other) in room[4..7].iter().zip(&other[5..8]) {
        mailbox.push_room(room);
        mailbox.push_room(other);
    }
    assert_eq!(heard(&mut inbox), ["sync #5 to #7", "sync #6 to #8 in 701"]);
    assert_eq!(socket.dropped(), 6);
}

#[test]
fn a_count_takes_the_place_of_an_older_one_of_its_stay() {
    let socket = Socket::new();
    let (mailbox, mut inbox) = socket.subscription();
    let log = Log::of(ROOM, [ANN]);
    mailbox.push_user(&count(ROOM, 1, 1));
    mailbox.push_user(&count(OTHER, 1, 7));
    mailbox.push_user(&user(UserEventKind::MembershipAdded(log.membership(ANN), Arc::new(log.room.clone()))));
    mailbox.push_user(&count(ROOM, 5, 4));
    mailbox.push_user(&count(ROOM, 1, 2));
    mailbox.push_user(&count(ROOM, 5, 5));
    let stays = ["2 unread after #1 at #1", "7 unread after #1 at #1 in 701", "added", "5 unread after #1 at #1"];
    assert_eq!(heard(&mut inbox), stays, "each stay's in its own place");
    assert!(socket.is_empty());
    // What was read waits no more.
    mailbox.push_user(&count(ROOM, 1, 3));
    assert_eq!(heard(&mut inbox), ["3 unread after #1 at #1"]);
}

#[test]
fn a_status_takes_the_place_of_an_older_one_of_the_same_person() {
    let socket = Socket::new();
    let (mailbox, mut inbox) = socket.subscription();
    mailbox.push_user(&status(1, "away"));
    mailbox.push_user(&profile(1, "Ann"));
    mailbox.push_user(&status(2, "busy"));
    mailbox.push_user(&peer(ROOM));
    mailbox.push_user(&peer(OTHER));
    mailbox.push_user(&status(1, "here"));
    mailbox.push_user(&profile(1, "Anna"));
    mailbox.push_user(&peer(ROOM));
    assert_eq!(
        heard(&mut inbox),
        ["status of 1 here", "profile of 1 Ann", "status of 2 busy", "peer", "peer in 701", "profile of 1 Anna"]
    );
    assert!(socket.is_empty());
}

#[test]
fn what_takes_the_place_of_another_needs_none_of_its_own() {
    let socket = Socket::new();
    let (mailbox, mut inbox) = socket.subscription();
    let (_full, mut elsewhere) = socket.filled_but(4);
    let full = |mailbox: &Mailbox, n: i64| {
        mailbox.push_user(&count(ROOM, 1, n));
        mailbox.push_user(&status(1, &format!("{n}")));
        mailbox.push_active(&writes(ANN, Some(n)));
        mailbox.push_active(&receipt(ANN, n));
    };
    for n in 1..4 {
        full(&mailbox, n);
    }
    assert_eq!(socket.dropped(), 0);
    let told = ["3 unread after #1 at #1", "status of 1 3", "Ann writes until 3000000", "Ann read to #3"];
    assert_eq!(heard(&mut inbox), told);
    assert_eq!(heard(&mut elsewhere).len(), 252);
    assert!(socket.is_empty());
}

#[test]
fn a_user_event_without_a_place_is_all_to_be_read_again() {
    let socket = Socket::new();
    let (mailbox, mut inbox) = socket.subscription();
    let (full, mut elsewhere) = socket.filled_but(2);
    mailbox.push_user(&profile(1, "Ann"));
    mailbox.push_user(&status(1, "here"));
    mailbox.push_user(&profile(2, "Bob"));
    assert_eq!(socket.dropped(), 1);
    // What comes while that waits is in what will be read; its places are free.
    mailbox.push_user(&profile(3, "Cleo"));
    mailbox.push_user(&status(1, "away"));
    mailbox.push_user(&count(ROOM, 1, 1));
    mailbox.push_login_sync_required();
    full.push_room(&says(ROOM, 1)[0]);
    full.push_room(&says(RoomId(9), 1)[0]);
    assert_eq!((heard(&mut inbox), socket.dropped()), (vec!["sync all".to_owned()], 1));
    assert_eq!(heard(&mut elsewhere).len(), 256);
    mailbox.push_user(&profile(3, "Cleo"));
    assert_eq!(heard(&mut inbox), ["profile of 3 Cleo"]);
    assert!(socket.is_empty());
}

#[test]
fn for_want_of_room_for_a_status_only_statuses_go() {
    let socket = Socket::new();
    let (mailbox, mut inbox) = socket.subscription();
    let (_full, _elsewhere) = socket.filled_but(4);
    mailbox.push_user(&profile(1, "Ann"));
    mailbox.push_user(&status(1, "here"));
    mailbox.push_user(&count(ROOM, 1, 1));
    mailbox.push_user(&status(2, "here"));
    mailbox.push_user(&status(3, "here"));
    // Of what is kept, a newer one still takes the place.
    mailbox.push_user(&count(ROOM, 1, 2));
    mailbox.push_user(&status(2, "away"));
    assert_eq!(heard(&mut inbox), ["profile of 1 Ann", "2 unread after #1 at #1", "sync all"]);
    // The two statuses gave their places back, the three that were read theirs: four are free.
    for n in 0..4 {
        mailbox.push_user(&profile(n, "there"));
    }
    assert_eq!(socket.dropped(), 1);
    mailbox.push_user(&profile(4, "there"));
    assert_eq!(heard(&mut inbox), ["sync all"]);
}

#[test]
fn it_is_said_once_that_something_may_be_missing() {
    let socket = Socket::new();
    let (mailbox, mut inbox) = socket.subscription();
    mailbox.push_user(&profile(1, "Ann"));
    mailbox.push_login_sync_required();
    mailbox.push_login_sync_required();
    assert_eq!(heard(&mut inbox), ["profile of 1 Ann", "sync all"]);
    mailbox.push_login_sync_required();
    assert_eq!(heard(&mut inbox), ["sync all"]);
    assert_eq!((socket.dropped(), socket.is_empty()), (0, true));
}

#[test]
fn of_an_active_room_the_newest_of_each_person_waits() {
    let socket = Socket::new();
    let (mailbox, mut inbox) = socket.subscription();
    mailbox.push_active(&writes(ANN, Some(1)));
    mailbox.push_active(&receipt(ANN, 1));
    mailbox.push_active(&writes(BOB, Some(1)));
    mailbox.push_active(&receipt(BOB, 2));
    mailbox.push_active(&writes(ANN, None));
    mailbox.push_active(&receipt(ANN, 3));
    assert_eq!(
        heard(&mut inbox),
        ["Ann stopped writing", "Ann read to #3", "Bob writes until 1000000", "Bob read to #2"]
    );
    let (_full, mut elsewhere) = socket.filled_but(1);
    mailbox.push_active(&writes(ANN, Some(2)));
    mailbox.push_active(&writes(BOB, Some(2)));
    mailbox.push_active(&writes(ANN, Some(3)));
    assert_eq!((heard(&mut inbox), socket.dropped()), (vec!["Ann writes until 3000000".to_owned()], 1));
    assert_eq!(heard(&mut elsewhere).len(), 255);
    assert!(socket.is_empty());
}

#[test]
fn who_has_no_room_for_a_global_event_is_sent_away_after_what_waits() {
    let socket = Socket::new();
    let (mailbox, mut inbox) = socket.subscription();
    let (_full, _elsewhere) = socket.filled_but(2);
    mailbox.push_global(&announced(1));
    mailbox.push_global(&announced(2));
    assert!(!socket.is_too_slow());
    mailbox.push_global(&announced(3));
    assert_eq!(socket.dropped(), 1);
    assert!(socket.is_too_slow());
    // Nothing comes after that, whether there is room again or not.
    assert!(matches!(inbox.next().now_or_never(), Some(Some(Delivery::Global(_)))));
    mailbox.push_global(&announced(4));
    mailbox.cut_off();
    mailbox.end(SessionEndReason::Revoked);
    assert_eq!(heard(&mut inbox), ["announced 2", "too slow"]);
    assert!(is_over(&mut inbox));
    assert!(!socket.is_too_slow(), "said once");
    assert_eq!(socket.dropped(), 1);
}

#[test]
fn nothing_is_said_after_the_end_of_a_session() {
    let socket = Socket::new();
    let (mailbox, mut inbox) = socket.subscription();
    mailbox.push_user(&profile(1, "Ann"));
    mailbox.end(SessionEndReason::Revoked);
    mailbox.end(SessionEndReason::Expired);
    mailbox.push_global(&announced(1));
    mailbox.cut_off();
    assert_eq!(heard(&mut inbox), ["profile of 1 Ann", "session REVOKED"]);
    assert!(is_over(&mut inbox));
    assert!(!socket.is_too_slow() && socket.is_empty());
    let (mailbox, mut inbox) = socket.subscription();
    mailbox.push_active(&writes(ANN, None));
    mailbox.close();
    mailbox.end(SessionEndReason::Revoked);
    assert_eq!(heard(&mut inbox), ["Ann stopped writing"]);
    assert!(is_over(&mut inbox));
}

/// Who reads late, or never, is still there; what comes meanwhile takes no places from the other subscriptions.
#[test]
fn after_the_end_nothing_waits() {
    let ends: [(&str, Deed); 3] = [
        ("session REVOKED", |it| it.end(SessionEndReason::Revoked)),
        ("too slow", Mailbox::cut_off),
        ("", Mailbox::close),
    ];
    for (last, end) in ends {
        let socket = Socket::new();
        let (mailbox, mut inbox) = socket.subscription();
        end(&mailbox);
        let events = says(ROOM, 2);
        mailbox.push_room(&events[0]);
        mailbox.push_missed(&events[1]);
        mailbox.push_user(&status(2, "there"));
        mailbox.push_active(&writes(BOB, Some(1)));
        mailbox.push_global(&announced(1));
        mailbox.push_login_sync_required();
        assert!(socket.is_empty(), "{last}");
        assert_eq!(heard(&mut inbox), [last].into_iter().filter(|last| !last.is_empty()).collect::<Vec<_>>());
        assert!(is_over(&mut inbox) && socket.dropped() == 0);
    }
}

/// A task that counts how often it is woken.
#[derive(Default)]
struct Sleeper(AtomicUsize);

impl Wake for Sleeper {
    fn wake(self: Arc<Self>) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }
}

impl Sleeper {
    /// Reads to the end of what waits.
    fn reads(self: &Arc<Self>, inbox: &mut Inbox) {
        let waker = Waker::from(self.clone());
        let mut context = Context::from_waker(&waker);
        while let Poll::Ready(Some(_)) = inbox.poll_next_unpin(&mut context) {}
    }

    fn woken(&self) -> usize {
        self.0.swap(0, Ordering::Relaxed)
    }
}

#[test]
fn whatever_comes_wakes_who_sleeps_and_nobody_else() {
    let deeds: [(&str, Deed); 9] = [
        ("an event", |it| it.push_room(&says(ROOM, 1)[0])),
        ("a user event", |it| it.push_user(&profile(1, "Ann"))),
        ("a status", |it| it.push_user(&status(1, "here"))),
        ("typing", |it| it.push_active(&writes(ANN, None))),
        ("an announcement", |it| it.push_global(&announced(1))),
        ("a doubt", Mailbox::push_login_sync_required),
        ("a cut", Mailbox::cut_off),
        ("an end", |it| it.end(SessionEndReason::Expired)),
        ("a close", Mailbox::close),
    ];
    for (what, deed) in deeds {
        for places in [0, 256] {
            let socket = Socket::new();
            let _full = socket.filled_but(places);
            let (mailbox, mut inbox) = socket.subscription();
            let sleeper = Arc::<Sleeper>::default();
            sleeper.reads(&mut inbox);
            deed(&mailbox);
            // Typing without a place is dropped.
            let wakes = usize::from((what, places) != ("typing", 0));
            assert_eq!(sleeper.woken(), wakes, "{what} with {places} places");
            // Who was woken and has not read is awake.
            mailbox.push_login_sync_required();
            mailbox.close();
            assert_eq!(sleeper.woken(), 1 - wakes, "after {what} with {places} places");
        }
    }
}

#[test]
fn whoever_read_last_is_woken() {
    let socket = Socket::new();
    let (mailbox, mut inbox) = socket.subscription();
    let [first, second] = [(); 2].map(|()| Arc::<Sleeper>::default());
    first.reads(&mut inbox);
    second.reads(&mut inbox);
    for _ in 0..2 {
        mailbox.push_user(&profile(1, "Ann"));
        assert_eq!((first.woken(), second.woken()), (0, 1));
        second.reads(&mut inbox);
    }
}

/// A count of somebody else's merges with nobody's.
#[test]
fn counts_of_two_users_of_one_mailbox_are_two() {
    let socket = Socket::new();
    let (mailbox, mut inbox) = socket.subscription();
    for member in [ANN, CLEO] {
        let log = Log::of(ROOM, [member]);
        mailbox.push_user(&user(UserEventKind::UnreadCountChanged(log.position(member))));
    }
    assert_eq!(heard(&mut inbox).len(), 2);
}
