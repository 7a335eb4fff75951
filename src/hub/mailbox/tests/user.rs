//! Counts and statuses are merged; all else that finds no place is to be read again.

use super::*;

#[test]
fn a_count_takes_the_place_of_an_older_one_of_its_stay() {
    let socket = Socket::new();
    let (mailbox, mut inbox) = socket.subscription::<UserChannel>();
    let log = Log::of(ROOM, [ANN]);
    mailbox.push(&count(ROOM, 1, 1));
    mailbox.push(&count(OTHER, 1, 7));
    mailbox.push(&user(UserEventKind::MembershipAdded(log.membership(ANN), Arc::new(log.room.clone()))));
    mailbox.push(&count(ROOM, 5, 4));
    mailbox.push(&count(ROOM, 1, 2));
    mailbox.push(&count(ROOM, 5, 5));
    let stays = ["2 unread after #1 at #1", "7 unread after #1 at #1 in 701", "added", "5 unread after #1 at #1"];
    assert_eq!(heard(&mut inbox), stays, "each stay's in its own place");
    assert!(socket.is_empty());
    // What was read waits no more.
    mailbox.push(&count(ROOM, 1, 3));
    assert_eq!(heard(&mut inbox), ["3 unread after #1 at #1"]);
}

#[test]
fn a_status_takes_the_place_of_an_older_one_of_the_same_person() {
    let socket = Socket::new();
    let (mailbox, mut inbox) = socket.subscription::<UserChannel>();
    mailbox.push(&status(1, "away"));
    mailbox.push(&profile(1, "Ann"));
    mailbox.push(&status(2, "busy"));
    mailbox.push(&peer(ROOM));
    mailbox.push(&peer(OTHER));
    mailbox.push(&status(1, "here"));
    mailbox.push(&profile(1, "Anna"));
    mailbox.push(&peer(ROOM));
    assert_eq!(
        heard(&mut inbox),
        ["status of 1 here", "profile of 1 Ann", "status of 2 busy", "peer", "peer in 701", "profile of 1 Anna"]
    );
    assert!(socket.is_empty());
}

#[test]
fn a_user_event_without_a_place_is_all_to_be_read_again() {
    let socket = Socket::new();
    let (mailbox, mut inbox) = socket.subscription::<UserChannel>();
    let (full, mut elsewhere) = socket.filled_but(2);
    mailbox.push(&profile(1, "Ann"));
    mailbox.push(&status(1, "here"));
    mailbox.push(&profile(2, "Bob"));
    assert_eq!(socket.dropped(), 1);
    // What comes while that waits is in what will be read; its places are free.
    mailbox.push(&profile(3, "Cleo"));
    mailbox.push(&status(1, "away"));
    mailbox.push(&count(ROOM, 1, 1));
    mailbox.push_login_sync_required();
    full.push(&says(ROOM, 1)[0]);
    full.push(&says(RoomId(9), 1)[0]);
    assert_eq!((heard(&mut inbox), socket.dropped()), (vec!["sync all".to_owned()], 1));
    assert_eq!(heard(&mut elsewhere).len(), 256);
    mailbox.push(&profile(3, "Cleo"));
    assert_eq!(heard(&mut inbox), ["profile of 3 Cleo"]);
    assert!(socket.is_empty());
}

#[test]
fn for_want_of_room_for_a_status_only_statuses_go() {
    let socket = Socket::new();
    let (mailbox, mut inbox) = socket.subscription::<UserChannel>();
    let (_full, _elsewhere) = socket.filled_but(4);
    mailbox.push(&profile(1, "Ann"));
    mailbox.push(&status(1, "here"));
    mailbox.push(&count(ROOM, 1, 1));
    mailbox.push(&status(2, "here"));
    mailbox.push(&status(3, "here"));
    // Of what is kept, a newer one still takes the place.
    mailbox.push(&count(ROOM, 1, 2));
    mailbox.push(&status(2, "away"));
    assert_eq!(heard(&mut inbox), ["profile of 1 Ann", "2 unread after #1 at #1", "sync all"]);
    // The two statuses gave their places back, the three that were read theirs: four are free.
    for n in 0..4 {
        mailbox.push(&profile(n, "there"));
    }
    assert_eq!(socket.dropped(), 1);
    mailbox.push(&profile(4, "there"));
    assert_eq!(heard(&mut inbox), ["sync all"]);
}

#[test]
fn it_is_said_once_that_something_may_be_missing() {
    let socket = Socket::new();
    let (mailbox, mut inbox) = socket.subscription::<UserChannel>();
    mailbox.push(&profile(1, "Ann"));
    mailbox.push_login_sync_required();
    mailbox.push_login_sync_required();
    assert_eq!(heard(&mut inbox), ["profile of 1 Ann", "sync all"]);
    mailbox.push_login_sync_required();
    assert_eq!(heard(&mut inbox), ["sync all"]);
    assert_eq!((socket.dropped(), socket.is_empty()), (0, true));
}

/// A count of somebody else's merges with nobody's.
#[test]
fn counts_of_two_users_of_one_mailbox_are_two() {
    let socket = Socket::new();
    let (mailbox, mut inbox) = socket.subscription::<UserChannel>();
    for member in [ANN, CLEO] {
        let log = Log::of(ROOM, [member]);
        mailbox.push(&user(UserEventKind::UnreadCountChanged(log.position(member))));
    }
    assert_eq!(heard(&mut inbox).len(), 2);
}

#[test]
fn a_mention_counts_with_its_message() {
    let socket = Socket::new();
    let (mailbox, mut inbox) = socket.subscription::<UserChannel>();
    let mention = || user(UserEventKind::Mentioned(Log::of(ROOM, []).says(BOB, &"x".repeat(600_000)).message.clone()));
    mailbox.push(&mention());
    mailbox.push(&status(2, "there"));
    assert_eq!(heard(&mut inbox).len(), 2);
    mailbox.push(&mention());
    mailbox.push(&mention());
    assert_eq!(heard(&mut inbox), ["sync all"], "more than a megabyte");
    // All else weighs as much as it does whatever it is.
    for n in 0..200 {
        mailbox.push(&profile(n, "somebody"));
    }
    assert_eq!(heard(&mut inbox).len(), 200);
    assert!(socket.is_empty());
}
