//! Pictures that people upload of themselves. What they are called is made of their bytes, so that whoever has one may keep it.

use crate::{
    actions::{
        Actions, Actor,
        filing::{Prepared, Storing},
        profile::show,
        writing::lock_user,
    },
    domain::{problem::Problem, refusal::Refusal, user::User},
    files::ReceivedFile,
    ids::{FileId, UserId},
    pictures::{self, Avatar},
    store::{Done, Failure, Job, QueueKey, Tx, files},
};
use data_encoding::HEXLOWER;
use std::sync::Arc;

impl Actions {
    /// Shows a picture of the actor, cut to a square, or none any more; tells the user's devices and those who share a room.
    pub async fn update_avatar(&self, actor: &Actor, file: Option<Arc<ReceivedFile>>) -> Result<Done<UserId>, Refusal> {
        let Some(file) = file else {
            return self.once(actor, ShowAvatar { user: actor.user, uploaded: None }).await;
        };
        let storing = self.storing()?.clone();
        if let Some(done) = self.repeated(actor).await? {
            return Ok(done);
        }
        storing.fits(&file)?;
        let (this, actor) = (self.clone(), actor.clone());
        // As an upload is.
        let stored = tokio::spawn(async move { this.store_avatar(&actor, &storing, file).await });
        stored.await.unwrap_or_else(|error| {
            tracing::error!(%error, "storing a picture ended early");
            Err(Refusal::unavailable())
        })
    }

    async fn store_avatar(
        &self,
        actor: &Actor,
        storing: &Storing,
        file: Arc<ReceivedFile>,
    ) -> Result<Done<UserId>, Refusal> {
        let (_folder, avatar) = storing.look(&file, pictures::avatar).await?;
        let not_one = || Refusal::invalid("file", Problem::Malformed, "This is no picture that can be read.");
        let Avatar { path, byte_size, media_type, sha256 } = avatar.ok_or_else(not_one)?;
        let ending = if media_type == "image/png" { "png" } else { "jpg" };
        let address = format!("{}.{ending}", HEXLOWER.encode(&sha256));
        let prepared = Prepared {
            from: path,
            byte_size,
            media_type,
            sha256: file.sha256,
            thumbnails: Vec::new(),
            address: Some(address.clone()),
        };
        let id = self.store_file(actor.user, &prepared).await?;
        let shown = self.once(actor, ShowAvatar { user: actor.user, uploaded: Some((id, address)) }).await;
        // It has come in vain when the same picture was shown before, or a twin of this call was first, or it failed. Else it is
        // stored, and not given up.
        self.give_up_file(id).await;
        shown
    }
}

/// Shows a picture whose bytes are there, or none.
struct ShowAvatar {
    user: UserId,
    uploaded: Option<(FileId, String)>,
}

impl Job for ShowAvatar {
    type Answer = UserId;

    fn queue(&self) -> QueueKey {
        QueueKey::People
    }

    fn locks_users(&self) -> Vec<UserId> {
        vec![self.user]
    }

    async fn run(&self, tx: &mut Tx) -> Result<Done<UserId>, Failure> {
        let before = lock_user(tx, self.user).await?;
        let address = self.uploaded.as_ref().map(|(_, address)| address.clone());
        let after = User { avatar_url: None, avatar_address: address, ..(*before).clone() };
        if after == *before {
            return Ok(Done::quiet(self.user));
        }
        let shown = self.uploaded.as_ref().map(|(file, _)| *file);
        if let Some(file) = shown
            && !files::keep(tx, file).await?
        {
            return Err(Refusal::unavailable().into());
        }
        show(tx, &before, after, shown).await
    }
}
