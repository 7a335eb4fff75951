//! Whether files could be kept at an address, found out without a trace: nothing is made there.

use super::{Files, FilesAddress};
use anyhow::{Context, bail};
use std::path::{Path, PathBuf};

impl Files {
    /// Tries the store: a directory can be written, or made; a bucket answers. What was found, in a sentence.
    pub async fn probe(address: &FilesAddress) -> anyhow::Result<String> {
        let named = || format!("{address} (--files-url, SPARK_FILES_URL)");
        match address {
            FilesAddress::None => Ok("none are kept".to_owned()),
            FilesAddress::Directory(root) => {
                let there = first_that_is_there(root);
                if !there.is_dir() {
                    bail!("{}: {} is no directory", named(), there.display());
                }
                tempfile::tempfile_in(&there)
                    .with_context(|| format!("{}: {} cannot be written", named(), there.display()))?;
                Ok(if there == *root {
                    format!("{address} can be written")
                } else {
                    format!("{address} is not there; spark serve makes it")
                })
            }
            FilesAddress::S3 { .. } => {
                if let Some(files) = Self::look(address).with_context(named)? {
                    files.reach().await.with_context(named)?;
                }
                Ok(format!("{address} answers"))
            }
        }
    }
}

/// The directory, or the nearest one above it that is there.
fn first_that_is_there(root: &Path) -> PathBuf {
    let above = root.ancestors().find(|above| above.as_os_str().is_empty() || above.exists());
    match above {
        Some(above) if !above.as_os_str().is_empty() => above.to_owned(),
        _ => PathBuf::from("."),
    }
}
