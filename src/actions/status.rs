//! What people say of themselves while they are there.

use crate::{
    actions::{Actions, Actor, writing::lock_user},
    domain::{
        presence::{check_status, looks_different, status_events, status_text},
        refusal::Refusal,
        user::{User, UserStatus},
    },
    ids::UserId,
    store::{Done, Failure, Job, QueueKey, Tx, presence},
};

/// A status to show; an absent text stays, null clears it.
#[derive(Clone, Debug)]
pub struct StatusChange {
    /// What to show while connected; never OFFLINE.
    pub status: UserStatus,
    /// At most 140 characters. None keeps it, `Some(None)` clears it.
    pub text: Option<Option<String>>,
}

impl Actions {
    /// Chooses what to show while connected. It is kept over reconnects.
    pub async fn set_status(&self, actor: &Actor, change: StatusChange) -> Result<Done<UserId>, Refusal> {
        check_status(change.status)?;
        let text = change.text.map(|text| status_text(text.as_deref())).transpose()?;
        self.once(actor, SetStatus { user: actor.user, change: StatusChange { text, ..change } }).await
    }
}

struct SetStatus {
    user: UserId,
    change: StatusChange,
}

impl Job for SetStatus {
    type Answer = UserId;

    fn queue(&self) -> QueueKey {
        QueueKey::People
    }

    fn locks_users(&self) -> Vec<UserId> {
        vec![self.user]
    }

    async fn run(&self, tx: &mut Tx) -> Result<Done<UserId>, Failure> {
        let before = lock_user(tx, self.user).await?;
        let after = User {
            chosen_status: self.change.status,
            status_text: self.change.text.clone().unwrap_or_else(|| before.status_text.clone()),
            ..(*before).clone()
        };
        if after == *before {
            return Ok(Done::quiet(self.user));
        }
        presence::update_status(tx, self.user, after.chosen_status, after.status_text.as_deref()).await?;
        let news = if looks_different(&before, &after) { vec![after] } else { Vec::new() };
        let rooms = presence::list_status_rooms(tx, &news).await?;
        Ok(Done { answer: self.user, events: status_events(news, &rooms, tx.now) })
    }
}
