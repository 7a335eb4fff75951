//! A file that comes in. It lies in a temporary file of its own, which goes with it.

use bytes::Bytes;
use sha2::{Digest, Sha256};
use std::{io, path::Path};
use tempfile::TempPath;
use tokio::{fs::File, io::AsyncWriteExt};

/// A file of which bytes are still to come.
pub struct Receiving {
    file: File,
    path: TempPath,
    byte_size: u64,
    sha256: Sha256,
}

/// A file that came whole. Nobody can open it when this is dropped.
#[derive(Debug)]
pub struct Received {
    path: TempPath,
    /// How many bytes came.
    pub byte_size: u64,
    /// The hash of the bytes that came, by which a repeated upload is known.
    pub sha256: [u8; 32],
    /// What the part says it is called: anything.
    pub name: Option<String>,
}

impl Receiving {
    /// Begins one in a directory.
    pub(super) fn begin(directory: &Path) -> io::Result<Self> {
        let (file, path) = tempfile::Builder::new().prefix("incoming-").tempfile_in(directory)?.into_parts();
        Ok(Self { file: File::from_std(file), path, byte_size: 0, sha256: Sha256::new() })
    }

    /// How many bytes came so far.
    pub fn byte_size(&self) -> u64 {
        self.byte_size
    }

    /// Takes a piece.
    pub async fn write(&mut self, piece: &Bytes) -> io::Result<()> {
        self.file.write_all(piece).await?;
        self.byte_size += piece.len() as u64;
        self.sha256.update(piece);
        Ok(())
    }

    /// It came whole.
    pub async fn finish(mut self, name: Option<String>) -> io::Result<Received> {
        self.file.flush().await?;
        let Self { path, byte_size, sha256, .. } = self;
        Ok(Received { path, byte_size, sha256: sha256.finalize().into(), name })
    }
}

impl Received {
    /// Where it lies.
    pub fn path(&self) -> &Path {
        &self.path
    }
}
