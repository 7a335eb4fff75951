//! Where files lie while they come in: a folder that belongs to this process, which holds its lock. The lock goes with the process,
//! however that ends, so the next one knows what a crash left, and removes it. Several servers may share a directory.

use rustix::process::geteuid;
use std::{
    fs::{self, DirBuilder, File, OpenOptions},
    io,
    os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt, PermissionsExt},
    path::{Path, PathBuf},
};
use tempfile::TempDir;

const PREFIX: &str = "spark-incoming-";
const LOCK: &str = "lock";
/// Somebody who clears away may take a folder between its making and its locking.
const ATTEMPTS: usize = 8;

/// The folder of this process. It goes when this is dropped.
pub(super) struct Incoming {
    folder: TempDir,
    _lock: File,
}

impl Incoming {
    /// Makes it below a directory, and removes what dead processes left there.
    pub fn begin(below: &Path) -> io::Result<Self> {
        clear(below)?;
        for _ in 0..ATTEMPTS {
            let mine = fs::Permissions::from_mode(0o700);
            let folder = tempfile::Builder::new().prefix(PREFIX).permissions(mine).tempdir_in(below)?;
            let Ok(lock) = OpenOptions::new().write(true).create_new(true).mode(0o600).open(folder.path().join(LOCK))
            else {
                continue;
            };
            // Where files cannot be locked nobody clears away, either.
            if lock.try_lock().is_err_and(|error| matches!(error, fs::TryLockError::WouldBlock)) {
                continue;
            }
            if fs::metadata(folder.path().join(LOCK)).is_ok_and(|found| found.ino() == inode(&lock)) {
                return Ok(Self { folder, _lock: lock });
            }
        }
        Err(io::Error::other(format!("no folder below {} stays", below.display())))
    }

    pub fn path(&self) -> &Path {
        self.folder.path()
    }
}

fn inode(file: &File) -> u64 {
    file.metadata().map_or(0, |found| found.ino())
}

/// Makes a folder for its owner alone; one that is there stays as it is.
pub(super) fn make_folder(path: &Path) -> io::Result<()> {
    match DirBuilder::new().recursive(true).mode(0o700).create(path) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => Err(error),
        _ => Ok(()),
    }
}

fn clear(below: &Path) -> io::Result<()> {
    for entry in fs::read_dir(below)? {
        let entry = entry?;
        // In a folder for temporary files others have theirs, and may call them as they like.
        let is_ours = entry.file_name().to_string_lossy().starts_with(PREFIX)
            && fs::symlink_metadata(entry.path())
                .is_ok_and(|found| found.is_dir() && found.uid() == geteuid().as_raw());
        if is_ours && let Err(error) = clear_dead(&entry.path()) {
            tracing::warn!(%error, "{} is left of a server that died, and cannot be removed", entry.path().display());
        }
    }
    Ok(())
}

/// Removes the folder of a process that is gone: its lock last, so that whoever is stopped half-way leaves the rest to another.
fn clear_dead(folder: &Path) -> io::Result<()> {
    let path: PathBuf = folder.join(LOCK);
    let lock = match File::open(&path) {
        Ok(lock) => lock,
        // Just made, or as good as gone: a folder with something in it is not removed.
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            let _ = fs::remove_dir(folder);
            return Ok(());
        }
        Err(error) => return Err(error),
    };
    if lock.try_lock().is_err() {
        return Ok(());
    }
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_name() == LOCK {
            continue;
        }
        if entry.file_type()?.is_dir() {
            fs::remove_dir_all(entry.path())?;
        } else {
            fs::remove_file(entry.path())?;
        }
    }
    fs::remove_file(&path)?;
    fs::remove_dir(folder)
}
