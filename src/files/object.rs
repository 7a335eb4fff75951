//! An object of the store of files: its name, what is there of it, and why something was not done with it.

use crate::clock::Timestamp;
use data_encoding::BASE32_DNSCURVE;
use rand::Rng;
use std::io;

/// The name of an object: of chance alone, so that nobody guesses it and nothing of its uploader stands in it. Thumbnails are
/// called as their picture, with `-` and their longer edge behind it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ObjectName(pub String);

/// Random bytes of a name.
const BYTES: usize = 16;
/// How long they are in base 32.
const LENGTH: usize = (BYTES * 8).div_ceil(5);

impl ObjectName {
    /// A name that nothing has yet.
    pub fn random(rng: &mut impl Rng) -> Self {
        let mut bytes = [0; BYTES];
        rng.fill_bytes(&mut bytes);
        Self(BASE32_DNSCURVE.encode(&bytes))
    }

    /// Whether it is called as objects are.
    pub fn is_one(&self) -> bool {
        let is_edge = |edge: &str| !edge.is_empty() && edge.bytes().all(|digit| digit.is_ascii_digit());
        let is_thumbnail = self.0.split_once('-').is_none_or(|(_, edge)| is_edge(edge));
        let file = self.file();
        file.len() == LENGTH && file.bytes().all(|sign| sign.is_ascii_alphanumeric()) && is_thumbnail
    }

    /// What the file is called whose bytes or thumbnail this is.
    pub fn file(&self) -> &str {
        self.0.split_once('-').map_or(&self.0, |(file, _)| file)
    }

    /// What the thumbnail of this picture is called.
    #[must_use]
    pub fn thumbnail(&self, long_edge: u32) -> Self {
        Self(format!("{}-{long_edge}", self.0))
    }
}

/// An object that is there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stored {
    /// What it is called.
    pub name: ObjectName,
    /// How long it is.
    pub byte_size: u64,
    /// Since when it is there, by the clock of the store.
    pub since: Timestamp,
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

impl From<object_store::Error> for FilesError {
    fn from(error: object_store::Error) -> Self {
        match error {
            object_store::Error::NotFound { .. } => Self::NotFound,
            error => Self::Unavailable(error.to_string()),
        }
    }
}

impl From<io::Error> for FilesError {
    fn from(error: io::Error) -> Self {
        Self::Unavailable(error.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::{SeedableRng, rngs::StdRng};

    #[test]
    fn what_is_called_as_an_object_is_one() {
        let name = ObjectName::random(&mut StdRng::seed_from_u64(1));
        assert!(name.is_one() && name.thumbnail(160).is_one(), "{name:?}");
        for other in ["", "owner", "lost+found", &name.0[1..], &format!("{}-", name.0), &format!("{}-a", name.0)] {
            assert!(!ObjectName(other.to_owned()).is_one(), "{other}");
        }
    }
}
