//! Coming into a room: by oneself, by an invite, or brought in.

use crate::{
    actions::{
        Actions, Actor,
        writing::{InRoom, MAX_ADDED, Writing, find_coming},
    },
    domain::{
        access::{self, RoomPermission},
        event::RoomEventKind,
        hiding::IN_LISTS,
        message::SystemKind,
        problem::Problem,
        refusal::Refusal,
        room::{Member, NotificationMode, RoomKind, RoomRole},
        user::User,
    },
    ids::{RoomId, UserId},
    store::{Done, Failure, Job, QueueKey, Tx, invites, memberships},
};
use serde::{Deserialize, Serialize};
use std::{collections::HashSet, sync::Arc};

/// Who was brought into a room, or was there already: each once, in the order in which they were named.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Added {
    pub room: RoomId,
    pub users: Vec<UserId>,
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
}

impl Writing {
    /// A stay that begins with the room's next event: nothing before it is unread.
    pub(in crate::actions) fn newcomer(&self, tx: &Tx, user: UserId, role: RoomRole) -> Member {
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
    pub(in crate::actions) async fn admit(
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
        // Who may not see the room learns nothing of it by a code that is over.
        if access::may_see(&writing.room, false) {
            access::writable(&writing.room)?;
        }
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

    fn locks_users(&self) -> Vec<UserId> {
        self.users.clone()
    }

    async fn run(&self, tx: &mut Tx) -> Result<Done<Added>, Failure> {
        let (mut writing, member) = Writing::lock_as_member(tx, &self.actor, self.room).await?;
        access::permitted(&writing.room, member.role, RoomPermission::AddMembers)?;
        let users = find_coming(tx, "userIds", &self.users).await?;
        let pairs: Vec<_> = users.iter().map(|user| (self.room, user.id)).collect();
        let answer = Added { room: self.room, users: users.iter().map(|user| user.id).collect() };
        let inside = memberships::find_many(tx, &pairs).await?;
        let inside: HashSet<_> = inside.iter().map(|member| member.user_id).collect();
        let new: Vec<_> = users.into_iter().filter(|user| !inside.contains(&user.id)).collect();
        if new.is_empty() {
            return Ok(Done::quiet(answer));
        }
        writing.admit(tx, SystemKind::MemberAdded, &new).await?;
        Ok(Done { answer, events: writing.finish(tx).await? })
    }
}
