//! Machines that are stopped for a while: virtual ones are, when they are copied or moved, and their clocks go on (4 to 132 seconds
//! were measured, and several stops within a minute). Whatever waits by a clock has waited too long then, in the server, in
//! PostgreSQL and in the story: what the story found is void, and it is told again. Nothing else ever is.

use futures_util::FutureExt;
use spark::sync::Mutex;
use std::{
    any::Any,
    panic::{AssertUnwindSafe, catch_unwind, resume_unwind},
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
    tell_on(Tellings::new(stopped_since), story).await;
}

/// The same of a story that runs its own runtime.
pub fn tell_blocking(story: impl Fn()) {
    tell_blocking_on(Tellings::new(stopped_since), story);
}

async fn tell_on(mut tellings: Tellings<impl StoppedSince>, story: impl AsyncFn()) {
    // A large future, which every story would hold.
    while let Err(failed) = AssertUnwindSafe(Box::pin(story())).catch_unwind().await {
        tellings.fail(failed);
    }
}

fn tell_blocking_on(mut tellings: Tellings<impl StoppedSince>, story: impl Fn()) {
    while let Err(failed) = catch_unwind(AssertUnwindSafe(&story)) {
        tellings.fail(failed);
    }
}

/// For how long a machine was stopped, if it was since then.
trait StoppedSince: Fn(Instant) -> Option<Duration> {}

impl<F: Fn(Instant) -> Option<Duration>> StoppedSince for F {}

/// How often a story was told, on a machine that says since when it was stopped.
struct Tellings<S> {
    stopped_since: S,
    count: usize,
    begun: Instant,
}

impl<S: StoppedSince> Tellings<S> {
    fn new(stopped_since: S) -> Self {
        LazyLock::force(&SEEN);
        Self { stopped_since, count: 1, begun: Instant::now() }
    }

    /// It failed: fails with it, but if it is void.
    fn fail(&mut self, failed: Box<dyn Any + Send>) {
        match (self.stopped_since)(self.begun) {
            Some(still) if self.count < TELLINGS => eprintln!("The machine was stopped for {still:?}: told again."),
            _ => {
                // Once more, after all that its server said: who reads the end of a long log is to find it.
                eprintln!("The story failed: {}", words(&*failed));
                resume_unwind(failed);
            }
        }
        self.count += 1;
        self.begun = Instant::now();
    }
}

/// What a panic said.
fn words(failed: &(dyn Any + Send)) -> &str {
    let text = failed.downcast_ref::<String>().map(String::as_str);
    text.or_else(|| failed.downcast_ref().copied()).unwrap_or("it does not say why")
}

/// How often a story is told that always fails, in either way, and that it fails.
fn tellings(stopped_since: impl StoppedSince + Copy) -> [usize; 2] {
    let counts = [AtomicUsize::new(0), AtomicUsize::new(0)];
    let fails = |count: &AtomicUsize| {
        count.fetch_add(1, Ordering::Relaxed);
        panic!("it always fails");
    };
    let tells = tell_on(Tellings::new(stopped_since), async || fails(&counts[0]));
    assert!(AssertUnwindSafe(tells).catch_unwind().now_or_never().unwrap().is_err());
    let tells = || tell_blocking_on(Tellings::new(stopped_since), || fails(&counts[1]));
    assert!(catch_unwind(AssertUnwindSafe(tells)).is_err());
    counts.map(AtomicUsize::into_inner)
}

#[test]
fn only_what_a_stopped_machine_did_is_void() {
    let panics = |text: &str| catch_unwind(AssertUnwindSafe(|| panic!("{text} fails"))).unwrap_err();
    assert_eq!([words(&*panics("it")), words(&"it fails"), words(&7)], ["it fails", "it fails", "it does not say why"]);
    assert_eq!(tellings(|_| None), [1, 1]);
    assert_eq!(tellings(|_| Some(STOPPED)), [TELLINGS, TELLINGS]);
    let begun = Instant::now();
    let mut seen = Seen { last: begun - STOPPED / 2, stop: None };
    seen.look();
    assert_eq!(seen.stop, None);
    seen.last = begun - STOPPED;
    seen.look();
    assert!(seen.stop.is_some_and(|(until, still)| until >= begun && still >= STOPPED));
}
