//! The answer of a COMMIT is lost: whoever listens to `global` stays, and hears what was published, once.

use crate::harness::{PATIENCE, Spark, on_both};
use futures_util::StreamExt;
use spark::{
    actions::{Actions, Actor, announcements::NewAnnouncement, passwords::Passwords, rates::RateLimits, rates::Rates},
    domain::{
        announcement::{Announcement, AnnouncementAudience, AnnouncementKind, AnnouncementSeverity},
        event::{
            Event, GlobalEvent,
            GlobalEventKind::{AnnouncementPublished, AnnouncementRetracted},
        },
    },
    feed::{Feeds, announced},
    hub::{Hub, channel::GlobalItem, mailbox::Budget},
    ids::{AnnouncementId, SessionId},
    metrics::Metrics,
    store::{Address, Committed, Publisher, Store},
};
use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};
use tokio::time::timeout;

on_both! {
    what_was_published_is_told_once_and_nobody_is_sent_away;
}

/// Tells the hub what is committed; while answers are lost, that it may have been.
struct Losing {
    hub: Arc<Hub>,
    loses: AtomicBool,
}

impl Publisher for Losing {
    fn publish(&self, committed: &Committed) {
        if self.loses.load(Ordering::Relaxed) {
            self.hub.commit_unknown(committed.events());
        } else {
            self.hub.publish(committed);
        }
    }

    fn commit_unknown(&self, events: &[Event]) {
        self.hub.commit_unknown(events);
    }
}

fn notice(title: &str) -> NewAnnouncement {
    NewAnnouncement {
        kind: AnnouncementKind::Notice,
        severity: AnnouncementSeverity::Info,
        audience: AnnouncementAudience::Everyone,
        title: title.into(),
        body: "Read.".into(),
        landing_url: None,
        image_url: None,
        metadata: None,
        publish_at: None,
        expires_at: None,
        starts_at: None,
        ends_at: None,
    }
}

async fn what_was_published_is_told_once_and_nobody_is_sent_away(spark: Spark) {
    let alice = spark.admin("alice").await;
    let bob = spark.user("bob").await;
    let address: Address = spark.database.url.parse().unwrap();
    let (hub, _holes) = Hub::new();
    let losing = Arc::new(Losing { hub: hub.clone(), loses: AtomicBool::new(true) });
    let store = Store::open(&address, spark.clock.clone(), spark::seed(), losing.clone(), Metrics::new());
    let rates = Rates::new(RateLimits::default(), spark.clock.clone());
    let actions = Actions::new(store.clone(), rates, Passwords::new().unwrap());
    let feeds = Feeds::new(hub.clone(), store.clone());
    let (key, now) = (bob.id.parse().unwrap(), spark.clock.now());
    let budget = Arc::new(Budget::default());
    let mut heard = Box::pin(feeds.global(key, now, budget.clone()).await.unwrap());
    let actor = Actor { user: alice.id.parse().unwrap(), session: SessionId(1), request: None };
    let first = actions.publish_announcement(&actor, notice("first")).await.unwrap().answer;
    actions.retract_announcement(&actor, first).await.unwrap();
    // What was rolled back is told by nobody.
    let lost = GlobalEvent {
        announcement: Arc::new(Announcement {
            id: AnnouncementId(7),
            ..(*hub.unconfirmed_announcements()[0].announcement).clone()
        }),
        ..(*hub.unconfirmed_announcements()[0]).clone()
    };
    hub.commit_unknown(&[Event::Global(Arc::new(lost))]);
    assert_eq!(hub.unconfirmed_announcements().len(), 3);
    let finding = tokio::spawn(announced::run(feeds.clone()));
    let mut next = async || match timeout(PATIENCE, heard.next()).await.expect("silence") {
        Some(Ok(GlobalItem::Event(event))) => (event.announcement.title.clone(), event.kind),
        other => panic!("{other:?}"),
    };
    assert_eq!(next().await, ("first".to_owned(), AnnouncementPublished));
    assert_eq!(next().await, ("first".to_owned(), AnnouncementRetracted));
    losing.loses.store(false, Ordering::Relaxed);
    actions.publish_announcement(&actor, notice("second")).await.unwrap();
    assert_eq!(next().await, ("second".to_owned(), AnnouncementPublished));
    assert_eq!(hub.unconfirmed_announcements().len(), 0);
    finding.abort();
    store.close().await;
}
