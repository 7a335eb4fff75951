//! The file of an SQLite database, and what lies beside it. Never opened here: to open and close it would take SQLite's own
//! locks off it.

use crate::sync::{Mutex, MutexGuard};
use std::{
    ffi::OsStr,
    fs::{self, File, Metadata, OpenOptions, Permissions},
    io,
    os::unix::fs::{MetadataExt, OpenOptionsExt, PermissionsExt},
    path::{Path, PathBuf},
    sync::atomic::{AtomicBool, AtomicU64, Ordering},
};

/// What SQLite puts beside a database: the log, what its connections share, and the old pages of the other journal mode.
pub(in crate::store) const LOG: &str = "-wal";
pub(in crate::store) const SHARED: &str = "-shm";
pub(in crate::store) const JOURNAL: &str = "-journal";

/// The path with something behind its name.
pub(in crate::store) fn beside(path: &Path, suffix: impl AsRef<OsStr>) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}

/// The folder that a file lies in.
pub(in crate::store) fn folder(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Makes an empty file for its owner alone; false when something is there. SQLite gives what it puts beside it the same mode.
pub(in crate::store) fn make(path: &Path) -> io::Result<bool> {
    match OpenOptions::new().write(true).create_new(true).mode(0o600).open(path) {
        Ok(_) => Ok(true),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(false),
        Err(error) => Err(error),
    }
}

/// Takes the rights of others off a database's file and what lies beside it; whether they had any. A file that somebody else made
/// (by hand, or an older program) is as open as that one's umask left it, and SQLite gives what it puts beside it the same mode.
pub(in crate::store) fn narrow(path: &Path) -> io::Result<bool> {
    let mut narrowed = false;
    // Where SQLite puts them.
    let path = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    for suffix in ["", LOG, SHARED, JOURNAL] {
        let path = beside(&path, suffix);
        let mode = match fs::metadata(&path) {
            Ok(found) => found.permissions().mode(),
            Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
            Err(error) => return Err(error),
        };
        if mode & 0o077 != 0 {
            fs::set_permissions(&path, Permissions::from_mode(mode & 0o7700))?;
            narrowed = true;
        }
    }
    Ok(narrowed)
}

/// Writes a file, or the names in a folder, through to the disk.
pub(in crate::store) fn sync(path: &Path) -> io::Result<()> {
    File::open(path)?.sync_all()
}

/// Removes a file; that it is not there is as good.
pub(in crate::store) fn remove(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// The file that a store has open, to be told from another that comes to bear its name. A file that was moved away may come
/// back; one that was written over, or that lost its log, is not believed any more, whatever it looks like later.
pub(in crate::store) struct Watched {
    path: PathBuf,
    identity: (u64, u64),
    /// The most bytes it ever had: SQLite's file does not shrink while it is open, unless somebody vacuums it.
    length: AtomicU64,
    /// Whether there was a log. It stays for as long as somebody has the database open.
    has_log: AtomicBool,
    /// A mutex: held for a line.
    spoilt: Mutex<Option<Gone>>,
}

impl Watched {
    pub fn of(path: &Path) -> Option<Self> {
        let found = fs::metadata(path).ok()?;
        Some(Self {
            path: path.to_owned(),
            identity: identity(&found),
            length: AtomicU64::new(found.len()),
            has_log: AtomicBool::new(false),
            spoilt: Mutex::default(),
        })
    }

    /// What became of the file under its name, if anything. Asking costs a microsecond or two: less than to hand it to
    /// another thread.
    pub fn look(&self) -> Result<(), Gone> {
        self.look_at_file()?;
        if self.has_log.load(Ordering::Relaxed) && !beside(&self.path, LOG).exists() {
            return Err(self.spoil(Gone::Log));
        }
        Ok(())
    }

    /// The same after something was written: then there is a log.
    pub fn look_written(&self) -> Result<(), Gone> {
        self.has_log.store(true, Ordering::Relaxed);
        self.look()
    }

    /// The same when nobody has it open any more, and the log may be gone in order.
    pub fn look_at_file(&self) -> Result<(), Gone> {
        // Asked for before the file is: whoever looks at the same time may find it longer than it was when this one looked.
        let longest = self.length.load(Ordering::Acquire);
        let found = fs::metadata(&self.path).map_err(|_| Gone::Deleted)?;
        if identity(&found) != self.identity {
            return Err(Gone::Replaced);
        }
        if let Some(gone) = *self.spoilt() {
            return Err(gone);
        }
        if found.len() < longest {
            return Err(self.spoil(Gone::Shrunk));
        }
        self.length.fetch_max(found.len(), Ordering::AcqRel);
        Ok(())
    }

    /// Takes the length of now for right, when the database has no more bytes than that.
    pub fn accept(&self, bytes: u64) {
        if let Ok(found) = fs::metadata(&self.path)
            && bytes <= found.len()
        {
            self.length.store(found.len(), Ordering::Relaxed);
            *self.spoilt() = None;
        }
    }

    fn spoil(&self, gone: Gone) -> Gone {
        *self.spoilt() = Some(gone);
        gone
    }

    fn spoilt(&self) -> MutexGuard<'_, Option<Gone>> {
        self.spoilt.lock()
    }

    pub fn path(&self) -> &Path {
        &self.path
    }
}

fn identity(found: &Metadata) -> (u64, u64) {
    (found.dev(), found.ino())
}

/// What becomes of a file that people take for one that nobody has open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Gone {
    #[error("the database's file was deleted while it was served")]
    Deleted,
    #[error("the database's file was replaced by another one while it was served")]
    Replaced,
    #[error("the database's file was written over while it was served")]
    Shrunk,
    #[error("the database's log (-wal) was deleted while it was served")]
    Log,
}

#[cfg(test)]
mod tests;
