//! Two readers who want one rendering, in every order (`make loom`). Loom does not see into the cell, which is tokio's: the orders
//! are those of the readers' steps, and of their sleeping and waking.

use super::*;
use ::loom::{
    future::{AtomicWaker, block_on},
    model,
    sync::atomic::AtomicBool,
    thread,
};
use std::{
    convert::Infallible,
    future::poll_fn,
    panic::{AssertUnwindSafe, catch_unwind},
    pin::pin,
    task::{Context, Poll, Waker},
};

/// What the making of a rendering waits for.
#[derive(Default)]
struct Read {
    is_there: AtomicBool,
    waker: AtomicWaker,
}

impl Read {
    fn comes(&self) {
        self.is_there.store(true, Ordering::Release);
        self.waker.wake();
    }

    async fn arrives(&self) {
        poll_fn(|context| {
            self.waker.register_by_ref(context.waker());
            if self.is_there.load(Ordering::Acquire) { Poll::Ready(()) } else { Poll::Pending }
        })
        .await;
    }
}

struct Shared {
    renderings: Renderings,
    made: AtomicUsize,
    read: Read,
}

impl Shared {
    fn new() -> Arc<Self> {
        Arc::new(Self { renderings: Renderings::default(), made: AtomicUsize::new(0), read: Read::default() })
    }

    async fn render(&self, panics: bool) -> Rendering {
        let make = async || {
            self.read.arrives().await;
            assert!(!panics, "made to");
            self.made.fetch_add(1, Ordering::Relaxed);
            Ok::<_, Infallible>(Rendering::Personal)
        };
        self.renderings.of(7).expect("a place").get_or_try_init(make).await.cloned().expect("it can't fail")
    }
}

#[test]
fn two_readers_make_one_rendering() {
    model(|| {
        let shared = Shared::new();
        let (one, reads) = (shared.clone(), shared.clone());
        let first = thread::spawn(move || block_on(one.render(false)));
        reads.read.comes();
        block_on(shared.render(false));
        first.join().unwrap();
        assert_eq!(shared.made.load(Ordering::Relaxed), 1);
    });
}

#[test]
fn who_goes_away_while_they_make_it_leaves_it_to_the_next() {
    model(|| {
        let shared = Shared::new();
        let gone = shared.clone();
        let leaves = thread::spawn(move || {
            let mut rendering = pin!(gone.render(false));
            let _ = rendering.as_mut().poll(&mut Context::from_waker(Waker::noop()));
        });
        shared.read.comes();
        block_on(shared.render(false));
        leaves.join().unwrap();
        assert_eq!(shared.made.load(Ordering::Relaxed), 1);
    });
}

#[test]
fn who_panics_while_they_make_it_leaves_it_to_the_next() {
    model(|| {
        let shared = Shared::new();
        let other = shared.clone();
        let panics = thread::spawn(move || {
            drop(catch_unwind(AssertUnwindSafe(|| block_on(other.render(true)))));
        });
        shared.read.comes();
        block_on(shared.render(false));
        panics.join().unwrap();
        assert_eq!(shared.made.load(Ordering::Relaxed), 1);
    });
}
