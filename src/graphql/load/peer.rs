//! The other person of a DIRECT room.

use crate::{
    domain::user::User,
    graphql::load::{
        sight::{Eyes, Of},
        source::Source,
    },
    ids::RoomId,
    store::{Conn, StoreError, direct},
};
use std::sync::Arc;

/// The one whom the viewer talks with in a DIRECT room: of all rooms of an answer with one statement.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Peer(pub RoomId);

impl Source for Peer {
    type Value = Arc<User>;

    const PERSONAL: bool = true;

    fn of(self) -> Of {
        Of::Room(self.0)
    }

    async fn fetch(conn: &mut Conn, eyes: &Eyes<'_>, keys: Vec<Self>) -> Result<Vec<(Self, Arc<User>)>, StoreError> {
        let found = direct::peers(conn, eyes.viewer, keys.into_iter().map(|Self(room)| room)).await?;
        Ok(found.into_iter().map(|peer| (Self(peer.room_id), Arc::new(peer.user))).collect())
    }
}
