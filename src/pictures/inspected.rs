//! What is known of a file that was looked at, and what was made of it.

use crate::domain::attachment::{AttachmentKind, ImageInfo};
use std::path::PathBuf;

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
    /// The same picture without where and by whom it was taken: a file in the folder that was given.
    pub cleaned: PathBuf,
    /// How long that is.
    pub byte_size: u64,
    /// Its thumbnails, those of `ImageInfo::thumbnails`: the longer edge, and a file in the folder that was given.
    pub thumbnails: Vec<(u32, PathBuf)>,
}

/// An avatar: 256 pixels wide and high, and upright.
#[derive(Debug)]
pub struct Avatar {
    /// A file in the folder that was given.
    pub path: PathBuf,
    /// How long it is.
    pub byte_size: u64,
    /// `image/jpeg`, or `image/png` when something shows through.
    pub media_type: String,
    /// The hash of its bytes.
    pub sha256: [u8; 32],
}
