//! What the viewer is to a room, as its member and as the server's ADMIN.

use crate::{
    domain::access::Standing,
    graphql::load::{
        sight::{Eyes, Of},
        source::Source,
    },
    ids::RoomId,
    store::{Conn, StoreError, standings},
};

/// The viewer's standing in a room: of all rooms of an answer with one statement.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct OwnStanding(pub RoomId);

impl Source for OwnStanding {
    type Value = Standing;

    fn of(self) -> Of {
        Of::Own
    }

    async fn fetch(conn: &mut Conn, eyes: &Eyes<'_>, keys: Vec<Self>) -> Result<Vec<(Self, Standing)>, StoreError> {
        let found = standings::find_many(conn, eyes.viewer, keys.into_iter().map(|Self(room)| room)).await?;
        Ok(found.into_iter().map(|(room, standing)| (Self(room), standing)).collect())
    }
}
