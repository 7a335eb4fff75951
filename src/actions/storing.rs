//! Files on their way into the store of files: a row first, then the bytes, then the row says that they are stored. What fails or is
//! cut off in between is taken away again, at once or by the janitor's round.

use crate::{
    actions::{
        Actions, Actor,
        filing::{Prepared, Storing, too_large},
    },
    domain::refusal::Refusal,
    files::{Files, FilesError, ObjectName},
    ids::{FileId, UserId, new_key},
    store::{
        Done, Failure, Job, QueueKey, Tx,
        files::{self, DyingFile, NewFile},
        requests, users,
    },
};
use serde::de::DeserializeOwned;

/// When so many of a round did not go, the others are not tried.
const MOST_LEFT: usize = 3;

impl Actions {
    /// Where files go; refused where none are kept.
    pub(super) fn storing(&self) -> Result<&Storing, Refusal> {
        let kept = self.storing.as_ref().filter(|storing| storing.files.is_kept());
        kept.ok_or_else(|| Refusal::forbidden("No files are kept here."))
    }

    /// What the same call was answered before, if it was.
    pub(super) async fn repeated<A: DeserializeOwned>(&self, actor: &Actor) -> Result<Option<Done<A>>, Refusal> {
        let Some(request) = &actor.request else { return Ok(None) };
        let Some(kept) = requests::find(&mut self.store.reader().await?, request).await? else { return Ok(None) };
        match kept.answer(&request.input_hash) {
            Ok(answer) => Ok(Some(Done::quiet(answer))),
            Err(Failure::Refused(refusal)) => Err(refusal),
            Err(Failure::Store(error)) => Err(error.refusal()),
        }
    }

    /// Writes a file of a user into the store. It stands there once `files::keep` has said so; else it is given up.
    pub(super) async fn store_file(&self, user: UserId, file: &Prepared) -> Result<FileId, Refusal> {
        let storing = self.storing()?;
        let max = storing.limits.max_user_files_bytes;
        let begun = self.store.write(BeginFile { user, file: NewRow::of(file)?, max_user_files_bytes: max }).await?;
        let (id, object) = begun.answer;
        let written = storing.write(&object, file).await;
        if written.is_err() {
            self.give_up_file(id).await;
        }
        written.map(|()| id)
    }

    /// A file that was begun is not wanted. What can't be taken away now, the janitor takes.
    pub(super) async fn give_up_file(&self, file: FileId) {
        match self.store.write(GiveUpFile { file }).await {
            Ok(Done { answer: Some(dying), .. }) => drop(self.take_files_away(vec![dying]).await),
            Ok(_) => {}
            Err(refusal) => tracing::debug!(refusal.message, "a file is left for the janitor"),
        }
    }

    /// Takes the bytes of files away, and then their rows; whether all of them went.
    pub(super) async fn take_files_away(&self, dying: Vec<DyingFile>) -> Result<bool, Refusal> {
        let (files, all) = (&self.storing()?.files, dying.len());
        let (mut gone, mut left) = (Vec::with_capacity(all), Vec::new());
        for file in dying {
            match delete(files, &file).await {
                Ok(()) => gone.push(file.id),
                Err(error) => {
                    tracing::warn!(file = %file.id, %error, "a file could not be taken away as yet");
                    left.push(file.id);
                    // The store is away.
                    if left.len() == MOST_LEFT {
                        break;
                    }
                }
            }
        }
        let went = gone.len() == all;
        self.store.write(ForgetFiles { gone, left }).await?;
        Ok(went)
    }
}

/// Goes through with something, also when nobody waits for it any more: what is half-way would stand in the sum of the user.
pub(super) async fn go_through<T: Send + 'static>(
    storing: impl Future<Output = Result<T, Refusal>> + Send + 'static,
) -> Result<T, Refusal> {
    tokio::spawn(storing).await.unwrap_or_else(|error| {
        tracing::error!(%error, "storing a file ended early");
        Err(Refusal::unavailable())
    })
}

async fn delete(files: &Files, file: &DyingFile) -> Result<(), FilesError> {
    let object = ObjectName(file.object.clone());
    for &thumbnail in file.thumbnails() {
        files.delete(&object.thumbnail(thumbnail)).await?;
    }
    files.delete(&object).await
}

/// What of a file is known before it has a name.
struct NewRow {
    byte_size: i64,
    media_type: String,
    address: Option<String>,
}

impl NewRow {
    fn of(file: &Prepared) -> Result<Self, Refusal> {
        let Prepared { byte_size, media_type, address, .. } = file;
        Ok(Self {
            byte_size: i64::try_from(*byte_size).map_err(|_| Refusal::internal())?,
            media_type: media_type.clone(),
            address: address.clone(),
        })
    }
}

struct BeginFile {
    user: UserId,
    file: NewRow,
    max_user_files_bytes: u64,
}

impl Job for BeginFile {
    type Answer = (FileId, ObjectName);

    fn queue(&self) -> QueueKey {
        QueueKey::User(self.user)
    }

    fn locks_users(&self) -> Vec<UserId> {
        vec![self.user]
    }

    async fn run(&self, tx: &mut Tx) -> Result<Done<Self::Answer>, Failure> {
        // Whoever uploads at the same time waits, so that the sum is one that both of them are in.
        users::lock(tx, self.user).await?;
        let NewRow { byte_size, media_type, address } = &self.file;
        if self.max_user_files_bytes > 0 {
            // An avatar takes the place of the one that is shown.
            let standing = match address {
                Some(_) => files::bytes_without_avatar_of(tx, self.user).await?,
                None => files::bytes_of(tx, self.user).await?,
            };
            let sum = standing.saturating_add(*byte_size);
            if u64::try_from(sum).is_ok_and(|sum| sum > self.max_user_files_bytes) {
                let message = "Your files would take more room than those of one person may.";
                return Err(too_large(self.max_user_files_bytes, message).into());
            }
        }
        let object = ObjectName::random(&mut tx.rng);
        let file = NewFile {
            id: FileId(new_key(tx.now, &mut tx.rng)),
            user_id: self.user,
            object: object.0.clone(),
            byte_size: *byte_size,
            media_type: media_type.clone(),
            address: address.clone(),
        };
        files::insert(tx, &file).await?;
        Ok(Done::quiet((file.id, object)))
    }
}

struct GiveUpFile {
    file: FileId,
}

impl Job for GiveUpFile {
    type Answer = Option<DyingFile>;

    fn queue(&self) -> QueueKey {
        QueueKey::Maintenance
    }

    async fn run(&self, tx: &mut Tx) -> Result<Done<Self::Answer>, Failure> {
        Ok(Done::quiet(files::give_up(tx, self.file).await?))
    }
}

struct ForgetFiles {
    gone: Vec<FileId>,
    /// Those that did not go. The next time they come last, so that they are in nobody's way.
    left: Vec<FileId>,
}

impl Job for ForgetFiles {
    type Answer = ();

    fn queue(&self) -> QueueKey {
        QueueKey::Maintenance
    }

    async fn run(&self, tx: &mut Tx) -> Result<Done<()>, Failure> {
        files::postpone(tx, &self.left).await?;
        Ok(Done::quiet(files::delete(tx, &self.gone).await?))
    }
}
