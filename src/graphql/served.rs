//! What the doors serve beside operations: files.

use crate::{
    domain::{attachment::AttachmentKind, refusal::Refusal},
    files::ObjectName,
    graphql::app::App,
    ids::{AttachmentId, UserId},
    store::{attachments, files},
};

/// A file that may be read.
pub struct ServedFile {
    /// Where its bytes are.
    pub object: ObjectName,
    /// How long it is; none when nobody knows but the store.
    pub byte_size: Option<u64>,
    /// What its bytes are.
    pub media_type: String,
    /// How it is shown.
    pub kind: AttachmentKind,
    /// How it is called when it is saved.
    pub name: Option<String>,
}

impl App {
    /// How many bytes all files of a user have that stand whatever is uploaded: the picture that they show goes with the next one.
    pub async fn lasting_bytes(&self, user: UserId) -> Result<u64, Refusal> {
        let mut snapshot = self.store.snapshot().await?;
        let bytes = files::bytes_without_avatar_of(snapshot.conn()?, user).await?;
        Ok(u64::try_from(bytes).unwrap_or_default())
    }

    /// An attachment, or with a longer edge its thumbnail; none once its message is deleted.
    pub async fn find_file(&self, id: AttachmentId, edge: Option<u32>) -> Result<Option<ServedFile>, Refusal> {
        let mut snapshot = self.store.snapshot().await?;
        let found = attachments::find_readable(snapshot.conn()?, id).await?;
        Ok(found.and_then(|found| {
            let shown = found.shown()?;
            let object = ObjectName(found.object.clone());
            let Some(edge) = edge else {
                return Some(ServedFile {
                    object,
                    byte_size: Some(shown.byte_size),
                    media_type: shown.media_type.clone(),
                    kind: shown.kind,
                    name: Some(shown.name.clone()),
                });
            };
            let image = shown.image.as_ref()?;
            let media_type = if image.is_transparent { "image/png" } else { "image/jpeg" };
            Some(picture(object.thumbnail(image.thumbnail(edge)), None, media_type))
        }))
    }

    /// Somebody's picture.
    pub async fn find_avatar(&self, name: &str) -> Result<Option<ServedFile>, Refusal> {
        let mut snapshot = self.store.snapshot().await?;
        let found = files::find_avatar(snapshot.conn()?, name).await?;
        Ok(found.map(|found| {
            let byte_size = u64::try_from(found.byte_size).ok();
            picture(ObjectName(found.object), byte_size, &found.media_type)
        }))
    }
}

fn picture(object: ObjectName, byte_size: Option<u64>, media_type: &str) -> ServedFile {
    ServedFile { object, byte_size, media_type: media_type.to_owned(), kind: AttachmentKind::Image, name: None }
}
