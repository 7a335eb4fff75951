//! `spark serve`: looks at the database, brings it up to date, and serves until it is told to stop.

use super::{logging, reached};
use crate::{clock::Clock, config::Serve, server::Server};
use anyhow::{Context, ensure};
use std::io::Write;
use tokio::{
    net::TcpListener,
    signal::unix::{Signal, SignalKind, signal},
};
use tokio_util::sync::CancellationToken;

pub(super) async fn run(mut serve: Serve, filter: &logging::Filter) -> anyhow::Result<()> {
    // From the beginning: without anybody to hear it, this signal ends a process.
    let hangups = signal(SignalKind::hangup())?;
    check_flags(&serve)?;
    logging::warn_of_unknown_variables();
    let address = reached(&serve.database).await?;
    serve.database.database_url = address.clone();
    // Before there is a lock beside it: what is not ours is left as it is.
    address.look().await?;
    let mut lock = address.lock_server().await?;
    if let Some(said) = address.migrate().await?.sentence(&address) {
        tracing::info!("{said}");
    }
    let listener = listen(&serve).await?;
    let listens_at = listener.local_addr()?;
    let shutdown = CancellationToken::new();
    let server = Server::start(serve, Clock::system(), listener, shutdown.clone()).await?;
    // Before anybody is told that there is something to stop.
    let (mut term, mut int) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
    // Whoever started Spark waits for this line; it is printed whatever --log says.
    writeln!(std::io::stdout(), "listening on http://{listens_at}")?;
    std::io::stdout().flush()?;
    let is_held = tokio::select! {
        _ = term.recv() => true,
        _ = int.recv() => true,
        () = lock.lost() => false,
        () = hears_hangups(filter, hangups) => true,
    };
    tracing::info!("stopping");
    shutdown.cancel();
    server.stopped().await;
    ensure!(is_held, "another Spark took the database over while it was out of reach");
    Ok(())
}

/// Reads the log's filter again, each time that it is told to.
async fn hears_hangups(filter: &logging::Filter, mut hangups: Signal) {
    while hangups.recv().await.is_some() {
        filter.read_again();
    }
}

/// What does not go together.
pub(super) fn check_flags(serve: &Serve) -> anyhow::Result<()> {
    ensure!(
        !serve.demo || serve.listen.ip().is_loopback(),
        "--demo makes users whose password everybody knows: use it with --listen 127.0.0.1:8080 only"
    );
    Ok(())
}

pub(super) async fn listen(serve: &Serve) -> anyhow::Result<TcpListener> {
    let cannot = || format!("cannot listen on {}: choose another address with --listen (SPARK_LISTEN)", serve.listen);
    TcpListener::bind(serve.listen).await.with_context(cannot)
}
