//! A file that is written beside another, and takes its place or goes.

use crate::store::file::{self, beside};
use anyhow::{Context, ensure};
use std::path::{Path, PathBuf};

/// A file that is not done yet: it goes, unless it is kept.
pub(in crate::store) struct Draft(PathBuf);

impl Draft {
    /// An empty file beside another, for its owner alone.
    pub fn beside(path: &Path) -> anyhow::Result<Self> {
        let draft = beside(path, format!(".{}.part", std::process::id()));
        let made = file::make(&draft).with_context(|| format!("{} cannot be written", draft.display()))?;
        ensure!(made, "{} lies in the way: remove it", draft.display());
        Ok(Self(draft))
    }

    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        for suffix in ["", file::LOG, file::SHARED, file::JOURNAL] {
            if let Err(error) = file::remove(&beside(&self.0, suffix)) {
                tracing::debug!(%error, "a draft was not removed");
            }
        }
    }
}
