//! Making rooms, changing them, closing them.

use crate::{
    actions::{
        Actions, Actor, hiding,
        writing::{InRoom, MAX_ADDED, Writing, find_coming, find_user},
    },
    domain::{
        access::{self, RoomPermission},
        event::RoomEventKind,
        message::SystemKind,
        problem::Problem,
        refusal::Refusal,
        room::{Room, RoomKind, RoomRole},
        text,
        user::User,
    },
    ids::{Fingerprint, RoomId, UserId, new_key},
    store::{Done, Failure, Job, Once, QueueKey, StoreError, Tx, direct, invites, memberships, rooms, users},
};
use std::sync::Arc;

/// What is to change about a room; what is absent stays.
#[derive(Clone, Debug, Default)]
pub struct RoomChange {
    /// 1 to 80 characters.
    pub name: Option<String>,
    /// `Some(None)` clears it.
    pub topic: Option<Option<String>>,
    /// PUBLIC or PRIVATE.
    pub kind: Option<RoomKind>,
}

/// A room to make.
#[derive(Clone, Debug)]
pub struct CreateRoom {
    /// PUBLIC or PRIVATE.
    pub kind: RoomKind,
    /// 1 to 80 characters.
    pub name: String,
    /// At most 500 characters; none or empty is no topic.
    pub topic: Option<String>,
    /// Who is in it from the beginning beside its maker, at most 100.
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
        self.once(actor, Create { actor: actor.clone(), input: CreateRoom { name, topic, ..input } }).await
    }

    /// The one room of two people, made when there is none.
    pub async fn open_direct_room(&self, actor: &Actor, other: UserId) -> Result<Done<RoomId>, Refusal> {
        if other == actor.user {
            return Err(Refusal::invalid("userId", Problem::NotAllowed, "A DIRECT room has two people."));
        }
        let known = direct::find_spoken(&mut self.store.reader().await?, actor.user, other).await?;
        let found = if let Some(room) = known {
            room
        } else {
            let make = MakeDirect { actor: actor.clone(), other };
            let first = Opening(Once { request: actor.request.clone(), job: make });
            match self.store.write(first).await? {
                Done { answer: Opened::Made(answer), events } => return Ok(Done { answer, events }),
                Done { answer: Opened::Found(room), .. } => room,
            }
        };
        self.once(actor, OpenAgain { actor: actor.clone(), room: found }).await
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

struct Create {
    actor: Actor,
    input: CreateRoom,
}

impl Job for Create {
    type Answer = RoomId;

    fn queue(&self) -> QueueKey {
        QueueKey::User(self.actor.user)
    }

    fn locks_users(&self) -> Vec<UserId> {
        self.input.members.iter().copied().chain([self.actor.user]).collect()
    }

    async fn run(&self, tx: &mut Tx) -> Result<Done<RoomId>, Failure> {
        let maker = self.actor.user;
        let ids: Vec<_> = self.input.members.iter().copied().chain([maker]).collect();
        let (mut makers, members): (Vec<_>, Vec<_>) =
            find_coming(tx, "memberIds", &ids).await?.into_iter().partition(|user| user.id == maker);
        let maker = makers.pop().ok_or_else(|| StoreError::Unexpected("a room without a maker".into()))?;
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

/// What came of opening a room in the queue of the pair.
enum Opened {
    Made(RoomId),
    /// The two have one already.
    Found(RoomId),
}

/// Makes the room of two who have none. Whatever happens in a room that there is belongs in the room's own queue: what is done
/// beside it may be told in another order than it was committed in. Here it is only found, and what made it has been told.
struct Opening(Once<MakeDirect>);

impl Job for Opening {
    type Answer = Opened;

    /// The pair's, whoever opens.
    fn queue(&self) -> QueueKey {
        self.0.queue()
    }

    async fn run(&self, tx: &mut Tx) -> Result<Done<Opened>, Failure> {
        let MakeDirect { actor, other } = &self.0.job;
        if let Some(room) = direct::find(tx, actor.user, *other).await? {
            return Ok(Done::quiet(Opened::Found(room)));
        }
        Ok(self.0.run(tx).await?.map(Opened::Made))
    }
}

struct MakeDirect {
    actor: Actor,
    other: UserId,
}

impl Job for MakeDirect {
    type Answer = RoomId;

    fn queue(&self) -> QueueKey {
        QueueKey::Pair(self.actor.user, self.other)
    }

    async fn run(&self, tx: &mut Tx) -> Result<Done<RoomId>, Failure> {
        let opener = find_user(tx, self.actor.user).await?;
        let other = users::find(tx, self.other).await?.ok_or_else(|| Refusal::not_found("user").at("userId"))?;
        let id = RoomId(new_key(tx.now, &mut tx.rng));
        if !direct::insert(tx, opener.id, self.other, id).await? {
            return Err(StoreError::Conflict("another server made the pair's room").into());
        }
        let mut writing =
            make(tx, &self.actor, &opener, Room { kind: RoomKind::Direct, ..new_room(tx, id) }, RoomRole::Member)
                .await?;
        writing.admit(tx, SystemKind::MemberAdded, &[Arc::new(other)]).await?;
        Ok(Done { answer: id, events: writing.finish(tx).await? })
    }
}

/// The room that there is comes back to the lists of who opens it.
struct OpenAgain {
    actor: Actor,
    room: RoomId,
}

impl Job for OpenAgain {
    type Answer = RoomId;

    fn queue(&self) -> QueueKey {
        QueueKey::Room(self.room)
    }

    async fn run(&self, tx: &mut Tx) -> Result<Done<RoomId>, Failure> {
        let (writing, member) = Writing::lock_as_member(tx, &self.actor, self.room).await?;
        let shown = member.taken_out(&writing.room);
        Ok(Done { answer: self.room, events: hiding::keep(tx, writing.room, &member, &shown).await? })
    }
}

struct Update {
    actor: Actor,
    room: RoomId,
    change: RoomChange,
}

impl Job for Update {
    type Answer = InRoom;

    fn queue(&self) -> QueueKey {
        QueueKey::Room(self.room)
    }

    async fn run(&self, tx: &mut Tx) -> Result<Done<InRoom>, Failure> {
        let permission = RoomPermission::EditRoom;
        let (mut writing, standing) = Writing::lock_permitted(tx, &self.actor, self.room, permission).await?;
        let before = writing.room.clone();
        let room = &mut writing.room;
        if let Some(name) = &self.change.name {
            room.name = Some(name.clone());
        }
        if let Some(topic) = &self.change.topic {
            room.topic.clone_from(topic);
        }
        if let Some(kind) = self.change.kind {
            access::may_become(room, kind)?;
            access::may_open(room, kind, standing.role)?;
            room.kind = kind;
        }
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

    fn queue(&self) -> QueueKey {
        QueueKey::Room(self.room)
    }

    async fn run(&self, tx: &mut Tx) -> Result<Done<InRoom>, Failure> {
        let (mut writing, _) = Writing::lock_permitted(tx, &self.actor, self.room, RoomPermission::Archive).await?;
        writing.room.archived_at = Some(tx.now);
        invites::revoke_all(tx, self.room).await?;
        let seq = writing.system(tx, SystemKind::RoomArchived, None, RoomEventKind::RoomUpdated).await?;
        Ok(Done { answer: InRoom { room: self.room, seq: Some(seq) }, events: writing.finish(tx).await? })
    }
}
