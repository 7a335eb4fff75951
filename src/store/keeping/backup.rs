//! A whole copy of an SQLite database, made beside a running server. `VACUUM INTO` reads one moment of it, however much is
//! written meanwhile; to copy the file takes some pages of one moment and some of another.

use crate::store::{Address, draft::Draft, file, look::quiet};
use anyhow::{Context, bail, ensure};
use sqlx::{ConnectOptions, Connection};
use std::{fs, path::Path};

/// Copies the database in a file into an empty one, through to the disk.
pub(in crate::store) async fn copy(from: &Path, into: &Path) -> anyhow::Result<()> {
    let name = into.to_str().context("a path that is no UTF-8")?;
    let mut conn = quiet(from).connect().await?;
    let copied = sqlx::query("VACUUM INTO $1").bind(name).execute(&mut conn).await;
    conn.close().await?;
    copied?;
    Ok(file::sync(into)?)
}

impl Address {
    /// Writes a whole copy to a file that is not there yet; its bytes.
    pub async fn back_up(&self, to: &Path) -> anyhow::Result<u64> {
        let Self::Sqlite(options) = self else {
            bail!(
                "{self} has a tool of its own: pg_dump --format=custom --file={} --dbname=NAME makes a whole copy beside a \
                 running server (its password belongs in PGPASSFILE, not on the command line)",
                to.display()
            )
        };
        self.ready().await?;
        let taken =
            || format!("{} is there already, and a backup writes over nothing: name another file", to.display());
        ensure!(fs::symlink_metadata(to).is_err(), taken());
        let draft = Draft::beside(to)?;
        let copied = copy(options.get_filename(), draft.path()).await;
        copied.with_context(|| format!("{self} could not be copied to {}", to.display()))?;
        // Unlike a rename, a link never takes the place of another file.
        match fs::hard_link(draft.path(), to) {
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => bail!(taken()),
            // A file system without links.
            Err(_) => fs::rename(draft.path(), to).with_context(|| format!("{} cannot be written", to.display()))?,
            Ok(()) => {}
        }
        file::sync(file::folder(to))?;
        Ok(fs::metadata(to)?.len())
    }
}
