//! Nobody dies in silence: what runs beside the calls for as long as the server does is begun anew when it panics. `/metrics` counts
//! that, and `/readyz` says what is not there meanwhile.

use crate::metrics::Metrics;
use futures_util::FutureExt;
use std::{panic::AssertUnwindSafe, time::Duration};

/// How long to wait before it begins anew: what panics at once must not do nothing else.
const PAUSE: Duration = Duration::from_secs(1);

/// Runs what never ends by itself; begins it anew when it does, or panics.
pub async fn keep<F: Future<Output = ()>>(metrics: Metrics, what: &'static str, mut begin: impl FnMut() -> F) {
    loop {
        metrics.runs(what, true);
        // Of a panic the log has it already, by the hook that every panic passes.
        if AssertUnwindSafe(async { begin().await }).catch_unwind().await.is_ok() {
            tracing::error!(what, "a background task has ended");
        }
        metrics.runs(what, false);
        metrics.panicked(what);
        tokio::time::sleep(PAUSE).await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    };
    use tokio::sync::Notify;

    #[tokio::test]
    async fn what_panics_is_said_and_begins_anew() {
        let (metrics, begun, again) = (Metrics::new(), Arc::<AtomicU32>::default(), Arc::<Notify>::default());
        let (counted, rings) = (begun.clone(), again.clone());
        let kept = keep(metrics.clone(), "a task", move || {
            let (counted, rings) = (counted.clone(), rings.clone());
            async move {
                rings.notify_one();
                assert!(counted.fetch_add(1, Ordering::Relaxed) > 0, "as told");
                std::future::pending::<()>().await;
            }
        });
        let watched = async {
            again.notified().await;
            // It panicked with its first step.
            assert_eq!(metrics.not_running(), ["a task"]);
            again.notified().await;
            assert_eq!((begun.load(Ordering::Relaxed), metrics.not_running()), (2, vec![]));
            assert!(metrics.to_text().contains("spark_panics_total{kind=\"a task\"} 1"));
        };
        tokio::select! {
            () = kept => {}
            () = watched => {}
        }
    }
}
