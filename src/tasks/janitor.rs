//! What must be done from time to time: ticks, a look at the clock, ended sessions, forgetting what is no longer needed.

use crate::{
    actions::Actions,
    clock::{Clock, FOR_GOOD, Moment},
    domain::refusal::Refusal,
    hub::{Hub, TICK},
    metrics::Metrics,
};
use std::{collections::HashMap, sync::Arc, time::Duration};

/// How often the sessions of live connections are looked at.
const SESSIONS_EVERY: Duration = Duration::from_secs(30);
/// How often what is old is forgotten, in rounds of the above.
const FORGET_EVERY: u32 = 20;
/// How often files are taken away that nothing shows any more.
const FILES_EVERY: Duration = Duration::from_secs(30);
/// How often the whole store of files is looked at, in rounds of the above.
const LOOK_AT_STORE_EVERY: u32 = 120;

/// How often it is looked whether the machine's clock was set.
const CLOCK_EVERY: Duration = Duration::from_secs(1);
/// A machine may start a server before it has asked for the time.
const FORGETS_FROM: Moment = Moment(3_600_000_000);

/// Tells merged counts.
pub async fn tick(hub: Arc<Hub>, clock: Clock) {
    let mut ticks = tokio::time::interval(TICK);
    ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        hub.tick(clock.read());
    }
}

/// Looks after sessions and forgets, for as long as the server runs.
pub async fn run(hub: Arc<Hub>, actions: Actions, clock: Clock) {
    let mut rounds = tokio::time::interval(SESSIONS_EVERY);
    rounds.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    for round in 1_u32.. {
        rounds.tick().await;
        if let Err(refusal) = check_sessions(&hub, &actions, &clock).await {
            tracing::warn!(refusal.message, "the sessions of live connections could not be looked at");
        }
        if round % FORGET_EVERY == 0
            && let Err(refusal) = forget(&actions, &clock).await
        {
            tracing::warn!(refusal.message, "what is old could not be forgotten");
        }
    }
}

/// Takes away what is left of files, for as long as the server runs. Apart from the rest: a store may answer slowly.
pub async fn look_after_files(actions: Actions, clock: Clock) {
    let mut rounds = tokio::time::interval(FILES_EVERY);
    rounds.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    for round in 1_u32.. {
        rounds.tick().await;
        if let Err(refusal) = actions.take_dying_files_away().await {
            tracing::warn!(refusal.message, "files that nothing shows any more could not be taken away");
        }
        if round % LOOK_AT_STORE_EVERY == 0
            && let Err(refusal) = look_at_store(&actions, &clock).await
        {
            tracing::warn!(refusal.message, "the store of files could not be looked at");
        }
    }
}

/// Forgets what is old, of what is stored only on the word of a clock that is to be trusted.
pub async fn forget(actions: &Actions, clock: &Clock) -> Result<(), Refusal> {
    actions.forget_the_quiet();
    let now = clock.trusted(FOR_GOOD);
    if now.moment < FORGETS_FROM {
        return Ok(());
    }
    if clock.is_steady() {
        actions.bring_back_sessions(now.time).await?;
    }
    actions.give_up_old_files(now.time).await?;
    actions.forget_the_old(now.time).await
}

/// Takes objects away that no file is called by, on the word of a clock that is to be trusted.
pub async fn look_at_store(actions: &Actions, clock: &Clock) -> Result<(), Refusal> {
    let now = clock.trusted(FOR_GOOD);
    if now.moment < FORGETS_FROM {
        return Ok(());
    }
    actions.take_unknown_objects_away(now.time).await
}

/// Says when the machine's clock jumped, for as long as the server runs.
pub async fn watch_clock(actions: Actions, clock: Clock, metrics: Metrics) {
    let mut looks = tokio::time::interval(CLOCK_EVERY);
    looks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        looks.tick().await;
        for jump in clock.jumps() {
            let (from, to) = (jump.from.to_rfc3339(), jump.to.to_rfc3339());
            let seconds = jump.seconds();
            let direction = if seconds > 0 { "ahead" } else { "back" };
            tracing::warn!(
                from,
                to,
                seconds,
                "the machine's clock jumped {direction}, or the machine slept: nothing is forgotten, and nobody's session ends, \
                 by a jump ahead before it has stood for a day"
            );
            actions.look_at_schedule();
            metrics.clock_jumps.inc();
        }
    }
}

/// Ends connections whose session is over by time or by another node, and keeps alive the sessions in use.
pub async fn check_sessions(hub: &Hub, actions: &Actions, clock: &Clock) -> Result<(), Refusal> {
    let used = hub.used_sessions();
    if used.is_empty() {
        return Ok(());
    }
    let users: HashMap<_, _> = used.iter().copied().collect();
    let sessions = used.into_iter().map(|(session, _)| session).collect();
    for (session, reason) in actions.keep_sessions(sessions, clock.trusted(FOR_GOOD).time).await? {
        hub.end_session(users[&session], session, reason);
    }
    Ok(())
}
