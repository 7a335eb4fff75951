//! Publishes anew how people look after a COMMIT of unknown outcome. What is published is what the database says once nobody has
//! their rows any more.

use crate::{
    domain::{
        event::{ContactEvent, Event, UserEventKind},
        presence::status_events,
    },
    feed::Feeds,
    hub::Unconfirmed,
    ids::UserId,
    store::{Done, Failure, Job, QueueKey, Tx, memberships, presence},
};
use std::{sync::Arc, time::Duration};

/// How many people at once: each is locked until the commit.
const BATCH: usize = 100;
/// How long to wait before the next try when the database can't be asked.
const RETRY: Duration = Duration::from_secs(1);

/// Publishes for as long as the server runs.
pub async fn run(feeds: Feeds) {
    loop {
        let mut lookup = feeds.hub.unconfirmed(BATCH).await;
        if feeds.store.write(PublishAgain { people: lookup.people() }).await.is_ok() {
            lookup.all_done();
            continue;
        }
        // One whose news can't be published must not keep the others waiting.
        let mut failed = None;
        for person in lookup.people() {
            match feeds.store.write(PublishAgain { people: vec![person] }).await {
                Ok(_) => lookup.done(person.user),
                Err(refusal) => failed = Some(refusal),
            }
        }
        if let Some(refusal) = failed {
            tracing::warn!(refusal.message, "how people look could not be published anew");
            tokio::time::sleep(RETRY).await;
        }
    }
}

/// Changes nothing. Its lock waits for a COMMIT that comes in late.
struct PublishAgain {
    people: Vec<Unconfirmed>,
}

impl Job for PublishAgain {
    type Answer = ();

    fn queue(&self) -> QueueKey {
        QueueKey::People
    }

    fn locks_users(&self) -> Vec<UserId> {
        self.people.iter().map(|person| person.user).collect()
    }

    async fn run(&self, tx: &mut Tx) -> Result<Done<()>, Failure> {
        let users = presence::lock_users(tx, self.people.iter().map(|person| person.user)).await?;
        let mut events = Vec::new();
        for user in &users {
            if self.people.contains(&Unconfirmed { user: user.id, is_profile: true }) {
                let rooms = memberships::rooms_of_user(tx, user.id).await?;
                let kind = UserEventKind::ProfileChanged(Arc::new(user.clone()));
                let event = ContactEvent { about: user.id, rooms, large_rooms: Vec::new(), at: tx.now, kind };
                events.push(Event::Contact(Arc::new(event)));
            }
        }
        let rooms = presence::list_status_rooms(tx, &users).await?;
        events.extend(status_events(users, &rooms, tx.now));
        Ok(Done { answer: (), events })
    }
}
