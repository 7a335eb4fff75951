//! What each `spark …` does. Whoever looks at a database looks at it first: nothing but `serve`, `migrate` and `restore` makes
//! one, and nothing but `serve` and `migrate` brings one up to date.

mod check;
mod files;
mod keep;
pub mod logging;
mod serve;

use crate::{
    actions::accounts::GrantAdmin,
    clock::Clock,
    config::{Admin, Command, Database},
    domain::event::Event,
    graphql,
    metrics::Metrics,
    server::seed,
    store::{Committed, Publisher, Store},
};
use anyhow::Context;

/// Does it. An error is a sentence that says what to do.
pub async fn run(command: Command, filter: &logging::Filter) -> anyhow::Result<()> {
    logging::warn_of_passwords_in_arguments();
    match command {
        Command::Serve(serve) => serve::run(serve, filter).await,
        Command::Schema => {
            print!("{}", graphql::sdl());
            Ok(())
        }
        Command::Migrate(database) => migrate(&database).await,
        Command::Admin(Admin::Grant { username, database }) => grant(&username, &database).await,
        Command::Check(serve) => check::run(serve).await,
        Command::Backup { file, database, files } => keep::back_up(&file, &database, &files.files_url).await,
        Command::Restore { file, keep_sessions, database, files } => {
            keep::restore(&file, keep_sessions, &database, &files.files_url).await
        }
        Command::Doctor { database, files } => keep::examine(&database, &files.files_url).await,
    }
}

async fn migrate(database: &Database) -> anyhow::Result<()> {
    let address = database.reached().await?;
    address.look().await?;
    let done = address.migrate().await?;
    let said = done.sentence(&address).unwrap_or_else(|| format!("{address} is up to date, version {}", done.to));
    println!("{said}");
    Ok(())
}

async fn grant(username: &str, database: &Database) -> anyhow::Result<()> {
    let address = database.reached().await?;
    address.ready().await?;
    let store = Store::open(&address, Clock::system(), seed(), Nobody, Metrics::new());
    let granted = store.write(GrantAdmin { username: username.to_owned() }).await;
    store.close().await;
    match granted {
        Ok(done) => {
            let typed = username.trim();
            let name = done.answer.with_context(|| format!("there is no user {typed}: register the name first"))?;
            tracing::info!(target: graphql::audit::TARGET, user = name, "made an admin by the command");
            println!("{name} is an admin");
            Ok(())
        }
        Err(refusal) => anyhow::bail!(refusal.message),
    }
}

/// Listens to what the command line changes.
struct Nobody;

impl Publisher for Nobody {
    fn publish(&self, _: &Committed) {}
    fn commit_unknown(&self, _: &[Event]) {}
}
