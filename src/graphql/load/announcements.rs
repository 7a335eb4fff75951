//! Announcements, with what the viewer did about them.

use crate::{
    graphql::load::{
        sight::{Eyes, Of},
        source::Source,
    },
    ids::AnnouncementId,
    store::{
        Conn, StoreError,
        announcements::{self, Seen},
    },
};
use std::sync::Arc;

/// Those that the viewer may know of.
impl Source for AnnouncementId {
    type Value = Arc<Seen>;

    const PERSONAL: bool = true;

    fn of(self) -> Of {
        Of::NoRoom
    }

    async fn fetch(conn: &mut Conn, eyes: &Eyes<'_>, keys: Vec<Self>) -> Result<Vec<(Self, Arc<Seen>)>, StoreError> {
        let found = announcements::find_many(conn, eyes.viewer, keys).await?;
        Ok(found.into_iter().map(|seen| (seen.announcement.id, Arc::new(seen))).collect())
    }
}
