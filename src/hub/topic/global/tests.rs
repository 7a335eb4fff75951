//! What concerns everybody, or some.

use crate::{
    domain::event::{Event, GlobalEvent, GlobalEventKind},
    hub::{Hub, mailbox::Budget},
    store::Publisher,
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

/// Of an announcement that may have been published.
fn unconfirmed(hub: &Hub, event: &Arc<GlobalEvent>) {
    hub.commit_unknown(&[Event::Global(event.clone())]);
}

#[test]
fn what_may_have_been_published_sends_nobody_away_and_is_told_once_it_is_known() {
    let (hub, _holes) = Hub::new();
    let mut ann = hub.subscribe_global(ANN, Arc::default());
    let mut bob = hub.subscribe_global(BOB, Arc::default());
    let [mine, all, none] = [announces(1, 0, Some(vec![ANN])), announces(2, 0, None), announces(3, 0, None)];
    for event in [&mine, &all, &none, &all] {
        unconfirmed(&hub, event);
    }
    assert!(hub.unconfirmed_announcement().now_or_never().is_some());
    assert_eq!((heard(&mut ann.inbox), hub.unconfirmed_announcements().len()), (vec![], 3));
    for (event, happened) in [(&mine, true), (&all, true), (&none, false), (&all, true)] {
        hub.resolve_announcement(event, happened);
    }
    assert_eq!(heard(&mut ann.inbox), ["announced 1", "announced 2"]);
    assert_eq!(heard(&mut bob.inbox), ["announced 2"]);
    assert!(hub.unconfirmed_announcement().now_or_never().is_none());
}

#[test]
fn what_is_committed_meanwhile_is_not_told_twice() {
    let (hub, _holes) = Hub::new();
    let mut ann = hub.subscribe_global(ANN, Arc::default());
    let event = announces(1, 0, None);
    let retracted = Arc::new(GlobalEvent { kind: GlobalEventKind::AnnouncementRetracted, ..(*event).clone() });
    unconfirmed(&hub, &event);
    unconfirmed(&hub, &retracted);
    commits(&hub, [Event::Global(event.clone())]);
    hub.resolve_announcement(&event, true);
    assert_eq!(heard(&mut ann.inbox), ["announced 1"]);
    hub.resolve_announcement(&retracted, true);
    assert_eq!(heard(&mut ann.inbox), ["retracted 1"]);
}

#[test]
fn with_too_many_unconfirmed_the_whole_socket_is_sent_away() {
    let (hub, _holes) = Hub::new();
    let [mine, yours] = [(); 2].map(|()| Arc::<Budget>::default());
    let mut ann = hub.subscribe_global(ANN, mine.clone());
    let mut bob = hub.subscribe_global(BOB, yours.clone());
    commits(&hub, [Event::Global(announces(1, 0, None))]);
    for number in 2..=258 {
        unconfirmed(&hub, &announces(number, 0, Some(vec![ANN])));
    }
    commits(&hub, [Event::Global(announces(3, 0, None))]);
    for inbox in [&mut ann.inbox, &mut bob.inbox] {
        assert_eq!(heard(inbox), ["announced 1"], "nothing after it");
        assert!(matches!(futures_util::StreamExt::next(inbox).now_or_never(), Some(None)), "it is over");
    }
    assert!(mine.too_slow().now_or_never().is_some() && yours.too_slow().now_or_never().is_some());
}
