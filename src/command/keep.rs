//! `spark backup`, `restore` and `doctor`.

use super::files::{self, Restoring, beside};
use crate::{clock::Clock, config::Database, files::FilesAddress};
use std::path::{Path, PathBuf};

pub(super) async fn back_up(file: &Path, database: &Database, at: &FilesAddress) -> anyhow::Result<()> {
    let address = database.address()?;
    let (bytes, objects) = files::back_up(&address, file, at).await?;
    println!("{} holds a copy of {address}, {bytes} bytes", file.display());
    match at {
        FilesAddress::Directory(_) if objects > 0 => {
            println!("{} holds its files, {objects} objects; keep both together", beside(file).display());
        }
        FilesAddress::S3 { .. } => println!("its files stay in {at}: copy the bucket by its own means"),
        _ => {}
    }
    Ok(())
}

pub(super) async fn restore(
    file: &Path,
    keep_sessions: bool,
    database: &Database,
    at: &FilesAddress,
) -> anyhow::Result<()> {
    let address = database.address()?;
    let files = Restoring::prepare(&address, file, at).await?;
    let mut kept_files: Option<PathBuf> = None;
    let put_in_place = |stamp: &str| {
        if let Some(files) = &files {
            kept_files = files.put_in_place(stamp)?;
        }
        Ok(())
    };
    let done = address.restore(file, keep_sessions, Clock::system().now(), put_in_place).await?;
    let before = match done.kept {
        Some(kept) => format!("what was there before is {}", kept.display()),
        None => "nothing was there before".to_owned(),
    };
    let sessions = if keep_sessions { "whoever was signed in still is" } else { "everybody signs in anew" };
    println!("{address} is the backup {} now; {before}; {sessions}", file.display());
    if files.is_some() {
        let before = kept_files.map(|kept| format!("; what was there before is {}", kept.display()));
        println!("{at} has its files now{}", before.unwrap_or_default());
    }
    Ok(())
}

pub(super) async fn examine(database: &Database, at: &FilesAddress) -> anyhow::Result<()> {
    let address = database.reached().await?;
    let mut wrong = address.examine().await?;
    // Rows that are not sound say nothing of bytes.
    if wrong.is_empty() {
        wrong = files::compare(&address, at, Clock::system().now()).await?;
    }
    if wrong.is_empty() {
        // What a server that was killed left in the log.
        address.tidy().await?;
        println!("{address} is sound");
        return Ok(());
    }
    Err(anyhow::anyhow!(wrong.join("\nspark: ")))
}
