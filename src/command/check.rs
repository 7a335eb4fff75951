//! `spark check`: what `spark serve` would run into, without serving.

use super::serve::check_flags;
use crate::{config::Serve, files::Files, server::listen, store::Contents};
use std::{fmt::Display, io::Write};

pub(super) async fn run(serve: Serve) -> anyhow::Result<()> {
    let mut wrong = Vec::new();
    let mut note = |what: &str, found: anyhow::Result<String>| match found {
        Ok(found) => say(&format!("{what}: {found}")),
        Err(error) => {
            wrong.push(format!("{error:#}"));
            Ok(())
        }
    };
    note("flags", check_flags(&serve).map(|()| "they go together".to_owned()))?;
    note("database", database(&serve).await)?;
    note("files", Files::probe(&serve.files.files_url).await)?;
    // Both at once: they may be the same.
    let listened = listen(serve.listen, "--listen").await;
    if let Some(address) = serve.metrics_listen {
        let free = listen(address, "--metrics-listen").await;
        note("address of /metrics", free.map(|_| format!("{address} is free")))?;
    }
    note("address", listened.map(|_| format!("{} is free", serve.listen)))?;
    if wrong.is_empty() { Ok(()) } else { Err(anyhow::anyhow!(wrong.join("\nspark: "))) }
}

async fn database(serve: &Serve) -> anyhow::Result<String> {
    let address = serve.database.address()?;
    let found = address.look().await?;
    address.try_folder()?;
    Ok(match found {
        Contents::Nothing => format!("{address} is not there; spark serve makes it"),
        Contents::Empty => format!("{address} is empty; spark serve fills it"),
        Contents::Ours { version } => format!("{address} is sound, version {version}"),
    })
}

fn say(line: &dyn Display) -> anyhow::Result<()> {
    Ok(writeln!(std::io::stdout(), "{line}")?)
}
