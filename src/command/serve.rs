//! `spark serve`: looks at the database, brings it up to date, and serves until it is told to stop.

use super::logging;
use crate::{
    clock::Clock,
    config::{Origin, Serve},
    server::{Server, listen},
};
use anyhow::{bail, ensure};
use std::{io::Write, net::SocketAddr, time::Duration};
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio_util::sync::CancellationToken;

/// The doors have a second less: what is committed by then is told.
const LONGEST_STOP: Duration = Duration::from_secs(10);

pub(super) async fn run(mut serve: Serve, filter: &logging::Filter) -> anyhow::Result<()> {
    // From the beginning: without anybody to hear it, this signal ends a process.
    let hangups = signal(SignalKind::hangup())?;
    check_flags(&serve)?;
    logging::warn_of_unknown_variables();
    let address = serve.database.reached().await?;
    serve.database.database_url = address.clone();
    // Before there is a lock beside it: what is not ours is left as it is.
    address.look().await?;
    let mut lock = address.lock_server().await?;
    if let Some(said) = address.migrate().await?.sentence(&address) {
        tracing::info!("{said}");
    }
    raise_open_files();
    warn_of_plain_http(serve.listen);
    let listener = listen(serve.listen, "--listen").await?;
    let listens_at = listener.local_addr()?;
    let shutdown = CancellationToken::new();
    let server = Server::start(serve, Clock::system(), listener, shutdown.clone()).await?;
    if let Some(operators_at) = server.operators_at() {
        tracing::info!(%operators_at, "/metrics, /livez and /readyz have an address of their own");
    }
    // Before anybody is told that there is something to stop.
    let (mut term, mut int) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
    // Whoever started Spark waits for this line; it is printed whatever --log says.
    writeln!(std::io::stdout(), "listening on http://{listens_at}")?;
    std::io::stdout().flush()?;
    let failed = tokio::select! {
        _ = term.recv() => None,
        _ = int.recv() => None,
        () = lock.lost() => Some("another Spark took the database over while it was out of reach"),
        () = hears_hangups(filter, hangups) => None,
        () = server.closed() => Some("what lets calls in has failed"),
    };
    tracing::info!("stopping");
    shutdown.cancel();
    tokio::select! {
        () = server.stopped() => {}
        () = tokio::time::sleep(LONGEST_STOP) => bail!("it took longer than ten seconds to stop: the database did not answer"),
        // Whoever asks twice does not want to wait.
        _ = term.recv() => bail!("stopped before everything was done"),
        _ = int.recv() => bail!("stopped before everything was done"),
    }
    failed.map_or(Ok(()), |why| bail!("{why}"))
}

/// Reads the log's filter again, each time that it is told to.
async fn hears_hangups(filter: &logging::Filter, mut hangups: Signal) {
    while hangups.recv().await.is_some() {
        filter.read_again();
    }
}

/// A connection is an open file. What is usual is few, for programs that know no better; what is allowed is more.
fn raise_open_files() {
    use rustix::process::{Resource, getrlimit, setrlimit};
    let mut limit = getrlimit(Resource::Nofile);
    limit.current = limit.maximum;
    if let Err(error) = setrlimit(Resource::Nofile, limit) {
        tracing::debug!(%error, "there are no more open files");
    }
}

/// Whoever reaches it from elsewhere does so without TLS.
fn warn_of_plain_http(listen: SocketAddr) {
    if !listen.ip().to_canonical().is_loopback() {
        tracing::warn!(
            %listen,
            "this is plain HTTP, and whoever is on the way reads passwords and messages: let other machines reach it through a \
             proxy that speaks TLS alone"
        );
    }
}

/// What does not go together.
pub(super) fn check_flags(serve: &Serve) -> anyhow::Result<()> {
    ensure!(
        !serve.demo || serve.listen.ip().to_canonical().is_loopback(),
        "--demo makes users whose password everybody knows: use it with --listen 127.0.0.1:8080 only"
    );
    ensure!(
        !serve.demo || serve.public_url.as_ref().is_none_or(Origin::is_loopback),
        "--demo makes users whose password everybody knows, and --public-url (SPARK_PUBLIC_URL) says that others reach this \
         server: use one of the two"
    );
    Ok(())
}
