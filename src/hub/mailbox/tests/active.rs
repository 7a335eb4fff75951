//! Of those who type and read, the newest waits.

use super::*;

#[test]
fn of_an_active_room_the_newest_of_each_person_waits() {
    let socket = Socket::new();
    let (mailbox, mut inbox) = socket.subscription::<ActiveChannel>();
    mailbox.push(&writes(ANN, Some(1)));
    mailbox.push(&receipt(ANN, 1));
    mailbox.push(&writes(BOB, Some(1)));
    mailbox.push(&receipt(BOB, 2));
    mailbox.push(&writes(ANN, None));
    mailbox.push(&receipt(ANN, 3));
    assert_eq!(
        heard(&mut inbox),
        ["Ann stopped writing", "Ann read to #3", "Bob writes until 1000000", "Bob read to #2"]
    );
    let (_full, mut elsewhere) = socket.filled_but(1);
    mailbox.push(&writes(ANN, Some(2)));
    mailbox.push(&writes(BOB, Some(2)));
    mailbox.push(&writes(ANN, Some(3)));
    assert_eq!((heard(&mut inbox), socket.dropped()), (vec!["Ann writes until 3000000".to_owned()], 1));
    assert_eq!(heard(&mut elsewhere).len(), 255);
    assert!(socket.is_empty());
}
