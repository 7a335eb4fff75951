//! Attachments by their ids: for who may read their messages, and until they are sent for their uploader alone.

use crate::{
    domain::attachment::Attachment,
    graphql::load::{
        sight::{Eyes, Of},
        source::Source,
    },
    ids::{AttachmentId, RoomId},
    store::{Conn, StoreError, attachments},
};
use std::collections::HashSet;

impl Source for AttachmentId {
    type Value = Attachment;

    fn of(self) -> Of {
        // Of which room it tells stands in its row.
        Of::Own
    }

    async fn fetch(conn: &mut Conn, eyes: &Eyes<'_>, keys: Vec<Self>) -> Result<Vec<(Self, Attachment)>, StoreError> {
        let found = attachments::find_many(conn, keys).await?;
        let rooms: HashSet<RoomId> = found.iter().filter_map(|found| found.room_id).collect();
        eyes.look(conn, &rooms).await?;
        let visible = found.into_iter().filter(|found| match found.room_id {
            Some(room) => eyes.seen(room).is_some(),
            None => found.user_id == eyes.viewer,
        });
        visible.map(|found| Ok((found.id, found.shown()?.clone()))).collect()
    }
}
