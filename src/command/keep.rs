//! `spark backup`, `restore` and `doctor`.

use crate::{clock::Clock, config::Database};
use std::path::Path;

pub(super) async fn back_up(file: &Path, database: &Database) -> anyhow::Result<()> {
    let address = database.address()?;
    let bytes = address.back_up(file).await?;
    println!("{} holds a copy of {address}, {bytes} bytes", file.display());
    Ok(())
}

pub(super) async fn restore(file: &Path, keep_sessions: bool, database: &Database) -> anyhow::Result<()> {
    let address = database.address()?;
    let done = address.restore(file, keep_sessions, Clock::system().now()).await?;
    let before = match done.kept {
        Some(kept) => format!("what was there before is {}", kept.display()),
        None => "nothing was there before".to_owned(),
    };
    let sessions = if keep_sessions { "whoever was signed in still is" } else { "everybody signs in anew" };
    println!("{address} is the backup {} now; {before}; {sessions}", file.display());
    Ok(())
}

pub(super) async fn examine(database: &Database) -> anyhow::Result<()> {
    let address = database.reached().await?;
    let wrong = address.examine().await?;
    if wrong.is_empty() {
        // What a server that was killed left in the log.
        address.tidy().await?;
        println!("{address} is sound");
        return Ok(());
    }
    Err(anyhow::anyhow!(wrong.join("\nspark: ")))
}
