//! Making rooms, changing them, closing them.

use crate::{
    actions::{
        Actions, Actor, hiding,
        members::InRoom,
        writing::{Writing, find_user, find_users},
    },
    domain::{
        access::RoomPermission,
        event::RoomEventKind,
        message::SystemKind,
        outcome::Refusal,
        problem::Problem,
        room::{Room, RoomKind, RoomRole},
        text,
        user::User,
    },
    ids::{Fingerprint, RoomId, UserId, new_key},
    store::{Done, Failure, Job, StoreError, Tx, direct, memberships, rooms},
};
use std::sync::Arc;

/// How many people can be brought in by one call.
pub const MAX_ADDED: usize = 100;

/// What is to change about a room; what is absent stays.
#[derive(Clone, Debug, Default)]
pub struct RoomChange {
    pub name: Option<String>,
    /// `Some(None)` clears it.
    pub topic: Option<Option<String>>,
    pub kind: Option<RoomKind>,
}

/// A room to make.
#[derive(Clone, Debug)]
pub struct CreateRoom {
    pub kind: RoomKind,
    pub name: String,
    pub topic: Option<String>,
    pub members: Vec<UserId>,
}

impl Actions {
    /// Makes a PUBLIC or PRIVATE room with its first members; the maker owns it.
    pub async fn create_room(&self, actor: &Actor, input: CreateRoom) -> Result<Done<RoomId>, Refusal> {
        if input.kind == RoomKind::Direct {
            return Err(Refusal::invalid("kind", Problem::NotAllowed, "A DIRECT room is opened with openDirectRoom."));
        }
        if input.members.len() > MAX_ADDED {
            let message = format!("At most {MAX_ADDED} people at once.");
            return Err(Refusal::invalid("memberIds", Problem::TooMany(MAX_ADDED), message));
        }
        let name = text::name("name", &input.name)?;
        let topic = text::topic("topic", input.topic.as_deref())?;
        let members = distinct(&input.members, actor.user);
        self.once(actor, Create { actor: actor.clone(), input: CreateRoom { name, topic, members, ..input } }).await
    }

    /// The one room of two people, made when there is none.
    pub async fn open_direct_room(&self, actor: &Actor, other: UserId) -> Result<Done<RoomId>, Refusal> {
        if other == actor.user {
            return Err(Refusal::invalid("userId", Problem::NotAllowed, "A DIRECT room has two people."));
        }
        let known = direct::find(&mut self.store.reader().await?, actor.user, other).await?;
        self.once(actor, OpenDirect { actor: actor.clone(), other, known }).await
    }

    /// Changes name, topic or kind; nothing happens when nothing is different.
    pub async fn update_room(&self, actor: &Actor, room: RoomId, change: RoomChange) -> Result<Done<InRoom>, Refusal> {
        if change.kind == Some(RoomKind::Direct) {
            return Err(Refusal::invalid("kind", Problem::NotAllowed, "A room becomes PUBLIC or PRIVATE."));
        }
        let name = change.name.map(|name| text::name("name", &name)).transpose()?;
        let topic = change.topic.map(|topic| text::topic("topic", topic.as_deref())).transpose()?;
        self.once(actor, Update { actor: actor.clone(), room, change: RoomChange { name, topic, ..change } }).await
    }

    /// Closes a room: it can be read, but nothing changes in it any more.
    pub async fn archive_room(&self, actor: &Actor, room: RoomId) -> Result<Done<InRoom>, Refusal> {
        self.once(actor, Archive { actor: actor.clone(), room }).await
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
        let id = RoomId(new_key(tx.now, &mut tx.rng));
        let room = Room {
            kind: self.input.kind,
            name: Some(self.input.name.clone()),
            topic: self.input.topic.clone(),
            ..new_room(tx, id)
        };
        let mut writing = make(tx, &self.actor, &maker, room, RoomRole::Owner).await?;
        writing.admit(tx, SystemKind::MemberAdded, &members).await?;
        let room = writing.room.id;
        Ok(Done { answer: room, events: writing.finish(tx).await? })
    }
}

/// A room without anything in it.
fn new_room(tx: &Tx, id: RoomId) -> Room {
    Room {
        id,
        kind: RoomKind::Public,
        name: None,
        topic: None,
        created_at: tx.now,
        archived_at: None,
        latest_seq: 0,
        latest_fingerprint: Fingerprint::default(),
        text_count: 0,
        member_count: 1,
        last_message_seq: None,
        newest_message_seq: None,
        last_activity_at: tx.now,
    }
}

/// Makes a room with its maker in it: its first event is both.
async fn make(tx: &mut Tx, actor: &Actor, maker: &Arc<User>, room: Room, role: RoomRole) -> Result<Writing, Failure> {
    rooms::insert(tx, &room).await?;
    let mut writing = Writing::new(room, maker.clone(), actor.client_mutation_id());
    let first = writing.newcomer(tx, maker.id, role);
    memberships::insert_many(tx, &[first]).await?;
    writing.system(tx, SystemKind::RoomCreated, Some((&first, maker)), RoomEventKind::RoomUpdated).await?;
    Ok(writing)
}

struct OpenDirect {
    actor: Actor,
    other: UserId,
    /// The room, when they have one.
    known: Option<RoomId>,
}

impl OpenDirect {
    /// The room that there is comes back to the lists of who opens it.
    async fn again(&self, tx: &mut Tx, room: RoomId) -> Result<Done<RoomId>, Failure> {
        let (writing, member) = Writing::lock_as_member(tx, &self.actor, room).await?;
        let shown = member.taken_out(&writing.room);
        Ok(Done { answer: room, events: hiding::keep(tx, writing.room, &member, &shown).await? })
    }
}

impl Job for OpenDirect {
    type Answer = RoomId;

    /// The room's, and while there is none the pair's, whoever opens.
    fn lane(&self) -> i64 {
        self.known.map_or(self.actor.user.min(self.other).0, |room| room.0)
    }

    async fn run(&self, tx: &mut Tx) -> Result<Done<RoomId>, Failure> {
        if let Some(room) = self.known {
            return self.again(tx, room).await;
        }
        let opener = find_user(tx, self.actor.user).await?;
        let others = find_users(tx, "userId", &[self.other]).await?;
        let id = RoomId(new_key(tx.now, &mut tx.rng));
        if !direct::insert(tx, opener.id, self.other, id).await? {
            let room = direct::find(tx, opener.id, self.other).await?;
            return self.again(tx, room.ok_or(StoreError::Conflict("the pair's room went away"))?).await;
        }
        let mut writing =
            make(tx, &self.actor, &opener, Room { kind: RoomKind::Direct, ..new_room(tx, id) }, RoomRole::Member)
                .await?;
        writing.admit(tx, SystemKind::MemberAdded, &others).await?;
        Ok(Done { answer: id, events: writing.finish(tx).await? })
    }
}

struct Update {
    actor: Actor,
    room: RoomId,
    change: RoomChange,
}

impl Job for Update {
    type Answer = InRoom;

    fn lane(&self) -> i64 {
        self.room.0
    }

    async fn run(&self, tx: &mut Tx) -> Result<Done<InRoom>, Failure> {
        let (mut writing, _) = Writing::lock_permitted(tx, &self.actor, self.room, RoomPermission::EditRoom).await?;
        let before = writing.room.clone();
        let room = &mut writing.room;
        if let Some(name) = &self.change.name {
            room.name = Some(name.clone());
        }
        if let Some(topic) = &self.change.topic {
            room.topic.clone_from(topic);
        }
        room.kind = self.change.kind.unwrap_or(room.kind);
        if *room == before {
            return Ok(Done::quiet(InRoom { room: self.room, seq: None }));
        }
        let seq = writing.changed_room(tx, &before).await?;
        Ok(Done { answer: InRoom { room: self.room, seq: Some(seq) }, events: writing.finish(tx).await? })
    }
}

struct Archive {
    actor: Actor,
    room: RoomId,
}

impl Job for Archive {
    type Answer = InRoom;

    fn lane(&self) -> i64 {
        self.room.0
    }

    async fn run(&self, tx: &mut Tx) -> Result<Done<InRoom>, Failure> {
        let (mut writing, _) = Writing::lock_permitted(tx, &self.actor, self.room, RoomPermission::Archive).await?;
        writing.room.archived_at = Some(tx.now);
        let seq = writing.system(tx, SystemKind::RoomArchived, None, RoomEventKind::RoomUpdated).await?;
        Ok(Done { answer: InRoom { room: self.room, seq: Some(seq) }, events: writing.finish(tx).await? })
    }
}
