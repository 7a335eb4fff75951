//! Going out of a room: by oneself, or put out.

use crate::{
    actions::{
        Actions, Actor,
        writing::{InRoom, Writing, find_user},
    },
    domain::{
        access::{self, RoomPermission},
        event::RoomEventKind,
        message::SystemKind,
        problem::Problem,
        refusal::Refusal,
        room::{Member, RoomKind, RoomRole},
        user::User,
    },
    ids::{RoomId, Seq, StayId, UserId},
    store::{Done, Failure, Job, QueueKey, Tx, invites, memberships},
};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// A stay that is over, and the number of the event that ended it.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct Left {
    pub stay: StayId,
    pub seq: Seq,
}

impl Actions {
    /// Takes the actor off a room. The last owner does not leave others behind, but in an archived room.
    pub async fn leave_room(&self, actor: &Actor, room: RoomId) -> Result<Done<Left>, Refusal> {
        self.once(actor, Leave { actor: actor.clone(), room }).await
    }

    /// Puts somebody else out of a room.
    pub async fn remove_member(&self, actor: &Actor, room: RoomId, user: UserId) -> Result<Done<InRoom>, Refusal> {
        if user == actor.user {
            return Err(Refusal::invalid("userId", Problem::NotAllowed, "To go yourself, use leaveRoom."));
        }
        self.once(actor, Remove { actor: actor.clone(), room, user }).await
    }
}

impl Writing {
    /// Ends a stay with its SYSTEM message, and with it what the member invited others by. Who was removed comes back by a new
    /// invite only. A PRIVATE room that everybody left is closed: nobody is there to let anybody in.
    async fn dismiss(
        &mut self,
        tx: &mut Tx,
        how: SystemKind,
        member: &Member,
        user: &Arc<User>,
    ) -> Result<Seq, Failure> {
        memberships::delete(tx, self.room.id, member.user_id).await?;
        self.room.member_count -= 1;
        if access::invites(self.room.kind, member.role) {
            invites::revoke_of(tx, self.room.id, member.user_id).await?;
        }
        if self.room.kind == RoomKind::Private && self.room.member_count == 0 {
            self.room.archived_at = self.room.archived_at.or(Some(tx.now));
        }
        let seq = self.system(tx, how, Some((member, user)), RoomEventKind::MemberLeft(member.stay())).await?;
        if how == SystemKind::MemberRemoved {
            invites::note_removal(tx, self.room.id, member.user_id, seq).await?;
        }
        Ok(seq)
    }
}

struct Leave {
    actor: Actor,
    room: RoomId,
}

impl Job for Leave {
    type Answer = Left;

    fn queue(&self) -> QueueKey {
        QueueKey::Room(self.room)
    }

    async fn run(&self, tx: &mut Tx) -> Result<Done<Left>, Failure> {
        let (mut writing, member) = Writing::lock_as_member(tx, &self.actor, self.room).await?;
        if writing.room.kind == RoomKind::Direct {
            return Err(Refusal::forbidden("A DIRECT room belongs to its two people for good.").into());
        }
        let owners = memberships::count_owners(tx, self.room).await?;
        access::may_give_up_ownership(&writing.room, member.role, owners)?;
        let leaver = writing.actor.clone();
        let seq = writing.dismiss(tx, SystemKind::MemberLeft, &member, &leaver).await?;
        Ok(Done { answer: Left { stay: member.stay(), seq }, events: writing.finish(tx).await? })
    }
}

struct Remove {
    actor: Actor,
    room: RoomId,
    user: UserId,
}

impl Job for Remove {
    type Answer = InRoom;

    fn queue(&self) -> QueueKey {
        QueueKey::Room(self.room)
    }

    async fn run(&self, tx: &mut Tx) -> Result<Done<InRoom>, Failure> {
        let permission = RoomPermission::RemoveMembers;
        let (mut writing, standing) = Writing::lock_permitted(tx, &self.actor, self.room, permission).await?;
        let target = memberships::find(tx, self.room, self.user).await?;
        let target = target.ok_or_else(|| Refusal::not_found("member").at("userId"))?;
        standing.may_remove(&writing.room, target.role)?;
        if target.role == RoomRole::Owner {
            let owners = memberships::count_owners(tx, self.room).await?;
            access::may_give_up_ownership(&writing.room, target.role, owners)?;
        }
        let user = find_user(tx, self.user).await?;
        let seq = writing.dismiss(tx, SystemKind::MemberRemoved, &target, &user).await?;
        Ok(Done { answer: InRoom { room: self.room, seq: Some(seq) }, events: writing.finish(tx).await? })
    }
}
