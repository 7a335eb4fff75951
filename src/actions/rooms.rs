//! Making rooms, coming and going.

use crate::{
    actions::{
        Actions, Actor,
        writing::{Writing, find_user, find_users},
    },
    domain::{
        access::{self, RoomPermission},
        event::RoomEventKind,
        message::SystemKind,
        outcome::Refusal,
        room::{Member, Room, RoomKind, RoomRole},
        text,
        user::User,
    },
    ids::{RoomId, Seq, StayId, UserId, new_key},
    store::{Done, Failure, Job, Tx, memberships, rooms},
};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// How many people can be brought in by one call.
pub const MAX_ADDED: usize = 100;

/// A room to make.
#[derive(Clone, Debug)]
pub struct CreateRoom {
    pub kind: RoomKind,
    pub name: String,
    pub topic: Option<String>,
    pub members: Vec<UserId>,
}

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

impl Actions {
    /// Makes a PUBLIC or PRIVATE room with its first members; the maker owns it.
    pub async fn create_room(&self, actor: &Actor, input: CreateRoom) -> Result<Done<RoomId>, Refusal> {
        if input.kind == RoomKind::Direct {
            return Err(Refusal::invalid("kind", "A DIRECT room is opened with openDirectRoom."));
        }
        if input.members.len() > MAX_ADDED {
            return Err(Refusal::invalid("memberIds", format!("At most {MAX_ADDED} people at once.")));
        }
        let name = text::name("name", &input.name)?;
        let topic = text::topic("topic", input.topic.as_deref())?;
        let members = distinct(&input.members, actor.user);
        self.once(actor, Create { actor: actor.clone(), input: CreateRoom { name, topic, members, ..input } }).await
    }

    /// Joins a PUBLIC room; nothing happens to somebody who is in it.
    pub async fn join_room(&self, actor: &Actor, room: RoomId) -> Result<Done<InRoom>, Refusal> {
        self.once(actor, Join { actor: actor.clone(), room }).await
    }

    /// Takes the actor off a room. The last owner does not leave others behind.
    pub async fn leave_room(&self, actor: &Actor, room: RoomId) -> Result<Done<Left>, Refusal> {
        self.once(actor, Leave { actor: actor.clone(), room }).await
    }

    /// Puts somebody else out of a room.
    pub async fn remove_member(&self, actor: &Actor, room: RoomId, user: UserId) -> Result<Done<InRoom>, Refusal> {
        if user == actor.user {
            return Err(Refusal::invalid("userId", "To go yourself, use leaveRoom."));
        }
        self.once(actor, Remove { actor: actor.clone(), room, user }).await
    }
}

/// Each once, in order, without the actor.
fn distinct(users: &[UserId], actor: UserId) -> Vec<UserId> {
    let mut seen = std::collections::HashSet::from([actor]);
    users.iter().copied().filter(|user| seen.insert(*user)).collect()
}

struct Create {
    actor: Actor,
    input: CreateRoom,
}

impl Job for Create {
    type Answer = RoomId;

    fn lane(&self) -> i64 {
        self.actor.user.0
    }

    async fn run(&self, tx: &mut Tx) -> Result<Done<RoomId>, Failure> {
        let maker = find_user(tx, self.actor.user).await?;
        let members = find_users(tx, "memberIds", &self.input.members).await?;
        let room = Room {
            id: RoomId(new_key(tx.now, &mut tx.rng)),
            kind: self.input.kind,
            name: Some(self.input.name.clone()),
            topic: self.input.topic.clone(),
            created_at: tx.now,
            archived_at: None,
            latest_seq: 0,
            text_count: 0,
            member_count: 1,
            last_message_seq: None,
            last_activity_at: tx.now,
        };
        rooms::insert(tx, &room).await?;
        let mut writing = Writing::new(room, maker.clone(), self.actor.client_mutation_id());
        let owner = writing.newcomer(tx, maker.id, RoomRole::Owner);
        memberships::insert_many(tx, &[owner]).await?;
        writing.system(tx, SystemKind::RoomCreated, Some((&owner, &maker)), RoomEventKind::RoomUpdated).await?;
        writing.admit(tx, SystemKind::MemberAdded, &members).await?;
        let room = writing.room.id;
        Ok(Done { answer: room, events: writing.finish(tx).await? })
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
            let member = self.newcomer(tx, user.id, RoomRole::Member);
            self.room.member_count += 1;
            self.system(tx, how, Some((&member, user)), RoomEventKind::MemberJoined(member)).await?;
            admitted.push(member);
        }
        if !admitted.is_empty() {
            memberships::insert_many(tx, &admitted).await?;
        }
        Ok(admitted)
    }

    /// Ends a stay with its SYSTEM message.
    async fn dismiss(
        &mut self,
        tx: &mut Tx,
        how: SystemKind,
        member: &Member,
        user: &Arc<User>,
    ) -> Result<Seq, Failure> {
        memberships::delete(tx, self.room.id, member.user_id).await?;
        self.room.member_count -= 1;
        self.system(tx, how, Some((member, user)), RoomEventKind::MemberLeft(member.stay())).await
    }
}

struct Join {
    actor: Actor,
    room: RoomId,
}

impl Job for Join {
    type Answer = InRoom;

    fn lane(&self) -> i64 {
        self.room.0
    }

    async fn run(&self, tx: &mut Tx) -> Result<Done<InRoom>, Failure> {
        let (writing, member) = Writing::lock(tx, self.actor.user, self.actor.client_mutation_id(), self.room).await?;
        let mut writing = writing
            .filter(|writing| access::may_see(&writing.room, member.is_some()))
            .ok_or_else(|| Refusal::not_found("room"))?;
        if member.is_some() {
            return Ok(Done::quiet(InRoom { room: self.room, seq: None }));
        }
        access::writable(&writing.room)?;
        let newcomer = writing.actor.clone();
        let admitted = writing.admit(tx, SystemKind::MemberJoined, &[newcomer]).await?;
        let seq = admitted.first().map(|member| member.joined_seq);
        Ok(Done { answer: InRoom { room: self.room, seq }, events: writing.finish(tx).await? })
    }
}

struct Leave {
    actor: Actor,
    room: RoomId,
}

impl Job for Leave {
    type Answer = Left;

    fn lane(&self) -> i64 {
        self.room.0
    }

    async fn run(&self, tx: &mut Tx) -> Result<Done<Left>, Failure> {
        let (mut writing, member) =
            Writing::lock_as_member(tx, self.actor.user, self.actor.client_mutation_id(), self.room).await?;
        if writing.room.kind == RoomKind::Direct {
            return Err(Refusal::forbidden("A DIRECT room belongs to its two people for good.").into());
        }
        let owners = memberships::count_owners(tx, self.room).await?;
        access::may_give_up_ownership(member.role, owners, writing.room.member_count)?;
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

    fn lane(&self) -> i64 {
        self.room.0
    }

    async fn run(&self, tx: &mut Tx) -> Result<Done<InRoom>, Failure> {
        let (mut writing, member) =
            Writing::lock_as_member(tx, self.actor.user, self.actor.client_mutation_id(), self.room).await?;
        access::permitted(&writing.room, member.role, RoomPermission::RemoveMembers)?;
        let target = memberships::find(tx, self.room, self.user).await?;
        let target = target.ok_or_else(|| Refusal::not_found("member").at("userId"))?;
        access::may_remove(member.role, target.role)?;
        let user = find_user(tx, self.user).await?;
        let seq = writing.dismiss(tx, SystemKind::MemberRemoved, &target, &user).await?;
        Ok(Done { answer: InRoom { room: self.room, seq: Some(seq) }, events: writing.finish(tx).await? })
    }
}
