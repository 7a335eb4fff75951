//! The `spark` command. Exit code 0 is success, 1 a failure, 2 wrong usage, with one line that says what to do.

use anyhow::Context;
use clap::{Parser, error::ErrorKind};
use spark::{
    Server,
    actions::accounts::GrantAdmin,
    clock::Clock,
    config::{Admin, Cli, Command, Serve},
    domain::event::Event,
    graphql,
    metrics::Metrics,
    store::{Address, Committed, Publisher, Store},
};
use std::{
    io::{IsTerminal, Write},
    process::ExitCode,
};
use tokio::{
    net::TcpListener,
    signal::unix::{SignalKind, signal},
};
use tokio_util::sync::CancellationToken;
use tracing_subscriber::EnvFilter;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) if error.use_stderr() => {
            eprintln!("spark: {}; spark --help explains", in_one_line(&error));
            return ExitCode::from(2);
        }
        // No error: the help, or the version.
        Err(asked) => asked.exit(),
    };
    let filter = match EnvFilter::try_new(&cli.log) {
        Ok(filter) => filter,
        Err(error) => {
            eprintln!("spark: --log is no filter: {error}");
            return ExitCode::from(2);
        }
    };
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    if std::io::stderr().is_terminal() {
        log.init();
    } else {
        log.json().flatten_event(true).init();
    }
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("spark: cannot start: {error}");
            return ExitCode::FAILURE;
        }
    };
    match runtime.block_on(run(cli.command)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("spark: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// What is wrong with the command line, without the paragraphs on usage that follow it.
fn in_one_line(error: &clap::Error) -> String {
    if error.kind() == ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand {
        return "say what to do".to_owned();
    }
    let text = error.render().to_string();
    let what: Vec<_> = text.lines().map(str::trim).take_while(|line| !line.is_empty()).collect();
    what.join(" ").trim_start_matches("error: ").to_owned()
}

async fn run(command: Command) -> anyhow::Result<()> {
    match command {
        Command::Serve(serve) => self::serve(serve).await,
        Command::Schema => {
            print!("{}", graphql::sdl());
            Ok(())
        }
        Command::Migrate(database) => migrate(&database.database_url).await,
        Command::Admin(Admin::Grant { username, database }) => grant(&username, &database.database_url).await,
    }
}

async fn migrate(address: &Address) -> anyhow::Result<()> {
    address.migrate().await.context("the database could not be brought up to date")
}

async fn serve(serve: Serve) -> anyhow::Result<()> {
    if serve.demo && !serve.listen.ip().is_loopback() {
        anyhow::bail!("--demo makes users whose password everybody knows: use it with --listen 127.0.0.1:8080 only");
    }
    let mut alone = serve.database.database_url.alone().await?;
    migrate(&serve.database.database_url).await?;
    let listener = TcpListener::bind(serve.listen)
        .await
        .with_context(|| format!("cannot listen on {}: choose another address with --listen", serve.listen))?;
    let address = listener.local_addr()?;
    let shutdown = CancellationToken::new();
    let server = Server::start(serve, Clock::system(), listener, shutdown.clone()).await?;
    // Before anybody is told that there is something to stop.
    let (mut term, mut int) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
    // Whoever started Spark waits for this line; it is printed whatever --log says.
    writeln!(std::io::stdout(), "listening on http://{address}")?;
    std::io::stdout().flush()?;
    let alone = tokio::select! {
        _ = term.recv() => true,
        _ = int.recv() => true,
        () = alone.lost() => false,
    };
    tracing::info!("stopping");
    shutdown.cancel();
    server.stopped().await;
    anyhow::ensure!(alone, "another Spark took the database over while it was out of reach");
    Ok(())
}

async fn grant(username: &str, address: &Address) -> anyhow::Result<()> {
    migrate(address).await?;
    let store = Store::open(address, Clock::system(), spark::seed(), Nobody, Metrics::new());
    let granted = store.write(GrantAdmin { username: username.to_owned() }).await;
    store.close().await;
    match granted {
        Ok(done) if done.answer => {
            println!("{username} is an admin");
            Ok(())
        }
        Ok(_) => anyhow::bail!("there is no user {username}: register the name first"),
        Err(refusal) => anyhow::bail!(refusal.message),
    }
}

/// Listens to what the command line changes.
struct Nobody;

impl Publisher for Nobody {
    fn publish(&self, _: &Committed) {}
    fn doubt(&self, _: &[Event]) {}
}
