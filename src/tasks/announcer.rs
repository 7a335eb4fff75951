//! Publishes scheduled announcements at their time.

use crate::{
    actions::Actions,
    clock::{Clock, Timestamp},
};
use std::time::Duration;

/// How long at most until it looks again: another node may have scheduled something, and be gone by then.
const LOOK_EVERY: Duration = Duration::from_secs(30);
/// How long to wait when the database can't be asked.
const RETRY: Duration = Duration::from_secs(1);

/// Publishes for as long as the server runs: at once what became due while none ran.
pub async fn run(actions: Actions, clock: Clock) {
    loop {
        let (next, pause) = match actions.publish_due(clock.now()).await {
            Ok(next) => (next, LOOK_EVERY),
            Err(refusal) => {
                tracing::warn!(refusal.message, "scheduled announcements could not be published");
                (None, RETRY)
            }
        };
        tokio::select! {
            () = clock.sleep_until(next.unwrap_or(Timestamp(i64::MAX))) => {}
            () = actions.scheduled() => {}
            () = tokio::time::sleep(pause) => {}
        }
    }
}
