//! The log, on standard error: what is logged, and in which form.

use crate::config::{Cli, LogFormat, Logging};
use anyhow::Context;
use clap::{Command, CommandFactory};
use std::io::IsTerminal;
use tracing_subscriber::{EnvFilter, Registry, layer::SubscriberExt, reload, util::SubscriberInitExt};

/// What can read the filter again.
pub struct Filter {
    logging: Logging,
    live: reload::Handle<EnvFilter, Registry>,
}

/// Logs from here on.
pub fn begin(logging: &Logging) -> anyhow::Result<Filter> {
    let (filter, live) = reload::Layer::new(read(logging)?);
    let log = tracing_subscriber::registry().with(filter);
    let lines = tracing_subscriber::fmt::layer().with_writer(std::io::stderr);
    let at_terminal = if std::io::stderr().is_terminal() { LogFormat::Text } else { LogFormat::Json };
    match logging.log_format.unwrap_or(at_terminal) {
        LogFormat::Text => log.with(lines).init(),
        LogFormat::Json => log.with(lines.json().flatten_event(true)).init(),
    }
    Ok(Filter { logging: logging.clone(), live })
}

fn read(logging: &Logging) -> anyhow::Result<EnvFilter> {
    let Some(file) = &logging.log_filter_file else {
        return EnvFilter::try_new(&logging.log).context("--log is no filter");
    };
    let named = || format!("--log-filter-file (SPARK_LOG_FILTER_FILE) names {}", file.display());
    let text = std::fs::read_to_string(file).with_context(|| format!("{}, which cannot be read", named()))?;
    EnvFilter::try_new(text.trim()).with_context(|| format!("{}, which holds no filter", named()))
}

impl Filter {
    /// Reads it again, and logs by it from here on. What is no filter changes nothing.
    pub(super) fn read_again(&self) {
        let filter = match read(&self.logging) {
            Ok(filter) => filter,
            Err(error) => return tracing::error!("the log's filter stays as it was: {error:#}"),
        };
        let said = filter.to_string();
        match self.live.reload(filter) {
            Ok(()) => tracing::info!("the log's filter was read again: {said}"),
            Err(error) => tracing::error!(%error, "the log's filter stays as it was"),
        }
    }
}

/// Variables that look like Spark's and are none: a flag that was mistyped does nothing, and should not do so in silence.
pub(super) fn warn_of_unknown_variables() {
    let known = variables(&Cli::command());
    for (name, _) in std::env::vars_os() {
        let Some(name) = name.to_str().filter(|name| name.starts_with("SPARK_")) else { continue };
        if !known.iter().any(|known| known == name) {
            tracing::warn!("the environment has {name}, which means nothing to this Spark: see spark serve --help");
        }
    }
}

fn variables(command: &Command) -> Vec<String> {
    let own = command.get_arguments().filter_map(|flag| flag.get_env()?.to_str().map(str::to_owned));
    own.chain(command.get_subcommands().flat_map(variables)).collect()
}
