//! Publishes scheduled announcements at their time, which a clock that was set does not bring about: what is published is said.

use crate::{
    actions::Actions,
    clock::{Clock, FOR_NEWS, Moment},
};
use std::time::Duration;

/// How long at most until it looks again: another node may have scheduled something, and be gone by then, or the clock was set
/// a little.
const LOOK_EVERY: Duration = Duration::from_secs(30);
/// How long to wait when the database can't be asked.
const RETRY: Duration = Duration::from_secs(1);

/// Publishes for as long as the server runs: at once what became due while none ran.
pub async fn run(actions: Actions, clock: Clock) {
    loop {
        let now = clock.trusted(FOR_NEWS);
        let (next, pause) = match actions.publish_due(now.time).await {
            Ok(next) => (next.map(|next| now.moment + next.since(now.time)), LOOK_EVERY),
            Err(refusal) => {
                tracing::warn!(refusal.message, "scheduled announcements could not be published");
                (None, RETRY)
            }
        };
        tokio::select! {
            () = clock.sleep_until(next.unwrap_or(Moment::NEVER)) => {}
            () = actions.scheduled() => {}
            () = tokio::time::sleep(pause) => {}
        }
    }
}
