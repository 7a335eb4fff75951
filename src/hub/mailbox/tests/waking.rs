//! Who sleeps is woken, once.

use super::*;

use std::{
    sync::atomic::{AtomicUsize, Ordering},
    task::{Wake, Waker},
};

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
    fn reads<C: Channel>(self: &Arc<Self>, inbox: &mut Inbox<C>) {
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
    wakes("an event", 1, |it: &Mailbox<RoomChannel>| it.push(&says(ROOM, 1)[0]));
    wakes("one that is not shown", 1, |it: &Mailbox<RoomChannel>| it.push_unshown(&says(ROOM, 1)[0]));
    wakes("a user event", 1, |it: &Mailbox<UserChannel>| it.push(&profile(1, "Ann")));
    wakes("a status", 1, |it: &Mailbox<UserChannel>| it.push(&status(1, "here")));
    wakes("a loss", 1, Mailbox::<UserChannel>::push_login_sync_required);
    wakes("an end", 1, |it: &Mailbox<UserChannel>| it.end_session(SessionEndReason::Expired));
    // Typing without a place is dropped.
    wakes("typing", 0, |it: &Mailbox<ActiveChannel>| it.push(&writes(ANN, None)));
    wakes("a close", 1, Mailbox::<ActiveChannel>::close);
    wakes("an announcement", 1, |it: &Mailbox<GlobalChannel>| it.push(&announced(1)));
    wakes("a cut", 1, Mailbox::<GlobalChannel>::cut_off);
}

/// A deed wakes who sleeps, and without a place so often.
fn wakes<C: Channel>(what: &str, without_a_place: usize, deed: impl Fn(&Mailbox<C>)) {
    for (places, wakes) in [(0, without_a_place), (256, 1)] {
        let socket = Socket::new();
        let _full = socket.filled_but(places);
        let (mailbox, mut inbox) = socket.subscription();
        let sleeper = Arc::<Sleeper>::default();
        sleeper.reads(&mut inbox);
        deed(&mailbox);
        assert_eq!(sleeper.woken(), wakes, "{what} with {places} places");
        // Who was woken and has not read is awake.
        deed(&mailbox);
        mailbox.close();
        assert_eq!(sleeper.woken(), 1 - wakes, "after {what} with {places} places");
    }
}

#[test]
fn whoever_read_last_is_woken() {
    let socket = Socket::new();
    let (mailbox, mut inbox) = socket.subscription::<UserChannel>();
    let [first, second] = [(); 2].map(|()| Arc::<Sleeper>::default());
    first.reads(&mut inbox);
    second.reads(&mut inbox);
    for _ in 0..2 {
        mailbox.push(&profile(1, "Ann"));
        assert_eq!((first.woken(), second.woken()), (0, 1));
        second.reads(&mut inbox);
    }
}
