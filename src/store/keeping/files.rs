//! Which bytes the database says there are in the store of files: for whoever copies them, or proves that they are there.

use crate::{
    domain::attachment::Attachments,
    ids::FileId,
    store::{Address, Conn, StoreError, sql::rows, upgrade::Contents},
};

/// Databases of before this know no files.
const KNOWN_SINCE: i64 = 14;
/// How many rows are read at once.
const ROWS: i64 = 1_000;

/// What is known of a file's bytes.
#[derive(Clone, Debug)]
pub struct KnownFile {
    /// Its key.
    pub id: FileId,
    /// What its bytes are called in the store.
    pub object: String,
    /// Whether they must be there. Of others they may be: those are on their way, in or out.
    pub is_stored: bool,
    /// How long they are.
    pub byte_size: i64,
    /// The longer edges of its thumbnails, which must be there as well.
    pub thumbnails: Vec<u32>,
}

impl Address {
    /// All files that the database knows.
    pub async fn list_files(&self) -> anyhow::Result<Vec<KnownFile>> {
        match self.state().await? {
            Contents::Ours { version } if version >= KNOWN_SINCE => {}
            _ => return Ok(Vec::new()),
        }
        let mut conn = self.connect_alone().await?;
        let found = all(&mut conn).await;
        conn.close().await;
        found.map_err(|error| anyhow::anyhow!("{self} cannot be read: {}", error.cause()))
    }
}

async fn all(conn: &mut Conn) -> Result<Vec<KnownFile>, StoreError> {
    type Row = (FileId, String, String, i64, Option<Attachments>);
    let (mut found, mut after) = (Vec::new(), FileId(i64::MIN));
    loop {
        let rows = rows!(
            conn,
            Row,
            "SELECT f.id, f.object, f.state, f.byte_size,
               (SELECT a.shown FROM attachments a WHERE a.file_id = f.id ORDER BY a.id LIMIT 1)
             FROM files f WHERE f.id > $1 ORDER BY f.id LIMIT $2",
            after,
            ROWS
        )?;
        let Some(last) = rows.last() else { return Ok(found) };
        after = last.0;
        found.extend(rows.into_iter().map(|(id, object, state, byte_size, shown)| {
            let shown = shown.unwrap_or_default();
            let image = shown.0.first().and_then(|attachment| attachment.image.as_ref());
            let thumbnails = image.map(|image| image.thumbnails().collect()).unwrap_or_default();
            KnownFile { id, object, is_stored: state == "STORED", byte_size, thumbnails }
        }));
    }
}
