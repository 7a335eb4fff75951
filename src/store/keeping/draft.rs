//! A file that is written beside another, and takes its place or goes.

use crate::store::file::{self, beside};
use anyhow::{Context, ensure};
use std::{
    ffi::OsStr,
    fs, io,
    path::{Path, PathBuf},
};

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

    /// Removes those beside a file that were left by who was killed. Nobody else is at work on it.
    pub fn clear(path: &Path) -> io::Result<()> {
        let Some(name) = path.file_name().and_then(OsStr::to_str) else { return Ok(()) };
        for entry in fs::read_dir(file::folder(path))? {
            let entry = entry?;
            if entry.file_name().to_str().is_some_and(|other| is_draft_of(name, other)) {
                file::remove(&entry.path())?;
            }
        }
        Ok(())
    }

    pub fn path(&self) -> &Path {
        &self.0
    }
}

/// A draft, or what SQLite puts beside one.
fn is_draft_of(name: &str, other: &str) -> bool {
    let behind =
        other.strip_prefix(name).and_then(|rest| rest.strip_prefix('.')).and_then(|rest| rest.split_once(".part"));
    behind.is_some_and(|(process, _)| !process.is_empty() && process.bytes().all(|digit| digit.is_ascii_digit()))
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

#[cfg(test)]
mod tests {
    use super::is_draft_of;

    #[test]
    fn only_a_draft_of_the_same_file_is_one() {
        for draft in ["spark.db.7.part", "spark.db.12345.part-wal", "spark.db.7.part.proof.7.part"] {
            assert!(is_draft_of("spark.db", draft), "{draft}");
        }
        for other in
            ["spark.db", "spark.db-wal", "spark.db..part", "spark.db.old.part", "spark.db.7a.part", "other.db.7.part"]
        {
            assert!(!is_draft_of("spark.db", other), "{other}");
        }
    }
}
