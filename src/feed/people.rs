//! Tells anew how people look of whom something may have been committed that was not told, for the outcome of its COMMIT was
//! unknown. What is told is what the database says once nobody has their rows any more.

use crate::{
    domain::{
        event::{CircleEvent, Event, UserEventKind},
        presence::status_events,
    },
    feed::Feeds,
    hub::Doubted,
    ids::UserId,
    store::{Done, Failure, Job, QueueKey, Tx, memberships, presence},
};
use std::{sync::Arc, time::Duration};

/// How many people at once: each is locked until the commit.
const BATCH: usize = 100;
/// How long to wait before the next try when the database can't be asked.
const RETRY: Duration = Duration::from_secs(1);

/// Tells of people for as long as the server runs.
pub async fn run(feeds: Feeds) {
    loop {
        let people = feeds.hub.doubted(BATCH).await;
        if feeds.store.write(TellAgain { people: people.clone() }).await.is_ok() {
            continue;
        }
        // One who can't be told of must not keep the others waiting.
        let mut failed = None;
        for doubted in people {
            if let Err(refusal) = feeds.store.write(TellAgain { people: vec![doubted] }).await {
                feeds.hub.doubt_again([doubted]);
                failed = Some(refusal);
            }
        }
        if let Some(refusal) = failed {
            tracing::warn!(refusal.message, "how people look could not be told anew");
            tokio::time::sleep(RETRY).await;
        }
    }
}

/// Changes nothing. Its lock waits for a COMMIT that comes in late.
struct TellAgain {
    people: Vec<Doubted>,
}

impl Job for TellAgain {
    type Answer = ();

    fn queue(&self) -> QueueKey {
        QueueKey::People
    }

    fn locks_users(&self) -> Vec<UserId> {
        self.people.iter().map(|doubted| doubted.user).collect()
    }

    async fn run(&self, tx: &mut Tx) -> Result<Done<()>, Failure> {
        let users = presence::lock_users(tx, self.people.iter().map(|doubted| doubted.user)).await?;
        let mut events = Vec::new();
        for user in &users {
            if self.people.contains(&Doubted { user: user.id, is_profile: true }) {
                let rooms = memberships::rooms_of_user(tx, user.id).await?;
                let kind = UserEventKind::ProfileChanged(Arc::new(user.clone()));
                let event = CircleEvent { about: user.id, rooms, large_rooms: Vec::new(), at: tx.now, kind };
                events.push(Event::Circle(Arc::new(event)));
            }
        }
        let rooms = presence::list_status_rooms(tx, &users).await?;
        events.extend(status_events(users, &rooms, tx.now));
        Ok(Done { answer: (), events })
    }
}
