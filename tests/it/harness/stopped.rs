//! Machines that are stopped for a while: virtual ones are, when they are copied or moved, and their clocks go on (4 to 132 seconds
//! were measured, and several stops within a minute). Whatever waits by a clock has waited too long then, in the server, in
//! PostgreSQL and in the story: what the story found is void, and it is told again. Nothing else ever is.

use futures_util::FutureExt;
use spark::sync::Mutex;
use std::{
    panic::{AssertUnwindSafe, resume_unwind},
    sync::{
        LazyLock,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

/// How often it is looked whether the machine goes on.
const TICK: Duration = Duration::from_millis(50);
/// A machine that does nothing for so long was stopped. One that had much to do was never late by a quarter of it.
const STOPPED: Duration = Duration::from_secs(2);
/// More than so often it is not told again.
const TELLINGS: usize = 8;

/// Until when it was seen to go on last, and the last time that it had been stopped.
struct Seen {
    last: Instant,
    stop: Option<(Instant, Duration)>,
}

impl Seen {
    fn look(&mut self) {
        let now = Instant::now();
        let still = now - self.last;
        if still >= STOPPED {
            self.stop = Some((now, still));
        }
        self.last = now;
    }
}

static SEEN: LazyLock<Mutex<Seen>> = LazyLock::new(|| {
    thread::spawn(|| {
        loop {
            #[expect(clippy::disallowed_methods, reason = "a thread of its own, and no test waits for it")]
            thread::sleep(TICK);
            SEEN.lock().look();
        }
    });
    Mutex::new(Seen { last: Instant::now(), stop: None })
});

/// For how long the machine was stopped, if it was since then.
fn stopped_since(begun: Instant) -> Option<Duration> {
    let mut seen = SEEN.lock();
    // The thread that looks may be late itself.
    seen.look();
    seen.stop.filter(|(until, _)| *until >= begun).map(|(_, still)| still)
}

/// Tells a story; once more if it failed while the machine was stopped.
pub async fn tell(story: impl AsyncFn()) {
    LazyLock::force(&SEEN);
    tell_on(stopped_since, story).await;
}

/// The same on a machine that says since when it was stopped.
async fn tell_on(stopped_since: impl Fn(Instant) -> Option<Duration>, story: impl AsyncFn()) {
    for telling in 1.. {
        let begun = Instant::now();
        // A large future, which every story would hold.
        let Err(failed) = AssertUnwindSafe(Box::pin(story())).catch_unwind().await else { return };
        match stopped_since(begun) {
            Some(still) if telling < TELLINGS => eprintln!("The machine was stopped for {still:?}: told again."),
            _ => resume_unwind(failed),
        }
    }
}

/// How often a story is told that always fails, and that it fails.
async fn tellings(stopped_since: impl Fn(Instant) -> Option<Duration>) -> usize {
    let told = AtomicUsize::new(0);
    let story = async || {
        told.fetch_add(1, Ordering::Relaxed);
        panic!("it always fails");
    };
    assert!(AssertUnwindSafe(tell_on(stopped_since, story)).catch_unwind().await.is_err());
    told.into_inner()
}

#[tokio::test]
async fn only_what_a_stopped_machine_did_is_void() {
    assert_eq!(tellings(|_| None).await, 1);
    assert_eq!(tellings(|_| Some(STOPPED)).await, TELLINGS);
    let begun = Instant::now();
    let mut seen = Seen { last: begun - STOPPED / 2, stop: None };
    seen.look();
    assert_eq!(seen.stop, None);
    seen.last = begun - STOPPED;
    seen.look();
    assert!(seen.stop.is_some_and(|(until, still)| until >= begun && still >= STOPPED));
}
