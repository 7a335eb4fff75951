//! Publishes scheduled announcements at their time.

use crate::{clock::Timestamp, graphql::App};
use std::time::Duration;

/// How long at most until it looks again: another node may have scheduled something, and be gone by then.
const LOOK_EVERY: Duration = Duration::from_secs(30);
/// How long to wait when the database can't be asked.
const RETRY: Duration = Duration::from_secs(1);

/// Publishes for as long as the server runs: at once what became due while none ran.
pub async fn run(app: App) {
    loop {
        let (next, pause) = match app.actions.publish_due(app.clock.now()).await {
            Ok(next) => (next, LOOK_EVERY),
            Err(refusal) => {
                tracing::warn!(refusal.message, "scheduled announcements could not be published");
                (None, RETRY)
            }
        };
        tokio::select! {
            () = app.clock.sleep_until(next.unwrap_or(Timestamp(i64::MAX))) => {}
            () = app.actions.scheduled() => {}
            () = tokio::time::sleep(pause) => {}
        }
    }
}
