//! The table `files`: what is known of the bytes in the store of files, from before they are written until they are gone. A row is
//! STORING until its bytes are written, then STORED, and DYING when nothing shows it any more: such a one is never served, and the
//! row goes when its bytes are gone.

use crate::{
    clock::Timestamp,
    domain::attachment::LONG_EDGES,
    ids::{FileId, UserId},
    store::{
        Conn, StoreError, Tx,
        sql::{Text, by_keys, execute, json, keys, row, rows, scalar},
    },
};

/// A file whose bytes are about to be written.
#[derive(Clone, Debug)]
pub struct NewFile {
    /// Its key.
    pub id: FileId,
    /// Who brought it.
    pub user_id: UserId,
    /// What its bytes are called in the store.
    pub object: String,
    /// How many bytes are served of it.
    pub byte_size: i64,
    /// What its bytes are.
    pub media_type: String,
    /// What an avatar is called, by its content.
    pub address: Option<String>,
}

/// A file that nothing shows any more.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct DyingFile {
    /// Its key.
    pub id: FileId,
    /// What its bytes are called in the store.
    pub object: String,
    /// What its bytes are: a picture has thumbnails beside it.
    pub media_type: String,
}

impl DyingFile {
    /// The longer edges of thumbnails that may lie beside it.
    pub fn thumbnails(&self) -> &'static [u32] {
        if self.media_type.starts_with("image/") { &LONG_EDGES } else { &[] }
    }
}

/// A picture of somebody, as everybody reads it.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct AvatarFile {
    /// What its bytes are called in the store.
    pub object: String,
    /// What its bytes are.
    pub media_type: String,
    /// How many bytes it has.
    pub byte_size: i64,
}

/// Notes a file whose bytes are about to be written.
pub async fn insert(tx: &mut Tx, file: &NewFile) -> Result<(), StoreError> {
    let now = tx.now;
    execute!(
        tx,
        "INSERT INTO files (id, user_id, object, state, since, byte_size, media_type, address)
         VALUES ($1, $2, $3, 'STORING', $4, $5, $6, $7)",
        file.id,
        file.user_id,
        &file.object,
        now,
        file.byte_size,
        &file.media_type,
        &file.address
    )
    .map(drop)
}

/// How many bytes of a user stand, or are being written.
pub async fn bytes_of(conn: &mut Conn, user: UserId) -> Result<i64, StoreError> {
    let text = "SELECT CAST(COALESCE(sum(byte_size), 0) AS BIGINT) FROM files WHERE user_id = $1 AND state <> 'DYING'";
    Ok(scalar!(conn, i64, text, user)?.unwrap_or_default())
}

/// The same without the picture that they show, which goes when the next one is shown.
pub async fn bytes_without_avatar_of(conn: &mut Conn, user: UserId) -> Result<i64, StoreError> {
    let text = "SELECT CAST(COALESCE(sum(byte_size), 0) AS BIGINT) FROM files f WHERE user_id = $1 AND state <> 'DYING'
                  AND NOT EXISTS (SELECT 1 FROM users u WHERE u.id = $1 AND u.avatar_file = f.id)";
    Ok(scalar!(conn, i64, text, user)?.unwrap_or_default())
}

/// Its bytes are written. Whether somebody still waits for it: who took too long has been given up.
pub async fn keep(tx: &mut Tx, file: FileId) -> Result<bool, StoreError> {
    let text = "UPDATE files SET state = 'STORED', since = $2 WHERE id = $1 AND state = 'STORING'";
    let now = tx.now;
    Ok(execute!(tx, text, file, now)? > 0)
}

/// Nobody will say that its bytes are written. What is to be taken away; none when it was said after all.
pub async fn give_up(tx: &mut Tx, file: FileId) -> Result<Option<DyingFile>, StoreError> {
    let text = "UPDATE files SET state = 'DYING', since = $2 WHERE id = $1 AND state = 'STORING'
                RETURNING id, object, media_type";
    let now = tx.now;
    row!(tx, DyingFile, text, file, now)
}

/// Gives up those whose bytes were begun before a time, at most 1,000; how many.
pub async fn give_up_before(tx: &mut Tx, before: Timestamp) -> Result<u64, StoreError> {
    let text = "UPDATE files SET state = 'DYING', since = $2 WHERE state = 'STORING' AND id IN
                  (SELECT id FROM files WHERE state = 'STORING' AND since < $1 ORDER BY since LIMIT 1000)";
    let now = tx.now;
    execute!(tx, text, before, now)
}

/// Lets go of files, those of them that nothing shows any more. Who sends one on at the same time holds its row.
pub async fn release(tx: &mut Tx, files: &[FileId]) -> Result<(), StoreError> {
    const LOCK: Text = by_keys!("SELECT id FROM files WHERE id IN", "ORDER BY id", locking);
    const RELEASE: Text = by_keys!(
        "UPDATE files SET state = 'DYING', since = $2 WHERE id IN",
        "AND state <> 'DYING' AND NOT EXISTS (SELECT 1 FROM attachments a WHERE a.file_id = files.id)
         AND NOT EXISTS (SELECT 1 FROM users u WHERE u.id = files.user_id AND u.avatar_file = files.id)"
    );
    if files.is_empty() {
        return Ok(());
    }
    let keys = keys(files.iter().map(|file| file.0));
    rows!(tx, (FileId,), LOCK, &keys)?;
    let now = tx.now;
    execute!(tx, RELEASE, &keys, now).map(drop)
}

/// Files of which nothing is to be left, the oldest first.
pub async fn list_dying(conn: &mut Conn, limit: i64) -> Result<Vec<DyingFile>, StoreError> {
    let text = "SELECT id, object, media_type FROM files WHERE state = 'DYING' ORDER BY since, id LIMIT $1";
    rows!(conn, DyingFile, text, limit)
}

/// Puts files behind all others of which nothing is to be left.
pub async fn postpone(tx: &mut Tx, files: &[FileId]) -> Result<(), StoreError> {
    const POSTPONE: Text = by_keys!("UPDATE files SET since = $2 WHERE id IN", "AND state = 'DYING'");
    let now = tx.now;
    if files.is_empty() { Ok(()) } else { execute!(tx, POSTPONE, keys(files.iter().map(|file| file.0)), now).map(drop) }
}

/// Forgets files whose bytes are gone.
pub async fn delete(tx: &mut Tx, files: &[FileId]) -> Result<(), StoreError> {
    if files.is_empty() {
        return Ok(());
    }
    let text = by_keys!("DELETE FROM files WHERE id IN", "AND state = 'DYING'");
    execute!(tx, text, keys(files.iter().map(|file| file.0))).map(drop)
}

/// Which of these objects a file is called by.
pub async fn find_objects(conn: &mut Conn, objects: &[&str]) -> Result<Vec<String>, StoreError> {
    const FIND: Text = Text::each(
        "SELECT object FROM files WHERE object IN (SELECT value FROM json_each($1))",
        "SELECT object FROM files WHERE object IN (SELECT jsonb_array_elements_text($1::jsonb))",
    );
    let found = rows!(conn, (String,), FIND, json(objects)?)?;
    Ok(found.into_iter().map(|(object,)| object).collect())
}

/// Whether any file is known.
pub async fn is_any(conn: &mut Conn) -> Result<bool, StoreError> {
    Ok(scalar!(conn, bool, "SELECT EXISTS (SELECT 1 FROM files)")?.unwrap_or_default())
}

/// A picture by what it is called, when it is somebody's.
pub async fn find_avatar(conn: &mut Conn, address: &str) -> Result<Option<AvatarFile>, StoreError> {
    let text = "SELECT object, media_type, byte_size FROM files WHERE address = $1 AND state = 'STORED'
                ORDER BY id DESC LIMIT 1";
    row!(conn, AvatarFile, text, address)
}
