//! Coming into rooms and going out of them; what a member may do, and what a member keeps for itself.

use crate::{
    actions::{
        Actions, Actor, hiding,
        rooms::MAX_ADDED,
        writing::{Writing, find_coming, find_user},
    },
    domain::{
        access::{self, RoomPermission},
        event::{Event, RoomEventKind, UserEvent, UserEventKind},
        hiding::IN_LISTS,
        message::SystemKind,
        problem::Problem,
        refusal::Refusal,
        room::{Member, NotificationMode, Room, RoomKind, RoomRole},
        user::User,
    },
    ids::{RoomId, Seq, StayId, UserId},
    store::{Done, Failure, Job, QueueKey, StoreError, Tx, invites, memberships},
};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// Which room it was, and the number of the event, when something happened.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct InRoom {
    pub room: RoomId,
    pub seq: Option<Seq>,
}

/// A stay that is over.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct Left {
    pub stay: StayId,
    pub seq: Seq,
}

/// Who was brought in, or was there already.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Added {
    pub room: RoomId,
    pub users: Vec<UserId>,
}

/// Whose role it was.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct RoleSet {
    pub room: RoomId,
    pub user: UserId,
    pub seq: Option<Seq>,
}

/// What a member keeps for itself; what is absent stays.
#[derive(Clone, Copy, Debug)]
pub struct OwnChange {
    pub notification_mode: Option<NotificationMode>,
    pub is_pinned: Option<bool>,
    /// Of a DIRECT room.
    pub is_hidden: Option<bool>,
}

impl Actions {
    /// Joins a PUBLIC room; nothing happens to somebody who is in it.
    pub async fn join_room(&self, actor: &Actor, room: RoomId) -> Result<Done<InRoom>, Refusal> {
        self.once(actor, Join { actor: actor.clone(), room, code: None }).await
    }

    /// Joins the room of an invite.
    pub async fn join_by_invite(&self, actor: &Actor, code: &str) -> Result<Done<InRoom>, Refusal> {
        let invite = self.find_invite(code).await?;
        let invite = invite.ok_or_else(|| Refusal::not_found("invite").at("inviteCode"))?;
        self.once(actor, Join { actor: actor.clone(), room: invite.room_id, code: Some(invite.code) }).await
    }

    /// Brings people in; who is in already stays as they are.
    pub async fn add_members(&self, actor: &Actor, room: RoomId, users: Vec<UserId>) -> Result<Done<Added>, Refusal> {
        if users.len() > MAX_ADDED {
            let message = format!("At most {MAX_ADDED} people at once.");
            return Err(Refusal::invalid("userIds", Problem::TooMany(MAX_ADDED), message));
        }
        self.once(actor, Add { actor: actor.clone(), room, users }).await
    }

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

    /// Changes what the actor keeps for itself about a room.
    pub async fn update_membership(
        &self,
        actor: &Actor,
        room: RoomId,
        change: OwnChange,
    ) -> Result<Done<RoomId>, Refusal> {
        self.once(actor, UpdateOwn { actor: actor.clone(), room, change }).await
    }

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
    /// A stay that begins with the room's next event: nothing before it is unread.
    pub(super) fn newcomer(&self, tx: &Tx, user: UserId, role: RoomRole) -> Member {
        Member {
            room_id: self.room.id,
            user_id: user,
            role,
            joined_at: tx.now,
            joined_seq: self.next_seq(),
            last_read_seq: self.next_seq(),
            read_count: self.room.text_count,
            notification_mode: NotificationMode::All,
            is_pinned: false,
            hidden_count: IN_LISTS,
            began_hidden: false,
        }
    }

    /// Lets people in who are not members yet, each with a SYSTEM message of their own.
    pub(super) async fn admit(
        &mut self,
        tx: &mut Tx,
        how: SystemKind,
        users: &[Arc<User>],
    ) -> Result<Vec<Member>, Failure> {
        let mut admitted = Vec::with_capacity(users.len());
        for user in users {
            // A room that everybody left is whoever's who comes back to it.
            let role = if self.room.member_count == 0 { RoomRole::Owner } else { RoomRole::Member };
            let mut member = self.newcomer(tx, user.id, role);
            if self.room.kind == RoomKind::Direct {
                member = member.beginning_hidden();
            }
            self.room.member_count += 1;
            self.system(tx, how, Some((&member, user)), RoomEventKind::MemberJoined(member)).await?;
            admitted.push(member);
        }
        if !admitted.is_empty() {
            memberships::insert_many(tx, &admitted).await?;
        }
        Ok(admitted)
    }

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

struct Join {
    actor: Actor,
    room: RoomId,
    /// The code of an invite; without one the room must be PUBLIC.
    code: Option<String>,
}

impl Join {
    /// Whether the door is open. An invite's uses rise by a conditional update, and only with a membership.
    async fn check(&self, tx: &mut Tx, writing: &Writing) -> Result<(), Failure> {
        let Some(code) = &self.code else { return Ok(()) };
        // Read again: what was read before the room was locked is the past.
        let offered = invites::find_offered(tx, code, writing.actor.id).await?;
        let offered = offered.ok_or_else(|| Refusal::not_found("invite"))?;
        access::writable(&writing.room)?;
        // Into a PUBLIC room they come without one.
        if offered.is_of_before() && writing.room.kind != RoomKind::Public {
            let message = "You were removed since this invite was made: ask somebody in the room for a new one.";
            return Err(Refusal::gone(message).at("inviteCode").into());
        }
        if !offered.invite.is_open(tx.now) || !invites::use_up(tx, offered.invite.id).await? {
            return Err(Refusal::gone("This invite is used up, revoked or expired.").at("inviteCode").into());
        }
        Ok(())
    }
}

impl Job for Join {
    type Answer = InRoom;

    fn queue(&self) -> QueueKey {
        QueueKey::Room(self.room)
    }

    fn locks_users(&self) -> Vec<UserId> {
        vec![self.actor.user]
    }

    async fn run(&self, tx: &mut Tx) -> Result<Done<InRoom>, Failure> {
        let (writing, member) = Writing::lock_coming(tx, &self.actor, self.room).await?;
        let may_know = |writing: &Writing| self.code.is_some() || access::may_see(&writing.room, member.is_some());
        let mut writing = writing.filter(may_know).ok_or_else(|| Refusal::not_found("room"))?;
        if member.is_some() {
            return Ok(Done::quiet(InRoom { room: self.room, seq: None }));
        }
        self.check(tx, &writing).await?;
        access::writable(&writing.room)?;
        let newcomer = writing.actor.clone();
        let admitted = writing.admit(tx, SystemKind::MemberJoined, &[newcomer]).await?;
        let seq = admitted.first().map(|member| member.joined_seq);
        Ok(Done { answer: InRoom { room: self.room, seq }, events: writing.finish(tx).await? })
    }
}

struct Add {
    actor: Actor,
    room: RoomId,
    users: Vec<UserId>,
}

impl Job for Add {
    type Answer = Added;

    fn queue(&self) -> QueueKey {
        QueueKey::Room(self.room)
    }

    async fn run(&self, tx: &mut Tx) -> Result<Done<Added>, Failure> {
        let (mut writing, member) = Writing::lock_as_member(tx, &self.actor, self.room).await?;
        access::permitted(&writing.room, member.role, RoomPermission::AddMembers)?;
        let users = find_coming(tx, "userIds", &self.users).await?;
        let pairs: Vec<_> = users.iter().map(|user| (self.room, user.id)).collect();
        let answer = Added { room: self.room, users: users.iter().map(|user| user.id).collect() };
        let inside = memberships::find_many(tx, &pairs).await?;
        let inside: std::collections::HashSet<_> = inside.iter().map(|member| member.user_id).collect();
        let new: Vec<_> = users.into_iter().filter(|user| !inside.contains(&user.id)).collect();
        if new.is_empty() {
            return Ok(Done::quiet(answer));
        }
        writing.admit(tx, SystemKind::MemberAdded, &new).await?;
        Ok(Done { answer, events: writing.finish(tx).await? })
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

/// Tells a member that its own state in a room is another, with the counts of now.
async fn own_change(tx: &mut Tx, room: Arc<Room>, user: UserId) -> Result<Event, Failure> {
    let membership = memberships::memberships_in(tx, user, [room.id]).await?.pop();
    let membership = membership.ok_or_else(|| StoreError::Unexpected("a member who is none".into()))?;
    let kind = UserEventKind::MembershipChanged(membership, room);
    Ok(Event::User(Arc::new(UserEvent { user, at: tx.now, kind })))
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
