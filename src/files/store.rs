//! A directory or a bucket, through `object_store`.

use super::{
    FilesAddress, FilesError, ObjectName, Receiving, Stored,
    bucket::{self, S3Bucket, bounded},
    directory::Directory,
    incoming::Incoming,
    received::WRITERS,
};
use crate::clock::Timestamp;
use anyhow::Context;
use bytes::Bytes;
use futures_util::{StreamExt, TryStreamExt, future, stream, stream::BoxStream};
use object_store::{
    GetOptions, GetRange, GetResultPayload, ObjectMeta, ObjectStore, ObjectStoreExt, local::LocalFileSystem,
    path::Path as Location,
};
use std::{
    fs::File,
    io::{self, Read, Seek, SeekFrom},
    ops::Range,
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};
use tempfile::TempDir;
use tokio::sync::Semaphore;

/// How much of an object in a directory is read at once: so much of each that goes out is in memory.
const PIECE: usize = 128 * 1024;

/// The store of files. Cloning shares it.
#[derive(Clone)]
pub struct Files(Arc<Inner>);

struct Inner {
    backing: Backing,
    /// Where files lie while they come in; none for who only looks.
    incoming: Option<Incoming>,
    /// Who writes what comes in.
    writers: Arc<Semaphore>,
    is_claimed: AtomicBool,
}

impl Inner {
    fn new(backing: Backing, incoming: Option<Incoming>) -> Self {
        Self { backing, incoming, writers: Arc::new(Semaphore::new(WRITERS)), is_claimed: AtomicBool::new(false) }
    }
}

enum Backing {
    Directory(Directory, LocalFileSystem),
    Bucket(S3Bucket),
    Nowhere,
}

impl Files {
    /// Opens it for a server: a directory is made when missing, and what a server that died left half-way is removed.
    pub fn open(address: &FilesAddress) -> anyhow::Result<Self> {
        let below = match address {
            FilesAddress::Directory(root) => {
                Directory::make(root)?;
                Directory::incoming(root)
            }
            FilesAddress::S3 { surroundings, .. } => surroundings.temporary.clone(),
            FilesAddress::None => return Ok(Self(Arc::new(Inner::new(Backing::Nowhere, None)))),
        };
        let incoming =
            Incoming::begin(&below).with_context(|| format!("files cannot come in to {}", below.display()))?;
        Ok(Self(Arc::new(Inner::new(Backing::of(address)?, Some(incoming)))))
    }

    /// Opens it to look: nothing is made. None when there is nothing yet.
    pub fn look(address: &FilesAddress) -> anyhow::Result<Option<Self>> {
        if let FilesAddress::Directory(root) = address
            && !Directory::of(root).is_there()
        {
            return Ok(None);
        }
        Ok(Some(Self(Arc::new(Inner::new(Backing::of(address)?, None)))))
    }

    /// Makes it the store of a database, which is called so, unless it is another's already. Whether it is its own.
    pub async fn claim(&self, database: &str) -> Result<bool, FilesError> {
        let is_own = match &self.0.backing {
            Backing::Directory(directory, _) => directory.claim(database)?,
            Backing::Bucket(bucket) => bucket.claim(database).await?,
            Backing::Nowhere => true,
        };
        self.0.is_claimed.store(is_own, Ordering::Relaxed);
        Ok(is_own)
    }

    /// Whether it is known to be the store of the database that asks: what that does not know is then nobody's.
    pub fn is_claimed(&self) -> bool {
        self.0.is_claimed.load(Ordering::Relaxed)
    }

    /// Whether files are kept at all.
    pub fn is_kept(&self) -> bool {
        !matches!(self.0.backing, Backing::Nowhere)
    }

    /// Whether the store answers: a directory is there, a bucket lists what it has.
    pub async fn reach(&self) -> Result<(), FilesError> {
        match &self.0.backing {
            Backing::Directory(directory, _) if directory.is_there() => Ok(()),
            Backing::Directory(..) => Err(FilesError::NotFound),
            Backing::Bucket(bucket) => bucket.reach().await,
            Backing::Nowhere => Ok(()),
        }
    }

    /// A temporary file beside the store, for what comes in.
    pub fn receive(&self) -> io::Result<Receiving> {
        Receiving::begin(self.incoming()?.path(), self.0.writers.clone())
    }

    /// A temporary folder beside the store, for what is made of what came in.
    pub fn workshop(&self) -> io::Result<TempDir> {
        tempfile::Builder::new().prefix("made-").tempdir_in(self.incoming()?.path())
    }

    fn incoming(&self) -> io::Result<&Incoming> {
        self.0.incoming.as_ref().ok_or_else(|| io::Error::other(FilesError::None))
    }

    /// Writes an object from a file, through to the disk. The file stays; it is whoever's it was. What was begun is gone through
    /// with, also when nobody waits for it any more.
    pub async fn put(&self, name: &ObjectName, from: &Path) -> Result<(), FilesError> {
        let (this, name, from) = (self.clone(), name.clone(), from.to_owned());
        match &self.0.backing {
            Backing::Directory(..) => tokio::task::spawn_blocking(move || this.put_in_directory(&name, &from))
                .await
                .map_err(io::Error::from)?,
            Backing::Bucket(_) => {
                tokio::spawn(async move { this.put_in_bucket(&name, &from).await }).await.map_err(io::Error::from)?
            }
            Backing::Nowhere => Err(FilesError::None),
        }
    }

    /// Copies an object from another directory, through to the disk. Both are directories.
    pub async fn copy_from(&self, other: &Self, name: &ObjectName) -> Result<(), FilesError> {
        let (this, other, name) = (self.clone(), other.clone(), name.clone());
        let copy = move || {
            let (Backing::Directory(to, _), Backing::Directory(from, _)) = (&this.0.backing, &other.0.backing) else {
                return Err(FilesError::None);
            };
            to.copy(&name, from, this.incoming()?.path())
        };
        tokio::task::spawn_blocking(copy).await.map_err(io::Error::from)?
    }

    /// Puts the objects of another directory in the place of its own; where those are kept, if there were any. Nobody else has
    /// either open.
    pub fn replace_by(&self, other: &Self, kept: &str) -> io::Result<Option<PathBuf>> {
        match (&self.0.backing, &other.0.backing) {
            (Backing::Directory(to, _), Backing::Directory(from, _)) => to.replace(from, kept),
            _ => Err(io::Error::other(FilesError::None)),
        }
    }

    /// The database of those objects is in its place as well.
    pub fn replaced(&self) -> io::Result<()> {
        match &self.0.backing {
            Backing::Directory(directory, _) => directory.replaced(),
            _ => Ok(()),
        }
    }

    /// Whether a restore was cut off that put objects there.
    pub fn is_half_restored(address: &FilesAddress) -> bool {
        matches!(address, FilesAddress::Directory(root) if Directory::of(root).is_half_restored())
    }

    fn put_in_directory(&self, name: &ObjectName, from: &Path) -> Result<(), FilesError> {
        let Backing::Directory(directory, _) = &self.0.backing else { return Err(FilesError::None) };
        directory.put(name, from, self.incoming()?.path())
    }

    async fn put_in_bucket(&self, name: &ObjectName, from: &Path) -> Result<(), FilesError> {
        let Backing::Bucket(bucket) = &self.0.backing else { return Err(FilesError::None) };
        bucket.put(&bucket.location(&name.0), bucket::open(from)?).await
    }

    /// Reads an object, or a part of it, a piece at a time.
    pub async fn read(
        &self,
        name: &ObjectName,
        range: Option<Range<u64>>,
    ) -> Result<BoxStream<'static, Result<Bytes, FilesError>>, FilesError> {
        let (store, location) = self.find(name)?;
        let options = GetOptions { range: range.map(GetRange::Bounded), ..GetOptions::default() };
        let found = bounded(store.get_opts(&location, options)).await?;
        Ok(match found.payload {
            GetResultPayload::File(file, _) => pieces(file, found.range),
            GetResultPayload::Stream(stream) => stream.map_err(FilesError::from).boxed(),
        })
    }

    /// How long an object is.
    pub async fn byte_size(&self, name: &ObjectName) -> Result<u64, FilesError> {
        let (store, location) = self.find(name)?;
        Ok(bounded(store.head(&location)).await?.size)
    }

    /// Takes an object away. One that is not there is no error.
    pub async fn delete(&self, name: &ObjectName) -> Result<(), FilesError> {
        let (store, location) = self.find(name)?;
        match bounded(store.delete(&location)).await {
            Err(FilesError::NotFound) => Ok(()),
            done => done,
        }
    }

    /// All objects, in no order.
    pub fn list(&self) -> BoxStream<'static, Result<Stored, FilesError>> {
        let listed = match &self.0.backing {
            Backing::Directory(_, store) => store.list(None),
            Backing::Bucket(bucket) => bucket.store.list(bucket.prefix().as_ref()),
            Backing::Nowhere => return stream::empty().boxed(),
        };
        let objects = listed.map_ok(|meta| stored(&meta)).try_filter_map(future::ok);
        objects.map_err(FilesError::from).boxed()
    }

    fn find(&self, name: &ObjectName) -> Result<(&dyn ObjectStore, Location), FilesError> {
        match &self.0.backing {
            Backing::Directory(_, store) => Ok((store, Directory::location(name))),
            Backing::Bucket(bucket) => Ok((&bucket.store, bucket.location(&name.0))),
            Backing::Nowhere => Err(FilesError::None),
        }
    }
}

impl Backing {
    fn of(address: &FilesAddress) -> anyhow::Result<Self> {
        Ok(match address {
            FilesAddress::Directory(root) => {
                let directory = Directory::of(root);
                let store = directory.store()?;
                Self::Directory(directory, store)
            }
            FilesAddress::S3 { bucket, prefix, surroundings } => {
                Self::Bucket(S3Bucket::open(bucket, prefix, surroundings)?)
            }
            FilesAddress::None => Self::Nowhere,
        })
    }
}

/// Of what lies there: what is called as objects are. Of anything else it is not known whose it is.
fn stored(meta: &ObjectMeta) -> Option<Stored> {
    let name = ObjectName(meta.location.filename()?.to_owned());
    name.is_one().then(|| Stored {
        name,
        byte_size: meta.size,
        since: Timestamp(meta.last_modified.timestamp_micros()),
    })
}

/// The bytes of an open file. It may be deleted meanwhile.
fn pieces(file: File, range: Range<u64>) -> BoxStream<'static, Result<Bytes, FilesError>> {
    stream::try_unfold((file, range), |(file, range)| async move {
        if range.is_empty() {
            return Ok(None);
        }
        let wanted = (range.end - range.start).min(PIECE as u64);
        // Here, and not where it is filled: memory goes back to the thread that took it, and of those that fill it there are many.
        let mut piece = Vec::with_capacity(usize::try_from(wanted).unwrap_or(PIECE));
        let read = move || {
            (&file).seek(SeekFrom::Start(range.start))?;
            (&file).take(wanted).read_to_end(&mut piece)?;
            if piece.is_empty() {
                return Err(io::Error::from(io::ErrorKind::UnexpectedEof));
            }
            let next = range.start + piece.len() as u64..range.end;
            Ok((Bytes::from(piece), (file, next)))
        };
        tokio::task::spawn_blocking(read).await.map_err(io::Error::from)?.map(Some).map_err(FilesError::from)
    })
    .boxed()
}
