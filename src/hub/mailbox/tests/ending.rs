//! After the end nothing comes, and nothing waits.

use super::*;
use crate::testing::Word;

#[test]
fn nothing_is_said_after_the_end_of_a_session() {
    let socket = Socket::new();
    let (mailbox, mut inbox) = socket.subscription::<UserChannel>();
    mailbox.push(&profile(1, "Ann"));
    mailbox.end_session(SessionEndReason::Revoked);
    mailbox.end_session(SessionEndReason::Expired);
    mailbox.push(&profile(2, "Bob"));
    mailbox.close();
    assert_eq!(heard(&mut inbox), ["profile of 1 Ann", "session REVOKED"]);
    assert!(is_over(&mut inbox));
    assert!(!socket.is_too_slow() && socket.is_empty());
    let (mailbox, mut inbox) = socket.subscription::<ActiveChannel>();
    mailbox.push(&writes(ANN, None));
    mailbox.close();
    mailbox.push(&writes(BOB, None));
    assert_eq!(heard(&mut inbox), ["Ann stopped writing"]);
    assert!(is_over(&mut inbox));
}

/// Who reads late, or never, is still there; what comes meanwhile takes no places from the other subscriptions.
#[test]
fn after_the_end_nothing_waits() {
    let events = says(ROOM, 2);
    ends(&[], Mailbox::<RoomChannel>::close, |it| {
        it.push(&events[0]);
        it.push_unshown(&events[1]);
    });
    let late = |it: &Mailbox<UserChannel>| {
        it.push(&status(2, "there"));
        it.push_login_sync_required();
    };
    ends(&["session REVOKED"], |it: &Mailbox<UserChannel>| it.end_session(SessionEndReason::Revoked), late);
    ends(&[], Mailbox::<UserChannel>::close, late);
    ends(&[], Mailbox::<ActiveChannel>::close, |it| it.push(&writes(BOB, Some(1))));
    ends(&[], Mailbox::<GlobalChannel>::cut_off, |it| it.push(&announced(1)));
}

/// A mailbox ends, then something comes: only the last words are heard.
fn ends<C: Channel<Item: Word>>(words: &[&str], end: impl Fn(&Mailbox<C>), late: impl Fn(&Mailbox<C>)) {
    let socket = Socket::new();
    let (mailbox, mut inbox) = socket.subscription();
    end(&mailbox);
    late(&mailbox);
    assert!(socket.is_empty(), "{words:?}");
    assert_eq!(heard(&mut inbox), words);
    assert!(is_over(&mut inbox) && socket.dropped() == 0);
}
