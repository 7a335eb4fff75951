//! What must be done from time to time: ticks, ended sessions, forgetting what is no longer needed.

use crate::{
    clock::Clock,
    domain::refusal::Refusal,
    graphql::App,
    hub::{Hub, TICK},
};
use std::{sync::Arc, time::Duration};

/// How often the sessions of live connections are looked at.
const SESSIONS_EVERY: Duration = Duration::from_secs(30);
/// How often what is old is forgotten, in rounds of the above.
const FORGET_EVERY: u32 = 20;

/// Tells merged counts.
pub async fn tick(hub: Arc<Hub>, clock: Clock) {
    let mut ticks = tokio::time::interval(TICK);
    ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        hub.tick(clock.now());
    }
}

/// Looks after sessions and forgets, for as long as the server runs.
pub async fn run(app: App) {
    let mut rounds = tokio::time::interval(SESSIONS_EVERY);
    rounds.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    for round in 1_u32.. {
        rounds.tick().await;
        if let Err(refusal) = check_sessions(&app).await {
            tracing::warn!(refusal.message, "the sessions of live connections could not be looked at");
        }
        if round % FORGET_EVERY == 0
            && let Err(refusal) = app.actions.forget_the_old(app.clock.now()).await
        {
            tracing::warn!(refusal.message, "what is old could not be forgotten");
        }
    }
}

/// Ends connections whose session is over by time or by another node, and keeps alive the sessions in use.
pub async fn check_sessions(app: &App) -> Result<(), Refusal> {
    let used = app.feeds.hub.used_sessions();
    if used.is_empty() {
        return Ok(());
    }
    let now = app.clock.now();
    let users: std::collections::HashMap<_, _> = used.iter().copied().collect();
    for (session, reason) in
        app.actions.keep_sessions(used.into_iter().map(|(session, _)| session).collect(), now).await?
    {
        app.feeds.hub.end_session(users[&session], session, reason);
    }
    Ok(())
}
