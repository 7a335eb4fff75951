//! `spark backup`, `restore` and `doctor`.

use super::files::{self, Restoring, beside};
use crate::{clock::Clock, config::Database, files::FilesAddress};
use std::path::Path;

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
    for left in files::drafts_beside(file)? {
        println!("{} is left of a backup that was cut off, or of one that is under way: remove it", left.display());
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
    let beside = async || {
        let files = Restoring::prepare(&address, file, at).await?;
        anyhow::Ok(move |stamp: &str| files.map(|files| files.put_in_place(stamp)).transpose())
    };
    let (done, files) = address.restore(file, keep_sessions, Clock::system().now(), beside).await?;
    if let Some(files) = &files {
        files.is_done()?;
    }
    let before = match done.kept {
        Some(kept) => format!("what was there before is {}", kept.display()),
        None => "nothing was there before".to_owned(),
    };
    let sessions = if keep_sessions { "whoever was signed in still is" } else { "everybody signs in anew" };
    println!("{address} is the backup {} now; {before}; {sessions}", file.display());
    if let Some(files) = files {
        let before = files.kept.map(|kept| format!("; what was there before is {}", kept.display()));
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
        if let Some(unseen) = files::unseen(&address, at).await? {
            println!("{unseen}");
        }
        return Ok(());
    }
    Err(anyhow::anyhow!(wrong.join("\nspark: ")))
}
