//! Giving emoji to messages, and taking them back.

use crate::{
    actions::{
        Actions, Actor,
        messages::{Changed, lock},
    },
    domain::{access, change::MessageChange, emoji::Emoji, problem::Problem, refusal::Refusal},
    ids::{Claimed, MessageId},
    store::{Done, Failure, Job, QueueKey, Tx, reactions},
};

impl Actions {
    /// Gives an emoji to a message; one that was given before changes nothing.
    pub async fn add_reaction(
        &self,
        actor: &Actor,
        message: Claimed<MessageId>,
        emoji: &str,
    ) -> Result<Done<Changed>, Refusal> {
        let emoji = read(emoji)?;
        self.once(actor, React { actor: actor.clone(), message, emoji, added: true }).await
    }

    /// Takes an emoji back; one that was not given changes nothing.
    pub async fn remove_reaction(
        &self,
        actor: &Actor,
        message: Claimed<MessageId>,
        emoji: &str,
    ) -> Result<Done<Changed>, Refusal> {
        let emoji = read(emoji)?;
        self.once(actor, React { actor: actor.clone(), message, emoji, added: false }).await
    }
}

fn read(emoji: &str) -> Result<Emoji, Refusal> {
    emoji.parse().map_err(|_| Refusal::invalid("emoji", Problem::Malformed, "This must be one emoji."))
}

struct React {
    actor: Actor,
    message: Claimed<MessageId>,
    emoji: Emoji,
    /// Whether it is given; else it is taken back.
    added: bool,
}

impl Job for React {
    type Answer = Changed;

    fn queue(&self) -> QueueKey {
        QueueKey::Room(self.message.room())
    }

    async fn run(&self, tx: &mut Tx) -> Result<Done<Changed>, Failure> {
        let Self { emoji, added, .. } = *self;
        let (mut writing, standing, mut message) = lock(tx, &self.actor, self.message).await?;
        if standing.role.is_none() {
            return Err(access::outside(Some(&writing.room)).into());
        }
        if message.deleted_at.is_some() {
            return Err(Refusal::gone("The message is deleted.").into());
        }
        let (key, user) = (message.key(), self.actor.user);
        let is_new = if added {
            message.reactions.may_add(emoji)?;
            reactions::insert(tx, key, user, emoji, writing.next_seq()).await?
        } else {
            reactions::delete(tx, key, user, emoji).await?
        };
        if !is_new {
            return Ok(Done::quiet(Changed { message: key, seq: None }));
        }
        if added {
            message.reactions.add(emoji);
        } else {
            message.reactions.remove(emoji);
        }
        let seq = writing.change(tx, MessageChange::React { emoji, added }, message).await?;
        Ok(Done { answer: Changed { message: key, seq: Some(seq) }, events: writing.finish(tx).await? })
    }
}
