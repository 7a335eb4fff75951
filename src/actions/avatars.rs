//! Pictures that people upload of themselves. What they are called is made of their bytes, so that whoever has one may keep it.

use crate::{
    actions::{
        Actions, Actor,
        filing::{Prepared, Storing},
        profile::{ChangeLooks, NewLooks},
        storing::go_through,
    },
    domain::{problem::Problem, refusal::Refusal},
    files::ReceivedFile,
    ids::UserId,
    pictures::{self, Avatar},
    store::Done,
};
use data_encoding::HEXLOWER;
use std::sync::Arc;

impl Actions {
    /// Shows a picture of the actor, cut to a square, or none any more; tells the user's devices and those who share a room.
    pub async fn update_avatar(&self, actor: &Actor, file: Option<Arc<ReceivedFile>>) -> Result<Done<UserId>, Refusal> {
        let Some(file) = file else {
            return self.once(actor, ChangeLooks { user: actor.user, looks: NewLooks::Avatar(None) }).await;
        };
        let storing = self.storing()?.clone();
        if let Some(done) = self.repeated(actor).await? {
            return Ok(done);
        }
        storing.fits(&file)?;
        let (this, actor) = (self.clone(), actor.clone());
        go_through(async move { this.store_avatar(&actor, &storing, file).await }).await
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
        let prepared =
            Prepared { from: path, byte_size, media_type, thumbnails: Vec::new(), address: Some(address.clone()) };
        let id = self.store_file(actor.user, &prepared).await?;
        let looks = NewLooks::Avatar(Some((id, address)));
        let shown = self.once(actor, ChangeLooks { user: actor.user, looks }).await;
        // It has come in vain when the same picture was shown before, or a twin of this call was first, or it failed. Else it is
        // stored, and not given up.
        self.give_up_file(id).await;
        shown
    }
}
