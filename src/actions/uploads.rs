//! Files that people bring, for messages. Each waits for its message for a day.

use crate::{
    actions::{
        Actions, Actor,
        filing::{Prepared, Storing},
        storing::go_through,
    },
    domain::{attachment::Attachment, file_name::file_name, refusal::Refusal},
    files::ReceivedFile,
    ids::{AttachmentId, FileId},
    pictures::{self, Inspected, Inspection},
    store::{Done, Failure, Job, QueueKey, Tx, attachments, files},
};
use serde::{Deserialize, Serialize};
use std::{path::Path, sync::Arc};

/// What is kept of an upload.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Uploaded {
    /// What it is called from now on.
    pub attachment: AttachmentId,
}

impl Actions {
    /// Stores a file, for a message that is to come. What is called as `name` says, or as the file itself does.
    pub async fn upload_attachment(
        &self,
        actor: &Actor,
        file: Arc<ReceivedFile>,
        name: Option<String>,
    ) -> Result<Done<Uploaded>, Refusal> {
        let storing = self.storing()?.clone();
        if let Some(done) = self.repeated(actor).await? {
            return Ok(done);
        }
        storing.fits(&file)?;
        let name = file_name(name.as_deref().or(file.name.as_deref()).unwrap_or_default());
        let (this, actor) = (self.clone(), actor.clone());
        go_through(async move { this.store_upload(&actor, &storing, file, name).await }).await
    }

    async fn store_upload(
        &self,
        actor: &Actor,
        storing: &Storing,
        file: Arc<ReceivedFile>,
        name: String,
    ) -> Result<Done<Uploaded>, Refusal> {
        // Its thumbnails lie in the folder.
        let (_folder, inspected) = storing.look(&file, pictures::inspect).await?;
        let kind = inspected.kind;
        let image = inspected.picture.as_ref().map(|picture| picture.info.clone());
        let prepared = prepared(inspected, &file);
        let id = self.store_file(actor.user, &prepared).await?;
        // The first one to show a file has the file's own key.
        let attachment = AttachmentId(id.0);
        let Prepared { byte_size, media_type, .. } = prepared;
        let shown = Attachment { id: attachment, kind, name, media_type, byte_size, image };
        let kept = self.once(actor, KeepUpload { actor: actor.clone(), file: id, shown }).await;
        // Or else a twin of this call was first, or nobody knows.
        if kept.as_ref().map_or(true, |kept| kept.answer.attachment != attachment) {
            self.give_up_file(id).await;
        }
        kept
    }
}

/// What is stored of a file: of a picture, one without where and by whom it was taken.
fn prepared(inspected: Inspected, file: &ReceivedFile) -> Prepared {
    let Inspected { media_type, picture, .. } = inspected;
    let path: &Path = file.path();
    let (from, byte_size, thumbnails) = match picture {
        Some(Inspection { cleaned, byte_size, thumbnails, .. }) => (cleaned, byte_size, thumbnails),
        None => (path.to_owned(), file.byte_size, Vec::new()),
    };
    Prepared { from, byte_size, media_type, thumbnails, address: None }
}

/// The bytes are there: says so, and hands the file to its uploader.
struct KeepUpload {
    actor: Actor,
    file: FileId,
    shown: Attachment,
}

impl Job for KeepUpload {
    type Answer = Uploaded;

    fn queue(&self) -> QueueKey {
        QueueKey::User(self.actor.user)
    }

    async fn run(&self, tx: &mut Tx) -> Result<Done<Uploaded>, Failure> {
        if !files::keep(tx, self.file).await? {
            tracing::warn!(file = %self.file, "a file took so long that it was given up");
            return Err(Refusal::unavailable().into());
        }
        attachments::insert(tx, self.file, self.actor.user, &self.shown).await?;
        Ok(Done::quiet(Uploaded { attachment: self.shown.id }))
    }
}
