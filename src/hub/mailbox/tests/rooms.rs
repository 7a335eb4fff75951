//! A room whose events find no place becomes one gap.

use super::*;

#[test]
fn so_many_events_wait_and_not_one_more() {
    let socket = Socket::new();
    let (mailbox, mut inbox) = socket.subscription::<RoomChannel>();
    let events = says(ROOM, 257);
    for event in &events[..256] {
        mailbox.push(event);
    }
    assert_eq!(heard(&mut inbox), numbers(1, 256));
    assert!(socket.is_empty());
    for event in &events {
        mailbox.push(event);
    }
    assert_eq!((heard(&mut inbox), socket.dropped()), (vec!["sync #1 to #257".to_owned()], 1));
    assert!(socket.is_empty());
}

#[test]
fn a_room_without_a_place_becomes_one_range_where_it_began() {
    let socket = Socket::new();
    let (mailbox, mut inbox) = socket.subscription::<RoomChannel>();
    let (room, other) = (says(ROOM, 300), says(OTHER, 128));
    // 1, 1, 2, 2 … of both, until all places are taken.
    for (other, room) in other.iter().zip(&room) {
        mailbox.push(other);
        mailbox.push(room);
    }
    for event in &room[128..131] {
        mailbox.push(event);
    }
    assert_eq!(socket.dropped(), 3);
    // Its places are free again, and it stays cut until that is read, so that nothing comes out of order.
    mailbox.push(&says(RoomId(9), 1)[0]);
    mailbox.push(&room[131]);
    let told = heard(&mut inbox);
    assert_eq!(told[..3], ["#1 in 701", "sync #1 to #132", "#2 in 701"]);
    assert_eq!(told.len(), 128 + 1 + 1);
    assert_eq!(told[129], "#1 in 9");
    assert!(socket.is_empty());
    // It was read: what comes now is told again.
    mailbox.push(&room[132]);
    assert_eq!(heard(&mut inbox), ["#133"]);
}

#[test]
fn two_rooms_without_a_place_are_two_ranges() {
    let socket = Socket::new();
    let (_mailbox, _inbox) = socket.filled_but(0);
    let (mailbox, mut inbox) = socket.subscription::<RoomChannel>();
    let (room, other) = (says(ROOM, 9), says(OTHER, 9));
    for (room, other) in room[4..7].iter().zip(&other[5..8]) {
        mailbox.push(room);
        mailbox.push(other);
    }
    assert_eq!(heard(&mut inbox), ["sync #5 to #7", "sync #6 to #8 in 701"]);
    assert_eq!(socket.dropped(), 6);
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
fn a_gap_ends_with_what_is_read_of_it() {
    let socket = Socket::new();
    let (mailbox, mut inbox) = socket.subscription::<RoomChannel>();
    let events = says(ROOM, 5);
    // What is not shown is in a gap of its own, and what comes behind it too.
    mailbox.push(&events[0]);
    mailbox.push_unshown(&events[1]);
    mailbox.push(&events[2]);
    mailbox.push_unshown(&events[3]);
    assert_eq!(heard(&mut inbox), ["#1", "sync #2 to #4"]);
    assert_eq!(socket.dropped(), 1, "only what would have been shown");
    mailbox.push(&events[4]);
    assert_eq!(heard(&mut inbox), ["#5"]);
    assert!(socket.is_empty());
}

#[test]
fn what_waits_is_small() {
    use crate::hub::channel::{Channel, GlobalChannel};
    assert_eq!(size_of::<<RoomChannel as Channel>::Item>(), 16);
    assert_eq!(size_of::<<UserChannel as Channel>::Item>(), 16);
    assert_eq!(size_of::<<GlobalChannel as Channel>::Item>(), 16);
    assert_eq!(size_of::<<ActiveChannel as Channel>::Item>(), 8);
    assert!(size_of::<Mailbox<RoomChannel>>() <= 88, "{}", size_of::<Mailbox<RoomChannel>>());
}
