//! Objects in a directory. `objects/` holds them, in a folder for each beginning of their names; `incoming/` what is under way. An
//! object takes its name when all of it is on the disk, so there is never half of one.

use super::{FilesError, ObjectName, incoming::make_folder};
use anyhow::Context;
use object_store::{local::LocalFileSystem, path::Path as Location};
use std::{
    fs::{self, DirBuilder, File, Permissions},
    io,
    os::unix::fs::{DirBuilderExt, PermissionsExt},
    path::{Path, PathBuf},
};

const OBJECTS: &str = "objects";
const INCOMING: &str = "incoming";
/// Says of which database the objects are.
pub(super) const OWNER: &str = "owner";
/// There from before a restore puts other objects in place until the database they are of is in its place.
const HALF_RESTORED: &str = "half-restored";
/// So many characters of a name say in which folder it lies.
const BEGINNING: usize = 2;

#[derive(Clone)]
pub(super) struct Directory {
    objects: PathBuf,
}

impl Directory {
    /// Makes what is missing, for its owner alone.
    pub fn make(root: &Path) -> anyhow::Result<Self> {
        let objects = root.join(OBJECTS);
        for folder in [root, &objects, &root.join(INCOMING)] {
            make_folder(folder).with_context(|| format!("the folder {} cannot be made", folder.display()))?;
        }
        sync(root).with_context(|| format!("{} cannot be written through to the disk", root.display()))?;
        Ok(Self { objects })
    }

    /// One that is there.
    pub fn of(root: &Path) -> Self {
        Self { objects: root.join(OBJECTS) }
    }

    /// Notes which database it is of, unless it is another's. Whether it is that one's.
    pub fn claim(&self, database: &str) -> io::Result<bool> {
        let owner = self.owner();
        match fs::read_to_string(&owner) {
            Ok(known) if !known.is_empty() => return Ok(known == database),
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            // A crash may have come between its name and what stands in it.
            Ok(_) | Err(_) => {}
        }
        fs::write(&owner, database)?;
        fs::set_permissions(&owner, Permissions::from_mode(0o600))?;
        sync(&owner)?;
        sync(self.objects.parent().unwrap_or(&self.objects))?;
        Ok(true)
    }

    fn owner(&self) -> PathBuf {
        self.objects.with_file_name(OWNER)
    }

    /// The folder of what comes in.
    pub fn incoming(root: &Path) -> PathBuf {
        root.join(INCOMING)
    }

    /// Puts the objects of another directory in the place of its own, which are kept under another name unless there were none.
    /// Until `replaced` is called they are not those of the database, which a crash may leave so.
    pub fn replace(&self, other: &Self, kept: &str) -> io::Result<Option<PathBuf>> {
        let mark = self.mark();
        fs::write(&mark, "")?;
        fs::set_permissions(&mark, Permissions::from_mode(0o600))?;
        sync(&mark)?;
        sync(self.objects.parent().unwrap_or(&self.objects))?;
        let aside = self.objects.with_file_name(format!("{OBJECTS}.{kept}"));
        let kept = match fs::remove_dir(&self.objects) {
            Ok(()) => None,
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            // There is something in it.
            Err(_) => {
                fs::rename(&self.objects, &aside)?;
                Some(aside)
            }
        };
        fs::rename(&other.objects, &self.objects)?;
        // The database is another one: the next server says which.
        match fs::remove_file(self.owner()) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        sync(self.objects.parent().unwrap_or(&self.objects))?;
        Ok(kept)
    }

    /// The database is in its place, too.
    pub fn replaced(&self) -> io::Result<()> {
        fs::remove_file(self.mark())?;
        sync(self.objects.parent().unwrap_or(&self.objects))
    }

    /// Whether a restore was cut off between the objects and the database.
    pub fn is_half_restored(&self) -> bool {
        self.mark().exists()
    }

    fn mark(&self) -> PathBuf {
        self.objects.with_file_name(HALF_RESTORED)
    }

    /// Whether there is one.
    pub fn is_there(&self) -> bool {
        self.objects.is_dir()
    }

    pub fn store(&self) -> object_store::Result<LocalFileSystem> {
        Ok(LocalFileSystem::new_with_prefix(&self.objects)?.with_fsync(true))
    }

    /// Where an object lies below `objects/`.
    pub fn location(name: &ObjectName) -> Location {
        let beginning: String = name.0.chars().take(BEGINNING).collect();
        Location::from_iter([beginning.as_str(), name.0.as_str()])
    }

    /// Gives an object the bytes of a file, through to the disk, by way of a folder on the same disk. It blocks. A link is made
    /// where that can be: then the bytes are not written twice.
    pub fn put(&self, name: &ObjectName, from: &Path, by_way_of: &Path) -> Result<(), FilesError> {
        self.put_by(name, by_way_of, |staged| fs::hard_link(from, staged).or_else(|_| fs::copy(from, staged).map(drop)))
    }

    /// The same of an object of another directory: its bytes are copied, so that what becomes of one does not become of the other.
    pub fn copy(&self, name: &ObjectName, other: &Self, by_way_of: &Path) -> Result<(), FilesError> {
        let from = other.objects.join(Self::location(name).as_ref());
        self.put_by(name, by_way_of, |staged| fs::copy(&from, staged).map(drop))
    }

    fn put_by(
        &self,
        name: &ObjectName,
        by_way_of: &Path,
        fill: impl FnOnce(&Path) -> io::Result<()>,
    ) -> Result<(), FilesError> {
        let put = || -> io::Result<()> {
            let way = tempfile::Builder::new().prefix("put-").tempdir_in(by_way_of)?;
            let staged = way.path().join("object");
            fill(&staged)?;
            fs::set_permissions(&staged, Permissions::from_mode(0o600))?;
            sync(&staged)?;
            let to = self.objects.join(Self::location(name).as_ref());
            let folder = to.parent().unwrap_or(&self.objects);
            match DirBuilder::new().mode(0o700).create(folder) {
                Ok(()) => sync(&self.objects)?,
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(error),
            }
            fs::rename(&staged, &to)?;
            sync(folder)
        };
        put().map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => FilesError::NotFound,
            _ => FilesError::Unavailable(error.to_string()),
        })
    }
}

/// Writes a file, or the names in a folder, through to the disk.
fn sync(path: &Path) -> io::Result<()> {
    File::open(path)?.sync_all()
}
