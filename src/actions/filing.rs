//! Where files go, what bounds them, and how they are looked at before they are stored.

use crate::{
    domain::{problem::Problem, refusal::Refusal},
    files::{Files, FilesError, ObjectName, ReceivedFile},
};
use std::{
    io,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};
use tempfile::TempDir;
use tokio::sync::Semaphore;

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
    pub limits: FileLimits,
    /// One for each second core: to look at a picture takes a core, and as much memory as its pixels.
    cores: Arc<Semaphore>,
}

/// A file that was looked at, and is to be stored.
pub(super) struct Prepared {
    /// Where its bytes are.
    pub from: PathBuf,
    pub byte_size: u64,
    pub media_type: String,
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
    pub fn fits(&self, file: &ReceivedFile) -> Result<(), Refusal> {
        let max = self.limits.max_file_bytes;
        if file.byte_size <= max { Ok(()) } else { Err(too_large(max, "The file is longer than files may be.")) }
    }

    /// Looks at a file on one of the cores that are for that, with a folder for what is made of it. The folder goes when it is dropped.
    pub async fn look<T: Send + 'static>(
        &self,
        file: &Arc<ReceivedFile>,
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

    /// Writes a file and its thumbnails into the store.
    pub async fn write(&self, object: &ObjectName, file: &Prepared) -> Result<(), Refusal> {
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

/// More bytes than there may be.
pub(super) fn too_large(max: u64, message: &str) -> Refusal {
    Refusal::too_many("file", Problem::TooLong(usize::try_from(max).unwrap_or(usize::MAX)), message)
}
