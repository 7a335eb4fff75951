//! The fingerprint that stands beside a room's newest number: rooms of before that column was have it read from their log,
//! once, when a server starts.

use crate::{
    clock::Timestamp,
    domain::{change::ChangeKind, refusal::Refusal},
    ids::{Fingerprint, RoomId, Seq},
    store::{
        Conn, Done, Failure, Job, QueueKey, Store, StoreError, Tx,
        sql::{Text, execute, json, rows, with_input},
    },
};
use serde::Serialize;

/// How many rooms are read at once, and filled by one transaction.
const ROOMS: i64 = 1_000;

impl Store {
    /// Fills what is missing. Other servers may be at work meanwhile.
    pub async fn fill_fingerprints(&self) -> Result<(), Refusal> {
        let mut after = RoomId(0);
        while let Some(last) = self.write(Fill { after }).await?.answer {
            after = last;
        }
        Ok(())
    }
}

/// Fills the rooms after one of them; the last of those it looked at.
struct Fill {
    after: RoomId,
}

/// A room, and the newest row of its log: a message's or a change's.
#[derive(sqlx::FromRow)]
pub(in crate::store) struct Newest {
    pub id: RoomId,
    latest_seq: Seq,
    /// What stands beside the number.
    pub latest_fingerprint: Fingerprint,
    created_at: Timestamp,
    sent_at: Option<Timestamp>,
    changed_at: Option<Timestamp>,
    kind: Option<ChangeKind>,
    message_seq: Option<Seq>,
}

impl Newest {
    /// The fingerprint of that row; none when it is missing.
    pub fn logged(&self) -> Option<Fingerprint> {
        let at = self.sent_at.or(self.changed_at)?;
        Some(Fingerprint::of(self.id, self.latest_seq, at, self.kind.map(ChangeKind::as_str).zip(self.message_seq)))
    }

    /// The same; without a row, that of an event that is missing.
    fn fingerprint(&self) -> Fingerprint {
        self.logged().unwrap_or_else(|| Fingerprint::of(self.id, self.latest_seq, self.created_at, None))
    }
}

/// `newest!("AND …")`: those of the rooms after `$1`, `$2` of them.
macro_rules! newest {
    ($of:literal) => {
        concat!(
            "SELECT r.id, r.latest_seq, r.latest_fingerprint, r.created_at, t.created_at AS sent_at, c.created_at AS changed_at,
               c.kind, c.message_seq
             FROM rooms r
             LEFT JOIN messages t ON t.room_id = r.id AND t.seq = r.latest_seq
             LEFT JOIN changes c ON c.room_id = r.id AND c.seq = r.latest_seq
             WHERE r.id > $1 ",
            $of,
            " ORDER BY r.id LIMIT $2"
        )
    };
}

/// Some rooms, those after one of them, with the newest rows of their logs.
pub(in crate::store) async fn newest(conn: &mut Conn, after: RoomId) -> Result<Vec<Newest>, StoreError> {
    rows!(conn, Newest, newest!(""), after, ROOMS)
}

impl Job for Fill {
    type Answer = Option<RoomId>;

    fn queue(&self) -> QueueKey {
        QueueKey::Maintenance
    }

    async fn run(&self, tx: &mut Tx) -> Result<Done<Option<RoomId>>, Failure> {
        let found = rows!(tx, Newest, newest!("AND r.latest_fingerprint = 0"), self.after, ROOMS)?;
        let Some(last) = found.last() else { return Ok(Done::quiet(None)) };
        fill(tx, &found).await?;
        Ok(Done::quiet(Some(last.id)))
    }
}

/// A room that went on meanwhile has a newer one already.
async fn fill(tx: &mut Tx, found: &[Newest]) -> Result<(), StoreError> {
    #[derive(Serialize)]
    struct Filled {
        id: RoomId,
        latest_seq: Seq,
        latest_fingerprint: Fingerprint,
    }
    const FILL: Text = with_input!((id bigint, latest_seq bigint, latest_fingerprint bigint)
        "UPDATE rooms SET latest_fingerprint = input.latest_fingerprint
         FROM input WHERE rooms.id = input.id AND rooms.latest_seq = input.latest_seq");
    let filled =
        |room: &Newest| Filled { id: room.id, latest_seq: room.latest_seq, latest_fingerprint: room.fingerprint() };
    execute!(tx, FILL, json(&found.iter().map(filled).collect::<Vec<_>>())?).map(drop)
}
