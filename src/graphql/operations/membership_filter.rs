//! Which of the viewer's rooms a list is to have.

use crate::{
    domain::{
        refusal::Refusal,
        room::{Room, RoomKind},
        text,
    },
    graphql::load::{peer::Peer, reader::Reader},
    store::memberships::MembershipInRoom,
};
use async_graphql::InputObject;
use futures_util::future::try_join_all;
use std::sync::Arc;

/// Which of the viewer's rooms to list: those for which every given field holds. Null or absent lets all through.
#[derive(InputObject)]
pub struct MembershipFilter {
    /// True lists only rooms with unread messages. False lists all.
    pub unread: Option<bool>,
    /// Lists only rooms of this kind.
    pub kind: Option<RoomKind>,
    /// Lists only rooms whose name contains this text, in any case; of a DIRECT room, the username or display name of the
    /// other person. An empty text lists all.
    pub search: Option<String>,
}

impl MembershipFilter {
    /// Those of the rooms that it lets through, in their order.
    pub async fn among(
        self,
        reader: &Reader,
        rooms: &[MembershipInRoom],
    ) -> Result<Arc<Vec<MembershipInRoom>>, Refusal> {
        let plain = rooms.iter().filter(|found| self.is_of(found));
        let search = self.search.as_deref().filter(|search| !search.is_empty());
        let Some(search) = search else { return Ok(Arc::new(plain.cloned().collect())) };
        // What no name can have in it is found nowhere.
        let Some(part) = text::sought(search) else { return Ok(Arc::default()) };
        let named = plain.map(|found| async {
            let is_named = is_named(reader, &found.room, &part).await?;
            Ok::<_, Refusal>(is_named.then(|| found.clone()))
        });
        Ok(Arc::new(try_join_all(named).await?.into_iter().flatten().collect()))
    }

    /// What needs nothing but the membership.
    fn is_of(&self, found: &MembershipInRoom) -> bool {
        let is_unread = self.unread != Some(true) || found.membership.unread_count > 0;
        is_unread && self.kind.is_none_or(|kind| kind == found.room.kind)
    }
}

/// Whether a room is called so: a DIRECT one by the other person.
async fn is_named(reader: &Reader, room: &Room, part: &str) -> Result<bool, Refusal> {
    let has = |name: &str| text::comparable(name).contains(part);
    if room.kind != RoomKind::Direct {
        return Ok(room.name.as_deref().is_some_and(has));
    }
    let peer = reader.load(Peer(room.id)).await?;
    Ok(peer.is_some_and(|peer| has(&peer.username) || has(&peer.display_name)))
}
