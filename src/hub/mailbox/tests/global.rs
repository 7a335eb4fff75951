//! Who has no place for an announcement is sent away.

use super::*;

#[test]
fn who_has_no_room_for_a_global_event_is_sent_away_after_what_waits() {
    let socket = Socket::new();
    let (mailbox, mut inbox) = socket.subscription::<GlobalChannel>();
    let (_full, _elsewhere) = socket.filled_but(2);
    mailbox.push(&announced(1));
    mailbox.push(&announced(2));
    assert!(!socket.is_too_slow());
    mailbox.push(&announced(3));
    assert_eq!(socket.dropped(), 1);
    assert!(socket.is_too_slow());
    // Nothing comes after that, whether there is room again or not.
    assert!(matches!(inbox.next().now_or_never(), Some(Some(crate::hub::channel::GlobalItem::Event(_)))));
    mailbox.push(&announced(4));
    mailbox.cut_off();
    assert_eq!(heard(&mut inbox), ["announced 2"]);
    assert!(is_over(&mut inbox));
    assert!(!socket.is_too_slow(), "said once");
    assert_eq!(socket.dropped(), 1);
}

/// So many bytes, however few announcements they are.
#[test]
fn announcements_count_by_their_bytes_as_well() {
    let socket = Socket::new();
    let (mailbox, _inbox) = socket.subscription::<GlobalChannel>();
    let heavy = |number| SharedEvent::new(announces(number, 600_000, None));
    mailbox.push(&heavy(1));
    assert!(!socket.is_too_slow());
    mailbox.push(&heavy(2));
    assert!(socket.is_too_slow(), "more than a megabyte");
}
