//! Whether a client is worth listening to. A socket's task is woken for each delivery, and then its client has rarely said anything;
//! to ask the wire nevertheless cost a twentieth of a delivery (`benches/fanout.rs`).

use futures_util::task::AtomicWaker;
use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    task::{Context, Poll, Wake, Waker},
};

/// Asks only when something may have come since it was last asked in vain.
pub struct Attention {
    bell: Arc<Bell>,
    waker: Waker,
}

struct Bell {
    has_rung: AtomicBool,
    task: AtomicWaker,
}

impl Wake for Bell {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        self.has_rung.store(true, Ordering::Release);
        self.task.wake();
    }
}

impl Attention {
    pub fn new() -> Self {
        let bell = Arc::new(Bell { has_rung: AtomicBool::new(true), task: AtomicWaker::new() });
        Self { waker: bell.clone().into(), bell }
    }

    /// What `ask` finds, if it is worth asking. Who is told Pending is woken.
    pub fn poll<T>(&self, context: &Context<'_>, ask: impl FnOnce(&mut Context<'_>) -> Poll<T>) -> Poll<T> {
        // Before the look: who rings after it wakes this task.
        self.bell.task.register(context.waker());
        if !self.bell.has_rung.swap(false, Ordering::Acquire) {
            return Poll::Pending;
        }
        let found = ask(&mut Context::from_waker(&self.waker));
        if found.is_ready() {
            // There may be more.
            self.bell.has_rung.store(true, Ordering::Relaxed);
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::Cell;

    #[test]
    fn it_asks_when_something_may_have_come() {
        let attention = Attention::new();
        let (asked, context) = (Cell::new(0), Context::from_waker(Waker::noop()));
        let ask = |found: Poll<()>| {
            attention.poll(&context, |_| {
                asked.set(asked.get() + 1);
                found
            })
        };
        assert!(ask(Poll::Ready(())).is_ready());
        assert!(ask(Poll::Pending).is_pending());
        assert_eq!(asked.get(), 2);
        assert!(ask(Poll::Ready(())).is_pending(), "nothing came");
        assert_eq!(asked.get(), 2);
        attention.waker.wake_by_ref();
        assert!(ask(Poll::Ready(())).is_ready());
        assert_eq!(asked.get(), 3);
    }

    #[tokio::test]
    async fn what_comes_wakes_the_task() {
        let attention = Attention::new();
        let (say, mut hear) = tokio::sync::mpsc::channel(100);
        let heard = tokio::spawn(async move {
            let mut heard = Vec::new();
            while let Some(one) =
                std::future::poll_fn(|context| attention.poll(context, |inner| hear.poll_recv(inner))).await
            {
                heard.push(one);
            }
            heard
        });
        for n in 0..100 {
            say.try_send(n).unwrap();
            tokio::task::yield_now().await;
        }
        drop(say);
        assert_eq!(heard.await.unwrap(), (0..100).collect::<Vec<_>>());
    }
}
