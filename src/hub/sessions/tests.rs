//! Which sessions are in use, and who hears of their end.

use crate::{
    domain::event::SessionEndReason,
    hub::{Hub, SessionGuard},
    ids::SessionId,
    testing::{ANN, BOB, commits},
};
use futures_util::FutureExt;
use std::time::Duration;

const FIRST: SessionId = SessionId(1);
const SECOND: SessionId = SessionId(2);

fn is_over(guard: &mut SessionGuard) -> bool {
    guard.ended().now_or_never().is_some()
}

fn ends(hub: &Hub, sessions: &[SessionId]) {
    commits(hub, [crate::testing::ends(ANN, sessions, SessionEndReason::SignedOut)]);
}

#[test]
fn each_connection_of_a_session_hears_its_end() {
    let (hub, _holes) = Hub::new();
    let [mut one, mut other] = [(); 2].map(|()| hub.use_session(ANN, FIRST));
    let mut another = hub.use_session(BOB, SECOND);
    assert!(!is_over(&mut one) && !is_over(&mut other));
    // Nobody listens to what is Ann's own.
    ends(&hub, &[SessionId(3), FIRST]);
    ends(&hub, &[FIRST]);
    assert!(is_over(&mut one) && is_over(&mut other) && is_over(&mut one));
    assert!(!is_over(&mut another));
    let mut late = hub.use_session(ANN, FIRST);
    assert!(is_over(&mut late), "over is over");
}

#[tokio::test]
async fn who_waits_for_the_end_is_woken() {
    let (hub, _holes) = Hub::new();
    let mut guard = hub.use_session(ANN, FIRST);
    let waiting = tokio::spawn(async move { guard.ended().await });
    tokio::task::yield_now().await;
    assert!(!waiting.is_finished());
    ends(&hub, &[FIRST]);
    tokio::time::timeout(Duration::from_secs(20), waiting).await.expect("it sleeps on").expect("an end");
    assert_eq!(hub.used_sessions(), []);
}

#[test]
fn a_session_is_in_use_as_long_as_one_connection_is() {
    let (hub, _holes) = Hub::new();
    let listed = || {
        let mut used = hub.used_sessions();
        used.sort();
        used
    };
    assert_eq!(listed(), []);
    let [one, other] = [(); 2].map(|()| hub.use_session(ANN, FIRST));
    let another = hub.use_session(BOB, SECOND);
    assert_eq!(listed(), [(FIRST, ANN), (SECOND, BOB)]);
    drop(one);
    assert_eq!(listed(), [(FIRST, ANN), (SECOND, BOB)]);
    drop(other);
    assert_eq!(listed(), [(SECOND, BOB)]);
    drop(another);
    assert_eq!(listed(), []);
    // Whoever signs in with it afterwards begins anew.
    ends(&hub, &[FIRST]);
    assert!(!is_over(&mut hub.use_session(ANN, FIRST)));
}
