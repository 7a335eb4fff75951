//! The log, on standard error: what is logged, and in which form.

use crate::config::{Cli, LogFormat};
use clap::{Command, CommandFactory};
use std::io::IsTerminal;
use tracing_subscriber::{EnvFilter, filter::ParseError};

/// Logs from here on.
pub fn begin(filter: &str, format: Option<LogFormat>) -> Result<(), ParseError> {
    let log = tracing_subscriber::fmt().with_env_filter(EnvFilter::try_new(filter)?).with_writer(std::io::stderr);
    let at_terminal = if std::io::stderr().is_terminal() { LogFormat::Text } else { LogFormat::Json };
    match format.unwrap_or(at_terminal) {
        LogFormat::Text => log.init(),
        LogFormat::Json => log.json().flatten_event(true).init(),
    }
    Ok(())
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
