//! What a socket may hold in all, on whichever subscription.

use super::*;

#[test]
fn so_many_bytes_wait_and_not_one_more() {
    const MEGABYTE: usize = 1_048_576;
    let socket = Socket::new();
    let (mailbox, mut inbox) = socket.subscription::<RoomChannel>();
    mailbox.push(&long(MEGABYTE - MESSAGE));
    assert_eq!(heard(&mut inbox), ["#1"]);
    mailbox.push(&long(MEGABYTE - MESSAGE + 1));
    assert_eq!(heard(&mut inbox), ["sync #1 to #1"]);
    // All that waits counts together, on whichever subscription.
    let (other, mut elsewhere) = socket.subscription::<UserChannel>();
    let (active, mut seen) = socket.subscription::<ActiveChannel>();
    for (rest, told) in [(0, "#1"), (1, "sync #1 to #1")] {
        other.push(&status(2, "there"));
        active.push(&receipt(BOB, 1));
        mailbox.push(&long(MEGABYTE - MESSAGE - 2 * 300 + rest));
        assert_eq!(heard(&mut inbox), [told]);
        assert_eq!((heard(&mut elsewhere).len(), heard(&mut seen).len()), (1, 1));
    }
    assert!(socket.is_empty());
}

#[test]
fn the_subscriptions_of_a_socket_share_its_places() {
    let socket = Socket::new();
    let (_other, mut elsewhere) = socket.filled_but(2);
    let (mailbox, mut inbox) = socket.subscription::<RoomChannel>();
    let events = says(ROOM, 3);
    for event in &events {
        mailbox.push(event);
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
    let (late, mut reader) = socket.subscription::<RoomChannel>();
    let events = says(ROOM, 4);
    // One is read, and so there is room for one.
    assert!(inbox.next().now_or_never().flatten().is_some());
    late.push(&events[0]);
    assert_eq!((heard(&mut reader), socket.dropped()), (vec!["#1".to_owned()], 0));
    late.push(&events[1]);
    late.push(&events[2]);
    assert_eq!((heard(&mut reader), socket.dropped()), (vec!["sync #2 to #3".to_owned()], 1));
    drop((mailbox, inbox));
    assert!(socket.is_empty(), "what waited for who went away");
    late.push(&events[3]);
    late.push_unshown(&long(0));
    assert!(!socket.is_empty());
    drop((late, reader));
    assert!(socket.is_empty());
    let (user, active) = (socket.subscription::<UserChannel>(), socket.subscription::<ActiveChannel>());
    let global = socket.subscription::<GlobalChannel>();
    user.0.push(&status(2, "there"));
    user.0.push_login_sync_required();
    assert!(!socket.is_empty());
    drop(user);
    assert!(socket.is_empty());
    active.0.push(&writes(BOB, Some(1)));
    assert!(!socket.is_empty());
    drop(active);
    assert!(socket.is_empty());
    global.0.push(&announced(1));
    assert!(!socket.is_empty());
    drop(global);
    assert!(socket.is_empty());
}

#[test]
fn what_takes_the_place_of_another_needs_none_of_its_own() {
    let socket = Socket::new();
    let (mailbox, mut inbox) = socket.subscription::<UserChannel>();
    let (active, mut of_active) = socket.subscription::<ActiveChannel>();
    let (_full, mut elsewhere) = socket.filled_but(4);
    for n in 1..4 {
        mailbox.push(&count(ROOM, 1, n));
        mailbox.push(&status(1, &format!("{n}")));
        active.push(&writes(ANN, Some(n)));
        active.push(&receipt(ANN, n));
    }
    assert_eq!(socket.dropped(), 0);
    assert_eq!(heard(&mut inbox), ["3 unread after #1 at #1", "status of 1 3"]);
    assert_eq!(heard(&mut of_active), ["Ann writes until 3000000", "Ann read to #3"]);
    assert_eq!(heard(&mut elsewhere).len(), 252);
    assert!(socket.is_empty());
}
