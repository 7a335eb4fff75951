//! Where files lie, as `--files-url` says it.

use super::Surroundings;
use std::{fmt, path::PathBuf, str::FromStr};

/// Where files lie.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FilesAddress {
    /// `file:DIRECTORY`, made when missing.
    Directory(PathBuf),
    /// `s3://BUCKET/PREFIX`; who may read and write it, and at which endpoint, say the variables of AWS.
    S3 {
        /// The bucket.
        bucket: String,
        /// What the name of each object begins with; may be empty.
        prefix: String,
        /// The variables of AWS.
        surroundings: Surroundings,
    },
    /// `none`: nobody uploads.
    None,
}

impl FromStr for FilesAddress {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if text == "none" {
            return Ok(Self::None);
        }
        if let Some(directory) = text.strip_prefix("file:").filter(|directory| !directory.is_empty()) {
            return Ok(Self::Directory(directory.into()));
        }
        let named = text.strip_prefix("s3://").map(|named| named.split_once('/').unwrap_or((named, "")));
        match named {
            Some((bucket, prefix)) if !bucket.is_empty() => Ok(Self::S3 {
                bucket: bucket.to_owned(),
                prefix: prefix.trim_matches('/').to_owned(),
                surroundings: Surroundings::of_process(),
            }),
            _ => Err("it is file:DIRECTORY, s3://BUCKET/PREFIX or none".to_owned()),
        }
    }
}

impl fmt::Display for FilesAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Directory(directory) => write!(f, "file:{}", directory.display()),
            Self::S3 { bucket, prefix, .. } => write!(f, "s3://{bucket}/{prefix}"),
            Self::None => f.write_str("none"),
        }
    }
}
