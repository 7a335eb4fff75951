//! What concerns everybody, or some.

use crate::{
    domain::event::{Event, GlobalEvent, GlobalEventKind},
    hub::Hub,
    testing::{ANN, BOB, announces, commits, heard},
};
use futures_util::FutureExt;
use std::sync::Arc;

#[test]
fn an_announcement_reaches_those_whom_it_is_for() {
    let (hub, _holes) = Hub::new();
    let mut ann = hub.subscribe_global(ANN, Arc::default());
    let mut bob = hub.subscribe_global(BOB, Arc::default());
    let mut phone = hub.subscribe_global(BOB, Arc::default());
    assert_eq!(hub.subscriptions(), 3);
    commits(&hub, [None, Some(vec![ANN]), Some(vec![])].map(|audience| Event::Global(announces(1, 0, audience))));
    let retracted =
        GlobalEvent { kind: GlobalEventKind::AnnouncementRetracted, ..(*announces(2, 0, Some(vec![BOB]))).clone() };
    commits(&hub, [Event::Global(Arc::new(retracted))]);
    assert_eq!(heard(&mut ann.inbox), ["announced 1", "announced 1"]);
    for inbox in [&mut bob.inbox, &mut phone.inbox] {
        assert_eq!(heard(inbox), ["announced 1", "retracted 2"]);
    }
    drop(phone);
    assert_eq!((hub.subscriptions(), hub.global.len()), (2, 2));
    commits(&hub, [Event::Global(announces(3, 0, None))]);
    assert_eq!(
        (heard(&mut ann.inbox), heard(&mut bob.inbox)),
        (vec!["announced 3".into()], vec!["announced 3".into()])
    );
}

#[test]
fn who_may_have_missed_one_is_sent_away_with_the_whole_socket() {
    use crate::{hub::mailbox::Budget, store::Publisher};
    let (hub, _holes) = Hub::new();
    let [mine, yours] = [(); 2].map(|()| Arc::<Budget>::default());
    let mut ann = hub.subscribe_global(ANN, mine.clone());
    let mut bob = hub.subscribe_global(BOB, yours.clone());
    commits(&hub, [Event::Global(announces(1, 0, None))]);
    hub.commit_unknown(&[Event::Global(announces(2, 0, Some(vec![ANN])))]);
    commits(&hub, [Event::Global(announces(3, 0, None))]);
    for inbox in [&mut ann.inbox, &mut bob.inbox] {
        assert_eq!(heard(inbox), ["announced 1"], "nothing after it");
        assert!(matches!(futures_util::StreamExt::next(inbox).now_or_never(), Some(None)), "it is over");
    }
    assert!(mine.too_slow().now_or_never().is_some() && yours.too_slow().now_or_never().is_some());
}
