//! Who writes and who reads, in every order (`make loom`).

use super::*;
use crate::{
    hub::channel::{RoomChannel, RoomItem},
    testing::{BOB, Log, OTHER, ROOM},
};
use ::loom::{future::block_on, model, model::Builder, thread};
use futures_util::StreamExt;

type Mail = Arc<Mailbox<RoomChannel>>;

/// The first event of a room.
fn first(of: crate::ids::RoomId) -> SharedEvent<crate::domain::event::RoomEvent> {
    SharedEvent::new(Log::of(of, []).says(BOB, ""))
}

/// All that is heard until the end.
fn heard(mailbox: Mail) -> usize {
    let mut inbox = Inbox(mailbox);
    block_on(async {
        let mut count = 0;
        while let Some(item) = inbox.next().await {
            count += usize::from(matches!(item, RoomItem::Event(_)));
        }
        count
    })
}

/// A reader that is not woken would wait for ever, which loom notices.
#[test]
fn who_sleeps_hears_what_comes_and_the_end() {
    model(|| {
        let budget = Arc::<Budget>::default();
        let mailbox: Mail = Mailbox::new(budget.clone());
        let writer = mailbox.clone();
        let writes = thread::spawn(move || {
            writer.push(&first(ROOM));
            writer.close();
        });
        assert_eq!(heard(mailbox), 1);
        writes.join().unwrap();
        assert!(budget.is_empty());
    });
}

/// What comes after the end is not kept, and takes no place.
#[test]
fn two_writers_and_an_end_leave_no_place_taken() {
    // All orders of three threads are more than a test has time for: those in which a thread is interrupted twice at most.
    let mut bounded = Builder::new();
    bounded.preemption_bound = Some(2);
    bounded.check(|| {
        let budget = Arc::<Budget>::default();
        let mailbox: Mail = Mailbox::new(budget.clone());
        let (one, other) = (mailbox.clone(), mailbox.clone());
        let pushes = thread::spawn(move || one.push(&first(ROOM)));
        let ends = thread::spawn(move || {
            other.push(&first(OTHER));
            other.close();
        });
        let count = heard(mailbox.clone());
        assert!((1..=2).contains(&count), "what was pushed before the end is heard");
        pushes.join().unwrap();
        ends.join().unwrap();
        drop(mailbox);
        assert!(budget.is_empty());
    });
}
