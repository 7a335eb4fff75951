//! What the viewer is to a room, as its member and as the server's ADMIN.

use crate::{
    domain::access::Standing,
    graphql::reader::{Batch, Reading, Source},
    ids::{RoomId, UserId},
    store::{Conn, StoreError, standings},
};

/// The viewer's standing in a room: of all rooms of an answer with one statement.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct OwnStanding(pub RoomId);

impl Source for OwnStanding {
    type Value = Standing;

    const PERSONAL: bool = true;

    fn batch(reading: &Reading) -> &Batch<Self> {
        &reading.standings
    }

    async fn fetch(conn: &mut Conn, viewer: UserId, keys: Vec<Self>) -> Result<Vec<(Self, Standing)>, StoreError> {
        let found = standings::find_many(conn, viewer, keys.into_iter().map(|Self(room)| room)).await?;
        Ok(found.into_iter().map(|(room, standing)| (Self(room), standing)).collect())
    }
}
