//! A locked room in the middle of a transaction: hands out its numbers, writes its log, and collects the events.

use crate::{
    actions::Actor,
    domain::{
        access::{self, RoomPermission, Standing},
        change::MessageChange,
        event::{Event, RoomEvent, RoomEventKind},
        message::{Message, RoomNews, SystemKind},
        posting::{Deed, Notice},
        refusal::Refusal,
        room::{Member, Room},
        user::User,
    },
    ids::{RoomId, Seq, UserId},
    store::{Failure, StoreError, Tx, memberships, messages, rooms, users},
};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// How many people can be brought in by one call.
pub const MAX_ADDED: usize = 100;

/// Which room it was, and the number of the event, when something happened.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct InRoom {
    /// The room.
    pub room: RoomId,
    /// The number of the event, when something changed.
    pub seq: Option<Seq>,
}

/// The room, who acts in it, and what happened so far. `finish` writes the room back.
pub(super) struct Writing {
    pub room: Room,
    pub actor: Arc<User>,
    client_mutation_id: Option<String>,
    events: Vec<Event>,
}

impl Writing {
    /// Begins with a room that exists, locked before anything else is read. The viewer's membership comes with it: whether
    /// it must be there is the caller's rule.
    pub async fn lock(tx: &mut Tx, actor: &Actor, room: RoomId) -> Result<(Option<Self>, Option<Member>), Failure> {
        let Some(room) = rooms::lock(tx, room).await? else { return Ok((None, None)) };
        let member = memberships::find(tx, room.id, actor.user).await?;
        let user = find_user(tx, actor.user).await?;
        Ok((Some(Self::new(room, user, actor.client_mutation_id())), member))
    }

    /// The same for who wants to come in, and looks as they do until the end of the transaction.
    pub async fn lock_coming(
        tx: &mut Tx,
        actor: &Actor,
        room: RoomId,
    ) -> Result<(Option<Self>, Option<Member>), Failure> {
        let Some(room) = rooms::lock(tx, room).await? else { return Ok((None, None)) };
        let member = memberships::find(tx, room.id, actor.user).await?;
        let user = users::find_still(tx, [actor.user]).await?.pop().ok_or_else(no_account)?;
        Ok((Some(Self::new(room, Arc::new(user), actor.client_mutation_id())), member))
    }

    /// The same for what only members do.
    pub async fn lock_as_member(tx: &mut Tx, actor: &Actor, room: RoomId) -> Result<(Self, Member), Failure> {
        let (writing, member) = Self::lock(tx, actor, room).await?;
        match (writing, member) {
            (Some(writing), Some(member)) => Ok((writing, member)),
            (writing, _) => Err(access::outside(writing.as_ref().map(|writing| &writing.room)).into()),
        }
    }

    /// The same for what members do by their role, and the server's ADMIN in PUBLIC rooms.
    pub async fn lock_permitted(
        tx: &mut Tx,
        actor: &Actor,
        room: RoomId,
        permission: RoomPermission,
    ) -> Result<(Self, Standing), Failure> {
        let (writing, member) = Self::lock(tx, actor, room).await?;
        let writing = writing.ok_or_else(|| access::outside(None))?;
        let standing = Standing { role: member.map(|member| member.role), server_role: writing.actor.role };
        standing.permitted(&writing.room, permission)?;
        Ok((writing, standing))
    }

    /// Begins with a room that this transaction makes.
    pub fn new(room: Room, actor: Arc<User>, client_mutation_id: Option<String>) -> Self {
        Self { room, actor, client_mutation_id, events: Vec::new() }
    }

    /// The number that the next event takes.
    pub fn next_seq(&self) -> Seq {
        self.room.latest_seq + 1
    }

    /// Writes a SYSTEM message about a stay, or about the room when there is none; with it, its event.
    pub async fn system(
        &mut self,
        tx: &mut Tx,
        system: SystemKind,
        stay: Option<(&Member, &Arc<User>)>,
        kind: RoomEventKind,
    ) -> Result<Seq, Failure> {
        self.write(tx, Notice { system, stay, news: None, kind }).await
    }

    /// Writes that the room is another than before, and how.
    pub async fn changed_room(&mut self, tx: &mut Tx, before: &Room) -> Result<Seq, Failure> {
        let news = serde_json::to_string(&RoomNews::between(before, &self.room))
            .map_err(|error| StoreError::Unexpected(format!("the news of a room: {error}")))?;
        let (system, kind) = (SystemKind::RoomChanged, RoomEventKind::RoomUpdated);
        self.write(tx, Notice { system, stay: None, news: Some(news), kind }).await
    }

    async fn write(&mut self, tx: &mut Tx, notice: Notice<'_>) -> Result<Seq, Failure> {
        let actor = self.actor.clone();
        let deed = Deed { at: tx.now, actor: &actor, client_mutation_id: self.client_mutation_id.as_deref() };
        let event = self.room.post_notice(deed, notice);
        messages::insert(tx, &event.message).await?;
        Ok(self.note(event))
    }

    /// Writes a change of a message; with it, its event.
    pub async fn change(&mut self, tx: &mut Tx, change: MessageChange, message: Message) -> Result<Seq, Failure> {
        let actor = self.actor.clone();
        let deed = Deed { at: tx.now, actor: &actor, client_mutation_id: self.client_mutation_id.as_deref() };
        let event = self.room.post_change(deed, change, message);
        let change = messages::Change {
            seq: event.seq,
            change,
            actor_id: actor.id,
            client_mutation_id: self.client_mutation_id.clone(),
        };
        messages::change(tx, &event.message, &change).await?;
        Ok(self.note(event))
    }

    /// Writes the room back; its events, in order.
    pub async fn finish(self, tx: &mut Tx) -> Result<Vec<Event>, Failure> {
        rooms::update(tx, &self.room).await?;
        Ok(self.events)
    }

    /// Its number.
    fn note(&mut self, event: RoomEvent) -> Seq {
        let seq = event.seq;
        self.events.push(Event::Room(Arc::new(event)));
        seq
    }
}

/// The account of somebody who is signed in.
pub(super) async fn find_user(tx: &mut Tx, user: UserId) -> Result<Arc<User>, Failure> {
    let user = users::find(tx, user).await?;
    Ok(Arc::new(user.ok_or_else(no_account)?))
}

fn no_account() -> StoreError {
    StoreError::Unexpected("a session without an account".into())
}

/// The same, locked for the rest of the transaction.
pub(super) async fn lock_user(tx: &mut Tx, user: UserId) -> Result<Arc<User>, Failure> {
    users::lock(tx, user).await?;
    find_user(tx, user).await
}

/// Accounts of people who come into a room, each once, in the order asked for, as they look until the transaction ends; NOT_FOUND
/// names the first of the list that is missing.
pub(super) async fn find_coming(tx: &mut Tx, field: &str, ids: &[UserId]) -> Result<Vec<Arc<User>>, Failure> {
    let mut found: std::collections::HashMap<UserId, Arc<User>> =
        users::find_still(tx, ids.iter().copied()).await?.into_iter().map(|user| (user.id, Arc::new(user))).collect();
    if let Some(n) = ids.iter().position(|id| !found.contains_key(id)) {
        return Err(Refusal::not_found("user").at(&format!("{field}.{n}")).into());
    }
    Ok(ids.iter().filter_map(|id| found.remove(id)).collect())
}
