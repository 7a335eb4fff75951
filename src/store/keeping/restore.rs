//! Putting a backup in the place of a database. What is put there was examined before, and what it replaces is kept.

use crate::{
    clock::Timestamp,
    store::{
        Address,
        backup::copy,
        draft::Draft,
        file::{self, beside},
        open::{fold, plain, sqlite},
        upgrade::{Contents, latest},
    },
};
use anyhow::{Context, bail, ensure};
use sqlx::{ConnectOptions, Connection, sqlite::SqliteConnectOptions};
use std::{
    fs,
    path::{Path, PathBuf},
};

/// What a restore did.
#[derive(Debug)]
pub struct Restored {
    /// Where what was there before is now, when there was something.
    pub kept: Option<PathBuf>,
    /// How many sessions it ended.
    pub sessions: u64,
}

impl Address {
    /// Puts the backup in a file in place of this database. What belongs to it is prepared by `beside`, which no server and no other
    /// restore is at work beside, and put in place by what that gives, when nothing can refuse it any more: it is given the time that
    /// the names of what is kept end with. What both did.
    pub async fn restore<P: FnOnce(&str) -> anyhow::Result<T>, T>(
        &self,
        from: &Path,
        keep_sessions: bool,
        now: Timestamp,
        beside: impl AsyncFnOnce() -> anyhow::Result<P>,
    ) -> anyhow::Result<(Restored, T)> {
        let Self::Sqlite(options) = self else {
            bail!(
                "{self} has a tool of its own: pg_restore --dbname=NAME {} puts a copy of pg_dump into an empty database",
                from.display()
            )
        };
        let path = options.get_filename();
        let _lock = self.lock_server().await.context("nothing is put in place beside a running server")?;
        Draft::clear(path).context("what a restore that was cut off left cannot be removed")?;
        let draft = Draft::beside(path)?;
        self.examine_backup(from, &draft).await?;
        let put_in_place = beside().await?;
        let sessions = if keep_sessions { 0 } else { end_sessions(draft.path()).await? };
        file::sync(draft.path())?;
        let stamp: String = now.to_rfc3339().chars().take(19).filter(|c| *c != ':' && *c != '-').collect();
        let kept = self.set_aside(options, &stamp).await.with_context(|| format!("{self} cannot be set aside"))?;
        let done = put_in_place(&stamp)?;
        fs::rename(draft.path(), path).with_context(|| format!("{self} cannot be written"))?;
        file::sync(file::folder(path))?;
        Ok((Restored { kept, sessions }, done))
    }

    /// Copies the backup into the draft, and proves the copy.
    async fn examine_backup(&self, from: &Path, draft: &Draft) -> anyhow::Result<()> {
        let version = match at(from).look().await? {
            Contents::Ours { version } => version,
            Contents::Nothing => bail!("there is no file {}: name the backup", from.display()),
            Contents::Empty => bail!("{} is empty: name the backup", from.display()),
        };
        let read = || format!("{} cannot be read", from.display());
        copy(from, draft.path()).await.with_context(read)?;
        // One of an older Spark is proved as what it will be. It is brought up to date by `serve`, not here.
        let upgraded = if version < latest() { Some(Draft::beside(&beside(draft.path(), ".proof"))?) } else { None };
        let proved = match &upgraded {
            Some(upgraded) => {
                copy(draft.path(), upgraded.path()).await.with_context(read)?;
                at(upgraded.path()).migrate().await?;
                at(upgraded.path())
            }
            None => at(draft.path()),
        };
        let wrong = proved.examine().await?;
        ensure!(
            wrong.is_empty(),
            "{} is not sound ({}; {} in all): take an older backup, or see all with spark doctor --database-url sqlite://{}",
            from.display(),
            wrong[0],
            wrong.len(),
            from.display()
        );
        Ok(())
    }

    /// Gives what is there a name with the time. There is a database under the old name until the new one comes.
    async fn set_aside(&self, options: &SqliteConnectOptions, stamp: &str) -> anyhow::Result<Option<PathBuf>> {
        let path = options.get_filename();
        // A sound one gets what is in its log, so that it is one file. Of another, nothing more is spoilt.
        if matches!(self.look().await, Ok(Contents::Ours { .. })) {
            fold(options).await?;
        }
        let kept = beside(path, format!(".before-{stamp}Z"));
        ensure!(!kept.exists(), "{} is there already: try again in a second", kept.display());
        if let Err(error) = fs::hard_link(path, &kept) {
            if error.kind() == std::io::ErrorKind::NotFound {
                file::remove(&beside(path, file::LOG))?;
                file::remove(&beside(path, file::SHARED))?;
                return Ok(None);
            }
            // A file system without links.
            fs::rename(path, &kept)?;
        }
        // The log belongs to the old file; beside the new one it would be taken for that one's.
        for suffix in [file::LOG, file::JOURNAL] {
            match fs::rename(beside(path, suffix), beside(&kept, suffix)) {
                Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error.into()),
                _ => {}
            }
        }
        if let Err(error) = file::narrow(&kept) {
            tracing::warn!(%error, "others may be able to read {}: chmod 600 it", kept.display());
        }
        file::remove(&beside(path, file::SHARED))?;
        Ok(Some(kept))
    }
}

/// The address of a file.
fn at(path: &Path) -> Address {
    Address::Sqlite(sqlite(path))
}

/// Whoever signed in since the backup is not known to it, and whoever signed out is: all sign in anew.
async fn end_sessions(path: &Path) -> anyhow::Result<u64> {
    let mut conn = plain(path).connect().await?;
    let ended = sqlx::query("DELETE FROM sessions").execute(&mut conn).await?.rows_affected();
    conn.close().await?;
    Ok(ended)
}

#[cfg(test)]
mod tests;
