//! A file that comes in. It lies in a temporary file of its own, which goes with it.

use blake3::{Hash, Hasher};
use std::{
    fs::File,
    io::{self, Write},
    mem,
    path::Path,
    sync::Arc,
};
use tempfile::TempPath;
use tokio::sync::Semaphore;

/// How much is gathered before another thread writes and hashes it: so much of a file that comes in is in memory, in one place that is
/// kept until its end. (The pieces themselves, which need not be copied, took three times the memory, by what the allocator
/// keeps of them.)
const GATHERED: usize = 192 << 10;
/// How many threads write at once. More of them would be no faster, and each has memory of its own.
pub(super) const WRITERS: usize = 4;

/// A file of which bytes are still to come.
pub struct Receiving {
    /// None after a write that failed or was given up.
    written: Option<HashedFile>,
    gathered: Vec<u8>,
    path: TempPath,
    byte_size: u64,
    writers: Arc<Semaphore>,
}

struct HashedFile {
    file: File,
    hash: Hasher,
}

/// A file that came whole. Nobody can open it when this is dropped.
#[derive(Debug)]
pub struct ReceivedFile {
    path: TempPath,
    /// How many bytes came.
    pub byte_size: u64,
    /// The BLAKE3 hash of the bytes that came, by which a repeated upload is known. Not SHA-256, which was a fifth of
    /// what an upload cost the server (`benches/files.rs`, by `perf`).
    pub hash: [u8; 32],
    /// What the part says it is called: anything.
    pub name: Option<String>,
}

impl Receiving {
    /// Begins one in a directory.
    pub(super) fn begin(directory: &Path, writers: Arc<Semaphore>) -> io::Result<Self> {
        let (file, path) = tempfile::Builder::new().prefix("file-").tempfile_in(directory)?.into_parts();
        let written = HashedFile { file, hash: Hasher::new() };
        Ok(Self { written: Some(written), gathered: Vec::new(), path, byte_size: 0, writers })
    }

    /// How many bytes came so far.
    pub fn byte_size(&self) -> u64 {
        self.byte_size
    }

    /// Takes a piece.
    pub async fn write(&mut self, mut piece: &[u8]) -> io::Result<()> {
        self.byte_size += piece.len() as u64;
        if self.gathered.capacity() == 0 {
            self.gathered.reserve_exact(GATHERED);
        }
        while !piece.is_empty() {
            let (fits, behind) = piece.split_at(piece.len().min(GATHERED - self.gathered.len()));
            self.gathered.extend_from_slice(fits);
            if self.gathered.len() == GATHERED {
                self.write_gathered().await?;
            }
            piece = behind;
        }
        Ok(())
    }

    async fn write_gathered(&mut self) -> io::Result<()> {
        let writer = self.writers.clone().acquire_owned().await.map_err(io::Error::other)?;
        let gone = || io::Error::other("a file whose last piece was not written");
        let mut written = self.written.take().ok_or_else(gone)?;
        let mut gathered = mem::take(&mut self.gathered);
        let write = move || {
            // Also when nobody waits for it any more.
            let _writer = writer;
            written.file.write_all(&gathered)?;
            written.hash.update(&gathered);
            gathered.clear();
            Ok::<_, io::Error>((written, gathered))
        };
        let (written, gathered) = tokio::task::spawn_blocking(write).await??;
        (self.written, self.gathered) = (Some(written), gathered);
        Ok(())
    }

    /// It came whole.
    pub async fn finish(mut self, name: Option<String>) -> io::Result<ReceivedFile> {
        self.write_gathered().await?;
        let Self { path, byte_size, written, .. } = self;
        let hash = written.map(|written| Hash::into(written.hash.finalize())).unwrap_or_default();
        Ok(ReceivedFile { path, byte_size, hash, name })
    }
}

impl ReceivedFile {
    /// Where it lies.
    pub fn path(&self) -> &Path {
        &self.path
    }
}
