//! The fingerprint that stands beside a room's newest number is that of the row with this number. It is a hash, which no
//! statement can make.

use super::check::MOST;
use crate::{
    ids::{Fingerprint, RoomId},
    store::{Conn, StoreError, fingerprints},
};

pub(super) async fn examine(conn: &mut Conn) -> Result<Vec<String>, StoreError> {
    let (mut wrong, mut after) = (Vec::new(), RoomId(0));
    while wrong.len() < MOST {
        let rooms = fingerprints::newest(conn, after).await?;
        let Some(last) = rooms.last() else { break };
        after = last.id;
        for room in &rooms {
            // A row that is missing is told of as a hole. None yet is right: the next server to start reads it from the log.
            let Some(logged) = room.logged() else { continue };
            let kept = room.latest_fingerprint;
            if kept != logged && kept != Fingerprint::default() {
                wrong.push(format!(
                    "room {}: its fingerprint is {kept}, and that of its newest event is {logged}",
                    room.id.0
                ));
            }
        }
    }
    Ok(wrong)
}
