//! Typing: never stored, so it is no transaction; told to those who look at the room.

use crate::{
    actions::{Actions, Actor},
    clock::Now,
    domain::{
        access::{self, RoomPermission},
        refusal::Refusal,
    },
    hub::Hub,
    ids::{RoomId, UserId},
    store::{memberships, rooms},
};

impl Actions {
    /// Tells those who look at the room that the actor writes, or writes no more. Who goes on is told once a second; what is
    /// more than that is dropped, and nobody need know.
    pub async fn set_typing(
        &self,
        hub: &Hub,
        actor: &Actor,
        room: RoomId,
        typing: bool,
        now: Now,
    ) -> Result<(), Refusal> {
        let before = hub.departures(room);
        self.check_member(actor.user, room, true).await?;
        if !typing {
            self.rates.pauses(actor.user, room);
            hub.end_typing(room, actor.user, now.time);
        } else if self.rates.typing(actor.user, room) {
            hub.begin_typing(room, actor.user, before, now);
        }
        Ok(())
    }

    /// Whether somebody is in a room; `writing` also, whether they may write there.
    pub async fn check_member(&self, user: UserId, room: RoomId, writing: bool) -> Result<(), Refusal> {
        let mut snapshot = self.store.snapshot().await?;
        let conn = snapshot.conn()?;
        let found = rooms::find_many(conn, user, [room]).await?.pop();
        let member = memberships::find(conn, room, user).await?;
        let (room, member) = access::inside(found.map(|found| found.room), member)?;
        if writing { access::permitted(&room, member.role, RoomPermission::Send) } else { Ok(()) }
    }
}
