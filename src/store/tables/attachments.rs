//! The table `attachments`: files as messages show them. What a message shows stands in its own row as well, so that who reads
//! messages reads nothing more.

use crate::{
    clock::Timestamp,
    domain::attachment::{Attachment, Attachments},
    ids::{AttachmentId, FileId, MessageKey, RoomId, Seq, UserId},
    store::{
        Conn, StoreError, Tx,
        sql::{Text, by_keys, execute, json, keys, row, rows, with_input},
    },
    sync::Mutex,
};
use serde::Serialize;
use std::collections::{HashMap, HashSet};

/// A file as its uploader sees it, and whoever may read its message.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct FoundAttachment {
    /// Its key.
    pub id: AttachmentId,
    /// Which file it is.
    pub file_id: FileId,
    /// Who uploaded it, or sent it on.
    pub user_id: UserId,
    /// The room of its message; none until it is sent.
    pub room_id: Option<RoomId>,
    /// The number of its message.
    pub seq: Option<Seq>,
    /// What is shown: a list of one.
    shown: Attachments,
}

impl FoundAttachment {
    /// What is shown of it.
    pub fn shown(&self) -> Result<&Attachment, StoreError> {
        self.shown
            .0
            .first()
            .ok_or_else(|| StoreError::Unexpected(format!("{} shows nothing that can be read", self.id)))
    }

    /// The message that it is on.
    pub fn message(&self) -> Option<MessageKey> {
        self.room_id.zip(self.seq).map(|(room, seq)| MessageKey { room, seq })
    }
}

/// The files that a batch of sends is about, held until its transaction ends: who takes one first, has it.
#[derive(Debug, Default)]
pub struct HeldFiles {
    found: HashMap<AttachmentId, FoundAttachment>,
    /// A mutex: held to look or to note.
    taken: Mutex<HashSet<AttachmentId>>,
}

impl HeldFiles {
    fn new(found: Vec<FoundAttachment>) -> Self {
        Self { found: found.into_iter().map(|found| (found.id, found)).collect(), taken: Mutex::default() }
    }

    /// One of them, if it is there.
    pub fn find(&self, id: AttachmentId) -> Option<&FoundAttachment> {
        self.found.get(&id)
    }

    /// Whether it is on a message, or will be.
    pub fn is_taken(&self, file: &FoundAttachment) -> bool {
        file.message().is_some() || self.taken.lock().contains(&file.id)
    }

    /// They are on a message that will be written.
    pub fn take(&self, ids: &[AttachmentId]) {
        self.taken.lock().extend(ids);
    }
}

/// A file that is to be read.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct ReadableFile {
    /// What its bytes are called in the store.
    pub object: String,
    /// What is shown of it: a list of one.
    shown: Attachments,
}

impl ReadableFile {
    /// What is shown of it.
    pub fn shown(&self) -> Option<&Attachment> {
        self.shown.0.first()
    }
}

/// Adds one that waits for its message.
pub async fn insert(tx: &mut Tx, file: FileId, user: UserId, shown: &Attachment) -> Result<(), StoreError> {
    let now = tx.now;
    execute!(
        tx,
        "INSERT INTO attachments (id, file_id, user_id, shown, created_at) VALUES ($1, $2, $3, $4, $5)",
        shown.id,
        file,
        user,
        json(&[shown])?,
        now
    )
    .map(drop)
}

/// Those of these ids that there are.
pub async fn find_many(
    conn: &mut Conn,
    ids: impl IntoIterator<Item = AttachmentId>,
) -> Result<Vec<FoundAttachment>, StoreError> {
    const FIND: Text =
        by_keys!("SELECT a.id, a.file_id, a.user_id, a.room_id, a.seq, a.shown FROM attachments a WHERE a.id IN", "");
    rows!(conn, FoundAttachment, FIND, keys(ids.into_iter().map(|id| id.0)))
}

/// The bytes of one, while they stand.
pub async fn find_readable(conn: &mut Conn, id: AttachmentId) -> Result<Option<ReadableFile>, StoreError> {
    let text = "SELECT f.object, a.shown FROM attachments a JOIN files f ON f.id = a.file_id
                WHERE a.id = $1 AND f.state = 'STORED'";
    row!(conn, ReadableFile, text, id)
}

/// Those of these ids that there are, held with their files until the transaction ends: who takes one for a message, or lets go of
/// it, at the same time comes before or after.
pub async fn hold(tx: &mut Tx, ids: impl IntoIterator<Item = AttachmentId>) -> Result<HeldFiles, StoreError> {
    const LOCK: Text = by_keys!(
        "SELECT a.id, a.file_id, a.user_id, a.room_id, a.seq, a.shown FROM attachments a JOIN files f ON f.id = a.file_id
         WHERE f.state = 'STORED' AND a.id IN",
        "ORDER BY a.file_id, a.id",
        locking
    );
    Ok(HeldFiles::new(rows!(tx, FoundAttachment, LOCK, keys(ids.into_iter().map(|id| id.0)))?))
}

/// An upload that a message takes.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct TakenUpload {
    /// Which one.
    pub id: AttachmentId,
    /// The room of the message.
    #[serde(rename = "room")]
    pub room_id: RoomId,
    /// Its number.
    pub seq: Seq,
}

/// Uploads are on their messages from now on.
pub async fn take(tx: &mut Tx, taken: &[TakenUpload]) -> Result<(), StoreError> {
    const TAKE: Text = with_input!((id bigint, room bigint, seq bigint)
        "UPDATE attachments SET room_id = input.room, seq = input.seq FROM input WHERE attachments.id = input.id");
    if taken.is_empty() { Ok(()) } else { execute!(tx, TAKE, json(taken)?).map(drop) }
}

/// A file that a message sends on.
#[derive(Clone, Debug, Serialize)]
pub struct SentOn {
    /// Its new id.
    pub id: AttachmentId,
    /// Which file it is.
    #[serde(rename = "file")]
    pub file_id: FileId,
    /// Who sends it on.
    #[serde(rename = "person")]
    pub user_id: UserId,
    /// The room of the message.
    #[serde(rename = "room")]
    pub room_id: RoomId,
    /// Its number.
    pub seq: Seq,
    /// What is shown, as JSON: a list of one.
    pub shown: String,
}

/// Files are on further messages from now on.
pub async fn send_on(tx: &mut Tx, sent: &[SentOn]) -> Result<(), StoreError> {
    const SEND_ON: Text = with_input!((id bigint, file bigint, person bigint, room bigint, seq bigint, shown text)
        "INSERT INTO attachments (id, file_id, user_id, room_id, seq, shown, created_at)
         SELECT id, file, person, room, seq, shown, $2 FROM input ORDER BY n");
    let now = tx.now;
    if sent.is_empty() { Ok(()) } else { execute!(tx, SEND_ON, json(sent)?, now).map(drop) }
}

/// Takes attachments away; of which files they were. Who sends one on at the same time comes before or after.
pub async fn delete(tx: &mut Tx, ids: &[AttachmentId]) -> Result<Vec<FileId>, StoreError> {
    const DELETE: Text = Text::each(
        "DELETE FROM attachments WHERE id IN (SELECT value FROM json_each($1)) RETURNING file_id",
        "DELETE FROM attachments WHERE id IN (SELECT jsonb_array_elements_text($1::jsonb)::bigint) RETURNING file_id",
    );
    hold(tx, ids.iter().copied()).await?;
    let gone = rows!(tx, (FileId,), DELETE, keys(ids.iter().map(|id| id.0)))?;
    Ok(gone.into_iter().map(|(file,)| file).collect())
}

/// Takes those away that were uploaded before a time and that no message took, at most 1,000; of which files they were.
pub async fn delete_unsent(tx: &mut Tx, before: Timestamp) -> Result<Vec<FileId>, StoreError> {
    let text = "DELETE FROM attachments WHERE seq IS NULL AND id IN
                  (SELECT id FROM attachments WHERE seq IS NULL AND created_at < $1 ORDER BY created_at LIMIT 1000)
                RETURNING file_id";
    let gone = rows!(tx, (FileId,), text, before)?;
    Ok(gone.into_iter().map(|(file,)| file).collect())
}
