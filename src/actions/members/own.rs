//! What a member keeps for itself about a room.

use crate::{
    actions::{Actions, Actor, hiding, writing::Writing},
    domain::{
        refusal::Refusal,
        room::{Member, NotificationMode},
    },
    ids::RoomId,
    store::{Done, Failure, Job, QueueKey, Tx},
};

/// What a member keeps for itself; what is absent stays.
#[derive(Clone, Copy, Debug)]
pub struct OwnChange {
    pub notification_mode: Option<NotificationMode>,
    pub is_pinned: Option<bool>,
    /// Of a DIRECT room.
    pub is_hidden: Option<bool>,
}

impl Actions {
    /// Changes what the actor keeps for itself about a room.
    pub async fn update_membership(
        &self,
        actor: &Actor,
        room: RoomId,
        change: OwnChange,
    ) -> Result<Done<RoomId>, Refusal> {
        self.once(actor, UpdateOwn { actor: actor.clone(), room, change }).await
    }
}

struct UpdateOwn {
    actor: Actor,
    room: RoomId,
    change: OwnChange,
}

impl Job for UpdateOwn {
    type Answer = RoomId;

    fn queue(&self) -> QueueKey {
        QueueKey::Room(self.room)
    }

    async fn run(&self, tx: &mut Tx) -> Result<Done<RoomId>, Failure> {
        let (writing, member) = Writing::lock_as_member(tx, &self.actor, self.room).await?;
        let mut changed = Member {
            notification_mode: self.change.notification_mode.unwrap_or(member.notification_mode),
            is_pinned: self.change.is_pinned.unwrap_or(member.is_pinned),
            ..member
        };
        if let Some(hidden) = self.change.is_hidden {
            changed = hiding::hide(&writing.room, changed, hidden)?;
        }
        let events = hiding::keep(tx, writing.room, &member, &changed).await?;
        Ok(Done { answer: self.room, events })
    }
}
