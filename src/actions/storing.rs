//! Files on their way into the store of files: a row first, then the bytes, then the row says that they are stored. What fails or is
//! cut off in between is taken away again, at once or by the janitor's round.

use crate::{
    actions::{Actions, Actor},
    domain::{problem::Problem, refusal::Refusal},
    files::{Files, FilesError, ObjectName, Received},
    ids::{FileId, UserId, new_key},
    store::{
        Done, Failure, Job, QueueKey, Tx,
        files::{self, DyingFile, NewFile},
        requests, users,
    },
};
use data_encoding::{BASE32_DNSCURVE, HEXLOWER};
use rand::Rng;
use serde::de::DeserializeOwned;
use std::{
    io,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};
use tempfile::TempDir;
use tokio::sync::Semaphore;

/// Random bytes of an object's name.
const OBJECT_BYTES: usize = 16;
/// Nobody waits longer for a core that looks at their file.
const LONGEST_WAIT: Duration = Duration::from_secs(60);
/// So long bytes may take into the store. The janitor waits longer than that.
const LONGEST_PUT: Duration = Duration::from_secs(15 * 60);

/// How much there may be of files.
#[derive(Clone, Copy, Debug)]
pub struct FileLimits {
    /// Bytes of one.
    pub max_file_bytes: u64,
    /// Bytes of all of a user that still stand; 0 is no bound.
    pub max_user_files_bytes: u64,
}

/// Where files go, and what bounds them. Cloning shares it.
#[derive(Clone)]
pub(super) struct Storing {
    pub files: Files,
    limits: FileLimits,
    /// One for each second core: to look at a picture takes a core, and as much memory as its pixels.
    cores: Arc<Semaphore>,
}

/// A file that was looked at, and is to be stored.
pub(super) struct Prepared {
    /// Where its bytes are.
    pub from: PathBuf,
    pub byte_size: u64,
    pub media_type: String,
    /// Of what came.
    pub sha256: [u8; 32],
    /// Longer edges, and where the bytes are.
    pub thumbnails: Vec<(u32, PathBuf)>,
    /// Of an avatar, what it is called.
    pub address: Option<String>,
}

impl Storing {
    pub fn new(files: Files, limits: FileLimits) -> Self {
        let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        Self { files, limits, cores: Arc::new(Semaphore::new((cores / 2).max(1))) }
    }

    /// Whether a file is not too long.
    pub fn fits(&self, file: &Received) -> Result<(), Refusal> {
        let max = self.limits.max_file_bytes;
        if file.byte_size <= max { Ok(()) } else { Err(too_large(max, "The file is longer than files may be.")) }
    }

    /// Looks at a file on one of the cores that are for that, with a folder for what is made of it. The folder goes when it is dropped.
    pub async fn look<T: Send + 'static>(
        &self,
        file: &Arc<Received>,
        look: impl FnOnce(&Path, &Path) -> io::Result<T> + Send + 'static,
    ) -> Result<(TempDir, T), Refusal> {
        let core = tokio::time::timeout(LONGEST_WAIT, self.cores.clone().acquire_owned()).await;
        let core = core.map_err(|_| Refusal::unavailable())?.map_err(|_| Refusal::unavailable())?;
        let (files, file) = (self.files.clone(), file.clone());
        // The permit goes with the work: a caller who hangs up does not free the core that is still busy.
        let looked = tokio::task::spawn_blocking(move || {
            let _held = core;
            let folder = files.workshop()?;
            let found = look(file.path(), folder.path())?;
            Ok::<_, io::Error>((folder, found))
        });
        match looked.await {
            Ok(Ok(found)) => Ok(found),
            Ok(Err(error)) => {
                tracing::error!(%error, "a file could not be looked at");
                Err(Refusal::unavailable())
            }
            Err(error) => {
                tracing::error!(%error, "looking at a file ended early");
                Err(Refusal::internal())
            }
        }
    }

    async fn write(&self, object: &ObjectName, file: &Prepared) -> Result<(), Refusal> {
        let put = async {
            for (edge, from) in &file.thumbnails {
                self.files.put(&object.thumbnail(*edge), from).await?;
            }
            self.files.put(object, &file.from).await
        };
        let too_slow = |_| FilesError::Unavailable("it took too long".to_owned());
        tokio::time::timeout(LONGEST_PUT, put).await.map_err(too_slow).and_then(|put| put).map_err(|error| {
            tracing::error!(%error, "a file could not be stored");
            Refusal::unavailable()
        })
    }
}

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
        let mut gone = Vec::with_capacity(all);
        for file in dying {
            match delete(files, &file).await {
                Ok(()) => gone.push(file.id),
                Err(error) => tracing::warn!(file = %file.id, %error, "a file could not be taken away as yet"),
            }
        }
        let went = gone.len() == all;
        if !gone.is_empty() {
            self.store.write(ForgetFiles { gone }).await?;
        }
        Ok(went)
    }
}

async fn delete(files: &Files, file: &DyingFile) -> Result<(), FilesError> {
    let object = ObjectName(file.object.clone());
    for &thumbnail in file.thumbnails() {
        files.delete(&object.thumbnail(thumbnail)).await?;
    }
    files.delete(&object).await
}

/// More bytes than there may be.
fn too_large(max: u64, message: &str) -> Refusal {
    Refusal::too_many("file", Problem::TooLong(usize::try_from(max).unwrap_or(usize::MAX)), message)
}

/// What of a file is known before it has a name.
struct NewRow {
    byte_size: i64,
    media_type: String,
    sha256: String,
    address: Option<String>,
}

impl NewRow {
    fn of(file: &Prepared) -> Result<Self, Refusal> {
        let Prepared { byte_size, media_type, sha256, address, .. } = file;
        Ok(Self {
            byte_size: i64::try_from(*byte_size).map_err(|_| Refusal::internal())?,
            media_type: media_type.clone(),
            sha256: HEXLOWER.encode(sha256),
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
        let NewRow { byte_size, media_type, sha256, address } = &self.file;
        if self.max_user_files_bytes > 0 {
            let sum = files::bytes_of(tx, self.user).await?.saturating_add(*byte_size);
            if u64::try_from(sum).is_ok_and(|sum| sum > self.max_user_files_bytes) {
                let message = "Your files would take more room than those of one person may.";
                return Err(too_large(self.max_user_files_bytes, message).into());
            }
        }
        let mut name = [0; OBJECT_BYTES];
        tx.rng.fill_bytes(&mut name);
        let file = NewFile {
            id: FileId(new_key(tx.now, &mut tx.rng)),
            user_id: self.user,
            object: BASE32_DNSCURVE.encode(&name),
            byte_size: *byte_size,
            media_type: media_type.clone(),
            sha256: sha256.clone(),
            address: address.clone(),
        };
        files::insert(tx, &file).await?;
        Ok(Done::quiet((file.id, ObjectName(file.object))))
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
}

impl Job for ForgetFiles {
    type Answer = ();

    fn queue(&self) -> QueueKey {
        QueueKey::Maintenance
    }

    async fn run(&self, tx: &mut Tx) -> Result<Done<()>, Failure> {
        Ok(Done::quiet(files::delete(tx, &self.gone).await?))
    }
}
