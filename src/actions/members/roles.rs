//! What a member may do.

use crate::{
    actions::{
        Actions, Actor,
        writing::{Writing, find_user},
    },
    domain::{
        access::{self, RoomPermission},
        event::{Event, RoomEventKind, UserEvent, UserEventKind},
        message::SystemKind,
        refusal::Refusal,
        room::{Room, RoomRole},
    },
    ids::{RoomId, Seq, UserId},
    store::{Done, Failure, Job, QueueKey, StoreError, Tx, invites, memberships},
};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// Whose role in which room it was, and the number of the event, when something changed.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct RoleSet {
    pub room: RoomId,
    pub user: UserId,
    pub seq: Option<Seq>,
}

impl Actions {
    /// Gives a member another role; the last owner keeps theirs.
    pub async fn set_member_role(
        &self,
        actor: &Actor,
        room: RoomId,
        user: UserId,
        role: RoomRole,
    ) -> Result<Done<RoleSet>, Refusal> {
        self.once(actor, SetRole { actor: actor.clone(), room, user, role }).await
    }
}

struct SetRole {
    actor: Actor,
    room: RoomId,
    user: UserId,
    role: RoomRole,
}

impl Job for SetRole {
    type Answer = RoleSet;

    fn queue(&self) -> QueueKey {
        QueueKey::Room(self.room)
    }

    async fn run(&self, tx: &mut Tx) -> Result<Done<RoleSet>, Failure> {
        let (mut writing, member) = Writing::lock_as_member(tx, &self.actor, self.room).await?;
        access::permitted(&writing.room, member.role, RoomPermission::SetRoles)?;
        let target = memberships::find(tx, self.room, self.user).await?;
        let mut target = target.ok_or_else(|| Refusal::not_found("member").at("userId"))?;
        let answer = RoleSet { room: self.room, user: self.user, seq: None };
        if target.role == self.role {
            return Ok(Done::quiet(answer));
        }
        access::may_lower(target.role, memberships::count_owners(tx, self.room).await?)?;
        let kind = writing.room.kind;
        if access::invites(kind, target.role) && !access::invites(kind, self.role) {
            invites::revoke_of(tx, self.room, self.user).await?;
        }
        target.role = self.role;
        memberships::update(tx, &target).await?;
        let user = find_user(tx, self.user).await?;
        let kind = RoomEventKind::MemberRoleChanged(target);
        let seq = writing.system(tx, SystemKind::RoleChanged, Some((&target, &user)), kind).await?;
        let room = Arc::new(writing.room.clone());
        let mut events = writing.finish(tx).await?;
        events.push(own_change(tx, room, self.user).await?);
        Ok(Done { answer: RoleSet { seq: Some(seq), ..answer }, events })
    }
}

/// Tells a member that its own state in a room is another, with the counts of now.
async fn own_change(tx: &mut Tx, room: Arc<Room>, user: UserId) -> Result<Event, Failure> {
    let membership = memberships::memberships_in(tx, user, [room.id]).await?.pop();
    let membership = membership.ok_or_else(|| StoreError::Unexpected("a member who is none".into()))?;
    let kind = UserEventKind::MembershipChanged(membership, room);
    Ok(Event::User(Arc::new(UserEvent { user, at: tx.now, kind })))
}
